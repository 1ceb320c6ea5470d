"""What is known of the world beforehand: states, places, organisations, people, treaties."""

import csv
import json
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from schemas.entity import Entity, EntityLabel
from streams.language.names import NameFinder, NameHit

DATA = Path(__file__).parent / "data"
# Capitals that are a first-level division, so that rigour's Wikidata id is theirs.
# Letters that Unicode does not take apart.
UNACCENTED = str.maketrans("ıłŁøØđĐ", "ilLoOdD")
CITY_REGIONS = frozenset({"Moscow", "Beijing", "Berlin", "Kyiv"})


@dataclass(frozen=True, slots=True)
class Known:
    """Whom or what a name stands for.

    `kind` is finer than the label: state, region, capital, city, demonym, bloc, alliance,
    government (an institution that stands for its state), ministry, forces, leader ...
    `of` is the canonical name of the organisation that a person speaks for.
    """

    canonical: str
    label: EntityLabel
    kind: str
    kb_id: str | None = None
    country: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The lists; see `load_knowledge`. Names are exact in case, with straight apostrophes.

    `weak` names count only where the recogniser sees an entity too; `first_names` are
    places that yield where it sees a person.
    """

    names: Mapping[str, Known]
    cities: Mapping[str, Known]
    states: Mapping[str, Known]
    weak: frozenset[str]
    first_names: frozenset[str]
    finder: NameFinder[Known]
    gazetteer: Mapping[str, str]
    given_names: frozenset[str]
    version: str

    def lookup(self, name: str) -> Known | None:
        """Return what a name as it stands in a text names; None where it is not listed."""
        plain = name.replace("’", "'")
        bare = plain.removeprefix("the ").removeprefix("The ")
        return self.names.get(bare) or self.cities.get(bare) or self.names.get(plain)

    def towns(self, name: str) -> tuple[str, ...]:
        """Return the ISO codes of the states that have a town of a name, the largest first."""
        return tuple(self.gazetteer.get(_unaccented(name.replace("’", "'")), "").split())

    def state(self, country: str | None) -> Known | None:
        """Return the state with an ISO 3166-1 alpha-2 code."""
        return self.states.get(country) if country else None

    def state_of(self, entity: Entity) -> Known | None:
        """Return the state for which an entity may stand as an actor.

        "Moscow", "the Kremlin", "Russian" and "Russia" all lead to Russia; a person, a
        company or a city that is no capital leads to none.
        """
        known = self.lookup(entity.text)
        if known is not None and known.kind in ("state", "demonym", "capital", "government"):
            return self.state(known.country)
        return None

    def find(self, text: str) -> tuple[NameHit[Known], ...]:
        """Return every listed name in a text, longest first where they overlap."""
        return self.finder.find(text)


def load_knowledge() -> Knowledge:
    """Read the lists that are shipped beside this module.

    Raises:
        ValueError: a list is malformed; the message names the file.
    """
    officials = _officials()
    ids = {name: row.kb_id for row in officials for name in row.names}
    ids.update(_ids(_toml("wikidata.toml")["sources"]))
    settings = _toml("weak.toml")
    territories = json.loads((DATA / "territories.json").read_text(encoding="utf-8"))
    names, states = _territories(territories, settings["ungoverned"].strip().splitlines())
    for file, default in (
        ("things.toml", None),
        ("people.toml", "PERSON"),
        ("organisations.toml", "ORG"),
    ):
        for block in _toml(file)["lists"]:
            _add_block(names, block, default, ids)
    _add_officials(names, officials)
    cities = {
        name: Known(name, EntityLabel.GPE, "city", None, country)
        for name, country in json.loads((DATA / "cities.json").read_text(encoding="utf-8")).items()
        if name not in names
    }
    # "The White House" is "White House" after an article; The Hague is The Hague.
    for name in [name for name in names if name.removeprefix("The ") != name]:
        if name.removeprefix("The ") in names:
            del names[name]
    return Knowledge(
        names=MappingProxyType(names),
        cities=MappingProxyType(cities),
        states=MappingProxyType(states),
        weak=frozenset(settings["weak"].split()),
        first_names=frozenset(settings["first_names"].split()),
        finder=NameFinder({**cities, **names}, frozenset(settings["not_in_capitals"].split())),
        gazetteer=MappingProxyType(_gazetteer()),
        given_names=frozenset((DATA / "given_names.txt").read_text(encoding="utf-8").split()),
        version=_toml("wikidata.toml")["version"],
    )


def _territories(
    rows: list[dict[str, Any]], ungoverned: list[str]
) -> tuple[dict[str, Known], dict[str, Known]]:
    """Return the names of territories, their people and capitals, and the states by ISO code."""
    names: dict[str, Known] = {}
    states: dict[str, Known] = {}
    for row in rows:
        label = EntityLabel.LOC if row["name"] in ungoverned else EntityLabel.GPE
        known = Known(row["name"], label, row["kind"], row["kb_id"], row["country"])
        if row["kind"] == "state":
            states.setdefault(row["country"], known)
        for name in (row["name"], *row["aliases"]):
            if "(" not in name:
                _add(names, name, known)
        people = Known(row["name"], EntityLabel.NORP, "demonym", row["kb_id"], row["country"])
        for name in row["demonyms"]:
            _add(names, name, people)
    for row in rows:
        for name in row["capitals"]:
            canonical = row["capitals"][0]
            same = names.get(canonical)
            kb_id = same.kb_id if same and same.canonical in CITY_REGIONS else None
            names[name] = Known(canonical, EntityLabel.GPE, "capital", kb_id, row["country"])
    return names, states


def _add_officials(names: dict[str, Known], officials: tuple["_Official", ...]) -> None:
    """Add who is not in our own list of people yet."""
    for row in officials:
        first = row.names[0]
        known = names.get(first) or Known(
            first, EntityLabel.PERSON, "leader", row.kb_id, row.country
        )
        for name in row.names:
            _add(names, name, known)


@dataclass(frozen=True, slots=True)
class _Official:
    """A holder of high office with the ISO code of the state; the first name is canonical."""

    kb_id: str
    country: str
    names: tuple[str, ...]


def _gazetteer() -> dict[str, str]:
    with (DATA / "gazetteer.tsv").open(encoding="utf-8") as stream:
        return dict(line.rstrip("\n").split("\t") for line in stream)


def _officials() -> tuple[_Official, ...]:
    with (DATA / "officials.tsv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            _Official(row["kb_id"], row["country"], tuple(row["names"].split("|")))
            for row in csv.DictReader(stream, delimiter="\t")
        )


def _ids(sources: list[dict[str, str]]) -> dict[str, str]:
    """Return the Wikidata id of each name in the sources' lines: "Q7184 NATO"."""
    lines = [line for source in sources for line in source["ids"].strip().splitlines()]
    return {name: kb_id for kb_id, name in (line.split(" ", 1) for line in lines)}


def _toml(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}: {error}") from error


def _add(names: dict[str, Known], name: str, known: Known) -> None:
    """Add a name as it is written, and without its accents."""
    plain = name.replace("’", "'")
    names.setdefault(plain, known)
    if not plain.isascii():
        names.setdefault(_unaccented(plain), known)


def _unaccented(name: str) -> str:
    """Return "Jose Munoz" of "José Muñoz"."""
    parts = unicodedata.normalize("NFKD", name.translate(UNACCENTED))
    return "".join(char for char in parts if not unicodedata.combining(char))


def _add_block(
    names: dict[str, Known], block: dict[str, Any], default: str | None, ids: Mapping[str, str]
) -> None:
    label = EntityLabel(block["label"] if default is None else default)
    kind = block.get("kind", "leader" if label is EntityLabel.PERSON else "")
    for line in block["names"].strip().splitlines():
        spellings = [name.strip() for name in line.split("|")]
        kb_id = next((ids[name] for name in spellings if name in ids), None)
        known = Known(spellings[0], label, kind, kb_id, block.get("country"), block.get("of"))
        for name in spellings:
            _add(names, name, known)
