"""Pages that evaluate the script again and again: each page still counts once.

The libraries are the real ones, which ``nox -s browser`` installs.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from browser.recorded import Recorded
from browser.website import Host
from support.valkey import Valkey

WALK = ["a", "b", "c", "a", "b"]
COUNTED = {"/a": 3, "/b": 2, "/c": 1}
VIEWS = '<b id="views" data-page-tracker-views>–</b>'


class Library(NamedTuple):
    """A library that replaces the body of the page, and how pages load it."""

    file: str
    body: str = "{}"


LIBRARIES = [
    pytest.param(Library("@hotwired/turbo/dist/turbo.es2017-umd.js"), id="Turbo 8"),
    pytest.param(Library("turbolinks/dist/turbolinks.js"), id="Turbolinks 5"),
    pytest.param(
        Library("htmx.org/dist/htmx.min.js", '<div hx-boost="true">{}</div>'),
        id="htmx 2",
    ),
]

# An application that appends the script on each route, and may remove it again.
COMPONENT = """
    const {h, render} = preact, {useEffect, useState} = preactHooks;
    const Counter = ({path}) => {
        useEffect(() => {
            const script = document.createElement("script");
            script.src = SOURCE;
            document.body.append(script);
            return () => script.remove();
        }, [path]);
    };
    const App = () => {
        const [path, show] = useState(location.pathname);
        useEffect(() => addEventListener(
            "popstate", () => show(location.pathname)), []);
        const go = event => {
            event.preventDefault();
            history.pushState(null, "", event.target.href);
            show(location.pathname);
        };
        return h("main", null, h("h1", null, path),
            ["/a", "/b", "/c"].map(to => h("a", {href: to, onClick: go}, to)),
            h(Counter, {path}));
    };
    render(h(App), document.body);
"""

Libraries = Callable[[str], str]


@pytest.fixture(name="library")
def fixture_library(request: pytest.FixtureRequest, host: Host) -> Libraries:
    """Serve a library from the host, and return the element that loads it."""
    folder = request.config.getoption("--libraries")
    if not folder:
        pytest.fail("There are no libraries: run `nox -s browser`", pytrace=False)

    def serve(name: str) -> str:
        text = (Path(folder) / name).read_text("utf-8")
        return f'<script src="{host.add_file(f"/lib/{name}", text)}"></script>'

    return serve


def links(pages: str = "abc") -> str:
    """Return links to pages, with the name of the page that they are in."""
    return " ".join(f'<a href="/{name}">/{name}</a>' for name in pages)


def walk(page: Page, recorded: Recorded) -> None:
    """Visit a, b, c, a and b by links, and go back to a; wait for each view."""
    counted: dict[str, int] = {}
    for place, name in enumerate(WALK):
        if place:
            page.get_by_role("link", name=f"/{name}").click()
        expect(page.locator("h1")).to_have_text(f"/{name}")
        counted[f"/{name}"] = counted.get(f"/{name}", 0) + 1
        recorded.has_pages(counted)
    page.evaluate("history.back()")
    expect(page.locator("h1")).to_have_text("/a")


@pytest.mark.parametrize("library_used", LIBRARIES)
def test_a_script_in_the_body_counts_each_page_once(
    host: Host,
    page: Page,
    recorded: Recorded,
    library: Libraries,
    library_used: Library,
) -> None:
    """A library that replaces the body evaluates the script in it for each page."""
    head = library(library_used.file)
    for name in "abc":
        body = f"<h1>/{name}</h1>{links()}{VIEWS}{host.tag()}"
        body = library_used.body.format(body)
        host.write_bare(f"/{name}", body, head=head)
    page.goto(host.url("/a"))

    walk(page, recorded)

    recorded.has_pages(COUNTED)
    expect(page.locator("#views")).to_have_text("3")


def test_a_component_that_appends_the_script_counts_each_page_once(
    host: Host, page: Page, recorded: Recorded, library: Libraries
) -> None:
    """An application may append the script on each route."""
    umd = ("preact/dist/preact.umd.js", "preact/hooks/dist/hooks.umd.js")
    app = f"<script>{COMPONENT.replace('SOURCE', repr(host.script))}</script>"
    host.write_bare("/a", app, head="".join(map(library, umd)))
    page.goto(host.url("/a"))

    walk(page, recorded)

    recorded.has_pages(COUNTED)


@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"type": "module"}, id="a module"),
        pytest.param({"async": ""}, id="at any time"),
    ],
)
def test_two_copies_count_once(
    host: Host, page: Page, recorded: Recorded, attributes: dict[str, str]
) -> None:
    """A theme and a plug-in may each bring the script, in two versions of its name."""
    head = host.tag(**attributes) + host.tag(
        **attributes, src=f"{host.script}?v=2", data_site=host.site
    )
    page.goto(host.write("/", head=head, **attributes))

    page.evaluate("history.pushState(null, '', '/next')")

    recorded.has_pages({"/": 1, "/next": 1})


@pytest.mark.parametrize("kind", ["text/javascript", "module"])
def test_two_sites_count_one_page(
    host: Host, page: Page, recorded: Recorded, shared_valkey: Valkey, kind: str
) -> None:
    """Copies with different sites go on working, each for its own."""
    whole = f"whole.{host.site}"
    head = host.tag(
        type=kind, src=f"{host.script}?whole", data_site=whole, data_replace="ignore"
    )
    page.goto(host.write("/", links(), head=head, type=kind))

    page.evaluate("history.pushState(null, '', '/next')")

    recorded.has_pages({"/": 1, "/next": 1})
    Recorded(shared_valkey.client(), whole).has_pages({"/": 1, "/next": 1})
