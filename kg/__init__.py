"""News in, a knowledge graph of evidenced claims out: who said what, how sure, in which words.

    >>> import kg
    >>> graph = kg.build(["data/news/luhansk_strike.txt"])
    >>> table = kg.query(graph, "SELECT ?name { ?p a kg:Person ; rdfs:label ?name } ORDER BY ?name")
    >>> "Jens Stoltenberg" in {row[0] for row in table.rows}
    True
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx
    import pyoxigraph
    import rdflib

    from kg.drawing import DrawnSummary
    from kg.pipeline import BuildResult
    from kg.sparql import Table
    from kg.verification import Finding

    type Graph = rdflib.Graph | pyoxigraph.Store | Path | str

__all__ = ["build", "draw", "load", "query", "read", "to_networkx", "verify"]


def build(paths: "Iterable[str | Path]", *, model: str | None = None, workers: int = 1) -> "rdflib.Graph":
    """Read articles (files, folders) and return their graph.

    Raises:
        InputError: an article cannot be read; `read` returns the others and says why.
    """
    from kg.errors import InputError
    from kg.graph import assemble
    from kg.ontology import load_ontology
    from kg.store import as_rdflib, as_store_of

    result = read(paths, model=model, workers=workers)
    if result.failures:
        raise InputError("; ".join(f"{f.path}: {f.message}" for f in result.failures))
    return as_rdflib(as_store_of(assemble(result.readings, load_ontology(), result.provenance)))
