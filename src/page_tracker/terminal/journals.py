"""The journals, as a screen shows them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.text import Text

from page_tracker.storage.journal.survey import Found
from page_tracker.terminal.screen import Screen, printable
from page_tracker.terminal.sheet import Line, Sheet

_HEADS = ("Worker", "Store", "In use", "Queued", "Since", "Bytes", "Torn")


def show_journals(
    screen: Screen, found: Sequence[Found], reasons: Sequence[str | None]
) -> None:
    """Show what waits in each journal, and in all of them, and the reasons.

    A reason is a sentence about the journal at the same place, or None.
    """
    if not found:
        screen.show(f"{screen.margin}There is no journal.")
        return
    lines = [Line(each.worker, _cells(each)) for each in found]
    views = sum(each.views for each in found)
    size, torn = sum(each.size for each in found), sum(each.torn for each in found)
    nothing = Text("")
    total = Line("All journals", [nothing, nothing, views, nothing, size, torn])
    sentences = [
        _sentence(screen, each, reason)
        for each, reason in zip(found, reasons, strict=True)
        if reason is not None
    ]
    screen.show(Sheet(_HEADS, lines, total).table(screen), *sentences)


def _sentence(screen: Screen, found: Found, reason: str) -> Text:
    text = printable(f"{screen.margin}{found.worker}: {reason}")
    text.no_wrap, text.overflow = False, "fold"  # it is read, and may be pasted
    return text


def _cells(found: Found) -> list[int | Text]:
    since = ""
    if found.since is not None:
        since = f"{datetime.fromtimestamp(found.since, UTC):%F %T}Z"
    return [
        Text(found.store),
        Text("yes" if found.in_use else "no"),
        found.views,
        Text(since),
        found.size,
        found.torn,
    ]
