"""A visitor: asks for one page after the other, and notes the answers."""

import json
import random
import re
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from faults.account import FAILED, HUNG, PLAIN, REFUSED, UNCERTAIN, Account, Page

SITES = ("a.org", "b.org", "c.org")
PATHS = ("/", "/about", "/blog/1", "/blog/2")
REFERRERS = ("", "https://www.google.com/", "https://d.org/")

# Seconds without an answer after which nobody would still wait.
_PATIENCE = 15

# Views after which it is another person's turn.
_VIEWS_EACH = 25

# What an answer says that is an error; there must be no others.
_ERRORS = {500: FAILED, 503: REFUSED}

_NUMBER = re.compile(r"seen (-?\d+) times")


class Visitor:
    """Sits at one keep-alive connection; every so often another person takes the place.

    ``address`` says where the service is at the moment. ``seed`` decides what is asked.
    """

    def __init__(self, seed: str, address: Callable[[], str], account: Account) -> None:
        self._name = seed
        self._address = address
        self._account = account
        self._choice = random.Random(seed)
        self._connection: HTTPConnection | None = None
        self._views = 0

    def visit(self) -> bool:
        """Ask once; returns whether it was answered, and not refused."""
        try:
            connection = self._connection or self._connect()
        except OSError:
            return False  # nothing was asked
        self._views += 1
        kind = self._choice.random()
        try:
            if kind < 0.3:
                return self._look(connection)
            return self._send(connection, 3 if kind > 0.9 else 1)
        finally:
            self._leave_if_closed()

    def close(self) -> None:
        """Hang up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> HTTPConnection:
        place = urlsplit(self._address())
        connection = HTTPConnection(place.hostname or "", place.port, timeout=_PATIENCE)
        connection.connect()
        self._connection = connection
        return connection

    def _leave_if_closed(self) -> None:
        # http.client would connect again by itself, and what was sent would be unclear.
        if self._connection is not None and self._connection.sock is None:
            self._connection = None

    def _look(self, connection: HTTPConnection) -> bool:
        status, text = self._ask(connection, "GET", "/", None, [PLAIN])
        if status == 200:
            found = _NUMBER.search(text)
            assert found, text
            self._account.enter(PLAIN, "counted", self._person, int(found[1]))
        return status == 200

    def _send(self, connection: HTTPConnection, count: int) -> bool:
        pages = [Page(self._pick(SITES), self._pick(PATHS)) for _ in range(count)]
        views = [
            {**page._asdict(), "referrer": self._pick(REFERRERS)} for page in pages
        ]
        body = json.dumps(views if count > 1 else views[0])
        status, text = self._ask(connection, "POST", "/api/v1/views", body, pages)
        if status == 202:
            outcomes = json.loads(text)
            for page, outcome in zip(pages, outcomes if count > 1 else [outcomes]):
                self._account.enter(page, outcome["status"], self._person)
        return status == 202

    def _ask(
        self,
        connection: HTTPConnection,
        method: str,
        path: str,
        body: str | None,
        pages: Sequence[Page],
    ) -> tuple[int, str]:
        """Return status and text; notes itself what is no acknowledgement, status 0."""
        agent = (
            f"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) {self._person} Firefox/140.0"
        )
        headers = {"User-Agent": agent, "Content-Type": "application/json"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            if response.status in (200, 202):
                return response.status, text
            told = _ERRORS[response.status]
            assert told == FAILED or response.getheader("Retry-After")
        except TimeoutError:
            told = HUNG
        except (OSError, HTTPException):
            told = UNCERTAIN
        if told in (HUNG, UNCERTAIN):
            connection.close()
        for page in pages:
            self._account.enter(page, told, self._person)
        return 0, ""

    @property
    def _person(self) -> str:
        return f"{self._name}.{self._views // _VIEWS_EACH}"

    def _pick(self, choices: Sequence[str]) -> str:
        return self._choice.choice(choices)
