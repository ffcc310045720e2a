"""Pages for people about what went wrong, with a way on."""

import time
from http import HTTPStatus

from page_tracker.errors import StorageUnavailable
from page_tracker.settings import Settings
from page_tracker.storage.journal.place import canonical, place_of
from page_tracker.storage.journal.survey import fingerprint, look_at, spots
from page_tracker.web.dashboard.figures.links import HOME, sign_in_address
from page_tracker.web.dashboard.templates import Pages
from page_tracker.web.responses import PlainResponse

# Seconds after which the page of an outage is loaded again.
_RETRY_S = 5

_HOME = (HOME, "Go to your sites")

# Status: a title, and a sentence where ours is better than that of the error.
_WORDS: dict[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.UNAUTHORIZED: ("Sign in first", ""),
    HTTPStatus.FORBIDDEN: ("You can’t open this", ""),
    HTTPStatus.NOT_FOUND: ("Page not found", "There’s nothing here."),
    HTTPStatus.TOO_MANY_REQUESTS: ("Too many requests", "Try again in a minute."),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Too busy right now",
        "Try again in a few seconds.",
    ),
}
_BROKEN = ("Something broke on our side.", "The details are in the server log.")


class ProblemPages:
    """Shows an error as a page, with what its status tells people."""

    def __init__(self, pages: Pages, settings: Settings) -> None:
        self._pages = pages
        self._waiting = WaitingViews(settings)

    def show(self, status: HTTPStatus, detail: str, exc: Exception) -> PlainResponse:
        """Return the page of an error; ``detail`` is the text that clients get."""
        if isinstance(exc, StorageUnavailable):
            return self._away()
        title, text = _WORDS.get(status, (status.phrase, ""))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in _WORDS:
            title, text = _BROKEN
        back = _HOME
        if status == HTTPStatus.UNAUTHORIZED:
            back = (sign_in_address(), "Sign in")
        line = f"{status.value} {status.phrase}"
        return self._pages.problem(line, title, [text or detail], back)

    def _away(self) -> PlainResponse:
        values = {
            "seconds": _RETRY_S,
            "is_recording": self._waiting.is_kept,
            "views": self._waiting.views(),
        }
        headers = [("Retry-After", str(_RETRY_S))]
        return self._pages.page("away", values, "503 Service Unavailable", headers)


# Seconds for which a count stays, and bytes of journals that are read for one: 0.2 s.
_COUNT_S = 4.0
_MAX_BYTES = 8 * 1024**2


class WaitingViews:
    """Counts the views that wait for the configured store, in all journals for it.

    ``is_kept`` says that views are kept in journals at all.
    """

    def __init__(self, settings: Settings) -> None:
        self.is_kept = settings.journal == "on"
        self._root = settings.data_dir.absolute() / "journal"
        self._store = place_of(settings.redis_url) if settings.redis_url else None
        self._counted: tuple[float, int | None] = (0.0, None)

    def views(self) -> int | None:
        """Return the number, as of a few seconds ago; None if to count takes long."""
        until, _ = self._counted
        if time.monotonic() >= until:
            self._counted = (time.monotonic() + _COUNT_S, self._count())
        return self._counted[1]

    def _count(self) -> int | None:
        if not self.is_kept:
            return None
        own = [
            each for each in spots(self._root) if canonical(each.store) == self._store
        ]
        size = sum(size for spot in own for _, size, _ in fingerprint(spot.directory))
        if size > _MAX_BYTES:
            return None
        return sum(look_at(spot).views for spot in own)
