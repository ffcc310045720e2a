"""Names of images: the page that one is about, and the form that it is wanted in."""

from collections.abc import Callable

from werkzeug.exceptions import NotFound

from page_tracker.errors import InvalidInput
from page_tracker.tracking.path import canonical_path
from page_tracker.tracking.site import canonical_site


def split_name(name: str, *forms: str) -> tuple[str, str]:
    """Split ``blog/post.svg`` into what it is about, and its form.

    Raises Werkzeug's ``NotFound`` if that is none of ``forms``.
    """
    stem, dot, form = name.rpartition(".")
    if not dot or form not in forms:
        endings = " or ".join(f".{each}" for each in forms)
        raise NotFound(f"An address like this ends with {endings}.")
    return stem, form


def canonical_name(site: str) -> str:
    """Return a site in its one spelling; raises :class:`InvalidInput`."""
    return _checked({"site": lambda: canonical_site(site)})["site"]


def canonical_page(site: str, stem: str) -> tuple[str, str]:
    """Return a site, and the path of its page that an image is about.

    That is what stands before the ending, with a slash in front: ``blog/post`` is
    ``/blog/post``, and nothing at all is the start page. A ``?`` (escaped in the
    address) begins the query of the page. Raises :class:`InvalidInput`.
    """
    # A "#" can only be in an address if it was escaped, and then it is a character.
    path = "/" + stem.replace("#", "%23")
    found = _checked(
        {"site": lambda: canonical_site(site), "path": lambda: canonical_path(path)}
    )
    return found["site"], found["path"]


def _checked(fields: dict[str, Callable[[], str]]) -> dict[str, str]:
    found, errors = {}, {}
    for name, read in fields.items():
        try:
            found[name] = read()
        except ValueError as exc:
            errors[name] = str(exc)
    if errors:
        raise InvalidInput(errors)
    return found
