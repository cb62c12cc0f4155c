"""Documents in JSON Lines → stand-off annotations in JSON Lines, by the very same walk that builds the graph."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg.annotation.profile import Profile, load_profile
from kg.annotation.records import Record, Refusal, read_records
from kg.annotation.standoff import standoff
from kg.model import Document
from kg.pipeline import walk_documents
from kg.store import write_atomic

__all__ = ["Annotated", "Profile", "annotate", "annotate_documents", "load_profile"]

Progress = Callable[[int, int, str], None]


class Annotated(NamedTuple):
    """How many documents were annotated, and the lines that could not be."""

    documents: int
    refusals: tuple[Refusal, ...]


def annotate(
    source: Path,
    target: Path,
    *,
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
    chosen = load_profile(profile)
    items = list(read_records(source))
    documents = [i.document for i in items if isinstance(i, Record)]
    refusals = tuple(i for i in items if isinstance(i, Refusal))

    def lines() -> Iterator[str]:
        for number, record in enumerate(annotate_documents(documents, chosen, model=model, workers=workers), 1):
            yield json.dumps(record, ensure_ascii=False) + "\n"
            if progress is not None:
                progress(number, len(documents), str(record["id"]))

    write_atomic(target, lambda file: file.writelines(line.encode() for line in lines()))
    return Annotated(len(documents), refusals)


def annotate_documents(
    documents: Iterable[Document], profile: Profile | None = None, *, model: str | None = None, workers: int = 1
) -> Iterator[dict[str, object]]:
    """Yield the stand-off record of each document, in order.

    Raises:
        InputError: the model is not installed.
    """
    chosen = profile or Profile()
    for walk in walk_documents(documents, model=model, workers=workers):
        yield standoff(walk, chosen)
