"""A graph in the formats of other tools; a format is one function and one line of `FORMATS`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import UnknownNameError
from kg.export import csv, graphml, rdf
from kg.store import write_atomic

Writer = Callable[[ox.Store, BinaryIO], None]

FORMATS: Mapping[str, Writer] = {
    "csv": csv.claims,
    "graphml": graphml.graphml,
    "jsonld": rdf.jsonld,
    "nquads": rdf.nquads,
    "ntriples": rdf.ntriples,
    "rdfxml": rdf.rdfxml,
    "trig": rdf.trig,
    "turtle": rdf.turtle,
}


def writer(name: str) -> Writer:
    """Look a format up.

    Raises:
        UnknownNameError: there is none of that name; suggests the nearest.
    """
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    return FORMATS[name]


def export(store: ox.Store, name: str, path: Path | str) -> None:
    """Write the graph in the format `name`; the file appears when it is whole, and the same graph gives the same bytes.

    Raises:
        UnknownNameError: there is no such format.
        OutputError: it could not be written, or the format cannot hold it.
    """
    write = writer(name)
    write_atomic(path, lambda file: write(store, file))
