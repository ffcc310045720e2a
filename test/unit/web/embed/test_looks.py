"""Looks of badges."""

import pytest

from page_tracker.errors import InvalidInput
from page_tracker.web.embed.badge_options import BadgeOptions, read_look
from support.svg import Picture


def look(query: str) -> BadgeOptions:
    """Read a query."""
    return read_look({"QUERY_STRING": query})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(
            "",
            BadgeOptions("views", "views", "blue", "grey", "flat", "short"),
            id="nothing asked for",
        ),
        pytest.param(
            "metric=7d&label=hits&color=4c1&label_color=black&style=plastic",
            BadgeOptions("7d", "hits", "4c1", "black", "plastic", "short"),
            id="everything",
        ),
        pytest.param(
            "label=&v=17",
            BadgeOptions("views", "", "blue", "grey", "flat", "short"),
            id="no label",
        ),
    ],
)
def test_a_query_says_how_a_badge_looks(query: str, expected: BadgeOptions) -> None:
    """A query sets some options, and the others have defaults."""
    assert look(query) == expected


@pytest.mark.parametrize(
    ("query", "label_color", "style"),
    [
        ("labelColor=black", "black", "flat"),
        ("labelColor=black&label_color=red", "black", "flat"),
        ("style=popout", "grey", "flat"),
        ("style=popout-square", "grey", "flat-square"),
        ("style=flat_square", "grey", "flat-square"),
        ("style=For-The-Badge", "grey", "for-the-badge"),
        ("cacheSeconds=3600&v=2&_=3", "grey", "flat"),
    ],
)
def test_the_options_of_shields_are_accepted(
    query: str, label_color: str, style: str
) -> None:
    """An address of Shields goes on to work with another host."""
    found = look(query)

    assert (found.label_color, found.style) == (label_color, style)


@pytest.mark.parametrize(
    ("query", "number", "written"),
    [
        ("", 122_738, "122k"),
        ("format=short", 122_738, "122k"),
        ("format=full", 122_738, "122,738"),
        ("format=comma", 122_738, "122,738"),
        ("format=full", 7, "7"),
    ],
)
def test_a_number_is_written_as_the_query_says(
    query: str, number: int, written: str
) -> None:
    """A number is short or has all digits, as the query says."""
    assert look(query).written(number) == written


def test_a_server_may_leave_an_empty_query_out() -> None:
    """A missing query is an empty one (PEP 3333)."""
    assert read_look({}) == look("")


@pytest.mark.parametrize(
    ("metric", "label"),
    [
        ("views", "views"),
        ("visitors", "visitors"),
        ("today", "views today"),
        ("7d", "views/week"),
        ("30d", "views/month"),
        ("12months", "views/year"),
        ("last_week", "views last week"),
    ],
)
def test_a_badge_is_labelled_with_what_it_counts(metric: str, label: str) -> None:
    """A badge's default label is that of its metric."""
    assert look(f"metric={metric}").label == label
    assert look(f"metric={metric}&label=hits").label == "hits"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("metric=hits", {"metric"}, id="a metric"),
        pytest.param("color=greenish", {"color"}, id="a colour"),
        pytest.param("color=", {"color"}, id="an empty colour"),
        pytest.param("label_color=x", {"label_color"}, id="the other colour"),
        pytest.param("style=social", {"style"}, id="a style"),
        pytest.param("labelColor=x", {"labelColor"}, id="a colour by another name"),
        pytest.param("format=long", {"format"}, id="a format"),
        pytest.param("logoColor=red", {"logoColor"}, id="a name that is not known"),
        pytest.param("Label=a&colour=red", {"Label", "colour"}, id="two of them"),
        pytest.param(f"label={'a' * 101}", {"label"}, id="a label"),
        pytest.param("label=%FF", {"query"}, id="another encoding"),
        pytest.param(
            "metric=x&color=x&style=x", {"metric", "color", "style"}, id="several"
        ),
    ],
)
def test_all_that_is_wrong_is_named(query: str, names: set[str]) -> None:
    """All invalid options are reported at once, every time."""
    for _ in range(2):
        with pytest.raises(InvalidInput) as caught:
            look(query)

        assert set(caught.value.errors) == names


def test_a_look_draws_a_badge() -> None:
    """A badge is drawn with the requested options."""
    picture = Picture(look("label=%3Cb%3E&color=f00&style=for-the-badge").badge("12"))

    assert picture.texts() == ["<B>", "12"]
    assert picture.size[1] == 28
    assert picture.all("path", fill="#ff0000")
