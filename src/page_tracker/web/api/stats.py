"""``GET /api/v1/sites...``: the numbers of sites and their pages."""

import json
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from page_tracker.errors import InvalidInput
from page_tracker.storage.keys import DIMENSIONS
from page_tracker.storage.reports.rankings import RankingQuery, Rankings
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.tracking.local_time import local_hour
from page_tracker.tracking.path import USUAL_PATHS, Paths
from page_tracker.tracking.period import Period, parse_period
from page_tracker.tracking.shown_host import shown_host
from page_tracker.tracking.site import canonical_site
from page_tracker.web.api.documents import (
    Document,
    series_document,
    sites_document,
    top_document,
)
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.query import read_cursor, read_pairs, read_query, write_cursor
from page_tracker.web.responses import json_answer
from page_tracker.web.tables import CSV, attachment, csv_text, wants_csv

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Seconds for which public numbers may be cached; private ones are not cached.
_LIFE = 10

# Days that are answered by day by default, at most: programs can use more of them than
# fit on a screen.
_DAYS_BY_DAY = 366


class SiteStats:
    """Reports on sites for readers; ``zone`` is the time zone of the days.

    The requests are described in ``static/openapi.json``. All methods raise
    :class:`TokenNeeded`, :class:`NotAllowed`, :class:`InvalidInput` and
    :class:`StorageError`, and those for one site :class:`UnknownSite`.
    """

    def __init__(  # pylint: disable=too-many-arguments  # one for each thing it needs
        self,
        sites: SiteReports,
        rankings: Rankings,
        access: OwnerAuth,
        zone: ZoneInfo,
        *,
        paths: Paths = USUAL_PATHS,
        week_starts: str = "monday",
    ) -> None:
        self._paths = paths
        self._week_starts = week_starts
        self._sites = sites
        self._rankings = rankings
        self._access = access
        self._zone = zone

    def sites(self, environ: "WSGIEnvironment") -> Response:
        """Answer with all sites and their numbers, without counting a view."""
        query = self._query(environ, "getSites")
        document = sites_document(self._sites.sites())
        document["refused"] = self._sites.refused()
        return self._listed(environ, query, document, _Table("sites", _SITE_COLUMNS))

    def site(self, environ: "WSGIEnvironment", site: str) -> Response:
        """Answer with the numbers of a site: of all time, today and right now."""
        self._query(environ, "getSite")
        name = _canonical(site)
        found = self._sites.overview(name, self._today())
        document = {
            "site": name,
            "name": shown_host(name),
            **found.totals._asdict(),
            "today": found.today._asdict(),
            "present": found.present,
        }
        return self._answer(environ, document)

    def pages(self, environ: "WSGIEnvironment", site: str) -> Response:
        """Answer with the numbers of some pages."""
        query = self._query(environ, "getPages")
        name = _canonical(site)
        paths = [self._paths.canonical(path) for path in query["path"]]
        pages = self._sites.page_numbers(name, paths)
        document: Document = {"site": name, "pages": [each._asdict() for each in pages]}
        return self._listed(environ, query, document, _Table("pages", _PAGE_COLUMNS))

    def series(self, environ: "WSGIEnvironment", site: str) -> Response:
        """Answer with the numbers of a site by hour, day or month."""
        query = self._query(environ, "getSeries")
        name = _canonical(site)
        period = self._period(query, name)
        unit = query["unit"] or period.default_unit(
            has_hours=True, most_days=_DAYS_BY_DAY
        )
        document = self._series(name, period, unit)
        if query["compare"]:
            before = self._series(name, period.before(), unit)
            same = ("site", "unit", "timezone")
            document["previous"] = {
                field: before[field] for field in before if field not in same
            }
        return self._listed(environ, query, document, _Table("points", _POINT_COLUMNS))

    def top(self, environ: "WSGIEnvironment", site: str, dimension: str) -> Response:
        """Answer with some rows of a ranking."""
        if dimension not in DIMENSIONS:
            raise NotFound(f"There are {', '.join(DIMENSIONS)}.")
        query = self._query(environ, "getTop")
        name = _canonical(site)
        period = self._period(query, name)
        asked = RankingQuery(
            site=name,
            dimension=dimension,
            period=period,
            today=self._today(),
            limit=query["limit"],
            offset=read_cursor(query["cursor"]) if query["cursor"] else 0,
            before=period.before() if query["compare"] else None,
        )
        columns = _row_columns(dimension, bool(query["compare"]))
        document, table = self._top(asked), _Table("rows", columns, dimension)
        return self._listed(environ, query, document, table)

    def ignored(self, environ: "WSGIEnvironment", site: str) -> Response:
        """Answer with the number of ignored views, by reason."""
        query = self._query(environ, "getIgnored")
        name = _canonical(site)
        period = self._period(query, name)
        reasons = self._sites.ignored(name, period)
        document: Document = {
            "site": name,
            "from": f"{period.first}",
            "to": f"{period.last}",
            "ignored": sum(reasons.values()),
            "reasons": reasons,
        }
        return self._listed(
            environ, query, document, _Table("reasons", _REASON_COLUMNS)
        )

    def _query(self, environ: "WSGIEnvironment", operation: str) -> dict[str, Any]:
        self._access.may_read(environ)
        return read_query(environ, operation)

    def _today(self) -> date:
        return date.fromisoformat(local_hour(time.time(), self._zone).day)

    def _period(self, query: Mapping[str, Any], site: str) -> Period:
        name, first, last = query["period"], query["from"], query["to"]
        since = self._sites.first_day(site) if name == "all" else None
        return parse_period(
            name, first, last, self._today(), since, week_starts=self._week_starts
        )

    def _series(self, site: str, period: Period, unit: str) -> Document:
        found = self._sites.series(site, period, unit, self._zone)
        return series_document(site, period, unit, self._zone, found)

    def _top(self, query: RankingQuery) -> Document:
        ranking = self._rankings.top(query)
        document = top_document(query, ranking)
        if query.before:
            document["previous"] = {
                "from": f"{query.before.first}",
                "to": f"{query.before.last}",
                "total": ranking.before,
            }
        end = query.offset + query.limit
        return document | {"next": write_cursor(end) if ranking.more else None}

    def _listed(
        self,
        environ: "WSGIEnvironment",
        query: Mapping[str, Any],
        document: Document,
        table: "_Table",
    ) -> Response:
        """Answer with a document, or with the list in it as CSV."""
        if not wants_csv(environ, query["format"]):
            response = self._answer(environ, document)
        else:
            site = str(document.get("site", "sites"))
            headers = [("Content-Disposition", attachment(site, table.name))]
            if cursor := document.get("next"):
                headers.append(("Link", _link(environ, str(cursor))))
            text = csv_text(table.columns, table.rows(document))
            response = self._sent(environ, text, CSV, headers)
        response.vary.add("Accept")
        return response

    def _answer(
        self, environ: "WSGIEnvironment", document: Mapping[str, object]
    ) -> Response:
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        return self._sent(environ, body, "application/json", [])

    def _sent(
        self,
        environ: "WSGIEnvironment",
        body: str,
        content_type: str,
        headers: list[tuple[str, str]],
    ) -> Response:
        public = self._access.public
        life = f"public, max-age={_LIFE}" if public else "private, no-cache"
        return json_answer(
            environ,
            body,
            life,
            shared=public,
            content_type=content_type,
            headers=headers,
        )


_SITE_COLUMNS = ("site", "name", "views", "visitors", "events")
_PAGE_COLUMNS = ("path", "title", "views", "visitors")
_POINT_COLUMNS = ("start", "views", "visitors")
_REASON_COLUMNS = ("reason", "views")


class _Table(NamedTuple):
    """The list in a document that becomes a table, and its columns."""

    field: str
    columns: Sequence[str]
    called: str = ""

    @property
    def name(self) -> str:
        """The name of the table's file."""
        return self.called or self.field

    def rows(self, document: Document) -> Any:
        """Return the rows as mappings."""
        found = document[self.field]
        if isinstance(found, dict):
            return [
                dict(zip(self.columns, pair, strict=True)) for pair in found.items()
            ]
        return found


def _row_columns(dimension: str, compared: bool) -> Sequence[str]:
    title = ("title",) if dimension == "pages" else ()
    return ("name", *title, "views", *(("previous",) if compared else ()))


def _link(environ: "WSGIEnvironment", cursor: str) -> str:
    """Return the link to the rest of a list, from the address of its first part.

    See RFC 8288.
    """
    pairs = read_pairs(environ.get("QUERY_STRING", ""))
    others = [pair for pair in pairs if pair[0] != "cursor"]
    return f'<?{urlencode([*others, ("cursor", cursor)])}>; rel="next"'


def _canonical(site: str) -> str:
    try:
        return canonical_site(site)
    except ValueError as exc:
        raise InvalidInput({"site": str(exc)}) from exc
