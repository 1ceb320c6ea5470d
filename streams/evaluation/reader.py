"""A text's way through the language stages, with everything loaded once."""

from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc

from schemas import Entity, EscalationIndicator, ListedParty, SanctionsMention
from streams.evaluation.parties import Names
from streams.language.discourse import Discourse, read_discourse
from streams.profile import Profile
from streams.resources import Limits, Resources, load_resources
from streams.stages.entities import find_entities
from streams.stages.escalation import find_indicators
from streams.stages.listed import find_listed_parties
from streams.stages.sanctions import find_sanctions

# Of the size of the settings' defaults.
LIMITS = Limits(article_bytes=10_000_000, article_characters=1_000_000)


@dataclass(frozen=True, slots=True)
class Reader:
    """The pipeline's resources, with a method for each thing that sentences are asked for."""

    resources: Resources
    names: Names
    model: str | None = None
    profile: Profile = Profile.FAST

    def mentions(self, text: str) -> tuple[SanctionsMention, ...]:
        """Return the sanctions mentions of a text."""
        doc, entities = self.parsed(text)
        return self._mentions(doc, entities, self.discourse(doc, entities))

    def indicators(self, text: str) -> tuple[EscalationIndicator, ...]:
        """Return the escalation indicators of a text."""
        doc, entities = self.parsed(text)
        discourse = self.discourse(doc, entities)
        return find_indicators(
            doc,
            entities,
            self._mentions(doc, entities, discourse),
            discourse,
            article_id="a",
            published_on=None,
            lexicon=self.resources.escalation,
        )

    def listed(self, text: str, published_on: date | None) -> tuple[ListedParty, ...]:
        """Return the listed parties of a text."""
        doc, entities = self.parsed(text)
        return find_listed_parties(
            doc, entities, published_on=published_on, lists=self.resources.lists
        )

    def parsed(self, text: str) -> tuple[Doc, tuple[Entity, ...]]:
        """Return the parse of a text and its entities."""
        doc = self.resources.nlp(text)
        return doc, find_entities(doc, knowledge=self.resources.knowledge)

    def discourse(self, doc: Doc, entities: tuple[Entity, ...]) -> Discourse:
        """Return the discourse of a parsed text."""
        return read_discourse(
            doc, entities, knowledge=self.resources.knowledge, encoder=self.resources.encoder
        )

    def _mentions(
        self, doc: Doc, entities: tuple[Entity, ...], discourse: Discourse
    ) -> tuple[SanctionsMention, ...]:
        return find_sanctions(
            doc,
            entities,
            discourse,
            article_id="a",
            published_on=None,
            lexicon=self.resources.sanctions,
        )


def load_reader(
    model: str | None = None,
    ids: dict[str, str] | None = None,
    profile: Profile = Profile.FAST,
) -> Reader:
    """Load what the package ships, or another spaCy pipeline.

    Args:
        model: A pipeline's package name or folder; None is the shipped one.
        ids: Wikidata ids by canonical name, as labelled.
        profile: Whether the encoder takes part.
    """
    resources = load_resources(model=model, limits=LIMITS, profile=profile)
    return Reader(resources, Names(resources.knowledge, ids or {}), model, profile)
