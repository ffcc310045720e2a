"""Submitted views: parsed field by field, validated, and made canonical."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, NamedTuple, cast

from page_tracker.errors import InvalidInput
from page_tracker.tracking.campaign import NONE, campaign_name
from page_tracker.tracking.language import language
from page_tracker.tracking.naming import USUAL_NAMING, Naming
from page_tracker.tracking.referrer import DIRECT, is_spam, referrer_name
from page_tracker.tracking.site import canonical_site, split_url
from page_tracker.tracking.text import clean, clean_name
from page_tracker.tracking.view import UNKNOWN

MOST = 100
"""Views in one body, at most."""

MAX_FIELDS = 32
"""Unknown fields of a view that are named in its warnings, at most."""

LONGEST = 4096
"""Characters of a text that are read; fewer are stored."""

WIDEST = 100_000
"""CSS pixels of a screen or window, at most."""

MAX_TOUCH_POINTS = 256
"""Fingers; Windows reports 256 if it does not know."""

TITLE = 200
"""Characters of a title that are stored."""

_EVENT, _NAME = 60, 60  # and of the name of an event, and of a field


class Submission(NamedTuple):
    """A view as its sender describes it.

    ``source`` is the name of its referrer, which may be ``spam``. ``campaign`` comes
    from the query of its URL. ``language`` is empty if the sender does not name one.
    ``touch_points`` is how many fingers the screen can distinguish. ``brave`` says that
    its browser is Brave, whose agent is that of Chrome. ``notes`` are the fields that
    were ignored, each with the reason.
    """

    site: str
    path: str
    referrer: str = ""
    source: str = DIRECT
    spam: bool = False
    campaign: str = NONE
    title: str = ""
    width: int | None = None
    language: str = ""
    event: str = ""
    touch_points: int = 0
    brave: bool = False
    notes: tuple[tuple[str, str], ...] = ()


class Invalid(NamedTuple):
    """A view that names no page, and is ignored for a reason of reports.

    ``site`` is empty if the view names none; ``notes`` are the errors by field.
    """

    site: str
    notes: tuple[tuple[str, str], ...]
    reason: str = "invalid"


def submissions(
    body: object,
    pause: Callable[[], None] = lambda: None,
    naming: Naming = USUAL_NAMING,
) -> list[Submission | Invalid]:
    """Parse a JSON body: an object, or an array of up to :data:`MOST`.

    Args:
        body: The decoded JSON.
        pause: Called before each view of an array, which may take a millisecond, so
            that a server can serve other requests in between.
        naming: The rules for the names of pages and sources.

    Returns:
        The views in their order, at least one of which names a page.

    Raises:
        InvalidInput: No view names a page. The fields are those of the object, or of
            an array's objects by their index: ``2.path``.
    """
    if not isinstance(body, list):
        return [submission(body, naming)]
    if not 0 < len(body) <= MOST:
        raise InvalidInput({"body": f"must have from 1 to {MOST} views"})
    found: list[Submission | Invalid] = []
    for each in body:
        pause()
        try:
            found.append(submission(each, naming))
        except InvalidInput as exc:
            found.append(Invalid(_site_or_none(each), tuple(exc.errors.items())))
    if not any(isinstance(each, Submission) for each in found):
        raise InvalidInput(_errors_by_place(found))
    return found


def submission(body: object, naming: Naming = USUAL_NAMING) -> Submission:
    """Parse one JSON object.

    A field that cannot be used is ignored, and its reason is in the ``notes``.

    Raises:
        InvalidInput: The object names no page. There is a reason for each field that
            is wrong.
    """
    if not isinstance(body, dict):
        raise InvalidInput({"body": "must be an object"})
    fields: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, read in READERS.items():
        if name in body:
            try:
                fields[name] = read(body[name])
            except ValueError as exc:
                errors[name] = str(exc)
    errors |= _unknown(body)
    site, target = _place(fields, body, errors)
    referrer = fields.pop("referrer", "")
    return Submission(
        site,
        naming.paths.canonical(target),
        referrer,
        *origin(referrer, site, query_of(target), naming),
        **fields,
        notes=tuple(errors.items()),
    )


def origin(
    referrer: str, site: str, query: str, naming: Naming = USUAL_NAMING
) -> tuple[str, bool, str]:
    """Return the source of a view, whether that is spam, and its campaign.

    ``site`` is canonical. Never raises.
    """
    source = referrer_name(referrer, site, naming.own_hosts)
    return source, is_spam(referrer), campaign_name(query)


def query_of(target: str) -> str:
    """Return the query of a path, not decoded, or ""."""
    return target.partition("#")[0].partition("?")[2]


def _place(
    fields: dict[str, Any], body: dict[str, Any], errors: dict[str, str]
) -> tuple[str, str]:
    """Remove site and path from the fields: those of ``url``, or else the others.

    Raises:
        InvalidInput: The body has neither a valid ``url`` nor valid other fields.
    """
    url = fields.pop("url", None)
    pair = fields.pop("site", None), fields.pop("path", None)
    if url is not None:
        beside = [name for name in ("site", "path") if name in body]
        errors.update(dict.fromkeys(beside, "is not used, as there is a url"))
        return cast(tuple[str, str], url)
    if None in pair:
        if "url" not in body:
            missing = [name for name in ("site", "path") if name not in body]
            errors.update(dict.fromkeys(missing, "is required"))
        raise InvalidInput(errors)
    return cast(tuple[str, str], pair)


def _unknown(body: dict[str, Any]) -> dict[str, str]:
    """Return a reason for each unknown field, of the first :data:`MAX_FIELDS`."""
    names = (name for name in body if name not in READERS)
    # A name without visible characters is shown in escapes.
    shown = (clean(name, _NAME) or ascii(name[:_NAME]) for name in names)
    return dict.fromkeys(islice(shown, MAX_FIELDS), "is not known")


def _site_or_none(body: object) -> str:
    """Return the site that an invalid view names, or ""."""
    try:
        return _site(body.get("site")) if isinstance(body, dict) else ""
    except ValueError:
        return ""


def _errors_by_place(views: Sequence[Submission | Invalid]) -> dict[str, str]:
    return {
        f"{place}.{field}": reason
        for place, each in enumerate(views)
        if isinstance(each, Invalid)
        for field, reason in each.notes
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    return value


def _site(value: object) -> str:
    text = _text(value)
    # Some senders write the URL of a site where its name belongs.
    return split_url(text)[0] if "://" in text else canonical_site(text)


def _url(value: object) -> tuple[str, str]:
    return split_url(_text(value))


def _referrer(value: object) -> str:
    return _text(value)[:LONGEST]


def _title(value: object) -> str:
    return clean(_text(value), TITLE)


def read_event(value: object) -> str:
    """Return the name of an event, or raise :class:`ValueError`."""
    name = clean_name(_text(value), _EVENT)
    if not name:
        raise ValueError("must say something")
    return name


def _language(value: object) -> str:
    return known_language(_text(value))


def known_language(text: str) -> str:
    """Return the language that a text names, or "". Never raises."""
    found = language(text)
    return "" if found == UNKNOWN else found


def _width(value: object) -> int:
    return _whole(value, 1, WIDEST)


def _touch_points(value: object) -> int:
    return _whole(value, 0, MAX_TOUCH_POINTS)


def _whole(value: object, low: int, high: int) -> int:
    # A bool is an int to Python, but not to JSON.
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("must be a whole number")
    if not low <= value <= high:
        raise ValueError(f"must be from {low} to {high}")
    return value


def _brave(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


READERS: dict[str, Callable[[object], Any]] = {
    "site": _site,
    "path": _text,
    "url": _url,
    "referrer": _referrer,
    "title": _title,
    "width": _width,
    "language": _language,
    "event": read_event,
    "touch_points": _touch_points,
    "brave": _brave,
}
"""The parser of each field of a view; all fields but those of the page are optional."""
