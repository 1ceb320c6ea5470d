"""Write the trained network as the product reads it: an int8 trunk, matrices, a manifest.

python -m streams.training.encoder.export --source FOLDER [--target FOLDER]
"""

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from streams.language.encoder.files import HEADS, MANIFEST, SHIPPED, TOKENIZER, TRUNK
from streams.training.encoder.fit import SHA256, pretrained
from streams.training.encoder.network import Network

OPSET = 17


class _Trunk(nn.Module):
    """The trunk of one sentence, in which nothing is padded."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.trunk = network.trunk

    def forward(self, pieces: Tensor) -> Tensor:
        return self.trunk(pieces, attention_mask=torch.ones_like(pieces)).last_hidden_state


def mean_network(sources: Sequence[Path], pretrained_folder: Path) -> Network:
    """Return the network whose weights are the mean of the saved ones."""
    states = [torch.load(source, weights_only=True) for source in sources]
    network = Network(str(pretrained_folder))
    network.load_state_dict(
        {
            name: torch.stack([state[name].double() for state in states]).mean(dim=0).to(part.dtype)
            for name, part in network.state_dict().items()
        }
    )
    network.eval()
    return network


def export(
    sources: Sequence[Path], folder: Path, target: Path = SHIPPED, *, int8: bool = True
) -> None:
    """Write trunk, heads, tokenizer and manifest.

    Args:
        sources: Saved networks, of which the mean is written.
        folder: Of the pretrained weights, with the tokenizer.
        target: Where to.
        int8: False leaves the trunk in 32 bits, to see what is lost.
    """
    network = mean_network(sources, folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "trunk.onnx"
        torch.onnx.export(
            _Trunk(network),
            (torch.randint(1000, 2000, (1, 24)),),
            str(plain),
            input_names=["pieces"],
            output_names=["hidden"],
            dynamic_axes={"pieces": {1: "n"}, "hidden": {1: "n"}},
            opset_version=OPSET,
            dynamo=False,
        )
        if int8:
            quantize_dynamic(plain, target / TRUNK, weight_type=QuantType.QInt8, per_channel=True)
        else:
            shutil.copy(plain, target / TRUNK)
    heads = {
        name: value.numpy()
        for name, value in network.state_dict().items()
        if not name.startswith("trunk.")
    }
    np.savez(target / HEADS, **heads)
    shutil.copy(folder / "tokenizer.json", target / TOKENIZER)
    names = (TRUNK, HEADS, TOKENIZER)
    hashes = {name: hashlib.sha256((target / name).read_bytes()).hexdigest() for name in names}
    manifest = {"pretrained": {"model.safetensors": SHA256}, "sha256": hashes}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description="Write the encoder for the product.")
    parser.add_argument("--source", type=Path, nargs="+", required=True)
    parser.add_argument("--target", type=Path, default=SHIPPED)
    parser.add_argument("--float32", action="store_true")
    options = parser.parse_args()
    export(options.source, pretrained(), options.target, int8=not options.float32)


if __name__ == "__main__":
    main()
