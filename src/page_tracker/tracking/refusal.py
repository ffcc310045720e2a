"""Refusals: why a view is not counted, and what requests say of that themselves."""

from collections.abc import Mapping

REASONS = (
    "bot",
    "prefetch",
    "own_visit",
    "opted_out",
    "unknown_site",
    "spam_referrer",
    "too_many_sites",
    "invalid",
    "no_path",
)
"""Every reason for which a view is left out, in the words of reports."""

# Sec-Purpose is the standard's (Fetch, "prefetch"; Chrome adds "prerender"); before it
# Chrome sent Purpose, Safari X-Purpose with "preview", and Firefox X-Moz.
_PURPOSES = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_NOT_SEEN = ("prefetch", "prerender", "preview")


def is_prefetch(environ: Mapping[str, str]) -> bool:
    """Tell whether a browser asks for a page before anyone looks at it.

    ``environ`` is that of WSGI, where a header is ``HTTP_`` and its name.
    """
    for header in _PURPOSES:
        purpose = environ.get(header)
        if purpose and any(word in purpose.lower() for word in _NOT_SEEN):
            return True
    return False


def opted_out(environ: Mapping[str, str]) -> bool:
    """Tell whether a person asks not to be tracked.

    By Do Not Track, ``DNT: 1``, or its successor, Global Privacy Control:
    ``Sec-GPC: 1``.

    ``environ`` is that of WSGI, where a header is ``HTTP_`` and its name.
    """
    return environ.get("HTTP_DNT") == "1" or environ.get("HTTP_SEC_GPC") == "1"
