"""Laws, treaties and orders by number or by the kind that their names hold."""

import re
from collections.abc import Iterator

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.wording import Wording

BODY = (
    r"(?:(?:UN|U\.N\.|United\ Nations)\ )?(?:Security\ Council\ |General\ Assembly\ |UNSC\ )?"
    r"|(?:UN|U\.N\.|United\ Nations)\ "
)
YEAR = r"(?:1[89]|20)\d\d"
# By the word that stands before the number.
NUMBERED = {
    "Resolution": re.compile(
        rf"(?:{BODY})[Rr]esolutions?\ (?:No\.?\ )?(?:ES-)?\d{{1,4}}(?:/\d+)?(?:\ \({YEAR}\))?"
    ),
    "Order": re.compile(r"Executive\ Orders?\ \(?(?:E\.?O\.?\ )?\d{4,5}\)?"),
    "Regulation": re.compile(
        r"(?:Council\ )?(?:Delegated\ |Implementing\ )?(?:Regulation|Decision|Directive)\ "
        r"(?:\((?:EU|CFSP|EC|EEC|EURATOM)(?:,\ [Ee]uratom)?\)\ )?(?:No\.?\ )?\d+/\d+(?:/\w+)?"
        r"|(?:Council\ )?Common\ Position\ \d+/\d+(?:/\w+)?"
        r"|(?:Presidential\ |Policy\ )?(?:Directive|Regulation|Decision)\ (?:No\.?\ )?\d{1,4}\b"
        r"|(?:Presidential\ )?(?:Policy\ )?Directive\ (?:PPD-)?\d+"
    ),
    "Decree": re.compile(
        r"(?:Presidential\ |Royal\ |Supreme\ |Emergency\ |Government\ )?(?:Decree(?:-Law)?|Ukase"
        r"|Proclamation|Ordinance)\ (?:\([A-Z]+\)\ )?(?:No\.?\ |number\ )?\d+(?:/\d+)?"
    ),
    "Act": re.compile(
        r"(?:Public\ Law|Federal\ Law|Organic\ Law|Law|Bill|Act|Measure|Proposition)\ "
        r"(?:No\.?\ ?)?(?:[A-Z]{1,2}-)?\d+(?:[-/.]\w+)?"
    ),
    "Article": re.compile(
        r"(?:Article|Chapter|Annex|Protocol|Basket|Code|Title|Schedule)\ "
        r"(?:\d+(?:\.\d+)?[A-Za-z]?|[IVX]+)(?:\([a-z0-9]+\))*\b"
        r"|General\ Licen[cs]e\ (?:No\.?\ )?\d+[A-Z]?\b|Section\ \d{3}[A-Za-z]?(?:\([a-z0-9]+\))*\b"
        r"|Articles\ (?:\d+|[IVX]+)(?:,\ \d+)*\ and\ (?:\d+|[IVX]+)\b"
    ),
}
HEADS = {
    **dict.fromkeys(("Resolution", "resolution", "Resolutions", "resolutions"), "Resolution"),
    **dict.fromkeys(("Order", "Orders"), "Order"),
    **dict.fromkeys(("Regulation", "Decision", "Directive", "Position"), "Regulation"),
    **dict.fromkeys(("Decree", "Proclamation", "Ordinance", "Ukase", "Law"), "Decree"),
    **dict.fromkeys(("Act", "Bill", "Measure", "Proposition"), "Act"),
    **dict.fromkeys(
        ("Article", "Articles", "Chapter", "Annex", "Protocol", "Code", "Title", "Section",
         "Schedule", "License", "Licence", "License", "Licence"), "Article",
    ),
}  # fmt: skip
SHORT = re.compile(r"UNSCR\s?\d{3,4}(?:\ \(\d{4}\))?|E\.?O\.?\ \d{5}\b|H\.R\.\ ?\d{1,4}\b")
SHORT_FIRST = frozenset({"UNSCR", "E", "EO", "H"})
# "Treaty on the Prohibition of Nuclear Weapons", "Convention against Torture".
CAP = r"[A-ZÀ-Ž][\w’'-]*"
KIND_FIRST = re.compile(
    rf"""(?:Treaty|Convention|Protocol|Charter|Declaration|Agreement|Pact|Covenant|Memorandum
        |Statute|Constitution|Act|Law|Accords?|Compact|Code)
    \ (?:of|on|for|against|between|concerning|relating\ to|to)\ (?:the\ )?{CAP}
    (?:(?:,\ |\ and\ (?:the\ )?|\ of\ (?:the\ )?|\ in\ (?:the\ )?|\ for\ (?:the\ )?|\ on\ (?:the\ )?
        |\ to\ (?:the\ )?|\ and\ on\ (?:the\ )?|\ ){CAP}){{0,8}}""",
    re.VERBOSE,
)
KINDS = frozenset(
    [
        "Treaty",
        "Convention",
        "Protocol",
        "Charter",
        "Declaration",
        "Agreement",
        "Pact",
        "Covenant",
        "Memorandum",
        "Statute",
        "Constitution",
        "Act",
        "Law",
        "Accord",
        "Accords",
        "Compact",
        "Code",
    ]
)
# What may stand before the kind: "Comprehensive Agreement on the Bangsamoro".
RANKS = words("""
    Comprehensive Framework Interim Final Bilateral Mutual Strategic Optional Joint General
    International European African Inter-American Arab Universal Basic Fundamental National Free
    Trade Peace Status Supplementary Additional Provisional Partial Economic Political
""")
LOOK_BACK = 3
TRIGGERS = HEADS.keys() | KINDS | SHORT_FIRST


def find_laws(wording: Wording) -> Iterator[Candidate]:
    """Yield numbered laws, resolutions and orders, and laws named by kind and matter."""
    text = wording.text
    for at in wording.find(TRIGGERS):
        word = wording.words[at]
        head = HEADS.get(word)
        if head is not None:
            pattern = NUMBERED[head]
            for start in range(max(0, at - LOOK_BACK), at + 1):
                match = pattern.match(text, wording.starts[start])
                if match is None and head == "Decree":
                    match = NUMBERED["Act"].match(text, wording.starts[start])
                if match is not None and match.end() > wording.end(at):
                    yield _law(match.start(), match.group())
                    break
        if word in KINDS:
            match = KIND_FIRST.match(text, wording.starts[at])
            if match is not None and wording.word(at - 1) != "in":
                yield _law(match.start(), match.group())
                first = at
                while wording.word(first - 1) in RANKS and wording.gap(first) == " ":
                    first -= 1
                start = wording.starts[first]
                yield _law(start, text[start : match.end()])
        if word in SHORT_FIRST:
            match = SHORT.match(text, wording.starts[at])
            if match is not None:
                yield _law(match.start(), match.group())


def _law(start: int, name: str) -> Candidate:
    return Candidate(start, start + len(name.rstrip(" .,-")), EntityLabel.LAW, Source.RULE)
