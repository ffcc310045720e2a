"""The quick way to read a submission comes to the same as the other, or to nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.errors import InvalidInput
from page_tracker.tracking.submission import (
    LONGEST,
    READERS,
    WIDEST,
    Submission,
    submission,
)
from page_tracker.tracking.submission_fast import read_fast
from support.hostile import hostile_texts

HERE = {"site": "a.org", "path": "/"}

texts = st.one_of(
    hostile_texts,
    st.sampled_from(
        ["", "a.org", "A.org:443", "/b//c/?utm_source=news&x=1#y", "https://a.org/b?c"]
    ),
    st.sampled_from(
        ["de-DE", "x" * LONGEST, "x" * (LONGEST + 1), "\x00", "semalt.com"]
    ),
)
anything = st.one_of(texts, st.integers(), st.floats(), st.none(), st.booleans())
bodies = st.dictionaries(
    st.sampled_from([*READERS, "x"]),
    anything,
)


def read(body: object) -> Submission | None:
    """Return what the other way makes of a body, or None if it is refused."""
    try:
        return submission(body)
    except InvalidInput:
        return None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(HERE, id="site and path"),
        pytest.param({"url": "https://A.org:443/b/?x=1#top"}, id="an address"),
        pytest.param({"url": "https://a.org"}, id="an address of a site"),
        pytest.param(
            {**HERE, "path": "/b?utm_source=news&x=1#utm_medium=no"}, id="a campaign"
        ),
        pytest.param({**HERE, "referrer": "https://www.google.com/"}, id="a referrer"),
        pytest.param({**HERE, "referrer": "https://sub.semalt.com/"}, id="spam"),
        pytest.param({**HERE, "referrer": "", "title": ""}, id="empty texts"),
        pytest.param({**HERE, "title": " A \u200b page\n"}, id="a title"),
        pytest.param({**HERE, "width": 1}, id="the least width"),
        pytest.param({**HERE, "touch_points": 0, "brave": False}, id="a desktop"),
        pytest.param({**HERE, "touch_points": 256, "brave": True}, id="a tablet"),
        pytest.param({**HERE, "width": WIDEST}, id="the largest width"),
        pytest.param({**HERE, "language": "de-DE"}, id="a language"),
        pytest.param({**HERE, "language": "?"}, id="no language"),
        pytest.param({**HERE, "event": " sign\tup "}, id="an event"),
    ],
)
def test_the_fast_parser_reads_what_browsers_send(body: dict[str, Any]) -> None:
    """The fast parser reads what browsers send like the full parser."""
    assert read_fast(json.dumps(body).encode()) == submission(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[]", id="an array"),
        pytest.param(b"{}", id="no place"),
        pytest.param(b'{"site":"a.org"}', id="no path"),
        pytest.param(b'{"path":"/"}', id="no site"),
        pytest.param(b'{"site":"a.org","path":""}', id="an empty path"),
        pytest.param(b'{"url":"http://a.org","path":"/"}', id="two places"),
        pytest.param(b'{"url":"http://a.org","site":""}', id="two, one of them empty"),
        pytest.param(b'{"site":"a b","path":"/"}', id="no host name"),
        pytest.param(b'{"site":"a.org","path":"/","x":1}', id="an unknown field"),
        pytest.param(b'{"site":"a.org","path":"/","width":0}', id="no width"),
        pytest.param(b'{"site":"a.org","path":"/","brave":1}', id="no bool"),
        pytest.param(b'{"site":"a.org","path":"/","touch_points":257}', id="hands"),
        pytest.param(b'{"site":"http://a.org","path":"/"}', id="an address as site"),
        pytest.param(b'{"site":"a.org","path":"/","width":null}', id="null"),
        pytest.param(b'{"site":"a.org","path":"/","event":""}', id="no event"),
        pytest.param(b'{"site":"a.org","path":"/","event":" "}', id="a blank event"),
        pytest.param(b'{"site":"a.org","path":"/","title":"\xff"}', id="not UTF-8"),
        pytest.param(b'\xef\xbb\xbf{"site":"a.org","path":"/"}', id="a mark before it"),
    ],
)
def test_all_else_is_left_to_the_other_way(body: bytes) -> None:
    """Unusual and invalid bodies are left to the full parser."""
    assert read_fast(body) is None


@given(bodies)
def test_no_body_is_read_in_two_ways(body: dict[str, Any]) -> None:
    """No body is read differently by the two parsers."""
    raw = json.dumps(body).encode()

    assert read_fast(raw) in (None, read(json.loads(raw)))
