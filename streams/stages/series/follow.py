"""One record of `events.escalation` into the series of its partition."""

from collections import Counter

from pydantic import ValidationError

from schemas import EscalationEvent, Reason
from streams.content import ContentKind
from streams.record import Outcome, Record, RefusedError
from streams.stages.series.book import PartitionSeries, Step
from streams.stages.series.records import series_outputs
from streams.wire import unwrap


def take_event(series: PartitionSeries, record: Record) -> tuple[EscalationEvent, Step]:
    """Take in the partition's next record; return its event and what came of it.

    Raises:
        RefusedError: it is no event; the series are as they were.
    """
    if record.value is None:
        raise RefusedError(Reason.TOMBSTONE, "the record has no value")
    try:
        event = EscalationEvent.model_validate_json(unwrap(record.value), extra="ignore")
    except ValidationError as error:
        places = sorted({".".join(map(str, each["loc"])) or "all" for each in error.errors()})
        raise RefusedError(
            Reason.BAD_STAGE_RECORD, f"no event of this version: {', '.join(places)}"
        ) from None
    return event, series.take(event, record.timestamp_ms or 0)


def follow(series: PartitionSeries, record: Record, version: str) -> Outcome:
    """Take in the partition's next record; return the windows that it changed, and its alert.

    Args:
        series: Of the partition, as the records before left them.
        record: The next one.
        version: The pipeline's.

    Raises:
        RefusedError: it is no event.
    """
    event, step = take_event(series, record)
    counts = Counter({(ContentKind.SERIES_EVENT.value, step.taken.value): 1})
    if step.departure is not None:
        counts[ContentKind.ALERT.value, step.departure.trend.value] = 1
    return Outcome(outputs=series_outputs(step, event, record.headers, version), counts=counts)
