"""How an event is put: as a fact, a plan, a threat, a demand, a condition, a denial, the past.

Read off the clause itself (negation, auxiliaries, its mark) and off what governs it
(threaten to, plans to, denied that, if). The innermost telling sign wins.
"""

from spacy.tokens import Token

from schemas.modality import Modality
from streams.language import syntax
from streams.language.wordlist import words

THREATS = words("threaten threat warn warning vow vowed swear ultimatum menace")
DEMANDS = words(
    """demand urge call ask request insist appeal press implore plead order instruct command
    require beg petition exhort"""
)
PLANS = words(
    """plan intend prepare pledge promise decide agree undertake commit schedule announce aim mean
    set expect vow resolve offer ready due poise slate mull consider propose intention"""
)
CONDITIONS = words("if unless should provided whether lest")
POSSIBLE = words("may might could would can")
DENIALS = words("deny refuse reject dismiss refute rebut disavow denial false untrue")


def read_modality(token: Token) -> Modality:
    """Return how the event headed by the token is put.

    Args:
        token: Verb or noun that stands for the event.
    """
    if syntax.is_negated(token):
        return Modality.DENIED
    own = syntax.auxiliaries(token)
    if syntax.marker(token) in CONDITIONS:
        return Modality.HYPOTHETICAL
    for governor, label in syntax.governors(token):
        word = syntax.lemma(governor)
        if label in ("xcomp", "ccomp", "advcl", "acl", "obj", "obl", "nmod"):
            if word in THREATS and label != "obl":
                return Modality.THREATENED
            if word in DENIALS:
                return Modality.DENIED
            if label in ("xcomp", "ccomp", "acl") and word in DEMANDS:
                return Modality.DEMANDED
            if label in ("xcomp", "acl") and word in PLANS:
                return Modality.PLANNED
        if label in ("advcl", "ccomp") and syntax.marker(governor) in CONDITIONS:
            return Modality.HYPOTHETICAL
    if any(word in ("will", "'ll", "’ll", "shall") for word in own):
        return Modality.PLANNED
    if any(word in POSSIBLE for word in own):
        return Modality.HYPOTHETICAL
    return Modality.ASSERTED
