"""A full disk for one process: no file of its can grow, until there is room again."""

import resource


def fill(pid: int) -> None:
    """Make every write that makes a file longer an error.

    The process must ignore SIGXFSZ, as Python does.
    """
    _limit(pid, 0)


def free(pid: int) -> None:
    """Let files grow again."""
    _limit(pid, None)


def _limit(pid: int, size: int | None) -> None:
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    soft = most if size is None else size
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, most))
