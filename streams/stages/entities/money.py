"""Sums of money by their form, in the currencies of the world."""

import re
from collections.abc import Iterator

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.wording import Wording

SIGNS = "$€£¥₹₽₴₩₦₺₪₫₱฿₡₲₵₸₼₾"
CURRENCIES = words("""
    dollar dollars euro euros sterling pounds rouble roubles ruble rubles yuan renminbi rupee
    rupees yen won hryvnia hryvnias hryvnya lira liras lire rial rials riyal riyals dirham dirhams
    dinar dinars shekel shekels franc francs krona kronor krone kroner kronur zloty zlotys peso
    pesos naira rand baht ringgit rupiah dong taka kyat kyats shilling shillings birr cedi cedis
    kwacha reais reals bolivars bolivares bolívares tenge som soms lari drams manat manats lei leva
    forints koruna korunas crowns kuna guilders drachmas soles quetzals lempiras colones cordobas
    guaranis afghanis tugriks rufiyaa pula meticais dalasi leones ouguiya kip riel pataca cents
    pence nakfa gourdes ariary pesetas króna krónur kroons lipa kopecks kopeks riels marks escudos
    cruzeiros australes sucres kina vatu tala ngultrum balboas córdobas córdoba lats litas tolars
    denars lek leke dinara piastres paisa paise agorot satang sen fils groszy stotinki tetri
""")
# A currency only behind a great number: "won 300 votes" is none.
ALSO_WORDS = words("won som lei leva kip dong rand real pounds marks sucres tala")
SCALE = r"(?:thousand|hundred|million|billion|trillion|bn|mn|tn|crore|lakh|k|m|b)"
SUM = r"\d[\d,.]*"
PER = (
    r"(?:\ (?:an?|per)\ (?:barrel|tonne|ton|ounce|gallon|lit(?:re|er)|kilo(?:gram)?|kg|bushel|pound"
    r"|share|head|megawatt[ -]hour|MWh|cubic\ met(?:re|er))s?\b)?"
)
SIGN = re.compile(f"[{SIGNS}]")
SIGNED = re.compile(rf"[{SIGNS}]\s?{SUM}(?:[ -]?{SCALE}\b)?(?:[-–]{SUM}(?:[ -]?{SCALE}\b)?)?{PER}")
# Letters before a sign: "US$", "NT$".
OF_STATE = re.compile(r"(?<!\w)(?:US|AU|CA|NZ|HK|NT|GH|Mex|Bds|EC|TT|A|C|S|R|J|Z|E|L|B|N|T|G)\Z")
CODES = words("""
    USD EUR GBP RMB CHF CNY JPY INR AED SAR ZAR NGN KES Ksh KSh Sh Rs Rp PKR SEK NOK DKK TRY RUB
    UAH HKD AUD CAD SGD BRL MXN EGP IQD IRR XAF XOF
""")
CODED = re.compile(rf"\w+\.?\s[$]?{SUM}(?:[ -]?{SCALE}\b)?")
GLUED = re.compile(rf"(?:{'|'.join(sorted(CODES))}|R)(?=\d){SUM}(?:[ -]?{SCALE}\b)?")
NUMERAL = (
    r"(?:half\ an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?"
    r"|tens|several|an?|many)"
)
BEFORE_UNIT = re.compile(
    rf"(?<![\w.,])(?:{SUM}(?:[ -]?{SCALE})?"
    rf"|{NUMERAL}(?:[ -](?:of[ ]|and[ ])?(?:{NUMERAL}|{SCALE}))*(?:\ of)?)"
    r"(?:[ -](?:[A-Z][a-z]+|U\.?S\.?|CFA))?[ -]\Z"
)
GREAT = re.compile(r"\d[\d,.]*\d{3}|thousand|million|billion|trillion|bn|crore|hundred|\dm\b")
LOOK_BACK = 48


def find_money(wording: Wording) -> Iterator[Candidate]:
    """Yield the sums with their currency: "$60 a barrel", "12 million CFA francs"."""
    text = wording.text
    for sign in SIGN.finditer(text):
        match = SIGNED.match(text, sign.start())
        if match is not None:
            letters = OF_STATE.search(text, max(0, sign.start() - 4), sign.start())
            start = letters.start() if letters else sign.start()
            yield _sum(start, text[start : match.end()])
    for at in wording.find(CURRENCIES):
        yield from _before(wording, at, wording.words[at])
    for at in (*wording.find(CODES), *wording.numbers):
        pattern = CODED if wording.words[at] in CODES else GLUED
        match = pattern.match(text, wording.starts[at])
        if match is not None:
            yield _sum(match.start(), match.group())


def _before(wording: Wording, at: int, word: str) -> Iterator[Candidate]:
    """Yield the sum that ends in a currency's name."""
    text, end = wording.text, wording.end(at)
    if word == "pounds" and text[end : end + 4] == " of ":  # of flour
        return
    back = max(0, wording.starts[at] - LOOK_BACK)
    before = text[back : wording.starts[at]]
    match = BEFORE_UNIT.search(before)
    if match is None:
        return
    vague = match.group()[:2] in ("a ", "an") and word.endswith("s")
    if (word in ALSO_WORDS or vague) and not GREAT.search(match.group()):
        return
    yield _sum(back + match.start(), text[back + match.start() : end])


def _sum(start: int, words_: str) -> Candidate:
    return Candidate(start, start + len(words_.rstrip(" .,-–")), EntityLabel.MONEY, Source.RULE)
