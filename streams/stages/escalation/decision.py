"""Which event a word tells, if any, and how sure that is: the learned decision.

What the word, its sentence and its article show are named features; the classifier's
weights for them add up, and the score is the probability that this is an event at all. In the
profile "accurate" the encoder's log-odds are weighed together with this sum.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from schemas.escalation import EventType
from streams.language.encoder.encoded import EncodedText
from streams.language.encoder.labels import EVENTS
from streams.stages.escalation.classifier import Vector
from streams.stages.escalation.columns import Columns
from streams.stages.escalation.features import word_features
from streams.stages.escalation.lexicon import PUBLIC_LIFE, EscalationLexicon, Sense
from streams.stages.escalation.patterns import Surroundings
from streams.stages.escalation.setting import (
    SHORT,
    article_features,
    count_walks,
    sentence_features,
)

# How sure it must be that there is an event: a word by itself, a match of the lexicon, a match
# that meets conditions, which was chosen with care. In articles where precision and recall come
# nearest to each other on the dev part; a sentence or two says less of what it is about.
THRESHOLDS = (0.35, 0.2, 0.1)
SHORT_THRESHOLDS = (0.75, 0.4, 0.12)
# Where the sentence has a word of sport, markets, films ... or an idiom, or more, and none of
# public life.
ELSEWHERE = (0.5, 0.75)
# A type that the lexicon's match says stays, unless the classifier thinks it this unlikely.
DOUBT = 0.1
# Both decisions together: how much the log-odds of each count, and what is added to all.
# `python -m streams.training.encoder.stack` finds them on the dev part.
OWN_SHARE, ENCODER_SHARE, SHIFT = 0.4, 0.4, 0.5
STACKED_THRESHOLD, STACKED_SHORT_THRESHOLD = 0.4, 0.62
STACKED_DOUBT = 0.3
# An article in which no place is as sure as this tells none: it is about other things.
CONVINCING, STACKED_CONVINCING = 0.45, 0.75
# Words beside the known candidates are looked at where the encoder alone is this sure.
LIKELY = 0.5
CONTENT = frozenset({"VB", "NN", "JJ"})
AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
# The encoder is not asked about a sentence in which no word is this likely without it.
HOPELESS = 0.02
TOLD = 6  # features of a score that are told; the others are summed up
MOST_CONDITIONS = 4.0


class Match(Protocol):
    """What a match of the lexicon tells the classifier."""

    @property
    def sense(self) -> Sense:
        """Return the match's sense."""

    @property
    def weight(self) -> float:
        """Return how many conditions it meets."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The type, how sure it is that there is an event (0 to 1), and the log-odds behind it."""

    event_type: EventType
    score: float
    features: dict[str, float]


NO_VERDICT = Verdict(EventType.CONSULT, 0.0, {})  # of a match that is not judged yet


class Judge:
    """Decides place by place in one article."""

    def __init__(
        self,
        columns: Columns,
        around: Surroundings,
        blocked: frozenset[int],
        lexicon: EscalationLexicon,
        encoded: EncodedText | None = None,
    ) -> None:
        self.encoded = encoded
        self.blocked = blocked
        self.columns = columns
        self.around = around
        self.lexicon = lexicon
        self.article = article_features(columns, lexicon=lexicon)
        self._article_odds = lexicon.classifier.add(self.article) + lexicon.classifier.bias
        self._sentences: dict[int, tuple[list[str], Vector]] = {}
        self._elsewhere: dict[int, float] = {}
        order = [kind.value for kind in lexicon.classifier.types]
        self._order = [EVENTS.index(kind) - 1 for kind in order]
        self._own_odds: dict[int, tuple[list[str], Vector]] = {}
        self._open: dict[int, int] = {}  # by a sentence's first token, one of its places
        short = len(columns.lemmas) < SHORT
        self.convincing = CONVINCING if encoded is None else STACKED_CONVINCING
        self._stacked_threshold = STACKED_SHORT_THRESHOLD if short else STACKED_THRESHOLD

    def features(self, place: int, match: Match | None) -> tuple[list[str], list[str], list[str]]:
        """Return the features of the word, of its sentence and of the article."""
        return self._own(place, match), self._sentence(place)[0], self.article

    def odds(self, place: int, match: Match | None) -> tuple[Vector, Vector | None]:
        """Return the log-odds of the types, against none, of the features and of the encoder."""
        linear = self._linear(place, match)[1]
        if self.encoded is None or not self.encoded.has(place):
            return linear, None
        return linear, self.encoded.event(place)[self._order]

    def open(self, places: Iterable[int], matches: Mapping[int, Match]) -> None:
        """Choose the sentences that the encoder reads: those in which a place is not hopeless."""
        if self.encoded is None:
            return
        for place in places:
            linear = self._linear(place, matches.get(place))[1]
            if self.encoded.has(place) and self._sum(linear) >= HOPELESS:
                self._open.setdefault(self.encoded.sentence(place)[0], place)

    def verdict(self, place: int, match: Match | None) -> Verdict | None:
        """Return the event that the word at the place tells; None where it is none."""
        model = self.lexicon.classifier
        names, linear = self._linear(place, match)
        shares, told = model.shares(linear), None
        bar, doubt = self._stacked_threshold, STACKED_DOUBT
        if self.encoded is None:
            bar, doubt = self._threshold(place, match), DOUBT
        elif not self.encoded.has(place) or self.encoded.sentence(place)[0] not in self._open:
            return None
        else:
            told = self.encoded.event(place)[self._order]
            shares = model.shares(OWN_SHARE * linear + ENCODER_SHARE * told + SHIFT)
        score = float(shares.sum())
        if score < bar:
            return None
        kind = model.types[int(shares.argmax())]
        if match is not None:
            listed = model.types.index(match.sense.event_type)
            if shares[listed] >= doubt * score:
                kind = match.sense.event_type
        return Verdict(kind, round(score, 3), self._explain(names, kind, told))

    def further(self, places: Iterable[int], closed: frozenset[int]) -> list[int]:
        """Return other words that the encoder thinks likely, in the sentences that it reads.

        Args:
            places: Token indices that may head a trigger.
            closed: Those that may not.
        """
        if self.encoded is None:
            return []
        known, found = frozenset(places) | closed, []
        for first in self._open.values():
            for place in self.encoded.sentence(first):
                if (
                    place not in known
                    and self.columns.tags[place][:2] in CONTENT
                    and self.columns.labels[place] not in AUXILIARIES
                    and self._sum(self.encoded.event(place)) >= LIKELY
                ):
                    found.append(place)
        return sorted(found)

    def _sum(self, odds: Vector) -> float:
        """Return how likely it is that there is an event at all."""
        return float(self.lexicon.classifier.shares(odds).sum())

    def _linear(self, place: int, match: Match | None) -> tuple[list[str], Vector]:
        """Return features of word and sentence, and the log-odds of all, the article's included."""
        if place not in self._own_odds:
            own = self._own(place, match)
            sentence, odds = self._sentence(place)
            self._own_odds[place] = [*own, *sentence], self.lexicon.classifier.add(own) + odds
        return self._own_odds[place]

    def _threshold(self, place: int, match: Match | None) -> float:
        start, end = self.columns.sentences[place]
        if start not in self._elsewhere:
            self._elsewhere[start] = self._threshold_elsewhere(start, end)
        if self._elsewhere[start]:
            return self._elsewhere[start]
        short = len(self.columns.lemmas) < SHORT
        word, matched, with_conditions = SHORT_THRESHOLDS if short else THRESHOLDS
        if match is None:
            return word
        return with_conditions if match.weight > 1.0 else matched

    def _threshold_elsewhere(self, start: int, end: int) -> float:
        """Return the threshold of a sentence that is not of public life; 0 of one that is."""
        walks = count_walks(self.columns.lemmas[start:end], self.lexicon)
        own = walks.pop(PUBLIC_LIFE, 0)
        others = max(walks.values(), default=0) + (not self.blocked.isdisjoint(range(start, end)))
        return ELSEWHERE[min(others, len(ELSEWHERE)) - 1] if others and not own else 0.0

    def _sentence(self, place: int) -> tuple[list[str], Vector]:
        """Return a sentence's features, and their log-odds with those of the article."""
        start, end = self.columns.sentences[place]
        if start not in self._sentences:
            found = sentence_features(start, end, self.columns, lexicon=self.lexicon)
            odds = self.lexicon.classifier.add(found) + self._article_odds
            self._sentences[start] = found, odds
        return self._sentences[start]

    def _own(self, place: int, match: Match | None) -> list[str]:
        """Return the features of the word, and what the lexicon makes of it."""
        own = word_features(place, self.columns, self.lexicon.class_names)
        return own + self._lexical(place, match)

    def _lexical(self, place: int, match: Match | None) -> list[str]:
        """Return what the lexicon makes of the word: its match, and whatever it might be."""
        lemma = self.around.lemmas[place]
        pos = "v" if self.columns.tags[place].startswith("VB") else "n"
        listed = self.lexicon.listed_types.get(f"{lemma}/{pos}", ())
        found = [f"listed {kind}" for kind in listed]
        if listed:
            found.append("listed")
        if match is not None:
            kind = match.sense.event_type
            weight = f"{min(match.weight, MOST_CONDITIONS):g}"
            found += [f"match {kind}", f"match {kind} {weight}", f"match {match.sense.cameo}"]
            found += ["match", f"match {weight}"]
        return found

    def _explain(
        self, names: list[str], kind: EventType, encoder: Vector | None
    ) -> dict[str, float]:
        """Return the weightiest features with their log-odds, the sum of all others beside."""
        model = self.lexicon.classifier
        bias = float(model.bias[model.types.index(kind)])
        parts = {name: model.weight(name, kind) for name in (*names, *self.article)}
        ranked = sorted(parts.items(), key=lambda item: (-abs(item[1]), item[0]))
        told = {name: round(value, 2) for name, value in ranked[:TOLD] if value}
        rest = sum(value for _, value in ranked[TOLD:])
        found = {"bias": bias, **told, "others": rest}
        if encoder is not None:
            share = ENCODER_SHARE * float(encoder[model.types.index(kind)])
            found = {"encoder": share, **{k: OWN_SHARE * v for k, v in found.items()}}
        return {name: round(value, 2) for name, value in found.items()}
