"""The same sentence with other names: what is learnt should be the place, not the name."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from streams.training.sentences import Sentence

# How often a name gives way to another; dates and peoples stay.
SHARES = {"PERSON": 0.8, "ORG": 0.5, "LOC": 0.6}
LONGEST = 6


@dataclass(frozen=True, slots=True)
class Names:
    """Names by label and number of words, each once, in a fixed order."""

    by_shape: dict[tuple[str, int], tuple[str, ...]]

    def other(self, label: str, name: str, draw: random.Random) -> str:
        """Return another name of the label and of as many words; itself where there is none."""
        choice = self.by_shape.get((label, len(name.split())))
        return draw.choice(choice) if choice else name


def gather(sentences: Iterable[Sentence]) -> Names:
    """Collect the names of sentences; those in capitals alone or of one letter are left out."""
    found: dict[tuple[str, int], dict[str, None]] = {}
    for sentence in sentences:
        for start, end, label in sentence.names:
            name = sentence.text[start:end]
            length = len(name.split())
            plain = name[0].isupper() and "\n" not in name and len(name) > 1
            if label in SHARES and plain and length <= LONGEST:
                found.setdefault((label, length), {})[name] = None
    return Names({shape: tuple(names) for shape, names in sorted(found.items())})


def swapped(sentence: Sentence, names: Names, draw: random.Random) -> Sentence:
    """Return the sentence with some names replaced; the same name by the same one."""
    chosen: dict[tuple[str, str], str] = {}
    stretches = sorted(
        [(start, end, label) for start, end, label in sentence.names]
        + [(start, end, "") for start, end in sentence.unknown]
    )
    text = ""
    place = 0
    kept: list[tuple[int, int, str]] = []
    unknown: list[tuple[int, int]] = []
    for start, end, label in stretches:
        if start < place:
            continue  # within the one before
        old = sentence.text[start:end]
        if (old, label) not in chosen:
            swap = draw.random() < SHARES.get(label, 0.0)
            chosen[old, label] = names.other(label, old, draw) if swap else old
        text += sentence.text[place:start]
        begin = len(text)
        text += chosen[old, label]
        if label:
            kept.append((begin, len(text), label))
        else:
            unknown.append((begin, len(text)))
        place = end
    return Sentence(text + sentence.text[place:], tuple(kept), tuple(unknown))
