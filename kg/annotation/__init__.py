"""Documents in JSON Lines → stand-off annotations in JSON Lines, by the very same walk that builds the graph."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.annotation.profile import Profile, load_profile
from kg.annotation.records import Record, Refusal, as_document, read_records
from kg.annotation.schema import Schema, choose, load_schemas
from kg.annotation.standoff import standoff
from kg.errors import InputError, UnknownNameError
from kg.model import Document
from kg.pipeline import walk_documents
from kg.read.text import check_english
from kg.store import write_atomic

__all__ = ["Annotated", "Profile", "annotate", "annotate_documents", "annotate_texts", "load_profile"]

Progress = Callable[[int, int, str, int], None]


class Annotated(NamedTuple):
    """How many documents were annotated, the lines that could not be, and those that were though little can be found there."""

    documents: int
    refusals: tuple[Refusal, ...]
    doubts: tuple[Refusal, ...] = ()


def annotate(  # noqa: PLR0913 - one argument an option
    source: Path,
    target: Path,
    *,
    ontology: Path | None = None,
    profile: str | None = None,
    model: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Annotated:
    """Annotate a file of JSON Lines; the result appears when it is whole, in the order of the input.

    A line that is no document is left out and reported; it never loses the others.

    Raises:
        InputError: the file or the model cannot be read.
        UnknownNameError: there is no such profile.
        OutputError: the result cannot be written.
    """
    chosen = load_profile(profile or ("schema" if ontology is not None else None))
    schemas = load_schemas(ontology) if ontology is not None else None
    asked = [_asked(item, schemas) for item in read_records(source)]
    documents = [item.document for item, _ in asked if isinstance(item, Record)]
    wanted = [schema for item, schema in asked if isinstance(item, Record)]
    refusals = tuple(item for item, _ in asked if isinstance(item, Refusal))
    doubts = tuple(doubt for item, _ in asked if isinstance(item, Record) for doubt in _doubts(item))

    def lines() -> Iterator[str]:
        for number, record in enumerate(_records(documents, wanted, chosen, model, workers), 1):
            yield json.dumps(record, ensure_ascii=False) + "\n"
            if progress is not None:
                progress(number, len(documents), str(record["id"]), len(refusals))

    write_atomic(target, lambda file: file.writelines(line.encode() for line in lines()))
    return Annotated(len(documents), refusals, doubts)


def _asked(item: Record | Refusal, schemas: Mapping[str, Schema] | None) -> tuple[Record | Refusal, Schema | None]:
    """Return a record with the schema that its line asks for; a line that asks for an unknown one is refused."""
    if schemas is None or isinstance(item, Refusal):
        return item, None
    try:
        return item, choose(schemas, item.ontology)
    except UnknownNameError as error:
        return Refusal(item.line, str(error)), None


def _doubts(record: Record) -> Iterator[Refusal]:
    """Yield why little can be found in a document: lists of names look foreign too, so it is annotated all the same."""
    try:
        check_english(record.document.text)
    except InputError as error:
        yield Refusal(record.line, f"{error} It was annotated all the same.")


def annotate_documents(
    documents: Iterable[Document], profile: Profile | None = None, *, model: str | None = None, workers: int = 1
) -> Iterator[dict[str, object]]:
    """Yield the stand-off record of each document, in order.

    Raises:
        InputError: the model is not installed.
    """
    found = list(documents)
    yield from _records(found, [None] * len(found), profile or Profile(), model, workers)


def annotate_texts(texts: Iterable[tuple[str, str]], profile: Profile | None = None) -> Iterator[dict[str, object]]:
    """Yield the stand-off record of each text, given as id and text, in order.

    Raises:
        InputError: the model is not installed.
    """
    yield from annotate_documents((as_document(name, text) for name, text in texts), profile)


def _records(
    documents: Sequence[Document], wanted: Sequence[Schema | None], profile: Profile, model: str | None, workers: int
) -> Iterator[dict[str, object]]:
    for walk, schema in zip(walk_documents(documents, model=model, workers=workers), wanted, strict=True):
        yield standoff(walk, profile, schema)
