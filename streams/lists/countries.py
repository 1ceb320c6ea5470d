"""ISO codes of the countries that the lists name."""

import json
from functools import cache
from pathlib import Path

from streams.stages.listed.names import name_words

TERRITORIES = Path(__file__).parents[1] / "language" / "data" / "territories.json"
# Wordings of the lists that no state's own names cover.
OTHERS = {
    "burma": "MM",
    "korea north": "KP",
    "russia": "RU",
    "hong kong": "HK",
    "congo democratic republic of the": "CD",
    "west bank": "PS",
    "gaza": "PS",
}


@cache
def _codes() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in json.loads(TERRITORIES.read_text(encoding="utf-8")):
        if row["kind"] == "state":
            for name in (row["name"], *row["aliases"]):
                names.setdefault(" ".join(name_words(name)), row["country"])
    return {**names, **OTHERS}


def country_codes(*names: str | None) -> frozenset[str]:
    """Return the ISO codes of those names that are a state's; others are left out."""
    codes = _codes()
    found = (codes.get(" ".join(name_words(name))) for name in names if name)
    return frozenset(code for code in found if code)
