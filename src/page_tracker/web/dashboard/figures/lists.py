"""Lists: what was seen most, row by row, each with its bar."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from page_tracker.storage import keys
from page_tracker.storage.reports.rankings import Ranking, RankingQuery
from page_tracker.svg.text import coordinate
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
    """Rows under a title; ``more`` leads to the rest, and ``back`` to those before.

    ``is_whole`` is said of a list alone, with many rows.
    """

    name: str
    title: str
    counted: str
    total: str
    entries: list[ListRow]
    more: str | None = None
    back: str | None = None
    is_whole: bool = False


def top_list(place: DashboardLink, query: RankingQuery, ranking: Ranking) -> ListView:
    """Return the first rows of a ranking, with a link to all of them if there are more.

    Rows that are pages lead to the page.
    """
    name = query.dimension
    more = place.of_list(name) if ranking.more else None
    return ListView(
        name=name,
        title=labels.LISTS[name],
        counted=labels.COUNTED.get(name, "Views"),
        total=f"{ranking.total:,}",
        entries=_entries(place, name, ranking),
        more=more,
    )


def whole_list(place: DashboardLink, query: RankingQuery, ranking: Ranking) -> ListView:
    """Return many rows of a ranking, with links to those before and after them."""
    before, after = query.offset - query.limit, query.offset + query.limit
    name, first = query.dimension, query.offset == 0
    return replace(
        top_list(place, query, ranking),
        more=place.of_list(name, after) if ranking.more else None,
        back=None if first else place.of_list(name, max(before, 0)),
        is_whole=True,
    )


def ignored_list(reasons: Mapping[str, int], title: str = "Left out") -> ListView:
    """Return how many views were left out, by reason."""
    total = sum(reasons.values())
    sizes = _sizes(list(reasons.values()), total)
    entries = [
        ListRow(labels.reason(reason), size)
        for reason, size in zip(reasons, sizes, strict=True)
    ]
    return ListView("ignored", title, "Views", f"{total:,}", entries)


def _entries(place: DashboardLink, name: str, ranking: Ranking) -> list[ListRow]:
    sizes = _sizes([row.views for row in ranking.rows], ranking.total)
    return [
        replace(_entry(place, name, row.name, size), title=row.title)
        for row, size in zip(ranking.rows, sizes, strict=True)
    ]


def _entry(place: DashboardLink, name: str, member: str, size: Size) -> ListRow:
    text = labels.member(name, member)
    if name in keys.PATHS and member.startswith("/"):
        return ListRow(text, size, address=place.of_page(member))
    is_ours = member.startswith("(") and text != member
    return ListRow(text, size, code=labels.CODES.get(name), is_ours=is_ours)


def _sizes(numbers: list[int], total: int) -> list[Size]:
    most = max(numbers, default=0)
    return [
        Size(f"{number:,}", _percent(number, total), coordinate(number * 100 / most))
        for number in numbers
    ]


def _percent(number: int, total: int) -> str:
    # Views may come in between the two: a part is never more than all.
    percent = number * 100 / max(number, total)
    return f"{percent:.0f} %" if percent >= 1 else "< 1 %"
