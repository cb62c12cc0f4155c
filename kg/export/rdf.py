"""The RDF formats, written by pyoxigraph in one order, so that the same graph gives the same bytes."""

import re
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import OutputError
from kg.ontology import RDF
from kg.store import prefixes

_TYPE = f"{RDF}type"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def turtle(store: ox.Store, file: BinaryIO) -> None:
    """Write Turtle 1.1; named graphs are merged, because Turtle has none."""
    ox.serialize(_triples(store), file, format=ox.RdfFormat.TURTLE, prefixes=prefixes(store))


def ntriples(store: ox.Store, file: BinaryIO) -> None:
    """Write N-Triples; named graphs are merged."""
    ox.serialize(_triples(store), file, format=ox.RdfFormat.N_TRIPLES)


def rdfxml(store: ox.Store, file: BinaryIO) -> None:
    """Write RDF/XML; named graphs are merged.

    Raises:
        OutputError: a text holds a character that XML cannot hold.
    """
    triples = _triples(store)
    for triple in triples:
        if isinstance(triple.object, ox.Literal) and (match := _NOT_XML.search(triple.object.value)):
            raise OutputError(f"RDF/XML cannot hold U+{ord(match[0]):04X}, which is in {triple.subject}; export turtle instead")
    ox.serialize(triples, file, format=ox.RdfFormat.RDF_XML, prefixes=prefixes(store))


def trig(store: ox.Store, file: BinaryIO) -> None:
    """Write TriG with the graphs as the store has them."""
    ox.serialize(_quads(store), file, format=ox.RdfFormat.TRIG, prefixes=prefixes(store))


def nquads(store: ox.Store, file: BinaryIO) -> None:
    """Write N-Quads with the graphs as the store has them."""
    ox.serialize(_quads(store), file, format=ox.RdfFormat.N_QUADS)


def jsonld(store: ox.Store, file: BinaryIO) -> None:
    """Write JSON-LD 1.1 with its context inside; nothing has to be fetched to read it."""
    ox.serialize(_quads(store), file, format=ox.RdfFormat.JSON_LD, prefixes=prefixes(store))


def _quads(store: ox.Store) -> list[ox.Quad]:
    return sorted(store, key=lambda quad: (str(quad.graph_name), *_place(quad)))


def _triples(store: ox.Store) -> list[ox.Triple]:
    merged = {quad.triple for quad in store} if next(iter(store.named_graphs()), None) else [quad.triple for quad in store]
    return sorted(merged, key=_place)


def _place(triple: ox.Quad | ox.Triple) -> tuple[str, bool, str, str]:
    """Order by subject, then its classes, then predicate and object."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)
