"""The encoder anew: examples, several trainings in other orders, their mean, the product's files.

    python -m streams.training.encoder --data FOLDER [--work FOLDER]

Two hours of one core. The trainings start from the same weights and read the same examples in
other orders; the mean of their weights is better than any of them, and costs no more to run.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import torch

from streams.evaluation.reader import load_reader
from streams.training.encoder.examples import read_all
from streams.training.encoder.export import export
from streams.training.encoder.fit import EPOCHS, RATE, pretrained, train

ORDERS = (1, 2)


def main() -> None:
    """Prepare, train, average, write."""
    parser = argparse.ArgumentParser(description="Train the encoder.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".train") / "encoder")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    examples = options.work / "examples.jsonl"
    with examples.open("w", encoding="utf-8") as file:
        for example in read_all(load_reader(), options.data, ()):
            if example.words:
                file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
    torch.set_num_threads(1)
    made = []
    for order in ORDERS:
        made.append(options.work / f"network-{order}.pt")
        train(examples, made[-1], epochs=EPOCHS, rate=RATE, order=order)
    export(made, pretrained())


if __name__ == "__main__":
    main()
