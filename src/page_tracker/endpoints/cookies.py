"""Cookies that only requests from our own pages bring, and that no script can read."""

from typing import TYPE_CHECKING

from werkzeug.http import dump_cookie
from werkzeug.sansio.http import parse_cookie

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Header = tuple[str, str]


def read_cookie(environ: "WSGIEnvironment", name: str) -> str:
    """Return the value of a cookie, which may be anything; empty if there is none."""
    # Its bytes are in Latin-1 (PEP 3333); those of other cookies need not be UTF-8.
    return parse_cookie(environ.get("HTTP_COOKIE", "")).get(name, "")


def set_cookie(
    environ: "WSGIEnvironment", name: str, value: str, life: int | None = None
) -> Header:
    """Return the header that sets a cookie for ``life`` seconds.

    Without a life it is kept until the browser is closed, and with one of 0 it is
    removed. It is for encrypted connections only, if this is one.
    """
    cookie = dump_cookie(
        name,
        value,
        max_age=life,
        secure=_is_encrypted(environ),
        httponly=True,
        samesite="Strict",
    )
    return "Set-Cookie", cookie


def _is_encrypted(environ: "WSGIEnvironment") -> bool:
    """Tell whether a browser came by https, by a proxy's word.

    Anybody may send that word: who lies only loses a cookie of their own.
    """
    schemes = environ.get("HTTP_X_FORWARDED_PROTO") or environ["wsgi.url_scheme"]
    return str(schemes.partition(",")[0].strip().lower()) == "https"
