"""Waitress's settings, in one place: what a stranger can make a process hold."""

import resource

from waitress.adjustments import Adjustments

from page_tracker.server.sockets import BACKLOG
from page_tracker.settings import Settings

# A response on the loop leaves in one send; see Turn. Larger ones from threads are
# sent in pieces of at least this many bytes.
SEND_BYTES = 65_536

# Unsent bytes of an answer in pieces at which its thread waits for the client. Waitress
# has 16 MB, of which a hundred slow readers would make 1.6 GB; less would make threads
# wait for readers of answers that fit well into memory.
MAX_STREAMED_BYTES = 1_048_576

# Descriptors beside the clients': logs, listeners, the store, files of a response.
_OWN_FILES = 64


def adjustments(settings: Settings) -> Adjustments:
    """Return what Waitress needs to know; also raises the limit of open files."""
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
        # Bodies stay in memory: the limit above is what bounds them.
        inbuf_overflow=settings.max_body_bytes + 1,
        outbuf_high_watermark=MAX_STREAMED_BYTES,
        backlog=BACKLOG,  # Waitress listens once more, and would shorten the queue
        ident="page-tracker",
        expose_tracebacks=False,
        # A client that goes away is daily life, and its address is not for the log.
        log_socket_errors=False,
        # A middleware at every request, to remove headers that nobody here reads.
        clear_untrusted_proxy_headers=False,
    )
    # As an argument it is announced as deprecated; as an attribute it is what the
    # channel reads.
    found.send_bytes = SEND_BYTES
    # Not one of Waitress's, which only knows idle connections.
    found.request_timeout = settings.request_timeout
    return found


def _raise_file_limit(wanted: int) -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        return most
    return wanted if soft == resource.RLIM_INFINITY else soft
