"""The clock: what time it is where the service is, and what that means for reports."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from page_tracker.endpoints.figures.times import Known


@dataclass(frozen=True)
class Clock:
    """A clock in a zone; ``days_by_hour`` are kept by hour, today's included."""

    zone: ZoneInfo
    days_by_hour: int

    def now(self) -> datetime:
        """Return the time, aware."""
        return datetime.fromtimestamp(time.time(), self.zone)

    def today(self) -> date:
        """Return the day."""
        return self.now().date()

    def known(self, first: date | None) -> Known:
        """Return what is known of time; ``first`` is the first day with data."""
        today = self.today()
        return Known(today, first, today - timedelta(days=self.days_by_hour - 1))
