"""The rules of a user of the store: what is needed, and nothing beside it."""

import re

from page_tracker.storage import keys, lua
from page_tracker.storage.health.acl import (
    DANGEROUS,
    SENT,
    commands,
    rules,
    sentinel_rules,
)


def test_the_rules_begin_with_nothing_and_name_each_command() -> None:
    """No category is permitted: a new release of Redis may put anything in one."""
    found = rules()

    assert found[:3] == ["resetkeys", "resetchannels", "-@all"]
    assert not any(re.match(r"\+@|allkeys|allcommands|~\*$", rule) for rule in found)
    assert [rule for rule in found if rule[0] == "~"] == [
        f"~{pattern}" for pattern in keys.PATTERNS
    ]


def test_every_command_of_every_script_is_permitted() -> None:
    """A command that a script calls in its middle could not be undone."""
    called = {
        command
        for name in lua.names()
        for command in re.findall(r"call\('([A-Z]+)'", lua.load(name))
    }

    assert called
    assert called <= set(commands())


def test_every_command_that_is_sent_has_a_reason() -> None:
    """Every command that is sent has a documented reason."""
    assert all(SENT.values())
    assert DANGEROUS <= SENT.keys()


def test_a_user_of_sentinels_may_ask_them_one_thing() -> None:
    """Other commands make a Sentinel fail over, or watch another server."""
    assert sentinel_rules()[-1] == "+sentinel|masters"
    assert sum(rule[0] == "+" for rule in sentinel_rules()) == 1
