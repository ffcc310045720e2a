"""Queries: the parameters of a request, held against the description of the API."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from page_tracker.endpoints.description import query_parameters
from page_tracker.endpoints.pairs import read_pairs
from page_tracker.errors import InvalidInput
from page_tracker.tracking.text import clean

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Schema = Mapping[str, Any]

_LONGEST_NAME = 60
_WHOLE = re.compile(r"[0-9]{1,9}")


def read_query(environ: "WSGIEnvironment", operation: str) -> dict[str, Any]:
    """Return the parameters of an operation by name, None for those not given.

    An integer comes as such, an array as a list, all else as a text. Raises
    :class:`InvalidInput` with a reason for each that is wrong, missing, given twice or
    not known.
    """
    given, allowed = _given(environ), _parameters(operation)
    unknown = [clean(name, _LONGEST_NAME) for name in given if name not in allowed]
    errors = dict.fromkeys(unknown, "is not known")
    values = {}
    for name, parameter in allowed.items():
        try:
            values[name] = parameter.value(given.get(name, []))
        except ValueError as exc:
            errors[name] = str(exc)
    if errors:
        raise InvalidInput(errors)
    return values


class Parameter:
    """A parameter of a query, as OpenAPI describes it."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        # Takes 20 ms and some memory, which a process that only records can save.
        # pylint: disable-next=import-outside-toplevel
        from fastjsonschema import compile as compiled

        self._schema: Schema = described["schema"]
        self._required = described.get("required", False)
        # A day that no calendar has is refused where days are read, with its reason.
        self._check = compiled(self._schema, use_default=False, use_formats=False)

    def value(self, texts: list[str]) -> Any:
        """Return what some texts say; raises :class:`ValueError` with the reason."""
        if not texts and self._required:
            raise ValueError("is required")
        if not texts:
            return self._schema.get("default")
        value = self._read(texts)
        try:
            self._check(value)
        except ValueError as exc:
            raise ValueError(_wanted(self._schema)) from exc
        return value

    def _read(self, texts: list[str]) -> Any:
        if self._schema["type"] == "array":
            return texts
        if len(texts) > 1:
            raise ValueError("must be given once")
        is_whole = self._schema["type"] == "integer" and _WHOLE.fullmatch(texts[0])
        return int(texts[0]) if is_whole else texts[0]


@cache
def _parameters(operation: str) -> dict[str, Parameter]:
    return {each["name"]: Parameter(each) for each in query_parameters(operation)}


def _given(environ: "WSGIEnvironment") -> dict[str, list[str]]:
    """Return all texts of each name."""
    given: dict[str, list[str]] = {}
    for name, text in read_pairs(environ.get("QUERY_STRING", "")):
        given.setdefault(name, []).append(text)
    return given


def _wanted(schema: Schema) -> str:
    """Say what a value should be."""
    if "enum" in schema:
        return f"must be one of {', '.join(schema['enum'])}"
    if schema["type"] == "integer":
        return f"must be a whole number from {schema['minimum']} to {schema['maximum']}"
    if schema["type"] == "array":
        times = f"must be given {schema['minItems']} to {schema['maxItems']} times"
        return f"{times}, and each {_wanted(schema['items'])}"
    return f"must look like {schema['examples'][0]}"
