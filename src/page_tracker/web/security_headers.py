"""Security headers: they restrict what a browser does with a response."""

from collections.abc import Iterable

Header = tuple[str, str]

ALWAYS: tuple[Header, ...] = (
    # A document opened by itself loads, runs and frames nothing, unless it sets its own
    # policy.
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
"""The headers of every response, unless the response sets its own."""

_RESOURCE = "Cross-Origin-Resource-Policy"
_SHARED: Header = ("Access-Control-Allow-Origin", "*")


def with_security_headers(headers: Iterable[Header]) -> list[Header]:
    """Return the headers of a response with the security headers that it lacks.

    Only responses that scripts of all origins may read can be embedded elsewhere.
    """
    found = list(headers)
    names = {name.lower() for name, _ in found}
    policy = "cross-origin" if _SHARED in found else "same-origin"
    wanted = (*ALWAYS, (_RESOURCE, policy))
    return [*found, *(each for each in wanted if each[0].lower() not in names)]
