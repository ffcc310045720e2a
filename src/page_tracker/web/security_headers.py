"""Protection: headers that let a browser do no more with an answer than is meant."""

from collections.abc import Iterable

Header = tuple[str, str]

ALWAYS: tuple[Header, ...] = (
    # Nothing that is opened by itself loads, runs or is framed, unless it says so.
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
"""What every answer has that says nothing else itself."""

_RESOURCE = "Cross-Origin-Resource-Policy"
_SHARED: Header = ("Access-Control-Allow-Origin", "*")


def with_security_headers(headers: Iterable[Header]) -> list[Header]:
    """Return the headers of an answer with those that it lacks.

    What scripts of all origins may read, their pages may show; nothing else.
    """
    found = list(headers)
    names = {name.lower() for name, _ in found}
    policy = "cross-origin" if _SHARED in found else "same-origin"
    wanted = (*ALWAYS, (_RESOURCE, policy))
    return [*found, *(each for each in wanted if each[0].lower() not in names)]
