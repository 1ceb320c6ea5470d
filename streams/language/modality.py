"""How an event is put: as a fact, a plan, a threat, a demand, a condition, a denial, the past.

Signs are looked for from the event outwards: in its own clause (negation, auxiliaries,
a date), in the condition that it stands in, then in what governs it ("threatened to",
"denied that", "plans for"). The innermost telling sign wins, save that a future or a
possibility under a warning is a threat.
"""

from spacy.tokens import Token

from schemas.modality import Modality
from streams.language import syntax
from streams.language.conditions import Condition
from streams.language.dating import is_dated_noun, is_dated_verb
from streams.language.governing import (
    ADJECTIVES,
    FALSE,
    GOVERNING,
    HAPPENING,
    LIGHT,
    NOMINAL_GOVERNING,
    WARNING,
)
from streams.language.wordlist import words

FUTURE = words("will 'll ’ll shall wo going")
POSSIBLE = words("may might could can ca")
NECESSARY = words("must should ought shall")
REPORT_NOUNS = words(
    """report claim allegation rumour rumor suggestion notion charge accusation idea story
    assertion statement talk speculation link"""
)
NOBODY = words("nobody none no_one nothing neither")
COMPLEMENTS = frozenset({"xcomp", "ccomp", "acl", "advcl", "acl:relcl", "csubj", "dep"})
NOMINAL_LINKS = frozenset({"obj", "obl", "nmod", "nsubj", "nsubj:pass", "obl:agent", "conj"})
DEPTH = 8


def read_modality(
    token: Token,
    conditions: tuple[Condition, ...],
    *,
    published_year: int | None = None,
    hostile: bool = False,
) -> Modality:
    """Return how the event headed by the token is put.

    Args:
        token: Verb or noun that stands for the event.
        conditions: The article's, see `find_conditions`.
        published_year: Year of the article; without it any year in the text is the past.
        hostile: The event is of a hostile kind, so that "if you ..., we will ..." threatens.
    """
    here = tuple(item for item in conditions if item.sentence_start <= token.i < item.sentence_end)
    modality = _climb(token, here, published_year, DEPTH)
    if modality not in (Modality.PLANNED, Modality.HYPOTHETICAL) or _in_condition(token, here):
        return modality
    if _is_warned(token) or (hostile and here):
        return Modality.THREATENED
    return modality


def _climb(token: Token, here: tuple[Condition, ...], year: int | None, depth: int) -> Modality:
    verbal = syntax.is_verbal(token)
    own = _in_condition(token, here) or (
        _own_verbal(token, bool(here)) if verbal else _own_nominal(token, year)
    )
    if own is not None:
        return own
    governed = _governed(token)
    if governed is not None:
        return governed
    if verbal and is_dated_verb(token, year):
        return Modality.HISTORIC
    if depth == 0 or not _inherits(token, verbal):
        return Modality.ASSERTED
    modality = _climb(token.head, here, year, depth - 1)
    if modality is Modality.DENIED and not _shares_negation(token):
        return Modality.ASSERTED
    return modality


def _in_condition(token: Token, here: tuple[Condition, ...]) -> Modality | None:
    for condition in here:
        if condition.start <= token.i < condition.end:
            return Modality.DEMANDED if condition.averts else Modality.HYPOTHETICAL
    return None


def _own_verbal(verb: Token, hangs: bool) -> Modality | None:
    if _is_negated(verb):
        return Modality.DENIED
    auxiliaries = syntax.auxiliaries(verb)
    if any(word in NECESSARY for word in auxiliaries):
        return Modality.DEMANDED
    if any(word in FUTURE for word in auxiliaries) or _is_to_be(verb):
        return Modality.PLANNED
    if any(word in POSSIBLE for word in auxiliaries):
        return Modality.HYPOTHETICAL
    if any(word in ("would", "'d", "’d") for word in auxiliaries):
        hypothetical = hangs or not _is_reported(verb)
        return Modality.HYPOTHETICAL if hypothetical else Modality.PLANNED
    if _is_imperative(verb):
        return Modality.DEMANDED
    return None


def _own_nominal(noun: Token, year: int | None) -> Modality | None:
    if syntax.is_negated(noun):
        return Modality.DENIED
    for child in noun.children:
        if child.i < noun.i:
            told = ADJECTIVES.get(syntax.lemma(child))
            if told is not None:
                return told
    return Modality.HISTORIC if is_dated_noun(noun, year) else None


def _governed(token: Token) -> Modality | None:
    """Return what the governing verb, noun or adjective makes of the event."""
    head, label = token.head, token.dep_
    if head is token:
        return None
    word = syntax.lemma(head)
    if label in COMPLEMENTS or (label == "obl" and token.tag_ == "VBG"):
        told = GOVERNING.get(word)
        if word in ("want", "seek", "ask") and not _has_object(head, token):
            told = Modality.PLANNED  # "wants to talk", "seeks to join"
        if told is Modality.DENIED and label == "acl:relcl" and word not in REPORT_NOUNS:
            told = None
        if label == "advcl" and token.tag_ not in ("VB", "VBG"):
            told = None
        if label in ("acl:relcl", "ccomp", "acl") and (told is None or word in REPORT_NOUNS):
            if _is_called_false(head):
                return Modality.DENIED
        if told is not None and not (label == "ccomp" and _is_finite_report(token, word)):
            return told
    if label in NOMINAL_LINKS and not syntax.is_verbal(token):
        told = NOMINAL_GOVERNING.get(word)
        if told is not None and label in ("obj", "obl", "nmod"):
            return told
    if label in ("csubj", "ccomp", "nsubj") and _is_called_false(token):
        return Modality.DENIED
    return None


def _has_object(verb: Token, but: Token) -> bool:
    return any(
        child.dep_ in ("obj", "iobj", "obl") and child is not but and child.i < but.i
        for child in verb.children
    ) or any(child.dep_ in syntax.SUBJECTS for child in but.children)


def _is_finite_report(verb: Token, governor: str) -> bool:
    """Say whether the clause tells a fact whatever governs it: "warned that Iran had fired"."""
    factual = governor in WARNING or GOVERNING.get(governor) is Modality.PLANNED
    return factual and verb.tag_ in ("VBD", "VBN", "VBZ", "VBP")


def _is_called_false(token: Token) -> bool:
    """Say whether the report is what is denied: "dismissed claims that", "is a fairy tale"."""
    head = token.head
    if token.dep_ in ("obj", "obl", "nsubj:pass", "nmod") and head is not token:
        if GOVERNING.get(syntax.lemma(head)) is Modality.DENIED or syntax.lemma(head) in FALSE:
            return True
        return any(child.lower_ in FALSE for child in head.subtree if child.i > token.i)
    if token.dep_ in ("nsubj", "csubj", "nsubj:outer", "ccomp") and head is not token:
        return syntax.lemma(head) in FALSE or any(
            syntax.lemma(child) in FALSE for child in head.children
        )
    return False


def _inherits(token: Token, verbal: bool) -> bool:
    """Say whether the event is put as its governor is."""
    label, head = token.dep_, token.head
    if label == "ROOT" or head is token:
        return False
    if verbal:
        if label == "conj":
            return not syntax.auxiliaries(token) or token.tag_ in ("VB", "VBN", "VBG")
        if label in ("xcomp", "csubj"):
            return True
        return label in ("advcl", "acl", "ccomp", "obl", "acl:relcl") and token.tag_ in (
            "VB",
            "VBG",
        )
    if label == "conj":
        return True
    if label in ("nsubj", "nsubj:pass") and (
        syntax.lemma(head) in HAPPENING or label == "nsubj:pass"
    ):
        return True
    if label in ("obj", "obl", "nmod", "compound"):
        definite = any(child.lower_ in ("the", "this", "these", "that") for child in token.children)
        return not definite or syntax.lemma(head) in LIGHT
    return False


def _shares_negation(token: Token) -> bool:
    label = token.dep_
    if label == "conj":
        return token.tag_ in ("VB", "VBN", "NN", "NNS") and not any(
            child.dep_ == "cc" and child.lower_ in ("but", "yet") for child in token.children
        )
    if label in ("obj", "nsubj:pass"):
        return syntax.lemma(token.head) in LIGHT
    return label == "xcomp"


def _is_negated(verb: Token) -> bool:
    if syntax.is_negated(verb):
        return True
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubj:pass", "obj", "obl", "nsubj:outer"):
            word = child.lower_
            if word in NOBODY or (child.dep_ != "obl" and _has_no(child)):
                return True
            if child.dep_ == "obl" and word in ("point", "time") and _has_no(child):
                return True
    return (
        verb.i >= 2
        and verb.nbor(-1).lower_ in ("longer", "ever")
        and (verb.nbor(-2).lower_ in ("no", "never"))
    )


def _has_no(noun: Token) -> bool:
    for child in noun.children:
        if child.lower_ in ("no", "none", "neither"):
            return True
        if child.lower_ in ("one", "single", "any") and any(
            word.lower_ in ("not", "no") for word in (*child.children, *noun.lefts)
        ):
            return True
    return False


def _is_to_be(verb: Token) -> bool:
    """Say whether it is "is to hold", or a headline's "Junta to yank envoys"."""
    marked = [child for child in verb.children if child.lower_ == "to" and child.dep_ == "mark"]
    if not marked or verb.tag_ != "VB":
        return False
    at = marked[0].i
    before = verb.doc[at - 1] if at > verb.sent.start else None
    if before is None:
        return False
    if before.lower_ in ("is", "are", "was", "were"):
        return True
    if before.lower_ in ("set", "due", "poised", "slated", "scheduled", "about", "going", "likely"):
        return True
    headline = verb.sent[-1].text not in (".", "!", "?", "”", '"') and not any(
        word.tag_ in ("VBD", "VBZ", "VBP") for word in verb.doc[verb.sent.start : at]
    )
    return headline and before.tag_.startswith("NN") and syntax.lemma(before) not in GOVERNING


def _is_imperative(verb: Token) -> bool:
    if verb.tag_ not in ("VB", "VBP") or verb.dep_ not in ("ROOT", "ccomp", "conj", "parataxis"):
        return False
    if any(
        child.dep_ in syntax.SUBJECTS or child.dep_ in ("aux", "mark") for child in verb.children
    ):
        return False
    if verb.dep_ == "conj":
        return _is_imperative(verb.head)
    before = verb.doc[verb.i - 1] if verb.i > verb.sent.start else None
    return before is None or before.is_quote or before.text == ":" or before.lower_ == "please"


def _is_reported(verb: Token) -> bool:
    """Say whether "would" is the future of reported speech: "said it would leave"."""
    if verb.dep_ in ("ccomp", "parataxis", "conj", "csubj"):
        return True
    return any(child.dep_ == "parataxis" for child in verb.children)


def _is_warned(token: Token) -> bool:
    """Say whether somebody warns of it: a governor, or "..., X warned"."""
    step = token
    for _ in range(DEPTH):
        if any(
            child.dep_ == "parataxis" and syntax.lemma(child) in WARNING for child in step.children
        ):
            return True
        if step.dep_ == "ROOT":
            return False
        if step.dep_ not in ("ccomp", "xcomp", "conj", "parataxis", "advcl", "obj", "aux"):
            return False
        step = step.head
        if syntax.lemma(step) in WARNING:
            return True
    return False
