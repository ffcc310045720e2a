"""The parser takes what has one meaning, however it comes in, and refuses the rest."""

import pytest
from waitress.adjustments import Adjustments

from page_tracker.server.parser import Parser
from support.raw_requests import MOST_BODY, MOST_HEAD, REFUSED, TAKEN, UNFIT, Raw


def parser() -> Parser:
    """Return one with the limits that the table of requests is made for."""
    return Parser(
        Adjustments(
            max_request_header_size=MOST_HEAD + 1, max_request_body_size=MOST_BODY + 1
        )
    )


def fed(sent: bytes, size: int) -> tuple[Parser, bytes]:
    """Return a parser that has seen a request in pieces, and what it left over."""
    reader, left = parser(), sent
    while left and not reader.completed:
        piece = left[:size]
        left = left[reader.received(piece) :]
    return reader, left


SIZES = pytest.mark.parametrize("size", [1, 2, 3, 7, 8192])


@SIZES
@pytest.mark.parametrize("raw", [pytest.param(each, id=each.name) for each in REFUSED])
def test_what_must_be_refused_is_refused_in_any_pieces(raw: Raw, size: int) -> None:
    """An invalid request is refused, in whatever pieces it arrives."""
    reader, _ = fed(raw.sent, size)

    assert reader.completed
    assert reader.error.to_response("")[0].startswith(f"{raw.status} ")


@SIZES
@pytest.mark.parametrize(
    "raw", [pytest.param(each, id=each.name) for each in TAKEN + UNFIT]
)
def test_what_has_one_meaning_is_taken_in_any_pieces(raw: Raw, size: int) -> None:
    """A valid request is consumed to its last byte, in whatever pieces it arrives."""
    reader, left = fed(raw.sent + b"GET ", size)

    assert reader.completed
    assert reader.error is None
    assert left == b"GET "


@SIZES
def test_a_body_in_chunks_comes_out_whole(size: int) -> None:
    """A chunked body is read as if it had been sent at once."""
    chunks = b"3\r\nabc\r\n0a\r\n0123456789\r\n0\r\n\r\n"
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    reader, _ = fed(head + chunks, size)

    assert reader.get_body_stream().read() == b"abc0123456789"
    assert reader.headers == {"HOST": "a", "CONTENT_LENGTH": "13"}


@pytest.mark.parametrize("length", [0, 1, 8191, 8192, 30_000])
@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("along", [True, False])
def test_a_body_of_any_length_can_be_read(
    length: int, chunked: bool, along: bool
) -> None:
    """Small ones, large ones and those that came with the head are kept differently."""
    reader, body = Parser(Adjustments()), b"x" * length
    told = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % length
    chunks = b"%x\r\n%s\r\n" % (length, body) if length else b""
    head = b"POST / HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n" % told

    rest = chunks + b"0\r\n\r\n" if chunked else body
    taken = reader.received(head + rest if along else head)
    if not reader.completed:
        reader.received((head + rest)[taken:])

    assert reader.completed
    assert reader.get_body_stream().read() == body
    reader.close()


def test_a_head_is_told_as_wsgi_needs_it() -> None:
    """Names in its form, equal ones joined, what it would confuse left out."""
    lines = b"Host: a\r\nX-A: 1\r\nx_a: 2\r\nx-a:\t3 \r\n\r\n"

    reader, _ = fed(b"GET /a%20b/%C3%BC?c=%20 HTTP/1.0\r\n" + lines, 8192)

    assert (reader.command, reader.version) == ("GET", "1.0")
    assert (reader.path, reader.query) == ("/a b/\xc3\xbc", "c=%20")
    assert reader.request_uri == "/a%20b/%C3%BC?c=%20"
    assert reader.headers == {"HOST": "a", "X_A": "1, 3"}


def test_escapes_of_a_path_are_undone_and_what_is_none_stays() -> None:
    """Each byte is a character of WSGI's path, and nothing is undone twice."""
    escaped, path = (
        b"/%41%2f%C3%bc%00%ff%2541%4%%zz%4z",
        "/A/\xc3\xbc\0\xff%41%4%%zz%4z",
    )

    reader, _ = fed(b"GET %s HTTP/1.0\r\n\r\n" % escaped, 8192)

    assert reader.path == path


def test_the_host_of_a_url_counts_more_than_the_field() -> None:
    """RFC 9112, section 3.2.2; nothing else of the URL is kept but path and query."""
    sent = b"GET http://b:81/c?d HTTP/1.1\r\nHost: a\r\n\r\n"

    reader, _ = fed(sent, 8192)

    assert reader.headers == {"HOST": "b:81"}
    assert (reader.path, reader.query) == ("/c", "d")


def test_the_largest_head_is_taken() -> None:
    """The limit is the largest that is allowed, not the first that is not."""
    head = b"GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n"
    most = head % (b"x" * (MOST_HEAD + 2 - len(head)))

    fits, _ = fed(most, 8192)
    over, _ = fed(most.replace(b"X: ", b"X: x"), 8192)

    assert len(most) == MOST_HEAD
    assert fits.error is None
    assert over.error.to_response("")[0].startswith("431 ")


def test_nothing_that_follows_a_refusal_is_left_to_be_read() -> None:
    """Nothing after a refused request is parsed."""
    _, left = fed(b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 8192)

    assert left == b""
