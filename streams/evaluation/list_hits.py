"""Every listed party that the pipeline finds in ordinary texts: to be read, judged and counted.

    python -m streams.evaluation.list_hits FILE... [--sample N] [--together N] [--json]

Texts in which hardly anybody listed is named show what the lists' names do in the wild. Each hit
is printed with its words, its entry and its features. A line of JSON lines is a text by its field
`text`; `--together` makes one article of so many lines, where a file holds single sentences.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas import ListedParty
from streams.cli.plain import one_line
from streams.evaluation.reader import Reader, load_reader

AROUND = 60  # characters of text on either side of a hit
SEED = 7


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed party found, with the text round it and the text's name."""

    text: str
    around: str
    party: ListedParty


def find_hits(
    reader: Reader, texts: Sequence[tuple[str, str]], published_on: date | None = None
) -> Iterator[Hit]:
    """Yield the listed parties of (name, text) pairs, in reading order."""
    for name, text in texts:
        for party in reader.listed(text, published_on):
            around = text[max(0, party.start - AROUND) : party.end + AROUND]
            yield Hit(name, one_line(around), party)


def read_texts(files: Sequence[Path], together: int = 1) -> list[tuple[str, str]]:
    """Return the (name, text) pairs of .txt and .jsonl files.

    Raises:
        ValueError: a file of another kind.
    """
    found: list[tuple[str, str]] = []
    for file in files:
        if file.suffix == ".txt":
            found.append((file.name, file.read_text(encoding="utf-8")))
        elif file.suffix == ".jsonl":
            with file.open(encoding="utf-8") as lines:
                rows = [json.loads(line)["text"] for line in lines]
            for first in range(0, len(rows), together):
                text = "\n".join(rows[first : first + together])
                found.append((f"{file.name}:{first + 1}", text))
        else:
            raise ValueError(f"{file}: neither .txt nor .jsonl")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the hits of the files and their number."""
    parser = argparse.ArgumentParser(description="Listed parties found in ordinary texts.")
    parser.add_argument("files", nargs="+", type=Path, help=".txt: a text; .jsonl: a text a line")
    parser.add_argument("--sample", type=int, default=0, help="so many texts, drawn; 0 is all")
    parser.add_argument("--together", type=int, default=1, help="lines that make one text")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each hit")
    options = parser.parse_args(arguments)
    texts = read_texts(options.files, options.together)
    if options.sample:
        texts = random.Random(SEED).sample(texts, min(options.sample, len(texts)))  # noqa: S311
    count = 0
    for hit in find_hits(load_reader(), texts):
        count += 1
        party = hit.party
        if options.json:
            row = {"text": hit.text, "around": hit.around, **party.model_dump(mode="json")}
            print(json.dumps(row, ensure_ascii=False), flush=True)
        else:
            features = " ".join(f"{name}={value:+.2f}" for name, value in party.features.items())
            print(f"{hit.text}  {party.score:.2f}  {one_line(party.text)}")
            print(f"    … {hit.around} …")
            print(f"    {party.list} {party.entry_id} {one_line(party.name)}  {features}")
    words = sum(len(text.split()) for _, text in texts)
    print(f"{count} hits in {len(texts)} texts of {words} words", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
