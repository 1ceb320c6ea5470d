"""Recogniser, lists and rules decided together into spans that do not overlap."""

import re

from spacy.tokens import Doc

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.places import place_label

# Between names that the recogniser took for one: "EU-US", "Russia and Ukraine".
CONNECTION = re.compile(r"^(?:[\s\-–—/&,]|and|or|to)*$")
# Beside a listed name in what the recogniser took for one name: "UK Foreign", "Nato Allies".
HEADS = words(
    """State Foreign Secretary Minister President Allies Chief Defence Defense Prime Government
    Commissioner Chancellor Ambassador Envoy Special Presidency Premier Officials Forces Troops
    Military Police Army Navy Deputy Vice Senior Representative Office Administration Regime
    Leader Leaders General Interior Finance Former Acting Ministers Union Coalition"""
)
TITLES = words(
    """President Prime Minister Premier Chancellor Foreign Secretary Defence Defense Interior
    Finance Minister of State General Gen Gen. Col Col. Colonel Lt Lt. Maj Maj. Major Admiral
    Adm. Captain Capt. Senator Sen. Sen Rep. Rep Gov. Gov Governor Ambassador Mr Mr. Mrs Mrs. Ms
    Ms. Dr Dr. Sir Lord Lady Vice Deputy Special Envoy Representative Commissioner Chief
    Chairman Chairwoman Judge Justice Sergeant Sgt. Spokesman Spokeswoman Spokesperson Prof.
    Professor Rev. Reverend Former Secretary-General Attorney Brig. Brigadier Commander Acting
    Assistant Undersecretary Mayor Speaker Congressman Congresswoman Director Counsellor
    Councillor Crown Comrade U.N. UN High"""
)
SOURCE_RANK = {Source.LIST: 0, Source.BOTH: 0, Source.RULE: 1, Source.MODEL: 2, Source.REPEAT: 3}
FORMAL = frozenset({EntityLabel.LAW, EntityLabel.EVENT, EntityLabel.WEAPON, EntityLabel.MONEY})
LOCATIVE = frozenset({"in", "at", "near", "from", "around", "outside", "of", "to", "on", "toward"})


def model_candidates(doc: Doc, knowledge: Knowledge) -> list[Candidate]:
    """Return the recogniser's entities with our labels; its LOC is a state, place or building."""
    found = []
    for ent in doc.ents:
        start, end = _trimmed(doc.text, ent.start_char, ent.end_char)
        if start >= end:
            continue
        name = doc.text[start:end]
        if ent.label_ in ("LOC", "GPE", "FAC"):
            known = knowledge.lookup(name)
            label = known.label if known else place_label(name)
        elif ent.label_ in EntityLabel.__members__:
            label = EntityLabel(ent.label_)
        else:
            continue
        if label is EntityLabel.PERSON:
            start = _after_titles(doc.text, start, end)
        found.append(Candidate(start, end, label, Source.MODEL))
    return found


def list_candidates(doc: Doc, model: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Return the listed names; doubtful ones only where the recogniser sees a name too."""
    spans = {(span.start, span.end): span for span in model}
    found = []
    for hit in knowledge.find(doc.text):
        name = doc.text[hit.start : hit.end]
        same = spans.get((hit.start, hit.end))
        known = hit.value
        person = same is not None and same.label is EntityLabel.PERSON
        if (
            known.label is not EntityLabel.PERSON
            and person
            and (known.kind == "city" or name in knowledge.first_names or name in knowledge.weak)
        ):
            continue
        if known.kind == "city" and same is None and not _is_place_by_context(doc.text, hit.start):
            continue
        if name in knowledge.weak and same is None:
            continue
        found.append(Candidate(hit.start, hit.end, known.label, Source.LIST, known))
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
    for span in model:
        inside = [hit for hit in listed if hit.within(span)]
        parted += inside if _is_compound(text, span, inside) else [span]
    spans = {(span.start, span.end) for span in model}
    agreed = [
        Candidate(hit.start, hit.end, hit.label, Source.BOTH, hit.known)
        if (hit.start, hit.end) in spans
        else hit
        for hit in listed
    ]
    return _longest([*agreed, *parted, *rules])


def _longest(candidates: list[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    taken: set[int] = set()
    for span in sorted(
        candidates,
        key=lambda span: (span.start - span.end, SOURCE_RANK[span.source], span.start),
    ):
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)


def _is_compound(text: str, span: Candidate, inside: list[Candidate]) -> bool:
    if not inside:
        return False
    edges = [span.start, *(edge for hit in inside for edge in (hit.start, hit.end)), span.end]
    rest = " ".join(text[left:right] for left, right in zip(edges[::2], edges[1::2], strict=True))
    if CONNECTION.match(rest):
        return True
    words = re.findall(r"\w+", rest)
    persons = any(hit.label is EntityLabel.PERSON for hit in inside)
    titled = all(word in HEADS or word in TITLES for word in words)
    return titled and (len(inside) == 1 or (persons and span.label is not EntityLabel.PERSON))


def _is_place_by_context(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start].split()
    return bool(before) and before[-1] in LOCATIVE


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out articles, possessives and punctuation at the ends."""
    name = text[start:end]
    for article in ("the ", "The ", "a ", "A ", "an "):
        if name.startswith(article):
            start += len(article)
    name = text[start:end]
    for possessive in ("'s", "’s"):
        if name.endswith(possessive):
            end -= len(possessive)
    strange = " \n\t,;:()[]“”\"‘’'"
    while start < end and text[start] in strange:
        start += 1
    while end > start and text[end - 1] in strange:
        end -= 1
    return start, end


def _after_titles(text: str, start: int, end: int) -> int:
    while True:
        space = text.find(" ", start, end)
        if space < 0 or text[start:space] not in TITLES:
            return start
        start = space + 1
