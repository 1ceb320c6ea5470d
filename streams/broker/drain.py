"""How long until a group has read what waits: from what it committed and what arrived."""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from streams.broker.lag import PartitionLag, Reading

WINDOW_SECONDS = 300.0
# What has waited for less is on its way, not a backlog: a healthy group's small lag goes up and
# down, and would be told to grow half of the time.
FLOWING_SECONDS = 30.0

GroupTopic = tuple[str, str]


@dataclass(frozen=True)
class Flow:
    """What a group did in a topic between two readings, in records a second, and its lag now.

    `drain_seconds` is the time until nothing waits, if the rates stay: that of the partition
    that takes longest; infinite where one does not fall, null where it is too early to tell.
    """

    lag: int
    committed_rate: float
    arrival_rate: float
    drain_seconds: float | None


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
        parts = [_partition(then, now, seconds) for then, now in pairs]
        flows[name] = Flow(
            lag=sum(part.lag for part in parts),
            committed_rate=sum(part.committed_rate for part in parts),
            arrival_rate=sum(part.arrival_rate for part in parts),
            drain_seconds=_longest([part.drain_seconds for part in parts]),
        )
    return flows


def _partition(then: PartitionLag, now: PartitionLag, seconds: float) -> Flow:
    committed = _committed(then, now) / seconds
    arrived = (now.end - then.end) / seconds
    return Flow(now.lag, committed, arrived, _drain_seconds(now, committed, committed - arrived))


def _drain_seconds(now: PartitionLag, committed: float, falls: float) -> float | None:
    if now.lag == 0:
        return 0.0
    if now.age_seconds is not None and now.age_seconds <= FLOWING_SECONDS:
        return now.lag / committed if committed else None
    return now.lag / falls if falls > 0 else math.inf


def _longest(seconds: list[float | None]) -> float | None:
    known = [one for one in seconds if one is not None]
    longest = max(known, default=0.0)
    return longest if len(known) == len(seconds) or math.isinf(longest) else None


class DrainTimes:
    """Flows over a sliding window of readings."""

    def __init__(self, window_seconds: float = WINDOW_SECONDS) -> None:
        self._window_seconds = window_seconds
        self._readings: deque[Reading] = deque()

    def add(self, reading: Reading) -> Mapping[GroupTopic, Flow]:
        """Take a reading in; return the flows since the oldest within the window."""
        if self._readings and reading.at_seconds < self._readings[-1].at_seconds:
            self._readings.clear()  # the clock was set back
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
