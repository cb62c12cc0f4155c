"""The store on disk: readers open its current version, one writer makes the next."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pyoxigraph as ox

from kg.errors import InputError, KgError, OutputError, UsageError
from kg.limits import trim
from kg.namespaces import DOC
from kg.store import versions
from kg.store.atomic import make_folder, one_line
from kg.store.changes import Claims, claims_of
from kg.store.ledger import Ledger, from_bytes, to_bytes
from kg.store.lock import write_lock
from kg.store.names import ARTICLES, VERSIONS, is_store
from kg.store.shared import DESCRIPTION, described, stated, summed, unpack
from kg.store.union import FAULTS, Union
from kg.store.versions import Version

if TYPE_CHECKING:
    from kg.store.sources import Tally

BULK = 8 << 20
"""Bytes of N-Quads from which on a change is loaded in bulk."""
TOGETHER = 16 << 20
"""Bytes of N-Quads that are loaded at a time: loading takes several times as much memory."""


def open_store(folder: Path) -> ox.Store:
    """Open the current version of a store to be read; it stays as it is, whatever is written meanwhile.

    Raises:
        InputError: there is no store, or nothing in it yet.
        DamageError: it is not what was written.
    """
    return _opened(folder, versions.reading(folder) or _nothing(folder))


def load_union(folder: Path) -> ox.Store:
    """Read a store into memory as one graph, as `kg build` would have written it.

    Raises:
        InputError: there is no store, or nothing in it yet.
        DamageError: it is not what was written.
    """
    union = ox.Store()
    union.bulk_extend(open_union(folder))
    return union


def open_union(folder: Path) -> Union:
    """Open a store to be read as that graph, where it lies.

    Raises:
        InputError: there is no store, or nothing in it yet.
        DamageError: it is not what was written.
    """
    return Union(folder, open_store(folder))


def read_ledger(folder: Path, *, thorough: bool = False) -> tuple[Version, Ledger]:
    """Return the current version and what is in it; `thorough` reads every byte first.

    Raises:
        InputError: there is no store, or nothing in it yet.
        DamageError: it is not what was written.
    """
    version = (versions.check(folder) if thorough else versions.reading(folder)) or _nothing(folder)
    return version, _ledger(version)


class Writer:
    """The one who may change a store; made by `writing`."""

    def __init__(self, folder: Path, version: Version | None) -> None:
        self.folder, self.version = folder, version
        self.ledger = _ledger(version)
        self._tally: Tally | None = None
        self._process = os.getpid()

    def claims(self, articles: Iterable[str]) -> dict[str, Claims]:
        """Return the claims of articles that are in the store, by id."""
        if self.version is None:
            return {}
        store = _opened(self.folder, self.version)
        graphs = {name: ox.NamedNode(DOC + name) for name in articles if name in self.ledger.articles}
        try:
            return {name: claims_of(store.quads_for_pattern(None, None, None, graph)) for name, graph in graphs.items()}
        except FAULTS as error:
            raise _fault(self.folder, error) from error

    def commit(self, ledger: Ledger, graphs: Mapping[str, bytes]) -> None:
        """Make the store hold what the ledger says, all of it or nothing; when this returns it survives a power cut.

        Args:
            ledger: what the store shall hold.
            graphs: id → named graph, packed, of every article that is new or made anew.

        Raises:
            OutputError: the disk is full or broken; the store is as it was.
            DamageError: the store is not what was written.
        """
        tallies: list[Tally] = []
        self._next(self.version, ledger, lambda store: tallies.append(self._change(store, ledger, graphs)))
        self._tally = tallies[-1]

    def rebuild(self) -> None:
        """Join the tables that many changes have left, and let go of what was removed; memory does not grow with the store.

        Raises:
            OutputError, DamageError: as `commit`.
        """
        if self.version is not None:
            self._next(self.version, self.ledger, lambda store: store.optimize())

    def _next(self, base: Version | None, ledger: Ledger, change: Callable[[ox.Store], object]) -> None:
        """Make the next version out of another one, or out of nothing."""
        if os.getpid() != self._process:
            raise UsageError(f"{self.folder}: a forked process may not write to the store of its parent.")
        with _changing(self.folder):
            staged = versions.stage(self.folder, base)
            try:
                store = ox.Store(str(staged.workshop))
                change(store)
                store.flush()
                # Not the workshop itself: RocksDB would leave its journal of all changes there until the next writer comes.
                store.backup(str(staged.graph))
                del store
                published = versions.publish(self.folder, staged, to_bytes(ledger))
            except BaseException:
                versions.discard(self.folder, staged)
                raise
        versions.sweep(self.folder, published)
        self.version, self.ledger = published, ledger
        trim()  # of what the closed store has freed, glibc would keep more with every commit

    def _change(self, store: ox.Store, ledger: Ledger, graphs: Mapping[str, bytes]) -> "Tally":
        """Bring graphs to what the ledger says, and the default graph to what they say together; return the new tally."""
        from kg.store import sources  # numpy, which no reader needs

        tally = self._tally or sources.read_tally(store)
        removed = [name for name in self.ledger.articles if name not in ledger.articles or name in graphs]
        gone = [ox.NamedNode(DOC + name) for name in removed]
        lost = described(quad for graph in gone for quad in store.quads_for_pattern(None, DESCRIPTION, None, graph))
        told, signatures = sources.kept(map(unpack, graphs.values()))
        before = {thing: stated(store, lost.get(thing, set()) | told.get(thing, set())) for thing in lost | told}
        for graph in gone:
            store.remove_graph(graph)
        _load(store, map(unpack, graphs.values()))
        for thing, known in before.items():
            # What nearly all articles speak of is added up anew only where one of them goes.
            all_of_it = store.quads_for_pattern(thing, DESCRIPTION, None, None)
            after = summed(described(all_of_it).get(thing, ())) if thing in lost else summed(told[thing], known)
            for triple in known - after:
                store.remove(ox.Quad(*triple))
            store.extend(ox.Quad(*triple) for triple in after - known)
        changed = tally.changed(removed, signatures)
        for less, more in sources.differences(tally, changed):
            for quad in less:
                store.remove(quad)
            store.extend(more)
        return changed


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """Hold a store for writing; a new folder, or an empty one, becomes a store.

    Raises:
        UsageError: the folder holds other things.
        LockedError: another process is writing to it.
        DamageError: it is not what was written.
        OutputError: it cannot be written to.
    """
    _make(folder)
    with write_lock(folder):
        version = versions.current(folder)
        versions.sweep(folder, version)
        yield Writer(folder, version)


def compact(folder: Path) -> Version:
    """Write the tables of a store anew; what it holds stays the same.

    Raises:
        InputError, LockedError, DamageError, OutputError: as `writing`.
    """
    read_ledger(folder)
    with writing(folder) as writer:
        writer.rebuild()
        return versions.reading(folder) or _nothing(folder)


def copy(source: Path, target: Path) -> Version:
    """Make the current version of one store that of another, every byte checked and copied: a backup, or its restoration.

    Raises:
        InputError: `source` is no store, or empty.
        DamageError: `source` is not what was written; `target` is as it was.
        UsageError, LockedError, OutputError: as `writing`.
    """
    version = versions.check(source) or _nothing(source)
    _make(target)
    with write_lock(target):
        with _changing(target):
            staged = versions.stage_copy(target, version)
            try:
                published = versions.publish(target, staged, (version.path / ARTICLES).read_bytes())
                versions.check(target)
            except BaseException:
                versions.discard(target, staged)
                raise
        versions.sweep(target, published)
    return published


def _load(store: ox.Store, graphs: Iterable[bytes]) -> None:
    """Load graphs, as N-Quads, so many together as there is to be memory for."""
    waiting = bytearray()
    for data in chain(graphs, (b"",)):
        waiting += data
        if len(waiting) > TOGETHER or not data:
            # In half the time and half the space, but in tables of its own, which RocksDB does not join later.
            put = store.bulk_load if len(waiting) > BULK else store.load
            put(bytes(waiting), format=ox.RdfFormat.N_QUADS)
            waiting.clear()


def _make(folder: Path) -> None:
    """Make the folder of a store where there is none."""
    try:
        make_folder(folder)
        if not is_store(folder) and any(folder.iterdir()):
            raise UsageError(f"{folder}: a folder of other things, not a store. Name a new folder.")
        (folder / VERSIONS).mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror}.") from error


def _ledger(version: Version | None) -> Ledger:
    return Ledger() if version is None else from_bytes((version.path / ARTICLES).read_bytes())


def _opened(folder: Path, version: Version) -> ox.Store:
    try:
        return ox.Store.read_only(str(version.graph))
    except FAULTS as error:
        raise versions.damaged(folder, one_line(str(error))) from error


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    """Word what fails while a store is changed, and what became of the store."""
    before = versions.pointer(folder)
    try:
        yield
    except (*FAULTS, OutputError) as error:
        if versions.pointer(folder) == before:
            raise _fault(folder, error) from error
        raise OutputError(f"{one_line(str(error))}. The change is in the store, but a power cut may undo it.") from error


def _fault(folder: Path, error: Exception) -> KgError:
    """Tell a damaged store from a disk that is full or broken."""
    message = one_line(getattr(error, "strerror", None) or str(error))
    if isinstance(error, RuntimeError):
        return versions.damaged(folder, message)
    return OutputError(f"{folder}: {message.removeprefix(f'{folder}: ')}. The store is as it was.")


def _nothing(folder: Path) -> NoReturn:
    raise InputError(f"{folder}: nothing is in this store yet. Run kg add first.")
