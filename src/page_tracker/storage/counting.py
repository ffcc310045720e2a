"""The call that counts views of the plain counter."""

from page_tracker.errors import CounterUnusable, StorageUnavailable
from page_tracker.storage.call import GuardedCall


class CountCall(GuardedCall):
    """Counts ``views`` views, each of which gets a number of its own."""

    script = "count"
    waits = False  # its number is its acknowledgement

    def __init__(self) -> None:
        super().__init__()
        self._views = 0

    @property
    def views(self) -> int:
        return self._views

    def values(self) -> tuple[int]:
        return (self._views,)

    def add(self) -> int:
        """Take one more view; returns its place among them."""
        self._views += 1
        return self._views - 1

    def number_of(self, place: int) -> int:
        """Return the number of the view at ``place``.

        Raises :class:`CounterUnusable` for views that no longer fitted, and
        :class:`StorageError`, also for an answer that makes no sense.
        """
        answer = self.answer()
        try:
            last, counted = map(int, answer.split())
        except ValueError as exc:
            raise StorageUnavailable("the store's answer makes no sense") from exc
        if place >= counted:
            raise CounterUnusable("the counter is at the end of its range")
        return last - counted + 1 + place
