"""Files, folders and standard input → Documents: a format is one function and one line in `READERS`."""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import InputError
from kg.model import Document
from kg.read.files import STANDARD_INPUT, Failure, Input, Inputs, read_bytes, slug
from kg.read.files import find_inputs as _find_inputs
from kg.read.header import check_date
from kg.read.layout import lay_out
from kg.read.text import MAX_BYTES, check_english, decode

__all__ = ["READERS", "Failure", "Input", "Inputs", "find_inputs", "read_document", "read_documents"]

READERS: dict[str, Callable[[bytes], str]] = {
    ".md": decode,
    ".txt": decode,
}
"""Suffix → the function that turns the bytes of such a file into text."""

_NAME_WORDS = 6


def find_inputs(paths: Iterable[str | Path]) -> Inputs:
    """List the files behind the paths (`-` is standard input), each with its id, and what was left out and why."""
    return _find_inputs(paths, READERS)


def read_document(item: Input, *, published: str | None = None, source: str | None = None) -> Document:
    """Read one file; `published` and `source` stand in where the article itself does not say.

    Raises:
        InputError: it cannot be read, is not text, is empty, too long, or not English.
        UsageError: `published` is not a date.
    """
    date = check_date(published) if published else None
    standard = str(item.path) == STANDARD_INPUT
    data = sys.stdin.buffer.read(MAX_BYTES + 1) if standard else read_bytes(item.path, MAX_BYTES)
    text = READERS.get(item.path.suffix.lower(), decode)(data)
    check_english(text)
    layout = lay_out(text)
    return Document(
        id=item.id or _id_from_words(layout.headline, text),
        text=text,
        headline=layout.headline,
        blocks=layout.blocks,
        published=layout.published or date,
        source=layout.source or source,
    )


def read_documents(inputs: Inputs, *, published: str | None = None, source: str | None = None) -> Iterator[Document | Failure]:
    """Yield a Document for each file that can be read and a Failure for each that cannot: one never loses the others.

    Raises:
        UsageError: `published` is not a date.
    """
    yield from inputs.failures
    for item in inputs.files:
        try:
            yield read_document(item, published=published, source=source)
        except InputError as error:
            yield Failure(str(item.path), str(error))


def _id_from_words(headline: str, text: str) -> str:
    words = slug(" ".join(headline.split()[:_NAME_WORDS])).lower()
    return f"{words}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
