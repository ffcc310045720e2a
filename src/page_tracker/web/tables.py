"""Tables: reports as CSV (RFC 4180), for spreadsheets."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CSV = "text/csv; charset=utf-8; header=present"

_OFFERED = ("application/json", "text/csv")  # the first is the default

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
# Anybody can record a page or a referrer of that name.
_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")

# Characters that are not allowed in a file name everywhere.
_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def wants_csv(environ: "WSGIEnvironment", format_: str | None) -> bool:
    """Return whether the query, or else the header ``Accept``, requests CSV."""
    if format_ is not None:
        return format_ == "csv"
    header = environ.get("HTTP_ACCEPT", "")
    if "csv" not in header:
        return False
    return parse_accept_header(header, MIMEAccept).best_match(_OFFERED) == "text/csv"


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV below a line with the columns; missing values are empty.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([_safe(row.get(name)) for name in columns] for row in rows)
    return file.getvalue()


def attachment(*names: str) -> str:
    """Return the value of ``Content-Disposition`` for a file named after ``names``."""
    name = _NO_FILE_NAME.sub("-", "-".join(names))
    return f'attachment; filename="{name}.csv"'


def _safe(value: object) -> object:
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
