"""From data to the shipped pipeline in one command.

    python -m streams.training --data FOLDER [--work FOLDER] [--target FOLDER]
        [--lookups FOLDER] [--steps N]

FOLDER holds `ner/` with the sets and vectors. The same machine and the same data give the
same weights: run it with PYTHONHASHSEED=0 and OPENBLAS_NUM_THREADS=1, as `make train` does.
"""

import argparse
import shutil
from pathlib import Path

import spacy

from streams.evaluation.corpus import ARTICLES
from streams.language.model import SHIPPED
from streams.training.assemble import assemble, lemma_tables, parts_of_speech
from streams.training.corpora import TREES, build, build_dev, save
from streams.training.scores import performance
from streams.training.train import LAST, train

SEED = 42
LICENCE = Path(__file__).parent / "model-licence.txt"


def main() -> None:
    """Train, assemble, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".train"), help="what lies between")
    parser.add_argument("--target", type=Path, default=SHIPPED)
    parser.add_argument("--lookups", type=Path, help="lemma tables other than the installed ones")
    parser.add_argument("--steps", type=int, help="fewer or more than config.cfg says")
    options = parser.parse_args()
    data, work = options.data / "ner", options.work
    blank = spacy.blank("en")
    save(build(blank, data, ARTICLES, SEED), work / "train.spacy")
    save(build_dev(blank, data, ARTICLES), work / "dev.spacy")
    train(
        work / "train.spacy",
        work / "dev.spacy",
        data / "vectors",
        work / "run",
        {} if options.steps is None else {"training.max_steps": options.steps},
    )
    finish(work / "run" / LAST, data, options.lookups, work / "assembled", options.target)


def finish(trained: Path, data: Path, lookups: Path | None, work: Path, target: Path) -> None:
    """Assemble and measure a trained pipeline, and put it in the place of what `target` holds."""
    parts = parts_of_speech(data / f"{TREES}.spacy")
    nlp = assemble(spacy.load(trained), parts, lemma_tables(lookups))
    nlp.to_disk(work)
    nlp.meta["performance"] = performance(str(work), data, ARTICLES)
    if target.exists():
        shutil.rmtree(target)
    nlp.to_disk(target)
    shutil.copy(LICENCE, target / "LICENSE")


if __name__ == "__main__":
    main()
