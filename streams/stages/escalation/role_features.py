"""What shows that a party acts in an event, or that it is acted on: named features.

A name tells a relation and what stands there: "p=v<nsubj" the way through the tree from the
event to the party, "p+T" the same with the event's type, "r" what the rules of `roles` make
of the party. A party that is named at several places has the features of all.
"""

from streams.language.discourse import Discourse
from streams.stages.escalation.candidates import Candidate
from streams.stages.escalation.columns import Columns
from streams.stages.escalation.contenders import Contender
from streams.stages.escalation.roles import Roles

LONGEST = 5  # steps of a way through the tree
SHORT = 3  # steps of a way that is looked at together with the event's own word
DISTANCES = (1, 2, 3, 5, 8, 12, 20)
PLAIN = frozenset({"flat", "compound", "conj", "appos"})  # steps within a phrase
CASED = frozenset({"obl", "nmod", "advcl", "acl", "obl:agent"})


def event_features(candidate: Candidate, columns: Columns) -> str:
    """Return in a word what form the event has: "v", "passive" or "n"."""
    if candidate.nominal:
        return "n"
    head = candidate.head.i
    labels = {columns.labels[child] for child in columns.children[head]}
    passive = bool(labels & {"aux:pass", "nsubj:pass", "obl:agent"})
    bare = columns.tags[head] == "VBN" and columns.labels[head] in ("acl", "acl:relcl", "advcl")
    return "passive" if passive or (bare and "aux" not in labels) else "v"


def contender_features(
    contender: Contender,
    others: list[Contender],
    candidate: Candidate,
    roles: Roles,
    columns: Columns,
    discourse: Discourse,
) -> list[str]:
    """Return what shows of one party of one event.

    Args:
        contender: The party.
        others: All parties of the event, in any order.
        candidate: The event.
        roles: Its parties by the rules.
        columns: Of the article.
        discourse: Of the article.
    """
    kind, form = candidate.sense.event_type.value, event_features(candidate, columns)
    found = [*_by_rule(contender, roles, kind, form), *_as_speaker(contender, candidate, discourse)]
    for where in contender.far:
        found += [f"far={where}", f"far+T={where} {kind}"]
    if not contender.places:
        inside = sum(bool(other.places) for other in others)
        return [*found, "far", f"far T={kind}", f"far beside {min(inside, 2)}", f"far form={form}"]
    head = candidate.head.i
    lemma = columns.lemmas[head]
    agentless = form == "passive" and not any(
        columns.labels[child] == "obl:agent" or columns.preposition(child) == "by"
        for child in columns.children[head]
    )
    before = sorted(p for other in others for p in other.places if p < head)
    after = sorted(p for other in others for p in other.places if p > head)
    for place in contender.places:
        way, steps = _way(head, place, columns)
        side = "b" if place < head else "a"
        distance = sum(abs(place - head) > end for end in DISTANCES)
        if side == "b":
            rank = f"b{min(len(before) - before.index(place), 4)}"
            first = place == before[0]
        else:
            rank, first = f"a{min(after.index(place) + 1, 4)}", place == after[0]
        by, sort = columns.preposition(place) or columns.labels[place], columns.kind(place)
        found += [
            f"p={form}{way}", f"p+T={form}{way} {kind}", f"side={form} {side}",
            f"side+T={form} {side} {kind}", f"d={side}{distance}", f"rank={rank}",
            f"rank+T={form} {rank} {kind}", f"first={side}{first}", f"by={by}", f"by+T={by} {kind}",
            f"by+l={by} {lemma}", f"kind={sort}", f"kind+side={sort} {side}",
            f"end={columns.labels[place]} {form}", f"l+side={lemma} {side}",
        ]  # fmt: skip
        if agentless:
            found += [f"agentless by={by}", f"agentless kind={sort}", f"agentless way={way}"]
        if by != columns.labels[place]:  # "gunmen in Guatemala City"
            within = columns.lemmas[columns.heads[place]]
            found.append(f"within={by} {within}")
        if steps <= SHORT:
            found.append(f"p+l={way} {lemma}")
            if way.startswith(">"):
                found.append(f"p+g={way} {columns.lemmas[columns.heads[head]]}")
        if not columns.kinds[place]:
            word = columns.lemmas[place]
            found += [f"w={word}", f"w+side={word} {side}", f"w+T={word} {kind}"]
    alone = sum(bool(other.places) for other in others) == 1
    return [*found, f"alone={alone} {form}"]


def _by_rule(contender: Contender, roles: Roles, kind: str, form: str) -> list[str]:
    found = []
    for name, parties in (("actor", roles.actors), ("recipient", roles.recipients)):
        for at, party in enumerate(parties):
            if party.name == contender.party.name:
                how = f"{name}{' inferred' if party.inferred else ''}"
                found += [f"r={how}", f"r+T={how} {kind}", f"r+f={how} {form}", f"r at={how} {at}"]
        if not parties:
            found.append(f"r none={name} {bool(contender.places)}")
    return found


def _as_speaker(contender: Contender, candidate: Candidate, discourse: Discourse) -> list[str]:
    speaker = discourse.speaker(candidate.head)
    if speaker is None:
        return ["no speaker"]
    kind = candidate.sense.event_type.value
    own = speaker.name == contender.party.name or (
        speaker.start is not None and speaker.start == contender.party.start
    )
    return [f"speaks={own}", f"speaks+T={own} {kind}"]


def _way(head: int, place: int, columns: Columns) -> tuple[str, int]:
    """Return the way from the event to the party: steps up, then down, and their number."""
    ups = [head]
    while columns.heads[ups[-1]] != ups[-1] and len(ups) <= LONGEST:
        ups.append(columns.heads[ups[-1]])
    downs = [place]
    while downs[-1] not in ups and columns.heads[downs[-1]] != downs[-1] and len(downs) <= LONGEST:
        downs.append(columns.heads[downs[-1]])
    if downs[-1] not in ups:
        return ">far", LONGEST + 1
    climb = ups[: ups.index(downs[-1])]
    steps = [f">{columns.labels[one]}" for one in climb]
    for one in reversed(downs[:-1]):
        label = columns.labels[one]
        if label in PLAIN:
            continue
        if label in CASED:
            label = f"{label}:{columns.preposition(one)}"
        steps.append(f"<{label}")
    return "".join(steps) or "=", len(steps)
