"""Near-duplicates: a signature of each article, and a register that reads them in order."""

from streams.stages.duplicates.register import Answer, Register
from streams.stages.duplicates.signature import sign

__all__ = ["Answer", "Register", "sign"]
