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
# Log-odds of a unit of the lexicon's evidence, of the encoder's log-odds, and what is added to
# all; fitted on the development articles (docs/model.md). Alone, the evidence decides by itself.
ALONE_SHARE, ALONE_PRIOR = 6.0, -3.0
OWN_SHARE, ENCODER_SHARE, PRIOR = 3.0, 0.43, -1.3
NO_WORDING = 0.2  # a cue that no wording of the lexicon tells
LEAST_ODDS, MOST_ODDS = -3.5, 6.0  # a plain wording outweighs the encoder's no
FOUND = 0.3  # probability at which a word is looked at as a cue without a wording
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


def weighed(cue: Cue, evidence: Mapping[str, float], at: Anchor | None) -> dict[str, float]:
    """Return log-odds by name, which sum to those of a mention; the encoder has a say, if any."""
    if at is None:
        own = {name: ALONE_SHARE * value for name, value in evidence.items()}
        return {**own, "prior": ALONE_PRIOR}
    own = {name: OWN_SHARE * value for name, value in evidence.items()}
    said = {"prior": PRIOR, FEATURE: ENCODER_SHARE * at.odds}
    if cue.wording.id == FEATURE:
        own.pop(f"wording:{FEATURE}", None)
        said["no_wording"] = NO_WORDING
    return own | said


def log_odds(share: float) -> float:
    """Return the log-odds of a probability, bounded."""
    share = min(max(share, 1e-6), 1.0 - 1e-6)
    return max(LEAST_ODDS, min(MOST_ODDS, math.log(share / (1.0 - share))))


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
