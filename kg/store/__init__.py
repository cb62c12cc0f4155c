"""Graphs: in memory, read behind a guard and written whole or not at all; and on disk, a named graph an article.

A path is a file, a folder that `kg build` filled, or a store. `load` reads any of them into memory, as one graph; `view` opens
a store as it lies on disk, for questions to many articles. What only a store on disk needs is imported when it is first used:
asking a small file must not cost more than the asking.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.store.atomic import one_line, write_atomic
from kg.store.memory import (
    FORMATS,
    Facts,
    Term,
    as_dataset,
    as_rdflib,
    as_store,
    documents,
    facts,
    graph_suffix,
    load,
    merged,
    prefixes,
    view,
)
from kg.store.names import is_store
from kg.store.telling import telling_damage, tells_damage

if TYPE_CHECKING:
    from kg.store.changes import Claims, Difference, claims_of, difference
    from kg.store.disk import Writer, compact, copy, load_union, open_store, open_union, read_ledger, writing
    from kg.store.ledger import Kept, Ledger, Place
    from kg.store.shared import BOOKKEEPING, article_graph, pack
    from kg.store.union import Union
    from kg.store.versions import Version

_ON_DISK = {
    "changes": ("Claims", "Difference", "claims_of", "difference"),
    "disk": ("Writer", "compact", "copy", "load_union", "open_store", "open_union", "read_ledger", "writing"),
    "ledger": ("Kept", "Ledger", "Place"),
    "shared": ("BOOKKEEPING", "article_graph", "pack"),
    "union": ("Union",),
    "versions": ("Version",),
}

__all__ = [
    "BOOKKEEPING",
    "FORMATS",
    "Claims",
    "Difference",
    "Facts",
    "Kept",
    "Ledger",
    "Place",
    "Term",
    "Union",
    "Version",
    "Writer",
    "article_graph",
    "as_dataset",
    "as_rdflib",
    "as_store",
    "claims_of",
    "compact",
    "copy",
    "difference",
    "documents",
    "facts",
    "graph_suffix",
    "is_store",
    "load",
    "load_union",
    "merged",
    "one_line",
    "open_store",
    "open_union",
    "pack",
    "prefixes",
    "read_ledger",
    "telling_damage",
    "tells_damage",
    "view",
    "write_atomic",
    "writing",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever goes by the name
    """Import a public name of the store on disk."""
    for room, public in _ON_DISK.items():
        if name in public:
            return getattr(import_module(f"kg.store.{room}"), name)
    raise AttributeError(f"module 'kg.store' has no attribute {name!r}")
