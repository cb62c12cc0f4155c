"""JSON Lines in: every line an object with `id` and `text`, checked before any work is done on it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kg.errors import InputError
from kg.model import Block, Document, Span
from kg.read.layout import lay_out

MAX_CHARACTERS = 2_000_000
"""Longer documents are not annotated: the whole parse of one is held in memory."""


class Record(NamedTuple):
    """A document to annotate, its line (from 1), and the name of the schema that the line asks for (or "")."""

    document: Document
    line: int
    ontology: str = ""


class Refusal(NamedTuple):
    """A line that could not be read: its number (from 1) and why."""

    line: int
    message: str


def read_records(path: Path) -> Iterator[Record | Refusal]:
    """Yield a Record for each line that is a document and a Refusal for each that is not, in the order of the file.

    Offsets of all annotations count the code points of `text` as it stands: nothing of it is changed.

    Raises:
        InputError: the file cannot be opened.
    """
    seen: set[str] = set()
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        record = _record(number, line, seen)
                    except InputError as error:
                        yield Refusal(number, str(error))
                    else:
                        seen.add(record.document.id)
                        yield record
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error


def _record(number: int, line: bytes, seen: set[str]) -> Record:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError("not JSON. Each line has to be one JSON object with id and text") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise InputError('no "text". Each line has to be one JSON object with id and text')
    name = fields.get("id")
    if not isinstance(name, str | int) or name == "":
        raise InputError('no "id". Each line has to be one JSON object with id and text')
    if str(name) in seen:
        raise InputError(f"the id {str(name)[:60]!r} stands twice. Give every document its own")
    text = fields["text"]
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"{len(text)} characters are more than {MAX_CHARACTERS}. Split the document")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise InputError("the text holds half of a surrogate pair. Repair the file that it came from")
    return Record(as_document(str(name), text), number, str(fields.get("ontology") or ""))


def as_document(name: str, text: str) -> Document:
    """Lay a text out as an article; nothing of it is changed."""
    layout = lay_out(text)
    # A text without words is a document as well: one empty paragraph.
    blocks = layout.blocks or (Block("body", Span(0, len(text))),)
    return Document(name, text, layout.headline, blocks, layout.published or None)
