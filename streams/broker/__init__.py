"""Tools on kafka-python: topics, publish, tail, lag, dead letters. The worker uses none of it."""
