"""One adapter for pipelines of the ClearNLP scheme (spaCy's `en_core_web_*`) to our UD labels.

ClearNLP lets prepositions head their phrases and "be" its clause; Universal Dependencies let
the content words. The rules follow the guidelines of both (Choi and Palmer 2012;
universaldependencies.org/u/dep). Entity labels become those of our recogniser: places
are one label there, which lists and rules part, and numbers and works of art are none.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

ADAPTER = "crisiswire_from_clearnlp"
# Labels that only ClearNLP's scheme has.
SIGNS = frozenset({"pobj", "dobj", "nsubjpass"})
RENAMED = {
    "dobj": "obj", "nsubjpass": "nsubj:pass", "csubjpass": "csubj", "auxpass": "aux:pass",
    "dative": "iobj", "poss": "nmod:poss", "relcl": "acl:relcl", "prt": "compound:prt",
    "neg": "advmod", "npadvmod": "obl:unmarked", "quantmod": "advmod", "predet": "det:predet",
    "preconj": "cc:preconj", "oprd": "xcomp", "intj": "discourse", "meta": "dep", "attr": "xcomp",
    "acomp": "xcomp", "pcomp": "advcl", "pobj": "obl", "prep": "advmod", "agent": "advmod",
}  # fmt: skip
# The words that head a phrase with a noun or a clause below.
HEADING = ("prep", "agent", "dative")
NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")
PREDICATES = ("attr", "acomp")
ENTITIES = {
    "PERSON": "PERSON", "ORG": "ORG", "NORP": "NORP", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC",
    "EVENT": "EVENT", "DATE": "DATE",
}  # fmt: skip


def is_clearnlp(nlp: Language) -> bool:
    """Say whether a pipeline's parser speaks ClearNLP's labels."""
    return SIGNS.issubset(nlp.get_pipe("parser").labels)  # type: ignore[attr-defined]


@Language.component(ADAPTER)
def from_clearnlp(doc: Doc) -> Doc:
    """Give a parsed doc UD's heads and labels, and our entity labels; other values stay."""
    tree = Tree(
        [token.head.i for token in doc],
        [token.dep_ for token in doc],
        [token.pos_ for token in doc],
        [token.lower_ for token in doc],
        [token.lemma_.lower() for token in doc],
    )
    convert(tree)
    heads = np.array([head - i for i, head in enumerate(tree.heads)], dtype="int64")
    labels = np.array([doc.vocab.strings.add(label) for label in tree.labels], dtype="uint64")
    rows: Any = np.column_stack([heads.astype("uint64"), labels])
    doc.from_array(["HEAD", "DEP"], rows)
    doc.ents = tuple(
        Span(doc, span.start, span.end, label=ENTITIES[span.label_])
        for span in doc.ents
        if span.label_ in ENTITIES
    )
    return doc


@dataclass(slots=True)
class Tree:
    """Heads (a root is its own), labels and the words that the rules look at; by token."""

    heads: list[int]
    labels: list[str]
    tags: list[str]
    words: list[str]
    lemmas: list[str]

    def children(self, head: int, *labels: str) -> list[int]:
        """Return the children with one of the labels (any if none is named), in order."""
        return [
            i
            for i, above in enumerate(self.heads)
            if above == head and i != head and (not labels or self.labels[i] in labels)
        ]

    def take_place(self, below: int, above: int, label: str) -> None:
        """Put a child in the place of its head, under a label unless that is the root."""
        root = self.heads[above] == above
        self.heads[below] = below if root else self.heads[above]
        self.labels[below] = "ROOT" if root else label
        self.heads[above] = below


def convert(tree: Tree) -> None:
    """Change the tree from ClearNLP's scheme to UD's."""
    # UD's nmod is another.
    tree.labels = ["compound" if label == "nmod" else label for label in tree.labels]
    _flatten_conjuncts(tree)
    # From the end, so that the inner phrases of "out of", "because of" come first.
    for i in reversed(range(len(tree.heads))):
        if tree.labels[i] in HEADING or (tree.labels[i] == "conj" and tree.children(i, "pobj")):
            _demote_preposition(tree, i)
    for i in range(len(tree.heads)):
        if tree.lemmas[i] == "be" and tree.labels[i] not in ("aux", "auxpass"):
            _demote_copula(tree, i)
    for i, label in enumerate(tree.labels):
        if label == "aux" and tree.words[i] == "to":
            tree.labels[i] = "mark"
        else:
            tree.labels[i] = RENAMED.get(label, label)


def _flatten_conjuncts(tree: Tree) -> None:
    """Let every conjunct hang on the first, and each "and" on the conjunct after it."""
    for i, label in enumerate(tree.labels):
        if label == "conj":
            first = tree.heads[i]
            while tree.labels[first] == "conj" and tree.heads[first] < first:
                first = tree.heads[first]
            joining = [j for j in tree.children(tree.heads[i], "cc") if j < i]
            for j in joining[-1:]:
                tree.heads[j] = i
            tree.heads[i] = first


def _demote_preposition(tree: Tree, i: int) -> None:
    # "out of Herat": by now the noun hangs on "out".
    inner = tree.children(i, "pobj", "pcomp") or tree.children(i, "obl", "nmod")
    if not inner:
        return
    content = inner[0]
    clause = tree.labels[content] == "pcomp" and tree.tags[content] in ("VERB", "AUX")
    nominal = tree.tags[tree.heads[i]] in NOMINAL
    if tree.labels[i] == "conj":
        label = "conj"
    elif tree.labels[i] == "agent":
        label = "obl:agent"
    elif clause:
        label = "acl" if nominal else "advcl"
    else:
        label = "nmod" if nominal else "obl"
    for child in tree.children(i):
        if child != content:
            tree.heads[child] = content
    tree.take_place(content, i, label)
    tree.labels[i] = "mark" if clause else "case"


def _demote_copula(tree: Tree, i: int) -> None:
    below = tree.children(i, *PREDICATES)
    if not below and not tree.children(i, "expl"):
        # "is in Paris": by now the noun hangs on "is".
        right = [j for j in tree.children(i) if j > i and tree.labels[j] not in ("neg", "advmod")]
        below = [j for j in right[:1] if tree.labels[j] == "obl"]
    if not below:
        return
    predicate = below[0]
    label = tree.labels[i]
    for child in tree.children(i):
        if child != predicate:
            tree.heads[child] = predicate
    tree.take_place(predicate, i, label)
    tree.labels[i] = "cop"
