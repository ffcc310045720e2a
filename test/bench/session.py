"""A session: a process with all its descendants, as ``/proc`` shows them.

The harness starts every contender as the leader of a session of its own, so its
workers are found by the session's number, also when their parent has gone.
"""

import os
from pathlib import Path

PROC = Path("/proc")
TICK = 1 / os.sysconf("SC_CLK_TCK")
# Places in /proc/PID/stat after the command's name, which ends with ")".
SESSION = 3
TIMES = slice(11, 15)  # user and system time: its own, and of children that it reaped


def members(session: int) -> list[int]:
    """Return the process ids of a session."""
    found = [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]
    return [pid for pid in found if _session(pid) == session]


def cpu_seconds(session: int) -> float:
    """Return the processor time that the processes of a session have used."""
    ticks = (sum(map(int, _stat(pid)[TIMES])) for pid in members(session))
    return sum(ticks) * TICK


def proportional_bytes(session: int) -> int:
    """Return the memory of a session: the sum of PSS, shared pages counted once."""
    return sum(_memory(pid, "Pss:") for pid in members(session))


def largest_resident_bytes(session: int) -> int:
    """Return the RSS of the session's largest process."""
    return max((_memory(pid, "Rss:") for pid in members(session)), default=0)


def _session(pid: int) -> int | None:
    stat = _stat(pid)
    return int(stat[SESSION]) if stat else None


def _stat(pid: int) -> list[str]:
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8")
    except OSError:  # it has just ended
        return []
    return text.rpartition(")")[2].split()


def _memory(pid: int, label: str) -> int:
    """Return one line of ``smaps_rollup``, in bytes; 0 for a process without memory."""
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_text(encoding="utf-8")
    except OSError:  # a zombie, or it has just ended
        return 0
    lines = (line.split() for line in text.splitlines())
    return next((int(line[1]) * 1024 for line in lines if line[0] == label), 0)
