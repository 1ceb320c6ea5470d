"""One article's parse in columns: what the learned decision asks, without visiting tokens."""

from dataclasses import dataclass

from spacy.tokens import Doc

from streams.language.discourse import Discourse
from streams.language.mentions import Mention
from streams.language.wordlist import words
from streams.stages.escalation.ground import PUBLIC, PUBLIC_KINDS, UNNAMED
from streams.stages.escalation.patterns import Surroundings

VOICES = words("we us i me our my")
PRONOUNS = words("he she they it him her them who which that this these those")
MODIFIERS = frozenset(
    {"amod", "compound", "nmod", "nmod:desc", "nmod:unmarked", "flat", "nmod:poss", "nummod"}
)
NO_PREPOSITIONS = frozenset({"POS", "VBD", "VBZ"})
# Kinds of parties: S state, L leader, P other person, A armed group, O listed body,
# C other name with a country, o other name.
STATE, LEADER, PERSON, ARMED, BODY, OF_COUNTRY, OTHER = "SLPAOCo"


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry a token in each; `children` and `heads` are token indices, `kinds` see above."""

    lemmas: tuple[str, ...]
    forms: tuple[str, ...]
    tags: tuple[str, ...]
    labels: tuple[str, ...]
    heads: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    kinds: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]

    def kind(self, place: int) -> str:
        """Return what sort of party the phrase headed there is: a kind above, or by its words."""
        if self.kinds[place]:
            return self.kinds[place]
        form = self.forms[place]
        if form in VOICES:
            return "we"
        if form in PRONOUNS:
            return "pronoun"
        for child in self.children[place]:
            if self.kinds[child] and self.labels[child] in MODIFIERS:
                return "of " + self.kinds[child]
        lemma = self.lemmas[place]
        if lemma in PUBLIC:
            return "public"
        return "people" if lemma in UNNAMED else "-"

    def preposition(self, place: int) -> str:
        """Return the preposition of the phrase headed there, "" if none."""
        for child in self.children[place]:
            if child > place:
                break
            if self.labels[child] in ("case", "mark") and self.tags[child] not in NO_PREPOSITIONS:
                return self.forms[child]
        return ""


def read_columns(doc: Doc, around: Surroundings, discourse: Discourse) -> Columns:
    """Return the columns of a parsed article."""
    strings = doc.vocab.strings
    table = doc.to_array(["TAG", "DEP", "HEAD"])
    tags = tuple([strings[key] for key in table[:, 0].tolist()])
    labels = tuple([strings[key] for key in table[:, 1].tolist()])
    steps = table[:, 2].astype("int64").tolist()  # heads are told as steps from the token
    heads = tuple([place + step for place, step in enumerate(steps)])
    children: list[list[int]] = [[] for _ in heads]
    for place, head in enumerate(heads):
        if head != place:
            children[head].append(place)
    kinds = [""] * len(heads)
    for place, mention in discourse.referents.by_token.items():
        kinds[place] = _kind(mention)
    return Columns(
        around.lemmas,
        around.forms,
        tags,
        labels,
        heads,
        tuple(map(tuple, children)),
        tuple(kinds),
        around.sentences,
    )


def _kind(mention: Mention) -> str:
    if mention.is_state:
        return STATE
    if mention.is_person:
        return LEADER if mention.stands_for or mention.party.country else PERSON
    if mention.kind == "armed_group":
        return ARMED
    if mention.kind in PUBLIC_KINDS:
        return BODY
    return OF_COUNTRY if mention.party.country else OTHER
