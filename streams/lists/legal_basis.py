"""Days before which nobody can stand on a list that gives no dates, by OFAC's programme.

The day is that on which the national emergency was declared that a programme rests on, by the
executive order that declared it. Only days that the President's notices, the orders' texts or a
published list of emergencies state were taken over (to be checked one by one against the
Federal Register); a programme whose order could not be looked up has no such day. Programme to
order: US-* rows of the programme table (title, aliases) of OFAC's public programme pages.
"""

from collections.abc import Iterable
from datetime import date

DECLARED = {
    "12957": "1995-03-15", "13219": "2001-06-26", "13224": "2001-09-23", "13405": "2006-06-16",
    "13413": "2006-10-27", "13441": "2007-08-01", "13466": "2008-06-26", "13536": "2010-04-12",
    "13566": "2011-02-25", "13581": "2011-07-24", "13611": "2012-05-16", "13660": "2014-03-06",
    "13664": "2014-04-03", "13667": "2014-05-12", "13692": "2015-03-08", "13694": "2015-04-01",
    "13818": "2017-12-20", "13848": "2018-09-12", "13851": "2018-11-27", "13882": "2019-07-26",
    "13936": "2020-07-14", "14014": "2021-02-10", "14024": "2021-04-15", "14039": "2021-08-20",
}  # fmt: skip
RESTS_ON = {
    "12957": ("IRAN-EO13846", "IRAN-EO13871", "IRAN-EO13876", "IRAN-EO13902", "IRAN-HR"),
    "13219": ("BALKANS", "BALKANS-EO14033"), "13224": ("SDGT",),
    "13405": ("BELARUS", "BELARUS-EO14038"), "13413": ("DRCONGO",), "13441": ("LEBANON",),
    "13466": ("DPRK", "DPRK2", "DPRK3", "DPRK4"), "13536": ("SOMALIA",),
    "13566": ("LIBYA2", "LIBYA3"), "13581": ("TCO",), "13611": ("YEMEN",),
    "13660": ("UKRAINE-EO13660", "UKRAINE-EO13661", "UKRAINE-EO13662", "UKRAINE-EO13685",
              "RUSSIA-EO14065"),
    "13664": ("SOUTH SUDAN",), "13667": ("CAR",),
    "13692": ("VENEZUELA", "VENEZUELA-EO13850", "VENEZUELA-EO13884"), "13694": ("CYBER2",),
    "13818": ("GLOMAG",), "13848": ("ELECTION-EO13848",), "13851": ("NICARAGUA",),
    "13882": ("MALI-EO13882",), "13936": ("HK-EO13936",), "14014": ("BURMA-EO14014",),
    "14024": ("RUSSIA-EO14024",), "14039": ("PEESA-EO14039",),
}  # fmt: skip
STARTED = {item: DECLARED[order] for order, items in RESTS_ON.items() for item in items}


def not_before(programmes: Iterable[str]) -> date | None:
    """Return the earliest day on which an entry of these programmes can have been listed.

    None where the basis of one of them is not known.
    """
    days = [STARTED.get(programme) for programme in programmes]
    known = [date.fromisoformat(day) for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None
