"""The watch: the current problems of the store, for readiness, the log and metrics."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial

from redis import Redis

from page_tracker.metrics.instruments import Flags
from page_tracker.metrics.meter import Meter
from page_tracker.settings import Settings
from page_tracker.storage import keys
from page_tracker.storage.health.condition import diagnose
from page_tracker.storage.health.findings import Finding, finding_of, make_finding

log = logging.getLogger(__name__)

Findings = Sequence[Finding]
# Seconds of a monotonic clock.
Clock = Callable[[], float]

# Seconds for which findings are current.
FRESH_S = 1.0

# Seconds between unrequested diagnoses, and between reminders in the log.
LOOK_EVERY_S = 15.0
REMIND_EVERY_S = 60.0


class StoreProbe:
    """Diagnoses a store at most once a second, and once at a time; thread-safe.

    Example::

        probe = StoreProbe(partial(diagnose, client, timeout), timeout)
        findings = probe.look()
    """

    def __init__(
        self,
        ask: Callable[[], Findings],
        timeout: float,
        clock: Clock = time.monotonic,
    ) -> None:
        """Diagnose nothing yet.

        Args:
            ask: Diagnoses the store; may take longer than ``timeout``, for example to
                resolve a host name.
            timeout: Seconds for which :meth:`look` waits.
            clock: Returns seconds.
        """
        self._ask = ask
        self._timeout = timeout
        self._clock = clock
        self._lock = threading.Lock()
        self._latest: Future[Findings] | None = None
        self._started = self._ended = 0.0

    def look(self) -> Findings:
        """Return findings that are at most one second old.

        Callers that come during a diagnosis share its result. A diagnosis that exceeds
        the timeout is itself the finding, and is not started again before it ends.
        """
        with self._lock:
            if self._latest is None or self._is_stale(self._latest):
                self._latest, self._started = Future(), self._clock()
                threading.Thread(
                    target=self._run, args=(self._latest,), name="probe", daemon=True
                ).start()
            latest, left = self._latest, self._started + self._timeout - self._clock()
        try:
            return latest.result(max(left, 0.0))
        except TimeoutError:
            return [make_finding("timeout")]

    def _is_stale(self, latest: "Future[Findings]") -> bool:
        return latest.done() and self._clock() >= self._ended + FRESH_S

    def _run(self, future: "Future[Findings]") -> None:
        try:
            findings = self._ask()
        except BaseException as exc:  # pylint: disable=broad-exception-caught
            # A mistake of this service is raised where the findings are awaited.
            self._ended = self._clock()
            future.set_exception(exc)
        else:
            self._ended = self._clock()
            future.set_result(findings)


class StoreWatch:
    """Logs the problems of the store, and shows them in metrics; thread-safe.

    A problem is logged when it is new, every minute while it lasts, and when it has
    ended. There are two sources: errors of callers, and diagnoses. Each source ends
    only its own problems.
    """

    def __init__(
        self, probe: StoreProbe, flags: Flags, clock: Clock = time.monotonic
    ) -> None:
        self._probe = probe
        self._flags = flags
        self._clock = clock
        self._lock = threading.Lock()
        self._diagnosed: dict[str, Finding] = {}
        self._noted: dict[str, Finding] = {}  # the latest one last
        self._logged_at: dict[str, float] = {}
        self._next_look = 0.0

    def note(self, exc: Exception | None) -> None:
        """Note an error of the store that a caller has met, or None for a success."""
        with self._lock:
            if exc is None:
                self._noted.clear()
            else:
                finding = finding_of(exc)
                self._noted.pop(finding.name, None)
                self._noted[finding.name] = finding
            self._log_changes()

    def findings(self) -> Findings:
        """Return the findings of a diagnosis that is at most one second old.

        Takes at most the timeout of the probe.
        """
        found = self._probe.look()
        with self._lock:
            self._diagnosed = {each.name: each for each in found}
            self._next_look = self._clock() + LOOK_EVERY_S
            self._log_changes()
        return found

    def tick(self) -> None:
        """Diagnose the store if that is due, and log reminders of lasting problems.

        To be called about once a second, from a thread that may wait for the store.
        """
        if self._clock() >= self._next_look:
            self.findings()
        with self._lock:
            self._log_changes()

    def _log_changes(self) -> None:
        """Log problems that are new, due or over, and show the current ones."""
        # A diagnosis is more specific about a problem than an error.
        current = dict(list(self._noted.items())[-1:]) | self._diagnosed
        self._flags.show(current)
        now = self._clock()
        # If errors alternate, none of them is over before a success.
        for name in (
            self._logged_at.keys() - self._diagnosed.keys() - self._noted.keys()
        ):
            del self._logged_at[name]
            log.info("a database problem has ended", extra={"problem": name})
        for name, finding in current.items():
            if now >= self._logged_at.get(name, -REMIND_EVERY_S) + REMIND_EVERY_S:
                self._logged_at[name] = now
                log_finding(finding)


def probe_store(client: Redis, settings: Settings) -> StoreProbe:
    """Return a probe of a client's store, with the configured timeout."""
    timeout, site = settings.redis_timeout, min(settings.sites, default=keys.PROBE)
    return StoreProbe(partial(diagnose, client, timeout, site), timeout)


def watch_store(client: Redis, settings: Settings, meter: Meter) -> StoreWatch:
    """Return a watch over the store of a client."""
    return StoreWatch(probe_store(client, settings), meter.store_problems)


def log_finding(finding: Finding) -> None:
    """Log an error if the finding refuses writes, or else a warning."""
    level = logging.ERROR if finding.refuses_writes else logging.WARNING
    log.log(level, finding.message, extra=_fields(finding))


def _fields(finding: Finding) -> dict[str, str]:
    cause = {"cause": finding.cause} if finding.cause else {}
    return {"problem": finding.name, **cause}
