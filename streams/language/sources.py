"""Who says it: the phrase that goes with a cue of saying, by order first and parse second."""

from collections.abc import Mapping

from spacy.tokens import Doc, Span, Token

from streams.language import syntax
from streams.language.contents import is_content
from streams.language.cues import (
    ADDRESSING,
    BREAKS,
    FINITE,
    FORMS,
    NEAR,
    RELATIVES,
    REPORTING,
)


def find_sources(cue: Token, sentence: Span, people: Mapping[int, int]) -> tuple[Token, ...]:
    """Return the heads of the phrases that say it; empty where nobody does.

    Args:
        cue: Verb of saying.
        sentence: The sentence around it.
        people: Token index -> first token index, for each token of a person's name.
    """
    return _people_before(cue, sentence, people) or _sources(cue, sentence)


def stands_as_cue(token: Token, sentence: Span) -> bool:
    """Say whether the words around say that it is a cue, whatever the parser took it for.

    Either ", diplomats in Oslo say," between punctuation, or "the ministry denies that".
    """
    doc = token.doc
    if token.tag_ in ("VB", "VBG") or token.i == sentence.start or not token.is_lower:
        return False
    if not token.tag_.startswith("VB") and token.lower_ in REPORTING:
        return False  # "report", "claim", "note" as nouns
    stop = token.i + 1
    while stop < sentence.end and doc[stop].tag_ in ("RB", "PRP") and stop < token.i + 3:
        stop += 1
    if stop < sentence.end and doc[stop].lower_ == "that" and doc[stop - 1].tag_ != "IN":
        return _source_before(token, sentence) is not None
    before = doc[token.i - 1]
    if (before.is_quote or before.text == ",") and _source_after(token, sentence) is not None:
        return True
    start = token.i
    while start > sentence.start and not doc[start - 1].is_punct:
        start -= 1
    opens = start > sentence.start and (doc[start - 1].is_quote or doc[start - 1].text in BREAKS)
    return (
        opens
        and start < token.i
        and _source_before(token, sentence) is not None
        and (
            not any(
                is_content(child, token) and token.i < child.left_edge.i <= token.i + 2
                for child in token.children
            )
        )
    )


def first_noun(doc: Doc, start: int, stop: int) -> Token | None:
    """Return the head of the first noun phrase in a token range."""
    for at in range(start, stop):
        token = doc[at]
        if token.tag_ == "PRP" or (token.tag_.startswith("NN") and not token.like_num):
            after = doc[at + 1] if at + 1 < stop else None
            if after is not None and (
                after.tag_.startswith(("NN", "VB", "CD")) or after.tag_ in ("POS", "HYPH", "JJ")
            ):
                continue
            return token
        if token.tag_ in FINITE:
            return None
    return None


def _sources(cue: Token, sentence: Span) -> tuple[Token, ...]:
    """Return who says it: the verb's own subject, else a noun beside it, else one understood."""
    beside = _source_before(cue, sentence) or _source_after(cue, sentence)
    beside = beside or _source_before_aside(cue, sentence)
    if beside is not None and stands_as_cue(cue, sentence):
        return (beside,)
    if any(child.dep_ in syntax.SUBJECTS for child in cue.children):
        return syntax.agents(cue)
    if beside is not None and cue.tag_ in ("VBD", "VBZ", "VBP"):
        return (beside,)
    return syntax.agents(cue)


def _people_before(cue: Token, sentence: Span, people: Mapping[int, int]) -> tuple[Token, ...]:
    """Return the people named right before the cue: "Joly and US Secretary Blinken said"."""
    doc, at = cue.doc, cue.i - 1
    while at >= sentence.start and doc[at].tag_ in ("RB", "MD"):
        at -= 1
    if doc[at].text == "," and at - 1 in people and doc[people[at - 1] - 1].text == ",":
        at -= 1  # "Ghana's finance minister, Kwame Badu-Osei, said"
    if at not in people:
        return ()
    found = [doc[people[at]]]
    at, words_since, joined = people[at] - 1, 0, False
    while at >= sentence.start and words_since <= NEAR:
        if at in people:
            if not joined:
                break
            found.insert(0, doc[people[at]])
            at, words_since, joined = people[at] - 1, 0, False
            continue
        token = doc[at]
        if token.lower_ == "and":
            joined = True
        elif token.tag_ in FINITE or token.is_punct:
            break
        at, words_since = at - 1, words_since + 1
    return tuple(found)


def _source_before_aside(cue: Token, sentence: Span) -> Token | None:
    """Return the noun that opens the sentence, past an aside: "X, referring to Y, said that"."""
    doc = cue.doc
    before = doc[cue.i - 1] if cue.i > sentence.start else None
    after = doc[cue.i + 1] if cue.i + 1 < sentence.end else None
    if before is None or before.text != "," or after is None or after.lower_ not in ("that", ":"):
        return None
    start = sentence.start
    if doc[start].text == "," and start > 0:  # the parser broke the sentence at the comma
        start = doc[start - 1].sent.start
    return first_noun(doc, start, cue.i)


def _source_before(cue: Token, sentence: Span) -> Token | None:
    """Return the noun between the last comma and the cue: ", diplomats in Oslo say"."""
    start = cue.i
    while start > sentence.start and not cue.doc[start - 1].is_punct:
        start -= 1
        token = cue.doc[start]
        if token.tag_ in FINITE or token.lower_ in RELATIVES or token.tag_ == "CC":
            return None
    return first_noun(cue.doc, start, cue.i)


def _source_after(cue: Token, sentence: Span) -> Token | None:
    """Return the noun right after the cue: "said the Moldovan premier"."""
    before = cue.doc[cue.i - 1] if cue.i > sentence.start else None
    if before is None or not (before.is_punct or before.is_quote):
        return None
    if cue.i + 1 < sentence.end and cue.doc[cue.i + 1].tag_ in ("IN", "TO", "WDT", ":"):
        return None
    if FORMS.get(cue.lower_) in ADDRESSING and not before.is_quote:
        return None  # "X, smiling, told Y that"
    stop = cue.i + 1
    while stop < min(sentence.end, cue.i + NEAR) and not cue.doc[stop].is_punct:
        stop += 1
    return first_noun(cue.doc, cue.i + 1, stop)
