"""CSV and TSV → articles: one a row, the columns named in the first row."""

import csv
import io
from collections.abc import Iterator

from kg.errors import InputError
from kg.read.article import MAX_FILE, Found, Request, take
from kg.read.fields import to_article
from kg.read.files import Failure, Stream
from kg.read.records import MAX_BAD, MAX_LINE, Keys
from kg.read.text import decode

_SEPARATORS = ",;\t|"


def read_table(stream: Stream, request: Request) -> Iterator[Found]:
    """Yield an article for each row; the separator is the one of `, ; | TAB` that the first row has most of.

    Raises:
        InputError: not text, over `MAX_FILE`, no column of text, or no article among the first `MAX_BAD` rows.
    """
    text = decode(take(stream), MAX_FILE)
    first = text.lstrip().split("\n", 1)[0][:10_000]
    csv.field_size_limit(MAX_LINE)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=first.count))
    names = [name.strip() for name in next(_rows(rows), [])]
    keys, bad, good = Keys(), 0, 0
    for row in _rows(rows):
        place = f"row ending in line {rows.line_num}"
        try:
            if len(row) > len(names):
                raise InputError(f"{len(row)} values for {len(names)} columns; is a value with a separator not quoted?")  # noqa: TRY301 - told like the other faults
            record = {name: value for name, value in zip(names, row, strict=False) if name and value.strip()}
            article = keys.admit(to_article(record, request.fields), rows.line_num)
        except InputError as error:
            bad += 1
            yield Failure(place, str(error))
        else:
            good += 1
            if article is not None:
                yield article
        if bad >= MAX_BAD and not good:
            raise InputError(f"no article in its first {MAX_BAD} rows; the rest was not read.")
    if not bad and not good:
        raise InputError("empty: there is no row under the names of the columns.")


def _rows(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from (row for row in rows if any(value.strip() for value in row))
    except csv.Error as error:
        raise InputError(f"not a table of the kind CSV or TSV: {error}.") from error
