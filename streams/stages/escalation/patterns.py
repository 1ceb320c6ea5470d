"""The pattern language of the trigger lexicon, and its matching against a parse.

See the head of data/triggers.toml for the notation.
"""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.wordlist import words

ANY = "*"
PARTY = "party"
GAP = 4  # words that "*" in a row of lemmas may stand for, at most
REACH = 5  # words to look ahead for an object or particle that the parse does not give
MEASURES = words(
    "number hundred thousand dozen score million billion group shipment series wave batch lot "
    "load couple pair part rest majority member column convoy unit kind type form supply range "
    "ton tonne piece handful string spate some all most many several much "
    "measure level degree"
)
SUBORDINATE = frozenset({"xcomp", "ccomp", "advcl", "acl", "parataxis"})
ATTACHED = frozenset({"obj", "nsubj", "nsubj:pass", "obl", "dobj", "iobj"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a head's surroundings; `wanted` are lemmas, classes ("@forces") or marks."""

    slot: str
    wanted: frozenset[str]
    negative: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A head with conditions, or a row of lemmas."""

    heads: tuple[str, ...]
    pos: str
    conditions: tuple[Condition, ...]
    row: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a pattern may ask about: noun classes, the article's discourse and its words.

    `lemmas`, `forms` (in lower case) and `sentences` (half-open ranges of token
    indices) have one entry a token: reading them off tokens again and again is dear.
    """

    classes: dict[str, frozenset[str]]
    discourse: Discourse
    lemmas: tuple[str, ...]
    forms: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]

    def sentence_lemmas(self, token: Token) -> tuple[str, ...]:
        """Return the lemmas of the token's sentence."""
        start, end = self.sentences[token.i]
        return self.lemmas[start:end]


def read_surroundings(
    doc: Doc, classes: dict[str, frozenset[str]], discourse: Discourse
) -> Surroundings:
    """Return what patterns ask about one article."""
    strings = doc.vocab.strings
    # whole columns at once: to visit each token is dear
    columns = doc.to_array(["LOWER", "LEMMA", "TAG", "SENT_START"])
    forms = [strings[form] for form in columns[:, 0].tolist()]
    third = strings.add("VBZ")
    lemmas = [
        syntax.lemma(doc[place]) if not lemma or tag == third else strings[lemma].lower()
        for place, (lemma, tag) in enumerate(columns[:, 1:3].tolist())
    ]
    starts = [
        0,
        *(place for place, flag in enumerate(columns[:, 3].tolist()) if place and flag == 1),
    ]
    bounds = list(zip(starts, [*starts[1:], len(lemmas)], strict=True))
    sentences = tuple(bound for bound in bounds for _ in range(bound[1] - bound[0]))
    return Surroundings(classes, discourse, tuple(lemmas), tuple(forms), sentences)


@dataclass(frozen=True, slots=True)
class Match:
    """A met pattern: its weight, and the tokens that met its conditions by slot."""

    weight: float
    filled: tuple[tuple[str, Token], ...]


def parse_pattern(text: str) -> Pattern:
    """Read one pattern of the lexicon.

    Raises:
        ValueError: it is not understood.
    """
    if text.startswith("seq: "):
        return Pattern((), "", (), tuple(text.removeprefix("seq: ").split()))
    head, *rest = text.split()
    lemmas, slash, pos = head.partition("/")
    if not slash or pos not in ("v", "n"):
        raise ValueError(f"a pattern's head needs /v or /n: {text!r}")
    return Pattern(tuple(lemmas.split("|")), pos, tuple(map(_condition, rest)), ())


def _condition(text: str) -> Condition:
    slot, equals, wanted = text.partition("=")
    if not equals and slot != "neg":
        raise ValueError(f"not a condition: {text!r}")
    return Condition(slot.removeprefix("!"), frozenset(wanted.split("|")), slot.startswith("!"))


def match_head(pattern: Pattern, head: Token, around: Surroundings) -> Match | None:
    """Return how the head meets the pattern's conditions; None where one is not met."""
    weight = 1.0
    filled: list[tuple[str, Token]] = []
    for condition in pattern.conditions:
        found = _meeting(condition, head, around)
        if condition.negative:
            if found:
                return None
            continue
        if not found:
            return None
        weight += 0.5 if ANY in condition.wanted else 1.0
        filled.extend((condition.slot, token) for token in found)
    return Match(weight, tuple(filled))


def match_row(row: tuple[str, ...], start: int, around: Surroundings) -> tuple[int, ...]:
    """Return the token indices of a row of lemmas that begins at `start`; empty if none does."""
    at, end = start, around.sentences[start][1]
    found: list[int] = []
    gap = 0
    for item in row:
        if item == ANY:
            gap = GAP
            continue
        for place in range(at, min(at + gap + 1, end)):
            if item in (around.lemmas[place], around.forms[place]):
                found.append(place)
                at = place + 1
                break
        else:
            return ()
        gap = 0
    return tuple(found)


def _meeting(condition: Condition, head: Token, around: Surroundings) -> list[Token]:
    """Return the tokens that meet the condition."""
    slot = condition.slot
    if slot == "neg":
        return [head] if syntax.is_negated(head) else []
    if slot == "prt":
        return [token for token in _following(head) if token.lower_ in condition.wanted][:1]
    if slot == "near":
        wanted = _lemmas(condition.wanted, around)
        start, end = around.sentences[head.i]
        places = (i for i in range(start, end) if i != head.i and around.lemmas[i] in wanted)
        return [head.doc[place] for place in places][:1]
    if slot in ("comp", "fact"):
        return _clauses(condition, head)
    return [t for t in _slot(slot, head) if _is_wanted(t, condition.wanted, around)]


def _clauses(condition: Condition, head: Token) -> list[Token]:
    """Return the heads of the clauses under the head that meet the condition."""
    clauses = [c for c in head.children if c.dep_ in SUBORDINATE and c.i > head.i]
    facts = [c for c in clauses if c.dep_ == "ccomp" and _is_told_as_fact(c)]
    if condition.slot == "fact":
        return facts
    if ANY in condition.wanted:
        return [] if facts else [c for c in clauses if c.dep_ not in ("advcl", "parataxis")]
    return [c for c in clauses if syntax.lemma(c) in condition.wanted]


def _is_told_as_fact(clause: Token) -> bool:
    """Say whether a that-clause tells a fact ("has changed"), not something to be done."""
    if clause.tag_ in ("VBD", "VBZ", "VBP"):
        return True
    words = syntax.auxiliaries(clause)
    return bool(words) and words[0] in ("has", "have", "had", "is", "are", "was", "were", "be")


def _slot(slot: str, head: Token) -> list[Token]:
    """Return the heads of the phrases that fill a slot of the head."""
    verbal = syntax.is_verbal(head)
    if slot == "obj":
        found = list(syntax.patients(head)) if verbal else []
        if not found:
            found = _object_ahead(head)
        return found
    if slot == "subj":
        return list(syntax.agents(head) or ())
    if slot == "mod":
        return [
            *syntax.modifiers(head),
            *syntax.possessors(head),
            *syntax.obliques(head, "of"),
        ]
    if slot == "verb":
        governors = [head.head] if head.dep_ in ATTACHED else []
        if head.dep_ == "conj" and head.head.dep_ in ATTACHED:
            governors = [head.head.head]
        governors.extend(c for c in head.children if c.dep_ in ("acl", "acl:relcl"))
        return governors
    found = list(syntax.obliques(head, slot))
    if verbal:
        for item in syntax.objects(head):
            found.extend(syntax.obliques(item, slot))
    elif head.dep_ == "obj":  # "seeking a war with Yemen": either may have the phrase
        found.extend(syntax.obliques(head.head, slot))
    return found


def _object_ahead(head: Token) -> list[Token]:
    """Return the noun phrase right after a verb to which the parse gives no object."""
    if not (head.tag_.startswith("VB") or disagrees(head)) or syntax.is_passive(head):
        return []
    for token in _following(head):
        if token.i == head.i + 1 and token.tag_ == "VBZ" and token.lower_.endswith("s"):
            return [token]  # "demands guarantees": the second of two finite verbs is a noun
        if token.is_punct or token.tag_ in ("IN", "TO", "VBD", "VBZ", "VBP", "MD"):
            return []
        if token.tag_ in syntax.NOUNS and token.dep_ not in ("compound", "nmod:poss", "det"):
            return [token] if token.dep_ not in ("nsubj", "nsubj:pass") else []
    return []


def disagrees(noun: Token) -> bool:
    """Say whether a plural is the subject of the singular right after it: a verb misread.

    "Russia demands guarantees": the second is the noun.
    """
    head = noun.head
    return (
        noun.tag_ == "NNS" and noun.dep_ == "nsubj" and head.i == noun.i + 1 and head.tag_ == "VBZ"
    )


def _following(head: Token) -> list[Token]:
    doc = head.doc
    end = min(head.i + 1 + REACH, len(doc))
    found = []
    for place in range(head.i + 1, end):
        if doc[place].is_sent_start:
            break
        found.append(doc[place])
    return found


def _is_wanted(token: Token, wanted: frozenset[str], around: Surroundings) -> bool:
    if ANY in wanted:
        return True
    if PARTY in wanted and around.discourse.party(token):
        return True
    lemmas = _lemmas(wanted, around)
    for item in syntax.conjuncts(token):
        if compound_lemma(item) in lemmas:
            return True
        measure = syntax.lemma(item) in MEASURES or item.tag_ == "CD"
        if measure and any(
            compound_lemma(inner) in lemmas for inner in syntax.obliques(item, "of")
        ):
            return True
    return False


def _lemmas(wanted: frozenset[str], around: Surroundings) -> frozenset[str]:
    classes = [around.classes[name[1:]] for name in sorted(wanted) if name.startswith("@")]
    return wanted.union(*classes) if classes else wanted


def compound_parts(token: Token) -> tuple[Token, ...]:
    """Return the tokens of the hyphenated word around the token, else the token alone."""
    doc, low, high = token.doc, token.i, token.i
    while low >= 2 and doc[low - 1].text == "-" and not doc[low - 1].whitespace_:
        if doc[low - 2].whitespace_:
            break
        low -= 2
    while high + 2 < len(doc) and doc[high + 1].text == "-" and not doc[high].whitespace_:
        if doc[high + 1].whitespace_:
            break
        high += 2
    return tuple(doc[place] for place in range(low, high + 1))


def compound_lemma(token: Token) -> str:
    """Return the lemma of the hyphenated word around the token, else of the token."""
    *first, last = compound_parts(token)
    return "".join([*(part.lower_ for part in first), syntax.lemma(last)])
