"""One training run of spaCy's on one core, the same weights each time."""

import gc
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Corpus
from spacy.training.loop import DIR_MODEL_LAST as LAST
from spacy.training.loop import train as train_pipeline
from spacy.util import load_config, load_model_from_config
from thinc.api import fix_random_seed, use_ops

import streams.language.name_tagger  # noqa: F401 - the config names its component

__all__ = ["CONFIG", "LAST", "train"]

CONFIG = Path(__file__).parent / "config.cfg"
# spaCy would read all documents four times to learn the labels; so many have them all.
LABEL_DOCUMENTS = 8_000

# Millions of tokens that stay need not be looked through for garbage every moment.
GARBAGE = 200_000


def train(
    corpus: Path, dev: Path, vectors: Path | None, target: Path, overrides: dict[str, Any]
) -> Language:
    """Train the pipeline of config.cfg and write it to `target`/model-last.

    Args:
        corpus: Documents to train on, as `corpora.save` writes them.
        dev: Documents whose scores are logged.
        vectors: Folder of a pipeline with static vectors.
        target: Folder for the result.
        overrides: Of settings, such as {"training.max_steps": 100}.
    """
    paths = {
        "paths.train": str(corpus),
        "paths.dev": str(dev),
        "paths.vectors": None if vectors is None else str(vectors),
    }
    gc.set_threshold(GARBAGE)
    # numpy's OpenBLAS multiplies several times as fast as BLIS; one thread, for the same sums.
    with use_ops("numpy", use_blis=False):
        config = load_config(CONFIG, overrides={**paths, **overrides}, interpolate=True)
        fix_random_seed(config["system"]["seed"])
        nlp = load_model_from_config(config, auto_fill=True)
        reader = Corpus(corpus)
        nlp.initialize(lambda: islice(reader(nlp), LABEL_DOCUMENTS))
        target.mkdir(parents=True, exist_ok=True)
        train_pipeline(nlp, target, stdout=sys.stdout, stderr=sys.stderr)
    return nlp
