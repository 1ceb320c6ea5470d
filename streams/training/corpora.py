"""What is trained on: the sets, joined into paragraphs.

A treebank teaches tags and trees, the other sets names; a part learns nothing from a
document that lacks its labels. All of them shape the layers that the parts share.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from streams.evaluation.corpus import read_corpus
from streams.training.pieces import (
    Piece,
    capitals,
    joined,
    names_of,
    of_sentence,
    of_tree,
    title_case,
    without_full_stop,
)
from streams.training.sentences import Sentence, lines_of, read_sentences, sentence
from streams.training.swap import Names, gather, swapped

# Set of names -> how often it is taken; small sets of good labels weigh more.
NAME_SETS = {
    "gmb_train": 1,
    "perm_aug_train": 1,
    "wikigold_train": 2,
    "uner_ewt_train": 2,
    "perm_gum_ner_train": 2,
    "perm_re3d_train": 3,
}
TREES, TREE_TIMES = "ud_train", 4
DEV_TREES, DEV_NAMES, DEV_MOST = "ud_dev", "gmb_dev", 600
# Our own articles: as they are, and with names swapped.
OWN_PLAIN, OWN_SWAPPED = 3, 5
MOST_PIECES = 8
# Shares of the gaps behind a sentence, and of documents that begin with a headline.
BREAKS = (("\n", 0.05), ("\n\n", 0.12))
HEADLINES = 0.12
ATTRIBUTES = ("TAG", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE", "SPACY")


def own_articles(folder: Path, *splits: str) -> list[Sentence]:
    """Return our annotated articles of the splits, in the model's labels."""
    return [
        sentence(article.text, [(e.start, e.end, e.label) for e in article.entities], [])
        for article in read_corpus(folder, *splits)
    ]


def build(
    nlp: Language,
    data: Path,
    articles: Path | None,
    seed: int,
) -> list[Doc]:
    """Return the documents to train on, in an order of their own.

    Args:
        nlp: Whose tokenizer and vocabulary the documents get.
        data: Folder with the sets.
        articles: Folder of our own articles; their train part is taken. None for without.
        seed: Of every draw.
    """
    draw = random.Random(seed)  # noqa: S311 - no secret
    trees = treebank(nlp, data / f"{TREES}.spacy")
    sets = {name: read_sentences(data / f"{name}.jsonl") for name in NAME_SETS}
    trees, known = named_trees(trees, [one for rows in sets.values() for one in rows])
    docs: list[Doc] = []
    for _ in range(TREE_TIMES):
        docs += paragraphs(trees, nlp.vocab, draw)
    for name, times in NAME_SETS.items():
        pieces = [of_sentence(nlp, one) for one in sets[name] if bare(one.text) not in known]
        for _ in range(times):
            docs += paragraphs(pieces, nlp.vocab, draw)
    if articles is not None:
        own = own_articles(articles, "train")
        names = gather([*own, *sets["perm_aug_train"], *sets["wikigold_train"]])
        for article in versions(own, names, draw):
            pieces = [of_sentence(nlp, line) for line in lines_of(article)]
            docs += paragraphs(pieces, nlp.vocab, draw, own=True)
    draw.shuffle(docs)
    return docs


def versions(own: Sequence[Sentence], names: Names, draw: random.Random) -> Iterable[Sentence]:
    """Yield our articles as often as they are taken."""
    for article in own:
        for _ in range(OWN_PLAIN):
            yield article
        for _ in range(OWN_SWAPPED):
            yield swapped(article, names, draw)


def build_dev(nlp: Language, data: Path, articles: Path | None) -> list[Doc]:
    """Return the documents to choose on; no silver labels."""
    trees = treebank(nlp, data / f"{DEV_TREES}.spacy")
    names = [of_sentence(nlp, one) for one in read_sentences(data / f"{DEV_NAMES}.jsonl")]
    docs = [joined([piece], [" "], nlp.vocab) for piece in [*trees, *names[:DEV_MOST]]]
    if articles is not None:
        for article in own_articles(articles, "dev"):
            docs += [
                joined([of_sentence(nlp, line)], [""], nlp.vocab) for line in lines_of(article)
            ]
    return docs


def treebank(nlp: Language, path: Path) -> list[Piece]:
    """Return the sentences of a treebank, a DocBin of documents."""
    docs = DocBin().from_disk(path).get_docs(nlp.vocab)
    return [of_tree(span) for doc in docs for span in doc.sents]


def bare(text: str) -> str:
    """Return a text without blanks, by which sentences of two sets are known as the same."""
    return "".join(text.split())


def named_trees(
    trees: Sequence[Piece], sentences: Iterable[Sentence]
) -> tuple[list[Piece], frozenset[str]]:
    """Give trees the names of the same sentence in another set.

    Returns:
        The trees, and the bare texts of those that have names now.
    """
    by_text = {bare(one.text): one for one in sentences}
    found = []
    known = set()
    for piece in trees:
        text = piece.text
        same = by_text.get(bare(text))
        if same is None or same.text != text:
            found.append(piece)
            continue
        known.add(bare(text))
        doc = Doc(Vocab(), words=list(piece.words), spaces=list(piece.spaces))
        found.append(replace(piece, names=names_of(doc, same)))
    return found, frozenset(known)


def paragraphs(
    pieces: Sequence[Piece], vocab: Vocab, draw: random.Random, *, own: bool = False
) -> list[Doc]:
    """Join neighbours into documents of one to eight, some with line breaks or a headline.

    Our own articles come line by line: there a line break stands behind each.
    """
    docs = []
    place = 0
    while place < len(pieces):
        group = list(pieces[place : place + draw.randint(1, MOST_PIECES)])
        place += len(group)
        gaps = [draw.choice(("\n", "\n\n")) if own else _gap(draw) for _ in group]
        if not own and len(group) > 1 and draw.random() < HEADLINES:
            group[0], gaps[0] = _headline(group[0], draw), draw.choice(("\n", "\n\n"))
        gaps[-1] = ""
        docs.append(joined(group, gaps, vocab))
    return docs


def _gap(draw: random.Random) -> str:
    lot = draw.random()
    for gap, below in BREAKS:
        if lot < below:
            return gap
    return " "


def _headline(piece: Piece, draw: random.Random) -> Piece:
    shape = draw.choice((title_case, title_case, capitals, None))
    bare_line = without_full_stop(piece)
    return bare_line if shape is None else shape(bare_line)


def save(docs: Iterable[Doc], path: Path) -> None:
    """Write documents for spaCy's reader."""
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(attrs=ATTRIBUTES, docs=docs).to_disk(path)
