"""A real website on loopback, whose pages a test writes."""

import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from support.waiting import PATIENCE

# What every page has; the icon keeps the browser from asking for one.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="data:,">
{head}
</head>
<body>{body}</body>
</html>
"""


class Visit(NamedTuple):
    """A request for a page, with the purpose that the browser gives."""

    host: str
    path: str
    purpose: str


class Website:
    """Serves the pages of many hosts, all at one port of 127.0.0.1."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], bytes] = {}
        self.headers: dict[tuple[str, str], dict[str, str]] = {}
        self.visits: list[Visit] = []
        self.gates: dict[tuple[str, str], threading.Event] = {}
        self._server = _Server(self)
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    """The server of a website, on a free port."""

    daemon_threads = True

    def __init__(self, website: Website) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.website = website


class _Handler(BaseHTTPRequestHandler):
    """Answers with the pages of the website as they are."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:  # pylint: disable=invalid-name  # http.server's
        """Answer with a page."""
        website = self.server.website
        purpose = self.headers.get("Sec-Purpose", "")
        host = self.headers.get("Host", "").partition(":")[0]
        website.visits.append(Visit(host, self.path, purpose))
        if gate := website.gates.get((host, self.path)):
            gate.wait(PATIENCE)
        place = host, self.path.partition("?")[0]
        page = website.pages.get(place)
        self.send_response(404 if page is None else 200)
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(page or b"")),
            **website.headers.get(place, {}),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page or b"")

    # pylint: disable-next=redefined-builtin  # it is called so there
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Host:
    """One host of a website, with pages that carry the script of a service."""

    def __init__(self, website: Website, name: str, script: str) -> None:
        self._website = website
        self.name = name
        self.script = script
        self.site = f"{name}:{website.port}"

    def url(self, path: str = "/") -> str:
        """Return the address of a page."""
        return f"http://{self.site}{path}"

    def tag(self, **attributes: str) -> str:
        """Return the script's element: ``tag(data_site="a.example")``."""
        given = {"src": self.script, "defer": "", **attributes}
        pairs = (f' {name.replace("_", "-")}="{escape(given[name])}"' for name in given)
        return f"<script{''.join(pairs)}></script>"

    def write(
        self, path: str = "/", body: str = "", *, head: str = "", **attributes: str
    ) -> str:
        """Write a page that carries the script, and return its address."""
        return self.write_bare(path, body, head=head + self.tag(**attributes))

    def write_bare(self, path: str = "/", body: str = "", *, head: str = "") -> str:
        """Write a page without the script, and return its address."""
        text = html(f"Page {path}", body, head)
        self._website.pages[self.name, path] = text.encode()
        return self.url(path)

    def add_file(self, path: str, text: str) -> str:
        """Serve a script, and return its path."""
        self._website.pages[self.name, path] = text.encode()
        self.add_headers(path, {"Content-Type": "text/javascript"})
        return path

    def add_headers(self, path: str, headers: dict[str, str]) -> None:
        """Send these headers with a page, also in place of the usual ones."""
        self._website.headers.setdefault((self.name, path), {}).update(headers)

    def gate(self, path: str) -> threading.Event:
        """Hold back all answers for an address until the returned event is set."""
        return self._website.gates.setdefault((self.name, path), threading.Event())

    def neighbour(self, name: str) -> "Host":
        """Return another host of the same domain: ``shop.site1.example``."""
        return self.called(f"{name}.{self.name}")

    def called(self, name: str) -> "Host":
        """Return the host of this website that has some other name."""
        return Host(self._website, name, self.script)

    def visits(self, path: str) -> list[Visit]:
        """Return the requests for a page so far."""
        place = (self.name, path)
        return [each for each in self._website.visits if each[:2] == place]


def html(title: str, body: str, head: str = "") -> str:
    """Return a whole page."""
    return _PAGE.format(title=escape(title), body=body, head=head)
