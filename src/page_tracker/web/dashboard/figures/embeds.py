"""What other pages can show of a site or a page: a badge or a chart, ready to copy."""

from typing import NamedTuple
from urllib.parse import quote, urlencode

from page_tracker.web.dashboard.figures.links import DashboardLink

_STYLES = {"flat": "Flat", "flat-square": "Square", "for-the-badge": "Large"}
_METRICS = {
    "views": "Views",
    "visitors": "Visitors",
    "today": "Today",
    "7d": "7 days",
    "30d": "30 days",
    "chart": "Chart",
}
_CHART = "chart"


class EmbedChoice(NamedTuple):
    """A link to another look, or to the current one."""

    text: str
    address: str
    is_current: bool


class EmbedPanel(NamedTuple):
    """An image of a number: ``address`` is from the root, ``alt`` its description.

    ``is_open`` says that a look was chosen: the panel is open then.
    """

    address: str
    alt: str
    metrics: list[EmbedChoice]
    styles: list[EmbedChoice]
    is_open: bool


def embed_panel(place: DashboardLink, site: str, path: str | None) -> EmbedPanel:
    """Return the panel of a page, or without a path of the whole site."""
    metric, style = place.get("embed.metric"), place.get("embed.style")
    chosen = metric if metric in _METRICS else "views"
    look = style if style in _STYLES else "flat"
    kind = "chart" if chosen == _CHART else "badge"
    asked = {"size": "large"} if chosen == _CHART else _asked(chosen, look)
    # A dot in a name would look like its ending; a segment keeps its slashes.
    name = quote(f"/{kind}/{site}{path or ''}.svg", safe="/:%")
    return EmbedPanel(
        f"{name}?{urlencode(asked)}" if asked else name,
        f"{_METRICS[chosen]} of {site}{path or ''}",
        [
            EmbedChoice(text, place.embed(metric=each), each == chosen)
            for each, text in _METRICS.items()
        ],
        [
            EmbedChoice(text, place.embed(style=each), each == look)
            for each, text in _STYLES.items()
            if chosen != _CHART
        ],
        metric is not None or style is not None,
    )


def _asked(metric: str, style: str) -> dict[str, str]:
    """Return what differs from the usual badge."""
    asked = {"metric": metric, "style": style}
    return {
        name: text
        for name, text in asked.items()
        if (name, text) not in (("metric", "views"), ("style", "flat"))
    }
