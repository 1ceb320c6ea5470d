"""Conditions by word order: "if ...", "unless ...", "Should Ankara cross, ...".

The parser often takes a fronted condition for the main clause, so the words that
open it and the comma that closes it are asked first.
"""

import re
from dataclasses import dataclass

from spacy.tokens import Span, Token

from streams.language.wordlist import words

OPENERS = words("if unless whether lest provided providing")
AFTER_IN = words("case event")  # "in case", "in the event that"
INVERTED = words("should were had")
EXCEPTIONS = words("unless until")  # what would avert it: a demand
HINT = re.compile(
    r"\b(?:if|unless|whether|lest|provid(?:ed|ing)|should|were|had|case|event)\b", re.IGNORECASE
)
CLOSERS = words(", ; : —")


@dataclass(frozen=True, slots=True)
class Condition:
    """Half-open token range of one condition, and of its sentence; `averts` where "unless"."""

    start: int
    end: int
    averts: bool
    sentence_start: int
    sentence_end: int


def find_conditions(text: str, sentences: tuple[Span, ...]) -> tuple[Condition, ...]:
    """Return the conditions of a parsed article in reading order.

    Args:
        text: The article.
        sentences: Its sentences, see `syntax.stretches`.
    """
    return tuple(
        condition
        for sentence in sentences
        if HINT.search(text, sentence.start_char, sentence.end_char)
        for condition in _in_sentence(sentence)
    )


def _in_sentence(sentence: Span) -> list[Condition]:
    found: list[Condition] = []
    first = True
    for token in sentence:
        if found and token.i < found[-1].end:
            continue
        if _opens(token, sentence, first):
            found.append(
                Condition(
                    token.i,
                    _close(token, sentence),
                    token.lower_ in EXCEPTIONS,
                    sentence.start,
                    sentence.end,
                )
            )
        if token.is_alpha:
            first = False
        elif token.is_quote or token.text == ",":
            first = True
    return found


def _opens(token: Token, sentence: Span, first: bool) -> bool:
    word = token.lower_
    if word in OPENERS:
        if word in ("provided", "providing"):
            return token.tag_ in ("IN", "VBN", "VBG") and first
        return not (word == "if" and token.i > sentence.start and token.nbor(-1).lower_ == "as")
    if word == "in" and token.i + 2 < sentence.end:
        return token.nbor().lower_ in AFTER_IN or token.nbor(2).lower_ in AFTER_IN
    if word not in INVERTED or token.i + 1 >= sentence.end:
        return False
    # "Should a missile cross": the auxiliary stands before its subject
    after = token.nbor()
    inverted = after.tag_ in ("NNP", "NNPS", "DT", "PRP", "PRP$", "JJ", "NNS", "NN")
    if first:
        return inverted and not sentence.text.rstrip("”\"' ").endswith("?")
    before = token.nbor(-1)
    return (
        word == "should"
        and before.tag_ in ("NN", "NNS", "VBN", "RB", "RP")
        and after.tag_ in ("NNP", "DT", "PRP$", "NNPS")
        and before.dep_ not in ("nsubj", "nsubj:pass")
    )


def _close(token: Token, sentence: Span) -> int:
    seen_verb = False
    for word in sentence.doc[token.i + 1 : sentence.end]:
        if word.tag_.startswith("VB"):
            seen_verb = True
        elif seen_verb and word.text in CLOSERS:
            return word.i
    return sentence.end
