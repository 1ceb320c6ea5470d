"""Whether a clause or an event noun is set in a closed past: "in 1990", "the war of 1998"."""

import re
from dataclasses import dataclass

from spacy.tokens import Span, Token

from streams.language import syntax
from streams.language.wordlist import words

YEAR = re.compile(r"^(?:1[0-9]|20)\d\d$")
DECADE = re.compile(r"^(?:(?:1[0-9]|20)\d0s|(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies)$")
HINT = re.compile(r"\d{4}|ties\b|\bago\b|\blast\b", re.IGNORECASE)
LONG_AGO = words("year years decade decades century centuries generation generations")
PAST_ADJECTIVES = words("past previous earlier former historic historical bygone old long-ago")
COMMON = frozenset({"NN", "NNS", "JJ", "HYPH"})
DATE_LABELS = frozenset({"compound", "nummod", "nmod", "nmod:unmarked", "amod"})
PAST_TAGS = frozenset({"VBD", "VBN"})
DATING = words("in of during throughout between and through around")
NOT_DATES = words("since by until from after before over")  # "since 2014" goes on today
PHRASES = frozenset({"obl", "obl:unmarked", "nmod", "nmod:unmarked"})
BREAKS = frozenset({",", ";", ":", "—", "–"})
OPENING = 8  # tokens from the sentence's start: "It was in the spring of 1974 that"


@dataclass(frozen=True, slots=True)
class Past:
    """Half-open token range that a past date governs; `date` is its year's or "ago"'s index."""

    start: int
    end: int
    date: int


def find_pasts(
    text: str, sentences: tuple[Span, ...], published_year: int | None
) -> tuple[Past, ...]:
    """Return the stretches that are set in a closed past: "In 1990 ...", "... two years ago".

    A date that opens the sentence governs all of it, up to a semicolon; any other the
    words between the commas around it, and a "when" clause after it.
    """
    return tuple(
        _governed_by(token, sentence)
        for sentence in sentences
        if HINT.search(text, sentence.start_char, sentence.end_char)
        for token in sentence
        if _is_past_date(token, published_year)
    )


def verb_past(verb: Token, pasts: tuple[Past, ...]) -> Token | None:
    """Return the date, in a closed past, under which a verb in the past tense stands.

    The date's own clause need not be parted by commas: "killed him in a station, in 2016".
    """
    if verb.tag_ not in PAST_TAGS:
        return None
    auxiliaries = syntax.auxiliaries(verb)
    if any(word in ("has", "have", "is", "are", "'s", "’s", "be") for word in auxiliaries):
        return None
    for past in pasts:
        date = verb.doc[past.date]
        if past.start <= verb.i < past.end or (date.dep_ in PHRASES and date.head.i == verb.i):
            return date
    return None


def noun_past(noun: Token, published_year: int | None) -> Token | None:
    """Return what says that an event noun is of the past: "the 2020 rallies", "the ban in 2017"."""
    for child in noun.children:
        if child.i < noun.i and child.lower_ in PAST_ADJECTIVES:
            return child
        dated = child.dep_ in DATE_LABELS and _is_past_year(child, published_year)
        if dated and (child.i < noun.i or syntax.preposition(child) in DATING):
            return child
    head = noun.head
    told = noun.dep_ == "nmod" and head.lower_ in ("anniversary", "commemoration", "memory")
    return head if told else None


def _is_past_date(token: Token, published_year: int | None) -> bool:
    word = token.lower_
    if word == "ago":
        return any(near.lower_ in LONG_AGO for near in token.doc[max(0, token.i - 3) : token.i])
    if word == "last":
        return token.i + 1 < len(token.doc) and token.nbor().lower_ in ("year", "decade", "century")
    if not _is_past_year(token, published_year):
        return False
    if token.i + 1 < len(token.doc) and token.nbor().tag_ in COMMON:
        return False  # "the 2019 unrest": the noun's own date
    before = token.doc[max(0, token.i - 6) : token.i]
    prepositions = [near.lower_ for near in before if near.lower_ in DATING | NOT_DATES]
    return bool(prepositions) and prepositions[-1] in DATING


def _governed_by(date: Token, sentence: Span) -> Past:
    doc = date.doc
    start, end = date.i, date.i + 1
    while start > sentence.start and doc[start - 1].text not in BREAKS:
        start -= 1
    opens = start == sentence.start and date.i - sentence.start <= OPENING
    stops = {";"} if opens else BREAKS
    while end < sentence.end and doc[end].text not in stops:
        end += 1
    if end + 1 < sentence.end and doc[end].text == "," and doc[end + 1].lower_ == "when":
        end += 1
        while end < sentence.end and doc[end].text not in BREAKS:
            end += 1
    that = [at for at in range(start, date.i) if doc[at].lower_ in ("that", "who", "which")]
    return Past(that[-1] if that else start, end, date.i)


def _is_past_year(token: Token, published_year: int | None) -> bool:
    word = token.lower_
    if DECADE.match(word):
        return True
    if not YEAR.match(word):
        return False
    return published_year is None or int(word) < published_year
