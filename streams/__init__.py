"""crisiswire: streaming workers that turn raw crisis news into structured events."""

PIPELINE_VERSION = "0.1.0"
