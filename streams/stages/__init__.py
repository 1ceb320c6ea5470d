"""The stages: pure functions from text and typed values to typed values."""
