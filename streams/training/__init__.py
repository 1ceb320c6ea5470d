"""From open data and our own corpus to the shipped pipeline; see docs/model.md."""
