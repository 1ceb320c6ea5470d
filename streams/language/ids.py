"""Deterministic ids: the same span of the same article has the same id, in every run."""

import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://crisiswire.dev/ids/1")


def mention_id(article_id: str, kind: str, *parts: object) -> str:
    """Return the UUID (version 5) of one mention.

    Args:
        article_id: The article's id.
        kind: What is identified, such as "sanctions" or "escalation".
        parts: What tells mentions of that kind apart: start, end, type ...
    """
    return str(uuid.uuid5(NAMESPACE, "|".join((article_id, kind, *map(str, parts)))))
