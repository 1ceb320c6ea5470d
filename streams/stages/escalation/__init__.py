"""The escalation stage: events between parties, with the words that say so."""

from streams.stages.escalation.indicators import find_indicators
from streams.stages.escalation.lexicon import EscalationLexicon, load_escalation_lexicon

__all__ = ["EscalationLexicon", "find_indicators", "load_escalation_lexicon"]
