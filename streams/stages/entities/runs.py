"""Runs of capitalised words, and the names among them that their last or first word tells."""

import re
from collections.abc import Iterator

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.heads import (
    BODY,
    BUSINESS,
    DAYS,
    EVENT_FIRST,
    EVENT_NOUN_FIRST,
    EVENT_NOUNS,
    EVENTS,
    KIND_FIRST,
    KINDS,
    KINDS_WITH_AND,
    LAW_NOUN_FIRST,
    LAW_NOUNS,
    LAWS,
    OF_OFFICE,
    OFFICES,
    PUBLIC,
    RANKS,
    SITE_FIRST,
    SITE_NOUN_FIRST,
    SITE_NOUNS,
    SITES,
    STATUTORY,
    STATUTORY_SIGNS,
    TAILS,
    last_words,
    one_of,
)
from streams.stages.entities.wording import Wording

# A possessive ends a run: "Iran's | Ministry of Defense"; but "People's Party" is one. A full
# stop ends one too, where it is not an abbreviation's.
OWNERS = (
    "People|Workers|Lord|King|Queen|Women|Children|Farmers|Veterans|Nurses|Teachers|Peoples"
    "|Christie|Lloyd|Sotheby|McDonald|Moody|Men|Students|Mothers|Soldiers|Peasants|Lawyers"
)
WORD = (
    rf"(?:(?:{OWNERS})[’']s?(?=\ [A-Z])|(?:[A-Z]\.){{2,}}|(?:St|Mt|Ft|Jr|Sr|Dr)\.(?=\ [A-Z])"
    r"|[A-Z]\.(?=\ [A-Z])|[A-ZÀ-ŽȘȚ](?:[\w&-]|\.(?=\w))*(?:[’'](?!s\b)\w+)*)"
)
LINK = r"(?:of\ the|of|for\ the|for|&|de\ la|de|del|du|des|bin)"
RUN = re.compile(rf"{WORD}(?:\ (?:{LINK}\ )?{WORD})*(?:\ (?:of\ )?(?:19|20)\d\d\b)?")
CAPITAL = re.compile(r"[A-ZÀ-ŽȘȚ]")
ORDINAL = re.compile(r"(?<!\w)\d{1,3}(?:st|nd|rd|th) \Z")
ORG = re.compile(
    rf"""^(?:\S+\ )*?(?:(?:{one_of(BUSINESS)})(?:\ (?:{one_of(BODY | TAILS)}))*
        |(?:{one_of(PUBLIC)})(?:\ (?:{one_of(BODY | TAILS)}))*
            (?:\ of\ (?:the\ )?(?:Republic\ of\ )?
            (?:(?:South|North|New|Saudi|United|Democratic|Central|Sri|Hong|Costa|El)\ )?[A-Z]\S+)?)
        (?=\ |\.?$)""",
    re.VERBOSE,
)
LAW = re.compile(
    rf"^(?!(?:Article|Chapter|Annex|Section|Title)s? )\S+ (?:.+ )?"
    rf"(?:(?:{one_of(LAWS)})(?: (?:19|20)\d\d)?|(?:Act|Law)(?: of)? (?:19|20)\d\d)$"
)
EVENT = re.compile(
    rf"^\S+ (?:.+ )?(?:{one_of(EVENTS)})(?: (?:19|20)\d\d)?$"
    rf"|^(?:\S.* )?(?:{one_of(DAYS)})(?: (?:19|20)\d\d)?$|^Festival (?:of )?\S+(?: \S+){{0,2}}$"
    rf"|^(?:Tropical )?(?:{one_of(EVENT_FIRST)}) (?:of )?\S+(?: \S+){{0,2}}$"
)
EVENT_AFTER = re.compile(rf" (?:{EVENT_NOUNS})\b")
YEAR_OF = re.compile(r" (?:of )?(?:19|20)\d\d$")
LAW_AFTER = re.compile(rf" {LAW_NOUNS}\b")
SITE = re.compile(rf"^\S.* (?:{one_of(SITES)})$|^(?:Port|Camp|Fort) of \S+$|^Camp [A-Z]\S+$")
SITE_AFTER = re.compile(rf" (?:{SITE_NOUNS})\b")
ALL_KINDS = KINDS | KINDS_WITH_AND
TELLING = last_words(BODY, LAWS, EVENTS, SITES) | EVENT_FIRST | SITE_FIRST | {"Tropical"}
SMALL_HEADS = EVENT_NOUN_FIRST | LAW_NOUN_FIRST | SITE_NOUN_FIRST
DEMONYM = re.compile(
    r"(?:ian|ean|ese|ish|ench|utch|reek|erman|orean|rican|xican|uban|wiss|raqi|raeli|udi|stani"
    r"|emeni|omali|abi|ghan|azeri|western|eastern|northern|southern|central)s?$",
    re.IGNORECASE,
)
# Between a person and the body that he is of: "Ibrahim Wad Elfaki of the Gum Arabic Board".
OF = re.compile(r" (?:of|for|from) (?:the )?")
OF_KINDS = (
    PUBLIC
    | KINDS
    | KINDS_WITH_AND
    | words("""
    Archbishop Companies Chiefs Daughters Students Workers Teachers Journalists Doctors Democrats
    Mothers Friends Sons Bar General International Government Joint Republic Kingdom State
    Emirate Principality
""")
)
LEADING = words("""
    The A An In On At By For From To Of And But Or As If When While After Before Since Under Over
    With Without Within Into Although Though Because However Meanwhile Also Then Both All Some Many
    Most Its His Her Their Our Your My This That These Those Such No Not Only Even Yet So Thus
    Earlier Later Last Next Today Yesterday Tomorrow Former Acting Deputy New Late Across Against
    Among Around During Despite Like Per Through Until Upon Via What Where Who Why How Is Are Was
    Were Has Have Had Will Would Can Could Should May Might Must Do Does Did It He She They We I You
    There Here Every Each Another Other One Two Three Four Five Six Seven Eight Nine Ten Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August
    September October November December Beyond Besides Once Whether Unlike Following Between
    According Amid Named Said Says Asked Speaking Nearly About More Fewer Less Several Behind Near
    Inside Outside Off Out Up Down Now Still Just Ever Never Neither Either Nor Yes Which Whose
    Concerning Regarding Including Unless Given Dear Mr Mrs Ms Update Updated Exclusive Breaking
    Analysis Opinion Video Watch Read Photo Advertisement
""")
# What laws and bodies are for, before "and": "Tax and Customs Board", "Liberty and ... Act".
MATTER = re.compile(
    rf"(?:{WORD}\ ){{0,3}}(?:Tax|Customs|Trade|Finance|Family|Games|Liberty|Justice|Security"
    r"|Defen[cs]e|Foreign|Home|Internal|Culture|Sports?|Youth|Labou?r|Health|Education|Science"
    r"|Energy|Industry|Information|Communications?|Transport|Agriculture|Environment|Peace"
    r"|Development|Recovery|Rights|Freedom|Democracy|Immigration|Migration|Emergency|Refugees?|Law"
    r"|Order|Oil|Gas|Arms|Drugs?|Food|Fisheries|Water|Matrimonial|Equality|Truth|Reconciliation"
    r"|Accountability|Wealth|Radio|Television|Research|Technology|Planning|Budget|Revenue|Sanctions"
    r"|Terrorism|Insurance|Securities|Weapons|Investment|Commerce|Mines|Minerals|Petroleum)"
    r"\ and\ \Z"
)
LONGEST_MATTER = 60
PUNCTUATION = ".,;:!?”\"’')("
LONGEST_WORDS = 9
LONGEST_ORDINAL = 6


def find_by_last_word(wording: Wording) -> list[Candidate]:
    """Return bodies, laws, events and buildings by the form of their names."""
    text = wording.text
    found: list[Candidate] = []
    for start, end in _runs(text):
        if " " in text[start:end]:
            found += _by_form(text, start, end)
        found += _with_small_head(text, start, end)
    bodies = list(found)
    for at in wording.find(ALL_KINDS):
        found += _kind_first(wording, at, bodies)
    for at in wording.find(OFFICES):
        if office := OF_OFFICE.match(text, wording.starts[at]):
            found.append(Candidate(*office.span(), EntityLabel.ORG, Source.RULE))
    if any(sign in text for sign in STATUTORY_SIGNS):
        found += (
            Candidate(_after_leads(text, *match.span()), match.end(), EntityLabel.LAW, Source.RULE)
            for match in STATUTORY.finditer(text)
        )
    return found


def _kind_first(wording: Wording, at: int, bodies: list[Candidate]) -> Iterator[Candidate]:
    """Yield a body that begins with its kind, with what stands before the kind."""
    match = KIND_FIRST.match(wording.text, wording.starts[at])
    if match is None:
        return
    first = at
    while wording.word(first - 1) in RANKS and wording.gap(first) == " ":
        first -= 1
    start, kind = wording.starts[first], wording.starts[at]
    start = min((one.start for one in bodies if one.start < kind < one.end), default=start)
    end = kind + len(match.group().rstrip(" .,-"))
    yield Candidate(start, end, EntityLabel.ORG, Source.RULE)


def _by_form(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Yield what a run of several words names, by its last word."""
    run = text[start:end]
    parts = run.split()
    if len(parts) > LONGEST_WORDS or TELLING.isdisjoint(parts):
        return
    if YEAR_OF.search(run) and not LAW.match(run) and not EVENT.match(run):
        run = YEAR_OF.sub("", run)
        end = start + len(run)
    for label, pattern in (
        (EntityLabel.LAW, LAW),
        (EntityLabel.EVENT, EVENT),
        (EntityLabel.FAC, SITE),
    ):
        if pattern.match(run):
            begin = _with_matter(text, start) if label is EntityLabel.LAW else start
            yield Candidate(begin, end, label, Source.RULE)
    body = ORG.match(run)
    if body is None:
        return
    begin = _with_matter(text, start)
    if begin < start:
        yield Candidate(begin, start + body.end(), EntityLabel.ORG, Source.RULE)
    begin = start
    for link in OF.finditer(body.group()):
        before = body.group()[: link.start()].split()
        if before[-1] not in OF_KINDS and ORG.match(body.group()[link.end() :]):
            begin = start + link.end()
            break
    if " " in text[begin : start + body.end()]:
        yield Candidate(begin, start + body.end(), EntityLabel.ORG, Source.RULE)


def _with_matter(text: str, start: int) -> int:
    """Return where "Games and | Amusements Board" begins, else the start itself."""
    if text[start - 5 : start] != " and ":
        return start
    before = MATTER.search(text, max(0, start - LONGEST_MATTER), start)
    if before is None:
        return start
    return before.start() + len("The ") * before.group().startswith("The ")


def _with_small_head(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Yield "Hudaydah port", "Christmas Eve massacre", "Oslo accords"."""
    stop = text.find(" ", end + 1)
    head = text[end + 1 : stop if stop >= 0 else len(text)].split("\n", maxsplit=1)[0]
    if text[end : end + 1] != " " or head.strip(PUNCTUATION) not in SMALL_HEADS:
        return
    name = text[start:end]
    if name in LEADING or DEMONYM.search(name):
        return
    if event := EVENT_AFTER.match(text, end):
        yield Candidate(start, event.end(), EntityLabel.EVENT, Source.RULE)
    if name.isupper():
        return
    if law := LAW_AFTER.match(text, end):
        yield Candidate(start, law.end(), EntityLabel.LAW, Source.RULE)
    if site := SITE_AFTER.match(text, end):
        yield Candidate(start, site.end(), EntityLabel.FAC, Source.RULE)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words, without the words in front that lead to a name."""
    done = 0
    for capital in CAPITAL.finditer(text):
        start = capital.start()
        if start < done or (start and text[start - 1].isalnum()):
            continue
        match = RUN.match(text, start)
        if match is None:
            continue
        done = end = match.end()
        ordinal = ORDINAL.search(text, max(0, start - LONGEST_ORDINAL), start)
        if ordinal:
            start = ordinal.start()
        start = _after_leads(text, start, end)
        end = start + len(text[start:end].rstrip(".-&"))
        if end - start > 1:
            yield start, end


def _after_leads(text: str, start: int, end: int) -> int:
    """Return where a name begins behind the words that lead to it."""
    while (space := text.find(" ", start, end)) > 0 and _leads(text[start:space]):
        start = space + 1
    return start


def _leads(word: str) -> bool:
    """Say whether a word in front of a name is no part of it: "That the | Islamic Party"."""
    return word in LEADING or (word.islower() and word.isalpha())
