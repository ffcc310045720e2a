"""Campaigns: the names in links that a site's owner tagged to measure them."""

from urllib.parse import unquote_plus

from page_tracker.tracking.text import clean_name

NONE = "(none)"
MAX_PART = 60
"""Characters of the longest source, medium or campaign."""

# Characters of a query that are read; a link that somebody tagged by hand is short.
_MAX_INPUT = 2048

# Prefixes of analytics tools before the name of a part: Google's and Matomo's.
_TOOLS = ("utm_", "mtm_", "matomo_", "pk_", "piwik_")

# For each part, the parameters that can hold it; the first one present counts.
_PARTS = tuple(
    (*(tool + part for tool in _TOOLS), *others)
    for part, *others in (
        ("source", "source", "ref"),
        ("medium", "medium"),
        ("campaign", "campaign"),
    )
)
_NAMES = frozenset(name for names in _PARTS for name in names)


def campaign_name(query: str) -> str:
    """Return the campaign that a query names, as "source / medium / campaign".

    Missing parts are omitted, as in "newsletter / spring". Without any part, the name
    is :data:`NONE`, which no query can produce: a part in parentheses loses them. Each
    part is one line of at most :data:`MAX_PART` characters. If a parameter comes twice,
    the first one counts. ``query`` is percent-encoded, as in the URL, with or without
    its ``?``. Never raises.
    """
    if "=" not in query:
        return NONE
    values = _campaign_parameters(query[:_MAX_INPUT].removeprefix("?"))
    parts = (_first(values, names) for names in _PARTS)
    return " / ".join(filter(None, parts)) or NONE


def names_campaign(name: str, value: str) -> bool:
    """Return whether a parameter is read as a part of a campaign.

    Args:
        name: The parameter's name in lower case.
        value: Its value, percent-encoded.
    """
    return name in _NAMES and bool(_value(value))


def _campaign_parameters(query: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        name = unquote_plus(name).lower() if value else ""
        if name in _NAMES and name not in values:
            values[name] = _value(value)
    return values


def _value(text: str) -> str:
    return clean_name(unquote_plus(text), MAX_PART)


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((values[name] for name in names if values.get(name)), "")
