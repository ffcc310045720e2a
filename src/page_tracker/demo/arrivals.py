"""Arrivals: how many people come on a day, from where, and to which page."""

from collections.abc import Iterator
from datetime import date
from math import exp
from random import Random
from typing import NamedTuple

from page_tracker.demo.choice import Choice
from page_tracker.demo.pages import PAGES, Page, newest_post, weights_on
from page_tracker.demo.sources import ROUNDS, USUAL, Round, Source, letter


class Arrival(NamedTuple):
    """Somebody comes from a source to a page."""

    source: Source
    page: Page


# On a quiet Tuesday: today, and the days in which the site has grown by two thirds.
_VISITS, _GROWTH_DAYS = 205, 340.0

# From Monday on.
_WEEKDAYS = (0.96, 1.0, 0.99, 0.97, 0.88, 0.62, 0.66)

# How much a day differs from what is to be expected of it: at most by this part.
_CHANCE = 0.14

# A post that goes round is forgotten when it brings so few visits a day.
_FEWEST = 3

_SOURCES = Choice({source: share for source, (share, _) in USUAL.items()})
_SECTIONS = {source: Choice(sections) for source, (_, sections) in USUAL.items()}
_PAGE_AT = {page.path: page for page in PAGES}


def arrivals(day: date, age: int, dice: Random) -> Iterator[Arrival]:
    """Yield all who come on a day that is ``age`` days before today, in no order."""
    pages = {each: Choice(weights_on(age, each)) for each in {p.section for p in PAGES}}
    for _ in range(_usual_visits(day, age, dice)):
        source = _SOURCES.pick(dice)
        yield Arrival(source, pages[_SECTIONS[source].pick(dice)].pick(dice))
    for each in _rounds(age):
        yield from _visits_by(each, age, dice)


def _usual_visits(day: date, age: int, dice: Random) -> int:
    expected = _VISITS * exp(-age / _GROWTH_DAYS) * _WEEKDAYS[day.weekday()]
    return _about(expected, dice)


def _rounds(age: int) -> Iterator[Round]:
    yield from ROUNDS
    latest = newest_post(age)
    yield letter(latest.age - 1, latest.path)


def _visits_by(each: Round, age: int, dice: Random) -> Iterator[Arrival]:
    days = each.age - age
    visits = _about(each.visits * each.lasting**days, dice) if days >= 0 else 0
    if visits >= _FEWEST:
        sources = Choice(each.sources)
        for _ in range(visits):
            yield Arrival(sources.pick(dice), _PAGE_AT[each.path])


def _about(expected: float, dice: Random) -> int:
    return round(expected * (1 + _CHANCE * dice.uniform(-1, 1)))
