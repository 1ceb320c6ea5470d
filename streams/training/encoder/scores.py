"""How well the heads do by themselves, over the examples: quick figures while training."""

from collections import Counter
from collections.abc import Sequence

import torch

from streams.language.encoder import labels
from streams.training.encoder.batches import Row, batches, pairs
from streams.training.encoder.network import Network

THRESHOLDS = tuple(step / 20 for step in range(2, 16))


def score(network: Network, rows: Sequence[Row]) -> dict[str, float]:
    """Return figures by set and part."""
    network.eval()
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row["part"] != "train":
            groups.setdefault(f"{row['set']} {row['part']}", []).append(row)
    found: dict[str, float] = {}
    for name, group in groups.items():
        for what, value in _score(network, group).items():
            found[f"{name}: {what}"] = value
    network.train()
    return found


@torch.no_grad()
def _score(network: Network, rows: Sequence[Row]) -> dict[str, float]:
    told: list[tuple[float, int, str, str]] = []  # probability, is an event, type told, type
    cues: list[tuple[float, int]] = []
    counts: Counter[str] = Counter()
    by_text: dict[str, tuple[float, str, list[dict[str, list[str] | str | None]]]] = {}
    for batch in batches(rows, None):
        vectors = network.vectors(batch.pieces, batch.mask, batch.spread)
        shares = torch.softmax(network.events(vectors), dim=2)
        modalities = network.modalities(vectors).argmax(dim=2)
        cue = torch.sigmoid(network.cues(vectors)).squeeze(2)
        status = network.statuses(vectors).argmax(dim=2)
        for number, row in enumerate(batch.rows):
            heads = {word: types for word, types, _ in row["events"]}
            for word in sorted({*row["content"], *heads}):
                share = 1.0 - float(shares[number, word, 0])
                kind = labels.EVENTS[1 + int(shares[number, word, 1:].argmax())]
                if row["labelled"] == "all" and (word in heads or word not in row["hidden"]):
                    told.append((share, word in heads, kind, (heads.get(word) or [""])[0]))
                if row["part"] == "measure":
                    name = row["label"]["id"]
                    if share > by_text.get(name, (-1.0, "", []))[0]:
                        by_text[name] = share, kind, row["label"]["labels"]
            for word, _, names in row["events"]:
                if names:
                    right = labels.MODALITIES[int(modalities[number, word])] == names[0]
                    counts["modality"] += right
                    counts["modalities"] += 1
            if row["cues_labelled"] == "all":
                marked = {word: state for word, state, _ in row["cues"]}
                for word in sorted({*row["content"], *marked}):
                    if word in marked or word not in row["cues_hidden"]:
                        cues.append((float(cue[number, word]), word in marked))
                for word, state in marked.items():
                    counts["status"] += labels.STATUSES[int(status[number, word])] == state
                    counts["statuses"] += 1
            for sanctions, head in ((False, network.roles), (True, network.sanctions_roles)):
                asked = pairs(row, sanctions=sanctions)
                if not asked:
                    continue
                steps = torch.tensor([labels.distance(a, b) for a, b, _ in asked])
                own = vectors[number]
                out = head(own[[a for a, _, _ in asked]], own[[b for _, b, _ in asked]], steps)
                for (_, _, role), best in zip(asked, out.argmax(dim=1).tolist(), strict=True):
                    counts["roles right"] += role == best and role > 0
                    counts["roles"] += role > 0
                    counts["roles told"] += best > 0
    found: dict[str, float] = {}
    if any(real for _, real, _, _ in told):
        best, at = max(
            (_f1([(share >= bar, real) for share, real, _, _ in told]), bar) for bar in THRESHOLDS
        )
        typed = [kind == wanted for share, real, kind, wanted in told if real and share >= at]
        found |= {"event F1": best, "at": at, "type": sum(typed) / max(1, len(typed))}
    elif by_text:
        found |= _texts(list(by_text.values()))
    if any(real for _, real in cues):
        best, at = max(
            (_f1([(share >= bar, real) for share, real in cues]), bar) for bar in THRESHOLDS
        )
        found |= {"cue F1": best, "cue at": at, "status": counts["status"] / counts["statuses"]}
    if counts["modalities"]:
        found["modality"] = counts["modality"] / counts["modalities"]
    if counts["roles"]:
        found["roles F1"] = 2 * counts["roles right"] / (counts["roles"] + counts["roles told"])
    return {name: round(value, 3) for name, value in found.items()}


def _texts(texts: Sequence[tuple[float, str, list]]) -> dict[str, float]:  # type: ignore[type-arg]
    """Return the macro-F1 of the surest word's type; and how many texts without events fire."""
    gold, kinds, empty = [], [], []
    for share, kind, marked in texts:
        if not marked:
            empty.append(share)
        elif marked[0]["event_type"]:
            gold.append(marked[0]["event_type"].replace("SANCTION", "COERCE"))
            kinds.append(kind.replace("SANCTION", "COERCE"))
    found = {}
    if len(set(gold)) > 10:
        scores = []
        for label in sorted(set(gold)):
            alike = {label, "RETREAT", "CONCEDE"} if label == "YIELD" else {label}
            both = sum(g == label and k in alike for g, k in zip(gold, kinds, strict=True))
            either = sum(g == label for g in gold) + sum(k in alike for k in kinds)
            scores.append(2 * both / either)
        found["root F1"] = sum(scores) / len(scores)
    if empty:
        found["fire at .5"] = sum(share >= 0.5 for share in empty) / len(empty)
    return found


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    both = sum(a and b for a, b in pairs)
    return 2 * both / max(1, sum(a for a, _ in pairs) + sum(b for _, b in pairs))
