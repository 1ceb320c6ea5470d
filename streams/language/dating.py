"""Whether a clause or an event noun is set in a closed past: "in 1990", "the war of 1998"."""

import re

from spacy.tokens import Token

from streams.language.wordlist import words

YEAR = re.compile(r"^(?:1[0-9]|20)\d\d$")
DECADE = re.compile(r"^(?:(?:1[0-9]|20)\d0s|(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies)$")
LONG_AGO = words("year years decade decades century centuries generation generations")
TIME_NOUNS = words(
    """january february march april may june july august september october november december
    spring summer autumn fall winter year years decade decades century month week night day morning
    period days months weeks early late mid start beginning end middle wake seventies sixties
    eighties nineties fifties forties thirties twenties aftermath"""
)
PAST_ADJECTIVES = words("past previous earlier former historic historical bygone old long-ago")
PAST_TAGS = frozenset({"VBD", "VBN"})
NOT_DATES = words("since by until from after")  # "since 2014" goes on today


def is_dated_verb(verb: Token, published_year: int | None) -> bool:
    """Say whether a past-tense verb carries a date of its own that lies in a closed past."""
    if verb.tag_ not in PAST_TAGS:
        return False
    for child in verb.children:
        if child.dep_.startswith(("obl", "advmod", "nmod", "obj", "advcl", "dep")):
            if _is_past_time(child, published_year, depth=3):
                return True
    return False


def is_dated_noun(noun: Token, published_year: int | None) -> bool:
    """Say whether an event noun is one of the past: "the 2020 rallies", "previous aggression"."""
    for child in noun.children:
        if child.i < noun.i and child.lower_ in PAST_ADJECTIVES:
            return True
        if child.dep_ in ("compound", "nummod", "nmod", "nmod:unmarked", "amod") and _is_past_year(
            child, published_year
        ):
            return True
    head = noun.head
    return noun.dep_ == "nmod" and head.lower_ in ("anniversary", "commemoration", "memory")


def _is_past_time(token: Token, published_year: int | None, depth: int) -> bool:
    if any(child.lower_ in NOT_DATES for child in token.children if child.dep_ == "case"):
        return False
    if _is_past_year(token, published_year):
        return True
    children = list(token.children)
    if token.lower_ == "ago":
        return any(child.lower_ in LONG_AGO for child in children)
    if token.lower_ in LONG_AGO and any(child.lower_ in ("ago", "earlier") for child in children):
        return True
    if token.lower_ == "year" and any(child.lower_ == "last" for child in children):
        return True
    if token.lower_ not in TIME_NOUNS and not token.like_num:
        return False
    return depth > 0 and any(_is_past_time(child, published_year, depth - 1) for child in children)


def _is_past_year(token: Token, published_year: int | None) -> bool:
    word = token.lower_
    if DECADE.match(word):
        return True
    if not YEAR.match(word):
        return False
    return published_year is None or int(word) < published_year
