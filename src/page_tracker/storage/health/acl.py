"""The least that a user of the store must be permitted, as rules of ACL SETUSER."""

from page_tracker.storage import keys, lua
from page_tracker.storage.health.permissions import commands_in

SENT = {
    "EVALSHA": "calls the scripts that count",
    "EVAL": "calls the scripts of reports and edits",
    "SCRIPT LOAD": "loads the scripts that count",
    "TIME": "reads the store's clock, by which calls are too late",
    "INFO": "reads which server it is, in which role and mode",
    "SELECT": "uses another database than 0",
    "EXISTS": "finds out whether a site is known, and whether the store is a Cluster",
    "GET": "reads the plain counter, and guards before a replay",
    "SET": "overwrites a guard that somebody else has changed",
    "HGET": "reads a report, or a title that moves with its page",
    "HGETALL": "reads a report",
    "HKEYS": "reads a report",
    "HMGET": "reads a report",
    "SISMEMBER": "reads a report",
    "SMEMBERS": "reads a report",
    "ZCARD": "reads a report",
    "ZCOUNT": "reads a report",
    "ZMSCORE": "reads a report",
    "ZREVRANGE": "reads a report",
    "ZSCORE": "reads a report",
    "HDEL": "moves a page",
    "HSETNX": "moves a page",
    "SADD": "sets a page of a site that was never seen",
    "SREM": "deletes a site",
    "UNLINK": "deletes a site",
}
"""The commands that the service sends, and why; its scripts call others."""

DANGEROUS = frozenset({"INFO"})
"""Commands that Redis calls dangerous: INFO reveals much, but changes nothing."""

SENTINEL_COMMAND = "SENTINEL MASTERS"
"""The only command sent to a Sentinel."""


def commands() -> list[str]:
    """Return every command that the service sends or its scripts call, sorted."""
    called = {each for name in lua.names() for each in commands_in(lua.load(name))}
    return sorted(called.union(SENT))


def rules() -> list[str]:
    """Return the rules of a user that may do what the service needs, and no more."""
    patterns = [f"~{pattern}" for pattern in keys.PATTERNS]
    return [*_NOTHING, *patterns, *map(_permission, commands())]


def sentinel_rules() -> list[str]:
    """Return the rules of a user of Sentinels."""
    return [*_NOTHING, _permission(SENTINEL_COMMAND)]


# Revokes whatever the user was permitted before.
_NOTHING = ("resetkeys", "resetchannels", "-@all")


def _permission(command: str) -> str:
    return "+" + command.lower().replace(" ", "|")
