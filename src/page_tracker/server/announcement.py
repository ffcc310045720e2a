"""The messages at the start of the service, for a person or for the log."""

import logging
import socket
import sys
from ipaddress import ip_address

from page_tracker import __version__
from page_tracker.server import sockets
from page_tracker.server.healthcheck import reachable
from page_tracker.settings import Settings
from page_tracker.storage import embedded
from page_tracker.storage.journal.place import place_of

# The logger's name from before this module existed: alerts may match it.
log = logging.getLogger("page_tracker.server.service")

_LINES = """\
page-tracker {version}
  Dashboard  {dashboard}
  Data       {data}
  Access     {access}
Press Ctrl-C to stop.
"""
_PUBLIC = "everyone who can reach this address can read the numbers"
_TO_CLOSE = "set PAGE_TRACKER_TOKEN and PAGE_TRACKER_READING=token to change that"


def is_for_person(settings: Settings) -> bool:
    """Return whether a person reads the log: it is text, on a terminal."""
    return settings.log_format == "text" and sys.stderr.isatty()


def quiet_database_log(settings: Settings) -> None:
    """If a person reads the log, leave it to :func:`announce` to name the database."""
    if is_for_person(settings):
        logging.getLogger(embedded.__name__).setLevel(logging.WARNING)


def announce(settings: Settings, listening: sockets.Entrance, workers: int) -> None:
    """Log where the dashboard and the data are, and who can read the numbers.

    Args:
        settings: The settings as configured: no URL means the embedded database.
        listening: The sockets of a worker, one for each address.
        workers: The number of worker processes.
    """
    listener, *others = listening
    dashboard = dashboard_url(settings, listener)
    if is_for_person(settings):
        sys.stderr.write(
            _LINES.format(
                version=__version__,
                dashboard=dashboard or "set PAGE_TRACKER_URL to see its address here",
                data=_data(settings),
                access=_access(settings),
            )
        )
        return
    fields: dict[str, object] = {"on": sockets.address(listener), "workers": workers}
    if others:
        fields["also"] = [sockets.address(each) for each in others]
    if dashboard:
        fields["dashboard"] = dashboard
    log.info("listening", extra=fields)
    if settings.token is None and not all(map(_is_local, listening)):
        log.warning("%s; %s", _PUBLIC, _TO_CLOSE)


def dashboard_url(settings: Settings, listener: socket.socket) -> str | None:
    """Return the URL of the dashboard.

    Return None if the service listens on a socket file and no setting names its public
    address.
    """
    if settings.url:
        return f"{settings.url}/dashboard"
    if listener.family == socket.AF_UNIX:
        return None
    host, port = listener.getsockname()[:2]
    host = reachable(host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/dashboard"


def _data(settings: Settings) -> str:
    """Return where the data is stored, without a password."""
    if settings.redis_url is None:
        return str(settings.data_dir)
    place = f"Redis at {place_of(settings.redis_url)}"
    journal = f", journal in {settings.data_dir}" if settings.journal == "on" else ""
    return place + journal


def _access(settings: Settings) -> str:
    if settings.reading == "public":
        if settings.token is None:
            return f"{_PUBLIC}\n             ({_TO_CLOSE})"
        return f"{_PUBLIC}; changes need the token"
    if settings.token is None:
        return "nobody can read the numbers: set PAGE_TRACKER_TOKEN"
    return "only holders of the token can read the numbers"


def _is_local(listener: socket.socket) -> bool:
    if listener.family == socket.AF_UNIX:
        return True  # the proxy in front of the socket file decides
    return ip_address(listener.getsockname()[0]).is_loopback
