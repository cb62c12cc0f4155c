"""A graph in the formats of other tools; a format is one function and one line of `FORMATS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.errors import UnknownNameError
from kg.export import articles, csv, events, ftm, gexf, graphml, neo4j, rdf
from kg.network import as_network
from kg.store import Union, write_atomic

Writer = Callable[[Any, BinaryIO], None]

_NETWORK = (
    "texts of articles, offsets, quotes; other names and identifiers; speech acts, channels, addressees, links between claims; "
    "claims without a subject and an object"
)


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the suffix of its files, which programs open it, and what of a graph it cannot carry.

    `parts` are its files by name, below a folder of the name asked for; a format of one file has it under "". They are
    written of the graph, or of the `network` that it is as nodes and edges.
    """

    suffix: str
    opens: str
    lacks: str
    parts: Mapping[str, Writer]
    network: bool = False


FORMATS: Mapping[str, Format] = {
    "csv": Format(
        "csv",
        "spreadsheets, pandas",
        "everything but the claims: types, other names, coordinates; links between claims, channels, addressees",
        {"": csv.claims},
    ),
    "events": Format(
        "events.csv",
        "spreadsheets, pandas; in the manner of ACLED and PLOVER",
        "everything but the events; figures other than deaths and injured; quotes and offsets",
        {"": events.events},
    ),
    "ftm": Format(
        "ftm.jsonl",
        "FollowTheMoney, Aleph, OpenSanctions' tools",
        "topics, offsets, texts of articles, links between claims; a claim that is denied, doubted or a number is only a note",
        {"": ftm.ftm},
    ),
    "gexf": Format("gexf", "Gephi, networkx", _NETWORK, {"": gexf.gexf}, network=True),
    "graphml": Format("graphml", "Gephi, yEd, Cytoscape, igraph, networkx", _NETWORK, {"": graphml.graphml}, network=True),
    "jsonld": Format(
        "jsonld", "JSON-LD processors, triple stores; the context is inside", "RDF 1.2 (refused)", {"": rdf.jsonld}
    ),
    "neo4j": Format(
        "neo4j",
        "Neo4j, Kùzu: a folder of two CSV files and a load script for each",
        f"{_NETWORK}; line breaks",
        {"nodes.csv": neo4j.nodes, "edges.csv": neo4j.edges, "load.cypher": neo4j.cypher, "kuzu.cypher": neo4j.kuzu},
        network=True,
    ),
    "nquads": Format("nq", "triple stores, line by line", "nothing", {"": rdf.nquads}),
    "nquads-by-article": Format(
        "articles.nq",
        "triple stores that replace an article by its graph; query the union of the graphs",
        "nothing; names, classes and coordinates of things that articles share are in the default graph",
        {"": articles.nquads},
    ),
    "ntriples": Format("nt", "triple stores, line by line", "names of graphs", {"": rdf.ntriples}),
    "rdf12": Format(
        "rdf12.ttl",
        "pyoxigraph, Jena 5.4 and other readers of Turtle 1.2: << s p o ~ claim >>",
        "names of graphs; rdflib and all RDF 1.1 tools refuse it",
        {"": rdf.rdf12},
    ),
    "rdfxml": Format(
        "rdf", "older RDF tools", "names of graphs; control characters, names that XML has not (refused)", {"": rdf.rdfxml}
    ),
    "trig": Format("trig", "rdflib, Jena, triple stores", "nothing", {"": rdf.trig}),
    "turtle": Format("ttl", "kg itself, rdflib, Jena, Protégé, triple stores", "names of graphs", {"": rdf.turtle}),
}


def find_format(name: str) -> Format:
    """Look a format up.

    Raises:
        UnknownNameError: there is none of that name; suggests the nearest.
    """
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    return FORMATS[name]


def format_of(path: Path | str) -> str:
    """Name the format of a file by its suffix; the longest that fits is meant.

    >>> format_of("out/graph.events.csv"), format_of("events.csv"), format_of("claims.csv")
    ('events', 'events', 'csv')

    Raises:
        UnknownNameError: no format has that suffix; suggests the nearest.
    """
    ending = f".{Path(path).name}".casefold()
    found = [name for name, known in FORMATS.items() if ending.endswith(f".{known.suffix}")]
    if not found:
        suffixes = (f".{known.suffix}" for known in FORMATS.values())
        raise UnknownNameError("suffix", Path(path).suffix or Path(path).name, suffixes)
    return max(found, key=lambda name: len(FORMATS[name].suffix))


def export(store: ox.Store | Union, name: str, path: Path | str) -> tuple[Path, ...]:
    """Write the graph in the format `name` and return the files.

    Each appears when it is whole, and the same graph gives the same bytes.

    Raises:
        UnknownNameError: there is no such format.
        OutputError: it could not be written, or the format cannot hold it.
    """
    known = find_format(name)
    graph = as_network(store) if known.network else store
    for part, write in known.parts.items():
        write_atomic(Path(path) / part, partial(write, graph))
    return tuple(Path(path) / part for part in known.parts)
