"""A store on disk as one graph, as `kg build` would have written it, read where it lies: memory does not grow with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

import pyoxigraph as ox

from kg.store.atomic import one_line
from kg.store.shared import BOOKKEEPING

FAULTS = (OSError, RuntimeError)
"""What pyoxigraph raises where a disk, or what is on it, is at fault."""
_IN_MEMORY = 8 << 20
_OWN = tuple(f" {predicate} ".encode() for predicate in BOOKKEEPING)
_Subject = ox.NamedNode | ox.BlankNode | ox.Triple
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Union:
    """What a store says, without the names of its graphs and its book-keeping; what two articles say comes twice.

    It answers what of a `pyoxigraph.Store` a reader needs. Every question raises a DamageError where the disk is at fault.
    """

    def __init__(self, folder: Path, store: ox.Store) -> None:
        self._folder, self._store = folder, store

    def __iter__(self) -> Iterator[ox.Quad]:
        return self.quads_for_pattern(None, None, None)

    def quads_for_pattern(
        self,
        subject: _Subject | None,
        predicate: ox.NamedNode | None,
        target: _Term | None,
        _graph: _GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the triples that fit, all of them in the default graph."""
        with _worded(self._folder):
            for quad in self._store.quads_for_pattern(subject, predicate, target, None):
                if quad.predicate not in BOOKKEEPING:
                    yield ox.Quad(quad.subject, quad.predicate, quad.object)

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """Yield nothing: a union is one graph."""
        return iter(())

    def dump(self, output: IO[bytes], *, format: ox.RdfFormat, from_graph: _GraphName | None = None) -> None:  # noqa: A002, ARG002 - as pyoxigraph's
        """Write the triples, a line each; the format has to be N-Triples, or N-Quads of which they are all."""
        # pyoxigraph writes lines several times as fast as it makes triples for Python.
        with _worded(self._folder):
            graphs = (ox.DefaultGraph(), *self._store.named_graphs())
        for graph in graphs:
            with SpooledTemporaryFile(max_size=_IN_MEMORY) as lines:
                with _worded(self._folder):
                    self._store.dump(lines, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
                lines.seek(0)
                output.writelines(line for line in lines if not _is_own(line))


def _is_own(line: bytes) -> bool:
    """Tell the book-keeping of a store; an IRI has no space, so that its predicate stands behind the first."""
    place = line.find(b" ")
    return any(line.startswith(predicate, place) for predicate in _OWN)


@contextmanager
def _worded(folder: Path) -> Iterator[None]:
    try:
        yield
    except FAULTS as error:
        if getattr(error, "errno", None) in (ENOSPC, EDQUOT):  # of what is put aside while it is read
            raise
        from kg.store.versions import damaged  # nobody else needs it

        raise damaged(folder, one_line(str(error))) from error
