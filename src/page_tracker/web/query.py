"""Query strings: pairs, parameters and cursors, validated by the OpenAPI document."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from page_tracker.errors import InvalidInput
from page_tracker.tracking.text import clean
from page_tracker.web.openapi import query_parameters

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


# More parameters than any client needs.
_MAX_PAIRS = 200


def read_pairs(query: str) -> list[tuple[str, str]]:
    """Return the pairs of a query, including names without a value.

    ``query`` is WSGI's: percent-encoded UTF-8, or unencoded. Raises
    :class:`InvalidInput`.
    """
    try:
        text = query.encode("latin-1").decode()
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PAIRS
        )
    except UnicodeError as exc:
        raise InvalidInput({"query": "must be in UTF-8"}) from exc
    except ValueError as exc:
        reason = f"must have at most {_MAX_PAIRS} parameters"
        raise InvalidInput({"query": reason}) from exc


def read_form_pairs(body: bytes) -> list[tuple[str, str]]:
    """Return the pairs of a form, except empty fields.

    Invalid UTF-8 is replaced. Raises :class:`InvalidInput`.
    """
    try:
        return parse_qsl(
            body.decode("latin-1"), errors="replace", max_num_fields=_MAX_PAIRS
        )
    except ValueError as exc:
        raise InvalidInput({"body": f"must have at most {_MAX_PAIRS} fields"}) from exc


def write_cursor(offset: int) -> str:
    """Return the cursor of the rows after the first ``offset``."""
    return urlsafe_b64encode(str(offset).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """Return the offset of a cursor, or raise :class:`InvalidInput`."""
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        offset = int(urlsafe_b64decode(padded))
    except ValueError:
        offset = -1
    # Other spellings of the offset are rejected: only a cursor from here is valid.
    if offset < 0 or write_cursor(offset) != cursor:
        raise InvalidInput({"cursor": "must be one that was given"})
    return offset


_LONGEST = 2048
_LONGEST_NAME = 60


def read_parameters(
    query: str, names: Collection[str], longest: int = _LONGEST
) -> dict[str, str]:
    """Return the values of the parameters among ``names``; of several, the last.

    ``query`` is WSGI's: percent-encoded UTF-8, or unencoded. It has at most ``longest``
    characters. Other names are ignored, because some only serve to bypass caches.
    Raises :class:`InvalidInput`.
    """
    if len(query) > longest:
        raise InvalidInput({"query": f"must be at most {longest} characters"})
    return {name: text for name, text in read_pairs(query) if name in names}


# Parameters that bypass caches, or tell Shields how long to cache a response.
_FREE = frozenset("""
    _ cache cachebust cacheSeconds nocache rand random t ts v version
    """.split())

UNKNOWN = "is not known"
"""The reason why an unknown parameter is rejected."""


def read_known_parameters(query: str, names: Collection[str]) -> dict[str, str]:
    """Return the values like :func:`read_parameters`, and reject unknown names.

    Raises :class:`InvalidInput` with each unknown name.
    """
    texts = read_parameters(query, names)
    known = _FREE.union(names)
    unknown = [name for name, _ in read_pairs(query) if name not in known]
    if unknown:
        raise InvalidInput({clean(name, _LONGEST_NAME): UNKNOWN for name in unknown})
    return texts


Schema = Mapping[str, Any]

_WHOLE = re.compile(r"[0-9]{1,9}")


def read_query(environ: "WSGIEnvironment", operation: str) -> dict[str, Any]:
    """Return the parameters of an operation by name, None for missing ones.

    An integer is returned as such, an array as a list, anything else as a text. Raises
    :class:`InvalidInput` with a reason for each parameter that is wrong, missing,
    repeated or unknown.
    """
    texts, allowed = _texts_by_name(environ), _parameters(operation)
    unknown = [clean(name, _LONGEST_NAME) for name in texts if name not in allowed]
    errors = dict.fromkeys(unknown, UNKNOWN)
    values = {}
    for name, parameter in allowed.items():
        try:
            values[name] = parameter.value(texts.get(name, []))
        except ValueError as exc:
            errors[name] = str(exc)
    if errors:
        raise InvalidInput(errors)
    return values


class Parameter:
    """A query parameter, as OpenAPI describes it."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        # Takes 20 ms and some memory, which a process that only records can save.
        # pylint: disable-next=import-outside-toplevel
        from fastjsonschema import compile as compiled

        self._schema: Schema = described["schema"]
        self._required = described.get("required", False)
        # An impossible date passes here; it is rejected, with its reason, where it is
        # parsed.
        self._check = compiled(self._schema, use_default=False, use_formats=False)

    def value(self, texts: list[str]) -> Any:
        """Return the value of some texts; raises :class:`ValueError` with a reason."""
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


def _texts_by_name(environ: "WSGIEnvironment") -> dict[str, list[str]]:
    """Return all texts of each name."""
    texts: dict[str, list[str]] = {}
    for name, text in read_pairs(environ.get("QUERY_STRING", "")):
        texts.setdefault(name, []).append(text)
    return texts


def _wanted(schema: Schema) -> str:
    """Return a description of a valid value."""
    if "enum" in schema:
        return f"must be one of {', '.join(schema['enum'])}"
    if schema["type"] == "integer":
        return f"must be a whole number from {schema['minimum']} to {schema['maximum']}"
    if schema["type"] == "array":
        times = f"must be given {schema['minItems']} to {schema['maxItems']} times"
        return f"{times}, and each {_wanted(schema['items'])}"
    return f"must look like {schema['examples'][0]}"
