"""Signs of how an event is put in its own clause: negation, auxiliaries, adjectives, mood."""

from spacy.tokens import Token

from schemas.modality import Modality
from streams.language import syntax
from streams.language.dating import is_dated_noun
from streams.language.modal_words import ADJECTIVES, GOVERNING
from streams.language.wordlist import words

FUTURE = words("will 'll ’ll shall wo going")
POSSIBLE = words("may might could can ca")
NECESSARY = words("must should ought")
WOULD = words("would 'd ’d")
NOBODY = words("nobody none no_one nothing neither")
ABOUT_TO = words("set due poised slated scheduled about going likely")


def verb_sign(verb: Token, *, hangs: bool) -> Modality | None:
    """Return what the clause of a verb says of itself, None where it says nothing.

    Args:
        verb: Head of the clause.
        hangs: The sentence holds a condition, so that "would" is no reported future.
    """
    if is_negated_clause(verb):
        return Modality.DENIED
    auxiliaries = syntax.auxiliaries(verb)
    for signs, modality in (
        (NECESSARY, Modality.DEMANDED),
        (FUTURE, Modality.PLANNED),
        (POSSIBLE, Modality.HYPOTHETICAL),
    ):
        if any(word in signs for word in auxiliaries):
            return modality
    if any(word in WOULD for word in auxiliaries):
        return Modality.HYPOTHETICAL if hangs or not _is_reported(verb) else Modality.PLANNED
    if _is_to_be(verb):
        return Modality.PLANNED
    return Modality.DEMANDED if _is_imperative(verb) else None


def noun_sign(noun: Token, published_year: int | None) -> Modality | None:
    """Return what an event noun's own words say: "no", "possible", "planned", "the 1998"."""
    if syntax.is_negated(noun):
        return Modality.DENIED
    for child in noun.children:
        if child.i < noun.i and syntax.lemma(child) in ADJECTIVES:
            return ADJECTIVES[syntax.lemma(child)]
    return Modality.HISTORIC if is_dated_noun(noun, published_year) else None


def is_negated_clause(verb: Token) -> bool:
    """Say whether the clause is negated, by its verb or by who or what: "nobody", "no troops"."""
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
    if before.lower_ in ABOUT_TO:
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
