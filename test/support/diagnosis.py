"""What tests ask about the condition of a store."""

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.health.condition import diagnose

# With a deadline that no healthy store needs.
PATIENCE = 10.0

PATTERNS = [f"~{pattern}" for pattern in keys.PATTERNS]


def names(url: str, timeout: float = PATIENCE) -> list[str]:
    """Return the names of what is wrong with a store."""
    return [found.name for found in diagnose(connect(url, timeout), timeout)]


def message(url: str) -> str:
    """Return the sentence about the only thing that is wrong with a store."""
    (found,) = diagnose(connect(url, PATIENCE), PATIENCE)
    return found.message
