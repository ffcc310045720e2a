"""Queries, held against the description of the interface."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.errors import InvalidInput
from page_tracker.web.query import read_query


def read(query: str, operation: str = "getTop") -> dict[str, Any]:
    """Return the parameters that are given in a query."""
    given_ones = read_query({"QUERY_STRING": query}, operation)
    return {name: value for name, value in given_ones.items() if value is not None}


def errors_of(query: str, operation: str = "getTop") -> dict[str, str]:
    """Return what is wrong with a query."""
    with pytest.raises(InvalidInput) as caught:
        read(query, operation)
    return caught.value.errors


@pytest.mark.parametrize(
    ("query", "values"),
    [
        pytest.param("", {"limit": 10}, id="nothing"),
        pytest.param("limit=1", {"limit": 1}, id="a number"),
        pytest.param("limit=0007", {"limit": 7}, id="a number with zeros before"),
        pytest.param(
            "period=7d&limit=1000&cursor=MTA&compare=previous",
            {"period": "7d", "limit": 1000, "cursor": "MTA", "compare": "previous"},
            id="several",
        ),
        pytest.param(
            "from=2026-11-01&to=2026%2d11%2D02",
            {"from": "2026-11-01", "to": "2026-11-02", "limit": 10},
            id="escaped",
        ),
    ],
)
def test_parameters_come_in_their_types(query: str, values: dict[str, Any]) -> None:
    """Parameters are converted to their types, or have their defaults."""
    assert read(query) == values


def test_a_parameter_that_is_not_given_is_none() -> None:
    """A missing parameter is None."""
    nothing = dict.fromkeys(("period", "from", "to", "format"))
    assert read_query({}, "getIgnored") == nothing


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        pytest.param("path=/", ["/"], id="one"),
        pytest.param("path=/b&path=/a&path=/b", ["/b", "/a", "/b"], id="in order"),
        pytest.param("path=/%C3%BC%26", ["/\u00fc&"], id="escaped"),
        pytest.param("path=/\u00c3\u00bc", ["/\u00fc"], id="as the bytes that it is"),
        pytest.param("&".join(["path=/"] * 100), ["/"] * 100, id="the most"),
    ],
)
def test_a_parameter_may_be_a_list(query: str, paths: list[str]) -> None:
    """A parameter described as an array may be repeated."""
    assert read(query, "getPages") == {"path": paths}


@pytest.mark.parametrize(
    ("query", "error"),
    [
        pytest.param(
            "limit=0", {"limit": "must be a whole number from 1 to 1000"}, id="less"
        ),
        pytest.param(
            "limit=1001", {"limit": "must be a whole number from 1 to 1000"}, id="more"
        ),
        pytest.param(
            "compare=", {"compare": "must be one of previous"}, id="an empty one"
        ),
        pytest.param(
            "from=1.1.2026", {"from": "must look like 2026-11-01"}, id="another form"
        ),
        pytest.param("cursor=!", {"cursor": "must look like MTA"}, id="no such letter"),
        pytest.param(
            "limit=1&limit=1", {"limit": "must be given once"}, id="given twice"
        ),
        pytest.param("Limit=1", {"Limit": "is not known"}, id="another case"),
        pytest.param("path=/", {"path": "is not known"}, id="of another operation"),
        pytest.param(
            "dimension=pages", {"dimension": "is not known"}, id="of the path"
        ),
        pytest.param("&&=", {"": "is not known"}, id="without a name"),
        pytest.param("x%00%E2%80%8B=1", {"x": "is not known"}, id="hidden characters"),
        pytest.param("y" * 99, {"y" * 60: "is not known"}, id="a long name"),
        pytest.param("period=%FF", {"query": "must be in UTF-8"}, id="not UTF-8"),
        pytest.param(
            "period=\u00ff", {"query": "must be in UTF-8"}, id="nor its bytes"
        ),
        pytest.param("period=\u20ac", {"query": "must be in UTF-8"}, id="no bytes"),
    ],
)
def test_errors_are_reported_by_parameter(query: str, error: dict[str, str]) -> None:
    """Errors are reported by parameter, including unknown ones."""
    assert errors_of(query) == error


@pytest.mark.parametrize(
    "limit", ["1.0", "+1", "-1", "1e1", " 1", "1_0", "\u0661", "9" * 5000, "true", ""]
)
def test_only_digits_are_a_whole_number(limit: str) -> None:
    """Only digits are a whole number."""
    assert set(errors_of(f"limit={limit}".encode().decode("latin-1"))) == {"limit"}


@pytest.mark.parametrize(
    ("query", "error"),
    [
        pytest.param("", "is required", id="missing"),
        pytest.param(
            "path=a",
            "must be given 1 to 100 times, and each must look like /about",
            id="no path",
        ),
        pytest.param(
            "&".join(["path=/"] * 101),
            "must be given 1 to 100 times, and each must look like /about",
            id="too many",
        ),
    ],
)
def test_a_list_has_its_limits(query: str, error: str) -> None:
    """An array is limited in its length and in each of its texts."""
    assert errors_of(query, "getPages") == {"path": error}


def test_all_that_is_wrong_is_said_at_once() -> None:
    """All errors are reported at once."""
    assert set(errors_of("limit=x&unit=day&compare=1")) == {"limit", "unit", "compare"}


@given(query=st.text("limtcursopdaf=&%07CB-\u00c3\u00bc+;", max_size=40))
def test_any_query_is_read_or_is_an_error_of_the_client(query: str) -> None:
    """Any query is parsed or is an error of the client."""
    try:
        assert read(query)["limit"] in range(1, 1001)
    except InvalidInput as exc:
        assert exc.errors
