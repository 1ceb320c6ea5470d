"""How much the linear decision and the encoder's count beside each other, on the dev part.

    python -m streams.training.encoder.stack

Prints, best first, the shares that make the labelled types of the dev articles' candidate words
likeliest; the first line's values stand in streams/stages/escalation/decision.py. Both decisions
have learnt from the train part, so that it cannot tell.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from streams.evaluation.corpus import ARTICLES, read_corpus
from streams.evaluation.reader import Reader, load_reader
from streams.profile import Profile
from streams.stages.escalation.decision import HOPELESS
from streams.training.events import NONE, Text, labelled_places

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
SHIFTS = (-1.0, -0.5, 0.0, 0.5, 1.0)
TOLD = 8
Table = NDArray[np.float64]


def gather(reader: Reader) -> tuple[Table, Table, NDArray[np.intp]]:
    """Return log-odds of both decisions, and the labelled type's column; the last is none."""
    lexicon = reader.resources.escalation
    linear, encoder, wanted = [], [], []
    for article in read_corpus(ARTICLES, "dev"):
        doc, entities = reader.parsed(article.text)
        triggers = []
        for event in article.events:
            start = event.start + event.evidence.index(event.trigger)
            triggers.append((start, start + len(event.trigger), event.type.value))
        discourse = reader.discourse(doc, entities)
        text = Text(doc, entities, discourse, tuple(triggers), whole=True, weight=1.0)
        cues = [
            (one.start, one.start + len(one.evidence)) for one in article.sanctions
        ]  # told by the sanctions stage
        for place in labelled_places(text, lexicon):
            if any(start <= doc[place.at].idx < end for start, end in cues):
                continue
            own, told = place.judge.odds(place.at, place.match)
            if told is None or lexicon.classifier.shares(own).sum() < HOPELESS:
                continue
            linear.append(own)
            encoder.append(told)
            names = [kind.value for kind in lexicon.classifier.types]
            wanted.append(len(names) if place.kind == NONE else names.index(place.kind))
    return np.array(linear, float), np.array(encoder, float), np.array(wanted)


def surprise(odds: Table, wanted: NDArray[np.intp]) -> float:
    """Return the mean negative log-likelihood of the wanted columns; the last has the odds 0."""
    table = np.hstack([odds, np.zeros((len(odds), 1))])
    top = table.max(axis=1, keepdims=True)
    norm = np.log(np.exp(table - top).sum(axis=1)) + top[:, 0]
    return float((norm - table[np.arange(len(table)), wanted]).mean())


def main() -> None:
    """Gather, try, print."""
    linear, encoder, wanted = gather(load_reader(profile=Profile.ACCURATE))
    found = sorted(
        (surprise(own * linear + other * encoder + shift, wanted), own, other, shift)
        for own, other, shift in product(SHARES, SHARES, SHIFTS)
    )
    print(f"{len(wanted)} places, {(wanted < linear.shape[1]).sum()} of them events")
    print(f"linear alone {surprise(linear, wanted):.4f}, encoder {surprise(encoder, wanted):.4f}")
    for loss, own, other, shift in found[:TOLD]:
        print(f"{loss:.4f}: own {own}, encoder {other}, shift {shift}")


if __name__ == "__main__":
    main()
