"""Every key in the store, its type and its life; nothing else names a key."""

PAGE_VIEWS = "page_views"
"""String: the plain counter, for ever. Any Redis client may read and set it."""

APPLIED_LIFE = 7 * 24 * 3600
"""Seconds for which a worker's last batch is remembered; renewed by each batch."""


def applied(worker: str) -> str:
    """Name the string that holds the last batch of a worker: number and answer.

    Its hash tag puts it into the slot of the plain counter, so that one script call
    may change both, also in a Redis Cluster.
    """
    return f"{{{PAGE_VIEWS}}}:applied:{worker}"
