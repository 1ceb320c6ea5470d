"""A spaCy component that misbehaves on a marker word; found by its entry point.

The product has no hook for this: it loads a pipeline that the operator names.
"""

import os
import signal
import time

from spacy.language import Language
from spacy.tokens import Doc

RAISE, HANG, DIE, MEMORY, SLOW = (
    "zebraraise", "zebrahang", "zebradie", "zebramemory", "zebraslow",
)  # fmt: skip
SLOW_SECONDS = 6.0


@Language.component("crisiswire_saboteur")
def sabotage(doc: Doc) -> Doc:
    """Do what the marker word says."""
    if RAISE in doc.text:
        raise ValueError("the model raises")
    if HANG in doc.text:
        time.sleep(3600)
    if DIE in doc.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if MEMORY in doc.text:
        raise MemoryError
    if SLOW in doc.text:
        time.sleep(SLOW_SECONDS)
    return doc
