"""Visitors: the same all day, and nobody on the next."""

from itertools import combinations

import pytest

from page_tracker.tracking.visitor import HASH_BYTES, page_hash, visitor_hash

SALT = b"s" * 32
VISITOR = (SALT, "example.com", "192.0.2.1", "Firefox")


def test_a_visitor_has_the_same_hash_all_day() -> None:
    """A visitor's hash depends only on the salt and is pinned here."""
    assert visitor_hash(*VISITOR).hex() == "d7b9865894b28104"
    assert page_hash(visitor_hash(*VISITOR), "/a").hex() == "edc5d7cdf77310a8"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((b"t" * 32, *VISITOR[1:]), id="another day"),
        pytest.param((SALT, "example.org", *VISITOR[2:]), id="another site"),
        pytest.param((SALT, "example.com", "192.0.2.2", "Firefox"), id="elsewhere"),
        pytest.param((SALT, "example.com", "localhost", "Firefox"), id="no address"),
        pytest.param((*VISITOR[:3], "Chrome"), id="another browser"),
        pytest.param((*VISITOR[:3], ""), id="no browser"),
    ],
)
def test_another_visitor_has_another_hash(other: tuple[bytes, str, str, str]) -> None:
    """A different site, address or agent gives another hash."""
    assert visitor_hash(*other) != visitor_hash(*VISITOR)
    assert len(visitor_hash(*other)) == HASH_BYTES


def test_no_part_can_be_taken_for_another() -> None:
    """Parts of a visitor cannot be shifted to give another visitor's hash."""
    parts = [
        ("ab", "c", "d"),
        ("a", "bc", "d"),
        ("a", "b", "cd"),
        ("abcd", "", ""),
        ("", "abcd", ""),
        ("", "", "abcd"),
        ("a\0b", "c", "d"),
        ("a", "b\0c", "d"),
        ("a", "b", "c\0d"),
    ]

    hashes = [visitor_hash(SALT, *each) for each in parts]

    assert all(one != other for one, other in combinations(hashes, 2))


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        pytest.param("2001:db8::1", "2001:db8::2", True, id="one network"),
        pytest.param("2001:db8::1", "2001:db8:0:0:f::1", True, id="its other end"),
        pytest.param("2001:db8::1", "2001:DB8:0::1", True, id="another spelling"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", False, id="the next network"),
        pytest.param("192.0.2.1", "::ffff:192.0.2.1", True, id="4 in 6"),
        pytest.param("::ffff:192.0.2.1", "::ffff:192.0.2.2", False, id="two of them"),
        pytest.param("192.0.2.1", "192.0.2.2", False, id="version 4"),
    ],
)
def test_the_network_of_an_address_counts(address: str, other: str, same: bool) -> None:
    """A browser that changes its IPv6 address within the day is one visitor."""
    one = visitor_hash(SALT, "example.com", address, "Firefox")
    two = visitor_hash(SALT, "example.com", other, "Firefox")

    assert (one == two) is same


@pytest.mark.parametrize("text", ["\ud800", "\udfff\ud800", "é", "\x00", "x" * 10**5])
def test_any_text_has_a_hash(text: str) -> None:
    """A view is not lost because of an odd header or path."""
    visitor = visitor_hash(SALT, text, text, text)

    assert len(visitor) == len(page_hash(visitor, text)) == HASH_BYTES


def test_odd_texts_are_told_apart() -> None:
    """Half characters, which have no encoding, are not all the same."""
    assert visitor_hash(SALT, "a", "b", "\ud800") != visitor_hash(SALT, "a", "b", "?")
    assert page_hash(b"visitor1", "\ud800") != page_hash(b"visitor1", "\ud801")


def test_a_visitor_has_another_hash_on_each_page() -> None:
    """A visitor has another hash on each page."""
    visitors = [visitor_hash(*VISITOR[:3], name) for name in ("Firefox", "Chrome")]

    pages = {page_hash(each, path) for each in visitors for path in ("/a", "/b", "")}

    assert len(pages) == 6
    assert not pages & set(visitors)
