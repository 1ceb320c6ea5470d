"""Candidates: where the words of a measure stand in a sentence."""

from dataclasses import dataclass

from spacy.tokens import Token

from schemas import Measure, SanctionsStatus
from streams.stages.sanctions.lexicon import SanctionsLexicon, Wording
from streams.stages.sanctions.words import Words

# What a longer phrase says better: "embargo" in "oil embargo", "sanctions" in "sanctions list".
GENERAL = frozenset({Measure.UNSPECIFIED, Measure.TRADE_EMBARGO, Measure.LISTING})
SEPARATORS = frozenset(";")


@dataclass(frozen=True, slots=True)
class Cue:
    """One wording found: its head, the words near it that make it one, and what it says."""

    wording: Wording
    head: Token
    first: Token
    last: Token
    partners: tuple[Token, ...]

    @property
    def verb(self) -> Token | None:
        """The verb or predicate that tells the measure; None where a noun does."""
        head = self.head
        if head.tag_.startswith("VB") and head.dep_ != "compound":
            return head
        if head.i > 0 and head.nbor(-1).tag_ == "MD":
            return head
        if head.dep_ == "compound" and any(child.dep_ == "cop" for child in head.head.children):
            return head.head  # "are cut-off from"
        return None

    @property
    def describes(self) -> Token | None:
        """The noun that the cue describes: "bank" of "a sanctioned bank"; else None."""
        head = self.head
        participle = head.tag_ in ("VBN", "JJ", "VBD")
        if head.i > 0 and head.nbor(-1).tag_.startswith("NN") and head.tag_ != "JJ":
            return None  # "The maker suspended production", misread
        if head.i > 0 and head.nbor(-1).tag_ in ("RB", "VBZ", "VBP", "VBD", "PRP", "MD"):
            return None  # "the bloc formally banned imports", misread too
        if participle and head.dep_ == "amod" and head.head.tag_.startswith("NN"):
            return head.head if head.head.i > head.i else None
        return None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that the wording stands for."""
        return self.wording.measures

    @property
    def status(self) -> SanctionsStatus | None:
        """The status that the wording itself tells, if any."""
        return self.wording.status


def find_cues(words: Words, lexicon: SanctionsLexicon) -> list[Cue]:
    """Return the wordings in one sentence, in reading order.

    Of wordings that share their head word, those of equal measures are told once, by
    the strongest; a phrase hides shorter ones inside it ("oil embargo", "embargo").
    """
    found: list[tuple[int, int, Cue]] = []
    for place, (form, word) in enumerate(words.forms):
        entries = lexicon.wordings.get(form, ())
        if word != form:
            entries = (*entries, *lexicon.wordings.get(word, ()))
        for phrase, wording in entries:
            cue = _match(words, place, phrase, wording)
            if cue is not None:
                found.append((place, place + len(phrase), cue))
    kept: list[tuple[int, int, Cue]] = []
    for start, end, cue in sorted(
        found, key=lambda item: (-(item[1] - item[0]), -item[2].wording.weight, item[0])
    ):
        inside = any(
            start < other_end
            and other_start < end
            and cue.wording.weight <= other.wording.weight
            and (
                set(cue.measures) <= set(other.measures)
                or (other_end - other_start > end - start and set(cue.measures) <= GENERAL)
            )
            for other_start, other_end, other in kept
        )
        if not inside:
            kept.append((start, end, cue))
    kept.sort(key=lambda item: (item[0], item[2].wording.id))
    return [cue for _, _, cue in kept]


def _match(words: Words, place: int, phrase: tuple[str, ...], wording: Wording) -> Cue | None:
    if not words.stands_at(phrase, place):
        return None
    near = []
    for group in wording.near:
        at = words.near(group, place, wording.window)
        if at is None or _separated(words, place, at):
            return None
        near.append(at)
    run = words.tokens[place : place + len(phrase)]
    head = next((token for token in run if token.tag_.startswith("VB")), run[-1])
    if wording.tags and not head.tag_.startswith(wording.tags):
        return None
    return Cue(wording, head, run[0], run[-1], tuple(words.tokens[at] for at in near))


def _separated(words: Words, place: int, other: int) -> bool:
    low, high = sorted((place, other))
    return any(words.forms[step][0] in SEPARATORS for step in range(low, high))
