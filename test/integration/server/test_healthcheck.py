"""The health check that a container runs: an exit status for a running service."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from page_tracker.cli.main import main
from support.service import Start
from support.valkey import Valkey


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "::"])
def test_a_service_that_answers_is_healthy(
    serve: Start, valkey: Valkey, host: str
) -> None:
    """The check finds it by the settings of the service, wherever that listens."""
    service = serve(valkey.url, host=host)
    port = service.address.rpartition(":")[2]

    assert main(["healthcheck", "--host", host, "--port", port]) == 0


def test_a_service_on_a_socket_file_is_healthy_too(
    serve: Start, valkey: Valkey, tmp_path: Path
) -> None:
    """A service on a socket file can be checked without a port."""
    path = str(tmp_path / "web.sock")
    serve(valkey.url, unix_socket=path)

    assert main(["healthcheck", "--unix-socket", path]) == 0


def test_a_service_that_is_not_there_is_unhealthy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unreachable service is reported in one line and by the exit status."""
    path = tmp_path / "none"

    status = main(["healthcheck", "--unix-socket", str(path)])

    assert status == 1
    said = capsys.readouterr().err
    assert said == f"page-tracker: not healthy: nothing listens on unix:{path}\n"


def test_a_server_without_http_is_unhealthy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Another kind of server on the port is not the service."""
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger_port = str(stranger.getsockname()[1])

        def greet() -> None:
            with stranger.accept()[0] as visitor:
                visitor.recv(1024)
                visitor.sendall(b"220 mail.example ESMTP\r\n")

        greeting = threading.Thread(target=greet)
        greeting.start()
        status = main(["healthcheck", "--port", stranger_port])
        greeting.join()

    assert status == 1
    assert "not healthy: the answer was not HTTP" in capsys.readouterr().err


def test_a_service_that_answers_with_an_error_is_unhealthy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A service that answers with an error is unhealthy."""
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as stranger:
        asked = threading.Thread(target=stranger.handle_request)
        asked.start()

        status = main(["healthcheck", "--port", str(stranger.server_port)])
        asked.join()

    assert status == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == "page-tracker: not healthy: the server answered 501"
