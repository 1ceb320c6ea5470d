"""Token by token: a sentence's words with names and, where it is known, the tree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from streams.training.sentences import Sentence

UNKNOWN = ""  # as spaCy has it
# Line breaks hang on the word before; their tag is not learnt, since a rule sets it.
SPACE_TAG, SPACE_DEP = "", "dep"


@dataclass(frozen=True, slots=True)
class Tree:
    """Tags, places of the heads within the piece, and labels of the arcs."""

    tags: tuple[str, ...]
    heads: tuple[int, ...]
    deps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is one sentence, or at least begins and ends as one.

    `names` holds an IOB label a word, and UNKNOWN where it is not known.
    """

    words: tuple[str, ...]
    spaces: tuple[bool, ...]
    names: tuple[str, ...]
    tree: Tree | None = None

    @property
    def text(self) -> str:
        """The text without the blank behind it."""
        return "".join(
            word + " " * space for word, space in zip(self.words, self.spaces, strict=True)
        ).rstrip()


def of_sentence(nlp: Language, sentence: Sentence) -> Piece:
    """Return the sentence in the pipeline's own words.

    A name whose ends are not ends of words becomes unknown: both its being one and its not
    being one would teach something wrong.
    """
    doc = nlp.make_doc(sentence.text)
    return Piece(
        tuple(token.text for token in doc),
        tuple(bool(token.whitespace_) for token in doc),
        names_of(doc, sentence),
    )


def names_of(doc: Doc, sentence: Sentence) -> tuple[str, ...]:
    """Return the labels of a doc's words; `doc` has the sentence's text."""
    labels = ["O"] * len(doc)
    for start, end in sentence.unknown:
        for token in _covered(doc, start, end):
            labels[token] = UNKNOWN
    taken: set[int] = set()
    for start, end, label in sentence.names:
        covered = _covered(doc, start, end)
        if taken.intersection(covered):
            continue
        taken.update(covered)
        exact = doc.char_span(start, end) is not None
        for place, token in enumerate(covered):
            labels[token] = f"{'I' if place else 'B'}-{label}" if exact else UNKNOWN
    return tuple(labels)


def _covered(doc: Doc, start: int, end: int) -> range:
    span = doc.char_span(start, end, alignment_mode="expand")
    return range(0) if span is None else range(span.start, span.end)


def of_tree(span: Span) -> Piece:
    """Return a sentence of a treebank; its names are unknown."""
    tree = Tree(
        tuple(token.tag_ for token in span),
        tuple(token.head.i - span.start for token in span),
        tuple(token.dep_ for token in span),
    )
    return Piece(
        tuple(token.text for token in span),
        tuple(bool(token.whitespace_) for token in span),
        (UNKNOWN,) * len(span),
        tree,
    )


def joined(pieces: Sequence[Piece], gaps: Sequence[str], vocab: Vocab) -> Doc:
    """Return one doc of the pieces.

    Args:
        pieces: All with a tree or all without one.
        gaps: What stands behind each: "", " ", or line breaks, which become a word of
            their own as the tokenizer has it.
        vocab: Of the doc.
    """
    words: list[str] = []
    spaces: list[bool] = []
    names: list[str] = []
    tags: list[str] = []
    heads: list[int] = []
    deps: list[str] = []
    for piece, gap in zip(pieces, gaps, strict=True):
        first = len(words)
        words += piece.words
        spaces += [*piece.spaces[:-1], gap == " "]
        names += piece.names
        if piece.tree is not None:
            tags += piece.tree.tags
            heads += [first + head for head in piece.tree.heads]
            deps += piece.tree.deps
        if gap.strip(" "):
            words.append(gap)
            spaces.append(False)
            names.append("O")
            if piece.tree is not None:
                tags.append(SPACE_TAG)
                heads.append(len(words) - 2)
                deps.append(SPACE_DEP)
    if not tags:
        return Doc(vocab, words=words, spaces=spaces, ents=names)
    return Doc(vocab, words=words, spaces=spaces, ents=names, tags=tags, heads=heads, deps=deps)


def capitals(piece: Piece) -> Piece:
    """Return the piece as a headline in capitals."""
    return replace(piece, words=tuple(word.upper() for word in piece.words))


def title_case(piece: Piece) -> Piece:
    """Return the piece as a headline with capitals at the longer words."""
    return replace(
        piece,
        words=tuple(
            word[0].upper() + word[1:] if len(word) > 3 and word.isalpha() else word
            for word in piece.words
        ),
    )


def without_full_stop(piece: Piece) -> Piece:
    """Return the piece without its last word where that is a full stop that governs nothing."""
    last = len(piece.words) - 1
    if last < 3 or piece.words[last] != ".":
        return piece
    tree = piece.tree
    if tree is not None:
        if last in tree.heads[:last] or tree.heads[last] == last:
            return piece
        tree = Tree(tree.tags[:last], tree.heads[:last], tree.deps[:last])
    return Piece(piece.words[:last], piece.spaces[:last], piece.names[:last], tree)


def spans_of(piece: Piece) -> list[tuple[int, int, str]]:
    """Return the names as half-open ranges of words with their label."""
    found: list[tuple[int, int, str]] = []
    for place, label in enumerate(piece.names):
        if label in (UNKNOWN, "O"):
            continue
        if label[0] == "B":
            found.append((place, place + 1, label[2:]))
        else:
            start, _, kind = found[-1]
            found[-1] = (start, place + 1, kind)
    return found
