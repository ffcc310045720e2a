"""JSON for the store and the journal; msgspec, if installed, is ten times as fast."""

import json
from collections.abc import Callable


def encoder() -> Callable[[object], bytes]:
    """Return a function that encodes JSON (RFC 8259), without blanks, in UTF-8."""
    try:
        from msgspec.json import encode  # pylint: disable=import-outside-toplevel
    except ImportError:  # not available for PyPy
        as_text = json.JSONEncoder(separators=(",", ":")).encode
        return lambda value: as_text(value).encode()
    return encode


encode_json = encoder()
