"""What the server relies on in Waitress beyond its interface, named in one place."""

import ast
import inspect
import sys
from importlib.metadata import version

import pytest
from waitress import wasyncore

from page_tracker.server.channel import Channel
from page_tracker.server.listener import Listener
from page_tracker.server.parser import Parser
from page_tracker.server.response import RefusalTask, Task
from page_tracker.server.waker import Waker
from page_tracker.server.worker import ParentPipe

# Each class of the server that extends one of Waitress's, and the names of Waitress's
# class that it uses or overrides.
INTERNALS: dict[type, str] = {
    Channel: (
        "__init__ __repr__ _fileno _flush_exception _flush_outbufs_below_high_watermark"
        " _flush_some_if_lockable _map add_channel adj close_when_flushed connected"
        " creation_time error_task_class handle_close handle_write last_activity"
        " outbuf_lock outbufs parser_class readable received request requests"
        " requests_lock send send_continue sent_continue server service socket"
        " task_class total_outbufs_len will_close"
    ),
    Listener: (
        "__init__ _fileno _map accept accepting active_channels add_task adj"
        " bind_server_socket channel_class del_channel family fix_addr getsockname"
        " handle_accept pull_trigger readable set_socket_options socket trigger"
    ),
    Parser: (
        "adj body_rcv chunked command completed error expect_continue get_body_stream"
        " header_plus headers headers_finished path query received request_uri"
        " url_scheme version"
    ),
    RefusalTask: "channel execute status",
    Task: (
        "build_response_header channel chunked_response close_on_finish content_length"
        " content_bytes_written get_environment has_body request response_headers"
        " set_close_on_finish start_time status version write wrote_header"
    ),
    Waker: "__init__ close handle_read recv",
    ParentPipe: "__init__ close handle_close handle_read",
}


def is_waitress(kind: type) -> bool:
    """Return whether a class is one of Waitress's."""
    return kind.__module__.partition(".")[0] == "waitress"


def body_of(kind: type) -> ast.ClassDef:
    """Return the syntax of a class."""
    module = ast.parse(inspect.getsource(sys.modules[kind.__module__]))
    return next(
        node
        for node in module.body
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__
    )


def attributes_in(body: ast.ClassDef) -> set[str]:
    """Return the names that a class uses of ``self`` and ``super()``."""
    return {
        node.attr
        for node in ast.walk(body)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) in ("self", "super()")
    }


def names_of_waitress(kind: type) -> set[str]:
    """Return the names of attributes of the classes of Waitress that one extends."""
    names = set(dir(wasyncore.dispatcher)) if kind is not Parser else set()
    for base in filter(is_waitress, kind.__mro__):
        names |= set(vars(base)) | attributes_in(body_of(base))
    return names


@pytest.mark.parametrize("kind", INTERNALS, ids=lambda kind: kind.__name__)
def test_this_release_of_waitress_has_what_the_server_relies_on(kind: type) -> None:
    """A release that lacks a name breaks the server in one clear sentence."""
    missing = set(INTERNALS[kind].split()) - names_of_waitress(kind)

    assert not missing, (
        f"Waitress {version('waitress')} lacks {', '.join(sorted(missing))}, which"
        f" page_tracker's {kind.__name__} relies on."
    )


@pytest.mark.parametrize("kind", INTERNALS, ids=lambda kind: kind.__name__)
def test_all_that_the_server_uses_of_waitress_is_named_here(kind: type) -> None:
    """A name that a class of the server uses or overrides stands in the table."""
    ours = [base for base in kind.__mro__ if base.__module__.startswith("page_tracker")]
    used: set[str] = set()
    for base in ours:
        used |= attributes_in(body_of(base))
        used |= {name for name in vars(base) if not name.startswith("__")}

    unnamed = used & names_of_waitress(kind) - set(INTERNALS[kind].split())

    assert not unnamed
