"""Examples as tensors: batches of sentences of like length."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from streams.language.encoder import labels

LONGEST = 160  # word pieces
BATCH = 900  # word pieces, padding included
POOL = 200  # sentences among which like lengths are sought
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some sentences; `rows` are the examples."""

    rows: list[Row]
    pieces: Tensor
    mask: Tensor
    spread: Tensor


def read_rows(path: Path, tokenizer: Tokenizer) -> list[Row]:
    """Return the examples with their word pieces: `pieces`, and `ends` of each word's."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        coded = tokenizer.encode(row["words"], is_pretokenized=True)
        row["pieces"] = coded.ids[:LONGEST]
        row["of"] = coded.word_ids[:LONGEST]
        rows.append(row)
    return rows


def batches(rows: Sequence[Row], seed: int | None) -> Iterator[Batch]:
    """Yield batches; in another order for each seed, by length alone where it is None."""
    order = list(rows)
    found: list[list[Row]] = []
    if seed is None:
        pools = [sorted(order, key=lambda row: len(row["pieces"]))]
    else:
        dice = random.Random(seed)  # noqa: S311 - an order, no secret
        dice.shuffle(order)
        pools = [
            sorted(order[at : at + POOL], key=lambda row: len(row["pieces"]))
            for at in range(0, len(order), POOL)
        ]
    for pool in pools:
        batch: list[Row] = []
        for row in pool:
            if batch and (len(batch) + 1) * len(row["pieces"]) > BATCH:
                found.append(batch)
                batch = []
            batch.append(row)
        found.append(batch)
    if seed is not None:
        dice.shuffle(found)
    yield from map(collate, found)


def collate(rows: list[Row]) -> Batch:
    """Return the tensors of some examples."""
    width = max(len(row["pieces"]) for row in rows)
    words = max(len(row["words"]) for row in rows)
    pieces = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    spread = torch.zeros(len(rows), words, width)
    for number, row in enumerate(rows):
        size = len(row["pieces"])
        pieces[number, :size] = torch.tensor(row["pieces"])
        mask[number, :size] = 1
        for at, word in enumerate(row["of"]):
            if word is not None:
                spread[number, word, at] = 1.0
    spread /= spread.sum(dim=2, keepdim=True).clamp(min=1.0)
    return Batch(rows, pieces, mask, spread)


def pairs(row: Row, *, sanctions: bool) -> list[tuple[int, int, int]]:
    """Return (word of the event, place, number of its role) for each labelled pair."""
    prefix, names = ("sanctions_", labels.SANCTIONS_ROLES) if sanctions else ("", labels.ROLES)
    told = {(event, place): names.index(role) for event, place, role in row[prefix + "roles"]}
    hidden = {tuple(pair) for pair in row[prefix + "roles_hidden"]}
    return [
        (event, place, told.get((event, place), 0))
        for event in dict.fromkeys(row[prefix + "roles_of"])
        for place in row["places"]
        if place != event and ((event, place) in told or (event, place) not in hidden)
    ]
