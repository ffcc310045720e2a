"""The options in the query of a badge, and the number on the badge."""

import time
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from page_tracker.errors import InvalidInput, UnknownSite
from page_tracker.storage.recording.page_counts import PageCounts
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.svg.badge import badge
from page_tracker.svg.text import compact
from page_tracker.tracking.local_time import local_hour
from page_tracker.tracking.period import NAMES, Period, parse_period
from page_tracker.web.query import read_known_parameters

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


# Cached queries, and cached badges, at most, of about 1 KB each. A compact number stays
# the same for many views, and drawing one takes as long as the rest of a request.
_CACHED = 1024

_LONGEST_LABEL = 100

# The default labels; Shields has the short forms.
_LABELS = {
    "views": "views",
    "visitors": "visitors",
    "today": "views today",
    "yesterday": "views yesterday",
    "week": "views this week",
    "last_week": "views last week",
    "7d": "views/week",
    "30d": "views/month",
    "90d": "views in 90 days",
    "month": "views this month",
    "last_month": "views last month",
    "year": "views this year",
    "12months": "views/year",
}

_STYLE = {"color": "blue", "label_color": "grey", "style": "flat", "format": "short"}
_NAMES = ("metric", "label", *_STYLE)

# Other spellings of Shields: of a parameter, and of styles that it has renamed.
_LABEL_COLOR = "labelColor"
_STYLES = {"popout": "flat", "popout-square": "flat-square"}

_FORMATS = {"short": compact, "full": "{:,}".format, "comma": "{:,}".format}
"""The formats of a number: ``12k``, or to its last digit."""


class BadgeOptions(NamedTuple):
    """A metric, one of :data:`METRICS`, and the appearance of its badge."""

    metric: str
    label: str
    color: str
    label_color: str
    style: str
    format: str

    def badge(self, message: str) -> str:
        """Return the badge; raises :class:`InvalidInput`."""
        return _drawn(self, message)

    def written(self, number: int) -> str:
        """Return a number in the format of the badge."""
        return _FORMATS[self.format](number)

    def of(self, message: str) -> "BadgeOptions":
        """Return the options for a message, in grey if it is no number."""
        if message not in QUIET:
            return self
        drawn = (self.label_color, self.style, self.format)
        return BadgeOptions(self.metric, self.label, _GREY, *drawn)

    def shields(self, message: str) -> dict[str, str]:
        """Return the fields from which Shields draws the badge."""
        chosen = {"labelColor": self.label_color, "style": self.style}
        usual = {"labelColor": _STYLE["label_color"], "style": _STYLE["style"]}
        more = {name: text for name, text in chosen.items() if text != usual[name]}
        return {"label": self.label, "message": message, "color": self.color, **more}


PRIVATE = "private"
"""The message for clients that may not read the number."""

NO_DATA = "no data"
"""The message about an unknown site."""

QUIET = (PRIVATE, NO_DATA)
"""Messages that are not numbers."""

_GREY = "lightgrey"


def read_look(environ: "WSGIEnvironment") -> BadgeOptions:
    """Parse and validate the options in the query of a request.

    Raises :class:`InvalidInput` with a reason for each parameter that is wrong.
    """
    return _look(environ.get("QUERY_STRING", ""))


@lru_cache(_CACHED)
def _drawn(look: BadgeOptions, message: str) -> str:
    return badge(look.label, message, look.color, look.label_color, look.style)


@lru_cache(_CACHED)
def _look(query: str) -> BadgeOptions:
    texts = read_known_parameters(query, (*_NAMES, _LABEL_COLOR))
    spelling = _LABEL_COLOR if _LABEL_COLOR in texts else "label_color"
    if spelling in texts:
        texts["label_color"] = texts.pop(spelling)
    if "style" in texts:
        style = texts["style"].lower().replace("_", "-")
        texts["style"] = _STYLES.get(style, style)
    metric = texts.setdefault("metric", "views")
    texts.setdefault("label", _LABELS.get(metric, ""))
    look = BadgeOptions(**{**_STYLE, **texts})
    errors = _errors(look)
    if errors:
        raise InvalidInput(
            {
                spelling if name == "label_color" else name: reason
                for name, reason in errors.items()
            }
        )
    return look


def _errors(look: BadgeOptions) -> Mapping[str, str]:
    errors = {}
    if look.metric not in METRICS:
        errors["metric"] = f"must be one of {', '.join(METRICS)}"
    if look.format not in _FORMATS:
        errors["format"] = f"must be one of {', '.join(_FORMATS)}"
    if len(look.label) > _LONGEST_LABEL:
        errors["label"] = f"must be at most {_LONGEST_LABEL} characters"
    try:
        look.badge("")
    except InvalidInput as exc:
        errors.update(exc.errors)
    return errors


OF_ALL_TIME = ("views", "visitors")
"""Metrics that are known as soon as a view is counted."""

OF_DAYS = tuple(name for name in NAMES if name != "all")
"""Metrics that are views in the period of that name."""

METRICS = (*OF_ALL_TIME, *OF_DAYS)


class BadgeNumbers:
    """Reads a metric of a page or of a site.

    ``zone`` is the time zone of the days, ``week_starts`` the first day of a week.
    Sites and paths are canonical. Every method raises :class:`StorageError`.
    """

    def __init__(
        self,
        scores: PageCounts,
        sites: SiteReports,
        zone: ZoneInfo,
        week_starts: str = "monday",
    ) -> None:
        self._scores = scores
        self._sites = sites
        self._zone = zone
        self._week_starts = week_starts

    def of_page(self, metric: str, site: str, path: str) -> int:
        """Return the number of a page, 0 for an unknown one.

        Waits for nothing except the recorder.
        """
        if metric == "views":
            return self._scores.views(site, path)
        if metric == "visitors":
            return self._scores.visitors(site, path)
        period, today = self._period(metric), self._today()
        return self._scores.views_in(site, path, period, today)

    def knows(self, site: str) -> bool:
        """Return whether anything was ever counted for a site."""
        try:
            self._sites.first_day(site)
        except UnknownSite:
            return False
        return True

    def of_site(self, metric: str, site: str) -> int | None:
        """Return the number of a whole site, or None for an unknown one."""
        try:
            if metric in OF_DAYS:
                period = self._period(metric)
                return self._sites.series(site, period, "day", self._zone).views
            totals = self._sites.overview(site, self._today()).totals
            return totals.views if metric == "views" else totals.visitors
        except UnknownSite:
            return None

    def _period(self, metric: str) -> Period:
        starts = self._week_starts
        return parse_period(metric, None, None, self._today(), None, week_starts=starts)

    def _today(self) -> date:
        return date.fromisoformat(local_hour(time.time(), self._zone).day)
