"""Recogniser, lists and rules decided together into spans that do not overlap."""

import re
from bisect import bisect_left

from spacy.tokens import Doc, Span, Token

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.places import place_label
from streams.stages.entities.runs import DEMONYM
from streams.stages.entities.titles import HEADS, TITLES

# Between names that the recogniser took for one: "EU-US", "Russia and Ukraine".
CONNECTION = re.compile(r"^(?:[\s\-–—/&,]|and|or|to)*$")
SOURCE_RANK = {
    Source.LIST: 0,
    Source.BOTH: 0,
    Source.RULE: 1,
    Source.REPEAT: 2,
    Source.MODEL: 3,
}
# A date names a day, month, season or year; "2.5" and "11:30 a.m." do not.
DATE_LIKE = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|day|month|week|year|decade|century|spring|summer|autumn|winter|weekend"
    r"|(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber"
    r"|tonight|tomorrow|Christmas|Easter|Ramadan|\b(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b"
)
REST = re.compile(
    r"-(?!(?:led|backed|based|born|era|style|made|owned|run|held|controlled|sponsored|allied|linked"
    r"|bound|funded|occupied|wide|trained|flagged|registered|speaking|educated|inspired|friendly"
    r"|dominated|administered|brokered|appointed|supported|listed|aligned|affiliated|related)\b)"
    r"[a-z]\w*"
)
HYPHENATED = re.compile(r"-(?!(?:led|backed|era|appointed|style|allied|inspired)\b)[a-z]")
PREFIXES = {
    "Sino": "Chinese", "Russo": "Russian", "Franco": "French", "Anglo": "British",
    "Indo": "Indian", "Greco": "Greek", "Turco": "Turkish", "Italo": "Italian",
    "Luso": "Portuguese", "Austro": "Austrian", "Perso": "Iranian", "Soviet": "Soviet",
}  # fmt: skip
COMPOUND = re.compile(rf"\b({'|'.join(PREFIXES)})[-–]([A-Z][a-z]+)\b")
BOTH_KOREAS = (("North Korea", "Pyongyang", "DPRK"), ("South Korea", "Seoul", "Koreas"))
HALF = re.compile(r"(?<=[Tt]he )(?:North|South)(?=[’'.,;?!)]| (?:[a-z]))")
SPEAKS = re.compile(r" (?:said|says|told|added|scored|won|tweeted)\b")
DURATION = re.compile(
    r"^(?:the |about |nearly |over |some |a |an )?"
    r"(?:(?:past|last|first|next|few|[a-z]+|\d[\d,.]*)[ -])*"
    r"(?:days?|weeks?|months?|years?|decades?|centur(?:y|ies)|hours?|minutes?)(?:[- ]old)?$",
    re.IGNORECASE,
)
CAPITALS_BLANKS = 2
PLACES = (EntityLabel.GPE, EntityLabel.LOC, EntityLabel.FAC)
OF_OR_FOR = re.compile(" (?:of|for) ")
POSSESSIVE = re.compile(r"[’']s (?=[A-Z])")
SCOPE = re.compile(r"(?:for|of) the (?:[A-Z]\S+ )*?(?=[A-Z]\S+ [A-Z]\S+$)")
LEAD_IN = words("""
    In On At By For From To Of And But Or As If When While After Before Since Did Does Do Was Were
    Is Are Has Have Had Can Could Would That This These Those Then So Yet Once Where Why How What
    Who Like Over Under With Without Into Although Though Because However Meanwhile Also Both All
""")
NEVER_A_PERSON = words("JJ MD VB VBD VBG VBN VBP VBZ RB RBR IN DT PRP CD UH CC WRB WP JJR")
NEVER_A_BODY = words("DT RB IN PRP CD UH MD VB VBD VBG VBN VBP VBZ CC")
LOCATIVE = words("in at near from around outside off of to on toward towards across inside")


def model_candidates(doc: Doc, text: str, knowledge: Knowledge) -> list[Candidate]:
    """Return the recogniser's entities with our labels; its LOC is a state, place or building.

    `text` is the doc's, which spaCy would build anew each time that it is asked.
    """
    found = []
    for ent in doc.ents:
        if ent.label_ not in EntityLabel.__members__:
            continue
        start, end = _trimmed(text, ent.start_char, ent.end_char)
        if ent.label_ == EntityLabel.DATE and not DATE_LIKE.search(text, start, end):
            continue
        # "Western companies", "Rockets hit": the tagger knows that this is nobody.
        if ent.label_ == EntityLabel.PERSON and len(ent) == 1 and _is_nobody(ent[0]):
            continue
        if ent.label_ == EntityLabel.ORG and len(ent) == 1 and ent[0].tag_ in NEVER_A_BODY:
            continue
        if ent.label_ == EntityLabel.PERSON:
            start, end = _without_titles(text, start, end)
            start = _after_auxiliary(text, ent, start)
        elif ent.label_ in PLACES:
            start = _after_direction(text, start, end, knowledge)
        name = text[start:end]
        if not name or (ent.label_ != EntityLabel.DATE and not _is_name(name)):
            continue
        label = EntityLabel(ent.label_)
        if label in PLACES:
            known = knowledge.lookup(name)
            label = known.label if known else place_label(name)
        found.append(Candidate(start, end, label, Source.MODEL))
    return found


def list_candidates(text: str, model: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Return the listed names; doubtful ones only where the recogniser sees a name too."""
    spans = {(span.start, span.end): span for span in model}
    people = {
        part
        for span in model
        if span.label is EntityLabel.PERSON and " " in text[span.start : span.end]
        for part in text[span.start : span.end].split()
    }
    found = [*_koreas(text, knowledge), *_halves(text, knowledge)]
    hits = knowledge.find(text)
    ends = {hit.end for hit in hits}
    for hit in hits:
        # Mbeki in "Okafor-Mbeki" is somebody else; Blinken in "Von der Leyen-Blinken" is not.
        joined = text[max(0, hit.start - 1) : hit.start] == "-" and hit.start - 1 not in ends
        if joined and hit.value.label is EntityLabel.PERSON:
            continue
        # "Wang Yi-cheng" is not Wang Yi.
        if hit.value.label is EntityLabel.PERSON and HYPHENATED.match(text, hit.end):
            continue
        name = text[hit.start : hit.end]
        same = spans.get((hit.start, hit.end))
        known = hit.value
        if same is None:
            doubtful = name in knowledge.weak or (
                known.kind == "city" and not _is_place_by_context(text, hit.start)
            )
        else:
            ambiguous = name in knowledge.first_names or name in knowledge.weak
            doubtful = same.label is EntityLabel.PERSON is not known.label and (
                ambiguous
                or (
                    known.kind == "city"
                    and (name in people or SPEAKS.match(text, hit.end) is not None)
                    and not _is_place_by_context(text, hit.start)
                )
            )
        if not doubtful:
            found.append(Candidate(hit.start, hit.end, known.label, Source.LIST, known))
    return found


def _halves(text: str, knowledge: Knowledge) -> list[Candidate]:
    """Return the first parts of "Sino-Indian" and "Franco-German"."""
    found = []
    for match in COMPOUND.finditer(text):
        other, known = knowledge.lookup(match.group(2)), knowledge.lookup(PREFIXES[match.group(1)])
        if other is not None and other.kind == "demonym" and known is not None:
            found.append(Candidate(*match.span(1), known.label, Source.LIST, known))
    return found


def _koreas(text: str, knowledge: Knowledge) -> list[Candidate]:
    """Return "the North" and "the South" where the article is about both Koreas."""
    if not all(any(name in text for name in names) for names in BOTH_KOREAS):
        return []
    found = []
    for match in HALF.finditer(text):
        known = knowledge.lookup(f"{match.group()} Korea")
        if known is not None:
            found.append(Candidate(*match.span(), known.label, Source.LIST, known))
    return found


def combine(
    text: str, model: list[Candidate], lists: list[Candidate], rules: list[Candidate]
) -> list[Candidate]:
    """Return spans without overlaps: the longest wins; of equals, the list's.

    What the recogniser took for one name is parted where it is listed names joined by a
    hyphen or "and", or a listed name beside a title.
    """
    listed = _longest(lists)
    parted: list[Candidate] = []
    dates = [span for span in rules if span.label is EntityLabel.DATE]
    sides = {(hit.start, hit.end) for hit in listed}
    starts = [hit.start for hit in listed]
    for span in [part for whole in model for part in _at_possessive(text, whole, sides)]:
        # The recogniser's date may hold more than a date: "since 2018", "August 9, 2020 election".
        if span.label is EntityLabel.DATE and (
            any(map(span.overlaps, dates)) or DURATION.search(text[span.start : span.end])
        ):
            continue
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        inside = [hit for hit in listed[first:last] if hit.within(span)]
        # "BLINKEN SAYS" in a headline of capitals, where every word looks like a name.
        shouted = bool(inside) and _is_capitals_line(text, span)
        parted += inside if shouted or _is_compound(text, span, inside) else [span]
    spans = {(span.start, span.end) for span in model}
    agreed = [
        Candidate(hit.start, hit.end, hit.label, Source.BOTH, hit.known)
        if (hit.start, hit.end) in spans
        else hit
        for hit in listed
    ]
    own = [part for whole in rules for part in _at_possessive(text, whole, sides)]
    own = [span for span in own if not _ends_in_listed(text, span, listed)]
    own = [span for span in own if not _is_owned_weapon(text, span, [*listed, *model])]
    return _longest([*agreed, *parted, *own])


def _longest(candidates: list[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    taken = bytearray(max((span.end for span in candidates), default=0))
    for span in sorted(
        candidates,
        key=lambda span: (span.start - span.end, SOURCE_RANK[span.source], span.start),
    ):
        if taken.find(1, span.start, span.end) < 0:
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)


def _is_compound(text: str, span: Candidate, inside: list[Candidate]) -> bool:
    if not inside:
        return False
    edges = [span.start, *(edge for hit in inside for edge in (hit.start, hit.end)), span.end]
    rest = " ".join(text[left:right] for left, right in zip(edges[::2], edges[1::2], strict=True))
    if CONNECTION.match(rest):
        return True
    others = re.findall(r"\w+", rest)
    persons = any(hit.label is EntityLabel.PERSON for hit in inside)
    titled = all(word in HEADS or word in TITLES for word in others)
    return titled and (len(inside) == 1 or (persons and span.label is not EntityLabel.PERSON))


def _is_capitals_line(text: str, span: Candidate) -> bool:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    line = text[start : end if end >= 0 else len(text)]
    return line.isupper() and line.count(" ") >= CAPITALS_BLANKS


def _at_possessive(text: str, span: Candidate, sides: set[tuple[int, int]]) -> list[Candidate]:
    """Part "the Treasury's Office of Foreign Assets Control" where one side is a listed name."""
    if span.label not in (EntityLabel.ORG, EntityLabel.PERSON):
        return [span]
    match = POSSESSIVE.search(text, span.start, span.end)
    if match is None:
        return [span]
    if (span.start, match.start()) in sides or (match.end(), span.end) in sides:
        return [
            Candidate(span.start, match.start(), span.label, span.source),
            Candidate(match.end(), span.end, span.label, span.source),
        ]
    return [span]


def _ends_in_listed(text: str, span: Candidate, listed: list[Candidate]) -> bool:
    """Say whether a rule took "Membership of the European Union" for one name."""
    if span.label is not EntityLabel.ORG or not OF_OR_FOR.search(text, span.start, span.end):
        return False
    return any(
        hit.end == span.end
        and hit.label is EntityLabel.ORG
        and text[span.start : hit.start].endswith((" of the ", " of ", " for the ", " for "))
        for hit in listed
        if hit.within(span)
    )


def _is_owned_weapon(text: str, span: Candidate, others: list[Candidate]) -> bool:
    """Say whether the word before "missiles" tells whose they are: "Houthi missiles"."""
    if span.label is not EntityLabel.WEAPON or span.source is not Source.REPEAT:
        return False
    return bool(DEMONYM.search(text[span.start : span.end])) or any(
        other.overlaps(span)
        and other.label is not EntityLabel.WEAPON
        and (other.known is not None or other.label is EntityLabel.NORP)
        for other in others
    )


def _is_place_by_context(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start].split()
    return bool(before) and before[-1] in LOCATIVE


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out articles, possessives and punctuation at the ends."""
    name = text[start:end]
    for article in ("the ", "The ", "a ", "A ", "an "):
        if name.startswith(article):
            start += len(article)
    # "In Tbilisi", "Jan 18 - Pakistan"
    dash = text.rfind(" - ", start, end)
    if dash >= 0:
        start = dash + len(" - ")
    while (space := text.find(" ", start, end)) > 0 and text[start:space] in LEAD_IN:
        start = space + 1
    name = text[start:end]
    for possessive in ("'s", "’s"):
        if name.endswith(possessive):
            end -= len(possessive)
    # "Park Seon" of "Park Seon-ju"
    rest = REST.match(text, end - text[start:end].endswith("-"))
    if rest:
        end = rest.end()
    strange = " \n\t,;:()[]“”\"‘’'"
    while start < end and text[start] in strange:
        start += 1
    while end > start and text[end - 1] in strange:
        end -= 1
    return start, end


def _without_titles(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave "President" out of "President Macron", and "Commander" where it ends a name."""
    while (space := text.find(" ", start, end)) > 0 and text[start:space].strip(",") in TITLES:
        start = space + 1
    # "Minister for the Middle East Oliver Stanton": what the office is for goes with it.
    scope = SCOPE.match(text, start, end)
    if scope:
        start = scope.end()
    while (space := text.rfind(" ", start, end)) > 0 and text[space + 1 : end] in TITLES:
        end = space
    return start, end


def _after_auxiliary(text: str, ent: Span, start: int) -> int:
    """Leave "Will" out of "Will Norway", where it asks."""
    asks = ent[0].tag_ == "MD" and len(ent) > 1 and ent.start_char == start
    return start + len(ent[0].text_with_ws) if asks else start


def _after_direction(text: str, start: int, end: int, knowledge: Knowledge) -> int:
    """Leave "eastern" out of "eastern Afghanistan"."""
    space = text.find(" ", start, end)
    if space > 0 and text[start].islower() and knowledge.lookup(text[space + 1 : end]):
        return space + 1
    return start


def _is_nobody(token: Token) -> bool:
    """Say whether an adjective, or a plural that begins a sentence, was taken for a name."""
    if token.tag_ in NEVER_A_PERSON or len(token) == 1:
        return True
    if token.tag_ == "NN" and bool(token.is_sent_start):
        return True
    # "Gates wraps up his trip": a plural has no verb in the singular.
    singular = token.dep_.startswith("nsubj") and token.head.tag_ == "VBZ"
    return token.tag_ == "NNS" and bool(token.is_sent_start) and not singular


def _is_name(name: str) -> bool:
    """Say whether a word begins with a capital and there is more to it than a title."""
    words_ = name.split()
    return any(word[0].isupper() or word[-1].isupper() for word in words_) and not all(
        word in TITLES or word.title() in TITLES for word in words_
    )
