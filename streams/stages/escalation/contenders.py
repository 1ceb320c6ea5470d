"""Who may be a party of an event: all that its sentence names, and the article's main parties."""

from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from schemas.party import Party
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.stages.escalation.columns import PRONOUNS, VOICES
from streams.stages.escalation.ground import UNNAMED, Ground

POSSESSIVES = frozenset({"his", "her", "its", "their", "our", "my"})
MASS = frozenset({"force"})  # "with lethal force"
FAR = 3  # parties of the article that are considered where the sentence does not name them
ROW = frozenset({"conj", "flat"})
BACK = 2  # sentences before in which parties are looked for


@dataclass(slots=True)
class Contender:
    """A party and the heads of the phrases that name it in the sentence, in reading order.

    `rows` are the first words of the coordinations that these phrases stand in.

    `far` says where else it was found: "voice", "before", "rank 1"; none for a party that the
    sentence names.
    """

    party: Party
    places: list[int] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    far: list[str] = field(default_factory=list)


class Contenders:
    """Answers by event for one article."""

    def __init__(self, doc: Doc, discourse: Discourse, ground: Ground) -> None:
        self._doc = doc
        self._discourse = discourse
        self._ground = ground
        self._stretches = [(span.start, span.end) for span in syntax.stretches(doc)]
        self._of: dict[int, int] = {}
        for number, (start, end) in enumerate(self._stretches):
            self._of.update(dict.fromkeys(range(start, end), number))
        self._named: dict[int, list[tuple[int, Party]]] = {}

    def of(self, head: Token) -> list[Contender]:
        """Return the parties that may take part in the event, those of its sentence first."""
        number = self._of[head.i]
        found: dict[str, Contender] = {}
        for place, party in self._in(number):
            if place != head.i:
                one = found.setdefault(party.name, Contender(party))
                one.places.append(place)
                one.rows.add(_first_of_row(self._doc[place]))
                if one.party.inferred and not party.inferred:
                    one.party = party
        for where, party in self._elsewhere(head, number):
            one = found.setdefault(
                party.name, Contender(party.model_copy(update={"inferred": True}))
            )
            one.far.append(where)
        return list(found.values())

    def sentence(self, place: int) -> tuple[int, int]:
        """Return the half-open token range of the sentence around a place."""
        return self._stretches[self._of[place]]

    def _elsewhere(self, head: Token, number: int) -> list[tuple[str, Party]]:
        found = [("voice", party) for party in self._discourse.voice(head)]
        for step in range(1, BACK + 1):
            before = self._in(number - step) if number >= step else []
            named = [(p, party) for p, party in before if party.country or party.kb_id]
            subjects = [party for p, party in named if self._doc[p].dep_ in syntax.SUBJECTS]
            found += [(f"subject {step} before", party) for party in subjects]
            found += [(f"{step} before", party) for _, party in named]
        found += [
            (f"rank {rank}", party) for rank, party in enumerate(self._ground.ranked[:FAR], 1)
        ]
        return found

    def _in(self, number: int) -> list[tuple[int, Party]]:
        """Return the parties that a sentence names, with the heads of their phrases."""
        if number not in self._named:
            start, end = self._stretches[number]
            self._named[number] = [
                (place, party)
                for place in range(start, end)
                for party in self._at(self._doc[place])
            ]
        return self._named[number]

    def _at(self, token: Token) -> tuple[Party, ...]:
        """Return whom the phrase headed by the token names; nobody inside of a name."""
        referents = self._discourse.referents
        mention = referents.by_token.get(token.i)
        if mention is not None:
            inside = mention.first <= token.head.i <= mention.last and token.head is not token
            return () if inside else self._acting(self._discourse.party(token))
        form = token.lower_
        if form in PRONOUNS or form in VOICES or form in POSSESSIVES:
            return self._acting(self._discourse.party(token))
        if not token.tag_.startswith("NN"):
            return ()
        found = self._discourse.party(token)
        if found:
            return self._acting(found)
        if syntax.lemma(token) not in UNNAMED or token.lower_ in MASS:
            return ()
        start, end = syntax.noun_phrase(token)
        return (Party(name=referents.text[start:end], start=start, end=end),)

    def _acting(self, parties: tuple[Party, ...]) -> tuple[Party, ...]:
        return tuple(map(self._discourse.represented, parties))


def _first_of_row(token: Token) -> int:
    """Return the first word of the coordination that the phrase stands in."""
    while token.dep_ in ROW and token.head.i < token.i:
        token = token.head
    return token.i
