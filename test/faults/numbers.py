"""What the store holds."""

from typing import Any

from redis import Redis

from page_tracker.storage import keys


def page_views(client: Redis) -> int:
    """Return the number of the plain counter."""
    number: Any = client.get(keys.PAGE_VIEWS)
    return int(number or 0)


def all_views(client: Redis) -> int:
    """Count the views of all pages."""
    totals = [client.hget(key, "views") for key in client.scan_iter("pt:{*}:totals")]
    return page_views(client) + sum(int(each) for each in totals if each)
