"""Pairs: the names and texts of a query, or of a form, in the order they came in."""

from urllib.parse import parse_qsl

from page_tracker.errors import InvalidInput

# More than anybody has a use for.
_MOST = 200


def read_pairs(query: str) -> list[tuple[str, str]]:
    """Return what a query says, also names without a text.

    ``query`` is WSGI's: percent-encoded UTF-8, or as it is. Raises
    :class:`InvalidInput`.
    """
    try:
        text = query.encode("latin-1").decode()
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST
        )
    except UnicodeError as exc:
        raise InvalidInput({"query": "must be in UTF-8"}) from exc
    except ValueError as exc:
        reason = f"must have at most {_MOST} parameters"
        raise InvalidInput({"query": reason}) from exc


def read_form_pairs(body: bytes) -> list[tuple[str, str]]:
    """Return what a form says, but for fields without a text.

    What is not UTF-8 is replaced. Raises :class:`InvalidInput`.
    """
    try:
        return parse_qsl(body.decode("latin-1"), errors="replace", max_num_fields=_MOST)
    except ValueError as exc:
        raise InvalidInput({"body": f"must have at most {_MOST} fields"}) from exc
