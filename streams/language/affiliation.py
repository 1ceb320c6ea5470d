"""For whom a person speaks, by the title beside the name: "US Secretary of State Blinken"."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from schemas.entity import Entity, EntityLabel
from streams.language.wordlist import words

ROLES = words(
    """president premier minister chancellor secretary chief head leader boss commander general
    admiral colonel marshal ambassador envoy delegate representative spokesman spokeswoman
    spokesperson commissioner director chair chairman chairwoman chairperson king queen emir sultan
    prince premier governor mayor speaker senator lawmaker deputy diplomat official adviser advisor
    prosecutor judge minister's attaché chairman counsellor negotiator mediator prime ceo executive
    economist analyst coordinator officer"""
)
OWNERS = frozenset({EntityLabel.ORG, EntityLabel.GPE, EntityLabel.NORP})
# Offices that a state has; before a name they need no owner where the state is plain.
STATE_ROLES = words("minister president premier secretary chancellor minister's ambassador general")
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
CONTEXT_REACH = 40  # tokens between the state and the name
REACH = 9  # tokens between the owner and the name: "Ukraine's Foreign Minister, Dmytro Kuleba"


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The entity whose office a person holds, and the office in lower case."""

    entity: Entity
    role: str


def read_affiliation(
    doc: Doc, name: Span, spans: Sequence[tuple[Entity, Span]], at: int
) -> Affiliation | None:
    """Return the office told beside one person's name, None where none is.

    Args:
        doc: Parsed article.
        name: Tokens of the person's name, `spans[at]`.
        spans: All party entities in reading order with their tokens.
        at: Index of the name in `spans`.
    """
    for entity, span in reversed(spans[max(0, at - 2) : at]):  # office before the name
        if entity.label in OWNERS and name.start - span.end <= REACH:
            role = _role(doc, span.start, name.start, commas=1)
            if role:
                return Affiliation(entity, role)
    if name.end < len(doc) and doc[name.end].text == ",":
        for entity, span in spans[at + 1 : at + 3]:  # ", Ukraine's foreign minister,"
            if entity.label in OWNERS and span.start - name.end <= REACH:
                role = _role(doc, name.end + 1, min(len(doc), span.end + REACH), commas=0)
                if role:
                    return Affiliation(entity, role)
    return None


def read_context_affiliation(
    doc: Doc, name: Span, spans: Sequence[tuple[Entity, Span]], at: int
) -> Affiliation | None:
    """Return the office told by a title without an owner, where the state before is plain.

    "Japan condemned the launch. ..., Foreign Minister Yoko Kamikawa said": the state
    that is the last subject before, in the same paragraph.
    """
    if not _follows_title(doc, name):
        return None
    for entity, span in reversed(spans[:at]):
        between = doc[span.end : name.start]
        if len(between) > CONTEXT_REACH or any("\n" in token.text for token in between):
            return None
        root = span.root
        owner = root.head if root.dep_ in ("nmod:poss", "compound", "amod") else root
        if entity.label is EntityLabel.GPE and owner.dep_ in SUBJECTS:
            return Affiliation(entity, doc[name.start - 1].lower_)
    return None


def _follows_title(doc: Doc, name: Span) -> bool:
    """Say whether the words right before the name are a state's office: "Foreign Minister"."""
    at = name.start - 1
    if at < 1 or not doc[at].is_title or doc[at].lower_ not in STATE_ROLES:
        return False
    while at >= 0 and doc[at].is_title:
        at -= 1
    return at < 0 or doc[at].tag_ not in ("POS", "NNP", "JJ", "NN")


def _role(doc: Doc, start: int, stop: int, commas: int) -> str:
    """Return the role noun in a stretch of titles; "" where other words stand between."""
    role = ""
    for token in doc[start:stop]:
        if token.is_space or token.tag_.startswith(("VBD", "VBZ", "MD")):
            return "" if commas else role
        if token.text == ",":
            commas -= 1
            if commas < 0:
                return role
        elif token.is_punct and token.text not in ("-", "'", "’"):
            return "" if commas > 0 else role
        elif token.lower_ in ROLES:
            role = token.lower_
        elif token.lower_ in ("and", "with", "that", "to", "as"):
            return "" if commas else role
    return role
