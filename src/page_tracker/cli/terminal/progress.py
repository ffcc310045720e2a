"""Progress of a long operation."""

import sys
from types import TracebackType

from rich import progress
from rich.console import Console

# Lines of progress in a pipe, at most.
_LINES = 10


class ProgressBar:
    """A bar on standard error if that is a terminal, else some lines.

    A context manager. Standard output is kept for the result.
    """

    def __init__(self, what: str, steps: int) -> None:
        """Show the operation ``what``, which takes ``steps`` steps."""
        console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        self._what = what
        self._steps = steps
        self._done = 0
        self._bar = progress.Progress(
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(),
            progress.TextColumn("{task.percentage:>3.0f}%", markup=False),
            progress.TextColumn("{task.fields[reached]}", markup=False),
            console=console,
            disable=not console.is_interactive,
        )
        self._task = self._bar.add_task(what, total=steps, reached="")

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def step(self, reached: str) -> None:
        """Show that one more step is done; ``reached`` names it."""
        before, self._done = self._done, self._done + 1
        self._bar.update(self._task, completed=self._done, reached=reached)
        parts = _LINES * self._done // self._steps
        if self._bar.disable and parts > _LINES * before // self._steps:
            share = f"{parts / _LINES:.0%}"
            print(f"{self._what}: {share}, {reached}", file=sys.stderr, flush=True)
