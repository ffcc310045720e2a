"""Names of images."""

import pytest
from werkzeug.exceptions import NotFound

from page_tracker.errors import InvalidInput
from page_tracker.tracking.path import PathRules, Paths
from page_tracker.web.embed.image import canonical_name, canonical_page, split_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("post.svg", ("post", "svg")),
        ("blog/post.json", ("blog/post", "json")),
        (".svg", ("", "svg")),
        ("logo.svg.svg", ("logo.svg", "svg")),
        ("example.com.svg", ("example.com", "svg")),
    ],
)
def test_a_name_ends_with_a_form(name: str, parts: tuple[str, str]) -> None:
    """A name is split at its last extension."""
    assert split_name(name, "svg", "json") == parts


@pytest.mark.parametrize("name", ["", "svg", "post", "post.png", "post.SVG", "a.svg/"])
def test_a_name_with_another_ending_is_not_found(name: str) -> None:
    """Another extension is not found, and the response lists the known ones."""
    with pytest.raises(NotFound, match="ends with .svg or .json"):
        split_name(name, "svg", "json")


@pytest.mark.parametrize(
    ("stem", "path"),
    [
        pytest.param("", "/", id="the start page"),
        pytest.param("index", "/index", id="a page called index"),
        pytest.param("blog/post", "/blog/post", id="a page"),
        pytest.param("blog/", "/blog", id="a slash at the end"),
        pytest.param("//blog//post", "/blog/post", id="too many slashes"),
        pytest.param("a/../b", "/b", id="dots"),
        pytest.param("search?q=x&utm_source=y", "/search?q=x", id="a query"),
        pytest.param("c#", "/c%23", id="a number sign"),
        pytest.param("caf\u00e9 au lait", "/caf\u00e9%20au%20lait", id="a blank"),
        pytest.param("100%", "/100%25", id="a per cent sign"),
    ],
)
def test_an_image_is_about_the_page_before_its_ending(stem: str, path: str) -> None:
    """The page of an image is in its canonical spelling."""
    assert canonical_page("Example.com", stem) == ("example.com", path)


def test_a_page_of_no_site_is_an_error() -> None:
    """An invalid site is an error, whereas every path is valid."""
    with pytest.raises(InvalidInput) as caught:
        canonical_page("no host", "a" * 600)

    assert caught.value.errors == {"site": "must be a host name"}


def test_an_image_is_about_the_page_that_views_are_counted_under() -> None:
    """The page of an image is named by the service's rules."""
    paths = Paths(PathRules(drops_index=True))

    assert canonical_page("a.org", "a/index.html", paths) == ("a.org", "/a")
    assert canonical_page("a.org", "a" * 600) == ("a.org", "/" + "a" * 511)


def test_an_image_may_be_about_a_whole_site() -> None:
    """The site of an image is in its canonical spelling."""
    assert canonical_name("Example.com:443") == "example.com"
    with pytest.raises(InvalidInput) as caught:
        canonical_name("")
    assert set(caught.value.errors) == {"site"}
