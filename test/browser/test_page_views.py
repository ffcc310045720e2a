"""Pages that carry the script: each time one is seen, that is one view."""

import pytest
from playwright.sync_api import Page

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host


def test_a_page_that_is_opened_is_one_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Opening a page is one view of its path and title; the site is its host."""
    page.goto(host.write("/blog/first"))

    recorded.has_pages({"/blog/first": 1})
    assert recorded.titles == {"/blog/first": "Page /blog/first"}
    assert recorded.totals == {"views": 1, "visitors": 1}


def test_every_load_is_a_view_of_the_same_visitor(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Every load, including a reload, is a view of the same visitor."""
    page.goto(host.write("/"))
    recorded.has_pages({"/": 1})

    page.reload()

    recorded.has_pages({"/": 2})
    assert recorded.totals == {"views": 2, "visitors": 1}


def test_a_query_is_part_of_the_page_and_a_campaign_is_not(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A query is part of the page; a campaign and a fragment are not."""
    host.write("/list")

    page.goto(host.url("/list?page=2&utm_source=letter&utm_campaign=may#top"))

    recorded.has_pages({"/list?page=2": 1})
    recorded.has_top("campaigns", {"letter / may": 1})


def test_where_a_visitor_comes_from_is_said(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The referrer follows the browser's policy; the next page of the site has none."""
    host.write("/", f'<a href="{host.url("/next")}">next</a>')
    host.write("/next")

    page.goto(host.url("/"), referer="https://news.example/today")
    page.click("a")

    recorded.has_pages({"/": 1, "/next": 1})
    recorded.has_top("referrers", {"news.example/today": 1, "(internal)": 1})


@pytest.mark.parametrize(
    "loading",
    [
        pytest.param({}, id="deferred, as the snippet has it"),
        pytest.param({"async": ""}, id="at any time"),
    ],
)
def test_the_script_may_be_loaded_in_any_way(
    host: Host, page: Page, recorded: Recorded, loading: dict[str, str]
) -> None:
    """However the script is loaded, one view is counted."""
    page.goto(host.write("/", **loading))

    recorded.has_pages({"/": 1})


def test_a_script_that_is_not_deferred_waits_for_the_page(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A script without defer waits for the rest of head and body."""
    head = f'<script src="{host.script}"></script><link rel="canonical" href="/real">'
    page.goto(host.write_bare("/copy", "<b data-page-tracker-views></b>", head=head))

    recorded.has_pages({"/real": 1})
    page.get_by_text("1", exact=True).wait_for()


def test_a_script_that_is_put_in_later_counts_too(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A script that a tag manager or consent banner inserts later counts too."""
    page.goto(host.write_bare("/"))

    page.add_script_tag(url=host.script)

    recorded.has_pages({"/": 1})


def test_the_site_can_have_another_name_than_its_host(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """Several hosts can be counted as one site."""
    other = host.neighbour("shop")
    watch.hosts.add(other.site)

    page.goto(host.write("/"))
    page.goto(other.write("/", data_site=host.site))

    recorded.has_pages({"/": 2})


def test_the_service_may_be_anywhere(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The service is found at the script's own address, whatever its query."""
    page.goto(host.write("/", src=f"{host.script}?v=1/2"))

    recorded.has_pages({"/": 1})
