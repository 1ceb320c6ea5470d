"""Who a noun phrase names: entities, demonyms, possessives, pronouns, "the bloc", "we"."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from schemas.party import Party, Speaker
from streams.language import syntax
from streams.language.affiliation import ROLES
from streams.language.anaphora import SUBJECT_PRONOUNS, antecedents, earlier_subjects
from streams.language.attribution import Attribution, Attributions
from streams.language.mentions import Mention
from streams.language.wordlist import words

WE = words("we us our ours ourselves i me my mine myself")
PRONOUNS = words(
    """he she him her his hers it its they them their theirs himself herself itself themselves"""
)
# Nouns that act for the state or body whose name stands beside them.
OFFICIAL = ROLES | words(
    """force forces troop troops army navy military soldier soldiers police guard guards warplane
    warplanes jet jets warship warships vessel vessels ship ships aircraft drone drones missile
    missiles artillery tank tanks unit units brigade fleet government ministry authority authorities
    official officials ministers leaders diplomats lawmakers administration parliament cabinet
    foreign_ministry side delegation commander commanders coast marines gunners fighters rebels
    militants militia envoys officers command headquarters mission embassy consulate capital staff
    agency intelligence services service regime leadership presidency chancellery people nation
    country citizens member members states allies nationals territory border soil airspace waters
    city town village region province base port attack presidents spokesmen paratroopers commandos
    pilots rockets shells secretaries office palace council state central bank"""
)
NOT_FOR = words("backed led allied sponsored linked aligned friendly trained funded held occupied")
STATEMENTS = words("statement communique communiqué declaration release text letter note")


@dataclass(frozen=True, slots=True)
class Referents:
    """One article's parties by token, and who its pronouns and definite nouns stand for."""

    doc: Doc
    text: str
    mentions: tuple[Mention, ...]
    by_token: dict[int, Mention]
    attributions: Attributions

    def parties(self, token: Token) -> tuple[Party, ...]:
        """Return who the phrase headed by the token names, with the phrases coordinated to it."""
        return _unique(party for item in syntax.conjuncts(token) for party in self.party(item))

    def party(self, token: Token) -> tuple[Party, ...]:
        """Return who the phrase headed by the token names."""
        mention = self.by_token.get(token.i)
        if mention is not None:
            if mention.kind or mention.party.country or " " in mention.entity.text:
                return (mention.party,)
            return self._inferred(token) or (mention.party,)  # "the Alliance"
        word = token.lower_
        if word in WE:
            return self.voice(token) if self.attributions.is_quoted(token) else ()
        if word in PRONOUNS:
            return self._inferred(token)
        beside = self._beside(token)
        if beside:
            return beside
        return self._inferred(token)

    def represented(self, party: Party) -> Party:
        """Return the organisation for which a person of no state speaks, else the party itself."""
        if party.country is not None:
            return party
        for mention in self.mentions:
            if mention.is_person and mention.party.name == party.name:
                behind = mention.stands_for
                if behind is not None and behind.name != party.name:
                    place = {"start": party.start, "end": party.end, "inferred": True}
                    return behind.model_copy(update=place)
        return party

    def voice(self, token: Token) -> tuple[Party, ...]:
        """Return for whom the speaker of the token's clause speaks."""
        item = self.attributions.covering(token)
        return self._voices(item) if item is not None else ()

    def speaker(self, token: Token) -> Speaker | None:
        """Return on whose word the token stands."""
        item = self.attributions.covering(token)
        if item is None:
            return None
        named = [self._source_name(source) for source in self._source_heads(item)]
        if len(named) == 1 or any(name.start is None or name.end is None for name in named):
            return named[0]
        starts = [name.start for name in named if name.start is not None]
        ends = [name.end for name in named if name.end is not None]
        names = list(dict.fromkeys(name.name for name in named))
        return Speaker(name=" and ".join(names), start=min(starts), end=max(ends))

    def _source_heads(self, item: Attribution) -> list[Token]:
        """Return the heads of the sources; behind "the joint statement", those who made it."""
        named = [self.doc[source] for source in item.sources]
        heads = named if len(named) > 1 else [*syntax.conjuncts(named[0])]
        kept = [head for head in heads if head.dep_ != "conj" or not syntax.is_verbal(head)]
        if kept and kept[0].lower_ in STATEMENTS and not self._named_beside(kept[0]):
            makers = self._makers(item)
            if makers is not None:
                return self._source_heads(makers)
        return kept or heads

    def _makers(self, item: Attribution) -> Attribution | None:
        """Return who made "the statement": those who spoke in one, else the last person quoted."""
        people = [
            other
            for other in self.attributions.items
            if other.cue < item.cue
            and other.sources[0] in self.by_token
            and not self.attributions.is_quoted(self.doc[other.cue])
        ]
        for other in reversed(people):
            if any(token.lower_ in STATEMENTS for token in self.doc[other.cue].sent):
                return other
        return people[-1] if people else None

    def _signatories(self, noun: Token) -> list[Mention]:
        """Return the people right before "statement": "the Rao-Haddad statement"."""
        found: list[Mention] = []
        at = noun.i - 1
        while at >= 0:
            mention = self.by_token.get(at)
            if mention is not None and mention.is_person:
                found.insert(0, mention)
                at = mention.first
            elif self.doc[at].text not in ("-", "–", "‑", "and"):
                break
            at -= 1
        return found if noun.lower_ in STATEMENTS else []

    def _source_name(self, source: Token) -> Speaker:
        signatories = self._signatories(source)
        if signatories:
            return Speaker(
                name=" and ".join(item.entity.canonical for item in signatories),
                start=signatories[0].entity.start,
                end=signatories[-1].entity.end,
            )
        mention = self.by_token.get(source.i)
        if mention is None and source.lower_ in PRONOUNS:
            found = antecedents(source, self.mentions, speaker=frozenset())
            mention = found[0] if found else None
        if mention is not None:
            entity = mention.entity
            name = entity.canonical if mention.is_person else mention.party.name
            return Speaker(name=name, start=entity.start, end=entity.end)
        person = self._appointed(source)
        start, end = syntax.noun_phrase(source)
        name = person.entity.canonical if person is not None else self.text[start:end]
        return Speaker(name=name, start=start, end=end)

    def _appointed(self, source: Token) -> Mention | None:
        """Return the person behind "the NATO boss", where one spoke for NATO before."""
        if source.lower_ not in ROLES or source.tag_ == "NNS":
            return None
        owners = {party.name for party in self._beside(source)}
        fitting = {
            item.entity.canonical: item
            for item in self.mentions
            if item.is_person
            and item.last < source.i
            and item.stands_for is not None
            and item.stands_for.name in owners
        }
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def _named_beside(self, noun: Token) -> tuple[Mention, ...]:
        return tuple(self.by_token[child.i] for child in noun.subtree if child.i in self.by_token)

    def _voices(self, item: Attribution) -> tuple[Party, ...]:
        found: list[Party] = []
        for source in self._source_heads(item):
            mention = self.by_token.get(source.i)
            if mention is None and source.lower_ in PRONOUNS:
                behind = antecedents(source, self.mentions, speaker=frozenset())
                mention = behind[0] if behind else None
            if source.lower_ in STATEMENTS:
                found.extend(
                    other.stands_for or other.party for other in self._named_beside(source)
                )
            elif mention is not None:
                found.append(mention.stands_for or mention.party)
            else:
                found.extend(self._beside(source))
        return _unique(_inferred(party) for party in found)

    def _beside(self, noun: Token) -> tuple[Party, ...]:
        """Return who stands beside the noun: "Russian forces", "Iran's navy", "envoys of Mali"."""
        official = noun.lower_ in OFFICIAL or syntax.lemma(noun) in OFFICIAL
        for child in (*syntax.possessors(noun), *syntax.modifiers(noun)):
            found = self._beside_through(child) if child.i < noun.i else ()
            if found:
                return found if official else tuple(_inferred(party) for party in found)
        if not official:
            return ()
        for child in syntax.obliques(noun, "of", "for", "from", "in", "at"):
            found = _unique(
                party
                for item in syntax.conjuncts(child)
                if (mention := self.by_token.get(item.i)) is not None
                for party in (mention.party,)
            )
            if found:
                return found
        for child in noun.children:
            if child.dep_ == "appos" and (mention := self.by_token.get(child.i)) is not None:
                return (mention.party,)
        return ()

    def _beside_through(self, child: Token) -> tuple[Party, ...]:
        mention = self.by_token.get(child.i)
        if mention is not None:
            return () if self._is_disowned(mention) else (mention.party,)
        word = child.lower_
        if child.dep_ == "nmod:poss":
            if word in WE:
                return self.voice(child) if self.attributions.is_quoted(child) else ()
            if word in PRONOUNS:
                return self._inferred(child)
            return self._beside(child)  # "the Alliance's", "the Russian president's"
        for inner in syntax.modifiers(child):
            mention = self.by_token.get(inner.i)
            if mention is not None and not self._is_disowned(mention):
                return (mention.party,)
        return ()

    def _is_disowned(self, mention: Mention) -> bool:
        """Say whether a prefix or suffix makes it somebody else: "Iran-backed", "anti-Russian"."""
        doc, after, before = self.doc, mention.last + 1, mention.first - 1
        if (
            after + 1 < len(doc)
            and doc[after].text in ("-", "‑")
            and doc[after + 1].lower_ in NOT_FOR
        ):
            return True
        if before >= 1 and doc[before].text == "-":
            return doc[before - 1].lower_ in ("anti", "pro", "ex", "non", "former")
        return False

    def _inferred(self, token: Token) -> tuple[Party, ...]:
        found = self._by_subject(token) if token.lower_ in SUBJECT_PRONOUNS else None
        if found is None:
            behind = antecedents(token, self.mentions, speaker=self._speakers(token))
            found = tuple(mention.party for mention in behind)
        return _unique(_inferred(party) for party in found)

    def _by_subject(self, token: Token) -> tuple[Party, ...] | None:
        """Return whom the nearest agreeing subject before "it" or "they" names.

        None where no subject agrees; empty where one does and names nobody known.
        """
        speakers = self._speakers(token)
        for subject in earlier_subjects(token):
            mention = self.by_token.get(subject.i)
            if mention is not None and (mention.is_person or mention.party.name in speakers):
                continue
            if subject.lower_ in PRONOUNS or subject.lower_ in WE:
                continue
            # only phrases before the pronoun: "the guards and their accomplices" has no end
            before = (item for item in syntax.conjuncts(subject) if item.i < token.i)
            return _unique(party for item in before for party in self.party(item))
        return None

    def _speakers(self, token: Token) -> frozenset[str]:
        """Return the names of those who speak here in a quotation: "he" is somebody else."""
        if not self.attributions.is_quoted(token):
            return frozenset()
        item = self.attributions.covering(token)
        return frozenset(
            mention.entity.canonical
            for source in (item.sources if item is not None else ())
            if (mention := self.by_token.get(source)) is not None
        )


def read_referents(
    doc: Doc, text: str, mentions: tuple[Mention, ...], attributions: Attributions
) -> Referents:
    """Place the article's parties on the tokens of the doc."""
    by_token = {
        at: mention for mention in mentions for at in range(mention.first, mention.last + 1)
    }
    return Referents(doc, text, mentions, by_token, attributions)


def _inferred(party: Party) -> Party:
    return party if party.inferred else party.model_copy(update={"inferred": True})


def _unique(parties: Iterator[Party]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    for party in parties:
        found.setdefault(party.name, party)
    return tuple(found.values())
