"""A packed parse and the discourse over it, made once for the stages that need them."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc
from spacy.vocab import Vocab

from schemas import Entity
from streams.language.discourse import Discourse, read_discourse
from streams.language.encoder.encoder import Encoder
from streams.language.knowledge import Knowledge
from streams.language.parse import unpack_parse

# Articles that a process remembers.
REMEMBERED = 16
_Asked = tuple[str, tuple[Entity, ...], date | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A doc, and what its sentences leave to the reader; nobody changes them."""

    doc: Doc
    discourse: Discourse


class Readings:
    """Readings of the last articles.

    Two stages of one process read the same article in turn: the second finds what the first
    has read. What is given is the same either way.
    """

    def __init__(self, vocab: Vocab, knowledge: Knowledge, encoder: Encoder | None = None) -> None:
        self._vocab = vocab
        self._knowledge = knowledge
        self._encoder = encoder
        self._last: OrderedDict[bytes, tuple[_Asked, Reading]] = OrderedDict()

    def read(
        self, packed: bytes, text: str, entities: tuple[Entity, ...], published_on: date | None
    ) -> Reading:
        """Return the reading of an article.

        Args:
            packed: Its parse, as `pack_parse` gave it.
            text: Its text.
            entities: Of the first stage.
            published_on: The day from which relative dates count.

        Raises:
            ValueError: the bytes are no parse, or that of another text.
        """
        asked = (text, entities, published_on)
        known = self._last.get(packed)
        if known is not None and known[0] == asked:
            return known[1]
        doc = unpack_parse(packed, self._vocab)
        if doc.text != text:
            raise ValueError("the parse is of another text")
        reading = Reading(
            doc,
            read_discourse(
                doc,
                entities,
                knowledge=self._knowledge,
                published_on=published_on,
                encoder=self._encoder,
            ),
        )
        self._last[packed] = (asked, reading)
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        return reading
