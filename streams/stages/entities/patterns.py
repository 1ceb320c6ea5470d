"""Dates, sums, laws, events, weapons, bodies and buildings that are known by their form."""

import re

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source

MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?(?= \d))"
)
DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
YEAR = r"(?:1[5-9]\d\d|20\d\d)"
DATE = re.compile(
    rf"""\b(?:{DAY},?\ )?(?:\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{MONTH}|{MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?
        (?!\d|:|\ (?:percent|per\ cent|million|billion)))(?:,?\ {YEAR})?\b
    |\b(?:(?:[Ee]arly|[Ll]ate|[Mm]id)[- ])?{MONTH}(?:\ of)?\ {YEAR}\b
    |(?<=\b[Ii]n\ )(?:(?:early|late|mid)[- ])?{MONTH}\b
    |(?<=\b[Ss]ince\ ){MONTH}\b|(?<=\buntil\ ){MONTH}\b|(?<=\b[Bb]y\ ){MONTH}\b
    |\b(?:(?:last|next|this)\ )?{DAY}\b
    |\b(?:last|next|this)\ (?:week|month|year|summer|winter|spring|autumn|decade|weekend|{MONTH})\b
    |(?<=\b[Ii]n\ ){YEAR}\b|(?<=\b[Ss]ince\ ){YEAR}\b|(?<=\buntil\ ){YEAR}\b|(?<=\b[Bb]y\ ){YEAR}\b
    |(?<=\bof\ ){YEAR}\b(?!\ [a-z]+s\b)|(?<=\bfrom\ ){YEAR}\b|(?<=\bto\ ){YEAR}\b
    |\b(?:[Ee]arly|[Ll]ate|[Mm]id)[- ]{YEAR}\b|\b(?:19|20)\d0s\b|\b\d{{1,2}}(?:st|nd|rd|th)\ century\b
    |\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b(?!’s\ (?:[Ww]orld|headlines))""",
    re.VERBOSE,
)
SCALE = r"(?:\s?(?:thousand|million|billion|trillion|bn|mn|tn|crore|lakh|[mk])\b)?"
UNIT = (
    r"(?:U\.?S\.?\ |Australian\ |Canadian\ |Hong\ Kong\ |Singapore\ )?(?:dollars?|euros?|pounds?(?:\ sterling)?"
    r"|ro?ubles?|rubles|yuan|renminbi|rupees|yen|hryvnias?|liras?|rials?|riyals?|dirhams?|shekels?"
    r"|francs|kronor|kroner|zlotys?|won|pesos|reais|rand|naira|shillings|dinars?)"
)
NUMBER_WORD = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|hundred|several|a)"
)
MONEY = re.compile(
    rf"""(?:US|AU|CA|NZ|HK|A|C)?[$€£¥₹₽₴]\s?\d[\d,.]*\d?{SCALE}(?:-\$?\d[\d,.]*{SCALE})?
    |\b(?:USD|EUR|GBP|RMB|CHF|Rs\.?)\s?\d[\d,.]*{SCALE}
    |\b(?:\d[\d,.]*|{NUMBER_WORD})(?:\ (?:thousand|hundred|million|billion|trillion|bn|crore))?\ {UNIT}\b""",
    re.VERBOSE,
)
WORD = r"[A-ZÀ-Ž][\w’'&.-]*"
CAPITALISED = rf"(?:{WORD}\ )"
LAW = re.compile(
    rf"""\b(?:Executive\ Orders?|E\.O\.)\ \d{{4,5}}
    |\b(?:(?:UN|U\.N\.|United\ Nations)\ )?(?:Security\ Council\ |General\ Assembly\ )?Resolutions?\ \d{{2,4}}(?:\ \(\d{{4}}\)|/\d+)?
    |\bUNSCRs?\ \d{{3,4}}(?:\ \(\d{{4}}\))?
    |\bPresidential\ (?:Proclamation|Decree|Directive)\ (?:\([A-Z]+\)\ )?(?:No\.?\ )?\d+
    |\b(?:Council\ )?(?:Implementing\ )?(?:Regulation|Decision|Directive)\ \((?:EU|CFSP|EC|EEC)\)(?:\ No\.?)?\ \d+/\d+(?:/CFSP)?
    |\b(?:Article|Section|Chapter|Title)\ (?:\d+[a-z]?|[IVX]+)(?:\([a-z0-9]+\))?(?:\ of\ the\ {CAPITALISED}{{0,4}}(?:Treaty|Charter|Constitution|Convention|Act|Statute))?
    |\b(?:{CAPITALISED}(?:(?:and|of|on|for|the|in|to|Against|Through)\ )*){{1,7}}(?:Act|Treaty|Convention|Accords?|Protocol|Agreement|Memorandum|Constitution|Statute|Charter)(?:\ of\ {YEAR})?\b""",
    re.VERBOSE,
)
EVENT = re.compile(
    rf"""\bOperation\ (?:{WORD}\ )?{WORD}
    |\b(?:Battle|Siege|Treaty\ negotiations|Congress)\ of\ (?:{WORD}\ )?{WORD}
    |\b(?:Hurricane|Typhoon|Cyclone|Tropical\ Storm)\ {WORD}
    |\b(?:{YEAR}\ )?{CAPITALISED}{{1,4}}(?:Summit|Games|Conference|Massacre|Uprising|Revolution|War|Olympics|Festival|Crisis)(?:\ {YEAR})?\b
    |\b{CAPITALISED}{{1,3}}(?:massacre|genocide|uprising|famine)\b""",
    re.VERBOSE,
)
WEAPON = re.compile(
    r"""\b(?:(?:MiG|Su|Tu|Il|Mi|Ka|Kh|MQ|RQ|AH|UH|CH|RPG|AK|DF|JL|KN|PL|BM|AIM|AGM|BTR|BMP|SS-N|SA|Hwasong
        |Shahed|Shaheen|Agni|Fateh|Bayraktar\ TB|TOW)-?\d{1,3}[A-Z]{0,2}
    |F-(?:4|5|14|15|16|18|22|35|117)[A-Z]?|B-(?:1|1B|2|21|29|52)|A-10|C-(?:17|130)
    |T-(?:14|34|54|55|62|64|72|80|84|90)[A-Z]{0,2}|S-(?:75|125|200|300|350|400|500)
    |M(?:109|142|270|777)|PAC-[23]|Leopard\ [12](?:A\d)?)s?\b""",
    re.VERBOSE,
)
ORG_HEAD = (
    "Ministry|Party|Council|Commission|Committee|Agency|Bank|Corporation|Company|Limited|Ltd|Inc|Corp"
    "|LLC|Group|Holdings?|Foundation|Institute|University|Court|Parliament|Union|Front|Movement|Forces"
    "|Army|Authority|Association|Federation|Organi[sz]ation|Airlines?|Airways|Industries|Bureau"
    "|Department|Guard|Navy|Police|Brigade|Division|Battalion|Regiment|Fleet|Squadron|Alliance|League"
    "|Network|Command|Directorate|Secretariat|Times|Post|Journal|Observatory|Coalition|Congress|Service"
)
ORG = re.compile(
    rf"""\b(?:\d{{1,3}}(?:st|nd|rd|th)\ )?{CAPITALISED}{{1,6}}(?:{ORG_HEAD})\b(?:\ (?:Limited|Ltd\.?|Company|Corporation|Inc\.?))?
        (?:\ (?:of|for|on)\ (?:the\ )?(?:Republic\ of\ )?{WORD}(?:\ (?:and\ )?{WORD}){{0,2}})?
    |\b(?:Ministry|Department|Bureau|Office|Committee|Institute|University|Bank|Parliament|Government|Council|Party|Organi[sz]ation|Centre|Center)\ (?:of|for|on)\ (?:the\ )?{WORD}(?:(?:,\ {WORD})+,\ and\ {WORD}|(?:\ (?:and\ |of\ (?:the\ )?)?{WORD}){{0,4}})
    |\b{CAPITALISED}{{1,4}}(?:Group|Bank|Union|Front|Army|Movement|Party)\ of\ {WORD}""",
    re.VERBOSE,
)
FAC = re.compile(
    rf"""\b{CAPITALISED}{{1,4}}(?:[Ii]nternational\ [Aa]irport|[Aa]irport|[Pp]ort|[Aa]ir\ ?[Bb]ase|[Nn]aval\ [Bb]ase|[Mm]ilitary\ [Bb]ase|[Aa]irfield|[Pp]rison
        |[Nn]uclear\ (?:[Pp]ower\ )?[Pp]lant|[Pp]ower\ [Pp]lant|[Pp]ower\ [Ss]tation|[Rr]efinery|[Ss]tadium|Palace|[Hh]ospital|[Bb]ridge|[Bb]order\ [Cc]rossing|Square|[Mm]osque
        |Cathedral|[Rr]efugee\ [Cc]amp|[Dd]am|[Pp]ipeline|[Ss]hipyard|[Cc]osmodrome|Airbase|Barracks|Memorial|Museum)\b""",
    re.VERBOSE,
)
RULES = (
    (EntityLabel.LAW, LAW),
    (EntityLabel.EVENT, EVENT),
    (EntityLabel.WEAPON, WEAPON),
    (EntityLabel.MONEY, MONEY),
    (EntityLabel.DATE, DATE),
    (EntityLabel.FAC, FAC),
    (EntityLabel.ORG, ORG),
)
NUMERIC = (EntityLabel.MONEY, EntityLabel.DATE, EntityLabel.WEAPON)
# Words that begin a sentence with a capital and are no part of a name.
LEADING = words(
    """The A An In On At By For From To Of And But Or As If When While After Before Since Under
    Over With Without Within Into Although Though Because However Meanwhile Also Then Both All
    Some Many Most Its His Her Their Our Your My This That These Those Such No Not Only Even Yet
    So Thus Earlier Later Last Next Today Yesterday Tomorrow Former Acting Deputy New Late
    Across Against Among Around During Despite Like Per Through Until Upon Via What Where Who
    Why How Is Are Was Were Has Have Had Will Would Can Could Should May Might Must Do Does Did
    It He She They We I You There Here Every Each Another Other One Two Three Four Five Six
    Seven Eight Nine Ten Monday Tuesday Wednesday Thursday Friday Saturday Sunday January
    February March April June July August September October November December"""
)


def find_patterns(text: str) -> list[Candidate]:
    """Return what looks like a date, sum, law, event, weapon, building or body by its form."""
    found = []
    for label, pattern in RULES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if label not in NUMERIC:
                start = _after_leading_words(text, start, end)
                if " " not in text[start:end]:
                    continue
            end = start + len(text[start:end].rstrip(" .,'’-&"))
            if end > start:
                found.append(Candidate(start, end, label, Source.RULE))
    return found


def _after_leading_words(text: str, start: int, end: int) -> int:
    while True:
        space = text.find(" ", start, end)
        if space < 0 or text[start:space] not in LEADING:
            return start
        start = space + 1
