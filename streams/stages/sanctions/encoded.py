"""What the encoder adds to what lexicon and parse tell: how sure a cue is, and more cues.

The encoder says of single words how likely they head a cue; a wording of the lexicon has
several, and the verb that it hangs on. The likeliest of them is the cue's anchor: there the
encoder is asked about status, measures and parties, and two cues of one anchor are one event.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from schemas import Measure
from streams.language.encoder.encoded import EncodedText
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.lexicon import Wording
from streams.stages.sanctions.status import Reading
from streams.stages.sanctions.words import Words

FEATURE = "encoder"
# Weights beside each other, in units of score; chosen on the development articles and on
# sentences of ours that the encoder had not learnt from. See docs/model.md.
OWN_SHARE = 0.6
ENCODER_SHARE = 0.11
ALONE_SHARE = 0.11  # of a cue that no wording of the lexicon tells
MIDDLE = 0.42  # a score of even odds; below the threshold, for in articles most words are no cue
MOST_ODDS = 6.0
FOUND = 0.4  # probability at which a word is looked at as a cue without a wording
CONTENT = ("VB", "NN", "JJ", "RP", "RB", "MD")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The word at which the encoder is asked about a cue, and its log-odds of heading one."""

    place: int
    odds: float


def anchor(cue: Cue, reading: Reading, encoded: EncodedText) -> Anchor | None:
    """Return the likeliest of a cue's words and of the verb it hangs on; None: all are blanks."""
    own = range(cue.first.i, cue.last.i + 1)
    said = (cue.head.i, *(word.i for word in cue.partners), reading.predicate.i)
    sentence = frozenset(encoded.sentence(cue.head.i)) if encoded.has(cue.head.i) else frozenset()
    places = [place for place in dict.fromkeys((*own, *said)) if place in sentence]
    if not places:
        return None
    best = max(places, key=lambda place: (encoded.cue(place), -place))
    return Anchor(best, log_odds(encoded.cue(best)))


def encoded_cues(words: Words, anchored: Collection[int], encoded: EncodedText) -> list[Cue]:
    """Return cues of one sentence that no wording of the lexicon tells.

    `anchored`: the words that are some cue's anchor already.
    """
    return [
        bare_cue(token)
        for token in words.tokens
        if token.i not in anchored
        and token.tag_.startswith(CONTENT)
        and encoded.has(token.i)
        and encoded.cue(token.i) >= FOUND
    ]


def weighed(cue: Cue, features: Mapping[str, float], at: Anchor | None) -> dict[str, float]:
    """Return a cue's features weighed together with what the encoder thinks of its words."""
    if at is None:
        return dict(features)
    if cue.wording.id == FEATURE:
        return {FEATURE: MIDDLE + ALONE_SHARE * at.odds}
    own = {name: OWN_SHARE * value for name, value in features.items()}
    return {**own, FEATURE: (1.0 - OWN_SHARE) * MIDDLE + ENCODER_SHARE * at.odds}


def log_odds(share: float) -> float:
    """Return the log-odds of a probability, bounded."""
    share = min(max(share, 1e-6), 1.0 - 1e-6)
    return max(-MOST_ODDS, min(MOST_ODDS, math.log(share / (1.0 - share))))


def bare_cue(token: Token) -> Cue:
    """Return a cue that no wording tells, at a single word."""
    wording = Wording(
        id=FEATURE,
        heads=(),
        near=(),
        measures=(Measure.UNSPECIFIED,),
        tags=(),
        window=0,
        weight=0.0,
        status=None,
        private=False,
        via=None,
        programme=None,
        prohibits=False,
        relational=False,
        tells_status=False,
    )
    return Cue(wording, token, token, token, ())
