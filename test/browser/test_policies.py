"""Sites with a policy: the script keeps within what a strict one allows."""

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Stats
from browser.recorded import Recorded
from browser.website import Host

VIEWS = '<b id="views" data-page-tracker-views>–</b>'
INJECT = (
    "<script nonce=n0nce>document.head.append(Object.assign("
    'document.createElement("script"), {src: SOURCE}))</script>'
)


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param("'nonce-n0nce'", id="a nonce"),
        pytest.param("'nonce-n0nce' 'strict-dynamic'", id="strict-dynamic"),
        pytest.param("SERVICE", id="the service"),
        pytest.param("SERVICE/tracker.js", id="the script"),
    ],
)
def test_a_strict_policy_is_kept(
    host: Host, page: Page, recorded: Recorded, stats: Stats, scripts: str
) -> None:
    """Views, numbers and the note work; no other page of the service is needed."""
    policy = (
        f"default-src 'none'; script-src {scripts}; connect-src SERVICE;"
        " img-src data:; base-uri 'none'; require-trusted-types-for 'script';"
        " trusted-types 'none'"
    )
    host.write("/", VIEWS, nonce="n0nce")
    host.add_headers(
        "/", {"Content-Security-Policy": policy.replace("SERVICE", stats.url)}
    )
    page.goto(host.url("/"))
    expect(page.locator("#views")).to_have_text("1")

    page.evaluate("history.pushState(null, '', '/next')")
    recorded.has_pages({"/": 1, "/next": 1})
    page.evaluate("location.hash = 'page-tracker-ignore'")

    expect(page.get_by_role("status")).to_contain_text("not counted")


def test_a_script_that_a_trusted_script_appends_works(
    host: Host, page: Page, recorded: Recorded, stats: Stats
) -> None:
    """With strict-dynamic, a trusted script of the site may load the tracker."""
    policy = (
        "script-src 'nonce-n0nce' 'strict-dynamic';"
        f" connect-src {stats.url}; base-uri 'none'"
    )
    head = INJECT.replace("SOURCE", repr(host.script))
    host.write_bare("/", VIEWS, head=head)
    host.add_headers("/", {"Content-Security-Policy": policy})

    page.goto(host.url("/"))

    recorded.has_pages({"/": 1})
    expect(page.locator("#views")).to_have_text("1")


def test_a_site_that_isolates_itself_is_counted(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Cross-Origin-Embedder-Policy lets the script in, as the service allows it."""
    host.write("/", VIEWS)
    host.add_headers(
        "/",
        {
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Referrer-Policy": "no-referrer",
        },
    )

    page.goto(host.url("/"))

    recorded.has_pages({"/": 1})
    expect(page.locator("#views")).to_have_text("1")
