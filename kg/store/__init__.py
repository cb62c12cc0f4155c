"""Graphs: in memory, read behind a guard and written whole or not at all; and on disk, a named graph an article.

A path is a file, a folder that `kg build` filled, or a store. `load` reads any of them into memory, as one graph; `view` opens
a store as it lies on disk, for questions to many articles.
"""

from kg.store.atomic import one_line, write_atomic
from kg.store.difference import Claims, Difference, claims_of, difference
from kg.store.disk import Writer, compact, copy, load_union, open_store, read_ledger, writing
from kg.store.ledger import Kept, Ledger, Place
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
    prefixes,
    view,
)
from kg.store.shared import BOOKKEEPING, article_graph
from kg.store.versions import Version, is_store

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
    "one_line",
    "open_store",
    "prefixes",
    "read_ledger",
    "view",
    "write_atomic",
    "writing",
]
