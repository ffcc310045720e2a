"""``/healthz`` and ``/readyz``: the checks of orchestrators."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from page_tracker.storage.health.watch import StoreWatch
from page_tracker.storage.journal.strays import StrayWatch, by_store, waiting
from page_tracker.storage.journal.survey import JournalStatus
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_OK = PlainResponse(json.dumps({"status": "ok"}), "application/json")


def alive(_environ: "WSGIEnvironment") -> PlainResponse:
    """Answer 200 as long as the process serves requests."""
    return _OK


class Readiness:
    """Answers whether the store accepts writes, and which views are pending.

    The views are those in the journals of the worker that answers. The endpoint is
    public, so the response has no addresses and no messages of the store.
    """

    def __init__(
        self, watch: StoreWatch, recorder: Recorder, strays: StrayWatch
    ) -> None:
        self._watch = watch
        self._recorder = recorder
        self._strays = strays

    def get(self, _environ: "WSGIEnvironment") -> PlainResponse:
        """Return 503 while the store rejects writes or does not answer, else 200.

        The response is about one second old at most, and takes at most the store's
        timeout.
        """
        refusals: list[dict[str, str]] = []
        warnings = _stranded(self._strays.latest())
        for finding in self._watch.findings():
            problem = {"problem": finding.name, "message": finding.message}
            (refusals if finding.refuses_writes else warnings).append(problem)
        document: dict[str, object] = {"status": "ok"}
        if refusals:
            document = {"status": "unavailable", **refusals[0]}
        document |= self._queued()
        if warnings := refusals[1:] + warnings:
            document["warnings"] = warnings
        status = "503 Service Unavailable" if refusals else "200 OK"
        return PlainResponse(json.dumps(document), "application/json", status)

    def _queued(self) -> dict[str, object]:
        views, since = self._recorder.waiting()
        if since is None:
            return {}
        moment = datetime.fromtimestamp(since, UTC).isoformat()
        return {"queued": {"views": views, "since": moment}}


def _stranded(found: Sequence[JournalStatus]) -> list[dict[str, str]]:
    """Return warnings about pending views in journals that no worker sends."""
    warnings = [
        {
            "problem": "stranded_views",
            "message": f"{waiting(each.views, each.since)} for a store that is not"
            " configured. Run: page-tracker journal",
        }
        for each in by_store(found)
    ]
    if unreadable := [each for each in found if each.problem is not None]:
        message = (
            f"{len(unreadable)} of the journals cannot be read, and the views in them"
            " are not counted. Run: page-tracker journal"
        )
        warnings.append({"problem": "unreadable_journals", "message": message})
    return warnings
