"""How an event is put: as a fact, a plan, a threat, a demand, a condition, a denial, the past.

Signs are looked for from the event outwards: in the condition that it stands in, in its
own clause (negation, auxiliaries, a date), then in what governs it ("threatened to",
"denied that", "plans for"). The innermost telling sign wins, save that a future or a
possibility under a warning is a threat, and what somebody denies is denied.
"""

from dataclasses import dataclass

from spacy.tokens import Token

from schemas.modality import Modality
from streams.language import syntax
from streams.language.conditions import Condition
from streams.language.cues import FORMS
from streams.language.dating import Past, verb_past
from streams.language.governed import governed
from streams.language.modal_words import DENYING, HAPPENING, LIGHT, WARNING
from streams.language.signs import Sign, noun_sign, verb_sign

DEPTH = 8
DEFINITE = frozenset({"the", "this", "these", "that"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What one article says about conditions and times.

    `published_year` None means that any year in the text is the past.
    """

    conditions: tuple[Condition, ...]
    pasts: tuple[Past, ...]
    published_year: int | None


def read_modality(
    token: Token, setting: Setting, *, said: Token | None = None, hostile: bool = False
) -> Sign | None:
    """Return how the event headed by the token is put, with its sign; None: as a fact.

    Args:
        token: Verb or noun that stands for the event.
        setting: The article's conditions and times.
        said: The verb of saying under which the token stands, if any.
        hostile: The event is of a hostile kind, so that "if you ..., we will ..." threatens.
    """
    here = tuple(
        item for item in setting.conditions if item.sentence_start <= token.i < item.sentence_end
    )
    sign = _climb(token, here, setting, DEPTH)
    cue = FORMS.get(said.lower_) if said is not None else None
    if said is not None and cue in DENYING and _is_what_is_denied(token):
        return Sign(Modality.DENIED, said)
    if sign is None or sign.modality not in (Modality.PLANNED, Modality.HYPOTHETICAL):
        return sign
    if _in_condition(token, here):
        return sign
    warning = said if cue in WARNING else _warning(token)
    if warning is not None:
        return Sign(Modality.THREATENED, warning)
    if hostile and here:
        return Sign(Modality.THREATENED, token.doc[here[0].start])
    return sign


def _climb(token: Token, here: tuple[Condition, ...], setting: Setting, depth: int) -> Sign | None:
    own = _in_condition(token, here)
    verbal = syntax.is_verbal(token)
    if own is None and verbal:
        own = verb_sign(token, hangs=bool(here))
    if own is None and (not verbal or token.tag_.startswith("NN")):
        own = noun_sign(token, setting.published_year)
    told = own or governed(token)
    if told is not None:
        return told
    past = verb_past(token, setting.pasts) if verbal else None
    if past is not None:
        return Sign(Modality.HISTORIC, past)
    if depth == 0 or not _inherits(token, verbal):
        return None
    sign = _climb(token.head, here, setting, depth - 1)
    if sign is not None and sign.modality is Modality.DENIED and not _shares_negation(token):
        return None
    return sign


def _in_condition(token: Token, here: tuple[Condition, ...]) -> Sign | None:
    for condition in here:
        if condition.start <= token.i < condition.end:
            modality = Modality.DEMANDED if condition.averts else Modality.HYPOTHETICAL
            return Sign(modality, token.doc[condition.start])
    return None


def _is_what_is_denied(token: Token) -> bool:
    """Say whether the event is the core of a denied clause, no aside of it."""
    if not syntax.is_verbal(token):
        return not any(child.lower_ in DEFINITE for child in token.children) and (
            token.dep_ in ("obj", "nsubj", "ROOT", "ccomp", "xcomp")
        )
    if token.dep_ in ("acl:relcl", "advcl", "acl"):
        return syntax.lemma(token.head) in DENYING
    return True


def _inherits(token: Token, verbal: bool) -> bool:
    """Say whether the event is put as its governor is."""
    label, head = token.dep_, token.head
    if label == "ROOT" or head is token:
        return False
    return _verb_inherits(token, label) if verbal else _noun_inherits(token, label, head)


def _verb_inherits(verb: Token, label: str) -> bool:
    if label == "conj":
        return not syntax.auxiliaries(verb) or verb.tag_ in ("VB", "VBN", "VBG")
    if label in ("xcomp", "csubj"):
        return True
    clauses = ("advcl", "acl", "ccomp", "obl", "acl:relcl")
    return label in clauses and verb.tag_ in ("VB", "VBG")


def _noun_inherits(noun: Token, label: str, head: Token) -> bool:
    if label in ("conj", "nsubj:pass"):
        return True
    if label == "nsubj":
        return syntax.lemma(head) in HAPPENING
    if label not in ("obj", "obl", "nmod", "compound"):
        return False
    definite = any(child.lower_ in DEFINITE for child in noun.children)
    return not definite or syntax.lemma(head) in LIGHT


def _shares_negation(token: Token) -> bool:
    label = token.dep_
    if label == "conj":
        return token.tag_ in ("VB", "VBN", "NN", "NNS") and not any(
            child.dep_ == "cc" and child.lower_ in ("but", "yet") for child in token.children
        )
    if label in ("obj", "nsubj:pass"):
        return syntax.lemma(token.head) in LIGHT
    return label == "xcomp"


def _warning(token: Token) -> Token | None:
    """Return the word that warns of it: a governor, or "..., X warned"."""
    step = token
    for _ in range(DEPTH):
        for child in step.children:
            if child.dep_ == "parataxis" and syntax.lemma(child) in WARNING:
                return child
        if step.dep_ == "ROOT":
            return None
        if step.dep_ not in ("ccomp", "xcomp", "conj", "parataxis", "advcl", "obj", "aux"):
            return None
        step = step.head
        if syntax.lemma(step) in WARNING:
            return step
    return None
