"""Indicators drawn at random from plain news and press releases, for reading.

    python -m streams.evaluation.sample_events --data FOLDER [--number 100] [--seed 1] [--profile P]

Texts: the press releases of FOLDER/articles_dev, and groups of sentences that stand one after the
other in FOLDER/ner/gmb_train.jsonl (news of the Voice of America, public domain; some groups span
two reports). Prints each indicator with its words, type, parties and modality. Whoever reads
judges each: is the event there, is its type right, are its parties not wrong. Nothing is copied.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

from schemas import EscalationIndicator
from schemas.party import Party, Speaker
from streams.evaluation.articles_dev import read_articles_dev
from streams.evaluation.reader import Reader, load_reader
from streams.profile import Profile

GROUPS = 60
IN_A_ROW = 6  # sentences of a group


def read_texts(data: Path, dice: random.Random) -> Iterator[str]:
    """Yield the press releases, then groups of sentences of news."""
    for article in read_articles_dev(data / "articles_dev"):
        yield article.text
    rows = [
        json.loads(line)["text"]
        for path in (data / "ner" / "gmb_train.jsonl",)
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    starts = range(0, len(rows) - IN_A_ROW, IN_A_ROW)
    for start in sorted(dice.sample(starts, min(GROUPS, len(starts)))):
        yield "\n".join(rows[start : start + IN_A_ROW])


def draw(reader: Reader, data: Path, number: int, seed: int) -> list[EscalationIndicator]:
    """Return so many of the indicators of the texts, by chance."""
    dice = random.Random(seed)  # noqa: S311 - a sample, no secret
    found = [one for text in read_texts(data, dice) for one in reader.indicators(text)]
    return dice.sample(found, min(number, len(found)))


def line(one: EscalationIndicator) -> str:
    """Return an indicator in two lines for reading."""
    actors, recipients = _names(one.actors), _names(one.recipients)
    where = f", at {one.location.name}" if one.location else ""
    cue = f" by {one.modality_cue.text!r}" if one.modality_cue else ""
    told = f"{one.event_type.value}/{one.mode or '-'} {one.cameo} {one.modality.value}{cue}"
    speaker = _names((one.speaker,)) if one.speaker else "-"
    words = " ".join(one.evidence.text.split())
    head = f"[{one.trigger.text}] {told}: {actors} -> {recipients}; said by {speaker}{where}"
    return f"{head} ({one.score})\n    {words}"


def _names(parties: tuple[Party | Speaker, ...]) -> str:
    return ", ".join(one.name for one in parties) or "-"


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description="Draw indicators for reading.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", type=Profile, default=Profile.ACCURATE)
    options = parser.parse_args()
    found = draw(load_reader(profile=options.profile), options.data, options.number, options.seed)
    for number, one in enumerate(found, 1):
        print(f"{number}. {line(one)}")


if __name__ == "__main__":
    main()
