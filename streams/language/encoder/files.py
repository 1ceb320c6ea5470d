"""The encoder's files: the trunk, the heads over it, its word pieces, and their hashes."""

from pathlib import Path

SHIPPED = Path(__file__).parent / "weights"
TRUNK, HEADS, TOKENIZER, MANIFEST = "trunk.onnx", "heads.npz", "tokenizer.json", "manifest.json"
