"""The collector of cycles, kept away from what is none; PyPy sees to that by itself."""

import gc
from contextlib import suppress

# New objects until the collector looks for cycles. The requests of a batch are some
# thousand, none in a cycle; to look at them was a twentieth of the time of a view.
_AFTER = 10_000


def freeze() -> None:
    """Let no collection look at what there is now: it stays.

    To look at an object is to write to its page, which a worker and its parent then no
    longer share.
    """
    with suppress(AttributeError):
        gc.freeze()


def collect_seldom() -> None:
    """Let the collector look for cycles after more new objects than usual."""
    with suppress(AttributeError):
        gc.set_threshold(_AFTER)
