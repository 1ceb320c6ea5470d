"""What is asked of each sentence, and how far off the answers are."""

import torch
from torch import Tensor
from torch.nn import functional as f

from streams.language.encoder import labels
from streams.training.encoder.batches import Batch, pairs
from streams.training.encoder.network import Network

# How much each question counts beside whether and which event a word tells.
MODALITY, CUE, STATUS, MEASURE, ROLE = 0.5, 1.0, 0.3, 0.3, 0.5


def loss(network: Network, batch: Batch) -> Tensor:
    """Return the sum of all questions' losses, a sentence."""
    vectors = network.vectors(batch.pieces, batch.mask, batch.spread)
    parts = [
        _events(network, batch, vectors),
        MODALITY * _modalities(network, batch, vectors),
        *_cues(network, batch, vectors),
        ROLE * _roles(network, batch, vectors, sanctions=False),
        ROLE * _roles(network, batch, vectors, sanctions=True),
    ]
    return torch.stack(parts).sum() / len(batch.rows)


def _events(network: Network, batch: Batch, vectors: Tensor) -> Tensor:
    where, wanted = [], []
    for number, row in enumerate(batch.rows):
        marked = {word: types for word, types, _ in row["events"] if types}
        for word, types in marked.items():
            where.append((number, word))
            wanted.append([labels.EVENTS.index(kind) for kind in types])
        if row["labelled"] == "all":
            closed = {*row["hidden"], *marked}
            empty = [word for word in row["content"] if word not in closed]
            where += [(number, word) for word in empty]
            wanted += [[0]] * len(empty)
    return _one_of(network.events, vectors, where, wanted)


def _modalities(network: Network, batch: Batch, vectors: Tensor) -> Tensor:
    found = [
        ((number, word), [labels.MODALITIES.index(name) for name in modalities])
        for number, row in enumerate(batch.rows)
        for word, _, modalities in row["events"]
        if modalities
    ]
    return _one_of(network.modalities, vectors, [a for a, _ in found], [b for _, b in found])


def _cues(network: Network, batch: Batch, vectors: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    where, wanted, marked, status, measures = [], [], [], [], []
    for number, row in enumerate(batch.rows):
        if row["cues_labelled"] != "all":
            continue
        heads = {word for word, _, _ in row["cues"]}
        for word, state, kinds in row["cues"]:
            marked.append((number, word))
            status.append([labels.STATUSES.index(state)])
            measures.append([float(name in kinds) for name in labels.MEASURES])
        for word in sorted({*row["content"], *heads}):
            if word in heads or word not in row["cues_hidden"]:
                where.append((number, word))
                wanted.append(float(word in heads))
    zero = vectors.sum() * 0
    if not where:
        return zero, zero, zero
    odds = network.cues(_take(vectors, where)).squeeze(1)
    first = CUE * f.binary_cross_entropy_with_logits(odds, torch.tensor(wanted), reduction="sum")
    if not marked:
        return first, zero, zero
    second = STATUS * _one_of(network.statuses, vectors, marked, status)
    told = network.measures(_take(vectors, marked))
    third = f.binary_cross_entropy_with_logits(told, torch.tensor(measures), reduction="sum")
    return first, second, MEASURE * third


def _roles(network: Network, batch: Batch, vectors: Tensor, *, sanctions: bool) -> Tensor:
    events, places, steps, wanted = [], [], [], []
    for number, row in enumerate(batch.rows):
        for event, place, role in pairs(row, sanctions=sanctions):
            events.append((number, event))
            places.append((number, place))
            steps.append(labels.distance(event, place))
            wanted.append(role)
    if not wanted:
        return vectors.sum() * 0
    head = network.sanctions_roles if sanctions else network.roles
    told = head(_take(vectors, events), _take(vectors, places), torch.tensor(steps))
    return f.cross_entropy(told, torch.tensor(wanted), reduction="sum")


def _one_of(
    head: torch.nn.Module, vectors: Tensor, where: list[tuple[int, int]], wanted: list[list[int]]
) -> Tensor:
    """Return the loss of a choice where any of the wanted answers is right."""
    if not where:
        return vectors.sum() * 0
    told = f.log_softmax(head(_take(vectors, where)), dim=1)
    open_ = torch.full_like(told, float("-inf"))
    for number, answers in enumerate(wanted):
        open_[number, answers] = 0.0
    return -torch.logsumexp(told + open_, dim=1).sum()


def _take(vectors: Tensor, where: list[tuple[int, int]]) -> Tensor:
    rows, words = zip(*where, strict=True)
    return vectors[list(rows), list(words)]
