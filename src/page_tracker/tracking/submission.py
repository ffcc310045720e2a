"""What a client says of a view: checked field by field, and made canonical."""

from collections.abc import Callable
from typing import Any, NamedTuple

from page_tracker.errors import InvalidInput
from page_tracker.tracking.campaign import NONE, campaign_name
from page_tracker.tracking.language import language
from page_tracker.tracking.path import canonical_path
from page_tracker.tracking.referrer import DIRECT, is_spam, referrer_name
from page_tracker.tracking.site import canonical_site, split_url
from page_tracker.tracking.text import clean, clean_name
from page_tracker.tracking.view import UNKNOWN

MOST = 100
"""How many views one body may carry."""

MAX_FIELDS = 32
"""Fields of a view that are looked at: four times as many as there are."""

LONGEST = 4096
"""Characters above which a text is refused; what is kept of it is shorter."""

WIDEST = 100_000
"""CSS pixels."""

TITLE = 200
"""Characters that are kept of a title."""

_EVENT, _NAME = 60, 60  # and of the name of an event, and of a field


class Submission(NamedTuple):
    """A view as its sender describes it.

    ``source`` is the name of its referrer, which may be ``spam``; ``campaign`` comes
    from the query of its address; ``language`` is empty where the sender does not say.
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


def submissions(
    body: object, pause: Callable[[], None] = lambda: None
) -> list[Submission]:
    """Read a JSON body: an object, or an array of up to :data:`MOST`.

    Args:
        body: What JSON has been decoded to.
        pause: Called before each view of an array, which may take a millisecond, so
            that a server can do something else in between.

    Raises:
        InvalidInput: The fields are those of the object, within an array after its
            place: ``2.path``.
    """
    if not isinstance(body, list):
        return [submission(body)]
    if not 0 < len(body) <= MOST:
        raise InvalidInput({"body": f"must have from 1 to {MOST} views"})
    found, errors = [], {}
    for place, each in enumerate(body):
        pause()
        try:
            found.append(submission(each))
        except InvalidInput as exc:
            errors.update(
                {f"{place}.{field}": exc.errors[field] for field in exc.errors}
            )
    if errors:
        raise InvalidInput(errors)
    return found


def submission(body: object) -> Submission:
    """Read one JSON object; raises :class:`InvalidInput` with all that is wrong."""
    if not isinstance(body, dict):
        raise InvalidInput({"body": "must be an object"})
    if len(body) > MAX_FIELDS:
        raise InvalidInput({"body": f"must have at most {MAX_FIELDS} fields"})
    fields: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in body.items():
        read = _READERS.get(name, _unknown)
        try:
            fields[name] = read(value)
        except ValueError as exc:
            # A name of nothing that can be seen is told in escapes.
            errors[clean(name, _NAME) or ascii(name[:_NAME])] = str(exc)
    if "url" in body or "site" not in body or "path" not in body:
        _check_place(body, errors)
    if errors:
        raise InvalidInput(errors)
    site, path, query = fields.pop("url", None) or (
        fields.pop("site"),
        *fields.pop("path"),
    )
    referrer = fields.pop("referrer", "")
    return Submission(site, path, referrer, *origin(referrer, site, query), **fields)


def origin(referrer: str, site: str, query: str) -> tuple[str, bool, str]:
    """Return the source of a view, whether that is spam, and its campaign.

    ``site`` is canonical. Never raises.
    """
    return referrer_name(referrer, site), is_spam(referrer), campaign_name(query)


def query_of(target: str) -> str:
    """Return the query of a path, as it stands; empty if it has none."""
    return target.partition("#")[0].partition("?")[2]


def _check_place(body: dict[str, Any], errors: dict[str, str]) -> None:
    """Check that there is a page: by ``url``, or by ``site`` and ``path``."""
    for name in ("site", "path"):
        if "url" in body and name in body:
            errors[name] = "cannot be given together with url"
        elif "url" not in body and name not in body:
            errors[name] = "is required"


def _unknown(_value: object) -> None:
    raise ValueError("is not known")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    if len(value) > LONGEST:
        raise ValueError(f"must be at most {LONGEST} characters")
    return value


def _site(value: object) -> str:
    return canonical_site(_text(value))


def _path(value: object) -> tuple[str, str]:
    text = _text(value)
    return canonical_path(text), query_of(text)


def _url(value: object) -> tuple[str, str, str]:
    site, rest = split_url(_text(value))
    return site, *_path(rest)


def _title(value: object) -> str:
    return clean(_text(value), TITLE)


def read_event(value: object) -> str:
    """Return the name of an event; raises :class:`ValueError`."""
    name = clean_name(_text(value), _EVENT)
    if not name:
        raise ValueError("must say something")
    return name


def _language(value: object) -> str:
    return known_language(_text(value))


def known_language(text: str) -> str:
    """Return the language that a text names, or nothing. Never raises."""
    found = language(text)
    return "" if found == UNKNOWN else found


def _width(value: object) -> int:
    # A bool is an int to Python, but not to JSON.
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("must be a whole number")
    if not 1 <= value <= WIDEST:
        raise ValueError(f"must be from 1 to {WIDEST}")
    return value


_READERS: dict[str, Callable[[object], Any]] = {
    "site": _site,
    "path": _path,
    "url": _url,
    "referrer": _text,
    "title": _title,
    "width": _width,
    "language": _language,
    "event": read_event,
}
