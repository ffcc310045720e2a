"""Paths: one spelling for each page."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from page_tracker.tracking import percent
from page_tracker.tracking.path import MAX_PATH, canonical_path
from page_tracker.tracking.percent import readable
from support.hostile import HUGE, hostile_texts
from support.work import calls_in


def canonical(text: str) -> str:
    """Return a canonical path; a test passes over what is too long for one."""
    try:
        return canonical_path(text)
    except ValueError as error:
        assert str(error) == "must be at most 512 characters"
        assume(False)
        raise


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("/blog/a-post", "/blog/a-post", id="a path"),
        pytest.param("", "/", id="nothing"),
        pytest.param("/", "/", id="the root"),
        pytest.param("blog", "/blog", id="no slash before"),
        pytest.param("/blog/", "/blog", id="a slash at the end"),
        pytest.param("//blog///a//", "/blog/a", id="many slashes"),
        pytest.param("/a/./b/../c", "/a/c", id="dots"),
        pytest.param("/../../a/..", "/", id="above the root"),
        pytest.param("/a/%2e%2E/b/%2e", "/b", id="dots, escaped"),
        pytest.param("/a/..b/.c/...", "/a/..b/.c/...", id="dots in names"),
        pytest.param("/a%2Fb%3f", "/a%2Fb%3F", id="a slash in a name"),
        pytest.param("/%D0%BC%D0%B8%D1%80", "/мир", id="another script"),
        pytest.param("/a b", "/a%20b", id="a space"),
        pytest.param("/a+b", "/a+b", id="a plus in a path is one"),
        pytest.param("/A/b", "/A/b", id="capitals count"),
        pytest.param("/a#b", "/a", id="a fragment"),
        pytest.param("/a#b?c=d", "/a", id="a question in a fragment"),
        pytest.param("#", "/", id="only a fragment"),
        pytest.param("/a%23b", "/a%23b", id="an escaped hash"),
        pytest.param("/\x00\ud800\u202e", "/%00%ED%A0%80%E2%80%AE", id="hostile"),
        pytest.param("http://a.com/b", "/http:/a.com/b", id="a URL is no path"),
    ],
)
def test_a_path_has_one_spelling(text: str, path: str) -> None:
    """However a link to it is written, a page is counted once."""
    assert canonical_path(text) == path
    assert canonical_path(path) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("/a?b=c", "/a?b=c", id="a parameter"),
        pytest.param("?b=c", "/?b=c", id="no path"),
        pytest.param("/a/?b", "/a?b", id="a slash before it"),
        pytest.param("/a?", "/a", id="an empty one"),
        pytest.param("/a?&&", "/a", id="only what parts it"),
        pytest.param("/a?&b=c&", "/a?b=c", id="with empty parameters"),
        pytest.param("/a?c=1&b=2&b=1&b", "/a?b&b=1&b=2&c=1", id="in no order"),
        pytest.param("/a?b=c=d&b=", "/a?b=&b=c=d", id="a value with an equals sign"),
        pytest.param("/a?b=c+d", "/a?b=c%20d", id="a plus is a space"),
        pytest.param("/a?b=c%2Bd", "/a?b=c%2Bd", id="an escaped plus is one"),
        pytest.param("/a?b[]=1&b%5b%5d=2", "/a?b%5B%5D=1&b%5B%5D=2", id="brackets"),
        pytest.param("/a?b=%26%3d%C3%A9", "/a?b=%26%3Dé", id="escapes"),
        pytest.param("/a?b=/c/../d//?", "/a?b=/c/../d//?", id="a path in it"),
        pytest.param("/a?e\u0301=1&z=2&f=3", "/a?f=3&z=2&\u00e9=1", id="accents apart"),
    ],
)
def test_a_query_is_in_one_order(text: str, path: str) -> None:
    """Parameters mean the same in any order, so a page is counted once."""
    assert canonical_path(text) == path
    assert canonical_path(path) == path


@pytest.mark.parametrize(
    "name",
    """
    utm_source utm_medium utm_campaign utm_anything UTM_Source utm%5Fterm _ga _gl dclid
    fbclid FBCLID gbraid gclid gclsrc igshid li_fat_id mc_cid mc_eid msclkid ttclid
    twclid wbraid yclid
    """.split(),
)
def test_how_a_visitor_came_is_no_part_of_the_page(name: str) -> None:
    """A shared link counts for the page that it leads to."""
    assert canonical_path(f"/a?z=1&{name}=x&b=2&{name}") == "/a?b=2&z=1"
    assert canonical_path(f"/a?{name}=x") == "/a"


@pytest.mark.parametrize("name", ["ref", "source", "medium", "campaign", "utm", "gcl"])
def test_a_parameter_that_a_site_may_mean_itself_stays(name: str) -> None:
    """It may say which page it is."""
    assert canonical_path(f"/a?{name}=x") == f"/a?{name}=x"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        pytest.param("/" + "a" * 511, 512, id="as long as can be"),
        pytest.param("/" + "%F0%9F%98%80" * 300, 301, id="short once decoded"),
        pytest.param("/" + "e\u0301" * 511, 512, id="short once composed"),
        pytest.param("/a?utm_term=" + "x" * 3000, 2, id="short without its campaign"),
        pytest.param("/a#" + "x" * HUGE, 2, id="short without its fragment"),
    ],
)
def test_what_counts_is_the_length_of_the_result(text: str, length: int) -> None:
    """Escapes and campaigns make addresses longer than the page's name."""
    assert len(canonical_path(text)) == length


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("/" + "a" * 512, id="one more than can be"),
        pytest.param("/" + "<" * 200, id="long once escaped"),
        pytest.param("/?b=" + "a+" * 150, id="long once its spaces are escaped"),
        pytest.param("/" + "a" * HUGE, id="huge"),
        pytest.param("a" + "\u0301\u0316" * HUGE, id="huge, of accents"),
        pytest.param("a" + "\u0301\u0316" * 2000, id="long, of accents"),
        pytest.param("%C3" * HUGE, id="huge, of escapes"),
        pytest.param("/a?utm_term=" + "x" * HUGE, id="a huge campaign"),
    ],
)
def test_a_path_that_is_too_long_is_refused_without_being_quoted(text: str) -> None:
    """A page whose name is cut could be another one's."""
    with pytest.raises(ValueError) as caught:
        canonical_path(text)

    assert str(caught.value) == "must be at most 512 characters"


@given(text=hostile_texts)
def test_whatever_comes_a_path_is_safe_and_short(text: str) -> None:
    """It can be stored, sorted, logged, sent and shown."""
    path = canonical(text)

    assert path.startswith("/") and not path.startswith("//")
    assert path.isprintable() and path.encode()
    assert len(path) <= MAX_PATH
    assert not {" ", "#", "<", '"'} & set(path)


@given(text=hostile_texts)
def test_what_is_canonical_stays_as_it_is(text: str) -> None:
    """Else a page could be counted under one name and looked up under another."""
    path = canonical(text)

    assert canonical_path(path) == path


@given(pairs=st.lists(hostile_texts, max_size=4), data=st.data())
def test_the_order_of_parameters_makes_no_difference(
    pairs: list[str], data: st.DataObject
) -> None:
    """For any parameters, also hostile ones."""
    plain = [pair.replace("#", "").replace("&", "") for pair in pairs]
    shuffled = data.draw(st.permutations(plain))

    assert canonical("/?" + "&".join(plain)) == canonical("/?" + "&".join(shuffled))


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("\x7fa", id="controls"),
        pytest.param("\u200da", id="characters without a width"),
        pytest.param("\ud800a", id="surrogates"),
        pytest.param(" a", id="spaces"),
        pytest.param('"a', id="quotes"),
        pytest.param("%a", id="stray percents"),
        pytest.param("%7Fa", id="escaped controls"),
        pytest.param("%ffa", id="escapes that are no UTF-8"),
        pytest.param("%2F%41", id="escapes of two kinds in a row"),
        pytest.param("%C3%BC%2F", id="escapes of several bytes"),
        pytest.param("\x7f\u0301", id="accents on nothing"),
    ],
)
def test_a_character_costs_no_more_than_a_call(part: str) -> None:
    """Whatever a stranger puts in a row: thousands of paths fit into a request."""
    text = "/" + part * (4000 // len(part))

    calls = calls_in(lambda: readable(text))

    assert calls <= len(text) + 20


def test_only_so_many_characters_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Strangers can send a million different ones; the others are spelt anew."""
    monkeypatch.setattr(percent, "_REMEMBERED", 0)
    never_seen = "\U000e0041"  # a tag, which is not printable

    assert [readable(f"/{never_seen}") for _ in range(2)] == ["/%F3%A0%81%81"] * 2
