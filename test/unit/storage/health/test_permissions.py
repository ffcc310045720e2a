"""Which commands and keys are denied, from the pairs that the store denies."""

import pytest

from page_tracker.storage import keys
from page_tracker.storage.health.permissions import Denials, Need, commands_in, needs

NEED = Need(("GET", "SET"), ("a", "b"))
OTHER = Need(("SET", "ZADD"), ("c",))


def message_of(denials: Denials) -> str:
    """Return the sentence about what is denied."""
    found = denials.finding()
    assert found is not None
    return found.message


def test_the_commands_of_a_script_are_read_from_its_text() -> None:
    """A command may be called through any function; words in other places are none."""
    text = "f('GET', k) change(\n'ZADD', k) redis.call('SET', k, 'EX') g('STALE call')"

    assert commands_in(text + " redis.call('TIME')") == ("GET", "SET", "ZADD")


def test_every_script_has_commands_and_keys() -> None:
    """Each script that a worker loads is looked at."""
    assert all(need.commands and need.keys for need in needs("a.org"))


def test_where_all_is_permitted_nothing_is_found() -> None:
    """Without a denied pair there is no finding."""
    denials = Denials()
    denials.add(NEED, [])

    assert denials.finding() is None


def test_a_command_that_is_denied_on_every_key_is_named_with_its_rule() -> None:
    """The keys of a denied command are not blamed, as other commands may use them."""
    denials = Denials()
    denials.add(NEED, [b"SET", b"a", b"SET", b"b"])
    denials.add(OTHER, [b"SET", b"c"])

    assert "may not run SET," in message_of(denials)
    assert message_of(denials).endswith("ACL SETUSER name +set")


def test_a_key_that_is_denied_to_every_command_is_not_a_missing_command() -> None:
    """The sentence has the patterns of all keys, and the cause has the keys."""
    denials = Denials()
    denials.add(NEED, [])
    denials.add(OTHER, [b"SET", b"c", b"ZADD", b"c"])
    found = denials.finding()

    assert found is not None
    assert found.cause == "c"
    assert "run" not in found.message
    assert found.message.endswith(" ".join(f"~{each}" for each in keys.PATTERNS))


def test_a_key_that_is_denied_to_some_commands_is_a_missing_key() -> None:
    """A user may be allowed to read a key and not to write it."""
    denials = Denials()
    denials.add(NEED, [b"SET", b"b"])
    found = denials.finding()

    assert found is not None
    assert found.cause == "b"


def test_where_nothing_is_permitted_commands_and_keys_are_named() -> None:
    """Either may be the reason, and both rules together mend it."""
    denials = Denials()
    denials.add(OTHER, [b"SET", b"c", b"ZADD", b"c"])

    assert "may not run SET, ZADD and may not use all keys" in message_of(denials)


def test_what_was_denied_when_it_was_sent_is_named() -> None:
    """A denied subcommand is named in the syntax of rules."""
    denials = Denials()
    denials.add_command("SCRIPT LOAD")

    assert "may not run SCRIPT LOAD," in message_of(denials)
    assert message_of(denials).endswith("+script|load")


@pytest.mark.parametrize(
    ("answer", "part"),
    [([b"ZADD", b""], "run ZADD"), ([b"", b"c"], "use all keys")],
    ids=["a command", "a key"],
)
def test_a_server_that_cannot_be_asked_about_pairs_is_believed(
    answer: list[bytes], part: str
) -> None:
    """Redis before 7.0 is asked about commands and keys one by one."""
    denials = Denials()
    denials.add(OTHER, answer)

    assert f"may not {part}" in message_of(denials)


def test_every_key_of_a_script_matches_a_pattern_of_the_rules() -> None:
    """Every key of a script matches a pattern of the printed rules."""
    named = {key for need in needs("a.org") for key in need.keys}

    starts = tuple(pattern.removesuffix("*") for pattern in keys.PATTERNS)
    assert all(key.startswith(starts) for key in named)
