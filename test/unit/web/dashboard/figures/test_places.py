"""Places: every link of a dashboard keeps what it should, and drops the rest."""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.web.dashboard.figures.links import (
    DashboardLink,
    address_of,
    dashboard_address,
    read_place,
    sign_in_address,
)

HERE = DashboardLink(
    "/dashboard/a.example",
    {"from": "2026-11-01", "to": "2026-11-24", "unit": "day", "key": "abc"},
)


def query_of(address: str) -> dict[str, str]:
    """Return the parameters in an address."""
    return dict(parse_qsl(urlsplit(address).query))


@pytest.mark.parametrize(
    ("query", "known"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("period=7d&unit=day", {"period": "7d", "unit": "day"}, id="some"),
        pytest.param("from=&to=", {}, id="the empty fields of a form"),
        pytest.param(
            "period=7d&utm_source=x&constructor=y", {"period": "7d"}, id="others"
        ),
        pytest.param("period=7d&period=30d", {"period": "30d"}, id="the last of two"),
        pytest.param("page=/%C3%A9%26%3D", {"page": "/é&="}, id="escapes"),
        pytest.param("page=/\xc3\xa9", {"page": "/\xc3\xa9"}, id="bytes"),
        pytest.param("page=/%FF", {"page": "/\ufffd"}, id="no UTF-8"),
    ],
)
def test_known_parameters_are_read(query: str, known: dict[str, str]) -> None:
    """Known parameters are read, and unknown ones are dropped from every link."""
    place = read_place({"QUERY_STRING": query}, "dashboard", "a.example")

    assert place == DashboardLink("/dashboard/a.example", known)


def test_without_a_query_nothing_is_asked_for() -> None:
    """A missing query is an empty one."""
    assert read_place({}, "dashboard") == DashboardLink("/dashboard", {})


@pytest.mark.parametrize(
    ("address", "changes"),
    [
        pytest.param(HERE.address, {}, id="the same"),
        pytest.param(
            HERE.in_period("7d"),
            {"period": "7d", "from": None, "to": None, "unit": None},
            id="another period",
        ),
        pytest.param(HERE.by("month"), {"unit": "month"}, id="another unit"),
        pytest.param(HERE.of_page("/b?c=d"), {"page": "/b?c=d"}, id="a page"),
        pytest.param(HERE.of_list("pages"), {"list": "pages"}, id="a list"),
        pytest.param(
            HERE.of_list("pages", 100), {"list": "pages", "offset": "100"}, id="more"
        ),
        pytest.param(
            HERE.usual, {"from": None, "to": None, "unit": None}, id="the usual"
        ),
    ],
)
def test_a_link_changes_one_thing(address: str, changes: dict[str, str | None]) -> None:
    """A link changes one parameter, and always keeps the key of a share."""
    wanted = {name: text for name, text in {**HERE.query, **changes}.items() if text}

    assert urlsplit(address).path == HERE.path
    assert query_of(address) == wanted


@pytest.mark.parametrize("name", ["overview", "usual"])
def test_the_way_back_leaves_pages_and_lists(name: str) -> None:
    """The link back leaves both pages and lists."""
    for place in (
        DashboardLink("/share/a", {"period": "7d", "page": "/b", "key": "abc"}),
        DashboardLink(
            "/share/a", {"period": "7d", "list": "pages", "offset": "9", "key": "abc"}
        ),
    ):
        period = {"period": "7d"} if name == "overview" else {}
        assert query_of(getattr(place, name)) == {**period, "key": "abc"}


def test_a_page_of_a_list_leaves_the_list() -> None:
    """A link to a page leaves the list, and one to a list the page."""
    in_list = DashboardLink("/dashboard/a", {"list": "pages", "offset": "100"})
    on_page = DashboardLink("/dashboard/a", {"page": "/b"})

    assert in_list.of_page("/b") == "/dashboard/a?page=/b"
    assert on_page.of_list("pages") == "/dashboard/a?list=pages"


def test_a_form_with_dates_sends_the_rest_along() -> None:
    """A form with dates keeps all parameters except period and offset."""
    place = DashboardLink(
        "/share/a", {"period": "7d", "unit": "day", "page": "/b", "key": "k"}
    )

    assert place.kept_by_dates == {"page": "/b", "key": "k"}


@given(st.text(min_size=1))
def test_every_text_in_a_link_comes_back(path: str) -> None:
    """Every text survives a link, except half a surrogate pair."""
    address = DashboardLink("/dashboard/a", {}).of_page(path)

    assert address.isascii() and not set(" \"'<>\\\r\n") & set(address)
    expected = path.encode(errors="replace").decode()
    back = read_place({"QUERY_STRING": urlsplit(address).query}, "dashboard", "a")
    assert back.get("page") == expected


@pytest.mark.parametrize(
    ("segments", "path"),
    [
        (("dashboard", "a.example"), "/dashboard/a.example"),
        (("share", "[::1]:80"), "/share/%5B::1%5D:80"),
        (("dashboard", "a/../b?c#d"), "/dashboard/a%2F..%2Fb%3Fc%23d"),
        (("dashboard", "é"), "/dashboard/%C3%A9"),
    ],
)
def test_a_segment_stays_one(segments: tuple[str, ...], path: str) -> None:
    """Any text remains one segment of a path."""
    assert address_of(*segments) == path


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (sign_in_address(), "/sign-in"),
        (sign_in_address("/dashboard"), "/sign-in"),
        (sign_in_address("/dashboard/a?b=c"), "/sign-in?next=/dashboard/a%3Fb%3Dc"),
        (sign_in_address("/dashboard", "1"), "/sign-in?again=1"),
    ],
)
def test_the_form_for_the_token_knows_where_to_go_on(address: str, path: str) -> None:
    """The sign-in form keeps the requested address, unless it is the default."""
    assert address == path


@given(text=st.text())
def test_a_text_from_outside_leads_to_the_dashboard_only(text: str) -> None:
    """No text from outside makes an address outside of the dashboard."""
    for wanted in (text, f"/dashboard/{text}", f"/dashboard?{text}"):
        address = dashboard_address(wanted)

        assert urlsplit(urljoin("https://us.example/sign-in", address))[:2] == (
            "https",
            "us.example",
        )
        assert re.fullmatch(r"/dashboard(/[a-z0-9_.:%[\]BD-]+)?(\?[!-~]*)?", address)
        assert "/.." not in address.partition("?")[0]
        assert dashboard_address(address) == address


@given(
    site=st.sampled_from(["a.example", "xn--9ca.example:8080", "[::1]:81"]),
    query=st.dictionaries(st.sampled_from(["period", "page", "list"]), st.text()),
)
def test_a_place_of_the_dashboard_is_led_to_as_it_is(
    site: str, query: dict[str, str]
) -> None:
    """The form for the token leads back to each page that sends a browser to it."""
    place = DashboardLink(address_of("dashboard", site), query)

    assert dashboard_address(place.address) == place.address
