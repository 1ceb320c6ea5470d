"""All steps from a parsed article to its entities."""

from spacy.tokens import Doc

from schemas.entity import Entity
from streams.language.boilerplate import boilerplate_lines
from streams.language.knowledge import Knowledge
from streams.stages.entities.beside import by_context
from streams.stages.entities.candidate import Candidate
from streams.stages.entities.combine import combine
from streams.stages.entities.coordination import align_rows
from streams.stages.entities.datelines import find_datelines
from streams.stages.entities.document import vote
from streams.stages.entities.from_lists import list_candidates
from streams.stages.entities.from_model import model_candidates
from streams.stages.entities.linking import link_all
from streams.stages.entities.patterns import find_patterns
from streams.stages.entities.scores import score
from streams.stages.entities.wording import read_wording


def find_entities(doc: Doc, *, knowledge: Knowledge, text: str | None = None) -> tuple[Entity, ...]:
    """Return the named entities of one article, by start, without overlaps.

    Args:
        doc: Parsed article; its text is the cleaned text.
        knowledge: The lists, which decide together with the recogniser.
        text: The doc's text where it is at hand; spaCy would build it anew.

    Returns:
        Entities whose spans are half-open character offsets into the cleaned text. Lines
        that are captions, credits, prompts or navigation give none.
    """
    text = doc.text if text is None else text
    placed = find_datelines(text, knowledge)
    model = by_context(text, model_candidates(doc, text, knowledge), knowledge)
    model = [span for span in model if not any(map(span.overlaps, placed))]
    lists = list_candidates(text, model, knowledge)
    rules = [*find_patterns(read_wording(text), knowledge.given_names), *placed]
    spans = combine(text, model, lists, rules)
    spans = align_rows(text, spans)
    # A text of one line is a headline, or a sentence, and no furniture.
    outside = boilerplate_lines(text) if "\n" in text else ()
    spans = [span for span in spans if not _within_any(span, outside)]
    spans = [span for span in vote(text, spans) if not _within_any(span, outside)]
    entities = []
    for span, known in zip(spans, link_all(text, spans, knowledge), strict=True):
        entities.append(
            Entity(
                start=span.start,
                end=span.end,
                text=text[span.start : span.end],
                label=span.label,
                canonical=known.canonical,
                kb_id=known.kb_id,
                country=known.country,
                score=score(span),
            )
        )
    return tuple(entities)


def _within_any(span: Candidate, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in ranges)
