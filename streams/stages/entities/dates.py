"""Dates by their form: days, months, years, seasons, and what is told from today.

What counts is in docs/annotation.md: no durations, no ages, no hours of the clock. A date is
looked for only round words that may be part of one, which costs a tenth of searching the
whole text.
"""

import re
from collections.abc import Iterator

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.wording import Wording

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SHORT_MONTHS = words("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec")
# Verbs, or first names: months only where the words beside them say so.
DOUBTFUL_MONTHS = words("May March April June August")
DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
PERIODS = words("""
    night morning afternoon evening week weekend month year decade century season quarter spring
    summer autumn winter fall weeks months years decades days day
""")
TELLING = words("""
    today yesterday tomorrow tonight Today Yesterday Tomorrow Tonight Christmas Easter Ramadan
    Lent Advent Passover Nowruz Hanukkah Diwali Pentecost Eid Muharram Epiphany Ashura
""")
BEFORE_MONTH = words("""
    in In since Since until Until by By from From to of through between and during last next this
    late early mid before Before after After for each every On on Through During till late Late
    Early past
""")
BEFORE_YEAR = words("""
    in In since Since until Until till Between
    by By from From to through between and during before Before
    after After early late mid Early Late Mid of the The a its their his her this s into
    around about back spring summer autumn winter
""")
MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(sorted(SHORT_MONTHS, reverse=True))})\b\.?)"
DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b\.?(?=,))"
YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\d,.]*\d|%|\ (?:percent|per\ cent|million|billion))"
NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
EDGE = r"(?:[Ee]arly|[Ll]ate|[Mm]id)[- ]"
WITH_MONTH = re.compile(
    rf"""(?:{DAY},?\ (?:the\ )?)?
    (?:{NUMBER}(?:\ ?[-–]\ ?{NUMBER})?\ (?:day\ )?(?:of\ )?{MONTH}(?:,?\ {YEAR})?
      |{MONTH}\ {NUMBER}(?![\d:]|[.,]\d|\ (?:percent|per\ cent|million|billion|thousand)|%)
         (?:\ ?[-–]\ ?{NUMBER}(?!\d))?(?:,?\ {YEAR})?
      |{EDGE}{MONTH}(?:,?\ (?:of\ )?{YEAR})?
      |{MONTH},?\ (?:of\ )?{YEAR})
    |(?:last|next|this|[Ee]arlier\ this)\ {MONTH}
    |{MONTH}""",
    re.VERBOSE,
)
WITH_DAY = re.compile(rf"(?:(?:[Ll]ast|[Nn]ext|[Tt]his)\ )?{DAY}", re.VERBOSE)
WITH_YEAR = re.compile(
    rf"(?:{EDGE})?(?:1[5-9]|20)\d0s|(?:{EDGE})?{YEAR}(?:[-–](?:19|20)?\d\d(?!\d))?"
)
UNIT = (
    r"(?:night|morning|afternoon|evening|week(?:end)?|month|year|decade|century|season|quarter"
    r"|spring|summer|autumn|winter)"
)
COUNT = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|forty|fifty|several|many|some|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|A|Several)"
)
ORDINAL = r"(?:first|second|third|fourth|last|final)"
WITH_PERIOD = re.compile(
    rf"""(?:(?:[Ee]arlier|[Ll]ater|[Ee]arly|[Ll]ate)\ )?(?:[Ll]ast|[Nn]ext|[Tt]his)\ {UNIT}\b
    |{COUNT}\ (?:and\ a\ half\ )?(?:day|week|month|year|decade)s?\ (?:ago|earlier|later)\b
    |(?:{EDGE})?(?:\d{{1,2}}(?:st|nd|rd|th)|nineteenth|twentieth|eighteenth|seventeenth)\ century\b
    |{ORDINAL}\ (?:quarter|half)\ of\ (?:{YEAR}|(?:last|this|next)\ year)
    |(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|[Ff]all)(?:\ of)?\ {YEAR}""",
    re.VERBOSE,
)
FEAST = re.compile(
    r"""(?:Christmas|Easter|New\ Year[’']s)(?:\ (?:Day|Eve|Sunday|Monday))?|Eid\ al-(?:Fitr|Adha)
    |(?:Ramadan|Lent|Advent|Passover|Nowruz|Hanukkah|Diwali|Pentecost|Muharram|Epiphany|Ashura)
    |[Tt]oday|[Yy]esterday(?:\ (?:morning|afternoon|evening))?|[Tt]onight
    |[Tt]omorrow(?:\ (?:morning|afternoon|evening|night))?""",
    re.VERBOSE,
)
NUMERIC = re.compile(
    r"(?:19|20)\d\d-[01]\d-[0-3]\d\b|[0-3]?\d[./][01]?\d[./](?:19|20)\d\d\b|[01]?\d/[0-3]?\d/\d\d\b"
)
# "the 2000 soldiers": a number of things, and no year.
COUNTED = re.compile(
    r"\ (?:troops|soldiers|people|workers|men|women|refugees|jobs|tonnes?|tons|dollars|euros|km"
    r"|kilomet\w+|met(?:re|er)s|homes|seats|votes|police|officers|migrants|companies|children"
    r"|students|members|families|deaths|cases|miles|barrels|fighters|vehicles|prisoners|hectares"
    r"|acres|feet|words|points|houses|civilians|rebels|demonstrators|protesters|years|days)\b"
)
YEAR_ALONE = re.compile(r"(?:1[5-9]|20)\d\d\Z")
DECADE = re.compile(r"(?:1[5-9]|20)\d0s\Z")
REACH = 4  # words from the first of a date to its month: "Sunday the 3rd of May"


def find_dates(wording: Wording) -> Iterator[Candidate]:
    """Yield the dates; where two overlap the longer is meant."""
    text = wording.text
    for at in wording.find(TRIGGERS):
        word = wording.words[at]
        if word in MONTH_WORDS:
            yield from _first(wording, at, WITH_MONTH, REACH, _is_month)
        elif word in DAYS:
            yield from _first(wording, at, WITH_DAY, 1)
        elif word in PERIODS:
            yield from _first(wording, at, WITH_PERIOD, REACH)
        elif word != "Today" or not wording.word(at - 1)[:1].isupper() or not _close(wording, at):
            yield from _first(wording, at, FEAST, 0)
    for at in wording.numbers:
        word = wording.words[at]
        if YEAR_ALONE.match(word) or DECADE.match(word):
            yield from _first(wording, at, WITH_YEAR, 1, _is_year)
            yield from _first(wording, at, NUMERIC, 2)
        elif word.isdigit() and text[wording.end(at) : wording.end(at) + 1] == "/":
            yield from _first(wording, at, NUMERIC, 0)


MONTH_WORDS = frozenset(MONTHS) | SHORT_MONTHS
TRIGGERS = MONTH_WORDS | DAYS | PERIODS | TELLING


def _first(  # type: ignore[no-untyped-def]
    wording: Wording, at: int, pattern: re.Pattern[str], reach: int, check=None
) -> Iterator[Candidate]:
    """Yield the match that begins furthest ahead and holds the word."""
    for start in range(max(0, at - reach), at + 1):
        match = pattern.match(wording.text, wording.starts[start])
        if match is None or match.end() < wording.end(at):
            continue
        end = match.start() + len(match.group().rstrip(" ,"))
        if wording.text[end : end + 1].isalnum():
            continue
        if check is None or check(wording, at, match):
            yield Candidate(match.start(), end, EntityLabel.DATE, Source.RULE)
            return


def _is_month(wording: Wording, at: int, match: re.Match[str]) -> bool:
    """Say whether a month's name alone is a month here, and nobody's name or a verb."""
    word = wording.words[at]
    if match.group().rstrip(".") != word:
        return True
    if word in SHORT_MONTHS:
        return False
    before, after = wording.word(at - 1), wording.word(at + 1)
    if after[:1].isupper() and wording.gap(at + 1) == " " and after not in DAYS:
        return False  # "April Ryan", "October Revolution"
    if word not in DOUBTFUL_MONTHS:
        return not (before[:1].isupper() and wording.gap(at) == " " and before not in BEFORE_MONTH)
    return before in BEFORE_MONTH and wording.gap(at).isspace()


def _is_year(wording: Wording, at: int, match: re.Match[str]) -> bool:
    """Say whether four digits are a year: "in 1995", "the 2015 deal"; not "the 2000 soldiers"."""
    if not match.group().isdigit():
        return True
    before = wording.word(at - 1)
    if COUNTED.match(wording.text, match.end()) or before not in BEFORE_YEAR:
        return False
    if before in ("of", "to", "and", "by", "about", "around", "a") and re.match(
        r" [a-z]+s\b(?! and\b)", wording.text[match.end() : match.end() + 20]
    ):
        return False
    if before == "and" and not any(
        YEAR_ALONE.match(wording.word(other)) for other in range(at - 4, at - 1)
    ):
        return False
    return wording.gap(at) in (" ", "'", "’", "-", " (") or wording.gap(at).isspace()


def _close(wording: Wording, at: int) -> bool:
    return wording.gap(at) == " "
