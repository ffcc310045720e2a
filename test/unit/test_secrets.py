"""Secrets among the settings: from files, and never in what is shown."""

import traceback
from pathlib import Path

import pytest

from page_tracker.environment import load
from page_tracker.errors import SettingError
from page_tracker.settings import Settings, table

FILE = "REDIS_URL_FILE"


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param("", id="no line end"),
        pytest.param("\n", id="a line end"),
        pytest.param("\r\n", id="a line end from Windows"),
        pytest.param(" \n\n", id="blanks"),
    ],
)
def test_a_secret_is_read_from_the_file_that_its_variable_names(
    tmp_path: Path, ending: str
) -> None:
    """Editors and `echo` end a file with a line break, which is no part of it."""
    secret = tmp_path / "redis-url"
    secret.write_text(f"redis://:secret@db{ending}", "utf-8")

    settings = load({FILE: str(secret)})

    assert settings.redis_url == "redis://:secret@db"


def test_a_secret_twice_is_refused(tmp_path: Path) -> None:
    """A secret in a variable and in a file is rejected."""
    environ = {"REDIS_URL": "redis://db", FILE: str(tmp_path / "redis-url")}

    with pytest.raises(
        SettingError,
        match="^REDIS_URL and REDIS_URL_FILE are both set; unset one of them$",
    ):
        load(environ)


def test_a_flag_wins_over_a_secret_in_a_file(tmp_path: Path) -> None:
    """A flag overrides a secret's file, which is not opened."""
    settings = load({FILE: str(tmp_path / "none")}, {"redis_url": "redis://db"})

    assert settings.redis_url == "redis://db"


@pytest.mark.parametrize(
    ("content", "allowed"),
    [
        pytest.param(None, "a readable file", id="a file that is not there"),
        pytest.param(b"\xff\xfe", "a readable file", id="a file that is no text"),
        pytest.param(b"", "a file that is not empty", id="an empty file"),
        pytest.param(b" \n", "a file that is not empty", id="a blank file"),
    ],
)
def test_a_file_without_a_secret_ends_the_start_with_one_line_that_names_it(
    tmp_path: Path, content: bytes | None, allowed: str
) -> None:
    """An unreadable secret is a mistake, not an absent option."""
    secret = tmp_path / "redis-url"
    if content is not None:
        secret.write_bytes(content)

    with pytest.raises(SettingError) as refused:
        load({FILE: str(secret)})

    assert str(refused.value) == (
        f"{FILE} must be the path of {allowed}, not '{secret}'"
    )


def test_a_directory_is_no_file_with_a_secret(tmp_path: Path) -> None:
    """Docker makes one where the file of a bind mount is missing."""
    with pytest.raises(SettingError, match="must be the path of a readable file, not "):
        load({FILE: str(tmp_path)})


def test_only_secrets_are_read_from_files(tmp_path: Path) -> None:
    """A file for an option that is no secret is not looked for."""
    rows = [row for _, row, _ in table() if not row.secret]
    none = str(tmp_path / "none")

    assert load({f"{row.variable}_FILE": none for row in rows}) == Settings()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("redis://user:hunter2@db:six", id="a bad port"),
        pytest.param("rediss://:hunter2@db:99999/1", id="a port above the range"),
        pytest.param("http://user:hunter2@db", id="another scheme"),
        pytest.param("redis://:hun@hunter2@db:six", id="an @ in it"),
        pytest.param("redis://:hunter2/x@db", id="a slash in it"),
        pytest.param("redis://:hunter2#x@db", id="a hash in it"),
        pytest.param("redis://:hunter2?x@db", id="a question mark in it"),
        pytest.param("redis://:hunter2\n@db", id="a line break in it"),
        pytest.param(":hunter2@db:6379", id="no scheme"),
        pytest.param("redis:/:hunter2@db", id="one slash too few"),
        pytest.param("redis://db:six?password=hunter2", id="it is in the query"),
        pytest.param("redis://db:six?password=x@hunter2", id="an @ in the query"),
    ],
)
def test_a_password_is_not_shown_with_the_mistake_in_its_url(
    tmp_path: Path, text: str
) -> None:
    """Wherever the URL came from, and however wrong it is."""
    secret = tmp_path / "redis-url"
    secret.write_text(text, "utf-8")

    with pytest.raises(SettingError) as from_variable:
        load({"REDIS_URL": text})
    with pytest.raises(SettingError) as from_file:
        load({FILE: str(secret)})

    assert "hunter2" not in str(from_variable.value)
    assert "hunter2" not in str(from_file.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("redis://:hunter2@db:six", id="a bad port"),
        pytest.param("http://:hunter2@db", id="another scheme"),
        pytest.param("redis://:hunter2\n@db", id="a line break in it"),
    ],
)
def test_a_password_is_not_shown_in_the_traceback_of_the_error(text: str) -> None:
    """Another server that calls create_app() prints the causes of the error too."""
    with pytest.raises(SettingError) as refused:
        load({"REDIS_URL": text})

    assert "hunter2" not in "".join(traceback.format_exception(refused.value))


def test_a_url_in_the_place_of_a_path_is_shown_without_its_password() -> None:
    """A URL instead of a path is shown without its password."""
    with pytest.raises(SettingError) as refused:
        load({FILE: "redis://:hunter2@db"})

    assert "hunter2" not in str(refused.value)


def test_a_password_is_not_shown_with_the_settings() -> None:
    """Settings end up in logs and in the reports of debuggers."""
    settings = load({"REDIS_URL": "redis://:hunter2@db"})

    assert "hunter2" not in repr(settings)
