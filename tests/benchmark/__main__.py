"""`python -m tests.benchmark`: prints the figures as JSON."""

import argparse
import json
import os

# As `streams.__main__` does for the worker, before numpy is loaded: both sides run alike.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.benchmark.measure import measure

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure the stream against the bare pipeline.")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(json.dumps(measure(options.articles, options.rounds), indent=2))
