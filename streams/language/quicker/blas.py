"""Which library multiplies matrices."""

import os
from contextlib import AbstractContextManager

from thinc.api import use_ops

ONE_THREAD = "OPENBLAS_NUM_THREADS"


def one_thread_blas() -> AbstractContextManager[None]:
    """Let models that are loaded within multiply by numpy's OpenBLAS where it has one thread.

    It is 2 to 6 times as quick as spaCy's BLIS, which falls back to portable code on
    processors that it does not know, as those of the last years. With more threads it would
    burn a second core by waiting, so that there BLIS stays. The entry point sets
    OPENBLAS_NUM_THREADS=1, which counts only before numpy is loaded.
    """
    return use_ops("numpy", use_blis=os.environ.get(ONE_THREAD) != "1")
