"""What is on a page, found by CSS selectors."""

from bs4 import Tag
from webtest import TestResponse


def every(response: TestResponse, selector: str) -> list[Tag]:
    """Return all elements that a selector finds."""
    return list(response.html.select(selector))


def one(response: TestResponse, selector: str) -> Tag:
    """Return the only element that a selector finds."""
    (found,) = every(response, selector)
    return found


def text(response: TestResponse, selector: str) -> str:
    """Return the text of the only one, in one line."""
    return " ".join(one(response, selector).get_text().split())


def texts(response: TestResponse, selector: str) -> list[str]:
    """Return the text of each one, in one line."""
    found = every(response, selector)
    return [" ".join(each.get_text().split()) for each in found]


def attribute(response: TestResponse, selector: str, name: str) -> str:
    """Return an attribute of the only one."""
    return str(one(response, selector)[name])


def links(response: TestResponse, selector: str) -> dict[str, str]:
    """Return where the links within what a selector finds lead, by their texts."""
    return {
        " ".join(each.get_text().split()): str(each["href"])
        for each in every(response, f"{selector} a")
    }
