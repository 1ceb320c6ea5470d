"""Words that say on whose word something stands, by form.

Compiled by hand after the kinds of cues in the attribution guidelines of PARC and
PolNeAR; the inflected forms are derived.
"""

from streams.language.wordlist import words

REPORTING = words(
    """say tell add state announce confirm claim insist argue warn note declare report assert
    maintain contend explain stress emphasise emphasize underline underscore reiterate repeat
    acknowledge admit concede allege suggest indicate hint reveal disclose recall remark comment
    observe reply respond answer write tweet post conclude deny predict believe think hope fear
    promise pledge vow threaten caution assure remind estimate describe read inform confide intimate
    swear complain boast quip joke continue signal stipulate testify mention cite lament counter
    retort scoff dismiss reject refute rebut contradict ridicule affirm aver notify communicate
    murmur whisper bellow thunder fume reckon find calculate show urge advise certify clarify attest
    profess opine hear relate retell voice recount suppose ask agree accuse charge blame know speak
    learn suspect condemn decree rule proclaim order bark snap shout cry"""
)
IRREGULAR = {
    "said": "say", "told": "tell", "wrote": "write", "written": "write", "read": "read",
    "thought": "think", "swore": "swear", "sworn": "swear", "heard": "hear", "found": "find",
    "knew": "know", "known": "know", "spoke": "speak", "spoken": "speak", "cried": "cry",
    "learned": "learn", "learnt": "learn", "denied": "deny", "replied": "reply",
}  # fmt: skip


def _inflect(verb: str) -> tuple[str, ...]:
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    plural = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    doubled = verb + verb[-1] if verb in ("admit", "quip", "signal") else stem
    return verb, plural, doubled + "ed", stem + "ing", doubled + "ing"


# Form -> lemma. Cues are found by form: the tagger takes many of them for nouns.
FORMS = {form: verb for verb in sorted(REPORTING) for form in _inflect(verb)} | IRREGULAR
IDIOMS = words("let lets made makes gave gives given served serves")
KNOWN = words("know known clear notice plain")
# Those that take whom it is said to as their object.
ADDRESSING = words("tell inform remind assure notify warn caution advise let make give serve")
# Those whose words stand after "that", behind a noun: "dismissed claims that".
DISMISSING = words("dismiss reject scoff refute rebut contradict ridicule brush")
SUBORDINATE = words("while when after before because since until although though who which")
ACCORDING = words("according per")
ACCORDING_TO = words("according_to per")
# Those whose gerund is what is said: "denied having shelled", "accused Kigali of arming".
GERUND = words("deny accuse charge blame admit speak acknowledge suspect condemn denounce")
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
RELATIVES = words("that which who whom whose whether if because although when where while")
BREAKS = frozenset({",", "?", "!", "—", "–"})
ASIDES = words("but although though while as whereas and who which citing adding")
# Whose words in a transcript are the article's own.
PRESENTERS = words(
    "presenter newsreader host moderator anchor interviewer reporter question announcer narrator"
)
LABEL_TOKENS = 7  # a label before or after a headline's colon is short
NEAR = 6  # tokens between a cue and the noun taken for its source where the parse has none
