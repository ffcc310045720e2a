"""Names of images: the page that one is about, and the form that it is wanted in."""

from werkzeug.exceptions import NotFound

from page_tracker.errors import InvalidInput
from page_tracker.tracking.path import USUAL_PATHS, Paths
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
    try:
        return canonical_site(site)
    except ValueError as exc:
        raise InvalidInput({"site": str(exc)}) from exc


def canonical_page(site: str, stem: str, paths: Paths = USUAL_PATHS) -> tuple[str, str]:
    """Return a site, and the path of its page that an image is about.

    That is what stands before the ending, with a slash in front: ``blog/post`` is
    ``/blog/post``, and nothing at all is the start page. A ``?`` (escaped in the
    address) begins the query of the page. Raises :class:`InvalidInput`.
    """
    # A "#" can only be in an address if it was escaped, and then it is a character.
    path = "/" + stem.replace("#", "%23")
    return canonical_name(site), paths.canonical(path)
