"""The lemmatizer from a table."""

from typing import Any

import numpy as np
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.tokens import Doc

from streams.language.quicker.table import Remembered, rows_as_keys

LEMMAS = "crisiswire_lemmas"
READ = ("ORTH", "POS", "MORPH", "LEMMA")


class LemmaTable:
    """Gives the lemmas of spaCy's rules, worked out once a word, part of speech and form."""

    def __init__(self, lemmatizer: EnglishLemmatizer) -> None:
        self.lemmatizer = lemmatizer
        # The words of each part of speech come as lists of some 10,000, which the rules search.
        index = lemmatizer.lookups.get_table("lemma_index", {})
        for part in tuple(index):
            index[part] = frozenset(index[part])
        self._table: Remembered[int] = Remembered()

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas and return the doc."""
        keys, _ = rows_as_keys(doc, READ)
        found = self._table.all_of(
            keys, lambda places: [self._worked_out(doc[place]) for place in places]
        )
        values: Any = np.array(found, dtype="uint64")
        return doc.from_array(["LEMMA"], values) if found else doc

    def _worked_out(self, token: Any) -> int:
        lemmatizer = self.lemmatizer
        if token.lemma and not lemmatizer.overwrite:
            return int(token.lemma)
        lemmatizer.cache.clear()  # it would grow without end
        return int(token.vocab.strings.add(lemmatizer.lemmatize(token)[0]))


@Language.factory(LEMMAS)
def make_lemmas(nlp: Language, name: str, of: str) -> LemmaTable:
    """Make the component for spaCy."""
    lemmatizer = nlp.get_pipe(of)
    assert isinstance(lemmatizer, EnglishLemmatizer)  # noqa: S101 - see table_lemmas
    return LemmaTable(lemmatizer)


def table_lemmas(nlp: Language) -> None:
    """Put the table in the place of a lemmatizer by English rules."""
    for name in tuple(nlp.pipe_names):
        pipe = nlp.get_pipe(name)
        if isinstance(pipe, EnglishLemmatizer) and pipe.mode == "rule":
            nlp.add_pipe(LEMMAS, name=f"{name} table", after=name, config={"of": name})
            nlp.remove_pipe(name)
            nlp.rename_pipe(f"{name} table", name)
