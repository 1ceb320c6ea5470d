"""Programme, extent and instrument of a mention."""

import re

from spacy.tokens import Span

from schemas import Party
from streams.stages.sanctions.context import Draft

PROGRAMME = re.compile(
    r"""\b(?:
      Executive\ Order\ (?:\(E\.?O\.?\)\ )?\d{5} | E\.?O\.?\ \d{5}
    | (?:UN\ )?(?:Security\ Council\ )?[Rr]esolution\ \d{3,4}
    | (?:Presidential\ )?Proclamation\ (?:\(PP\)\ )?\d{4}
    | General\ Licen[cs]e\ (?:No\.\ ?)?\d+[A-Z]?
    | Regulation\ \(EU\)\ (?:No\ )?\d+/\d+ | Directive\ \d[A-Z]?
    | (?:Global\ )?Magnitsky(?:\ Act)? | Caesar(?:\ Act)? | Entity\ List | CAATSA
    | Helms-Burton(?:\ Act)? | Jackson-Vanik
    )\b""",
    re.VERBOSE,
)
EXTENT = re.compile(
    r"""\b(?:
      partially\ or\ completely | wholly\ or\ partly | in\ whole\ or\ in\ part | in\ full | in\ part
    | (?:an?\ |the\ )?(?:significant|large|larger|largest|substantial|small|major|considerable)
      \ (?:share|part|portion|number|proportion)(?=\ of\b)
    | (?:(?:almost|nearly|about|some|over|more\ than|up\ to)\ )?
      \d+(?:\.\d+)?\ ?(?:per\ cent|percent)(?=\ of\b)
    | (?:most|half|the\ bulk)(?=\ of\b) | partially | partly
    )\b""",
    re.VERBOSE,
)


def programme(draft: Draft) -> str | None:
    """Return the legal basis or programme named in the sentence, else the wording's own."""
    named = _first(PROGRAMME, draft.sentence.text)
    own = (cue.wording.programme for cue in draft.cues if cue.wording.programme)
    return named or next(own, None)


def extent(text: str) -> str | None:
    """Return how far the measure goes: "a significant share", "partially or completely"."""
    return _first(EXTENT, text)


def instrument(name: str, sentence: Span) -> Party:
    """Return what a measure goes through, with its place where the sentence names it."""
    for token in sentence:
        if token.lower_ == name.lower():
            return Party(name=name, start=token.idx, end=token.idx + len(token))
    return Party(name=name, inferred=True)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(0).strip() if found else None
