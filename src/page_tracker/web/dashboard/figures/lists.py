"""Lists: what was seen most, row by row, each with its bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from page_tracker.storage import keys
from page_tracker.storage.reports.rankings import Ranking, RankingRow
from page_tracker.svg.text import coordinate, noun
from page_tracker.web.dashboard.figures import labels
from page_tracker.web.dashboard.figures.links import DashboardLink


class Size(NamedTuple):
    """A number, its share of all, and its part of the longest bar, in per cent."""

    number: str
    share: str
    length: str


@dataclass(frozen=True)
class ListRow:
    """A row of a list.

    ``address`` is where it leads, and ``title`` what a page calls itself; ``code`` says
    what kind of code the text is; ``is_ours`` that it is a word of ours, not a name.
    """

    text: str
    size: Size
    address: str | None = None
    title: str | None = None
    code: str | None = None
    is_ours: bool = False


@dataclass(frozen=True)
class ListView:
    """Rows under a title; ``more`` leads to all of them if there are more.

    ``corner`` is a remark beside the title. ``note`` stands for the rows where they
    would say nothing.
    """

    name: str
    title: str
    counted: str
    entries: list[ListRow]
    more: str | None = None
    corner: str = ""
    note: str = ""


# Rows of a list beside others.
FEW = 10

# Rows that are asked for: one may be left out.
ASKED = FEW + 1


def top_list(place: DashboardLink, name: str, ranking: Ranking) -> ListView:
    """Return the first rows of a ranking, with a link to all of them if there are more.

    Rows that are pages lead to the page. What most views have by nature is left out,
    and said in the corner if it is worth it.
    """
    noise = labels.NOISE.get(name)
    left_out = sum(row.views for row in ranking.rows if row.name == noise)
    rows = [row for row in ranking.rows if row.name != noise]
    total = max(ranking.total - left_out, 0)
    is_word = labels.our_word(name, labels.UNKNOWN) is not None
    unknown = is_word and [row.name for row in rows] == [labels.UNKNOWN]
    return ListView(
        name=name,
        title=labels.LISTS[name],
        counted=labels.COUNTED.get(name, "Views"),
        entries=[] if unknown else _entries(place, name, rows[:FEW], total),
        more=place.of_list(name) if ranking.more or len(rows) > FEW else None,
        corner=_corner(name, total, ranking.total) if rows else "",
        note=_note(name) if unknown else "",
    )


def ignored_list(reasons: Mapping[str, int]) -> ListView:
    """Return how many views were left out, by reason."""
    total = sum(reasons.values())
    sizes = sizes_of(list(reasons.values()), total)
    entries = [
        ListRow(labels.reason(reason), size)
        for reason, size in zip(reasons, sizes, strict=True)
    ]
    corner = f"{total:,} {noun('request', total)}"
    return ListView("ignored", "Not counted", "Views", entries, corner=corner)


def entry(place: DashboardLink, name: str, member: str, size: Size) -> ListRow:
    """Return the row of a member of a list."""
    text = labels.member(name, member)
    if name in keys.PATHS and member.startswith("/"):
        return ListRow(text, size, address=place.of_page(member))
    is_ours = labels.our_word(name, member) is not None
    return ListRow(text, size, code=labels.CODES.get(name), is_ours=is_ours)


def sizes_of(numbers: list[int], total: int) -> list[Size]:
    """Return numbers with their shares of a total."""
    most = max(numbers, default=0)
    return [
        Size(f"{number:,}", percent(number, total), coordinate(number * 100 / most))
        for number in numbers
    ]


def percent(number: int, total: int) -> str:
    """Return a part of all as ``22%``; what is less than one per cent is ``<1%``."""
    # Views may come in between the two: a part is never more than all.
    share = number * 100 / max(number, total, 1)
    return f"{share:.0f}%" if share >= 1 else "<1%"


def _corner(name: str, total: int, of_all: int) -> str:
    return f"{percent(total, of_all)} of views" if name == "campaigns" else ""


def _note(name: str) -> str:
    if name == "countries":
        return (
            "Countries need a database or a proxy header: set"
            " PAGE_TRACKER_COUNTRY_DATABASE or PAGE_TRACKER_COUNTRY_HEADER."
        )
    return f"No {labels.ONE_AND_MORE[name][1]} are known in this period."


def _entries(
    place: DashboardLink, name: str, rows: Sequence[RankingRow], total: int
) -> list[ListRow]:
    sizes = sizes_of([row.views for row in rows], total)
    return [
        replace(entry(place, name, row.name, size), title=row.title)
        for row, size in zip(rows, sizes, strict=True)
    ]
