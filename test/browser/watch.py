"""What no page may do: complain in the console, or ask strangers."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Request


class Watch:
    """Notes what goes wrong in all pages of a context.

    ``hosts`` are those that pages may ask, with their ports; ``expected`` are texts of
    complaints that a test knows.
    """

    def __init__(self, context: BrowserContext, hosts: set[str]) -> None:
        self.hosts = hosts
        self.expected: set[str] = set()
        self.requests: list[Request] = []
        self._complaints: list[str] = []
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._on_error(error.error))

    @property
    def complaints(self) -> list[str]:
        """Return what went wrong, in words."""
        strange = (
            url for url in self._asked() if urlsplit(url).netloc not in self.hosts
        )
        return [
            *(text for text in self._complaints if not self._is_expected(text)),
            *(f"asked a stranger: {url}" for url in strange),
        ]

    def sent(self) -> list[Request]:
        """Return the views and events that were sent, in order."""
        return [
            request
            for request in self.requests
            if request.method == "POST" and request.url.endswith("/api/v1/views")
        ]

    def _asked(self) -> list[str]:
        urls = [request.url for request in self.requests]
        return [url for url in urls if not url.startswith(("data:", "file:", "blob:"))]

    def _is_expected(self, text: str) -> bool:
        return any(part in text for part in self.expected)

    def _on_request(self, request: Request) -> None:
        self.requests.append(request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "")
            self._complaints.append(f"{message.type}: {message.text} {where}")

    def _on_error(self, error: Error) -> None:
        self._complaints.append(f"not caught: {error}")
