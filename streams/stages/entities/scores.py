"""How often a span of each source was right where we measured it."""

from schemas.entity import EntityLabel
from streams.stages.entities.candidate import Candidate, Source

# Strict precision (span and label) on the visible news sentences; see docs/figures.
PRECISION = {
    Source.BOTH: 0.95,
    Source.LIST: 0.85,
    Source.MODEL: 0.70,
    Source.RULE: 0.75,
    Source.REPEAT: 0.70,
}
BY_LABEL: dict[tuple[Source, EntityLabel], float] = {}


def score(span: Candidate) -> float:
    """Return the measured precision of the span's source, by label where there were enough."""
    return BY_LABEL.get((span.source, span.label), PRECISION[span.source])
