"""The identity of a store: its run id and its replication id."""

UNNAMED = "?"
"""The identity of every store that does not report one."""


def named(store: str) -> bool:
    """Return whether a store has reported an identity."""
    return store not in ("", UNNAMED)
