"""Putting the quicker parts into a pipeline."""

from typing import Any

from spacy.language import Language

from streams.language.quicker.lemmas import table_lemmas
from streams.language.quicker.ruler import table_ruler
from streams.language.quicker.tree import quick_tree
from streams.language.quicker.words import quick_tok2vec


def quicken(nlp: Language) -> None:
    """Put the quicker parts into a pipeline; leaves alone what it cannot replace exactly."""
    for _, pipe in nlp.pipeline:
        model: Any = getattr(pipe, "model", None)
        if model is None:
            continue
        quick = quick_tok2vec(model, nlp)
        if quick is not None:
            pipe.model = quick  # type: ignore[attr-defined]
            continue
        for node in list(model.walk()):
            for place, layer in enumerate(node.layers):
                inner = quick_tok2vec(layer, nlp)
                if inner is not None:
                    node.layers[place] = inner
    table_ruler(nlp)
    table_lemmas(nlp)
    quick_tree(nlp)
