"""Build data/english_words.txt: words written small in English news, to know English by.

    python -m streams.language.build.build_english_words NER

NER is a folder of sentences as JSON lines with `text`: `gmb_train.jsonl` (texts in the public
domain), `wikigold_train.jsonl` (CC BY 4.0), `perm_gum_ner_train.jsonl` (CC BY) and
`perm_re3d_train.jsonl` (OGL 3, public domain, CC BY). Single words are taken, and no sentence.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

SOURCES = (
    "gmb_train.jsonl",
    "wikigold_train.jsonl",
    "perm_gum_ner_train.jsonl",
    "perm_re3d_train.jsonl",
)
TARGET = Path(__file__).resolve().parents[1] / "data" / "english_words.txt"
SMALL = re.compile(r"(?<![\w.'’-])[a-z]{3,}(?![\w'’-])")
# Seldom words are often foreign ones, quoted.
OFTEN = 2


def main() -> None:
    """Count, and write the words one a line."""
    parser = argparse.ArgumentParser(description="Build the list of English words.")
    parser.add_argument("ner", type=Path)
    folder: Path = parser.parse_args().ner
    counts: Counter[str] = Counter()
    for name in SOURCES:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            counts.update(SMALL.findall(json.loads(line)["text"]))
    words = sorted(word for word, count in counts.items() if count >= OFTEN)
    TARGET.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")


if __name__ == "__main__":
    main()
