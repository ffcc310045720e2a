"""What can go wrong, in the words of this service: no HTTP and no Redis in them."""

from collections.abc import Mapping


class PageTrackerError(Exception):
    """The base of every error that the service raises on purpose."""


class StartError(PageTrackerError):
    """The service cannot start; the message is the one line that says why."""


class SettingError(StartError):
    """An option has a value that is not allowed."""


class StorageError(PageTrackerError):
    """The store did not do what was asked; nothing was counted."""


class StorageUnavailable(StorageError):
    """The store cannot be reached, or refuses all work for now."""


class StorageResting(StorageUnavailable):
    """The store still fails as it did a moment ago, whose cause was logged then.

    This call may not have been sent to it.
    """


class JournalFull(StorageError):
    """There is no room to keep what is to be counted; later there may well be."""


class StorageBehind(StorageUnavailable):
    """The store lacks earlier views, which the journal is about to bring back."""


class StorageRefuses(StorageBehind):
    """The store refuses earlier views of one site, and takes those of others."""


class JournalUnreadable(PageTrackerError):
    """A file of a journal cannot be read by this version; it is left as it is."""


class UnknownSite(PageTrackerError):
    """Nothing was ever counted for this site."""


class UnknownPage(PageTrackerError):
    """Nothing was ever counted for this page of the site."""


class TokenNeeded(PageTrackerError):
    """Only who knows the owner's token may do this, and none or a wrong one came."""


class NotAllowed(PageTrackerError):
    """Nobody may do this, as the service is set up; the message says why."""


class Overloaded(PageTrackerError):
    """Too much is asked for at once; later it may well be answered."""


class TooOften(PageTrackerError):
    """Somebody does this too often; after so many ``seconds`` it may be tried again."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class CounterUnusable(StorageError):
    """A counter's key holds what cannot be counted on: text, or 2^63 - 1."""


class InvalidInput(PageTrackerError):
    """What a client sent cannot be used; ``errors`` says why, field by field.

    The reasons are for the client to read, and do not quote what it sent.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name} {why}" for name, why in errors.items()))
        self.errors = dict(errors)
