"""The parse as bytes, so that it travels between the stages' topics."""

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

# What the later stages read. Entities travel in the record itself.
ATTRIBUTES = ("TAG", "POS", "LEMMA", "DEP", "HEAD", "SENT_START")


def pack_parse(doc: Doc) -> bytes:
    """Return the doc's tokens, tags, lemmas, tree and sentences; some 15 bytes a word."""
    return DocBin(attrs=ATTRIBUTES, docs=[doc]).to_bytes()


def unpack_parse(data: bytes, vocab: Vocab) -> Doc:
    """Return the doc that `pack_parse` packed.

    Raises:
        ValueError: the bytes are no packed parse.
    """
    try:
        docs = list(DocBin().from_bytes(data).get_docs(vocab))
    except Exception as error:  # zlib, msgpack and numpy raise as they please
        raise ValueError(f"not a packed parse: {type(error).__name__}") from error
    if len(docs) != 1:
        raise ValueError(f"a packed parse of {len(docs)} documents")
    return docs[0]
