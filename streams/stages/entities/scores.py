"""How often a span of each source was right where we measured it."""

from schemas.entity import EntityLabel
from streams.stages.entities.candidate import Candidate, Source

# Share of spans whose extent and label were right: strict precision on every second article of
# the train and dev parts of our own corpus (tests/gold/articles; 4,800 mentions), by source and
# label where there were thirty spans and more.
PRECISION = {
    Source.BOTH: 0.98,
    Source.LIST: 0.97,
    Source.MODEL: 0.53,
    Source.RULE: 0.94,
    Source.REPEAT: 0.71,
}
BY_LABEL = {
    (Source.BOTH, EntityLabel.NORP): 0.97,
    (Source.BOTH, EntityLabel.ORG): 0.99,
    (Source.BOTH, EntityLabel.PERSON): 0.99,
    (Source.LIST, EntityLabel.GPE): 0.98,
    (Source.LIST, EntityLabel.ORG): 0.94,
    (Source.MODEL, EntityLabel.GPE): 0.49,
    (Source.MODEL, EntityLabel.ORG): 0.45,
    (Source.MODEL, EntityLabel.PERSON): 0.65,
    (Source.RULE, EntityLabel.DATE): 0.98,
    (Source.RULE, EntityLabel.EVENT): 0.92,
    (Source.RULE, EntityLabel.FAC): 0.81,
    (Source.RULE, EntityLabel.LAW): 0.97,
    (Source.RULE, EntityLabel.MONEY): 0.98,
    (Source.RULE, EntityLabel.ORG): 0.91,
}


def score(span: Candidate) -> float:
    """Return the measured precision of the span's source, by label where there were enough."""
    return BY_LABEL.get((span.source, span.label), PRECISION[span.source])
