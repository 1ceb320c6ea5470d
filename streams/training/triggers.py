"""Which word of a labelled trigger a stage would look at."""

from spacy.tokens import Doc, Token

from streams.stages.escalation.candidates import AUXILIARIES


def trigger_head(doc: Doc, start: int, end: int) -> Token | None:
    """Return the word that heads the trigger: its highest verb, else noun, else first word."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    tops = [token for token in span if token.head not in span or token.head is token]
    for group in (tops, list(span)):
        for wanted in ("VB", "NN"):
            for token in group:
                if token.tag_.startswith(wanted) and token.dep_ not in AUXILIARIES:
                    return token
    return tops[0] if tops else span[0]
