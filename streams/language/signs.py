"""Signs of how an event is put in its own clause: negation, auxiliaries, adjectives, mood."""

from dataclasses import dataclass

from spacy.tokens import Token

from schemas.modality import Modality
from streams.language import syntax
from streams.language.dating import noun_past
from streams.language.modal_words import ADJECTIVES, GOVERNING
from streams.language.wordlist import words

FUTURE = words("will 'll ’ll shall wo going")
POSSIBLE = words("may might could can ca")
NECESSARY = words("must should ought")
WOULD = words("would 'd ’d")
NOBODY = words("nobody none no_one nothing neither")
ABOUT_TO = words("set due poised slated scheduled about going likely")


@dataclass(frozen=True, slots=True)
class Sign:
    """How something is put, and the word that says so."""

    modality: Modality
    cue: Token


def verb_sign(verb: Token, *, hangs: bool) -> Sign | None:
    """Return what the clause of a verb says of itself, None where it says nothing.

    Args:
        verb: Head of the clause.
        hangs: The sentence holds a condition, so that "would" is no reported future.
    """
    negation = clause_negation(verb)
    if negation is not None:
        return Sign(Modality.DENIED, negation)
    auxiliaries = syntax.auxiliary_words(verb)
    for signs, modality in (
        (NECESSARY, Modality.DEMANDED),
        (FUTURE, Modality.PLANNED),
        (POSSIBLE, Modality.HYPOTHETICAL),
    ):
        for word in auxiliaries:
            if word.lower_ in signs:
                return Sign(modality, word)
    for word in auxiliaries:
        if word.lower_ in WOULD:
            open_ = hangs or not _is_reported(verb)
            return Sign(Modality.HYPOTHETICAL if open_ else Modality.PLANNED, word)
    to_be = _to_be(verb)
    if to_be is not None:
        return Sign(Modality.PLANNED, to_be)
    return Sign(Modality.DEMANDED, verb) if _is_imperative(verb) else None


def noun_sign(noun: Token, published_year: int | None) -> Sign | None:
    """Return what an event noun's own words say: "no", "possible", "planned", "the 1998"."""
    negation = syntax.negation(noun)
    if negation is not None:
        return Sign(Modality.DENIED, negation)
    for child in noun.children:
        if child.i < noun.i and syntax.lemma(child) in ADJECTIVES:
            return Sign(ADJECTIVES[syntax.lemma(child)], child)
    past = noun_past(noun, published_year)
    return Sign(Modality.HISTORIC, past) if past is not None else None


def clause_negation(verb: Token) -> Token | None:
    """Return what negates the clause: at its verb, or who or what: "nobody", "no troops"."""
    negation = syntax.negation(verb)
    if negation is not None:
        return negation
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubj:pass", "obj", "obl", "nsubj:outer"):
            word = child.lower_
            if word in NOBODY or (child.dep_ != "obl" and _has_no(child)):
                return child
            if child.dep_ == "obl" and word in ("point", "time") and _has_no(child):
                return child
    beyond = (
        verb.i >= 2
        and verb.nbor(-1).lower_ in ("longer", "ever")
        and (verb.nbor(-2).lower_ in ("no", "never"))
    )
    return verb.nbor(-2) if beyond else None


def _has_no(noun: Token) -> bool:
    for child in noun.children:
        if child.lower_ in ("no", "none", "neither"):
            return True
        if child.lower_ in ("one", "single", "any") and any(
            word.lower_ in ("not", "no") for word in (*child.children, *noun.lefts)
        ):
            return True
    return False


def _to_be(verb: Token) -> Token | None:
    """Return the "is" of "is to hold", or the "to" of a headline's "Junta to yank envoys"."""
    marked = [child for child in verb.children if child.lower_ == "to" and child.dep_ == "mark"]
    if not marked or verb.tag_ != "VB":
        return None
    at = marked[0].i
    before = verb.doc[at - 1] if at > verb.sent.start else None
    if before is None:
        return None
    if before.lower_ in ("is", "are", "was", "were") or before.lower_ in ABOUT_TO:
        return before
    headline = verb.sent[-1].text not in (".", "!", "?", "”", '"') and not any(
        word.tag_ in ("VBD", "VBZ", "VBP") for word in verb.doc[verb.sent.start : at]
    )
    opens = headline and before.tag_.startswith("NN") and syntax.lemma(before) not in GOVERNING
    return marked[0] if opens else None


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
