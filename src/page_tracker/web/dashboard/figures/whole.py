"""A whole list: searched, sorted, and shown by the hundred."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from page_tracker.errors import InvalidInput
from page_tracker.storage import keys
from page_tracker.storage.reports.members import MemberReports, Members
from page_tracker.web.dashboard.figures import labels
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.lists import ListRow, entry, sizes_of
from page_tracker.web.dashboard.figures.periods import Clock, ShownPeriod
from page_tracker.web.dashboard.figures.totals import Change, change
from page_tracker.web.tables import csv_text

# Rows that are shown at once.
_MANY = 100

# The digits of the highest row that a list can be asked to begin at.
_DIGITS = 6

_MAX_SEARCH = 200

# Ways to sort: what is asked for, and what the heading says.
_VIEWS, _NAME, _CHANGE = "views", "name", "change"
_ORDERS = (_VIEWS, _NAME, _CHANGE)


class Heading(NamedTuple):
    """A heading of a column, which sorts by it."""

    text: str
    address: str
    is_current: bool


class WholeRow(NamedTuple):
    """A row with how it has changed, and visitors where they are known."""

    row: ListRow
    change: Change | None
    is_new: bool
    visitors: str | None


@dataclass(frozen=True)
class WholeList:  # pylint: disable=too-many-instance-attributes  # as a page shows
    """Rows of a list; ``count`` says how many there are of all.

    ``number`` is that of the page of rows, of ``numbers``.
    """

    name: str
    title: str
    count: str
    search: str
    headings: list[Heading]
    rows: list[WholeRow]
    has_change: bool
    has_visitors: bool
    number: int
    numbers: int
    more: str | None
    back: str | None
    csv: str


class _Matches(NamedTuple):
    members: Members
    before: Members | None
    names: list[str]


class WholeLists:
    """Reads whole lists; all methods raise :class:`StorageError` and more.

    They raise :class:`InvalidInput` for what makes no sense.
    """

    def __init__(self, members: MemberReports, clock: Clock) -> None:
        self._members = members
        self._clock = clock

    def page(self, place: DashboardLink, site: str, time: ShownPeriod) -> WholeList:
        """Return the rows that are asked for."""
        offset = _offset(place)
        name, found = self._found(place, site, time)
        shown = found.names[offset : offset + _MANY]
        visitors = self._visitors(site, name, shown, time)
        count = len(found.names)
        after = offset + _MANY
        return WholeList(
            name=name,
            title=labels.LISTS[name],
            count=f"{count:,} {labels.ONE_AND_MORE[name][count != 1]}",
            search=place.get("q") or "",
            headings=_headings(place, name, found.before is not None),
            rows=self._rows(place, site, name, found, shown, visitors=visitors),
            has_change=found.before is not None,
            has_visitors=visitors is not None,
            number=offset // _MANY + 1,
            numbers=max(-(-count // _MANY), 1),
            more=place.of_list(name, after) if after < count else None,
            back=place.of_list(name, max(offset - _MANY, 0)) if offset else None,
            csv=place.as_csv,
        )

    def csv(self, place: DashboardLink, site: str, time: ShownPeriod) -> str:
        """Return all rows that are found, as comma-separated values (RFC 4180)."""
        name, found = self._found(place, site, time)
        counted = labels.COUNTED.get(name, "Views").lower()
        views = found.members.views
        columns = ["name", counted, *["previous"] * bool(found.before)]
        then = found.before.views if found.before else {}
        rows = (
            dict(zip(columns, (each, views[each], then.get(each, 0)), strict=False))
            for each in found.names
        )
        return csv_text(columns, rows)

    def _found(
        self, place: DashboardLink, site: str, time: ShownPeriod
    ) -> tuple[str, _Matches]:
        name, order = place.get("list") or "", place.get("sort") or _VIEWS
        if name not in labels.LISTS:
            raise InvalidInput({"list": f"must be one of {', '.join(labels.LISTS)}"})
        if order not in _ORDERS:
            raise InvalidInput({"sort": f"must be one of {', '.join(_ORDERS)}"})
        periods = [time.period, *([time.before] if time.before else [])]
        members, *before = self._members.read(
            site, self._clock.today(), *((name, period) for period in periods)
        )
        # Of today, the hours that yesterday had by now are not known.
        then = before[0] if before and not time.is_today else None
        found = _Matches(members, then, _matching(members, name, place.get("q")))
        return name, found._replace(names=_sorted(found, name, order))

    def _visitors(
        self, site: str, name: str, shown: list[str], time: ShownPeriod
    ) -> dict[str, int] | None:
        """Return the visitors of pages; they are kept for all time only."""
        if name != "pages" or not time.period.everything:
            return None
        return self._members.all_time_visitors(site, shown)

    def _rows(
        self,
        place: DashboardLink,
        site: str,
        name: str,
        found: _Matches,
        shown: list[str],
        *,
        visitors: dict[str, int] | None,
    ) -> list[WholeRow]:
        titles = self._members.titles(site, shown) if name in keys.PATHS else {}
        views = [found.members.views[each] for each in shown]
        sizes = sizes_of(views, found.members.total)
        then = found.before.views if found.before else None
        return [
            WholeRow(
                replace(entry(place, name, each, size), title=titles.get(each)),
                change(number, then.get(each, 0)) if then is not None else None,
                then is not None and not then.get(each),
                None if visitors is None else f"{visitors[each]:,}",
            )
            for each, number, size in zip(shown, views, sizes, strict=True)
        ]


def _offset(place: DashboardLink) -> int:
    offset = place.get("offset") or "0"
    if not (offset.isascii() and offset.isdigit() and len(offset) <= _DIGITS):
        raise InvalidInput({"offset": "must be a whole number"})
    return int(offset)


def _matching(members: Members, name: str, search: str | None) -> list[str]:
    """Return the members whose names, as they are stored or shown, have a text."""
    wanted = (search or "")[:_MAX_SEARCH].casefold()
    return [
        each
        for each in members.views
        if wanted in each.casefold() or wanted in labels.member(name, each).casefold()
    ]


def _sorted(found: _Matches, name: str, order: str) -> list[str]:
    if order == _NAME:
        return sorted(
            found.names, key=lambda each: labels.member(name, each).casefold()
        )
    if order == _CHANGE and found.before is not None:
        now, then = found.members.views, found.before.views
        return sorted(found.names, key=lambda each: then.get(each, 0) - now[each])
    return found.names


def _headings(place: DashboardLink, name: str, has_change: bool) -> list[Heading]:
    counted = labels.COUNTED.get(name, "Views")
    texts = {_NAME: "Name", _VIEWS: counted, _CHANGE: "Change"}
    current = place.get("sort") or _VIEWS
    return [
        Heading(text, place.sorted_by(order), order == current)
        for order, text in texts.items()
        if has_change or order != _CHANGE
    ]
