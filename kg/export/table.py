"""Rows → CSV (RFC 4180, UTF-8) that a spreadsheet opens without running any of it."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

# A spreadsheet runs a cell that begins like this; an apostrophe makes it text (OWASP, CSV injection).
_FORMULA = re.compile(r"^[\s\x00-\x20]*[=+\-@＝＋－＠]|^[\t\r]")  # some programs read the wide signs alike
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def write_table(file: BinaryIO, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows as they come; a column that a row does not have stays empty."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(row.get(column, "")) for column in columns] for row in rows)
    text.detach()  # or closing the wrapper would close the file of the caller


def safe(cell: str) -> str:
    """Disarm a cell that a spreadsheet would run, and drop what would move a terminal's cursor.

    >>> safe("=1+1"), safe("-5"), safe("a, b")
    ("'=1+1", '-5', 'a, b')
    """
    clean = _CONTROL.sub(" ", cell)
    return f"'{clean}" if _FORMULA.match(clean) and not _NUMBER.fullmatch(clean) else clean
