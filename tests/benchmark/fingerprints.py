"""`python -m tests.benchmark.fingerprints FILE... > before.txt`: what comes out, as digests.

A line an article: its origin, the digest of each stage's values, and that of its parse. Made
before and after a change for speed, `diff` shows which articles the change touched.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from hashlib import blake2b

# As `streams.__main__` does for the worker, before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from schemas.headers import PARSE_HEADER
from streams.inputs import Draft, read_drafts
from streams.pipeline import STAGES, run_stage
from streams.record import Record
from streams.resources import Limits, Resources, load_resources

LIMITS = Limits(4 * 1024 * 1024, 100_000)


def digest(parts: Sequence[bytes]) -> str:
    return blake2b(b"\0".join(parts), digest_size=6).hexdigest()


def fingerprint(draft: Draft, resources: Resources) -> Iterator[str]:
    """Yield the origin, a digest a stage and that of the parse; a refusal ends it."""
    yield draft.origin
    record = draft.record
    for stage in STAGES:
        outcome = run_stage(stage, record, resources)
        if outcome.refusal is not None:
            yield f"refused: {outcome.refusal.reason}"
            return
        yield digest([output.value for output in outcome.outputs])
        output = next(output for output in outcome.outputs if output.topic == stage.sink.name)
        if stage is STAGES[0]:
            parse = dict(output.headers)[PARSE_HEADER]
        record = Record(output.value, headers=output.headers)
    yield digest([parse])


def main() -> None:
    parser = argparse.ArgumentParser(description="Digests of what comes out of articles.")
    parser.add_argument("files", nargs="+", help="txt, html, json, jsonl, a directory")
    options = parser.parse_args()
    resources = load_resources(model=None, limits=LIMITS)
    for draft in read_drafts(options.files):
        print(*fingerprint(draft, resources), sep="\t", flush=True)


if __name__ == "__main__":
    main()
