"""Visits: what one person does on the site, from the first page to the last."""

from collections.abc import Iterator
from random import Random

from page_tracker.demo.arrivals import Arrival
from page_tracker.demo.choice import Choice
from page_tracker.demo.pages import BLOG, MAIN, MANUAL, Page, weights_on
from page_tracker.demo.people import Person, somebody
from page_tracker.demo.sources import DIRECT, Source
from page_tracker.tracking.campaign import campaign_name
from page_tracker.tracking.referrer import referrer_name
from page_tracker.tracking.view import Properties, View
from page_tracker.tracking.visitor import HASH_BYTES, page_hash

_HOUR = 3600.0

# Of all people: who asks not to be tracked, who looks at one page more, and who comes
# again on the same day, within so many hours.
_ANONYMOUS, _GOES_ON, _COMES_AGAIN, _WITHIN = 0.035, 0.43, 0.13, 6

# Seconds on a page: at least, and what is added to it on average.
_SHORTEST, _LONGER = 8, 70

# Of all who look at a page, how many do what.
_EVENTS_ON = {
    "/download": ("Download", 0.36),
    "/newsletter": ("Subscribe", 0.31),
    "/pricing": ("Start a trial", 0.09),
}
_EVENTS_IN = {
    MAIN: ("Outbound link", 0.02),
    MANUAL: ("Copy a command", 0.07),
    BLOG: ("Outbound link", 0.05),
}

_STAYS_IN_SECTION = 0.4
_SECTION = Choice({MAIN: 50, MANUAL: 35, BLOG: 15})


class Visits:
    """The visits of a day that is ``age`` days before today."""

    def __init__(self, site: str, age: int, dice: Random) -> None:
        self._site = site
        self._dice = dice
        self._inside = Source(f"https://{site}/")
        sections = (MAIN, MANUAL, BLOG)
        self._pages = {each: Choice(weights_on(age, each)) for each in sections}

    def visit(self, start: float, arrival: Arrival) -> Iterator[tuple[float, View]]:
        """Yield what a person does who comes at ``start``, in seconds, in order.

        Whoever comes again is the same visitor.
        """
        dice, person = self._dice, somebody(self._dice)
        visitor = dice.randbytes(HASH_BYTES)
        if dice.random() < _ANONYMOUS:
            visitor = b""
        yield from self._stay(start, arrival, person, visitor)
        if dice.random() < _COMES_AGAIN:
            again = Arrival(DIRECT, self._some_page(MAIN))
            later = start + _HOUR * dice.uniform(1, _WITHIN)
            yield from self._stay(later, again, person, visitor)

    def _stay(
        self, at: float, arrival: Arrival, person: Person, visitor: bytes
    ) -> Iterator[tuple[float, View]]:
        source, page = arrival
        while True:
            view = self._view(source, page, person, visitor)
            yield at, view
            event, share = _EVENTS_ON.get(page.path) or _EVENTS_IN[page.section]
            if self._dice.random() < share:
                yield at + _SHORTEST * self._dice.random(), view._replace(event=event)
            if self._dice.random() > _GOES_ON:
                return
            at += _SHORTEST + self._dice.expovariate(1 / _LONGER)
            source, page = self._inside, self._some_page(page.section)

    def _some_page(self, section: str) -> Page:
        if self._dice.random() > _STAYS_IN_SECTION:
            section = _SECTION.pick(self._dice)
        return self._pages[section].pick(self._dice)

    def _view(self, source: Source, page: Page, person: Person, visitor: bytes) -> View:
        properties = Properties(
            referrer_name(source.referrer, self._site),
            campaign_name(source.query),
            *person,
        )
        on_page = visitor and visitor + page_hash(visitor, page.path)
        return View(self._site, page.path, properties, on_page, page.title)
