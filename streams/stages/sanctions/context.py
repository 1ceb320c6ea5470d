"""What one clause leaves to the article: senders and targets of the mentions around it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from schemas import EntityLabel, Measure, Modality, Party, SanctionsStatus
from streams.language import syntax
from streams.language.wordlist import words
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.encoded import Anchor
from streams.stages.sanctions.roles import INSTRUMENTS, Roles, is_company_measure, unlike
from streams.stages.sanctions.scene import PARTY_LABELS, Scene, replace_inferred
from streams.stages.sanctions.status import Reading

TIMES = words(
    """midnight noon night morning evening monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december year"""
)
# Stands that states take towards another's measures.
OTHERS_STANDS = frozenset(
    {SanctionsStatus.ALIGNED, SanctionsStatus.NOT_ALIGNED, SanctionsStatus.OPPOSED}
)
# What is done to "the measures" where the measures told before are meant.
SETTLING = words("imposed lifted eased suspended extended expanded evaded")
# What is done to "them" where they are the measures told before.
UNDOING = words("lifted eased suspended extended lapsed")
RESCINDING = words("lift repeal rescind revoke renew prolong waive relax")
REACTING = words("reject oppose condemn denounce criticise criticize decry")
PARTNERS = words("partner partners ally allies member members friend friends")


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention in the making."""

    sentence: Span
    cues: tuple[Cue, ...]
    reading: Reading
    roles: Roles
    measures: tuple[Measure, ...]
    features: dict[str, float]
    anaphoric: bool = False
    anchor: Anchor | None = None  # where the encoder was asked
    modality: Modality | None = None  # where it is judged


def complete(drafts: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Fill the senders and targets that the clauses do not name."""
    done: list[Draft] = []
    drafts = [_without_times(draft, scene) for draft in drafts]
    imposer, country = _imposer(drafts), _adversary(drafts, scene)
    for draft in drafts:
        roles = draft.roles
        senders = roles.senders or _sender(draft, done, imposer, scene)
        aligned = roles.aligned_with
        if draft.reading.status is SanctionsStatus.ALIGNED and not aligned:
            aligned = unlike(_voice(draft, scene) or _sender_before(done), senders)
        targets = roles.targets
        beside = bool(done) and done[-1].sentence.start == draft.sentence.start
        if not targets and (beside or (done and draft.anaphoric)):
            targets = done[-1].roles.targets
        if draft.anaphoric:
            targets = tuple(_absent(party) for party in targets)
        if not targets and country is not None and not is_company_measure(draft.measures):
            named = [item for item in _named_in(draft.sentence, scene) if item.country == country]
            own = {party.country for party in senders}
            targets = (replace_inferred(named[0]),) if named and country not in own else ()
            if not named and country not in own:
                continue_with = _state_party(country, scene)
                targets = (continue_with,) if continue_with is not None else ()
        if not targets and not (done and draft.reading.status is SanctionsStatus.ALIGNED):
            targets = _target_in_sentence(draft, (*senders, *aligned), scene)
        done.append(replace(draft, roles=Roles(senders, unlike(targets, senders), aligned)))
    return [_with_adversary(draft, done, country, scene) for draft in done]


def _without_times(draft: Draft, scene: Scene) -> Draft:
    """Drop "midnight" and "30 July", which are nobody."""
    kept = tuple(
        party
        for party in draft.roles.targets
        if party.country or party.kb_id or not _is_time(party, scene)
    )
    return replace(draft, roles=replace(draft.roles, targets=kept))


def _is_time(party: Party, scene: Scene) -> bool:
    if party.start is None or party.end is None:
        return False
    span = scene.doc.char_span(party.start, party.end, alignment_mode="expand")
    return span is not None and any(
        token.lower_ in TIMES
        or ((entity := scene.entities.get(token.i)) and entity.label is EntityLabel.DATE)
        for token in span
    )


def _imposer(drafts: Sequence[Draft]) -> Party | None:
    """Return who imposes most of what the article tells, by the clauses that say so."""
    counts: Counter[str] = Counter()
    first: dict[str, Party] = {}
    for draft in drafts:
        if is_company_measure(draft.measures) or draft.reading.status in OTHERS_STANDS:
            continue
        for party in draft.roles.senders:
            if party.country or party.kb_id:
                counts[party.name] += 1
                first.setdefault(party.name, party)
    if not counts:
        return None
    (best, often), *rest = counts.most_common(2)
    return first[best] if often > 1 and (not rest or rest[0][1] < often) else None


def _named_in(sentence: Span, scene: Scene) -> list[Party]:
    return [
        party
        for token in sentence
        if scene.is_state(token) and (party := scene.named(token)) is not None
    ]


def _state_party(country: str, scene: Scene) -> Party | None:
    name = _state_name(country, scene)
    if name is None:
        return None
    return Party(name=name, country=country, kb_id=scene.ids.get(name), inferred=True)


def _sender(
    draft: Draft, done: Sequence[Draft], imposer: Party | None, scene: Scene
) -> tuple[Party, ...]:
    """Return the sender that the clause does not name, from the nearest place that does."""
    if is_company_measure(draft.measures):
        return _company_before(draft, scene)
    return (
        _sender_beside(draft, done)
        or _voice(draft, scene)
        or _sender_in_sentence(draft, scene)
        or unlike((_absent(imposer),) if imposer else (), draft.roles.targets)
        or _sender_before(done)
        or _actor_before(draft, scene)
    )


def _sender_in_sentence(draft: Draft, scene: Scene) -> tuple[Party, ...]:
    """Return the usual sender nearest to the cue in its sentence."""
    taken = {party.name for party in draft.roles.targets}
    head = draft.cues[0].head
    found = [
        (abs(token.i - head.i), party)
        for token in draft.sentence
        if scene.is_state(token)
        and (party := scene.named(token)) is not None
        and party.name not in taken
        and party.name in scene.lexicon.usual_senders
    ]
    return (replace_inferred(min(found, key=lambda item: item[0])[1]),) if found else ()


def _company_before(draft: Draft, scene: Scene) -> tuple[Party, ...]:
    """Return the company named last before its own step, where the parse gives no subject."""
    companies = scene.lexicon.groups["company"]
    for token in reversed(scene.doc[draft.sentence.start : draft.cues[0].head.i]):
        entity = scene.entities.get(token.i)
        named = entity is not None and entity.label in (EntityLabel.ORG, EntityLabel.PERSON)
        if (named and not scene.is_state(token)) or syntax.lemma(token) in companies:
            party = scene.named(token) or scene.described(token)
            return (party,) if party is not None else ()
    return ()


def _sender_beside(draft: Draft, done: Sequence[Draft]) -> tuple[Party, ...]:
    """Return the sender of the clause before in the same sentence: "bars them from entry"."""
    if not done or done[-1].sentence.start != draft.sentence.start:
        return ()
    if is_company_measure(done[-1].measures) or draft.cues[0].describes is not None:
        return ()
    return tuple(replace_inferred(party) for party in done[-1].roles.senders)


def _sender_before(done: Sequence[Draft]) -> tuple[Party, ...]:
    for earlier in reversed(done):
        if earlier.roles.senders and not is_company_measure(earlier.measures):
            source = earlier.roles.aligned_with or earlier.roles.senders
            return tuple(_absent(party) for party in source)
    return ()


def _actor_before(draft: Draft, scene: Scene) -> tuple[Party, ...]:
    """Return the state named before an active verb that has no subject in the parse."""
    verb = draft.cues[0].verb
    if verb is None or syntax.is_passive(verb):
        return ()
    taken = {party.name for party in draft.roles.targets}
    for token in reversed(scene.doc[draft.sentence.start : verb.i]):
        if scene.is_state(token) and token.dep_ in (
            "nsubj",
            "compound",
            "ROOT",
            "conj",
            "nmod:poss",
        ):
            party = scene.named(token)
            if party is not None and party.name not in taken:
                return (replace_inferred(party),)
    return ()


def _voice(draft: Draft, scene: Scene) -> tuple[Party, ...]:
    """Return for whom the speaker speaks, where that is a usual sender."""
    return tuple(
        replace_inferred(party)
        for party in scene.discourse.voice(draft.cues[0].head)
        if party.name in scene.lexicon.usual_senders
    )


def _target_in_sentence(
    draft: Draft, senders: tuple[Party, ...], scene: Scene
) -> tuple[Party, ...]:
    """Return the party after the predicate, else before it, that is no sender."""
    taken = {party.name for party in (*senders, *draft.roles.aligned_with)}
    countries = {party.country for party in senders if party.country}
    head = draft.cues[0].head
    speaker = scene.discourse.speaker(head)
    found: list[tuple[bool, int, Party]] = []
    for token in draft.sentence:
        entity = scene.entities.get(token.i)
        if entity is None or entity.label not in PARTY_LABELS:
            continue
        party = scene.named(token)
        if (
            party is None
            or party.name in taken
            or party.name in INSTRUMENTS
            or (party.country and party.country in countries)
        ):
            continue
        if speaker is not None and speaker.start == party.start:
            continue
        if entity.country is None and entity.kb_id is None and entity.label != EntityLabel.PERSON:
            continue
        if party.name in scene.lexicon.usual_senders and len(senders) == 0:
            continue
        found.append((token.i < head.i, abs(token.i - head.i), party))
    if not found:
        return ()
    best = min(found, key=lambda item: (item[0], item[1]))[2]
    return (replace_inferred(best),)


def _adversary(drafts: Sequence[Draft], scene: Scene) -> str | None:
    """Return the country that most of the article's sanctions are aimed at."""
    counts: Counter[str] = Counter()
    hit: set[str] = set()
    for draft in drafts:
        senders = {party.country for party in draft.roles.senders if party.country}
        struck = {p.country for p in draft.roles.targets if p.country} - senders
        if is_company_measure(draft.measures):
            senders = set()
        counts.update(dict.fromkeys(struck, 2))
        counts.update(dict.fromkeys(senders, -1))
        hit |= struck
    if not hit:
        return None
    told = Counter(entity.country for entity in scene.entities.values() if entity.country)
    return min(hit, key=lambda country: (-counts[country], -told[country], country))


def _with_adversary(
    draft: Draft, drafts: Sequence[Draft], country: str | None, scene: Scene
) -> Draft:
    if country is None or any(party.country == country for party in draft.roles.senders):
        return draft
    name = _state_name(country, scene)
    if name is None:
        return draft
    state = Party(name=name, country=country, kb_id=scene.ids.get(name), inferred=True)
    roles = draft.roles
    guessed = all(party.inferred and party.country is None for party in roles.targets)
    if not roles.targets or (guessed and is_company_measure(draft.measures)):
        return replace(draft, roles=replace(roles, targets=(state,)))
    if len(drafts) > 1 and all(
        party.country is None and party.kb_id is None for party in roles.targets
    ):
        targets = tuple(
            party.model_copy(
                update={"name": f"{party.name} ({name})", "country": country, "inferred": True}
            )
            if _is_common(party, scene)
            else party
            for party in roles.targets
        )
        return replace(draft, roles=replace(roles, targets=targets))
    if all(party.inferred and party.country == country for party in roles.targets) and all(
        party.name != name for party in roles.targets
    ):
        return replace(draft, roles=replace(roles, targets=(state, *roles.targets)))
    return draft


def _is_common(party: Party, scene: Scene) -> bool:
    """Say whether the phrase names nobody: "significant commercial banks"."""
    if party.start is None or party.end is None:
        return False
    span = scene.doc.char_span(party.start, party.end, alignment_mode="expand")
    return span is not None and not any(token.i in scene.entities for token in span)


def _state_name(country: str, scene: Scene) -> str | None:
    names = Counter(
        entity.canonical
        for entity in scene.entities.values()
        if entity.country == country and entity.label in (EntityLabel.GPE, EntityLabel.NORP)
    )
    return names.most_common(1)[0][0] if names else None


def _absent(party: Party) -> Party:
    return party.model_copy(update={"start": None, "end": None, "inferred": True})


def list_before(
    draft: Draft, sentences: Sequence[Span], scene: Scene
) -> tuple[tuple[Party, ...], Span | None]:
    """Return the parties of a verbless sentence before the mention's own, and that sentence.

    "Our partners, Chile and Peru, but also countries like Kenya. By now, over 30
    countries aligned with our sanctions": the sentence before names the senders.
    """
    before = None
    for sentence in sentences:
        if sentence.start >= draft.sentence.start:
            break
        before = sentence
    if before is None or draft.reading.status is not SanctionsStatus.ALIGNED:
        return (), None
    if any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in before):
        return (), None
    parties: list[Party] = []
    for token in before:
        party = scene.named(token) if scene.is_state(token) else None
        grouped = token.i + 1 < len(scene.doc) and scene.doc[token.i + 1].lower_ in PARTNERS
        if party is not None and not grouped and all(party.name != other.name for other in parties):
            parties.append(party)
    return (tuple(parties), before) if len(parties) > 1 else ((), None)


def is_anaphor(token: Token, scene: Scene) -> bool:
    """Say whether the token is the noun of "these measures", or of "imposed the measures"."""
    governor = token.head
    done = scene.lexicon.status_words.get(syntax.lemma(governor))
    if token.dep_ in ("obj", "nsubj:pass", "nsubj") and token.lower_ in ("them", "they", "it"):
        taken_up = token.lower_ != "it" or syntax.lemma(governor) in RESCINDING
        lapsing = token.dep_ != "nsubj" or done == "lapsed"
        return taken_up and lapsing and done in UNDOING
    if syntax.lemma(token) not in scene.lexicon.groups["anaphor"]:
        return False
    determiners = {child.lower_ for child in token.children if child.dep_ == "det"}
    if determiners & {"these", "those", "such"}:
        return True
    if "the" in determiners and token.dep_ in ("obj", "nsubj:pass") and done == "opposed":
        return syntax.lemma(governor) in REACTING
    return "the" in determiners and token.tag_ == "NNS" and done in SETTLING
