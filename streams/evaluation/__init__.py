"""Figures of the stages on labelled data; nothing of the product imports it."""
