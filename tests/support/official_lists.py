"""Official lists of our own making: invented parties, in the structures that are published."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True)
class Party:
    """A designation; `surname` alone is the whole name of a body, ship or aircraft."""

    number: int
    surname: str
    given: str = ""
    kind: str = "person"  # person, body, ship or plane
    programme: str = "TEST"
    listed_on: date | None = date(2020, 5, 17)
    country: tuple[str, str] = ("NO", "Norway")
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    imo: str = ""

    @property
    def whole(self) -> str:
        """Given names first."""
        return f"{self.given} {self.surname}".strip()


def crowd(count: int, first: int = 5000) -> list[Party]:
    """Make bodies that nothing is named after, to give a list its size."""
    return [
        Party(first + n, f"Qyzzor Wendelfax {first + n} Trust", kind="body") for n in range(count)
    ]


def write_ofac(folder: Path, parties: Sequence[Party], stem: str = "sdn", dated: str = "") -> Path:
    """Write sdn.csv, alt.csv and add.csv (`stem` "cons_prim": cons_alt.csv, cons_add.csv)."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {"person": "individual", "body": "-0- ", "ship": "vessel", "plane": "aircraft"}
    names, aliases, addresses = [], [], []
    for party in parties:
        name = f"{party.surname}, {party.given}" if party.given else party.surname
        remarks = [f"a.k.a. '{weak}'" for weak in party.weak]
        if party.imo:
            remarks.insert(0, f"Vessel Registration Identification IMO {party.imo}")
        if party.listed_on:
            remarks.append(f"Listing Date (TEST Directive 1): {party.listed_on:%d %b %Y}")
        nothing = ["-0- "] * 7
        row = [party.number, name, kinds[party.kind], party.programme, *nothing]
        names.append([*row, "; ".join(remarks) + "." if remarks else "-0- "])
        aliases += [
            [party.number, party.number * 10 + place, "aka", alias, "-0- "]
            for place, alias in enumerate(party.strong)
        ]
        addresses.append([party.number, party.number, "-0- ", "-0- ", party.country[1], "-0- "])
    family = "cons_" if "cons" in stem else ""
    for what, rows in ((stem, names), (f"{family}alt", aliases), (f"{family}add", addresses)):
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        content = text.getvalue() + "\x1a"
        (folder / f"{what}{dated}.csv").write_text(content, encoding="utf-8", newline="")
    return folder


def write_un(path: Path, parties: Sequence[Party], made: date = date(2026, 3, 1)) -> Path:
    """Write CONSOLIDATED_LIST."""
    nodes: dict[str, list[str]] = {"INDIVIDUAL": [], "ENTITY": []}
    for party in parties:
        tag = "INDIVIDUAL" if party.kind == "person" else "ENTITY"
        first, _, second = (
            party.whole.partition(" ") if tag == "INDIVIDUAL" else (party.whole, "", "")
        )
        grades = ("Good", "Low") if tag == "INDIVIDUAL" else ("a.k.a.", "Low")
        aliases = "".join(
            f"<{tag}_ALIAS><QUALITY>{grade}</QUALITY><ALIAS_NAME>{escape(name)}</ALIAS_NAME></{tag}_ALIAS>"
            for grade, names in zip(grades, (party.strong, party.weak), strict=True)
            for name in names
        )
        remark = f"<COMMENTS1>IMO number: {party.imo}.</COMMENTS1>" if party.imo else ""
        nodes[tag].append(
            f"<{tag}><DATAID>{party.number}</DATAID><FIRST_NAME>{escape(first)}</FIRST_NAME>"
            f"<SECOND_NAME>{escape(second)}</SECOND_NAME><UN_LIST_TYPE>{party.programme}</UN_LIST_TYPE>"
            f"<REFERENCE_NUMBER>TSi.{party.number}</REFERENCE_NUMBER>"
            f"<LISTED_ON>{party.listed_on or ''}</LISTED_ON>{remark}{aliases}"
            f"<{tag}_ADDRESS><COUNTRY>{party.country[1]}</COUNTRY></{tag}_ADDRESS></{tag}>"
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<CONSOLIDATED_LIST dateGenerated="{made}T00:00:09Z">'
        f"<INDIVIDUALS>{''.join(nodes['INDIVIDUAL'])}</INDIVIDUALS>"
        f"<ENTITIES>{''.join(nodes['ENTITY'])}</ENTITIES></CONSOLIDATED_LIST>"
    )
    path.write_text(text, encoding="utf-8")
    return path


UK_COLUMNS = (
    "Last Updated", "Unique ID", "OFSI Group ID", "UN Reference Number", "Name 6", "Name 1",
    "Name 2", "Name 3", "Name 4", "Name 5", "Name type", "Alias strength", "Title",
    "Name non-latin script", "Regime Name", "Designation Type", "Designation source",
    "Sanctions Imposed", "Other Information", "Address Line 1", "Address Country",
    "Date Designated", "D.O.B", "Nationality(/ies)", "IMO number", "Current believed flag of ship",
)  # fmt: skip
UK_KINDS = {"person": "Individual", "body": "Entity", "ship": "Ship"}


def _uk_names(party: Party) -> list[tuple[str, str, str, str]]:
    primary = (party.surname, party.given, "Primary Name", "")
    strong = [(name, "", "Alias", "Good quality a.k.a") for name in party.strong]
    return [primary, *strong, *((name, "", "Alias", "Low quality a.k.a") for name in party.weak)]


def write_uk_csv(path: Path, parties: Sequence[Party], made: date = date(2026, 3, 2)) -> Path:
    """Write a row for each name at each of two addresses, under the day of the report."""
    text = io.StringIO()
    writer = csv.DictWriter(text, UK_COLUMNS, restval="", lineterminator="\r\n")
    text.write(f"Report Date: {made:%d-%b-%Y}" + "," * (len(UK_COLUMNS) - 1) + "\r\n")
    writer.writeheader()
    for party in parties:
        for surname, given, what, strength in _uk_names(party):
            for street in ("1 Fjord Street", "2 Fjord Street"):
                writer.writerow(
                    {
                        "Unique ID": f"TST{party.number:04}",
                        "Name 6": surname,
                        "Name 1": given.partition(" ")[0],
                        "Name 2": given.partition(" ")[2],
                        "Name type": what,
                        "Alias strength": strength,
                        "Regime Name": party.programme,
                        "Designation Type": UK_KINDS[party.kind],
                        "Address Line 1": street,
                        "Address Country": party.country[1],
                        "Date Designated": f"{party.listed_on:%d/%m/%Y}" if party.listed_on else "",
                        "Nationality(/ies)": f"(1) {party.country[1]} (2) Erewhon",
                        "IMO number": party.imo,
                    }
                )
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    return path


def write_uk_xml(path: Path, parties: Sequence[Party], made: date = date(2026, 3, 2)) -> Path:
    """Write Designations."""
    nodes = []
    for party in parties:
        names = "".join(
            f"<Name><Name1>{escape(given)}</Name1><Name6>{escape(surname)}</Name6>"
            f"<NameType>{what}</NameType><AliasStrength>{strength}</AliasStrength></Name>"
            for surname, given, what, strength in _uk_names(party)
        )
        day = f"{party.listed_on:%d/%m/%Y}" if party.listed_on else ""
        ship = (
            f"<ShipDetails><Ship><IMONumbers><IMONumber>{party.imo}</IMONumber></IMONumbers></Ship></ShipDetails>"
            if party.imo
            else ""
        )
        nodes.append(
            f"<Designation><DateDesignated>{day}</DateDesignated><UniqueID>TST{party.number:04}</UniqueID>"
            f"<Names>{names}</Names><RegimeName>{party.programme}</RegimeName>"
            f"<IndividualEntityShip>{UK_KINDS[party.kind]}</IndividualEntityShip>"
            f"<Addresses><Address><AddressCountry>{party.country[1]}</AddressCountry></Address></Addresses>"
            f"{ship}</Designation>"
        )
    when = f"<DateGenerated>{made:%d/%m/%Y}</DateGenerated>"
    path.write_text(f"<Designations>{when}{''.join(nodes)}</Designations>", encoding="utf-8")
    return path


def write_eu(path: Path, parties: Sequence[Party], made: date = date(2026, 3, 3)) -> Path:
    """Write export/sanctionEntity: after the published structure, of our own making."""
    nodes = []
    for party in parties:
        act = f"<regulationSummary publicationDate='{party.listed_on or ''}'/>"
        names = "".join(
            f"<nameAlias wholeName={quoteattr(name)} strong={quoteattr(strong)} nameLanguage=''"
            f" logicalId='1'>{act}</nameAlias>"
            for strong, names in (("true", (party.whole, *party.strong)), ("false", party.weak))
            for name in names
        )
        code = "person" if party.kind == "person" else "enterprise"
        imo = (
            f"<identification number='{party.imo}' identificationTypeCode='imo'/>"
            if party.imo
            else ""
        )
        nodes.append(
            f"<sanctionEntity designationDetails='' unitedNationId=''"
            f" euReferenceNumber='EU.{party.number}.7' logicalId='{party.number}'>"
            f"<regulation regulationType='amendment' publicationDate='2025-11-30'"
            f" programme='{party.programme}' logicalId='2'/>"
            f"<subjectType code='{code}' classificationCode='{code[0].upper()}'/>{names}"
            f"<citizenship countryIso2Code='{party.country[0]}'/><address countryIso2Code='00'/>"
            f"{imo}</sanctionEntity>"
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<export xmlns="http://eu.europa.ec/fpi/fsd/export"'
        f' generationDate="{made}T17:00:34.049+01:00">{"".join(nodes)}</export>'
    )
    path.write_text(text, encoding="utf-8")
    return path
