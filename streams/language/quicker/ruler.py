"""The attribute ruler from a table."""

from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from streams.language.quicker.table import Remembered, rows_as_keys

TABLE = "crisiswire_attributes"
RULER = "attribute_ruler"
SETS = frozenset({"POS", "TAG", "MORPH"})
SEES = frozenset({"TAG", "DEP", "IS_SPACE"})
READ = ("TAG", "DEP", "IS_SPACE", "POS", "MORPH")
WRITTEN = ("TAG", "POS", "MORPH")
Patterns = tuple[tuple[dict[str, Any], dict[str, str]], ...]


class AttributeTable:
    """Sets tag, part of speech and morphology as an attribute ruler would, from a table.

    Of use where each pattern looks at one token's tag, dependency and blankness alone:
    then what the ruler sets depends on these and on what was set before.
    """

    def __init__(self, patterns: Patterns, vocab: Vocab) -> None:
        self.patterns = patterns
        self.vocab = vocab
        self._table: Remembered[tuple[int, int, int]] = Remembered()

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes and return the doc."""
        keys, rows = rows_as_keys(doc, READ)
        found = self._table.all_of(
            keys, lambda places: [self._worked_out(*rows[place].tolist()) for place in places]
        )
        if not found:
            return doc
        values: Any = np.array(found, dtype="uint64")
        return doc.from_array(list(WRITTEN), values)

    def _worked_out(
        self, tag: int, dep: int, blank: int, pos: int, morph: int
    ) -> tuple[int, int, int]:
        strings, morphology = self.vocab.strings, self.vocab.morphology
        token: dict[str, str | bool] = {
            "TAG": strings[tag],
            "DEP": strings[dep],
            "IS_SPACE": bool(blank),
        }
        for wanted, attributes in self.patterns:
            if all(_fits(token[key], value) for key, value in wanted.items()):
                tag = strings.add(attributes["TAG"]) if "TAG" in attributes else tag
                pos = strings[attributes["POS"]] if "POS" in attributes else pos
                morph = morphology.add(attributes["MORPH"]) if "MORPH" in attributes else morph
        return tag, pos, morph


@Language.factory(TABLE)
def make_table(nlp: Language, name: str, patterns: list[Any]) -> AttributeTable:
    """Make the component for spaCy."""
    return AttributeTable(tuple((wanted, given) for wanted, given in patterns), nlp.vocab)


def table_ruler(nlp: Language) -> None:
    """Put the table in the ruler's place, where it can stand for all of its patterns."""
    if RULER not in nlp.pipe_names:
        return
    patterns = []
    for pattern in nlp.get_pipe(RULER).patterns:  # type: ignore[attr-defined]
        alternatives, attributes = pattern["patterns"], pattern["attrs"]
        if any(len(tokens) != 1 for tokens in alternatives) or not SETS.issuperset(attributes):
            return
        patterns += [(tokens[0], attributes) for tokens in alternatives]
    if not all(SEES.issuperset(wanted) for wanted, _ in patterns):
        return
    place = nlp.pipe_names.index(RULER)
    nlp.remove_pipe(RULER)
    after = nlp.pipe_names[place - 1]
    nlp.add_pipe(TABLE, name=RULER, after=after, config={"patterns": patterns})


def _fits(value: str | bool, wanted: Any) -> bool:
    return value in wanted["IN"] if isinstance(wanted, dict) else value == wanted
