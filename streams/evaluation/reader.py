"""A text's way through the language stages, with everything loaded once."""

from dataclasses import dataclass
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from schemas import Entity, ListedParty, SanctionsMention
from streams.language.discourse import read_discourse
from streams.language.knowledge import Knowledge, load_knowledge
from streams.language.model import load_model
from streams.stages.entities import find_entities
from streams.stages.listed import SanctionsLists, find_listed_parties, load_sanctions_lists
from streams.stages.sanctions import SanctionsLexicon, find_sanctions, load_sanctions_lexicon


@dataclass(frozen=True, slots=True)
class Reader:
    """The loaded model, lists and lexicon."""

    nlp: Language
    knowledge: Knowledge
    lexicon: SanctionsLexicon
    lists: SanctionsLists

    def mentions(self, text: str) -> tuple[SanctionsMention, ...]:
        """Return the sanctions mentions of a text."""
        doc, entities = self._parsed(text)
        discourse = read_discourse(doc, entities, knowledge=self.knowledge)
        return find_sanctions(
            doc, entities, discourse, article_id="a", published_on=None, lexicon=self.lexicon
        )

    def listed(self, text: str, published_on: date | None) -> tuple[ListedParty, ...]:
        """Return the listed parties of a text."""
        doc, entities = self._parsed(text)
        return find_listed_parties(doc, entities, published_on=published_on, lists=self.lists)

    def states(self, text: str) -> frozenset[str]:
        """Return the ISO codes of the states that a few words name: "Tehran's", "Iranian"."""
        found = (hit.value.country for hit in self.knowledge.find(text))
        return frozenset(country for country in found if country is not None)

    def _parsed(self, text: str) -> tuple[Doc, tuple[Entity, ...]]:
        doc = self.nlp(text)
        return doc, find_entities(doc, knowledge=self.knowledge)


def load_reader() -> Reader:
    """Load what the package ships."""
    return Reader(load_model(), load_knowledge(), load_sanctions_lexicon(), load_sanctions_lists())
