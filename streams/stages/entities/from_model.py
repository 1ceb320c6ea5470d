"""What the recogniser proposes, with our labels and without titles, articles and the like."""

import re

from spacy.tokens import Doc, Span, Token

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge
from streams.language.wordlist import words
from streams.stages.entities.candidate import PLACES, Candidate, Source
from streams.stages.entities.places import place_label
from streams.stages.entities.titles import TITLES

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
SCOPE = re.compile(r"(?:for|of) the (?:[A-Z]\S+ )*?(?=[A-Z]\S+ [A-Z]\S+$)")
LEAD_IN = words("""
    In On At By For From To Of And But Or As If When While After Before Since Did Does Do Was Were
    Is Are Has Have Had Can Could Would That This These Those Then So Yet Once Where Why How What
    Who Like Over Under With Without Into Although Though Because However Meanwhile Also Both All
""")
NEVER_A_PERSON = words("JJ MD VB VBD VBG VBN VBP VBZ RB RBR IN DT PRP CD UH CC WRB WP JJR")
NEVER_A_BODY = words("DT RB IN PRP CD UH MD VB VBD VBG VBN VBP VBZ CC")


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
        if (
            ent.label_ == EntityLabel.ORG
            and len(ent) == 1
            and (ent[0].tag_ in NEVER_A_BODY or (ent[0].tag_ == "NNS" and ent[0].is_sent_start))
        ):
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
