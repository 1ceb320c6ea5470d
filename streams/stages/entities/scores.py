"""How often a span of each source was right where we measured it."""

from schemas.entity import EntityLabel
from streams.stages.entities.candidate import Candidate, Source

# Share of spans whose extent and label were right: strict precision on the four visible sets
# of `python -m streams.evaluation.entities --by-source` (news, conflict reports, web, talk;
# labels partly silver, so rather too low). For names that only a list proposes, whose like
# those labels often leave out, the share found right on reading 35 spans in sentences of
# our own (34).
PRECISION = {
    Source.BOTH: 0.92,
    Source.LIST: 0.95,
    Source.MODEL: 0.60,
    Source.RULE: 0.75,
    Source.REPEAT: 0.60,
}
BY_LABEL = {
    (Source.BOTH, EntityLabel.GPE): 0.89,
    (Source.BOTH, EntityLabel.NORP): 0.96,
    (Source.BOTH, EntityLabel.PERSON): 0.96,
    (Source.MODEL, EntityLabel.DATE): 0.87,
    (Source.MODEL, EntityLabel.GPE): 0.49,
    (Source.MODEL, EntityLabel.ORG): 0.39,
    (Source.MODEL, EntityLabel.PERSON): 0.75,
    (Source.RULE, EntityLabel.DATE): 0.75,
    (Source.RULE, EntityLabel.ORG): 0.83,
}


def score(span: Candidate) -> float:
    """Return the measured precision of the span's source, by label where there were enough."""
    return BY_LABEL.get((span.source, span.label), PRECISION[span.source])
