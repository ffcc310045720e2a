"""A store has one place, by whichever name of the machine it is reached."""

import pytest

from page_tracker.storage.journal.place import canonical, place_of, url_of

LOCAL = "127.0.0.1:6379/0"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("redis://localhost", LOCAL),
        ("redis://LOCALHOST:6379/0", LOCAL),
        ("redis://127.0.0.1/0", LOCAL),
        ("redis://[::1]:6379", LOCAL),
        ("redis://", LOCAL),
        ("rediss://user:secret@localhost", LOCAL),
        ("redis://localhost:6380/2", "127.0.0.1:6380/2"),
        ("redis://localhost.example", "localhost.example:6379/0"),
        ("redis://127.0.0.2", "127.0.0.2:6379/0"),
        ("redis://[2001:db8::1]:6379", "2001:db8::1:6379/0"),
        ("unix:///run/localhost:1/s?db=3", "/run/localhost:1/s/3"),
        (
            "rediss+sentinel://user:secret@h2,H1:26380,[::1]/main/2",
            "sentinel:[::1]:26379,h1:26380,h2:26379/main/2",
        ),
        ("redis+sentinel://h1/main", "sentinel:h1:26379/main/0"),
    ],
)
def test_the_names_of_the_machine_itself_are_one_place(url: str, place: str) -> None:
    """Another port, database or host is another place; a user is no part of it."""
    assert place_of(url) == place
    assert canonical(place) == place


@pytest.mark.parametrize(
    ("place", "url"),
    [
        (LOCAL, "redis://127.0.0.1:6379/0"),
        ("2001:db8::1:6379/0", "redis://[2001:db8::1]:6379/0"),
        ("/run/s/3", "unix:///run/s?db=3"),
        (
            "sentinel:[::1]:26379,h2:1/main/2",
            "redis+sentinel://[::1]:26379,h2:1/main/2",
        ),
    ],
)
def test_a_place_has_a_url_that_leads_there(place: str, url: str) -> None:
    """The URL of a place can be pasted into a command."""
    assert url_of(place) == url
    assert place_of(url) == place
