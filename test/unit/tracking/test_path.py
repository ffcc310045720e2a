"""Paths: one spelling for each page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.tracking.parameters import Names, tracking_names
from page_tracker.tracking.path import (
    MAX_PATH,
    PathRules,
    Paths,
    canonical_path,
    exact_path,
    readable,
)
from support.hostile import HUGE, hostile_texts
from support.work import calls_in


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
    """All spellings of a path have one canonical form."""
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


@pytest.mark.parametrize("name", sorted(tracking_names()))
def test_every_name_of_the_public_lists_is_no_part_of_the_page(name: str) -> None:
    """A name with "*" at the end stands for all names that begin so."""
    whole = name.replace("*", "Any")

    assert canonical_path(f"/a?z=1&{whole}=x&b=2&{whole.upper()}") == "/a?b=2&z=1"


@pytest.mark.parametrize(
    "name",
    """
    srsltid gad_source gad_campaignid _hsenc _hsmi mkt_tok igsh ysclid _openstat si
    mtm_campaign mtm_cid matomo_group _x_tr_sl __cf_chl_tk __cf_chl_rt_tk gPromoCode
    ScCid hsCtaTracking Echobox spm hsa_ver pk_kwd vn_a_b wt_zmc fb_action_ids
    """.split(),
)
def test_tracking_parameters_are_no_part_of_the_page(name: str) -> None:
    """Each was seen in the addresses of pages that were counted under many names."""
    assert canonical_path(f"/x?{name}=abc") == "/x"


@pytest.mark.parametrize("name", ["ref", "Source", "medium", "campaign"])
def test_campaign_parameters_are_no_part_of_the_page(name: str) -> None:
    """A link that somebody marked leads to the page that it leads to without the mark.

    Also beside another mark, which the campaign is named by instead.
    """
    assert canonical_path(f"/a?{name}=producthunt&b=1") == "/a?b=1"
    assert canonical_path(f"/a?{name}=x&utm_source=y&utm_medium=z") == "/a"


@pytest.mark.parametrize(
    "query",
    ["ref", "ref=", "ref=%20", "source=%00", "utm=x", "gcl=x", "gclids=x", "x_tr_a=1"],
)
def test_a_parameter_that_a_site_may_mean_itself_stays(query: str) -> None:
    """Parameters that nothing is counted by may say which page it is."""
    assert canonical_path(f"/a?{query}") == f"/a?{query}"


@pytest.mark.parametrize(
    ("rules", "text", "path"),
    [
        pytest.param(
            PathRules(keep=Names({"Ref", "gclid", "utm_*"})),
            "/a?ref=1&GCLID=2&utm_x=3&fbclid=4",
            "/a?GCLID=2&ref=1&utm_x=3",
            id="names that stay",
        ),
        pytest.param(
            PathRules(drop=Names({"Session", "my_*"})),
            "/a?session=1&MY_x=2&my=3",
            "/a?my=3",
            id="names that go",
        ),
        pytest.param(
            PathRules(keep=Names({"id"}), drops_all=True),
            "/a?id=1&x=2&y",
            "/a?id=1",
            id="all go but one",
        ),
        pytest.param(PathRules(drops_all=True), "/a?x=2&y", "/a", id="all go"),
        pytest.param(PathRules(), "/a/index.html", "/a/index.html", id="an index"),
        pytest.param(
            PathRules(drops_index=True), "/a/index.html", "/a", id="no index of pages"
        ),
        pytest.param(
            PathRules(drops_index=True), "/INDEX.PHP?b=1", "/?b=1", id="no script"
        ),
        pytest.param(
            PathRules(drops_index=True), "/index.htm/index.php", "/", id="two of them"
        ),
        pytest.param(
            PathRules(drops_index=True), "/aindex.html", "/aindex.html", id="a name"
        ),
        pytest.param(
            PathRules(ignores_case=True),
            "/A/\u0130%2F%D0%9C?B=C",
            "/a/i\u0307%2Fм?B=C",
            id="no capitals in a path",
        ),
    ],
)
def test_an_owner_says_what_is_one_page(rules: PathRules, text: str, path: str) -> None:
    """The owner's settings decide which paths and queries are one page."""
    paths = Paths(rules)

    assert paths.canonical(text) == path
    assert paths.canonical(path) == path


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
def test_the_limit_applies_to_the_canonical_path(text: str, length: int) -> None:
    """Escapes and campaigns make addresses longer than the page's name."""
    assert len(canonical_path(text)) == length


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("/" + "a" * 512, "/" + "a" * 511, id="one more than can be"),
        pytest.param("/" + "<" * 200, "/" + "%3C" * 170, id="long once escaped"),
        pytest.param("/" + "aa<" * 200, "/" + "aa%3C" * 102 + "a", id="a whole escape"),
        pytest.param("/b" + "a" * 509 + "<", "/b" + "a" * 509, id="half an escape"),
        pytest.param("/?b=" + "a+" * 150, "/", id="a query that is long once escaped"),
        pytest.param(f"/cb?code={'c' * 300}&state={'s' * 300}", "/cb", id="OAuth"),
        pytest.param(
            f"/{'a' * 600}?b=c", "/" + "a" * 511, id="a long path with a query"
        ),
        pytest.param("/" + "a" * HUGE, "/" + "a" * 511, id="huge"),
        pytest.param("/" + "a/" * HUGE, "/" + "a/" * 255 + "a", id="huge, of names"),
        pytest.param(
            "/" + "a" * 508 + "/..b", "/", id="a name that is cut to a dot segment"
        ),
        pytest.param(
            "/" + "a" * 500 + "\u200b" * 9, "/" + "a" * 500 + "%E2%80%8B", id="bytes"
        ),
        pytest.param("/a" + "/." * HUGE + "/b", "/a", id="huge, of dots"),
        pytest.param("/a?utm_term=" + "x" * HUGE, "/a", id="a huge campaign"),
        pytest.param(
            "/" + "%F0%9F%98%80" * 600, "/" + "\U0001f600" * 511, id="whole characters"
        ),
    ],
)
def test_a_path_that_is_too_long_goes_without_its_query_and_is_cut(
    text: str, path: str
) -> None:
    """A view of a page with a long address is a view; what is left of it is stable."""
    assert canonical_path(text) == path
    assert canonical_path(path) == path


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" + "\u0301\u0316" * HUGE, id="huge, of accents"),
        pytest.param("a" + "\u0301\u0316" * 2000, id="long, of accents"),
        pytest.param("%C3" * HUGE, id="huge, of escapes"),
        pytest.param("/a?" + "%F0%9F%98%80" * HUGE, id="a huge query"),
    ],
)
def test_a_huge_path_takes_no_longer_than_a_long_one(text: str) -> None:
    """Only the beginning of a huge path is read."""
    path = canonical_path(text)

    assert len(path) <= MAX_PATH
    assert canonical_path(path) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("a//b/?utm_source=x&ref=y", "/a/b?ref=y&utm_source=x", id="marks"),
        pytest.param("/index.html#top", "/index.html", id="an index"),
        pytest.param("", "/", id="nothing"),
    ],
)
def test_a_page_that_is_kept_is_named_with_all_of_its_parameters(
    text: str, path: str
) -> None:
    """The page may have been named by the rules of an earlier version."""
    assert exact_path(text) == path
    assert exact_path(path) == path


@pytest.mark.parametrize("text", ["/" + "a" * 512, "/" + "<" * 200, "/" + "." * 7000])
def test_the_name_of_a_kept_page_is_never_cut(text: str) -> None:
    """A path that is too long is never cut to the name of another kept page."""
    with pytest.raises(ValueError) as caught:
        exact_path(text)

    assert str(caught.value) == "must be at most 512 characters"


@given(text=hostile_texts)
def test_every_path_is_safe_and_short(text: str) -> None:
    """A canonical path is always safe and short."""
    path = canonical_path(text)

    assert path.startswith("/") and not path.startswith("//")
    assert path.isprintable() and path.encode()
    assert len(path) <= MAX_PATH
    assert not {" ", "#", "<", '"'} & set(path)


@given(text=hostile_texts)
def test_a_canonical_path_does_not_change(text: str) -> None:
    """A canonical path does not change when it is made canonical again."""
    path = canonical_path(text)

    assert canonical_path(path) == path


@given(
    text=st.lists(
        hostile_texts | st.sampled_from(["index.html", "/INDEX.php", "x" * 200, "ref"])
    ).map("".join),
    rules=st.builds(
        PathRules,
        drops_all=st.booleans(),
        drops_index=st.booleans(),
        ignores_case=st.booleans(),
    ),
)
def test_a_canonical_path_does_not_change_under_any_rules(
    text: str, rules: PathRules
) -> None:
    """Canonical paths do not change under any rules."""
    paths = Paths(rules)

    path = paths.canonical(text)

    assert paths.canonical(path) == path
    assert len(path) <= MAX_PATH
    assert exact_path(path) == path


@given(pairs=st.lists(hostile_texts, max_size=4), data=st.data())
def test_the_order_of_parameters_makes_no_difference(
    pairs: list[str], data: st.DataObject
) -> None:
    """The order of parameters does not matter."""
    plain = [pair.replace("#", "").replace("&", "") for pair in pairs]
    shuffled = data.draw(st.permutations(plain))

    one, other = ("/?" + "&".join(each) for each in (plain, shuffled))

    assert canonical_path(one) == canonical_path(other)


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
    """The time for a character is bounded, whatever its neighbours."""
    text = "/" + part * (4000 // len(part))

    calls = calls_in(lambda: readable(text))

    assert calls <= len(text) + 20


def test_only_so_many_characters_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Strangers can send a million different ones; the others are spelt anew."""
    monkeypatch.setattr("page_tracker.tracking.path._REMEMBERED", 0)
    never_seen = "\U000e0041"  # a tag, which is not printable

    assert [readable(f"/{never_seen}") for _ in range(2)] == ["/%F3%A0%81%81"] * 2
