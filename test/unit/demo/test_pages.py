"""The pages of the made-up site, and when they are read."""

import pytest

from page_tracker.demo.pages import BLOG, MAIN, MANUAL, PAGES, newest_post, weights_on
from page_tracker.tracking.path import canonical_path
from page_tracker.tracking.text import clean


def test_there_are_pages_for_a_long_tail() -> None:
    """There are many pages, each with a path and a title of its own."""
    assert 55 <= len(PAGES) <= 80
    assert len({page.path for page in PAGES}) == len(PAGES)
    assert len({page.title for page in PAGES}) == len(PAGES)


def test_pages_are_named_as_views_of_them_would_be() -> None:
    """The paths of the pages are canonical."""
    for page in PAGES:
        assert canonical_path(page.path) == page.path
        assert clean(page.title, 200) == page.title


@pytest.mark.parametrize("section", [MAIN, MANUAL, BLOG])
@pytest.mark.parametrize("age", [0, 30, 200, 364])
def test_each_section_has_pages_on_each_day(section: str, age: int) -> None:
    """Each section has pages on each day of the year."""
    weights = weights_on(age, section)

    assert len(weights) > 2
    assert all(weight > 0 for weight in weights.values())


def test_a_post_is_not_read_before_it_is_published() -> None:
    """A post has no views before it is published, and most on that day."""
    post = newest_post(100)

    by_age = {age: weights_on(age, BLOG) for age in (post.age + 1, post.age, 40, 0)}

    assert post.age > 100
    assert post not in by_age[post.age + 1]
    assert by_age[post.age][post] > 3 * by_age[40][post] > 3 * by_age[0][post] > 0


@pytest.mark.parametrize("age", [0, 3, 4, 99, 364])
def test_the_newest_post_of_a_day_is_the_last_one_published_by_then(age: int) -> None:
    """The newest post of a day was published on that day or last before it."""
    published = [page.age for page in PAGES if page.age and page.age >= age]

    assert newest_post(age).age == min(published)
