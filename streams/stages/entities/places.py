"""What kind of place a name is, by its form."""

import re

from schemas.entity import EntityLabel

FACILITY = re.compile(
    r"""\b(?:airport|air\ ?base|airfield|base|prison|port|harbou?r|bridge|tunnel|plant|reactor
    |refinery
    |stadium|palace|hospital|mosque|church|cathedral|temple|shrine|university|camp|dam|pipeline
    |square
    |building|tower|station|crossing|checkpoint|road|highway|street|avenue|canal|museum|hotel
    |embassy
    |barracks|fort|mine|shipyard|cosmodrome|monument|memorial|cent(?:er|re)|theat(?:er|re)|mall
    |headquarters|hall|gate|wall|courthouse|zoo|park|library)$""",
    re.IGNORECASE | re.VERBOSE,
)
NATURE = re.compile(
    r"""\b(?:seas?|oceans?|rivers?|gulf|straits?|peninsula|mountains?|mount|mt\.|valley|islands?
    |isles?|desert
    |heights|lakes?|bay|coast|basin|plateau|hills?|forest|delta|cape|region|zone|border|corridor
    |continent|hemisphere|belt|triangle|archipelago|reef|shoal|atoll|glacier|volcano|plain|plains
    |channel|range|west|east|north|south|steppe|swamp|oasis|passage|line|front)$
    |^(?:lake|mount|mt\.|cape|gulf|sea|strait|river|northern|southern|eastern|western|central)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def place_label(name: str) -> EntityLabel:
    """Say whether a place is a building (FAC), a piece of nature or region (LOC), else GPE."""
    if FACILITY.search(name):
        return EntityLabel.FAC
    if NATURE.search(name):
        return EntityLabel.LOC
    return EntityLabel.GPE
