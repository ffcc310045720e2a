"""The journals, as a screen shows them."""

from datetime import UTC, datetime

from rich.text import Text

from page_tracker.storage.journal.survey import Found
from page_tracker.terminal.screen import Screen
from page_tracker.terminal.sheet import Line, Sheet

_HEADS = ("Worker", "Store", "In use", "Queued", "Since", "Bytes", "Torn")


def show_journals(screen: Screen, found: list[Found]) -> None:
    """Show what waits in each journal, and in all of them."""
    if not found:
        screen.show(f"{screen.margin}There is no journal.")
        return
    lines = [Line(each.worker, _cells(each)) for each in found]
    views = sum(each.views for each in found)
    size, torn = sum(each.size for each in found), sum(each.torn for each in found)
    nothing = Text("")
    total = Line("All journals", [nothing, nothing, views, nothing, size, torn])
    screen.show(Sheet(_HEADS, lines, total).table(screen))


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
