"""How long until a group has read what waits: from what it committed and what arrived."""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from streams.broker.lag import PartitionLag, Reading

WINDOW_SECONDS = 300.0
# What a group reads in less than this at its present rate is on its way, not a backlog: without
# it a healthy group, whose small lag goes up and down, would be told to grow half of the time.
FLOWING_SECONDS = 30.0

GroupTopic = tuple[str, str]


@dataclass(frozen=True)
class Flow:
    """What a group and a topic did between two readings, in records a second, and its lag now."""

    lag: int
    committed_rate: float
    arrival_rate: float

    @property
    def drain_seconds(self) -> float:
        """Time until nothing waits, if both rates stay; infinite where the lag does not fall."""
        if self.lag == 0:
            return 0.0
        if self.committed_rate > 0 and self.lag / self.committed_rate <= FLOWING_SECONDS:
            return self.lag / self.committed_rate
        falls = self.committed_rate - self.arrival_rate
        return self.lag / falls if falls > 0 else math.inf


def compare(before: Reading, after: Reading) -> dict[GroupTopic, Flow]:
    """Return what happened between two readings; what is in one of them alone is left out.

    Offsets that expired unread are no progress: only what was committed counts.
    """
    seconds = after.at_seconds - before.at_seconds
    if seconds <= 0:
        return {}
    earlier = {_key(each): each for each in before.lags}
    flows: dict[GroupTopic, Flow] = {}
    for name, lags in _by_group_and_topic(after.lags).items():
        pairs = [(earlier[_key(now)], now) for now in lags if _key(now) in earlier]
        if not pairs or any(now.end < then.end for then, now in pairs):
            continue  # new, or deleted and made anew
        flows[name] = Flow(
            lag=sum(now.lag for _, now in pairs),
            committed_rate=sum(_committed(then, now) for then, now in pairs) / seconds,
            arrival_rate=sum(now.end - then.end for then, now in pairs) / seconds,
        )
    return flows


class DrainTimes:
    """Flows over a sliding window of readings."""

    def __init__(self, window_seconds: float = WINDOW_SECONDS) -> None:
        self._window_seconds = window_seconds
        self._readings: deque[Reading] = deque()

    def add(self, reading: Reading) -> Mapping[GroupTopic, Flow]:
        """Take a reading in; return the flows since the oldest within the window."""
        oldest_at = reading.at_seconds - self._window_seconds
        while self._readings and self._readings[0].at_seconds < oldest_at:
            self._readings.popleft()
        self._readings.append(reading)
        return compare(self._readings[0], reading)


def _committed(then: PartitionLag, now: PartitionLag) -> int:
    if now.committed is None:
        return 0
    return max(0, now.committed - (then.first if then.committed is None else then.committed))


def _key(each: PartitionLag) -> tuple[str, str, int]:
    return each.group, each.topic, each.partition


def _by_group_and_topic(lags: Iterable[PartitionLag]) -> dict[GroupTopic, list[PartitionLag]]:
    found: dict[GroupTopic, list[PartitionLag]] = {}
    for each in lags:
        found.setdefault((each.group, each.topic), []).append(each)
    return found
