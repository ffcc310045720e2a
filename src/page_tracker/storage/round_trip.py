"""A round trip: several commands that are sent at once, and their answers."""

from typing import Any

from redis import Redis

from page_tracker.errors import UnknownSite
from page_tracker.storage import keys
from page_tracker.storage.outage import watched

Command = tuple[str | bytes | int, ...]


def ask(client: Redis, *commands: Command) -> list[Any]:
    """Return the answers to some commands, in their order.

    Other clients may come in between. Raises :class:`StorageError`.
    """
    with watched(), client.pipeline(transaction=False) as pipe:
        for command in commands:
            pipe.execute_command(*command)
        return pipe.execute()


def ask_about(client: Redis, site: str, *commands: Command) -> list[Any]:
    """Return the answers to some commands about a site that is known.

    It is known from its first view on, counted or not, until the owner deletes it.
    Raises :class:`UnknownSite` and :class:`StorageError`.
    """
    listed = "SISMEMBER", keys.SITES, site
    counted = "EXISTS", keys.totals(site)
    *answers, is_listed, is_counted = ask(client, *commands, listed, counted)
    if not (is_listed or is_counted):
        raise UnknownSite("nothing was counted for this site")
    return answers


def text(stored: bytes) -> str:
    """Return a text of the store; bytes that are not UTF-8 are marked, not an error."""
    return stored.decode(errors="replace")
