"""The official sanctions lists as files: read, checked, packed into snapshots, swapped.

The stage (`streams.stages.listed`) reads a snapshot; everything before that is here.
"""
