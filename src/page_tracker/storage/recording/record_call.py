"""The script call that records views of one site."""

from page_tracker.storage import keys
from page_tracker.storage.broken import report_skipped
from page_tracker.storage.encoding import encode_json
from page_tracker.storage.recording.calls import Argument, ExactlyOnceCall, Result
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.outcomes import Counted, Queued, RecordReply
from page_tracker.tracking.local_time import LocalHour
from page_tracker.tracking.view import Properties, View

_NOBODY = bytes(16)

# In the order of the properties, then the events.
_DIMENSIONS = keys.DIMENSIONS[len(keys.PATHS) :]


class RecordCall(ExactlyOnceCall):  # pylint: disable=too-many-instance-attributes
    """Records views and events of a site that happened at one moment.

    Its attributes are the parts of the batch that ``record.lua`` takes.
    """

    script = "record"
    queueable = True

    def __init__(
        self, site: str, at: float, moment: LocalHour, rules: RecordingLimits
    ) -> None:
        super().__init__(site, moment.day)
        self._at = int(at)
        self._moment = moment
        self._rules = rules
        self._pages: dict[str, int] = {}  # path → index, from 1
        self._page_views: list[int] = []
        self._titles: list[str] = []
        self._views: list[int] = []  # the page of each
        self._visitors: list[bytes] = []
        self._properties: dict[Properties, int] = {}  # properties → number of views
        self._events: dict[str, int] = {}
        self._ignored: dict[str, int] = {}
        self._standing: RecordReply | Queued | None = None

    @property
    def views(self) -> int:
        others = sum(self._events.values()) + sum(self._ignored.values())
        return len(self._views) + others

    def values(self) -> tuple[Argument, ...]:
        batch = {
            "at": self._at,
            "day": self._moment.day,
            "hour": self._moment.hour,
            "pages": list(self._pages),
            "counts": self._page_views,
            "titles": self._titles,
            "views": self._views,
            "lists": self._lists(),
            "events": sum(self._events.values()),
            "ignored": self._ignored,
            "limits": self._rules.limits,
        }
        return encode_json(batch), b"".join(self._visitors)

    def add(self, view: View) -> int:
        """Add a view or an event; return its index for :meth:`counted`."""
        if view.event:
            self._events[view.event] = self._events.get(view.event, 0) + 1
            return -1
        self._views.append(self._page(view))
        self._visitors.append(view.visitor or _NOBODY)
        properties = view.properties
        self._properties[properties] = self._properties.get(properties, 0) + 1
        return len(self._views) - 1

    def ignore(self, reason: str) -> None:
        """Count an ignored view."""
        self._ignored[reason] = self._ignored.get(reason, 0) + 1

    def counted(self, place: int) -> Counted | Queued:
        """Return the numbers after a view, as if it had been recorded alone, or Queued.

        Raises :class:`StorageError` if it was not recorded.
        """
        return (self._standing or self._stand()).of(place)

    def done(self, result: Result) -> Result:
        self._stand()
        return result

    def _stand(self) -> RecordReply | Queued:
        if self.queued:
            self._standing = Queued()
            return self._standing
        answer = self.answer()
        if self._standing is None:
            self._standing = standing = RecordReply(answer, self._views)
            if standing.skipped:
                report_skipped(standing.broken_key, standing.skipped)
        return self._standing

    def _lists(self) -> dict[str, dict[str, int]]:
        """Return the views of each member of each dimension except the pages."""
        lists: list[dict[str, int]] = [{} for _ in Properties._fields]
        for properties, views in self._properties.items():
            for members, member in zip(lists, properties):
                members[member] = members.get(member, 0) + views
        return dict(zip(_DIMENSIONS, (*lists, self._events), strict=True))

    def _page(self, view: View) -> int:
        page = self._pages.get(view.path)
        if page is None:
            page = self._pages[view.path] = len(self._pages) + 1
            self._page_views.append(1)
            self._titles.append(view.title)
        else:
            self._page_views[page - 1] += 1
            self._titles[page - 1] = view.title or self._titles[page - 1]
        return page
