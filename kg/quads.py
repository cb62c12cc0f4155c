"""RDF that kg itself wrote → its quads; what others wrote comes in through `kg.store`."""

from collections.abc import Iterable

import pyoxigraph as ox

LONGEST = 1 << 24
"""Bytes; pyoxigraph's parser takes no longer name or text out of a stream, and an article may be longer than that."""


def parsed(data: bytes, kind: ox.RdfFormat) -> Iterable[ox.Quad]:
    """Return quads in the order in which they were written, or, where a text among them may be over `LONGEST`, in another."""
    if len(data) < LONGEST:
        return ox.parse(data, format=kind)
    store = ox.Store()
    store.bulk_load(data, format=kind)
    return store
