"""Who a noun phrase names: entities, demonyms, possessives, pronouns, "the bloc", "we"."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from schemas.entity import Entity, EntityLabel
from schemas.party import Party, Speaker
from streams.language import syntax
from streams.language.attribution import Attributions

PARTY_LABELS = frozenset(
    {EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.GPE, EntityLabel.NORP, EntityLabel.LOC}
)


@dataclass(frozen=True, slots=True)
class Referents:
    """One article's entities by token, and who its pronouns and definite nouns stand for."""

    by_token: dict[int, Entity]
    attributions: Attributions

    def parties(self, token: Token) -> tuple[Party, ...]:
        """Return who the phrase headed by the token names, with the phrases coordinated to it."""
        found: list[Party] = []
        for item in syntax.conjuncts(token):
            for party in self.party(item):
                if all(party.name != other.name for other in found):
                    found.append(party)
        return tuple(found)

    def party(self, token: Token) -> tuple[Party, ...]:
        """Return who the phrase headed by the token names."""
        for item in (token, *syntax.possessors(token), *syntax.modifiers(token)):
            entity = self.by_token.get(item.i)
            if entity is not None and entity.label in PARTY_LABELS:
                return (_as_party(entity),)
        return ()

    def speaker(self, token: Token) -> Speaker | None:
        """Return on whose word the token stands."""
        item = self.attributions.covering(token)
        if item is None:
            return None
        source = token.doc[item.sources[0]]
        entity = self.by_token.get(source.i)
        if entity is not None:
            return Speaker(name=entity.canonical, start=entity.start, end=entity.end)
        start, end = syntax.noun_phrase(source)
        return Speaker(name=token.doc.text[start:end], start=start, end=end)

    def voice(self, token: Token) -> tuple[Party, ...]:
        """Return for whom the speaker of the token's clause speaks."""
        item = self.attributions.covering(token)
        if item is None:
            return ()
        return tuple(party for source in item.sources for party in self.parties(token.doc[source]))


def read_referents(doc: Doc, entities: tuple[Entity, ...], attributions: Attributions) -> Referents:
    """Place the entities on the tokens of the doc."""
    by_token: dict[int, Entity] = {}
    for entity in entities:
        span = doc.char_span(entity.start, entity.end, alignment_mode="expand")
        for token in span if span is not None else ():
            by_token.setdefault(token.i, entity)
    return Referents(by_token, attributions)


def _as_party(entity: Entity) -> Party:
    return Party(
        name=entity.canonical,
        kb_id=entity.kb_id,
        country=entity.country,
        start=entity.start,
        end=entity.end,
    )
