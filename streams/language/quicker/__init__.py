"""Quicker ways to the same parse: what spaCy works out anew each time is kept or tabled.

Measured by `python -m streams.evaluation.speed`; the figures are in docs/benchmarks.md.
"""

from streams.language.quicker.blas import one_thread_blas
from streams.language.quicker.install import quicken

__all__ = ["one_thread_blas", "quicken"]
