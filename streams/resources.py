"""Everything that the stages read besides the record: loaded once a process, then never changed."""

from dataclasses import dataclass

from spacy.language import Language

from schemas import Provenance
from streams import PIPELINE_VERSION
from streams.language.knowledge import Knowledge, load_knowledge
from streams.language.model import load_model
from streams.stages.escalation import EscalationLexicon, load_escalation_lexicon
from streams.stages.language_id import load_identifier
from streams.stages.listed import SanctionsLists, load_sanctions_lists
from streams.stages.sanctions import SanctionsLexicon, load_sanctions_lexicon


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too large to be an article."""

    article_bytes: int
    article_characters: int


@dataclass(frozen=True, slots=True)
class Resources:
    """The model, the lists and the lexicons."""

    nlp: Language
    knowledge: Knowledge
    sanctions: SanctionsLexicon
    lists: SanctionsLists
    escalation: EscalationLexicon
    limits: Limits

    @property
    def provenance(self) -> Provenance:
        """What a record says of what made it."""
        meta = self.nlp.meta
        return Provenance(
            pipeline_version=PIPELINE_VERSION,
            model=f"{meta['lang']}_{meta['name']}-{meta['version']}",
            lists_version=self.lists.version,
        )


def load_resources(*, model: str | None, limits: Limits) -> Resources:
    """Load everything; about a second.

    Args:
        model: A spaCy pipeline's package name or path; None is the shipped one.
        limits: See Limits.

    Raises:
        ModelMissingError: the model cannot be found or lacks a part.
    """
    load_identifier()  # keeps its model to itself; the first article should not wait for it
    return Resources(
        nlp=load_model(model),
        knowledge=load_knowledge(),
        sanctions=load_sanctions_lexicon(),
        lists=load_sanctions_lists(),
        escalation=load_escalation_lexicon(),
        limits=limits,
    )
