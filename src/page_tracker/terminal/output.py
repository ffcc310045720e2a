"""Standard output, for whatever is written to it."""

import json
import os
import sys
from collections.abc import Mapping


def write(text: str) -> None:
    """Write to standard output; what its encoding lacks becomes a question mark.

    Nobody may want to read on: that is no error.
    """
    try:
        sys.stdout.write(encodable(text))
        sys.stdout.flush()
    except BrokenPipeError:
        # Else Python would try once more at its exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_json(document: Mapping[str, object]) -> None:
    """Write one JSON document to standard output, for scripts."""
    write(f"{json.dumps(document, indent=2)}\n")


def encodable(text: str) -> str:
    """Return a text as the encoding of standard output can spell it."""
    encoding = sys.stdout.encoding or "utf-8"  # a text in memory has none
    return text.encode(encoding, "replace").decode(encoding)
