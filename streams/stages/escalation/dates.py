"""The date of an event, where the text gives one that the publication date makes definite.

Why no library reads it: docs/decisions/0013-dates.md.
"""

import datetime as dt
import re

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
# "Dec. 5", "5 Sept"; "may" is whole as it is.
_MONTH = "|".join((*MONTHS, *(rf"{month[:3]}\.?(?![a-z])" for month in MONTHS if month != "may")))
_MONTH = _MONTH.replace(r"sep\.?", r"sept?\.?")
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})(?:,?\s+(\d{{4}}))?\b")
MONTH_FIRST = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?\b")
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
WEEKDAY = re.compile(rf"\b(?:(last|next|this)\s+)?({'|'.join(WEEKDAYS)})\b")
NEAR = re.compile(
    r"\b(yesterday|today|tomorrow|tonight|overnight|this (?:morning|afternoon|evening))\b"
)
AGO = re.compile(r"\b(a|one|two|three|four|five|six|seven|\d{1,2}) days? ago\b")
COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven")
OFFSETS = {"yesterday": -1, "tomorrow": 1}


def read_date(words: str, published_on: dt.date | None, *, ahead: bool) -> dt.date | None:
    """Return the date that the words give, else None.

    Args:
        words: The clause, or a phrase of it.
        published_on: The article's date; without it only full dates are definite.
        ahead: The event is yet to come: a weekday is the next one, not the last.
    """
    text = words.lower()
    full = _full(text, published_on)
    if full is not None or published_on is None:
        return full
    ago = AGO.search(text)
    if ago:
        return published_on - dt.timedelta(days=_count(ago[1]))
    near = NEAR.search(text)
    if near:
        return published_on + dt.timedelta(days=OFFSETS.get(near[1], 0))
    day = WEEKDAY.search(text)
    if day is None:
        return None
    wanted = WEEKDAYS.index(day[2])
    if ahead or day[1] == "next":
        return published_on + dt.timedelta(days=(wanted - published_on.weekday() - 1) % 7 + 1)
    back = (published_on.weekday() - wanted) % 7
    if day[1] == "last" and back == 0:
        back = 7
    return published_on - dt.timedelta(days=back)


def _count(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 1 if word == "a" else COUNTS.index(word)


def _month(name: str) -> int:
    """Return the number of a month, whole or cut short."""
    return next(at for at, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _full(text: str, published_on: dt.date | None) -> dt.date | None:
    iso = ISO.search(text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    first = DAY_FIRST.search(text)
    if first:
        day, month, year = int(first[1]), _month(first[2]), first[3]
    else:
        second = MONTH_FIRST.search(text)
        if second is None:
            return None
        day, month, year = int(second[2]), _month(second[1]), second[3]
    if year is not None:
        return _date(int(year), month, day)
    return None if published_on is None else _nearest(published_on, month, day)


def _nearest(published_on: dt.date, month: int, day: int) -> dt.date | None:
    """Return the day of that name nearest to the publication date."""
    years = (published_on.year - 1, published_on.year, published_on.year + 1)
    found = [date for year in years if (date := _date(year, month, day)) is not None]
    return min(found, key=lambda date: abs((date - published_on).days), default=None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
