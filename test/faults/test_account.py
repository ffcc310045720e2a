"""The account finds what is wrong: one view too few or too many, on whatever page."""

from collections.abc import Callable

import pytest
from redis import Redis

from faults.account import (
    COUNTED,
    FAILED,
    HUNG,
    PLAIN,
    QUEUED,
    REFUSED,
    UNCERTAIN,
    Account,
    Page,
)
from page_tracker.storage import keys
from support.records import Sender
from support.valkey import Valkey
from support.views import SITE, view

HOME = Page(SITE, "/")

Change = Callable[[Redis], object]


@pytest.fixture(name="account")
def fixture_account() -> Account:
    """The service answered three views of the plain counter and three of a page."""
    account = Account()
    for number, told in enumerate((COUNTED, COUNTED, QUEUED), 1):
        account.enter(PLAIN, told, "ada", number)
        account.enter(HOME, told, "ada")
    for page in (PLAIN, HOME):
        for told in (REFUSED, FAILED, FAILED):
            account.enter(page, told, "bob")
        account.enter(page, UNCERTAIN, "ada")
    return account


@pytest.fixture(autouse=True)
def fixture_stored(valkey: Valkey, client: Redis) -> None:
    """The store holds three of each."""
    client.set(keys.PAGE_VIEWS, 3)
    client.sadd(keys.SITES, SITE)
    for _ in range(3):
        Sender(valkey.url).send(view("/"))


def _count_again(client: Redis) -> None:
    for _ in range(2):
        client.incr(keys.PAGE_VIEWS)


def _forget_a_view(client: Redis) -> None:
    client.decr(keys.PAGE_VIEWS)


def _forget_a_page(client: Redis) -> None:
    client.zrem(keys.pages(SITE), "/")


def _forget_the_site(client: Redis) -> None:
    client.srem(keys.SITES, SITE)


def _forget_a_total(client: Redis) -> None:
    client.hincrby(keys.totals(SITE), "views", -1)


def _find_a_visitor(client: Redis) -> None:
    client.hincrby(keys.totals(SITE), "visitors", 1)


def test_a_tally_that_matches_the_answers_has_no_errors(
    client: Redis, account: Account
) -> None:
    """A tally that matches the answers has no errors, within its uncertain views."""
    without = account.wrong(client)
    client.incr(keys.PAGE_VIEWS)
    with_it = account.wrong(client)
    client.incr(keys.PAGE_VIEWS)
    with_another = account.wrong(client, slack=1)

    assert (without, with_it, with_another) == ([], [], [])


def test_whose_view_failed_may_be_a_visitor_where_an_answer_died_with_the_store(
    client: Redis, account: Account, valkey: Valkey
) -> None:
    """Only failed views whose answer died with the store may add visitors."""
    Sender(valkey.url).send(view("/", "bob"))
    without = account.wrong(client)
    with_slack = account.wrong(client, slack=1)
    Sender(valkey.url).send(view("/", "eve"))
    with_another = account.wrong(client, slack=1)

    assert without == ["a.org: 2 visitors, not from 1 to 1"]
    assert with_slack == []
    assert with_another == ["a.org: 3 visitors, not from 1 to 2"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_count_again, id="more than is uncertain"),
        pytest.param(_forget_a_view, id="a view too few"),
        pytest.param(_forget_a_page, id="a page without its views"),
        pytest.param(_forget_the_site, id="a site that nobody finds"),
        pytest.param(_forget_a_total, id="a sum that is not one"),
        pytest.param(_find_a_visitor, id="a visitor too many"),
    ],
)
def test_a_number_that_contradicts_an_answer_is_an_error(
    client: Redis, account: Account, change: Change
) -> None:
    """A single number that contradicts an answer is an error."""
    change(client)

    assert account.wrong(client)


def test_a_visitor_without_an_answer_is_an_error(
    client: Redis, account: Account
) -> None:
    """A visitor without an answer is an error, whatever happened to the view."""
    account.enter(HOME, HUNG, "ada")

    assert account.wrong(client) == ["1 visitors had no answer"]


def test_numbers_that_were_given_twice_are_found(account: Account) -> None:
    """Numbers that were given twice are found, if the store forgot nothing."""
    before = account.given_twice()
    account.enter(PLAIN, COUNTED, "bob", 2)

    assert (before, account.given_twice()) == ([], [2])
