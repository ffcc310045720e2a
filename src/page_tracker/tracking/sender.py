"""Senders: what the headers of a request say of all views in it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from page_tracker.tracking.agent import LONGEST_AGENT, Agent, agent
from page_tracker.tracking.cache import CACHE_SIZE
from page_tracker.tracking.language import MAX_INPUT, language
from page_tracker.tracking.refusal import is_prefetch, opted_out


class Sender(NamedTuple):
    """Who shows a page, in which language, and whether that may be noted."""

    agent: Agent
    language: str
    prefetches: bool
    opted_out: bool


def sender(environ: Mapping[str, str]) -> Sender:
    """Return what the headers in an environ of WSGI say; remembers what many send."""
    return _sender(
        environ.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
        environ.get("HTTP_ACCEPT_LANGUAGE", "")[:MAX_INPUT],
        is_prefetch(environ),
        opted_out(environ),
    )


@lru_cache(CACHE_SIZE)
def _sender(
    user_agent: str, accept_language: str, prefetches: bool, opted: bool
) -> Sender:
    return Sender(agent(user_agent), language(accept_language), prefetches, opted)
