"""Edits from a terminal: pages, whole sites, and the question before a loss."""

import sys
from typing import Any

import pytest
from redis import Redis

from page_tracker.cli.main import main
from page_tracker.storage import keys
from support.command import Run
from support.history import History
from support.terminal import Typing, look_at_plain_text
from support.valkey import Valkey

SITE = "example.com"

PAGE = "/articles/00001"

DONE = {"reset": "reset", "delete": "deleted"}

WHOLE_SITE = pytest.mark.parametrize("verb", ["reset", "delete"])


def views(client: Redis, path: str) -> int | None:
    """Return the all-time views of a page, None if it is not known."""
    found: Any = client.zscore(keys.pages(SITE), path)
    return None if found is None else int(found)


def numbers(client: Redis, path: str) -> list[int]:
    """Return the all-time views and visitors of a page."""
    found: Any = [
        client.zscore(key, path) for key in (keys.pages(SITE), keys.page_visitors(SITE))
    ]
    return [int(number) for number in found]


def type_in(monkeypatch: pytest.MonkeyPatch, line: str | None, **options: bool) -> None:
    """Let somebody type a line."""
    monkeypatch.setattr(sys, "stdin", Typing(line, **options))


def test_a_page_is_set_also_on_a_new_site(run: Run, client: Redis) -> None:
    """A page of a new site can be set, under the path of its views."""
    ran = run("set", "Example.com", "/a//b?utm_source=x", "1500")

    assert ran == (0, "example.com/a/b: 0 → 1500 views, 0 → 0 visitors\n", "")
    assert views(client, "/a/b") == 1500


def test_a_path_that_is_no_utf_8_names_the_page_that_browsers_name(
    run: Run, client: Redis
) -> None:
    """A terminal hands over the bytes that were typed."""
    ran = run("set", SITE, "/\udcff", "3")

    assert ran == (0, "example.com/%FF: 0 → 3 views, 0 → 0 visitors\n", "")
    assert views(client, "/%FF") == 3


@pytest.mark.usefixtures("past")
def test_a_reset_page_is_shown_with_its_numbers_before_and_after(
    run: Run, client: Redis
) -> None:
    """The answer says what was lost; a page of 0 views is reset without a question."""
    before = numbers(client, PAGE)

    first = run("reset", SITE, PAGE, "--yes")
    second = run("reset", SITE, PAGE)

    answer = f"{SITE}{PAGE}: {{}} → 0 views, {{}} → 0 visitors\n"
    assert first == (0, answer.format(*before), "")
    assert second == (0, answer.format(0, 0), "")
    assert views(client, PAGE) == 0


@pytest.mark.usefixtures("past")
def test_a_page_is_deleted(run: Run, client: Redis) -> None:
    """A deleted page is unknown, so that deleting it again fails in one line."""
    before = views(client, PAGE)

    first = run("delete", SITE, PAGE, "--yes")
    second = run("delete", SITE, PAGE, "--yes")

    answer = f"{SITE}{PAGE} was deleted ({before} views removed)\n"
    assert first == (0, answer, "")
    assert (second.status, second.out) == (1, "")
    assert second.err.startswith("page-tracker: no data for this page of example.com; ")
    assert views(client, PAGE) is None


@pytest.mark.parametrize("verb", ["reset", "delete"])
@pytest.mark.usefixtures("past")
def test_nobody_loses_the_numbers_of_a_page_by_typing_its_name(
    run: Run, client: Redis, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The question names page and numbers; without a terminal the status is 2."""
    before = numbers(client, PAGE)
    question = (
        f"{verb.capitalize()} {SITE}{PAGE} with its {before[0]:,} views and"
        f" {before[1]:,} visitors?"
    )

    type_in(monkeypatch, "n\n")
    asked = run(verb, SITE, PAGE)
    type_in(monkeypatch, "y\n", terminal=False)
    piped = run(verb, SITE, PAGE)

    assert asked == (1, "", f"{question} [y/N] Nothing changed.\n")
    assert piped == (
        2,
        "",
        f"page-tracker: {question} Nobody can answer here: run it with --yes\n",
    )
    assert numbers(client, PAGE) == before


@pytest.mark.usefixtures("past")
def test_a_page_is_lowered_only_after_a_question(
    run: Run, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A higher number loses nothing, and is set at once."""
    before = views(client, PAGE) or 0
    type_in(monkeypatch, "\n")

    lowered = run("set", SITE, PAGE, "1")
    raised = run("set", SITE, PAGE, str(before + 1))
    forced = run("set", SITE, PAGE, str(before), "--yes")

    question = f"Lower {SITE}{PAGE} from {before:,} to 1 views?"
    assert lowered == (1, "", f"{question} [y/N] Nothing changed.\n")
    assert raised.out.startswith(f"{SITE}{PAGE}: {before} → {before + 1} views, ")
    assert forced.out.startswith(f"{SITE}{PAGE}: {before + 1} → {before} views, ")
    assert views(client, PAGE) == before


@pytest.mark.usefixtures("past")
def test_two_pages_are_merged_only_after_a_question(
    run: Run, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Merging two pages asks first; moving to a new path does not."""
    type_in(monkeypatch, "n\n")

    merged = run("move", SITE, PAGE, "/articles/00002")
    moved = run("move", SITE, PAGE, "/new")

    assert (merged.status, merged.out) == (1, "")
    assert merged.err.startswith(f"Merge {SITE}{PAGE} into /articles/00002, which has ")
    assert moved.status == 0
    assert views(client, "/new")


@pytest.mark.usefixtures("past")
def test_a_page_is_moved_to_another(run: Run, client: Redis) -> None:
    """The answer has the numbers of the second page before and after."""
    old, new = views(client, "/articles/00001"), views(client, "/articles/00002")
    assert old and new

    ran = run("move", SITE, "/articles/00001", "/articles/00002", "--yes")

    assert ran.status == 0
    assert ran.out.startswith(f"{SITE}/articles/00002: {new} → {old + new} views, ")
    assert views(client, "/articles/00001") is None
    assert views(client, "/articles/00002") == old + new


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["move", SITE, "/", "/"], id="to itself"),
        pytest.param(["reset", SITE, "/nothing"], id="a page that is not known"),
        pytest.param(["reset", "b.org", "--yes"], id="a site that is not known"),
        pytest.param(["delete", "b.org", "--yes"], id="nor deleted"),
    ],
)
@pytest.mark.usefixtures("past")
def test_an_invalid_edit_is_reported_in_one_line_with_status_1(
    run: Run, words: list[str]
) -> None:
    """An invalid edit is reported in one line with status 1, and changes nothing."""
    status, out, err = run(*words)

    assert (status, out) == (1, "")
    assert err.startswith("page-tracker: ") and err.count("\n") == 1


@WHOLE_SITE
@pytest.mark.usefixtures("past")
def test_a_whole_site_is_deleted_on_explicit_request(
    run: Run, client: Redis, verb: str
) -> None:
    """A reset site stays known, a deleted one does not; a script is asked nothing."""
    status, out, err = run(verb, SITE, "--yes")

    assert (status, err) == (0, "")
    assert out.startswith(f"{SITE} was {DONE[verb]} (")
    assert client.smembers(keys.SITES) == ({SITE} if verb == "reset" else set())
    assert not client.exists(keys.pages(SITE), keys.totals(SITE), keys.days(SITE))


@WHOLE_SITE
@pytest.mark.parametrize("line", ["y\n", "YES\n", " yes \n"])
@pytest.mark.usefixtures("past")
def test_a_terminal_is_asked_before_numbers_are_lost(
    run: Run, client: Redis, monkeypatch: pytest.MonkeyPatch, verb: str, line: str
) -> None:
    """A terminal is asked with the number to be lost, outside of the output."""
    total: Any = client.hget(keys.totals(SITE), "views")
    type_in(monkeypatch, line)

    status, out, err = run(verb, SITE)

    question = f"{verb.capitalize()} {SITE} with its {int(total):,} views? [y/N] "
    assert (status, err) == (0, question)
    assert out == f"{SITE} was {DONE[verb]} ({int(total)} views removed)\n"
    assert not client.exists(keys.pages(SITE))


@WHOLE_SITE
@pytest.mark.parametrize(
    ("line", "status"),
    [
        pytest.param("n\n", 1, id="no"),
        pytest.param("\n", 1, id="nothing"),
        pytest.param("yess\n", 1, id="something else"),
        pytest.param("", 1, id="the end: Ctrl-D"),
        pytest.param(None, 130, id="an interrupt: Ctrl-C"),
    ],
)
@pytest.mark.usefixtures("past")
def test_all_but_yes_is_no(
    run: Run,
    client: Redis,
    monkeypatch: pytest.MonkeyPatch,
    *,
    verb: str,
    line: str | None,
    status: int,
) -> None:
    """Every answer except yes keeps the numbers."""
    type_in(monkeypatch, line)

    ran = run(verb, SITE)

    assert (ran.status, ran.out) == (status, "")
    assert ran.err.endswith("\n")
    assert views(client, "/")


@WHOLE_SITE
def test_a_site_that_is_not_known_is_not_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """An unknown site is reported without a question."""
    type_in(monkeypatch, "y\n")

    status, out, err = run(verb, "b.org")

    assert (status, out) == (1, "")
    assert err.startswith("page-tracker: no data for b.org; ")


@WHOLE_SITE
@pytest.mark.usefixtures("past")
def test_without_a_terminal_a_whole_site_stays(
    run: Run, client: Redis, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """An answer in a pipe is no decision: ``yes | page-tracker delete a.org``."""
    type_in(monkeypatch, "y\n", terminal=False)

    total: Any = client.hget(keys.totals(SITE), "views")

    ran = run(verb, SITE)

    question = f"{verb.capitalize()} {SITE} with its {int(total):,} views?"
    assert ran == (
        2,
        "",
        f"page-tracker: {question} Nobody can answer here: run it with --yes\n",
    )
    assert views(client, "/")


@WHOLE_SITE
def test_a_path_may_stand_behind_a_flag(
    run: Run, client: Redis, past: History, verb: str
) -> None:
    """A path after a flag is not dropped, which would select the whole site."""
    status, out, _ = run(verb, past.site, "--yes", "/articles/00001")

    assert status == 0
    assert out.startswith(f"{SITE}/articles/00001")
    assert views(client, "/")


def test_a_missing_store_is_reported_in_one_line(
    valkey: Valkey, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreachable store is reported in one line, and no edit is confirmed."""
    look_at_plain_text(monkeypatch)

    status = main(["set", SITE, "/", "1", "--redis-url", f"{valkey.url}-not"])

    out, err = capsys.readouterr()
    assert (status, out) == (1, "")
    assert (
        err.startswith("page-tracker: cannot use the database: ")
        and err.count("\n") == 1
    )
