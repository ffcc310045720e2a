"""Networks: lists of addresses in settings, and who is in them."""

from ipaddress import ip_address

import pytest

from page_tracker.tracking.networks import Networks, parse_address, rate_limit_key


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("192.0.2.1", "192.0.2.1", id="version 4"),
        pytest.param("2001:DB8:0::1", "2001:db8::1", id="version 6"),
        pytest.param("::ffff:192.0.2.1", "192.0.2.1", id="4 in 6"),
        pytest.param("::ffff:c000:201", "192.0.2.1", id="4 in 6, in hexadecimal"),
        pytest.param("fe80::1%eth0", "fe80::1", id="with a zone"),
    ],
)
def test_an_address_is_one_value_however_it_is_written(text: str, address: str) -> None:
    """Every spelling of an address is parsed to the same value."""
    assert parse_address(text) == ip_address(address)
    assert str(parse_address(text)) == address


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("localhost", id="a name"),
        pytest.param("192.0.2.256", id="too large a number"),
        pytest.param("192.0.2.01", id="a leading zero"),
        pytest.param("192.0.2.1 ", id="a space"),
        pytest.param("192.0.2.1%eth0", id="a zone in version 4"),
        pytest.param("١٩٢.0.2.1", id="other digits"),
        pytest.param("fe80::1%" + "e" * 60, id="a long zone"),
    ],
)
def test_a_text_that_is_no_address_is_rejected(text: str) -> None:
    """A text that is no address is rejected."""
    with pytest.raises(ValueError):
        parse_address(text)


@pytest.mark.parametrize(
    ("text", "address", "contained"),
    [
        pytest.param("192.0.2.1", "192.0.2.1", True, id="an address"),
        pytest.param("192.0.2.1", "192.0.2.2", False, id="another one"),
        pytest.param("10.0.0.0/8", "10.255.0.1", True, id="a network"),
        pytest.param("10.0.0.0/8", "11.0.0.1", False, id="outside of it"),
        pytest.param("10.0.0.0/8", "::a00:1", False, id="another version"),
        pytest.param(" ::1 ,10.0.0.0/8 ", "10.0.0.1", True, id="the second of two"),
        pytest.param("::1, 10.0.0.0/8", "::1", True, id="the first of two"),
        pytest.param("2001:db8::/32", "2001:DB8::1", True, id="version 6"),
        pytest.param("192.0.2.1", "::ffff:192.0.2.1", True, id="4 in 6"),
        pytest.param("::ffff:10.0.0.0/104", "10.1.1.1", True, id="a network of 4 in 6"),
        pytest.param("::/0", "2001:db8::1", True, id="everybody of version 6"),
        pytest.param("::/0", "192.0.2.1", False, id="nobody of version 4"),
        pytest.param("0.0.0.0/0", "localhost", False, id="no address"),
        pytest.param("", "192.0.2.1", False, id="an empty list"),
        pytest.param("  ", "", False, id="a blank list"),
    ],
)
def test_a_list_contains_its_addresses_and_networks(
    text: str, address: str, contained: bool
) -> None:
    """A list contains its addresses and networks, in every spelling."""
    assert Networks.parse(text).contains(address) is contained


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        pytest.param("", False, id="nothing"),
        pytest.param(" ", False, id="a blank"),
        pytest.param("::1", True, id="an address"),
    ],
)
def test_a_list_is_true_if_anything_is_in_it(text: str, filled: bool) -> None:
    """A list is true unless it is empty."""
    assert bool(Networks.parse(text)) is filled


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("localhost", id="a name"),
        pytest.param("10.0.0.1/8", id="bits after the prefix"),
        pytest.param("10.0.0.0/33", id="too long a prefix"),
        pytest.param("10.0.0.0/8,", id="an empty entry"),
        pytest.param("10.0.0.1 10.0.0.2", id="no comma"),
    ],
)
def test_a_list_with_a_mistake_is_refused(text: str) -> None:
    """A proxy that is misspelt must not be left out in silence."""
    with pytest.raises(ValueError):
        Networks.parse(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("192.0.2.1", "192.0.2.1", id="version 4"),
        pytest.param("::ffff:192.0.2.1", "192.0.2.1", id="4 in 6"),
        pytest.param("2001:DB8:0:1:2::3", "2001:db8:0:1::/64", id="version 6"),
        pytest.param("2001:db8:0:1:ffff::%eth0", "2001:db8:0:1::/64", id="a zone"),
        pytest.param("::1", "::/64", id="this machine"),
        pytest.param("localhost", "", id="a name"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_household_is_what_a_stranger_has_one_of(text: str, found: str) -> None:
    """The key of an IPv6 address is its network, and of an IPv4 address itself."""
    assert rate_limit_key(text) == found
