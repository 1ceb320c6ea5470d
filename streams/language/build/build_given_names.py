"""Build data/given_names.txt: first names, by which an unlisted name is known for a person's.

    python build_given_names.py streams/language/data LISTS NER LOOKUPS

Run in an environment of its own with rigour 2.6 (MIT), which knows names in many languages
from Wikidata and so keeps out what is none. LISTS holds OFAC's files (US public domain), NER
sentences with PERSON spans (`wikigold_train.jsonl`, CC BY 4.0; `perm_gum_ner_train.jsonl`,
CC BY; `gmb_train.jsonl`, public-domain texts); of both only single first names are taken.
LOOKUPS is the `data` folder of spacy-lookups-data, whose words are kept out.
"""

import argparse
import csv
import gzip
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rigour.names import NameTypeTag, analyze_names  # type: ignore[import-not-found]

SENTENCES = ("wikigold_train.jsonl", "perm_gum_ner_train.jsonl", "gmb_train.jsonl")
OFAC = ("ofac_sdn_2023-01-21.csv", "ofac_nonsdn_cons_prim_2025-12.csv", "ofac_alt_2026-05-04.csv")
SHORTEST = 3
# "John" is a word of WordNet, too; so is "Rice", which is seldom a first name.
OFTEN = 4


def of_lists(folder: Path) -> Iterator[str]:
    """Yield the first names in "LASTNAME, First Second"."""
    for name in OFAC:
        with (folder / name).open(encoding="utf-8", errors="replace", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row[1:4]:
                    last, comma, rest = cell.partition(", ")
                    if comma and last.isupper() and rest and not rest.isupper():
                        yield rest.split()[0]


def of_sentences(folder: Path) -> Iterator[str]:
    """Yield the first words of people's names of two words and more."""
    for name in SENTENCES:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for start, end, label in row["ents"]:
                parts = row["text"][start:end].split()
                if label == "PERSON" and len(parts) > 1:
                    yield parts[0]


def of_people(folder: Path) -> Iterator[str]:
    """Yield the first names of our own lists."""
    for block in tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))["lists"]:
        for line in block["names"].strip().splitlines():
            yield line.split()[0]
    for line in (folder / "officials.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        yield line.split("\t")[2].split()[0]


def is_name(word: str) -> bool:
    """Say whether rigour knows a word as a name."""
    names = analyze_names(NameTypeTag.PER, [word])
    return any("NAME" in str(span.symbol) for name in names for span in name.spans)


def main() -> None:
    """Write one name a line."""
    parser = argparse.ArgumentParser()
    for name in ("target", "lists", "ner", "lookups"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    with gzip.open(options.lookups / "en_lemma_index.json.gz", "rt", encoding="utf-8") as stream:
        english = {word for listing in json.load(stream).values() for word in listing}
    places = set(json.loads((options.target / "cities.json").read_text(encoding="utf-8")))
    for row in json.loads((options.target / "territories.json").read_text(encoding="utf-8")):
        places |= {row["name"], *row["aliases"], *row["capitals"], *row["demonyms"]}
    counts = Counter((*of_lists(options.lists), *of_sentences(options.ner)))
    counts.update(dict.fromkeys(of_people(options.target), 2))
    names = sorted(
        name
        for name, count in counts.items()
        if len(name) >= SHORTEST
        and name[0].isupper()
        and not name.isupper()
        and name.replace("-", "").isalpha()
        and name not in places
        and (name.lower() not in english or count >= OFTEN)
        and is_name(name)
    )
    (options.target / "given_names.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    print(len(names), "names")


if __name__ == "__main__":
    main()
