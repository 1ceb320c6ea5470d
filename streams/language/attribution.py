"""On whose word a clause stands: reported speech, quotations, "according to"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from streams.language import syntax
from streams.language.contents import Range, around_phrase, find_contents, has_verb
from streams.language.cues import (
    ACCORDING,
    ACCORDING_TO,
    FORMS,
    IDIOMS,
    KNOWN,
    LABEL_TOKENS,
    NEAR,
    PRESENTERS,
)
from streams.language.quotations import Quotation, read_paragraphs
from streams.language.quoted import attribute_quotations
from streams.language.sources import find_sources, first_noun, stands_as_cue


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
    """All of an article's, and its quotations with the attribution that each belongs to."""

    items: tuple[Attribution, ...]
    quotations: tuple[tuple[Quotation, Attribution | None], ...]

    def covering(self, token: Token) -> Attribution | None:
        """Return the innermost attribution whose words hold the token."""
        at = token.idx
        spans = [
            (end - start, item)
            for item in self.items
            for start, end in item.contents
            if start <= at < end
        ]
        spans += [
            (quotation.end - quotation.start, item)
            for quotation, item in self.quotations
            if item is not None and quotation.start <= at < quotation.end
        ]
        return min(spans, key=lambda span: span[0])[1] if spans else None

    def is_quoted(self, token: Token) -> bool:
        """Say whether the token stands between quotation marks."""
        return any(item.start <= token.idx < item.end for item, _ in self.quotations)


def read_attributions(
    doc: Doc, text: str, sentences: tuple[Span, ...], people: Mapping[int, int]
) -> Attributions:
    """Return the attributions of one parsed article, in reading order of their cues.

    Args:
        doc: Parsed article.
        text: Its text.
        sentences: Its sentences, see `syntax.stretches`.
        people: Token index -> first token index, for each token of a person's name.
    """
    strings = doc.vocab.strings
    forms = [strings[form] for form in map(int, doc.to_array(["LOWER"]).ravel())]
    items = tuple(
        item for sentence in sentences for item in _in_sentence(sentence, text, forms, people)
    )
    cues = tuple(doc[item.cue].idx for item in items)
    quotations = attribute_quotations(text, read_paragraphs(text), cues)
    return Attributions(
        items,
        tuple((quote, None if at is None else items[at]) for quote, at in quotations),
    )


def _in_sentence(
    sentence: Span, text: str, forms: list[str], people: Mapping[int, int]
) -> Iterator[Attribution]:
    doc = sentence.doc
    for place in range(sentence.start, sentence.end):
        word = forms[place]
        if not (word in FORMS or word in IDIOMS or word in ACCORDING or word == ":"):
            continue  # to build a token is dear
        token = doc[place]
        if word in FORMS or word in IDIOMS:
            if _is_cue(token, word, sentence):
                sources = find_sources(token, sentence, people)
                if sources:
                    contents = find_contents(token, sources, sentence)
                    yield Attribution(token.i, tuple(item.i for item in sources), contents)
        elif word in ACCORDING:
            phrase = token.head
            if syntax.preposition(phrase) in ACCORDING_TO:
                yield Attribution(phrase.i, (phrase.i,), around_phrase(phrase, sentence))
        elif word == ":":
            found = _from_colon(token, sentence, text, people)
            if found is not None:
                yield found


def _is_cue(token: Token, word: str, sentence: Span) -> bool:
    if word in IDIOMS:  # "let it be known", "made clear", "gave notice"
        stop = min(sentence.end, token.i + NEAR)
        return any(token.doc[at].lower_ in KNOWN for at in range(token.i + 1, stop))
    return token.tag_.startswith("VB") or stands_as_cue(token, sentence)


def _from_colon(
    colon: Token, sentence: Span, text: str, people: Mapping[int, int]
) -> Attribution | None:
    """Read a headline's "Houthis: next tanker sinks", "Tanker sinks: Houthis", and a transcript.

    In a transcript ("BARWARI: No.") all of the line is the speaker's, who is known as a person;
    what the presenter says is the article's own word.
    """
    doc = colon.doc
    opens = sentence.start_char == 0 or text[sentence.start_char - 1] == "\n"
    if opens and doc[colon.i - 1].lower_ in PRESENTERS:
        return None
    if opens and 0 < colon.i - sentence.start <= LABEL_TOKENS and colon.i - 1 in people:
        end = text.find("\n", colon.idx)
        lines = ((colon.idx + 1, end if end >= 0 else len(text)),)
        return Attribution(colon.i, (people[colon.i - 1],), lines)
    lead, tail = doc[sentence.start : colon.i], doc[colon.i + 1 : sentence.end]
    for side, other in ((lead, tail), (tail, lead)):
        if not 0 < len(side) <= LABEL_TOKENS or has_verb(doc, side.start, side.end):
            continue
        source = first_noun(doc, side.start, side.end)
        ends = side is lead or not side.text.rstrip().endswith(".")
        if source is not None and ends and has_verb(doc, other.start, other.end):
            return Attribution(colon.i, (source.i,), ((other.start_char, other.end_char),))
    return None
