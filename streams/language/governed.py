"""What governs an event, and what that makes of it: "threatened to", "denied that", "calls for"."""

from spacy.tokens import Token

from schemas.modality import Modality
from streams.language import syntax
from streams.language.modal_words import FALSE, GOVERNING, NOMINAL_GOVERNING, REPORT_NOUNS, WARNING
from streams.language.signs import Sign

COMPLEMENTS = frozenset({"xcomp", "ccomp", "acl", "advcl", "acl:relcl", "csubj", "dep"})
WANTING = frozenset({"want", "seek", "ask"})  # with an object, a demand; without, a plan


def governed(token: Token) -> Sign | None:
    """Return what the governing verb, noun or adjective makes of the event, None if nothing."""
    head, label = token.head, token.dep_
    if head is token:
        return None
    reported = label in ("acl:relcl", "ccomp", "acl") and syntax.lemma(head) in REPORT_NOUNS
    if (reported and _is_called_false(head)) or (
        label in ("csubj", "ccomp", "nsubj") and _is_called_false(token)
    ):
        return Sign(Modality.DENIED, head)
    told: Modality | None = None
    if label in COMPLEMENTS or (label == "obl" and token.tag_ == "VBG"):
        told = _complement(token, syntax.lemma(head))
    elif label in ("obj", "obl", "nmod") and not syntax.is_verbal(token):
        told = NOMINAL_GOVERNING.get(syntax.lemma(head))
    return Sign(told, head) if told is not None else None


def _complement(verb: Token, governor: str) -> Modality | None:
    """Return what a governor makes of a clause that depends on it."""
    told = GOVERNING.get(governor)
    if told is None or _tells_a_fact(verb, governor, told):
        return None
    if governor in WANTING and not _has_object(verb.head, verb):
        return Modality.PLANNED  # "wants to talk", "seeks to join"
    return told


def _tells_a_fact(verb: Token, governor: str, told: Modality) -> bool:
    """Say whether the clause stands whatever governs it: "warned that Iran had fired"."""
    if verb.dep_ == "advcl":
        return verb.tag_ not in ("VB", "VBG")
    if verb.dep_ == "acl:relcl":
        return told is Modality.DENIED and governor not in REPORT_NOUNS
    if verb.dep_ != "ccomp":
        return False
    factual = governor in WARNING or told is Modality.PLANNED
    return factual and verb.tag_ in ("VBD", "VBN", "VBZ", "VBP")


def _has_object(verb: Token, but: Token) -> bool:
    return any(
        child.dep_ in ("obj", "iobj", "obl") and child is not but and child.i < but.i
        for child in verb.children
    ) or any(child.dep_ in syntax.SUBJECTS for child in but.children)


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
