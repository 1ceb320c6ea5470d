"""On whose word a clause stands: reported speech, quotations, "according to"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from streams.language import syntax
from streams.language.quotations import Paragraph, Quotation
from streams.language.wordlist import words

# Verbs of saying, after the cues of PARC and PolNeAR's attribution guidelines; own selection.
REPORTING = words(
    """say tell add state announce confirm claim insist argue warn note declare report assert
    maintain contend explain stress emphasise emphasize underline underscore reiterate repeat
    acknowledge admit concede allege suggest indicate hint reveal disclose recall remark comment
    observe reply respond answer write tweet post conclude deny predict believe think hope fear
    promise pledge vow threaten caution assure remind estimate describe read inform confide intimate
    swear complain boast quip joke continue signal stipulate testify mention cite lament counter
    retort scoff dismiss reject refute rebut contradict ridicule affirm aver notify communicate murmur whisper bellow thunder fume reckon find calculate
    show urge advise certify clarify attest profess opine hear relate retell voice
    recount suppose ask agree accuse charge blame know speak learn suspect condemn decree rule proclaim order bark snap shout cry argue"""
)
IRREGULAR = {
    "said": "say", "told": "tell", "wrote": "write", "written": "write", "read": "read",
    "thought": "think", "swore": "swear", "sworn": "swear", "heard": "hear", "found": "find",
    "knew": "know", "known": "know", "spoke": "speak", "spoken": "speak", "cried": "cry",
    "learned": "learn", "learnt": "learn", "denied": "deny", "replied": "reply",
}  # fmt: skip


def _inflect(verb: str) -> tuple[str, ...]:
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    plural = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    doubled = verb + verb[-1] if verb in ("admit", "quip", "signal") else stem
    return verb, plural, doubled + "ed", stem + "ing", doubled + "ing"


# Form -> lemma. Cues are found by form: the tagger takes many of them for nouns.
FORMS = {form: verb for verb in sorted(REPORTING) for form in _inflect(verb)} | IRREGULAR
IDIOMS = words("let lets made makes gave gives given served serves")
KNOWN = words("know known clear notice plain")
# Those that take whom it is said to as their object.
ADDRESSING = words("tell inform remind assure notify warn caution advise let make give serve")
# Those whose words stand after "that", behind a noun: "dismissed claims that".
DISMISSING = words("dismiss reject scoff refute rebut contradict ridicule brush")
SUBORDINATE = words("while when after before because since until although though who which")
ACCORDING = words("according_to per")
# Those whose gerund is what is said: "denied having shelled", "accused Kigali of arming".
GERUND = words("deny accuse charge blame admit speak acknowledge suspect condemn denounce")
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
RELATIVES = words("that which who whom whose whether if because although when where while")
BREAKS = frozenset({",", "?", "!", "—", "–"})
ASIDES = words("but although though while as whereas and who which citing adding")
LABEL_TOKENS = 7  # a label before or after a headline's colon is short
NEAR = 6  # tokens between a cue and the noun taken for its source where the parse has none

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
    """All of an article's, and its quotations with the attribution that each belongs to."""

    items: tuple[Attribution, ...]
    quotations: tuple[tuple[Quotation, Attribution | None], ...]

    def covering(self, token: Token) -> Attribution | None:
        """Return the innermost attribution whose words hold the token."""
        best: Attribution | None = None
        size = 0
        at = token.idx
        for item in self.items:
            for start, end in item.contents:
                if start <= at < end and (best is None or end - start < size):
                    best, size = item, end - start
        for quotation, item_or_none in self.quotations:
            if item_or_none is not None and quotation.start <= at < quotation.end:
                if best is None or quotation.end - quotation.start < size:
                    best, size = item_or_none, quotation.end - quotation.start
        return best

    def is_quoted(self, token: Token) -> bool:
        """Say whether the token stands between quotation marks."""
        return any(item.start <= token.idx < item.end for item, _ in self.quotations)


def read_attributions(
    doc: Doc, paragraphs: tuple[Paragraph, ...], people: Mapping[int, int]
) -> Attributions:
    """Return the attributions of one parsed article, in reading order of their cues.

    Args:
        doc: Parsed article.
        paragraphs: Its paragraphs with their quotations.
        people: Token index -> first token index, for each token of a person's name.
    """
    items = tuple(
        item for sentence in syntax.stretches(doc) for item in _in_sentence(sentence, people)
    )
    return Attributions(items, tuple(_attribute_quotations(doc, paragraphs, items)))


def _in_sentence(sentence: Span, people: Mapping[int, int]) -> Iterator[Attribution]:
    for token in sentence:
        tag = token.tag_
        word = token.lower_
        if word in IDIOMS and _is_idiom(token, sentence):
            found = _from_verb(token, sentence, people)
            if found is not None:
                yield found
        elif word in FORMS and (tag.startswith("VB") or _stands_as_cue(token, sentence)):
            found = _from_verb(token, sentence, people)
            if found is not None:
                yield found
        elif tag.startswith(("NN", "PRP")) and syntax.preposition(token) in ACCORDING:
            start, end = _phrase_with_preposition(token)
            contents = (
                (_backward_start(start, sentence), start),
                (end, sentence.end_char),
            )
            yield Attribution(
                token.i, (token.i,), tuple(item for item in contents if _has_words(token.doc, item))
            )
        elif token.text == ":":
            found = _from_colon(token, sentence)
            if found is not None:
                yield found


def _is_idiom(token: Token, sentence: Span) -> bool:
    """Say whether it is "let it be known", "made clear", "gave notice"."""
    stop = min(sentence.end, token.i + NEAR)
    return any(token.doc[at].lower_ in KNOWN for at in range(token.i + 1, stop))


def _from_colon(colon: Token, sentence: Span) -> Attribution | None:
    """Read a headline's "Houthis: next tanker sinks" and "Tanker sinks: Houthis"."""
    doc = colon.doc
    lead, tail = doc[sentence.start : colon.i], doc[colon.i + 1 : sentence.end]
    for side, other in ((lead, tail), (tail, lead)):
        if not 0 < len(side) <= LABEL_TOKENS or _has_verb(doc, side.start, side.end):
            continue
        source = _first_noun(doc, side.start, side.end)
        ends = side is lead or not side.text.rstrip().endswith(".")
        if source is not None and ends and _has_verb(doc, other.start, other.end):
            return Attribution(colon.i, (source.i,), ((other.start_char, other.end_char),))
    return None


def _from_verb(cue: Token, sentence: Span, people: Mapping[int, int]) -> Attribution | None:
    sources = _people_before(cue, sentence, people) or _sources(cue, sentence)
    if not sources:
        return None
    first, last = _cue_clause(cue, sources, sentence)
    contents = tuple(_contents(cue, first, last, sentence))
    return Attribution(cue.i, tuple(source.i for source in sources), contents)


def _sources(cue: Token, sentence: Span) -> tuple[Token, ...]:
    """Return who says it: the verb's own subject, else a noun beside it, else one understood."""
    beside = _source_before(cue, sentence) or _source_after(cue, sentence)
    beside = beside or _source_before_aside(cue, sentence)
    if beside is not None and _stands_as_cue(cue, sentence):
        return (beside,)
    if any(child.dep_ in syntax.SUBJECTS for child in cue.children):
        return syntax.agents(cue)
    if beside is not None and cue.tag_ in ("VBD", "VBZ", "VBP"):
        return (beside,)
    return syntax.agents(cue)


def _people_before(cue: Token, sentence: Span, people: Mapping[int, int]) -> tuple[Token, ...]:
    """Return the people named right before the cue: "von der Leyen and US Secretary Blinken said"."""
    doc, at = cue.doc, cue.i - 1
    while at >= sentence.start and doc[at].tag_ in ("RB", "MD"):
        at -= 1
    if doc[at].text == "," and at - 1 in people and doc[people[at - 1] - 1].text == ",":
        at -= 1  # "Ghana's finance minister, Kwame Badu-Osei, said"
    if at not in people:
        return ()
    found = [doc[people[at]]]
    at, words_since, joined = people[at] - 1, 0, False
    while at >= sentence.start and words_since <= NEAR:
        if at in people:
            if not joined:
                break
            found.insert(0, doc[people[at]])
            at, words_since, joined = people[at] - 1, 0, False
            continue
        token = doc[at]
        if token.lower_ == "and":
            joined = True
        elif token.tag_ in FINITE or token.is_punct:
            break
        at, words_since = at - 1, words_since + 1
    return tuple(found)


def _source_before_aside(cue: Token, sentence: Span) -> Token | None:
    """Return the noun that opens the sentence, past an aside: "X, referring to Y, said that"."""
    doc = cue.doc
    before = doc[cue.i - 1] if cue.i > sentence.start else None
    after = doc[cue.i + 1] if cue.i + 1 < sentence.end else None
    if before is None or before.text != "," or after is None or after.lower_ not in ("that", ":"):
        return None
    start = sentence.start
    if doc[start].text == "," and start > 0:  # the parser broke the sentence at the comma
        start = doc[start - 1].sent.start
    return _first_noun(doc, start, cue.i)


def _stands_as_cue(token: Token, sentence: Span) -> bool:
    """Say whether the words around say that it is a cue, whatever the parser took it for.

    Either ", diplomats in Oslo say," between punctuation, or "the ministry denies that".
    """
    doc = token.doc
    if token.tag_ in ("VB", "VBG") or token.i == sentence.start or not token.is_lower:
        return False
    if not token.tag_.startswith("VB") and token.lower_ in REPORTING:
        return False  # "report", "claim", "note" as nouns
    stop = token.i + 1
    while stop < sentence.end and doc[stop].tag_ in ("RB", "PRP") and stop < token.i + 3:
        stop += 1
    if stop < sentence.end and doc[stop].lower_ == "that" and doc[stop - 1].tag_ != "IN":
        return _source_before(token, sentence) is not None
    before = doc[token.i - 1]
    if (before.is_quote or before.text == ",") and _source_after(token, sentence) is not None:
        return True
    start = token.i
    while start > sentence.start and not doc[start - 1].is_punct:
        start -= 1
    opens = start > sentence.start and (doc[start - 1].is_quote or doc[start - 1].text in BREAKS)
    return (
        opens
        and start < token.i
        and _source_before(token, sentence) is not None
        and (
            not any(
                _is_content(child, token) and token.i < child.left_edge.i <= token.i + 2
                for child in token.children
            )
        )
    )


def _source_before(cue: Token, sentence: Span) -> Token | None:
    """Return the noun between the last comma and the cue: ", diplomats in Oslo say"."""
    start = cue.i
    while start > sentence.start and not cue.doc[start - 1].is_punct:
        start -= 1
        token = cue.doc[start]
        if token.tag_ in FINITE or token.lower_ in RELATIVES or token.tag_ == "CC":
            return None
    return _first_noun(cue.doc, start, cue.i)


def _source_after(cue: Token, sentence: Span) -> Token | None:
    """Return the noun right after the cue: "said the Moldovan premier"."""
    before = cue.doc[cue.i - 1] if cue.i > sentence.start else None
    if before is None or not (before.is_punct or before.is_quote):
        return None
    if cue.i + 1 < sentence.end and cue.doc[cue.i + 1].tag_ in ("IN", "TO", "WDT", ":"):
        return None
    if FORMS.get(cue.lower_) in ADDRESSING and not before.is_quote:
        return None  # "X, smiling, told Y that"
    stop = cue.i + 1
    while stop < min(sentence.end, cue.i + NEAR) and not cue.doc[stop].is_punct:
        stop += 1
    return _first_noun(cue.doc, cue.i + 1, stop)


def _first_noun(doc: Doc, start: int, stop: int) -> Token | None:
    """Return the head of the first noun phrase in a token range."""
    for at in range(start, stop):
        token = doc[at]
        if token.tag_ == "PRP" or (token.tag_.startswith("NN") and not token.like_num):
            after = doc[at + 1] if at + 1 < stop else None
            if after is not None and (
                after.tag_.startswith(("NN", "VB", "CD")) or after.tag_ in ("POS", "HYPH", "JJ")
            ):
                continue
            return token
        if token.tag_ in FINITE:
            return None
    return None


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


def _starts_complement(token: Token, cue: Token) -> bool:
    """Say whether the token begins the clause that is said: "said it would leave"."""
    for child in cue.children:
        if child.i > cue.i and _is_content(child, cue):
            return token.i >= _start_of(child)
    return False


def _start_of(clause: Token) -> int:
    """Return where a clause begins, its opening punctuation left out."""
    first = clause.left_edge
    while first.i < clause.i and first.is_punct and not first.is_quote:
        first = first.nbor()
    return first.i


def _is_content(child: Token, cue: Token) -> bool:
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
    if opening is None and after is not None and after.text in BREAKS:
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
    if after.lower_ in ("that", "whether", "how") or after.text == ":":
        return after.idx
    if after.text == "," and last + 2 < sentence.end and doc[last + 2].is_quote:
        return after.idx
    if after.is_quote:
        return after.idx
    if after.is_punct:
        return None
    clauses = [child for child in cue.children if _is_content(child, cue) and child.i > last]
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
    return doc[start].lower_ not in ASIDES and _has_verb(doc, start, sentence.end)


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


def _attribute_quotations(
    doc: Doc, paragraphs: tuple[Paragraph, ...], items: tuple[Attribution, ...]
) -> Iterator[tuple[Quotation, Attribution | None]]:
    """Give each quotation its speaker: a cue beside it, else the one that spoke before."""
    text = doc.text
    cues = [(doc[item.cue].idx, item) for item in items]
    previous: Attribution | None = None
    for paragraph in paragraphs:
        told = [
            (at, item)
            for at, item in cues
            if paragraph.start <= at < paragraph.end
            and not any(quote.start <= at < quote.end for quote in paragraph.quotations)
        ]
        current: Attribution | None = None
        for quote in paragraph.quotations:
            beside = _beside(text, quote, told)
            if beside is not None:
                current = beside
            elif _is_fragment(text, quote):
                yield quote, None
                continue
            elif current is None:
                opens = not text[paragraph.start : quote.start].strip("“”\"'‘ .,«")
                current = told[0][1] if told else (previous if opens else None)
            yield quote, current
        if current is None and told:
            current = told[-1][1]
        if current is not None:
            previous = current
        elif paragraph.end - paragraph.start > 40 and not paragraph.quotations:
            previous = None


def _beside(text: str, quote: Quotation, told: list[tuple[int, Attribution]]) -> Attribution | None:
    """Return the cue that stands before the opening or after the closing mark."""
    inside = text[quote.start : quote.end].rstrip()
    tail = text[quote.end + 1 : quote.end + 3].lstrip()
    ends_open = inside.endswith((",", "?", "!", "—")) or tail.startswith((",", "—"))
    lead = text[max(0, quote.start - 3) : quote.start].rstrip('“"‘« ')
    starts_after = lead.endswith((":", ",")) or lead[-1:].isalpha()
    before = [entry for entry in told if entry[0] < quote.start]
    after = [entry for entry in told if entry[0] >= quote.end]
    if ends_open and after and _same_sentence(text, quote.end, after[0][0]):
        return after[0][1]
    if starts_after and before and _same_sentence(text, before[-1][0], quote.start):
        return before[-1][1]
    if before and not ends_open:
        return before[-1][1] if not _is_fragment(text, quote) else None
    return None


def _same_sentence(text: str, start: int, end: int) -> bool:
    return ". " not in text[start:end] and "\n" not in text[start:end]


def _is_fragment(text: str, quote: Quotation) -> bool:
    """Say whether only some words are quoted, so that the clause is the article's own."""
    words_quoted = text[quote.start : quote.end]
    return not words_quoted[:1].isupper() or words_quoted.count(" ") < 2


def _phrase_with_preposition(token: Token) -> Range:
    first = min([token.i, *(child.i for child in token.children if child.dep_ == "case")])
    start, end = syntax.noun_phrase(token)
    return min(start, token.doc[first].idx), end


def _phrase_end(source: Token) -> int:
    last = source.i
    for child in source.children:
        if child.i > source.i and child.dep_ in ("flat", "nmod", "appos", "conj", "compound"):
            last = max(last, child.right_edge.i)
    return last


def _crosses_quote(doc: Doc, left: int, right: int) -> bool:
    low, high = min(left, right), max(left, right)
    return any(doc[at].is_quote for at in range(low, high))


def _has_verb(doc: Doc, start: int, end: int) -> bool:
    return any(doc[at].tag_.startswith("VB") for at in range(start, end))


def _has_words(doc: Doc, item: Range) -> bool:
    span = doc.char_span(item[0], item[1], alignment_mode="contract")
    return span is not None and any(token.is_alpha for token in span)
