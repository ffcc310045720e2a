"""Prefixes of paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.tracking.prefix import (
    MAX_PREFIX,
    OWN_SEGMENTS,
    parse_prefix,
    without_prefix,
)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        pytest.param("", "", id="none"),
        pytest.param("/", "", id="the root"),
        pytest.param("/stats", "/stats", id="a segment"),
        pytest.param("/stats/", "/stats", id="a slash at its end"),
        pytest.param("/a/b-c/d_e.f~1", "/a/b-c/d_e.f~1", id="several segments"),
        pytest.param(
            "/a/dashboard", "/a/dashboard", id="a name of ours, below another"
        ),
        pytest.param(f"/{'a' * (MAX_PREFIX - 1)}", f"/{'a' * 199}", id="the longest"),
    ],
)
def test_a_prefix_has_one_spelling(text: str, prefix: str) -> None:
    """A prefix begins with a slash and ends without one, and the root has none."""
    assert parse_prefix(text) == prefix


@pytest.mark.parametrize(
    "text",
    [
        "stats",
        "//evil.example",
        "/\\evil.example",
        "/a//b",
        "/a//",
        "/..",
        "/a/../b",
        "/a/./b",
        "/%2e%2e",
        '/a"b',
        "/a'b",
        "/a<b",
        "/a b",
        "/a;b",
        "/a,/b",
        "/a?b",
        "/a#b",
        "/a\r\nSet-Cookie: b",
        "/caf\u00e9",
        "https://evil.example/a",
        "/" + "a" * MAX_PREFIX,
        *(f"/{segment}" for segment in sorted(OWN_SEGMENTS)),
        "/dashboard/a",
    ],
)
def test_only_a_plain_path_is_a_prefix(text: str) -> None:
    """A text that could lead elsewhere, or end an attribute or a header, is refused."""
    with pytest.raises(ValueError, match="must"):
        parse_prefix(text)


@given(text=st.text("/.%\\\"'<>; ,ab\n", max_size=12))
def test_every_accepted_prefix_is_harmless(text: str) -> None:
    """A prefix stays on the host, and means the same wherever it is written."""
    try:
        prefix = parse_prefix(text)
    except ValueError:
        return
    assert not prefix.startswith("//") and set(prefix) <= set("/.ab")
    assert not {".", ".."}.intersection(prefix.split("/"))


@pytest.mark.parametrize(
    ("path", "inner"),
    [
        pytest.param("/stats/dashboard", "/dashboard", id="passed on"),
        pytest.param("/dashboard", "/dashboard", id="taken off"),
        pytest.param("/stats", "/", id="the root"),
        pytest.param("/stats/", "/", id="the root with its slash"),
        pytest.param("", "", id="a root without a slash"),
        pytest.param("/", "/", id="the root, taken off"),
        pytest.param("/statistics", "/statistics", id="another path"),
        pytest.param("/stats/stats/a", "/stats/a", id="twice"),
        pytest.param("stats/a", "/a", id="without the first slash"),
    ],
)
def test_a_path_may_have_its_prefix_or_not(path: str, inner: str) -> None:
    """A path is the same with and without its prefix."""
    assert without_prefix(path, "/stats") == inner
    assert without_prefix(path, "") == path
