"""What the series agent has to write, made from the log alone; and what it wrote."""

from collections import defaultdict
from collections.abc import Iterable

from kafka.consumer.fetcher import ConsumerRecord

from schemas import EscalationEvent
from schemas.topics import ALERTS, DYAD_SERIES, ESCALATION_EVENTS
from streams.pipeline import run_series
from streams.record import Record
from streams.settings import Settings
from streams.stages.series import PartitionSeries
from tests.support.broker import Sent, produce, read_all

# Topic without prefix, key, id with revision, value.
Written = tuple[str, bytes, bytes, bytes]


def publish(settings: Settings, events: Iterable[EscalationEvent]) -> int:
    """Write events as the escalation stage does; return how many."""
    sent = [Sent(e.model_dump_json().encode(), (e.dyad or "-").encode()) for e in events]
    return len(produce(settings, ESCALATION_EVENTS, sent))


def expected(settings: Settings) -> list[Written]:
    """Return what comes of the events that are on the log, in order by partition."""
    lines: dict[int, PartitionSeries] = defaultdict(lambda: PartitionSeries(settings.series))
    return [
        (output.topic, output.key, dict(output.headers)["ce_id"], output.value)
        for record in read_all(settings, ESCALATION_EVENTS)
        for output in run_series(
            lines[record.partition],
            Record(record.value, record.key, timestamp_ms=record.timestamp),
        ).outputs
    ]


def written(settings: Settings) -> list[Written]:
    """Return all that is on the two topics, the copies of one record once, where it came first.

    Raises:
        AssertionError: two copies differ.
    """
    first: dict[tuple[str, bytes], Written] = {}
    for topic in (DYAD_SERIES, ALERTS):
        for record in read_all(settings, topic):
            found = _written(topic.name, record)
            known = first.setdefault((topic.name, found[2]), found)
            assert known == found, (known, found)
    return list(first.values())


def _written(topic: str, record: ConsumerRecord) -> Written:
    return topic, record.key, dict(record.headers)["ce_id"], record.value


def by_key(records: Iterable[Written]) -> dict[tuple[str, bytes], list[Written]]:
    """Return the records of each topic and key, in their order."""
    found: dict[tuple[str, bytes], list[Written]] = defaultdict(list)
    for record in records:
        found[record[0], record[1]].append(record)
    return dict(found)
