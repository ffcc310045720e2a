"""The result of an edit, in one line."""

from page_tracker.cli.terminal.screen import Screen, printable
from page_tracker.storage.recording.outcomes import Numbers


def show_change(screen: Screen, page: str, before: Numbers, after: Numbers) -> None:
    """Show the numbers of a page before and after an edit.

    For example ``example.com/hello: 7,157 → 0 views, 6,370 → 0 visitors``.
    """
    parts = (
        f"{screen.number(old)} {screen.arrow} {screen.number(new)} {what}"
        for old, new, what in zip(before, after, Numbers._fields, strict=True)
    )
    _show(screen, f"{page}: {', '.join(parts)}")


def show_removal(screen: Screen, what: str, done: str, views: int) -> None:
    """Show that a site or a page was reset or deleted, and the views it had."""
    _show(screen, f"{what} was {done} ({screen.number(views)} views removed)")


def _show(screen: Screen, text: str) -> None:
    line = printable(text)
    line.no_wrap, line.overflow = False, "fold"  # nothing of it is cut
    screen.show(line)
