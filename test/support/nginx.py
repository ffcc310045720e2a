"""A real nginx for tests, in front of a service."""

import os
import socket
import subprocess
import time
from pathlib import Path

from support.waiting import PATIENCE

# Debian has it where only administrators look for programs.
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"

_CONFIGURATION = """
daemon off;
pid {directory}/pid;
error_log {directory}/error.log;
events {{}}
http {{
    access_log {directory}/access.log;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        {locations}
    }}
}}
"""


class Nginx:
    """Serves what ``locations`` say, in the words of its configuration."""

    def __init__(self, directory: Path, port: int, locations: str) -> None:
        self._directory = directory
        self.port = port
        self._configuration = _CONFIGURATION.format(
            directory=directory, port=port, locations=locations
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Nginx":
        """Start it and wait until it accepts connections."""
        self._directory.mkdir(parents=True)
        path = self._directory / "nginx.conf"
        path.write_text(self._configuration, "utf-8")
        command = ["nginx", "-e", f"{self._directory}/error.log", "-c", str(path)]
        # pylint: disable-next=consider-using-with  # it outlives this call
        self._process = subprocess.Popen(command, env={"PATH": _PATH})
        deadline = time.monotonic() + PATIENCE
        while not self._accepts():
            assert time.monotonic() < deadline, "the nginx for the test did not start"
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        """End it."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(PATIENCE)

    def refused(self) -> list[str]:
        """Return the lines of its log about paths that lead nowhere."""
        log = (self._directory / "access.log").read_text("utf-8")
        return [line for line in log.splitlines() if '" 404 ' in line]

    def _accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on, for who cannot take port 0."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
