"""The encoder: from a sentence's words to a vector a word. A small transformer in ONNX, int8.

`python -m streams.training.encoder` makes the files; see README.md beside them.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from streams.language.encoder.files import HEADS, MANIFEST, SHIPPED, TOKENIZER, TRUNK
from streams.language.encoder.heads import Heads, Vectors, read_heads
from streams.language.model import ModelMissingError

LONGEST = 160  # word pieces; what lies beyond has the vector of nothing


class EncoderError(ModelMissingError):
    """The encoder's files are missing, or not those that were shipped."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """The loaded encoder and its heads."""

    tokenizer: Tokenizer
    session: onnxruntime.InferenceSession
    heads: Heads

    def read(self, words: Sequence[str]) -> Vectors:
        """Return the words' vectors, a row each: the means over their word pieces.

        One sentence is one run: what int8 rounds depends on all that is in a run.
        """
        coded = self.tokenizer.encode(list(words), is_pretokenized=True)
        pieces = np.array([coded.ids[:LONGEST]], dtype=np.int64)
        (hidden,) = self.session.run(None, {"pieces": pieces})
        found = np.zeros((len(words), hidden.shape[2]), dtype=np.float32)
        counts = np.zeros((len(words), 1), dtype=np.float32)
        for at, word in enumerate(coded.word_ids[:LONGEST]):
            if word is not None:
                found[word] += hidden[0, at]
                counts[word] += 1.0
        found /= np.maximum(counts, np.float32(1))
        return found


def load_encoder(folder: Path = SHIPPED) -> Encoder:
    """Load the encoder; a tenth of a second, some 60 MB.

    Raises:
        EncoderError: a file is missing, or its SHA-256 is not the manifest's.
    """
    _check(folder)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    with np.load(folder / HEADS) as table:
        heads = read_heads({name: table[name] for name in table.files})
    return Encoder(tokenizer, _session(folder / TRUNK), heads)


def _session(path: Path) -> onnxruntime.InferenceSession:
    """Return a session of one thread: the process next to it has its own core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it keeps what the longest sentence took
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _check(folder: Path) -> None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name in (TRUNK, HEADS, TOKENIZER):
            wanted, found = manifest["sha256"][name], _sha256(folder / name)
            if found != wanted:
                raise EncoderError(f"{name} of the encoder has the SHA-256 {found}, not {wanted}")
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(f"the encoder in {folder} cannot be read: {error}") from error


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
