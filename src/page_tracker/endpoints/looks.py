"""Looks: what a badge is asked to show, and how."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from page_tracker.drawing.badge import badge
from page_tracker.endpoints.counts import METRICS
from page_tracker.endpoints.parameters import read_parameters
from page_tracker.errors import InvalidInput

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Queries that are remembered, and badges: a compact number stays for many views, and to
# draw one takes as long as all the rest of a request. They are about 1 KB each.
_CACHED = 1024

_LONGEST_LABEL = 100

# The labels of those who ask for none.
_LABELS = {
    "views": "views",
    "visitors": "visitors",
    "today": "views today",
    "7d": "views in 7 days",
    "30d": "views in 30 days",
}

_STYLE = {"color": "blue", "label_color": "grey", "style": "flat"}
_NAMES = ("metric", "label", *_STYLE)


class Look(NamedTuple):
    """A metric, one of :data:`METRICS`, and what is drawn around its number."""

    metric: str
    label: str
    color: str
    label_color: str
    style: str

    def badge(self, message: str) -> str:
        """Return the badge; raises :class:`InvalidInput`."""
        return _drawn(self, message)


def read_look(environ: "WSGIEnvironment") -> Look:
    """Return what the query of a request asks for, and what can be drawn.

    Raises :class:`InvalidInput` with a reason for each parameter that is wrong.
    """
    return _look(environ.get("QUERY_STRING", ""))


@lru_cache(_CACHED)
def _drawn(look: Look, message: str) -> str:
    return badge(look.label, message, look.color, look.label_color, look.style)


@lru_cache(_CACHED)
def _look(query: str) -> Look:
    given = read_parameters(query, _NAMES)
    metric = given.setdefault("metric", "views")
    given.setdefault("label", _LABELS.get(metric, ""))
    look = Look(**{**_STYLE, **given})
    errors = _errors(look)
    if errors:
        raise InvalidInput(errors)
    return look


def _errors(look: Look) -> Mapping[str, str]:
    errors = {}
    if look.metric not in METRICS:
        errors["metric"] = f"must be one of {', '.join(METRICS)}"
    if len(look.label) > _LONGEST_LABEL:
        errors["label"] = f"must be at most {_LONGEST_LABEL} characters"
    try:
        look.badge("")
    except InvalidInput as exc:
        errors.update(exc.errors)
    return errors
