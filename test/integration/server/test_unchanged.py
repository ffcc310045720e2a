"""An answer that says that nothing has changed has no body, and closes nothing."""

import pytest

from support.service import Start
from support.valkey import Valkey
from support.wire import HEALTH, dial, replies, to_the_end


@pytest.mark.parametrize("path", ["/tracker.js", "/api/v1/sites"])
def test_the_connection_is_closed_only_on_the_clients_request(
    serve: Start, valkey: Valkey, path: str
) -> None:
    """The connection is closed only if the client asks for that."""
    service = serve(valkey.url)
    tag = service.get(path).headers["Etag"]
    head = f"GET {path} HTTP/1.1\r\nHost: a\r\nIf-None-Match: {tag}\r\n".encode()
    connection = dial(service.address)

    connection.sendall((head + b"\r\n") * 2 + HEALTH)
    first, second, health = replies(connection, 3)
    connection.sendall(head + b"Connection: close\r\n\r\n")
    last = to_the_end(connection)

    connection.close()
    assert (first.status, second.status, health.status) == (304, 304, 200)
    assert "Connection:" not in first.head + second.head + health.head
    assert last.startswith("HTTP/1.1 304 ") and "\r\nConnection: close" in last


def test_a_client_of_http_1_0_is_answered_with_close(
    serve: Start, valkey: Valkey
) -> None:
    """An HTTP/1.0 client gets a close if the response has no length."""
    service = serve(valkey.url)
    tag = service.get("/tracker.js").headers["Etag"]
    head = f"GET /tracker.js HTTP/1.0\r\nIf-None-Match: {tag}\r\n".encode()
    connection = dial(service.address)

    connection.sendall(head + b"Connection: Keep-Alive\r\n\r\n")
    answer = to_the_end(connection)

    connection.close()
    assert answer.startswith("HTTP/1.0 304 ") and "\r\nConnection: close" in answer
