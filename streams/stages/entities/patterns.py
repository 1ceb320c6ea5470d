"""Dates, sums, numbered laws and weapons, known by their form."""

import re

from schemas.entity import EntityLabel
from streams.stages.entities.candidate import Candidate, Source

MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?(?=\ \d))"
)
DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
YEAR = r"(?:1[5-9]\d\d|20\d\d)"
DATE = re.compile(
    rf"""\b(?:(?:{DAY},?\ )?
            (?:\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{MONTH}
            |{MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?(?!\d|:|\ (?:percent|per\ cent|million|billion)))
            (?:,?\ {YEAR})?
        |(?:(?:[Ee]arly|[Ll]ate|[Mm]id)[- ])?{MONTH}(?:\ of)?\ {YEAR}
        |(?:last|next|this)\ (?:{DAY}|{MONTH}|week(?:end)?|month|year|summer|winter|spring|autumn
            |decade)
        |(?:(?:spring|summer|autumn|winter|end|start|beginning)\ of\ ){YEAR}
        |{DAY}(?:\ (?:morning|afternoon|evening|night))?
        |(?:[Ee]arly|[Ll]ate|[Mm]id)[- ]{YEAR}|(?:19|20)\d0s|\d{{1,2}}(?:st|nd|rd|th)\ century
        |[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b
    |(?<=\b[Ii]n\ )(?:(?:early|late|mid)[- ])?(?:{MONTH}|{YEAR})\b
    |(?<=\b[Ss]ince\ )(?:{MONTH}|{YEAR})\b|(?<=\buntil\ )(?:{MONTH}|{YEAR})\b
    |(?<=\b[Bb]y\ )(?:{MONTH}|{YEAR})\b|(?<=\bfrom\ ){YEAR}\b|(?<=\bto\ ){YEAR}\b
    |(?<=\bof\ ){YEAR}\b(?!\ [a-z]+s\b)""",
    re.VERBOSE,
)
SCALE = r"(?:\s?(?:thousand|million|billion|trillion|bn|mn|tn|crore|lakh|[mk])\b)?"
UNIT = (
    r"(?:U\.?S\.?\ |Australian\ |Canadian\ |Hong\ Kong\ |Singapore\ )?"
    r"(?:dollars?|euros?|pounds?\ sterling|pounds?(?!\ of)|ro?ubles?|yuan|renminbi|rupees|yen"
    r"|hryvnias?|liras?|rials?|riyals?|dirhams?|shekels?|francs|kronor|kroner|zlotys?|pesos|naira)"
)
MONEY = re.compile(
    rf"""(?:\b(?:US|AU|CA|NZ|HK|A|C))?[$€£¥₹₽₴]\s?\d[\d,.]*\d?{SCALE}(?:-\$?\d[\d,.]*{SCALE})?
    |\b(?:USD|EUR|GBP|RMB|CHF|Rs\.?)\s?\d[\d,.]*{SCALE}
    |\b\d[\d,.]*(?:\ (?:thousand|hundred|million|billion|trillion|bn|crore))?\ {UNIT}\b
    |\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred|several|a)
        (?:\ (?:thousand|hundred|million|billion|trillion|bn|crore))?\ {UNIT}\b""",
    re.VERBOSE,
)
LAW = re.compile(
    r"""\b(?:Executive\ Orders?|E\.O\.)\ \d{4,5}
    |\b(?:(?:UN|UNSC|U\.N\.|United\ Nations)\ )?(?:Security\ Council\ |General\ Assembly\ )?
        Resolutions?\ \d{2,4}(?:\ \(\d{4}\)|/\d+)?
    |\b(?:UN|U\.N\.|United\ Nations)\ Security\ Council\ resolutions?\ \d{2,4}(?:\ \(\d{4}\))?
    |\bUNSCRs?\ \d{3,4}(?:\ \(\d{4}\))?
    |\bPresidential\ (?:Proclamation|Decree|Directive)\ (?:\([A-Z]+\)\ )?(?:No\.?\ )?\d+
    |\b(?:Council\ )?(?:Implementing\ )?(?:Regulation|Decision|Directive)\ \((?:EU|CFSP|EC|EEC)\)
        (?:\ No\.?)?\ \d+/\d+(?:/CFSP)?
    |\b(?:Article|Chapter)\ (?:\d+[a-z]?|[IVX]+)(?:\([a-z0-9]+\))?\b""",
    re.VERBOSE,
)
# Only designations of which there is a weapon: "F-16", not "M-25" (a road) or "G-20".
WEAPON = re.compile(
    r"""\b(?:(?:MiG|Su|Tu|Il|Mi|Ka|Kh|MQ|RQ|AH|UH|CH|RPG|AK|DF|JL|KN|PL|BM|AIM|AGM|BTR|BMP
        |SS-N|SA|Hwasong|Shahed|Shaheen|Agni|Fateh|TOW)-\d{1,3}[A-Z]{0,2}
    |F-(?:4|5|14|15|16|18|22|35|117)[A-Z]?|B-(?:1B?|2|21|29|52)|A-10|C-(?:17|130)
    |T-(?:14|34|54|55|62|64|72|80|84|90)[A-Z]{0,2}|S-(?:75|125|200|300|350|400|500)
    |M(?:109|142|270|777)|PAC-[23]|Leopard\ [12](?:A\d)?)s?\b""",
    re.VERBOSE,
)
RULES = (
    (EntityLabel.LAW, LAW),
    (EntityLabel.WEAPON, WEAPON),
    (EntityLabel.MONEY, MONEY),
    (EntityLabel.DATE, DATE),
)


def find_patterns(text: str) -> list[Candidate]:
    """Return what looks like a date, sum, numbered law or weapon by its form."""
    found = []
    for label, pattern in RULES:
        for match in pattern.finditer(text):
            end = match.start() + len(match.group().rstrip(" .,"))
            if match.group() != "May":
                found.append(Candidate(match.start(), end, label, Source.RULE))
    return found
