"""On whose word a clause stands: reported speech, quotations, "according to"."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from streams.language import syntax
from streams.language.quotations import Paragraph, Quotation
from streams.language.wordlist import words

REPORTING = words(
    """say tell add state announce confirm claim insist argue warn note declare report assert
    maintain contend explain stress emphasise emphasize underline reiterate repeat acknowledge
    admit concede allege suggest indicate hint reveal disclose recall remark comment observe reply
    respond answer write tweet post conclude deny predict believe think hope fear promise pledge
    vow threaten caution assure remind estimate describe read inform confide intimate swear
    complain boast quip joke joke ask demand urge call accuse continue underscore point_out signal
    stipulate testify mention cite quote lament counter retort"""
)
ACCORDING = words("according_to per")
ADVERBIAL = words("advmod obl obl:unmarked aux aux:pass iobj obj punct appos flat cop")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One cue ("said", "according to"), whose word it introduces, and the words said.

    `cue` and `sources` are token indices; `contents` are half-open character ranges.
    """

    cue: int
    sources: tuple[int, ...]
    contents: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Attributions:
    """All of an article's, and its quotations."""

    items: tuple[Attribution, ...]
    quotations: tuple[Quotation, ...]

    def covering(self, token: Token) -> Attribution | None:
        """Return the innermost attribution whose words hold the token."""
        best: Attribution | None = None
        size = 0
        for item in self.items:
            for start, end in item.contents:
                if start <= token.idx < end and (best is None or end - start < size):
                    best, size = item, end - start
        return best

    def is_quoted(self, token: Token) -> bool:
        """Say whether the token stands between quotation marks."""
        return any(item.start <= token.idx < item.end for item in self.quotations)


def read_attributions(doc: Doc, paragraphs: tuple[Paragraph, ...]) -> Attributions:
    """Return the attributions of one parsed article, in reading order of their cues."""
    quotations = tuple(item for paragraph in paragraphs for item in paragraph.quotations)
    found = [item for sentence in doc.sents for item in _in_sentence(sentence)]
    return Attributions(tuple(found), quotations)


def _in_sentence(sentence: Span) -> Iterator[Attribution]:
    for token in sentence:
        if token.tag_.startswith("VB") and syntax.lemma(token) in REPORTING:
            sources = syntax.agents(token)
            contents = tuple(_contents(token, sentence, sources))
            if sources and contents:
                yield Attribution(token.i, tuple(source.i for source in sources), contents)
        elif syntax.preposition(token) in ACCORDING:
            start, _ = syntax.noun_phrase(token)
            yield Attribution(token.i, (token.i,), ((sentence.start_char, start),))


def _contents(cue: Token, sentence: Span, sources: tuple[Token, ...]) -> Iterator[Range]:
    first = min([cue.i, *(source.left_edge.i for source in sources)])
    for child in cue.children:
        if child.dep_ in ("ccomp", "parataxis") and child.i > cue.i:
            yield cue.idx + len(cue), sentence.end_char
            break
        if child.dep_ == "ccomp" and child.i < cue.i:
            yield sentence.start_char, cue.doc[first].idx
            break
    else:
        if cue.dep_ == "parataxis" and cue.head.i < cue.i:
            yield sentence.start_char, cue.doc[first].idx
