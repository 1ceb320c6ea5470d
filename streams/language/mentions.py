"""Entities as parties: for which state or organisation each one stands."""

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from schemas.entity import Entity, EntityLabel
from schemas.party import Party
from streams.language import syntax
from streams.language.affiliation import Affiliation, read_affiliation, read_context_affiliation
from streams.language.knowledge import Knowledge, Known
from streams.language.wordlist import words

PARTY_LABELS = frozenset(
    {EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.GPE, EntityLabel.NORP, EntityLabel.LOC}
)
# Kinds whose name stands for the state: "the Kremlin", "the Pentagon", "Moscow", "Kharkiv".
STATE_KINDS = words("state demonym capital government ministry forces city")
SEAT_OF_THE_UNION = "Brussels"
UNION = "European Union"


@dataclass(frozen=True, slots=True)
class Mention:
    """One entity of the text as a party.

    `first` and `last` are its token indices; `kind` is the knowledge's, "" where it is
    not listed; `stands_for` is whom a person or body speaks for, None where not known.
    """

    entity: Entity
    first: int
    last: int
    party: Party
    kind: str
    is_subject: bool
    stands_for: Party | None = None

    @property
    def is_state(self) -> bool:
        """Say whether it names or stands for a state."""
        return self.kind in STATE_KINDS

    @property
    def is_person(self) -> bool:
        """Say whether it is a person."""
        return self.entity.label is EntityLabel.PERSON


def read_mentions(
    doc: Doc, entities: tuple[Entity, ...], knowledge: Knowledge
) -> tuple[Mention, ...]:
    """Return the mentions of parties of one article, in reading order."""
    spans = [
        (entity, span)
        for entity in entities
        if entity.label in PARTY_LABELS
        and (span := doc.char_span(entity.start, entity.end, alignment_mode="expand")) is not None
    ]
    known = {entity.text: _lookup(entity, knowledge) for entity, _ in spans}
    affiliations: dict[str, Affiliation] = {}
    for at, (entity, span) in enumerate(spans):
        if entity.label is EntityLabel.PERSON and entity.canonical not in affiliations:
            found = read_affiliation(doc, span, spans, at)
            found = found or read_context_affiliation(doc, span, spans, at)
            if found is not None:
                affiliations[entity.canonical] = found
    mentions = []
    for entity, span in spans:
        listed = known[entity.text]
        party = _party(entity, listed, knowledge)
        stands_for = None
        if entity.label is EntityLabel.PERSON:
            stands_for = _backing(entity, listed, affiliations, known, knowledge)
            if party.country is None and stands_for is not None:
                party = party.model_copy(update={"country": stands_for.country})
        elif listed is not None and listed.of:
            party = stands_for = _named(listed.of, entity, knowledge)
        mentions.append(
            Mention(
                entity,
                span.start,
                span.end - 1,
                party,
                listed.kind if listed is not None else "",
                _is_subject(span),
                stands_for,
            )
        )
    return tuple(mentions)


def _lookup(entity: Entity, knowledge: Knowledge) -> Known | None:
    return knowledge.lookup(entity.text) or knowledge.lookup(entity.canonical)


def _party(entity: Entity, listed: Known | None, knowledge: Knowledge) -> Party:
    if listed is not None and listed.kind in STATE_KINDS and listed.kind != "city":
        state = knowledge.state(listed.country)
        if state is not None:
            return _place(state, entity)
    if entity.canonical == SEAT_OF_THE_UNION:
        return _named(UNION, entity, knowledge)
    if (listed is not None and listed.kind == "city") or (
        listed is None and entity.label is EntityLabel.GPE and entity.country
    ):
        state = knowledge.state(entity.country)
        if state is not None:
            return _place(state, entity)
    if entity.label is EntityLabel.NORP and entity.country:
        state = knowledge.state(entity.country)
        if state is not None and (listed is None or listed.kind == "demonym"):
            return _place(state, entity)
    return Party(
        name=entity.canonical,
        kb_id=entity.kb_id,
        country=entity.country or (listed.country if listed is not None else None),
        start=entity.start,
        end=entity.end,
    )


def _backing(
    entity: Entity,
    listed: Known | None,
    affiliations: dict[str, Affiliation],
    known: dict[str, Known | None],
    knowledge: Knowledge,
) -> Party | None:
    """Return for whom a person speaks: by the list, else by the title beside the name."""
    if listed is not None and listed.of:
        return _named(listed.of, entity, knowledge)
    affiliation = affiliations.get(entity.canonical)
    if affiliation is not None:
        whose = known[affiliation.entity.text]
        if whose is not None and whose.of:
            return _named(whose.of, affiliation.entity, knowledge)
        return _party(affiliation.entity, whose, knowledge)
    # Whose citizen somebody is does not make him speak for the state; an office does.
    state = knowledge.state(listed.country if listed is not None else None)
    return _place(state, entity) if state is not None else None


def _named(name: str, entity: Entity, knowledge: Knowledge) -> Party:
    listed = knowledge.lookup(name)
    return Party(
        name=listed.canonical if listed is not None else name,
        kb_id=listed.kb_id if listed is not None else None,
        country=listed.country if listed is not None else None,
        start=entity.start,
        end=entity.end,
    )


def _place(known: Known, entity: Entity) -> Party:
    return Party(
        name=known.canonical,
        kb_id=known.kb_id,
        country=known.country,
        start=entity.start,
        end=entity.end,
    )


def _is_subject(span: Span) -> bool:
    root = span.root
    return root.dep_ in syntax.SUBJECTS or (
        root.dep_ in ("nmod:poss", "compound", "nmod:desc", "amod", "flat")
        and root.head.dep_ in syntax.SUBJECTS
    )
