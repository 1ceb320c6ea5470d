"""Loading the spaCy pipeline: the shipped one, or the user's."""

from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import streams.language.name_tagger  # noqa: F401 - spaCy finds the shipped recogniser by it
from streams.language.clearnlp import ADAPTER, is_clearnlp
from streams.language.quicker import one_thread_blas, quicken

SHIPPED = Path(__file__).parent / "model"
PARAGRAPHS = "crisiswire_paragraphs"
NEEDED_PIPES = ("ner", "parser")


class ModelMissingError(Exception):
    """The pipeline that the user named cannot be loaded, or lacks a part that we need."""


@Language.component(PARAGRAPHS)
def start_sentences_at_paragraphs(doc: Doc) -> Doc:
    """Let a sentence begin after each line break; the parser keeps preset starts.

    The parser was trained on running text and would else read a headline without a
    full stop together with the paragraph below it.
    """
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


def load_model(name_or_path: str | None = None) -> Language:
    """Load a pipeline with tagger, parser, lemmatizer, entity recogniser and sentences.

    Args:
        name_or_path: An installed spaCy package or a folder; None loads the shipped
            pipeline. Dependency labels are UD's or ClearNLP's (`en_core_web_*`), which an
            adapter turns into UD's.

    Raises:
        ModelMissingError: it is not there, not a pipeline, or has no parser or no ner.
    """
    try:
        with one_thread_blas():
            nlp = spacy.load(SHIPPED if name_or_path is None else name_or_path)
    except (OSError, ValueError, ImportError) as error:
        raise ModelMissingError(
            f"CRISISWIRE_MODEL: no spaCy pipeline {name_or_path or SHIPPED}: {error}"
        ) from error
    lacking = [pipe for pipe in NEEDED_PIPES if pipe not in nlp.pipe_names]
    if lacking:
        raise ModelMissingError(
            f"CRISISWIRE_MODEL: the pipeline {name_or_path} has no {' and no '.join(lacking)}"
        )
    quicken(nlp)
    if is_clearnlp(nlp):
        nlp.add_pipe(ADAPTER)
    nlp.add_pipe(PARAGRAPHS, first=True)
    return nlp


def model_version(nlp: Language) -> str:
    """Return name and version as provenance states it, such as en_geopol_sm-0.2.0."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
