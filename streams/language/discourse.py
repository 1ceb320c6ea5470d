"""What an article's sentences leave to the reader: who is meant, who says so, how it is put."""

from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Token

from schemas.entity import Entity
from schemas.modality import Modality
from schemas.party import Party, Speaker
from streams.language.attribution import Attributions, read_attributions
from streams.language.boilerplate import boilerplate_lines
from streams.language.conditions import find_conditions
from streams.language.dating import find_pasts
from streams.language.encoder.encoded import EncodedText
from streams.language.encoder.encoder import Encoder
from streams.language.knowledge import Knowledge
from streams.language.mentions import read_mentions
from streams.language.modality import Setting, read_modality
from streams.language.reference import Referents, read_referents
from streams.language.signs import Sign
from streams.language.syntax import stretches


@dataclass(frozen=True, slots=True)
class Discourse:
    """One article's answers, asked by token; see `read_discourse`."""

    referents: Referents
    attributions: Attributions
    setting: Setting
    outside: tuple[tuple[int, int], ...]
    encoded: EncodedText | None = None  # None in the profile "fast"

    def parties(self, token: Token) -> tuple[Party, ...]:
        """Return who the noun phrase headed by the token names, coordinated phrases included.

        States carry their name whatever word stands for them ("the Kremlin", "Russian
        forces"); people keep their own name, with their country. The offsets are those
        of the words; a party concluded from the context ("they", "the bloc", "we" in a
        quotation) is inferred, with the offsets of the words that the conclusion rests
        on. Empty where the phrase names nobody known.
        """
        return self.referents.parties(token)

    def party(self, token: Token) -> tuple[Party, ...]:
        """Return who the token's phrase names, coordinated phrases left out."""
        return self.referents.party(token)

    def represented(self, party: Party) -> Party:
        """Return the organisation for which a person of no state speaks, else the party itself.

        The head of an alliance acts for it as a president acts for the state; the
        offsets stay those of the person's words.
        """
        return self.referents.represented(party)

    def speaker(self, token: Token) -> Speaker | None:
        """Return on whose word the clause of the token stands; None where the article tells it."""
        return self.referents.speaker(token)

    def voice(self, token: Token) -> tuple[Party, ...]:
        """Return for whom the speaker of the clause speaks: the parties behind "we".

        A person's state or organisation where it is known, else the speaker.
        """
        return self.referents.voice(token)

    def is_quoted(self, token: Token) -> bool:
        """Say whether the token stands between quotation marks."""
        return self.attributions.is_quoted(token)

    def modality(self, token: Token, *, hostile: bool = False) -> Modality:
        """Return how the event headed by the token is put.

        With `hostile`, for a hostile kind of event, "if you ..., we will ..." threatens.
        """
        sign = self.modality_sign(token, hostile=hostile)
        return sign.modality if sign is not None else Modality.ASSERTED

    def modality_sign(self, token: Token, *, hostile: bool = False) -> Sign | None:
        """Return the same with the word that says so; None where it is put as a fact."""
        item = self.attributions.covering(token)
        said = token.doc[item.cue] if item is not None else None
        return read_modality(token, self.setting, said=said, hostile=hostile)

    def boilerplate(self, token: Token) -> bool:
        """Say whether the token stands in a caption, credit, prompt or navigation line."""
        return any(start <= token.idx < end for start, end in self.outside)


def read_discourse(
    doc: Doc,
    entities: tuple[Entity, ...],
    *,
    knowledge: Knowledge,
    published_on: date | None = None,
    encoder: Encoder | None = None,
) -> Discourse:
    """Read who is meant and who speaks in one article.

    Args:
        doc: Parsed article; its text is the cleaned text.
        entities: Its entities, sorted by start, without overlaps.
        knowledge: States, organisations and leaders with their canonical names.
        published_on: Date of the article; tells the past's years from the present's.
        encoder: Reads the sentences that are asked about; None: nothing is encoded.

    Returns:
        Answers by token of this very doc.
    """
    mentions = read_mentions(doc, entities, knowledge)
    people = {
        at: mention.first
        for mention in mentions
        if mention.is_person
        for at in range(mention.first, mention.last + 1)
    }
    text, sentences = doc.text, tuple(stretches(doc))
    attributions = read_attributions(doc, text, sentences, people)
    year = published_on.year if published_on is not None else None
    return Discourse(
        referents=read_referents(doc, text, mentions, attributions),
        attributions=attributions,
        setting=Setting(find_conditions(text, sentences), find_pasts(text, sentences, year), year),
        outside=boilerplate_lines(text),
        encoded=EncodedText(doc, entities, encoder) if encoder is not None else None,
    )
