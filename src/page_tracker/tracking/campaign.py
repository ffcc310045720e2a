"""Campaigns: the links that a site's owner marked to see what comes of them."""

from urllib.parse import unquote_plus

from page_tracker.tracking.text import clean_name

NONE = "(none)"
MAX_PART = 60
"""Characters of the longest source, medium or campaign."""

# Characters of a query that are looked at; a link that someone marked by hand is short.
_MAX_INPUT = 2048

# What analytics tools put before the name of a part: Google's and those of Matomo.
_TOOLS = ("utm_", "mtm_", "matomo_", "pk_", "piwik_")

# For each part of the name, the parameters it may be in; the first one given counts.
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

    Parts that are not given are left out, as in "newsletter / spring"; without any it
    is :data:`NONE`, which no query can name: a part in parentheses loses them. Each
    part is one line of at most :data:`MAX_PART` characters. Of a parameter that comes
    twice the first one counts. ``query`` is as it stands in the
    URL, percent-encoded, with or without its ``?``. Never raises.
    """
    if "=" not in query:
        return NONE
    given = _given(query[:_MAX_INPUT].removeprefix("?"))
    parts = (_first(given, names) for names in _PARTS)
    return " / ".join(filter(None, parts)) or NONE


def names_campaign(name: str, value: str) -> bool:
    """Return whether a parameter is read as a part of a campaign.

    Args:
        name: The parameter's name in lower case.
        value: Its value, percent-encoded.
    """
    return name in _NAMES and bool(_value(value))


def _given(query: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        name = unquote_plus(name).lower() if value else ""
        if name in _NAMES and name not in given:
            given[name] = _value(value)
    return given


def _value(text: str) -> str:
    return clean_name(unquote_plus(text), MAX_PART)


def _first(given: dict[str, str], names: tuple[str, ...]) -> str:
    return next((given[name] for name in names if given.get(name)), "")
