"""What is said: the words that go with a cue of saying, after it, before it or around it."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from streams.language import syntax
from streams.language.cues import (
    ADDRESSING,
    ASIDES,
    BREAKS,
    DISMISSING,
    FINITE,
    FORMS,
    GERUND,
    NEAR,
    SUBORDINATE,
)

Range = tuple[int, int]


def find_contents(cue: Token, sources: tuple[Token, ...], sentence: Span) -> tuple[Range, ...]:
    """Return the half-open character ranges of the words said; empty where there are none."""
    first, last = _cue_clause(cue, sources, sentence)
    return tuple(_contents(cue, first, last, sentence))


def around_phrase(token: Token, sentence: Span) -> tuple[Range, ...]:
    """Return the words around "according to X": its sentence but for the phrase itself."""
    start, end = _phrase_with_preposition(token)
    ranges = ((_backward_start(start, sentence), start), (end, sentence.end_char))
    return tuple(item for item in ranges if _has_words(token.doc, item))


def is_content(child: Token, cue: Token) -> bool:
    """Say whether a dependent clause of the cue is what is said."""
    if child.dep_ in ("ccomp", "parataxis"):
        return True
    gerund = child.tag_ == "VBG" or any(word.lower_ == "having" for word in child.children)
    return gerund and child.dep_ in ("xcomp", "advcl", "obl") and FORMS.get(cue.lower_) in GERUND


def _contents(cue: Token, first: int, last: int, sentence: Span) -> Iterator[Range]:
    """Yield the words said: after the cue, before it, or around it."""
    doc = cue.doc
    before = doc[first - 1] if first > sentence.start else None
    after = doc[last + 1] if last + 1 < sentence.end else None
    opening = _opening(cue, last, sentence)
    if opening is not None:
        yield opening, _forward_end(cue, last, sentence)
    if after is not None and any(
        child.lower_ == "as" and child.i < cue.i for child in cue.children
    ):
        yield after.idx, sentence.end_char  # "As the envoy put it, ..."
    closes = before is not None and (before.is_quote or before.text in BREAKS)
    if before is None or not closes or first - sentence.start < 2 or not _trails(cue, opening):
        return
    if opening is not None and not before.is_quote:
        return
    yield _backward_start(before.idx, sentence), before.idx
    if opening is not None or after is None or after.text not in BREAKS:
        return
    if _goes_on(doc, last + 2, sentence):
        yield after.idx, _forward_end(cue, last, sentence)


def _opening(cue: Token, last: int, sentence: Span) -> int | None:
    """Return the character at which the words said after the cue begin, None where none do."""
    doc = cue.doc
    after = doc[last + 1] if last + 1 < sentence.end else None
    if after is None:
        return None
    if FORMS.get(cue.lower_) in DISMISSING:
        stop = min(sentence.end, cue.i + NEAR + 2)
        that = [at for at in range(cue.i + 1, stop) if doc[at].lower_ == "that"]
        return doc[that[0]].idx if that else None
    introduced = after.lower_ in ("that", "whether", "how") or after.text == ":" or after.is_quote
    if after.text == "," and last + 2 < sentence.end:
        introduced = doc[last + 2].is_quote
    if introduced or after.is_punct:
        return after.idx if introduced else None
    clauses = [child for child in cue.children if is_content(child, cue) and child.i > last]
    starts = [_start_of(child) for child in clauses]
    return after.idx if any(start <= last + 1 for start in starts) else None


def _trails(cue: Token, opening: int | None) -> bool:
    """Say whether the cue can stand after the words said, as no subordinate or transitive verb."""
    if cue.dep_ in ("acl:relcl", "acl") and cue.tag_ != "VBN":
        return False
    for child in cue.children:
        if child.i < cue.i and child.lower_ in SUBORDINATE:
            return False
        if child.dep_ == "obj" and child.i > cue.i and child.tag_.startswith("NN"):
            return opening is not None or FORMS.get(cue.lower_) in ADDRESSING
    return True


def _goes_on(doc: Doc, start: int, sentence: Span) -> bool:
    """Say whether the words said go on after the cue: "A, X said, B"."""
    if start >= sentence.end or doc[start].tag_ in ("VBG", "VBN", "WDT", "WP"):
        return False
    return doc[start].lower_ not in ASIDES and has_verb(doc, start, sentence.end)


def _backward_start(stop: int, sentence: Span) -> int:
    """Return where the words before the cue begin: after the last semicolon, if any."""
    found = sentence.start_char
    for token in sentence:  # doc.text would be put together anew at each call
        if token.idx >= stop:
            break
        if token.text == ";":
            found = token.idx + 1
    return found


def _forward_end(cue: Token, last: int, sentence: Span) -> int:
    """Return where the words said end: the sentence's end, or a verb coordinated with the cue."""
    for child in cue.children:
        if child.dep_ == "conj" and child.i > last and child.tag_ in (cue.tag_, "VBD", "VBZ"):
            edge = child.left_edge
            if edge.i > last + 1:
                return edge.idx
    for at in range(last + 1, sentence.end):
        if cue.doc[at].text == ";":
            return cue.doc[at].idx
    return sentence.end_char


def _cue_clause(cue: Token, sources: tuple[Token, ...], sentence: Span) -> tuple[int, int]:
    """Return the token range [first, last] of source, cue and adverbials between commas."""
    doc = cue.doc
    first = last = cue.i
    for source in sources:
        inside = sentence.start <= source.i < sentence.end
        if not inside or _crosses_quote(doc, source.i, cue.i):
            continue
        if source.i < cue.i:
            first = min(first, _phrase_start(source, sentence))
        else:
            last = max(last, _phrase_end(source))
    while last + 1 < sentence.end:
        after = doc[last + 1]
        if after.is_punct or after.lower_ in ("that", "whether", "if", "how", "what"):
            break
        if last >= cue.i and _starts_complement(after, cue):
            break
        last += 1
    return first, last


def _phrase_start(source: Token, sentence: Span) -> int:
    """Return where the source's phrase begins, back to the comma at most."""
    first = source.i
    while first > sentence.start:
        before = source.doc[first - 1]
        if before.is_punct and not before.text.startswith("-"):
            break
        if before.tag_ in FINITE or before.tag_ == "CC":
            break
        first -= 1
    return first


def _phrase_end(source: Token) -> int:
    last = source.i
    for child in source.children:
        if child.i > source.i and child.dep_ in ("flat", "nmod", "appos", "conj", "compound"):
            last = max(last, child.right_edge.i)
    return last


def _phrase_with_preposition(token: Token) -> Range:
    first = min([token.i, *(child.i for child in token.children if child.dep_ == "case")])
    start, end = syntax.noun_phrase(token)
    return min(start, token.doc[first].idx), end


def _starts_complement(token: Token, cue: Token) -> bool:
    """Say whether the token begins the clause that is said: "said it would leave"."""
    for child in cue.children:
        if child.i > cue.i and is_content(child, cue):
            return token.i >= _start_of(child)
    return False


def _start_of(clause: Token) -> int:
    """Return where a clause begins, its opening punctuation left out."""
    first = clause.left_edge
    while first.i < clause.i and first.is_punct and not first.is_quote:
        first = first.nbor()
    return first.i


def _crosses_quote(doc: Doc, left: int, right: int) -> bool:
    low, high = min(left, right), max(left, right)
    return any(doc[at].is_quote for at in range(low, high))


def _has_words(doc: Doc, item: Range) -> bool:
    span = doc.char_span(item[0], item[1], alignment_mode="contract")
    return span is not None and any(token.is_alpha for token in span)


def has_verb(doc: Doc, start: int, end: int) -> bool:
    """Say whether a token range holds a verb."""
    return any(doc[at].tag_.startswith("VB") for at in range(start, end))
