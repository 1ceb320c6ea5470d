"""Everything that the stages read besides the record: loaded once a process.

Nothing of it changes what a record gives; the readings are a memory that saves work.
"""

from dataclasses import dataclass, field

from spacy.language import Language

from schemas import Provenance
from streams import PIPELINE_VERSION
from streams.language.encoder.encoder import Encoder, load_encoder
from streams.language.knowledge import Knowledge, load_knowledge
from streams.language.model import load_model, model_version
from streams.language.reading import Readings
from streams.profile import Profile
from streams.stages.escalation import EscalationLexicon, load_escalation_lexicon
from streams.stages.language_id import load_identifier
from streams.stages.listed import SanctionsLists, load_sanctions_lists
from streams.stages.modality_weights import DEFAULT_WEIGHTS, Weights
from streams.stages.sanctions import SanctionsLexicon, load_sanctions_lexicon


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings say of articles: what is too large to be one, how far its events count."""

    article_bytes: int
    article_characters: int
    modality_weights: Weights = field(default_factory=lambda: DEFAULT_WEIGHTS)
    sanctions_threshold: float = 0.5


@dataclass(frozen=True, slots=True)
class Resources:
    """The model, the lists and the lexicons."""

    nlp: Language
    knowledge: Knowledge
    sanctions: SanctionsLexicon
    lists: SanctionsLists
    escalation: EscalationLexicon
    limits: Limits
    readings: Readings
    encoder: Encoder | None = None  # of the profile "accurate"

    @property
    def provenance(self) -> Provenance:
        """What a record says of what made it."""
        return Provenance(
            pipeline_version=PIPELINE_VERSION,
            model=model_version(self.nlp),
            lists_version=self.lists.version,
        )


def load_resources(
    *,
    model: str | None,
    limits: Limits,
    profile: Profile = Profile.ACCURATE,
    lists: SanctionsLists | None = None,
) -> Resources:
    """Load everything; about a second.

    Args:
        model: A spaCy pipeline's package name or path; None is the shipped one.
        limits: See Limits.
        lists: Those in force; None: the shipped ones.
        profile: Whether the encoder is loaded.

    Raises:
        EncoderError: the encoder's files are missing or broken.
        ModelMissingError: the model cannot be found or lacks a part.
        SnapshotError: the shipped lists cannot be read.
    """
    load_identifier()  # keeps its model to itself; the first article should not wait for it
    nlp, knowledge = load_model(model), load_knowledge()
    encoder = load_encoder() if profile is Profile.ACCURATE else None
    return Resources(
        nlp=nlp,
        knowledge=knowledge,
        sanctions=load_sanctions_lexicon(threshold=limits.sanctions_threshold),
        lists=load_sanctions_lists() if lists is None else lists,
        escalation=load_escalation_lexicon(),
        limits=limits,
        readings=Readings(nlp.vocab, knowledge, encoder),
        encoder=encoder,
    )
