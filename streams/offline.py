"""The same stages over files: no broker, and the same bytes as the stream's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from streams.inputs import Draft
from streams.pipeline import STAGES, run_stage
from streams.record import Record, Refusal
from streams.resources import Resources


@dataclass(frozen=True, slots=True)
class Enriched:
    """One input and what came of it: the enriched article's JSON, or the refusal and its stage."""

    origin: str
    value: bytes | None
    refusal: Refusal | None
    stage: str


def enrich(drafts: Iterable[Draft], resources: Resources) -> Iterator[Enriched]:
    """Yield what came of each article, in order; the stages run as they do between the topics."""
    for draft in drafts:
        yield _enrich_one(draft, resources)


def _enrich_one(draft: Draft, resources: Resources) -> Enriched:
    record = draft.record
    for stage in STAGES:
        outcome = run_stage(stage, record, resources)
        if outcome.refusal is not None:
            return Enriched(draft.origin, None, outcome.refusal, stage.name)
        article = next(output for output in outcome.outputs if output.topic == stage.sink.name)
        record = Record(
            value=article.value,
            key=article.key,
            headers=article.headers,
            timestamp_ms=record.timestamp_ms,
        )
    return Enriched(draft.origin, record.value, None, STAGES[-1].name)
