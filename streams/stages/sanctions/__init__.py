"""Second stage: what sanctions the text reports."""

from streams.stages.sanctions.lexicon import SanctionsLexicon, load_sanctions_lexicon
from streams.stages.sanctions.mentions import find_sanctions

__all__ = ["SanctionsLexicon", "find_sanctions", "load_sanctions_lexicon"]
