"""The identity of a store: its run id and its replication id."""

UNNAMED = "?"
"""The identity of every store that does not say who it is."""


def named(store: str) -> bool:
    """Return whether a store has said who it is."""
    return store not in ("", UNNAMED)
