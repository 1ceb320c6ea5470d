"""People known by what stands beside their names: titles, ages, verbs of speech, bylines."""

import re
from collections import Counter
from collections.abc import Iterator

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.heads import BODY, EVENTS, LAWS, SITES, last_words
from streams.stages.entities.runs import LEADING
from streams.stages.entities.titles import TITLES
from streams.stages.entities.wording import Wording

CAP = r"[A-ZÀ-ŽȘȚ][\w’'-]*[\w]"
PARTICLE = (
    r"(?:al-|el-|ibn|bin|bint|ben|de\ la|de\ los|de|del|da|do|dos|di|van\ der|van\ den|van|von"
)
PARTICLE += r"|der|den|ter|le|la|y|e|af|zu|ul|ud|Al|El|bt)"
INITIAL = r"[A-Z]\.(?:-?[A-Z]\.)*"
NAME = rf"(?:{INITIAL}\ ?)*{CAP}(?:\ (?:{PARTICLE}\ )*(?:{INITIAL}|{CAP})){{0,3}}"
LONG_NAME = rf"(?:{INITIAL}\ ?)*{CAP}(?:\ (?:{PARTICLE}\ )*(?:{INITIAL}|{CAP})){{1,3}}"
# Before a name, and of nobody but a person.
TITLE_WORDS = words("""
    President Premier Minister Chancellor Senator General Colonel Captain Admiral Major Judge
    Justice Sergeant Lieutenant Corporal Brigadier Marshal Commander Governor Mayor Ambassador
    Spokesman Spokeswoman Spokesperson Bishop Archbishop Cardinal Patriarch Pope Rabbi Imam Sheikh
    Ayatollah Prince Princess King Queen Emir Sultan Lord Lady Sir Dame Professor Dr Mr Mrs Ms
    Madam Madame Monsieur Herr Frau Senor Don Inspector Superintendent Constable Sheriff Mullah
    Secretary Congressman Congresswoman Councillor Comrade Datuk Dato Tun Daw Gen Col Capt Lt Maj
    Sgt Sen Rep Gov Adm Prof Rev Father Monsignor Coach Striker Midfielder Goalkeeper Defender
    Captain Skipper Referee Manager Envoy Commissioner Chairman Chairwoman Speaker Prosecutor
    Chief Director Deputy
""")
OFFICES = TITLE_WORDS | TITLES
ABBREVIATED = words("Dr Mr Mrs Ms Gen Col Capt Lt Maj Sgt Sen Rep Gov Adm Prof Rev")
AFTER_TITLE = re.compile(NAME.replace("{0,3}", "{0,3}"), re.VERBOSE)
AGE = re.compile(r", (?:aged )?\d\d(?:,|\.| and |;)")
AGED = re.compile(rf"(?<![\w’'-]){LONG_NAME}\Z", re.VERBOSE)
LONGEST_NAME = 60
BYLINE_SIGNS = ("eporting by ", "riting by ", "diting by ", "\nBy ", "From our ")
SAID = words("""
    said says added adds joked replied recalled explained insisted complained warned admitted asked
    wrote argued conceded recounted laughed shrugged told
""")
BYLINE = re.compile(
    rf"(?:^By\ |\b[Rr]eporting\ by\ |\b[Ww]riting\ by\ |\b[Ee]diting\ by\ |^From\ our\ \w+\ )"
    rf"(?P<first>{LONG_NAME})(?:(?:,\ |\ and\ |;\ )(?P<second>{LONG_NAME}))?",
    re.VERBOSE | re.MULTILINE,
)
SPOKEN_NAME = re.compile(LONG_NAME, re.VERBOSE)
LOOK_ALIKE = last_words(BODY, LAWS, EVENTS, SITES) | words("""
    The A An I We He She It They Who What When Where Why How If And But Mr Mrs Ms
    Minister President Secretary
""")
# Before a colon in a transcript, and nobody's name.
VOICES = words("""
    MODERATOR ANNOUNCER REPORTER QUESTION ANSWER INTERVIEWER HOST PRESENTER SOUND MUSIC PHOTO VIDEO
    NOTE WARNING UPDATE BREAKING SPEAKER CHAIR NARRATOR READER CALLER AUDIENCE TRANSCRIPT OPERATOR
    STAFF SUBJECT DATE SOURCE CONTACT CONTACTS MEDIA EDITOR CAPTION CREDIT ADVERTISEMENT TITLE
    CORRESPONDENT ANCHOR STUDIO VOICE JOURNALIST PARTICIPANT INTERPRETER WITNESS COUNSEL COURT
    QUOTE SUMMARY WEATHER SPORT BUSINESS HEADLINES CORRECTION PICTURED FACTBOX TIMELINE ANALYSIS
    SECRETARY-GENERAL PRESIDENT MINISTER OPINION EXCLUSIVE LIVE VERDICT RESULT RESULTS IMPORTANT
    ATTENTION FILE PS
""")
TURN = re.compile(
    r"^(?:(?:MR|MRS|MS|DR|SIR|LORD|AMB|GEN|COL|SEN|REP|USEC|ASEC|FR)\.?\ )?"
    r"(?P<name>[A-ZÀ-Ž][A-ZÀ-Ž’'-]+(?:\ [A-ZÀ-Ž][A-ZÀ-Ž.’'-]*){0,3})(?:\ \([^)\n]{2,40}\))?:\ ",
    re.MULTILINE,
)
ENOUGH_TURNS = 2
PERSON = EntityLabel.PERSON


def find_people(wording: Wording, given_names: frozenset[str]) -> Iterator[Candidate]:
    """Yield people by the words beside their names, and the voices of a transcript."""
    text = wording.text
    for at in wording.find(TITLE_WORDS):
        yield from _titled(wording, at, wording.words[at])
    for at in wording.find(SAID):
        yield from _speaking(wording, at)
    for at in wording.find(given_names):
        if wording.words[at] not in OFFICES:
            yield from _named(wording, at)
    for age in AGE.finditer(text):
        match = AGED.search(text, max(0, age.start() - LONGEST_NAME), age.start())
        if match is not None:
            yield from _person(text, *match.span())
    signed = text.startswith("By ") or any(sign in text for sign in BYLINE_SIGNS)
    for match in BYLINE.finditer(text) if signed else ():
        for group in ("first", "second"):
            if match.group(group):
                yield from _person(text, *match.span(group))
    yield from _turns(text)


def _titled(wording: Wording, at: int, word: str) -> Iterator[Candidate]:
    """Yield the name behind a title: "Lord Soames", "Patriarch Kirill"."""
    gap = wording.gap(at + 1)
    if gap != " " and not (gap == ". " and word in ABBREVIATED):
        return
    following = wording.word(at + 1)
    if not following[:1].isupper() or following in TITLES or following in TITLE_WORDS:
        return
    match = AFTER_TITLE.match(wording.text, wording.starts[at + 1])
    if match is not None:
        yield from _person(wording.text, *match.span())


def _speaking(wording: Wording, at: int) -> Iterator[Candidate]:
    """Yield who speaks behind the verb: "said Ibrahim Wad Elfaki"."""
    if wording.gap(at + 1) == " " and wording.word(at + 1)[:1].isupper():
        match = SPOKEN_NAME.match(wording.text, wording.starts[at + 1])
        if match is not None and wording.word(at) != "told":
            yield from _person(wording.text, *match.span())


def _named(wording: Wording, at: int) -> Iterator[Candidate]:
    """Yield a first name with what follows it: "Colette Kress"."""
    before = wording.word(at - 1)
    if wording.gap(at) == " " and before[:1].isupper() and before not in LEADING:
        return
    match = SPOKEN_NAME.match(wording.text, wording.starts[at])
    if match is not None:
        yield from _person(wording.text, *match.span())


def _person(text: str, start: int, end: int) -> Iterator[Candidate]:
    for ending in ("'s", "’s"):
        end -= len(ending) * text[start:end].endswith(ending)
    while (space := text.find(" ", start, end)) > 0 and text[start:space] in OFFICES:
        start = space + 1
    parts = text[start:end].split()
    if LOOK_ALIKE.isdisjoint(parts) and not all(part in TITLES for part in parts):
        yield Candidate(start, end, PERSON, Source.RULE)


def _turns(text: str) -> Iterator[Candidate]:
    """Yield who speaks in a transcript: "STANO: Thank you."."""
    turns = [match for match in TURN.finditer(text) if match.group("name") not in VOICES]
    counts = Counter(match.group("name").split()[-1] for match in turns)
    if counts.total() < ENOUGH_TURNS or max(counts.values()) < ENOUGH_TURNS:
        return
    for match in turns:
        if VOICES.isdisjoint(match.group("name").split()):
            yield Candidate(*match.span("name"), PERSON, Source.RULE)
    for name in counts:
        last = name.title()
        for match in re.finditer(rf"(?<![\w-])(?:{CAP}\ ){{1,2}}{re.escape(last)}\b", text):
            yield from _person(text, *match.span())
