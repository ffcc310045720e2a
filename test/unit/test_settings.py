"""Settings: from defaults, environment and flags to one frozen value."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from page_tracker.environment import load
from page_tracker.errors import SettingError
from page_tracker.options import Option, default_data_dir
from page_tracker.settings import (
    Settings,
    grouped,
    shown_default,
    table,
)
from page_tracker.tracking.networks import Networks
from page_tracker.tracking.proxies import Proxies

PORT = "PAGE_TRACKER_PORT"

# Defaults that nobody can give, as an empty text counts as absent.
NOTHING: tuple[object, ...] = (None, "", frozenset(), Proxies(), Networks())


def test_nothing_given_is_every_default() -> None:
    """Without variables and flags, every setting has its default."""
    assert load({}) == Settings()


def test_the_defaults_are_safe_on_a_laptop() -> None:
    """The defaults listen on loopback and need no other service."""
    settings = load({})

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.redis_url is None
    assert settings.workers == 1


@pytest.mark.parametrize(
    ("row", "default"),
    [
        pytest.param(row, default, id=name)
        for name, row, default in table()
        if default not in NOTHING
    ],
)
def test_a_default_is_what_its_own_text_would_give(row: Option, default: Any) -> None:
    """A default is a value that could have been given, of the same type."""
    parsed = row.kind.parse(str(default))

    assert parsed == default
    assert type(parsed) is type(default)


# Settings whose default means "nothing", and what follows from it.
MEANS_NOTHING: dict[str, object] = {
    "redis_url": None,  # no store: an embedded one
    "unix_socket": None,  # no socket file: a port
    "sites": frozenset(),  # no sites named: any
    "keep_parameters": frozenset(),  # no parameters that stay
    "drop_parameters": frozenset(),  # no parameters but the listed
    "spam_referrers": frozenset(),  # no spammers but the known
    "trusted_proxies": Proxies(),  # no proxy trusted
    "own_addresses": Networks(),  # no addresses of one's own
    "country_header": "",  # no header with a country
    "country_database": None,  # no countries
    "redis_ca": None,  # the system's certificates
    "redis_cert": None,  # no certificate of one's own
    "redis_key": None,  # no private key
    "redis_sentinel_username": None,  # no user of Sentinels
    "redis_sentinel_password": None,  # no password of Sentinels
    "token": None,  # no owner
    "metrics_token": None,  # no scraper
    "url": None,  # no address for browsers
    "script_path": None,  # no name for the script
    "views_path": None,  # no name for views
}


@pytest.mark.parametrize(("name", "value"), MEANS_NOTHING.items())
def test_what_is_not_given_has_a_value_that_means_nothing(
    name: str, value: object
) -> None:
    """The default of each of them is one of its own type."""
    defaults = {each: default for each, _, default in table()}

    assert defaults[name] == value
    assert type(defaults[name]) is type(value)


def test_every_other_default_is_held_to_its_own_text() -> None:
    """Every default is covered by one of two tests."""
    found = {name for name, _, default in table() if default in NOTHING}

    assert found == set(MEANS_NOTHING)


def test_the_defaults_give_strangers_no_more_than_they_need() -> None:
    """No header of theirs is believed, and nobody owns what anybody may read."""
    settings = load({})

    assert settings.token is None
    assert not settings.trusted_proxies.trusts("192.0.2.1")
    assert not settings.own_addresses.contains("192.0.2.1")
    assert settings.opt_out == "view"


def test_a_variable_of_the_environment_wins_over_a_default() -> None:
    """A container is configured by its environment alone."""
    environ = {
        PORT: "9000",
        "REDIS_URL": "redis://db",
        "PAGE_TRACKER_UNIX_SOCKET": "/s",
    }

    settings = load(environ)

    assert settings.port == 9000
    assert settings.redis_url == "redis://db"
    assert settings.unix_socket == Path("/s")


def test_a_flag_wins_over_the_environment() -> None:
    """A flag overrides the environment."""
    settings = load({PORT: "9000"}, {"port": "9001"})

    assert settings.port == 9001


@pytest.mark.parametrize(
    ("environ", "flags", "port"),
    [
        pytest.param({PORT: ""}, {}, 8000, id="an empty variable"),
        pytest.param({PORT: "9000"}, {"port": ""}, 9000, id="an empty flag"),
        pytest.param({PORT: "9000"}, {"port": None}, 9000, id="a flag not given"),
        pytest.param({PORT: ""}, {"port": "9001"}, 9001, id="a flag beside it"),
    ],
)
def test_empty_counts_as_absent(
    environ: Mapping[str, str], flags: Mapping[str, str | None], port: int
) -> None:
    """Compose passes variables that are not set on as empty ones."""
    assert load(environ, flags).port == port


def test_a_bad_variable_is_not_looked_at_when_a_flag_is_given() -> None:
    """An invalid variable is ignored if the flag is set."""
    assert load({PORT: "eighty"}, {"port": "80"}).port == 80


def test_variables_of_others_are_left_alone() -> None:
    """Variables outside the table are ignored."""
    assert load({"PORT": "1", "PAGE_TRACKER_PORTS": "x", "port": "2"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        pytest.param(
            PORT,
            "65536",
            "PAGE_TRACKER_PORT must be a whole number from 0 to 65535, not '65536'",
            id="a whole number",
        ),
        pytest.param(
            "PAGE_TRACKER_REDIS_TIMEOUT",
            "0",
            "PAGE_TRACKER_REDIS_TIMEOUT must be a number of seconds from 0.05 to 60,"
            " not '0'",
            id="a duration",
        ),
        pytest.param(
            "PAGE_TRACKER_WORKERS",
            "many",
            "PAGE_TRACKER_WORKERS must be auto or a whole number from 1 to 256,"
            " not 'many'",
            id="a word or a number",
        ),
        pytest.param(
            "PAGE_TRACKER_LOG_FORMAT",
            "xml",
            "PAGE_TRACKER_LOG_FORMAT must be text or json, not 'xml'",
            id="a word",
        ),
        pytest.param(
            "PAGE_TRACKER_HOST",
            "a\nb",
            r"PAGE_TRACKER_HOST must be a host name or an IP address, not 'a\nb'",
            id="a host of two lines",
        ),
        pytest.param(
            "PAGE_TRACKER_DATA_DIR",
            " ",
            "PAGE_TRACKER_DATA_DIR must be the path of a directory, not ' '",
            id="a directory",
        ),
        pytest.param(
            "PAGE_TRACKER_DATA_DIR",
            "~no-such-user/data",
            "PAGE_TRACKER_DATA_DIR must be the path of a directory,"
            " not '~no-such-user/data'",
            id="the home of a user who is not there",
        ),
        pytest.param(
            "PAGE_TRACKER_UNIX_SOCKET",
            "\x00",
            r"PAGE_TRACKER_UNIX_SOCKET must be the path of a file, not '\x00'",
            id="a file",
        ),
        pytest.param(
            "REDIS_URL",
            "http://db",
            "REDIS_URL must be redis://[[USER]:PASSWORD@]HOST[:PORT][/DB],"
            " unix:///PATH, or redis+sentinel://[[USER]:PASSWORD@]HOST[:PORT]"
            "[,HOST[:PORT]]/PRIMARY[/DB]; rediss:// and rediss+sentinel:// with TLS"
            " (its value is secret and not shown)",
            id="a store",
        ),
        pytest.param(
            "PAGE_TRACKER_TOKEN",
            "too short",
            "PAGE_TRACKER_TOKEN must be at least 16 characters: letters, digits, and"
            " . _ ~ + / - (its value is secret and not shown)",
            id="a token",
        ),
        pytest.param(
            "PAGE_TRACKER_SITES",
            "a.org, b/c",
            "PAGE_TRACKER_SITES must be domains, separated by commas,"
            " not 'a.org, b/c'",
            id="sites",
        ),
        pytest.param(
            "PAGE_TRACKER_TIMEZONE",
            "Berlin",
            "PAGE_TRACKER_TIMEZONE must be a time zone such as Europe/Berlin,"
            " not 'Berlin'",
            id="a time zone",
        ),
        pytest.param(
            "PAGE_TRACKER_TRUSTED_PROXIES",
            "17",
            "PAGE_TRACKER_TRUSTED_PROXIES must be a number of proxies from 1 to 16, or"
            " IP addresses and networks, not '17'",
            id="proxies",
        ),
        pytest.param(
            "PAGE_TRACKER_OWN_ADDRESSES",
            "10.0.0.1/8",
            "PAGE_TRACKER_OWN_ADDRESSES must be IP addresses and networks, separated"
            " by commas, not '10.0.0.1/8'",
            id="networks",
        ),
    ],
)
def test_a_value_that_is_not_allowed_ends_the_start_with_one_line_that_says_what_is(
    variable: str, text: str, message: str
) -> None:
    """Variable, value and what to give instead, without a line break."""
    with pytest.raises(SettingError) as refused:
        load({variable: text})

    assert str(refused.value) == message


def test_an_error_names_the_flag_that_was_typed() -> None:
    """A value from a flag is rejected under the flag's name, not the variable's."""
    with pytest.raises(SettingError) as refused:
        load({PORT: "80"}, {"port": "abc"})

    assert (
        str(refused.value) == "--port must be a whole number from 0 to 65535, not 'abc'"
    )


def test_every_option_has_a_group() -> None:
    """Each row of the table stands under exactly one heading."""
    rows = [row.variable for _, row, _ in table()]

    by_group = grouped()

    assert "" not in by_group
    assert sorted(row.variable for part in by_group.values() for _, row, _ in part) == (
        sorted(rows)
    )


def test_settings_cannot_be_changed() -> None:
    """Settings are immutable."""
    settings = load({})

    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]  # that is what is tested


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        pytest.param({"HOME": "/h"}, "/h/.local/share/page-tracker", id="a home"),
        pytest.param(
            {"HOME": "/h", "XDG_DATA_HOME": "/d"}, "/d/page-tracker", id="a data home"
        ),
        pytest.param(
            {"HOME": "/h", "XDG_DATA_HOME": "d"},
            "/h/.local/share/page-tracker",
            id="a relative data home, which is to be ignored",
        ),
        pytest.param({}, "/var/lib/page-tracker", id="a user without a home"),
    ],
)
def test_data_lies_where_the_system_wants_it(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], expected: str
) -> None:
    """The XDG Base Directory Specification, and a place for users without a home."""
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 7)

    assert str(default_data_dir()) == expected


@pytest.mark.parametrize(
    ("default", "text"),
    [
        pytest.param(None, "none", id="nothing"),
        pytest.param("", "none", id="an empty text"),
        pytest.param(frozenset(), "none", id="an empty list"),
        pytest.param(Networks(), "none", id="no network"),
        pytest.param(Proxies(), "none", id="no proxy"),
        pytest.param(Proxies(hops=1), "Proxies(hops=1", id="a proxy"),
        pytest.param(0, "0", id="zero"),
        pytest.param(8000, "8000", id="a number"),
    ],
)
def test_a_default_is_shown_as_a_person_reads_it(default: object, text: str) -> None:
    """A default is shown in words if it is empty, and zero as a number."""
    assert shown_default(default).startswith(text)
