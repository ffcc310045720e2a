"""Campaigns: the name that a marked link is counted under."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.tracking.campaign import MAX_PART, NONE, campaign_name
from support.hostile import HUGE, hostile_texts


@pytest.mark.parametrize(
    ("query", "name"),
    [
        pytest.param(
            "utm_source=newsletter&utm_medium=email&utm_campaign=spring",
            "newsletter / email / spring",
            id="all parts",
        ),
        pytest.param(
            "campaign=spring&medium=email&source=newsletter",
            "newsletter / email / spring",
            id="without prefix, in another order",
        ),
        pytest.param("?utm_source=a", "a", id="a question mark before"),
        pytest.param("x=y&utm_campaign=spring", "spring", id="only the campaign"),
        pytest.param("ref=a&utm_campaign=b", "a / b", id="no medium"),
        pytest.param("ref=a&source=b", "b", id="a source before a ref"),
        pytest.param("source=a&utm_source=b", "b", id="a prefix before none"),
        pytest.param("utm_source=&source=a", "a", id="an empty one does not count"),
        pytest.param("utm_source=%20&ref=a", "a", id="nor does a blank one"),
        pytest.param("ref=a&ref=b", "a", id="the first of two"),
        pytest.param("ref=&ref=b", "b", id="the first of two that is not empty"),
        pytest.param("UTM_Source=a&utm%5Fmedium=b", "a / b", id="other spellings"),
        pytest.param("ref=a+b%20c%2Bd=e", "a b c+d=e", id="escapes"),
        pytest.param("ref=%D0%BC%D0%B8%D1%80", "мир", id="another script"),
        pytest.param("ref=+a%0A%00b%E2%80%AE+", "a b", id="controls"),
        pytest.param("ref=%FF", "\ufffd", id="no UTF-8"),
        pytest.param("ref=" + "a" * 70, "a" * 60, id="a long one"),
        pytest.param("", NONE, id="no query"),
        pytest.param("ref", NONE, id="no value"),
        pytest.param("a=b&utm_term=c&utm_content=d", NONE, id="others"),
        pytest.param("utm_source=%00&ref=+", NONE, id="nothing that can be seen"),
        pytest.param("=&=a&&", NONE, id="no names"),
        pytest.param("utm_source=(none)", "none", id="our own word for none"),
        pytest.param("ref=%28other%29", "other", id="our own word for the others"),
        pytest.param("ref=(direct)&medium=(none)", "direct / none", id="two of them"),
        pytest.param("utm_source=()&source=a", "a", id="nothing in parentheses"),
    ],
)
def test_a_campaign_is_named_by_what_is_given(query: str, name: str) -> None:
    """Source, medium and campaign, as far as the link says them."""
    assert campaign_name(query) == name


@given(parts=st.tuples(hostile_texts, hostile_texts, hostile_texts))
def test_the_name_of_a_campaign_is_one_short_line(parts: tuple[str, str, str]) -> None:
    """The name of a campaign is always a short single line."""
    source, medium, campaign = parts

    name = campaign_name(f"ref={source}&medium={medium}&utm_campaign={campaign}")

    assert 0 < len(name) <= 3 * MAX_PART + 2 * len(" / ")
    assert not {category(char) for char in name} & {"Cc", "Cf", "Cs"}


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "query",
    ["=" + "&" * HUGE, "ref=a&" * HUGE, "ref=" + "%CC%81%CC%96" * HUGE, "=" * HUGE],
)
def test_a_huge_query_takes_no_longer_than_a_long_one(query: str) -> None:
    """Only the beginning of a huge query is read."""
    assert len(campaign_name(query)) <= MAX_PART
