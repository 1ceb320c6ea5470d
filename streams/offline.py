"""The same stages over files: no broker, and the same bytes as the stream's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from streams.inputs import Draft
from streams.pipeline import STAGES, linked, run_stage
from streams.record import Record, Refusal
from streams.resources import Resources
from streams.stages.duplicates import Register


@dataclass(frozen=True, slots=True)
class Enriched:
    """One input and what came of it: the enriched article's JSON, or the refusal and its stage."""

    origin: str
    value: bytes | None
    refusal: Refusal | None
    stage: str


def enrich(
    drafts: Iterable[Draft], resources: Resources, register: Register | None = None
) -> Iterator[Enriched]:
    """Yield what came of each article, in order; the stages run as they do between the topics.

    Args:
        drafts: The articles.
        resources: What the stages read.
        register: Knows the articles before these, for near-duplicates; a new one where none
            is given.
    """
    register = Register() if register is None else register
    for draft in drafts:
        yield _enrich_one(draft, resources, register)


def _enrich_one(draft: Draft, resources: Resources, register: Register) -> Enriched:
    record = draft.record
    for stage in STAGES:
        outcome = run_stage(stage, record, resources)
        if outcome.refusal is not None:
            return Enriched(draft.origin, None, outcome.refusal, stage.name)
        if outcome.signature is not None:
            original = register.add(outcome.signature).duplicate_of
            outcome = outcome if original is None else linked(outcome, original)
        article = next(output for output in outcome.outputs if output.topic == stage.sink.name)
        record = Record(
            value=article.value,
            key=article.key,
            headers=article.headers,
            timestamp_ms=record.timestamp_ms,
        )
    return Enriched(draft.origin, record.value, None, STAGES[-1].name)
