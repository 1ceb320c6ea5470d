"""One article as the sanctions stage looks at it: who stands where, and who may impose."""

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from schemas import Entity, EntityLabel, Party
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.wordlist import words
from streams.stages.sanctions.lexicon import SanctionsLexicon
from streams.stages.sanctions.words import Words

STATE_LABELS = frozenset({EntityLabel.GPE, EntityLabel.NORP, EntityLabel.LOC})
PARTY_LABELS = STATE_LABELS | {EntityLabel.ORG, EntityLabel.PERSON, EntityLabel.FAC}
COUNTING = words("number group dozen majority range series handful score")
# A phrase of the target ends before these: "46 officials | for their part in ...".
ADJUNCTS = words(
    """for under over after following pursuant despite because as during since by via in with
    amid until through"""
)
DETERMINERS = words("the a an this that these those another")


@dataclass(frozen=True, slots=True)
class Scene:
    """The article, its entities by token, and the bodies of state among its words."""

    doc: Doc
    text: str  # doc.text is put together anew at every call
    discourse: Discourse
    lexicon: SanctionsLexicon
    entities: dict[int, Entity]
    authorities: dict[int, Party]
    ids: dict[str, str]

    @classmethod
    def of(
        cls,
        doc: Doc,
        entities: tuple[Entity, ...],
        discourse: Discourse,
        lexicon: SanctionsLexicon,
    ) -> "Scene":
        """Place entities on the tokens of the article."""
        by_token: dict[int, Entity] = {}
        for entity in entities:
            span = doc.char_span(entity.start, entity.end, alignment_mode="expand")
            for token in span if span is not None else ():
                by_token.setdefault(token.i, entity)
        ids = {entity.canonical: entity.kb_id for entity in entities if entity.kb_id}
        return cls(doc, doc.text, discourse, lexicon, by_token, {}, ids)

    def note_authorities(self, words: Words) -> None:
        """Find the sentence's bodies of state ("the bloc", "OFAC"); called once a sentence."""
        place = 0
        while place < len(words.forms):
            step = 1
            for phrase, authority in self.lexicon.authorities.get(words.forms[place][0], ()):
                if all(
                    place + at < len(words.forms) and words.forms[place + at][0] == word
                    for at, word in enumerate(phrase)
                ):
                    step = len(phrase)
                    first, last = words.tokens[place], words.tokens[place + step - 1]
                    if not self._is_other(last):
                        meant = self._meant(last) if phrase[0] == "the" else None
                        party = meant or Party(
                            name=authority.name,
                            kb_id=self.ids.get(authority.name),
                            country=authority.country,
                            start=first.idx,
                            end=last.idx + len(last),
                        )
                        for at in range(place, place + step):
                            self.authorities[words.tokens[at].i] = party
                    break
            place += step

    def _meant(self, noun: Token) -> Party | None:
        """Return the body that "the bloc" or "the council" takes up; None where none is named."""
        named = [party for party in self.discourse.party(noun) if party.kb_id and not party.country]
        if not named:
            named = [party for _, party in sorted(self._bodies_before(noun).items())]
        if not named:
            return None
        return named[-1].model_copy(
            update={"start": noun.idx, "end": noun.idx + len(noun), "inferred": True}
        )

    def _bodies_before(self, noun: Token) -> dict[int, Party]:
        """Return the blocs named before the noun, by place."""
        found = {
            at: Party(name=entity.canonical, kb_id=entity.kb_id)
            for at, entity in self.entities.items()
            if at < noun.i
            and entity.canonical in self.lexicon.usual_senders
            and entity.label is EntityLabel.ORG
        }
        found.update(
            (at, party)
            for at, party in self.authorities.items()
            if at < noun.i and not party.country
        )
        return found

    def _is_other(self, token: Token) -> bool:
        """Say whether the entity list knows the words as something of its own."""
        entity = self.entities.get(token.i)
        return entity is not None and entity.label is EntityLabel.PERSON

    def named(self, token: Token) -> Party | None:
        """Return the party that the token itself is part of the name of."""
        authority = self.authorities.get(token.i)
        if authority is not None:
            return authority
        entity = self.entities.get(token.i)
        if entity is None or entity.label not in PARTY_LABELS:
            return None
        state = self._state(token, entity)
        if state is not None:
            return state
        return Party(
            name=entity.canonical,
            kb_id=entity.kb_id,
            country=entity.country,
            start=entity.start,
            end=entity.end,
        )

    def _state(self, token: Token, entity: Entity) -> Party | None:
        """Return the state that the words stand for: Russia for "Moscow" and "the Kremlin"."""
        if entity.label is EntityLabel.PERSON or (
            entity.country is None and entity.canonical not in self.lexicon.usual_senders
        ):
            return None
        for party in self.discourse.party(token):
            same = party.country == entity.country
            if same and (entity.label in STATE_LABELS or party.name != entity.canonical):
                return party.model_copy(
                    update={"start": entity.start, "end": entity.end, "inferred": False}
                )
        return None

    def is_state(self, token: Token) -> bool:
        """Say whether the token names a state, a bloc or one of their bodies."""
        if token.i in self.authorities:
            return True
        entity = self.entities.get(token.i)
        if entity is None:
            return False
        if entity.label in STATE_LABELS:
            return entity.country is not None or entity.kb_id is not None
        if entity.canonical in self.lexicon.usual_senders:
            return True
        return entity.label is EntityLabel.ORG and self._state(token, entity) is not None

    def acting(self, token: Token) -> tuple[Party, ...]:
        """Return who acts where the phrase headed by the token is the subject, as states.

        Coordinated phrases count each; "Italian finance police" is Italy, a minister
        with a known state is the state.
        """
        found: list[Party] = []
        for item in syntax.conjuncts(token):
            for party in self.acting_alone(item):
                if all(party.name != other.name for other in found):
                    found.append(party)
        return tuple(found)

    def acting_alone(self, token: Token) -> tuple[Party, ...]:
        """Return the same without what is coordinated with the phrase."""
        if token.lower_ in ("we", "us", "our", "ours") and not token.ent_type_:
            return tuple(replace_inferred(party) for party in self.discourse.voice(token))
        for item in (token, *syntax.possessors(token), *syntax.modifiers(token)):
            if self.is_state(item):
                party = self.named(item)
                if party is not None:
                    return (party,)
        for item in syntax.obliques(token, "of", "from", "in"):
            if self.is_state(item):
                return tuple(self.acting(item))
        return tuple(party for party in self.discourse.party(token) if party.name)

    def described(self, token: Token) -> Party | None:
        """Return a target as the text puts it: a name by its canonical form, else the phrase."""
        if token.dep_ == "nmod" and syntax.lemma(token.head) in COUNTING:
            return self.described(token.head)
        start, end = syntax.noun_phrase(token)
        span = self.doc.char_span(start, end, alignment_mode="expand")
        if span is None or len(span) == 0:
            return None
        span = trimmed(_without_adjuncts(span, token))
        named = self.named(token)
        if named is not None and named.start is not None and named.end is not None:
            if named.start <= span.start_char and span.end_char <= named.end + 2:
                return named
            extra = [word for word in span if not named.start <= word.idx < named.end]
            if all(
                word.lower_ in DETERMINERS or word.is_punct or word.lower_ in ("'s", "’s")
                for word in extra
            ):
                return named
        if token.tag_.startswith("PR"):
            parties = self.discourse.party(token)
            return parties[0] if parties else None
        country = named.country if named is not None else None
        for word in span:
            if country is not None:
                break
            party = self.named(word)
            country = party.country if party is not None else None
        return Party(name=span.text, country=country, start=span.start_char, end=span.end_char)


def _without_adjuncts(span: Span, head: Token) -> Span:
    """Return the span up to where an adjunct after its head begins."""
    for token in span:
        if token.i > head.i and (
            token.lower_ in ADJUNCTS or token.text in (",", ";", "(", "“", '"')
        ):
            if (
                token.lower_ == "in"
                and token.i + 1 < len(token.doc)
                and token.nbor(1).text[:1].isupper()
            ):
                continue  # "a bank in Manama"
            return span.doc[span.start : token.i]
    return span


def replace_inferred(party: Party) -> Party:
    """Return the party as one that was concluded from the context."""
    return party.model_copy(update={"inferred": True})


def trimmed(span: Span) -> Span:
    """Return the span without determiners in front and punctuation or possessives behind."""
    start, end = span.start, span.end
    while end - start > 1 and (
        span.doc[start].lower_ in DETERMINERS
        or span.doc[start].is_punct
        or span.doc[start].is_space
    ):
        start += 1
    while end - start > 1 and (
        span.doc[end - 1].is_punct
        or span.doc[end - 1].is_space
        or span.doc[end - 1].lower_ in ("'s", "’s", "'", "’")
    ):
        end -= 1
    return span.doc[start:end]
