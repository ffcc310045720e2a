"""Markup that strangers have stored stays text, wherever it is shown."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from webtest import TestApp

from page_tracker.app import create_app
from page_tracker.settings import Settings
from page_tracker.storage import keys
from page_tracker.tracking.text import clean
from support.agents import FIREFOX
from support.svg import Picture
from support.valkey import Valkey

API = "/api/v1/sites/a.org"

# Closes whatever may be open around it, and would do something if it could.
ELEMENT = "'\"--></title></text></script></style><script>alert(1)</script>"
HOSTILE = {
    "element": f"{ELEMENT}<img src=x onerror=alert(1)>&lt;b&gt;{{{{7*7}}}}",
    "attribute": '" onmouseover=alert(1) x=\'" style=color:red `',
    "address": "javascript:alert(1)//",
    "entity": "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "section": "]]><svg onload=alert(1)/><![CDATA[",
    "direction": "\u202egnp.exe<b>\ufeff\u2028",
}

# Elements, each with the names of its attributes.
Shape = set[tuple[str, ...]]

EVERY_TEXT = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


class Site:
    """A site on which a page was seen, with a text wherever strangers can put one."""

    def __init__(self, valkey: Valkey, text: str) -> None:
        valkey.client().flushall()
        self.text = text
        self.app = TestApp(create_app(Settings(redis_url=valkey.url)))
        campaign = f"utm_source={quote(text)}&utm_campaign={quote(text)}"
        view = {
            "site": "a.org",
            "path": f"/{text.replace('#', '')}?{campaign}",
            "title": text,
            "referrer": f"android-app://{text}/",
            "language": text,
        }
        for each in (view, view | {"event": text}):
            self.app.post_json("/api/v1/views", each, headers={"User-Agent": FIREFOX})

    def rows(self, dimension: str) -> list[dict[str, Any]]:
        """Return the rows of a list."""
        rows: list[dict[str, Any]] = self.get(f"{API}/top/{dimension}").json["rows"]
        return rows

    def get(self, address: str) -> Any:
        """Return an answer that tells of no error."""
        return self.app.get(address)

    def pages(self) -> Iterator[tuple[str, Shape]]:
        """Yield each kind of page about the site, and the shapes of those."""
        (row,) = self.rows("pages")
        names = ["page=" + quote(row["name"]), *(f"list={n}" for n in keys.DIMENSIONS)]
        for query in ("period=30d", *names):
            page = self.get(f"/dashboard/a.org?{query}")
            found = BeautifulSoup(page.text, "html.parser").find_all(True)
            kind = query.partition("=")[0]
            yield kind, {(each.name, *sorted(each.attrs)) for each in found}

    def images(self) -> Iterator[tuple[str, Shape]]:
        """Yield each kind of image of the page, and its shape."""
        (row,) = self.rows("pages")
        label = f"?label={quote(self.text[:60])}"
        for kind, query in (("badge", label), ("hit", label), ("chart", "")):
            image = self.get(f"/{kind}/a.org{quote(row['name'])}.svg{query}")
            found = Picture(image.text).root.iter()  # it is well-formed
            yield kind, {(each.tag, *sorted(each.attrib)) for each in found}


def merged(shapes: Iterator[tuple[str, Shape]]) -> dict[str, Shape]:
    """Return all that is in the shapes of a kind."""
    found: dict[str, Shape] = {}
    for kind, shape in shapes:
        found.setdefault(kind, set()).update(shape)
    return found


@EVERY_TEXT
def test_no_text_adds_an_element_or_an_attribute_to_a_page(
    valkey: Valkey, text: str
) -> None:
    """No text from strangers adds an element or an attribute to a page."""
    harmless = merged(Site(valkey, "hello").pages())

    hostile = merged(Site(valkey, text).pages())

    assert hostile.keys() == harmless.keys()
    for kind, shape in hostile.items():
        assert shape <= harmless[kind], kind


@EVERY_TEXT
def test_no_text_leads_a_link_elsewhere(valkey: Valkey, text: str) -> None:
    """No text from strangers makes a page link to or load another host."""
    site = Site(valkey, text)
    (row,) = site.rows("pages")

    for query in ("period=30d", "page=" + quote(row["name"]), "list=referrers"):
        page = site.get(f"/dashboard/a.org?{query}").html
        for name in ("href", "src", "action"):
            addresses = [str(each[name]) for each in page.select(f"[{name}]")]
            own = ("/", "?", "#", "https://a.org/")
            assert not [each for each in addresses if not each.startswith(own)]


@EVERY_TEXT
def test_no_text_adds_an_element_or_an_attribute_to_an_image(
    valkey: Valkey, text: str
) -> None:
    """No text from strangers adds an element or an attribute to an image."""
    harmless = dict(Site(valkey, "hello").images())

    hostile = dict(Site(valkey, text).images())

    for kind, shape in hostile.items():
        assert shape <= harmless[kind], kind


@EVERY_TEXT
def test_a_text_is_told_in_json_as_it_is(valkey: Valkey, text: str) -> None:
    """JSON contains strangers' text unchanged; escaping is for its reader."""
    site = Site(valkey, text)

    (page,) = site.rows("pages")
    (event,) = site.rows("events")

    assert page["title"] == clean(text, 1000)
    assert event["name"] == clean(text, 1000)[: len(event["name"])]
    for dimension in keys.DIMENSIONS:
        answer = site.get(f"{API}/top/{dimension}")
        assert answer.content_type == "application/json"
