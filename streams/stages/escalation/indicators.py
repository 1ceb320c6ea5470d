"""The escalation indicators of one article."""

import datetime as dt

from spacy.tokens import Doc, Token

from schemas.entity import Entity, EntityLabel
from schemas.escalation import EscalationIndicator, EventType
from schemas.modality import Modality
from schemas.party import Party, Speaker
from schemas.sanctions import SanctionsMention
from schemas.span import Span
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.ids import mention_id
from streams.stages.escalation.assign import assign_roles
from streams.stages.escalation.candidates import Candidate, find_candidates
from streams.stages.escalation.columns import read_columns
from streams.stages.escalation.contenders import Contenders
from streams.stages.escalation.dates import read_date
from streams.stages.escalation.from_sanctions import sanctions_indicators
from streams.stages.escalation.ground import read_ground
from streams.stages.escalation.lexicon import EscalationLexicon, Sense
from streams.stages.escalation.patterns import read_surroundings
from streams.stages.escalation.put import read_put
from streams.stages.escalation.repeats import with_repeats
from streams.stages.escalation.roles import Roles
from streams.stages.escalation.scales import rate

PLACES = frozenset({EntityLabel.GPE, EntityLabel.LOC, EntityLabel.FAC})
PLACE_PREPOSITIONS = ("in", "at", "near", "around", "outside", "off", "along", "across", "over")
MAX_CONTEXTS = 3
# What a sanctions mention tells already, in other words: "lifted", "blocked", "barred".
TOLD_BY_MENTIONS = frozenset(
    {EventType.SANCTION, EventType.COERCE, EventType.CONCEDE, EventType.RETREAT}
)
SANCTIONS_CODES = frozenset({"163", "085"})


def find_indicators(
    doc: Doc,
    entities: tuple[Entity, ...],
    sanctions: tuple[SanctionsMention, ...],
    discourse: Discourse,
    *,
    article_id: str,
    published_on: dt.date | None,
    lexicon: EscalationLexicon,
) -> tuple[EscalationIndicator, ...]:
    """Return the events that one article tells, in reading order.

    Args:
        doc: Parsed article; its text is the cleaned text.
        entities: Its entities, sorted by start.
        sanctions: Its sanctions mentions; each with a sender and a target is an event.
        discourse: Who is meant, who says so and how it is put, of this very doc.
        article_id: What the ids are made from.
        published_on: For dates such as "on Tuesday"; None where it is not known.
        lexicon: Triggers, blockers and scales.

    Returns:
        Indicators whose spans are half-open character offsets into the cleaned text.

    Source: event types, modes and scores after the PLOVER manual (2021); CAMEO codes.
    """
    around = read_surroundings(doc, lexicon.classes, discourse)
    found = list(sanctions_indicators(sanctions, article_id=article_id, lexicon=lexicon))
    told = _Told(entities, discourse, article_id, published_on, lexicon)
    covered = [(mention.evidence.start, mention.evidence.end) for mention in sanctions]
    told_of = [token for item in found for token in _words(doc, item)]
    cues = {
        token.i
        for mention in sanctions
        for token in doc.char_span(mention.cue.start, mention.cue.end, alignment_mode="expand")
        or ()
    }
    ground = read_ground(discourse, around.lemmas, lexicon=lexicon)
    contenders = Contenders(doc, discourse, ground)
    columns = read_columns(doc, around, discourse)
    for candidate in find_candidates(doc, entities, around, columns, discourse, lexicon=lexicon):
        if candidate.sense.cameo in SANCTIONS_CODES and _inside(candidate.head, covered):
            continue
        if candidate.head.i in cues or (
            candidate.sense.event_type in TOLD_BY_MENTIONS and _tells_mention(candidate, told_of)
        ):
            continue
        roles = assign_roles(candidate, discourse, columns, contenders, lexicon.roles)
        if ground.concerns(candidate.sense.event_type, (*roles.actors, *roles.recipients)):
            found.append(told.indicator(candidate, roles))
    order = sorted(found, key=lambda item: (item.trigger.start, item.trigger.end, item.id))
    return with_repeats(order)


class _Told:
    """What every indicator of one article is built from."""

    def __init__(
        self,
        entities: tuple[Entity, ...],
        discourse: Discourse,
        article_id: str,
        published_on: dt.date | None,
        lexicon: EscalationLexicon,
    ) -> None:
        self.text = discourse.referents.text  # spaCy builds it anew at every reading
        self.places = {e.start: e for e in entities if e.label in PLACES}
        self.discourse = discourse
        self.article_id = article_id
        self.published_on = published_on
        self.lexicon = lexicon

    def indicator(self, candidate: Candidate, roles: Roles) -> EscalationIndicator:
        head = candidate.head
        put = read_put(candidate, self.discourse)
        sense, modality = put.sense, put.modality
        evidence = self._span(*syntax.clause(head))
        first, last = candidate.words[0], candidate.words[-1]
        trigger = self._span(first.idx, last.idx + len(last))
        rating = rate(sense, lexicon=self.lexicon)
        ahead = modality is not Modality.ASSERTED or sense.event_type is EventType.AGREE
        return EscalationIndicator(
            id=mention_id(
                self.article_id, "escalation", trigger.start, trigger.end, sense.event_type
            ),
            evidence=evidence,
            trigger=trigger,
            event_type=sense.event_type,
            mode=sense.mode,
            contexts=self._contexts(sense, candidate),
            cameo=sense.cameo,
            quad_class=rating.quad_class,
            goldstein=rating.goldstein,
            plover_score=rating.plover_score,
            polarity=rating.polarity,
            modality=modality,
            modality_cue=self._word(put.cue),
            actors=roles.actors,
            recipients=roles.recipients,
            speaker=self._speaker(head, roles),
            location=self._location(head),
            date=read_date(evidence.text, self.published_on, ahead=ahead),
            score=candidate.verdict.score,
            features=candidate.verdict.features,
        )

    def _span(self, start: int, end: int) -> Span:
        return Span(start=start, end=end, text=self.text[start:end])

    def _word(self, token: Token | None) -> Span | None:
        return None if token is None else self._span(token.idx, token.idx + len(token))

    def _speaker(self, head: Token, roles: Roles) -> Speaker | None:
        speaker = self.discourse.speaker(head)
        if speaker is None:
            return None
        own = any(speaker.start is not None and speaker.start == p.start for p in roles.actors)
        named = any(speaker.name == party.name for party in roles.actors)
        if own or (named and not self.discourse.is_quoted(head)):
            return None
        return speaker

    def _location(self, head: Token) -> Party | None:
        for token in syntax.obliques(head, *PLACE_PREPOSITIONS):
            start = token.left_edge.idx
            for place, entity in sorted(self.places.items()):
                if start <= place <= token.idx < entity.end:
                    return Party(
                        name=entity.canonical,
                        kb_id=entity.kb_id,
                        country=entity.country,
                        start=entity.start,
                        end=entity.end,
                    )
        return None

    def _contexts(self, sense: Sense, candidate: Candidate) -> tuple[str, ...]:
        counts = {
            name: len(candidate.sentence & words) for name, words in self.lexicon.contexts.items()
        }
        told = sorted((name for name, n in counts.items() if n), key=lambda n: (-counts[n], n))
        given = self.lexicon.cameo_contexts.get(sense.cameo, ())
        return tuple(dict.fromkeys((*told, *given)))[:MAX_CONTEXTS]


def _inside(token: Token, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= token.idx < end for start, end in ranges)


def _words(doc: Doc, item: EscalationIndicator) -> list[Token]:
    """Return the words that tell a sanctions mention, and the head of their clause."""
    span = doc.char_span(item.trigger.start, item.trigger.end, alignment_mode="expand")
    return [*span, syntax.clause_head(span.root)] if span is not None else []


def _tells_mention(candidate: Candidate, told_of: list[Token]) -> bool:
    """Say whether the candidate is the very act that a sanctions mention tells."""
    own = {candidate.head.i}
    if candidate.nominal:
        own.add(syntax.clause_head(candidate.head).i)
    return any(token.i in own for token in told_of)
