"""The service as a process, and as a callable of any other server."""

import json
from dataclasses import dataclass
from typing import Any

from webtest import TestApp

from support.agents import FIREFOX
from support.service import Answer, Service

PATH = "/api/v1/views"
JSON = "application/json"


@dataclass
class OnTheLoop:
    """The service as a process, asked over sockets."""

    service: Service

    def post(self, body: Any, kind: str = JSON, agent: str = FIREFOX) -> Answer:
        """Send a body on a connection of its own."""
        return self.ask("POST", json.dumps(body), kind, agent)

    def ask(
        self, method: str, body: str = "", kind: str = JSON, agent: str = FIREFOX
    ) -> Answer:
        """Send a request to where views are sent."""
        connection = self.service.connect()
        headers = {"Content-Type": kind, "User-Agent": agent}
        try:
            connection.request(method, PATH, body.encode(), headers)
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, dict(response.getheaders()), text)
        finally:
            connection.close()


@dataclass
class OnAThread(OnTheLoop):
    """The callable, as a server with threads would call it."""

    app: TestApp

    def ask(
        self, method: str, body: str = "", kind: str = JSON, agent: str = FIREFOX
    ) -> Answer:
        """Call it."""
        response = self.app.request(
            PATH,
            method=method,
            body=body.encode(),
            headers={"Content-Type": kind, "User-Agent": agent},
            expect_errors=True,
        )
        return Answer(response.status_int, dict(response.headers), response.text)
