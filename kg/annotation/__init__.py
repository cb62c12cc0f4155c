"""Documents in JSON Lines → stand-off annotations in JSON Lines, by the very same walk that builds the graph."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.annotation.profile import Profile, load_profile
from kg.annotation.records import Record, Refusal, as_document, read_records
from kg.annotation.schema import Schema, choose, load_schemas
from kg.annotation.standoff import standoff
from kg.model import Document
from kg.pipeline import walk_documents
from kg.store import write_atomic

__all__ = ["Annotated", "Profile", "annotate", "annotate_documents", "annotate_texts", "load_profile"]

Progress = Callable[[int, int, str, int], None]


class Annotated(NamedTuple):
    """How many documents were annotated, and the lines that could not be."""

    documents: int
    refusals: tuple[Refusal, ...]


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
    items = list(read_records(source))
    records = [i for i in items if isinstance(i, Record)]
    wanted = [choose(schemas, r.ontology) if schemas else None for r in records]
    documents = [r.document for r in records]
    refusals = tuple(i for i in items if isinstance(i, Refusal))

    def lines() -> Iterator[str]:
        for number, record in enumerate(_records(documents, wanted, chosen, model, workers), 1):
            yield json.dumps(record, ensure_ascii=False) + "\n"
            if progress is not None:
                progress(number, len(documents), str(record["id"]), len(refusals))

    write_atomic(target, lambda file: file.writelines(line.encode() for line in lines()))
    return Annotated(len(documents), refusals)


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
