"""Reports as CSV."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.web.tables import attachment, csv_text, wants_csv


@pytest.mark.parametrize(
    ("asked", "accept", "wanted"),
    [
        pytest.param(None, None, False, id="nothing"),
        pytest.param("csv", None, True, id="the parameter"),
        pytest.param("json", "text/csv", False, id="the parameter against the header"),
        pytest.param(None, "text/csv", True, id="the header"),
        pytest.param(None, "text/csv;q=0.9, */*;q=0.1", True, id="a preference"),
        pytest.param(None, "application/json, text/csv;q=0.5", False, id="another"),
        pytest.param(None, "*/*", False, id="anything"),
        pytest.param(None, "text/csv;q=0", False, id="a refusal"),
    ],
)
def test_csv_is_sent_on_request(
    asked: str | None, accept: str | None, wanted: bool
) -> None:
    """The parameter is for links, and the header for programs."""
    environ = {} if accept is None else {"HTTP_ACCEPT": accept}

    assert wants_csv(environ, asked) is wanted


@pytest.mark.parametrize(
    "text",
    [
        "=1+2",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\ttext",
        "\r=1",
        "\n",
        " =1",
        "\uff1d1",
        '=HYPERLINK("http://evil.example")',
    ],
)
def test_a_spreadsheet_takes_no_text_for_a_formula(text: str) -> None:
    """A text that looks like a formula gets an apostrophe."""
    _, row = csv.reader(io.StringIO(csv_text(["name"], [{"name": text}]), newline=""))

    assert row == [f"'{text}"]


@given(st.lists(st.tuples(st.text(), st.integers()), max_size=4))
def test_every_value_comes_back_as_it_was(rows: list[tuple[str, int]]) -> None:
    """Every value is parsed from the CSV unchanged; numbers are no formulas."""
    text = csv_text(["name", "n"], [{"name": name, "n": n} for name, n in rows])

    _, *found = csv.reader(io.StringIO(text, newline=""))
    assert [(name.removeprefix("'"), n) for name, n in found] == [
        (name.removeprefix("'"), str(n)) for name, n in rows
    ]


def test_a_missing_value_is_an_empty_cell() -> None:
    """A missing value is an empty cell."""
    assert csv_text(["path", "title"], [{"path": "/", "title": None}, {}]) == (
        "path,title\r\n/,\r\n,\r\n"
    )


def test_the_name_of_a_file_has_no_odd_characters() -> None:
    """The name of a file has no special characters."""
    assert attachment("[::1]:8000", "pages") == (
        'attachment; filename="-1-8000-pages.csv"'
    )
