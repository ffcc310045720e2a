"""The pages of the made-up site: a note-taking program, with a manual and a blog."""

from collections.abc import Iterator
from math import exp
from typing import NamedTuple


class DemoPage(NamedTuple):
    """A page with its title.

    ``weight`` is how often it is viewed relative to the others of its ``section``.
    ``age`` is how many days before today it was published, or 0 if it always existed.
    """

    path: str
    title: str
    section: str
    weight: float
    age: int = 0


MAIN, MANUAL, BLOG = "main", "manual", "blog"

# Days after which a new post is read a third as often, and the share of its views that
# remains in the long run.
_FRESH_DAYS = 9.0
_LASTING = 0.12

_MAIN = {
    ("/", "Driftwood: plain notes that stay yours"): 100,
    ("/download", "Download"): 34,
    ("/features", "What it does, and what it leaves to others"): 22,
    ("/blog", "Blog"): 20,
    ("/manual", "Manual"): 18,
    ("/pricing", "Pricing"): 13,
    ("/changelog", "What is new"): 11,
    ("/about", "Who we are"): 7,
    ("/community", "Community"): 5,
    ("/newsletter", "One letter a fortnight"): 4,
    ("/contact", "Contact"): 2.5,
    ("/privacy", "Privacy"): 1.5,
    ("/press", "For the press"): 0.8,
    ("/imprint", "Imprint"): 0.5,
}
_MANUAL = {
    ("/manual/first-steps", "First steps"): 40,
    ("/manual/install/linux", "Install it on Linux"): 24,
    ("/manual/install/macos", "Install it on macOS"): 17,
    ("/manual/install/windows", "Install it on Windows"): 15,
    ("/manual/links", "Links between notes"): 14,
    ("/manual/search", "Search"): 13,
    ("/manual/sync", "Keep two machines in step"): 21,
    ("/manual/sync/conflicts", "When both machines have changed a note"): 9,
    ("/manual/import", "Bring your notes from elsewhere"): 16,
    ("/manual/export", "Take your notes elsewhere"): 7,
    ("/manual/keyboard", "All keys"): 12,
    ("/manual/templates", "Templates"): 8,
    ("/manual/attachments", "Pictures and other files"): 6,
    ("/manual/encryption", "Encryption"): 10,
    ("/manual/plugins", "Plug-ins"): 11,
    ("/manual/plugins/writing-your-own", "Write a plug-in of your own"): 7,
    ("/manual/command-line", "The command line"): 8,
    ("/manual/backup", "Backups that you have tried"): 5,
    ("/manual/troubleshooting", "When something does not work"): 9,
    ("/manual/uninstall", "Uninstall it"): 1.5,
}
_POSTS = {
    (3, "search-that-forgives", "A search that forgives typing errors"): 9,
    (12, "one-file-no-server", "One file, no server: how our sync works"): 16,
    (24, "driftwood-3-1", "Driftwood 3.1: faster on old machines"): 8,
    (36, "letters-from-readers", "Letters from readers, and our answers"): 4,
    (47, "what-we-deleted", "We deleted a third of our code. Nobody noticed"): 20,
    (61, "dark-mode-is-hard", "Dark mode is harder than it looks"): 8,
    (73, "driftwood-3-0", "Driftwood 3.0"): 14,
    (86, "beta-of-3-0", "Try the beta of 3.0"): 5,
    (99, "notes-for-teachers", "How a school takes notes with Driftwood"): 6,
    (110, "paying-for-free-software", "Who pays for free software?"): 9,
    (121, "reading-a-million-notes", "Reading a million notes in a second"): 13,
    (134, "accessibility-review", "What a blind user taught us in an hour"): 9,
    (146, "driftwood-2-9", "Driftwood 2.9: attachments"): 6,
    (160, "plain-text-forever", "Plain text will outlive us all"): 12,
    (172, "meeting-in-the-woods", "We met in the woods"): 3,
    (186, "why-no-cloud", "Why there is no Driftwood cloud"): 11,
    (199, "translations", "Driftwood speaks eleven languages"): 4,
    (214, "the-bug-of-the-year", "The bug that only came on Thursdays"): 17,
    (227, "driftwood-2-8", "Driftwood 2.8: templates"): 5,
    (241, "links-are-enough", "Links are enough: against folders"): 10,
    (255, "our-numbers", "Our numbers, with all the bad ones"): 7,
    (268, "testing-without-mocks", "Tests without mocks, two years later"): 9,
    (283, "driftwood-2-7", "Driftwood 2.7: encryption"): 6,
    (300, "leaving-the-app-store", "Why we leave the app store"): 12,
    (318, "a-new-year", "What we plan for the next year"): 4,
    (337, "keyboard-first", "Everything without a mouse"): 6,
    (352, "driftwood-2-6", "Driftwood 2.6: a command line"): 4,
    (400, "small-programs", "In praise of small programs"): 10,
    (470, "file-formats", "Seven file formats, and the one that we chose"): 11,
    (560, "hello-world", "Hello, world"): 5,
}


def _all_pages() -> Iterator[DemoPage]:
    for section, pages in ((MAIN, _MAIN), (MANUAL, _MANUAL)):
        for (path, title), weight in pages.items():
            yield DemoPage(path, title, section, weight)
    for (age, name, title), weight in _POSTS.items():
        yield DemoPage(f"/blog/{name}", title, BLOG, weight, age)


PAGES = tuple(_all_pages())
"""All pages, in the order of their sections; the newest post is the first of them."""


def weights_on(age: int, section: str) -> dict[DemoPage, float]:
    """Return the pages of a section, ``age`` days before today, by their weights.

    A post exists from the day on which it was published, and is read most then.
    """
    pages = (page for page in PAGES if page.section == section)
    return {page: _weight(page, age) for page in pages if _is_there(page, age)}


def newest_post(age: int) -> DemoPage:
    """Return the newest post of a day that is ``age`` days before today."""
    return next(page for page in PAGES if page.age and page.age >= age)


def _is_there(page: DemoPage, age: int) -> bool:
    return not page.age or page.age >= age


def _weight(page: DemoPage, age: int) -> float:
    if not page.age:
        return page.weight
    fading = exp((age - page.age) / _FRESH_DAYS)
    return page.weight * (_LASTING + (1 - _LASTING) * fading)
