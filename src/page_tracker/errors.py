"""Errors, in the terms of this service: not in those of HTTP or Redis."""

from collections.abc import Mapping


class PageTrackerError(Exception):
    """The base of every error that the service raises on purpose."""


class StartError(PageTrackerError):
    """The service cannot start; the message is one line with the reason."""


class SettingError(StartError):
    """An option has a value that is not allowed."""


class StorageError(PageTrackerError):
    """The store has not executed a call; nothing was counted."""


class StorageUnavailable(StorageError):
    """The store cannot be reached, or rejects every call for now."""


class StorageResting(StorageUnavailable):
    """The store is still failing, for a cause that was logged a moment ago.

    This call may not have been sent to it.
    """


class JournalFull(StorageError):
    """The journal has no room for a view; a later attempt may succeed."""


class StorageBehind(StorageUnavailable):
    """The store lacks earlier views, which the journal is about to send again."""


class StorageRefuses(StorageBehind):
    """The store rejects earlier views of one site, and accepts those of others."""


class JournalUnreadable(PageTrackerError):
    """This version cannot read a file of a journal; the file is not changed."""


class UnknownSite(PageTrackerError):
    """Nothing was ever counted for this site."""


class UnknownPage(PageTrackerError):
    """Nothing was ever counted for this page of the site."""


class TokenNeeded(PageTrackerError):
    """This requires the owner's token, and none or a wrong one was sent."""


class NotAllowed(PageTrackerError):
    """The settings do not allow this for anybody; the message says why."""


class Overloaded(PageTrackerError):
    """There are too many requests at once; a later attempt may succeed."""


class TooOften(PageTrackerError):
    """An address does this too often; it may try again after ``seconds``."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class CounterUnusable(StorageError):
    """A counter's key holds a value that cannot be incremented: text, or 2^63 - 1."""


class InvalidInput(PageTrackerError):
    """A client's input is invalid; ``errors`` has the reason for each field.

    The reasons are written for the client, and do not quote the input.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name} {why}" for name, why in errors.items()))
        self.errors = dict(errors)
