"""What a governing verb, noun or adjective makes of the event that depends on it.

Compiled by hand from the verbs of PLOVER's verbal event types (manual of 2021) and
from sentences of our own.
"""

from schemas.modality import Modality
from streams.language.wordlist import words

WARNING = words(
    """warn threaten vow swear caution threat warning hint signal notice ultimatum menace
    intimate dangle"""
)
_THREATENED = words("threaten vow swear threat ultimatum menace dangle")
_DEMANDED = words(
    """demand urge call ask request insist appeal press implore plead instruct require beg petition
    exhort beseech entreat pressure lean push want tell insistence deadline plea adjure solicit
    recommend seek advise lobby invite encourage prod compel"""
)
_PLANNED = words(
    """plan intend prepare pledge promise decide agree undertake commit schedule announce aim mean
    set expect resolve offer ready due poise poised slate prepared willing intention decision
    readiness willingness order authorise authorize approve agreement commitment consent accept
    vote arrange accord determined determine resolution eye bid"""
)
_HYPOTHETICAL = words(
    """consider mull weigh contemplate fear hope pray wish prevent avoid avert deter stop bar forbid
    prohibit possibility risk prospect chance danger likelihood likely unlikely able capable
    consideration ponder imagine suppose doubt discourage propose proposal suggest float power
    allow enable want_to dissuade"""
)
_DENIED = words(
    """deny refute disavow rebut refuse decline fail denial refusal failure dismiss scoff contradict
    reject repudiate cancel scrap abandon shelve rule"""
)
GOVERNING: dict[str, Modality] = {
    **dict.fromkeys(sorted(_PLANNED), Modality.PLANNED),
    **dict.fromkeys(sorted(_HYPOTHETICAL), Modality.HYPOTHETICAL),
    **dict.fromkeys(sorted(_DEMANDED), Modality.DEMANDED),
    **dict.fromkeys(sorted(_THREATENED), Modality.THREATENED),
    **dict.fromkeys(sorted(_DENIED), Modality.DENIED),
}
# Those that do so to an event noun too: "calls for a ceasefire", "plans talks".
NOMINAL_GOVERNING: dict[str, Modality] = {
    **dict.fromkeys(
        sorted(words("plan prepare schedule intend promise pledge eye propose offer expect await")),
        Modality.PLANNED,
    ),
    **dict.fromkeys(
        sorted(
            words(
                """consider mull weigh contemplate fear avoid avert prevent deter risk possibility
                prospect danger chance"""
            )
        ),
        Modality.HYPOTHETICAL,
    ),
    **dict.fromkeys(
        sorted(words("demand urge call request insist appeal plead beg seek want insistence plea")),
        Modality.DEMANDED,
    ),
    **dict.fromkeys(sorted(words("threaten vow threat")), Modality.THREATENED),
    **dict.fromkeys(sorted(words("deny refute cancel scrap shelve denial")), Modality.DENIED),
}
ADJECTIVES: dict[str, Modality] = {
    **dict.fromkeys(
        sorted(words("planned upcoming proposed scheduled forthcoming future imminent intended")),
        Modality.PLANNED,
    ),
    **dict.fromkeys(
        sorted(
            words("possible potential feared eventual hypothetical likely expected would-be any")
        ),
        Modality.HYPOTHETICAL,
    ),
    "threatened": Modality.THREATENED,
}
REPORT_NOUNS = words(
    """report claim allegation rumour rumor suggestion notion charge accusation idea story
    assertion statement talk speculation link fact"""
)
DENYING = words("deny refute reject dismiss scoff contradict rebut ridicule")
FALSE = words(
    """untrue false fabrication myth tale nonsense fairy lie invention baseless unfounded hoax fake
    fiction truth disinformation slander falsehood groundless brush scoff fact evidence"""
)
# Verbs that lend an event noun their own tense and negation.
LIGHT = words(
    """hold conduct launch carry stage impose make take begin start open resume give sign declare
    cause lead trigger undertake mount deliver pay join continue have do perform announce send see
    stop end pursue provide initiate suffer commit order"""
)
HAPPENING = words(
    """happen occur take begin start resume continue follow come go proceed erupt break end be
    open"""
)
