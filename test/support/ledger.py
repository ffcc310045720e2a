"""The numbers of a site, entered key by key, and the sums that must always hold."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from redis import Redis

from page_tracker.storage import keys

# What the list adds up to: the list.
_LIST_OF = {"views": "pages", "visitors": "entry_pages"}

DAY_LISTS_LIVE = 400 * 24 * 3600


def enter(
    client: Redis, site: str, path: str, day: str, *, new: bool = True, views: int = 1
) -> None:
    """Enter views of a page, the first of them by a visitor who is new that day."""
    todo = client.pipeline()
    todo.sadd(keys.SITES, site)
    todo.hset(keys.titles(site), path, f"Title of {path}")
    todo.zincrby(keys.pages(site), views, path)
    _sum(todo, site, day, "views", views)
    _rank(todo, site, day, {"pages": path, "devices": "Desktop"}, views)
    if new:
        todo.zincrby(keys.page_visitors(site), 1, path)
        todo.sadd(keys.seen(site, day), f"{path} {day}")
        todo.zadd(keys.active(site), {path: 1})
        _sum(todo, site, day, "visitors", 1)
        _rank(todo, site, day, {"entry_pages": path}, 1)
    todo.execute()


def _sum(todo: Redis, site: str, day: str, what: str, count: int) -> None:
    todo.hincrby(keys.totals(site), what, count)
    todo.hincrby(keys.days(site), f"{day}:{what}", count)
    todo.hincrby(keys.hours(site, day), f"07:{what}", count)


def _rank(
    todo: Redis, site: str, day: str, members: dict[str, str], count: int
) -> None:
    for dimension, member in members.items():
        for time in (day, day[:7]):
            todo.zincrby(keys.top(site, dimension, time), count, member)
        todo.expire(keys.top(site, dimension, day), DAY_LISTS_LIVE)


def wrong_sums(client: Redis, site: str) -> list[str]:
    """Return what does not add up in the numbers of a site: nothing, if all is well."""
    totals, pages = _hash(client, keys.totals(site)), _ranks(client, keys.pages(site))
    found = []
    if totals.get("views", 0) != sum(pages.values()):
        found.append("the views of pages are not those of the site")
    if totals.get("visitors", 0) > totals.get("views", 0):
        found.append("the site has more visitors than views")
    for path, visitors in _ranks(client, keys.page_visitors(site)).items():
        if visitors > pages.get(path, 0):
            found.append(f"{path} has more visitors than views")
    return [*found, *_wrong_lists(client, site)]


def _wrong_lists(client: Redis, site: str) -> Iterator[str]:
    wanted: Counter[tuple[str, str]] = Counter()
    for field, number in _hash(client, keys.days(site)).items():
        day, what = field.split(":")
        for time in (day, day[:7]):
            wanted[time, what] += number
    for (time, what), number in wanted.items():
        found = ranked(client, site, _LIST_OF[what], time)
        if sum(found.values()) != number:
            yield f"the {what} of {time} do not add up"


def ranked(client: Redis, site: str, dimension: str, time: str) -> dict[str, int]:
    """Return the members of a list of a day or month by their numbers."""
    return _ranks(client, keys.top(site, dimension, time))


def contents(client: Redis) -> dict[str, Any]:
    """Return all that the store holds, by key."""
    readers: dict[str, Any] = {
        "hash": client.hgetall,
        "zset": lambda key: _ranks(client, key),
        "set": client.smembers,
        "string": client.get,
    }
    return {key: readers[str(client.type(key))](key) for key in client.scan_iter()}


def _hash(client: Redis, key: str) -> dict[str, int]:
    fields: Any = client.hgetall(key)
    return {name: int(text) for name, text in fields.items()}


def _ranks(client: Redis, key: str) -> dict[str, int]:
    pairs: Any = client.zrange(key, 0, -1, withscores=True)
    return {member: int(score) for member, score in pairs}
