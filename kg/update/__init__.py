"""Articles → a store: what is there already is not read again; what is new or changed is read and committed in batches."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from kg import merging
from kg.pipeline import Progress
from kg.read import Failure, Options, find_inputs, read_documents
from kg.store import Ledger, read_ledger, writing
from kg.update.identity import identify
from kg.update.run import Run, Updated

__all__ = ["Updated", "add", "identify", "remove"]


def add(
    paths: Iterable[str | Path],
    folder: Path,
    options: Options | None = None,
    *,
    model: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Updated:
    """Bring a store up to date with articles; the store is the same whatever their order and however many at a time.

    An article is known by its content: the same again changes nothing. Another text from the same file, or from the same
    address, takes the place of the old one. Graphs of kg's model, each named by itself, are taken apart into their articles;
    of an article that kg has read itself, its own reading stays. The arguments beside `folder` are those of `pipeline.extract`.

    Raises:
        InputError: the model is not installed.
        UsageError: a date among the options is none, or `folder` is no store.
        LockedError: another process writes to the store.
        DamageError: the store is not what was written.
        OutputError: the disk is full or broken; what was committed before stays.
        KeyboardInterrupt: the user stopped it; what was read is in the store, and the message says how to go on.
    """
    graphs, others = merging.graphs_among(paths)
    inputs = find_inputs(others)
    with writing(folder) as writer:
        run = Run(writer, model, workers, progress, total=len(inputs.files) + len(graphs))
        try:
            for item in read_documents(inputs, options):
                run.take(item)
            run.finish()
            for path in graphs:
                run.take_graph(path)
            run.commit()
        except KeyboardInterrupt:
            run.commit()
            held = len(writer.ledger.articles)
            raise KeyboardInterrupt(
                f"stopped: {folder} is whole and holds {held} articles. The same command goes on where it stopped."
            ) from None
        return replace(
            run.updated,
            failures=tuple(run.failures),
            skipped=run.updated.skipped + inputs.skipped,
            articles=len(writer.ledger.articles),
        )


def remove(names: Sequence[str], folder: Path) -> tuple[int, tuple[Failure, ...]]:
    """Remove articles by file, folder, address or id; return how many, and the names that nothing goes by.

    Raises:
        InputError: there is no store, or nothing in it yet.
        UsageError, LockedError, DamageError, OutputError: as `add`.
    """
    read_ledger(folder)
    with writing(folder) as writer:
        found = {name: _places_of(name, writer.ledger) for name in names}
        left = writer.ledger.without(frozenset().union(*found.values()))
        gone = len(writer.ledger.articles) - len(left.articles)
        if left != writer.ledger:
            writer.commit(left, {})
    unknown = (name for name, places in found.items() if not places)
    return gone, tuple(Failure(name, "no article in the store goes by this file, folder, address or id.") for name in unknown)


def _places_of(name: str, ledger: Ledger) -> frozenset[str]:
    """Return the places that a file, a folder, an address or the id of an article means."""
    path = os.path.abspath(name)  # noqa: PTH100 - as `_place`
    return frozenset(
        place
        for place, known in ledger.places.items()
        if name in (known.article, known.address) or place == path or place.startswith((f"{path}{os.sep}", f"{path}, "))
    )
