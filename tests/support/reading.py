"""Reading a text as the stages do: parse, entities, discourse; the pipeline is loaded once."""

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from streams.language.discourse import Discourse, read_discourse
from streams.language.knowledge import Knowledge, load_knowledge
from streams.language.model import load_model
from streams.stages.entities import find_entities


@cache
def pipeline() -> tuple[Language, Knowledge]:
    """Load the shipped pipeline and the lists."""
    return load_model(), load_knowledge()


def parse(text: str) -> Doc:
    """Parse a text with the shipped pipeline."""
    return pipeline()[0](text)


def read(text: str) -> tuple[Doc, Discourse]:
    """Parse a text and read its discourse."""
    nlp, knowledge = pipeline()
    doc = nlp(text)
    return doc, read_discourse(doc, find_entities(doc, knowledge=knowledge), knowledge=knowledge)


def word(doc: Doc, form: str, nth: int = 0) -> Token:
    """Return the nth token with this form."""
    return [token for token in doc if token.text == form][nth]
