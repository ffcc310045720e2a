"""A flood: views that name as much as they can make up, among some of known pages."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

from page_tracker.tracking.bots import is_bot

SITE = "a.org"
KNOWN = tuple(f"/known/{number}" for number in range(20))
A_BATCH = 50  # as many as fit into a body

# How many of a batch are of a known page; how many of the others are on another site.
_KNOWN_PART, _ELSEWHERE = 3, 0.3

# What paths and titles are made of: it takes the most bytes for a character.
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789\u00e9\u4e2d\U0001f600"
# A browser that calls itself by a name.
_AGENT = "{name}/1.0 CFNetwork/1490.0.4 Darwin/23.2.0"


class Flood:
    """Sends batches on one connection, and keeps an account of the answers."""

    def __init__(self, connection: HTTPConnection, seed: int) -> None:
        self._connection = connection
        self._chance = random.Random(seed)  # nosec B311  # to repeat it, not to hide it
        self.outcomes: Counter[str] = Counter()
        """Views by what became of them: counted, or the reason why not."""
        self.known: Counter[str] = Counter()
        """Views of each known page."""
        self.views = 0
        """Views of the site."""

    def begin(self) -> None:
        """View each known page once."""
        self._send([{"site": SITE, "path": path} for path in KNOWN])

    def send(self, views: int) -> None:
        """Send so many, by batches that each come from somewhere else."""
        for _ in range(views // A_BATCH):
            known = self._chance.choices(KNOWN, k=_KNOWN_PART)
            batch = [{"site": SITE, "path": path} for path in known]
            self._send([*batch, *self._made_up(A_BATCH - _KNOWN_PART)])

    def _made_up(self, count: int) -> Iterator[dict[str, Any]]:
        for _ in range(count):
            is_elsewhere = self._chance.random() < _ELSEWHERE
            campaign = f"utm_source={self._text(60)}&utm_campaign={self._text(60)}"
            path = self._text(self._chance.choice([20, 200, 500]))
            yield {
                "site": f"{self._name()}.example" if is_elsewhere else SITE,
                "path": f"/{path}?{campaign}",
                "title": self._text(200),
                "referrer": f"https://{self._name()}.example/{self._text(100)}",
                "language": self._name()[:3],
                **({"event": self._text(60)} if self._chance.random() < 0.1 else {}),
            }

    def _send(self, batch: list[dict[str, Any]]) -> None:
        for view, answer in zip(batch, self._post(batch), strict=True):
            self._note(view, answer)

    def _post(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": self._agent(),
            "X-Forwarded-For": f"2001:db8:{self._chance.getrandbits(16):x}::1",
        }
        body = json.dumps(batch, ensure_ascii=False).encode()
        self._connection.request("POST", "/api/v1/views", body, headers)
        response = self._connection.getresponse()
        text = response.read()
        assert response.status == 202, text
        answers: list[dict[str, Any]] = json.loads(text)
        return answers

    def _note(self, view: dict[str, Any], answer: dict[str, Any]) -> None:
        is_counted = answer["status"] == "counted"
        self.outcomes["counted" if is_counted else answer["reason"]] += 1
        if view["site"] == SITE:
            assert is_counted, answer
            self.views += "event" not in view
        if view["path"] in KNOWN:
            self.known[view["path"]] += 1
            assert answer["page"]["views"] >= 1, answer

    def _agent(self) -> str:
        while is_bot(agent := _AGENT.format(name=self._name())):
            pass
        return agent

    def _text(self, length: int) -> str:
        return "".join(self._chance.choices(_LETTERS, k=length))

    def _name(self) -> str:
        return "".join(self._chance.choices("abcdefghijklmnopqrstuvwxyz", k=12))
