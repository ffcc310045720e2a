"""Waitress's settings, and the limits on what strangers can make a process hold."""

import resource

from waitress.adjustments import Adjustments

from page_tracker.server.sockets import BACKLOG
from page_tracker.settings import Settings

# A response from the loop leaves in one send; see GreenletTurn. Larger ones from
# threads are sent in pieces of at least this many bytes.
SEND_BYTES = 65_536

# Unsent bytes of a streamed response at which its thread waits for the client.
# Waitress's default is 16 MB, so that a hundred slow readers would take 1.6 GB. With
# less than this, threads would wait for readers of responses that fit well into memory.
MAX_STREAMED_BYTES = 1_048_576

# Descriptors other than the clients': logs, listeners, the store, files of a response.
_OWN_FILES = 64


def adjustments(settings: Settings) -> Adjustments:
    """Return Waitress's settings, and raise the limit of open files."""
    files = _raise_file_limit(settings.connection_limit + _OWN_FILES)
    found = Adjustments(
        threads=settings.threads,
        # select() ends the process at about 1,020 sockets.
        asyncore_use_poll=True,
        connection_limit=min(settings.connection_limit, files - _OWN_FILES),
        channel_timeout=settings.channel_timeout,
        max_request_header_size=settings.max_header_bytes + 1,
        # Waitress refuses at this many bytes, not above it.
        max_request_body_size=settings.max_body_bytes + 1,
        # Bodies stay in memory: the limit above bounds them.
        inbuf_overflow=settings.max_body_bytes + 1,
        outbuf_high_watermark=MAX_STREAMED_BYTES,
        backlog=BACKLOG,  # Waitress calls listen() again, and would shorten the queue
        ident="page-tracker",
        expose_tracebacks=False,
        # Clients disconnect all the time, and their addresses do not belong in the log.
        log_socket_errors=False,
        # Waitress's middleware would run at every request to remove headers that this
        # application never reads.
        clear_untrusted_proxy_headers=False,
    )
    # As an argument it is deprecated; the channel reads the attribute.
    found.send_bytes = SEND_BYTES
    # Not one of Waitress's settings: those only limit idle connections.
    found.request_timeout = settings.request_timeout
    return found


def _raise_file_limit(wanted: int) -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        return most
    return wanted if soft == resource.RLIM_INFINITY else soft
