"""Which words may head the phrase of a party: names, nouns and pronouns."""

from spacy.tokens import Doc

from schemas.entity import Entity
from streams.language.mentions import PARTY_LABELS


def read_places(doc: Doc, entities: tuple[Entity, ...]) -> frozenset[int]:
    """Return the token indices: of a name its head alone, else each noun and personal pronoun."""
    found: set[int] = set()
    named: set[int] = set()
    for entity in entities:
        span = doc.char_span(entity.start, entity.end, alignment_mode="expand")
        if span is not None and len(span):
            named.update(range(span.start, span.end))
            if entity.label in PARTY_LABELS:
                found.add(span.root.i)
    for token in doc:
        if token.i in named:
            continue
        if token.tag_.startswith("NN") or token.tag_ in ("PRP", "WP"):
            found.add(token.i)
    return frozenset(found)
