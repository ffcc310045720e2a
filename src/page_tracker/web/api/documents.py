"""Documents: the JSON form of reports."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from page_tracker.storage.journal.survey import JournalStatus
from page_tracker.storage.reports.rankings import Ranking, RankingQuery, RankingRow
from page_tracker.storage.reports.series import Series
from page_tracker.storage.reports.sites import SiteTotals
from page_tracker.tracking.period import Period
from page_tracker.tracking.shown_host import shown_host

Document = dict[str, object]


def sites_document(found: list[SiteTotals]) -> Document:
    """Return ``{"sites": [{"site", "name", "views", "visitors", "events"}]}``.

    ``name`` is the site in the letters that a person reads.
    """
    return {
        "sites": [
            {"site": site, "name": shown_host(site), **numbers._asdict()}
            for site, numbers in found
        ]
    }


def journals_document(
    found: Sequence[JournalStatus], reasons: Sequence[str | None]
) -> Document:
    """Return ``{"journals": [...]}``.

    Each has the fields of :class:`JournalStatus`, and ``reason``: why views are
    pending, or null.
    """
    pairs = zip(found, reasons, strict=True)
    return {"journals": [{**each._asdict(), "reason": why} for each, why in pairs]}


def top_document(query: RankingQuery, ranking: Ranking) -> Document:
    """Return ``{"site", "dimension", "from", "to", "total", "rows"}``.

    A row is ``{"name", "views"}``. It has ``previous`` if the period before was
    requested, and ``title`` if it is a page with a known title.
    """
    return {
        "site": query.site,
        "dimension": query.dimension,
        **_span(query.period),
        "total": ranking.total,
        "rows": [_row(row) for row in ranking.rows],
    }


def series_document(
    site: str, period: Period, unit: str, zone: ZoneInfo, found: Series
) -> Document:
    """Return the numbers of a site by ``unit``, and their sums.

    ``{"site", "unit", "timezone", "from", "to", "views", "visitors", "points"}``, where
    a point is ``{"start", "views", "visitors"}``, see :class:`Point`.
    """
    return {
        "site": site,
        "unit": unit,
        "timezone": zone.key,
        **_span(period),
        "views": found.views,
        "visitors": found.visitors,
        "points": [point._asdict() for point in found.points],
    }


def _span(period: Period) -> Document:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _row(row: RankingRow) -> Document:
    optional = {"previous": row.before, "title": row.title}
    known = {name: value for name, value in optional.items() if value is not None}
    return {"name": row.name, "views": row.views, **known}
