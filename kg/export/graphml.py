"""GraphML for Gephi, yEd, igraph and networkx: every edge a claim with its evidence.

Written by hand because networkx's writer leaves an empty file on a bad value, writes one attribute under two types (igraph then
refuses the file) and takes ten times as long. Ids are IRIs, which every reader takes; the schema would have names without
slashes. <http://graphml.graphdrawing.org/specification.html>
"""

from collections.abc import Iterator
from typing import BinaryIO

from kg.export.xml import content, quoted
from kg.index import Graph
from kg.network import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Edge, Network, Node, as_network

NUMBERS = frozenset({"value", "lower", "upper", "latitude", "longitude", "weight", "sources"})
"""The attributes that are numbers; of an edge `value` is the number as written, and text."""

_OPENINGS = {
    owner: tuple((name, f'<data key="{owner}_{name}">') for name in names)
    for owner, names in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES))
}


def graphml(store: Graph | Network, file: BinaryIO) -> None:
    """Write the network of claims; characters that XML cannot hold become U+FFFD."""
    file.writelines(piece.encode() for piece in _pieces(store))


def is_number(owner: str, name: str) -> bool:
    """Tell whether an attribute of a node or an edge is a number; each has one type in the whole file."""
    return name in NUMBERS and (owner, name) != ("edge", "value")


def _pieces(store: Graph | Network) -> Iterator[str]:
    network = as_network(store)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for owner, names in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES)):
        for name in names:
            kind = "double" if is_number(owner, name) else "string"
            yield f' <key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield ' <graph edgedefault="directed">\n'
    for node in network.nodes:
        yield f'  <node id="{quoted(node.id)}">{_data("node", node)}</node>\n'
    for edge in network.edges:
        ends = f'source="{quoted(edge.source)}" target="{quoted(edge.target)}"'
        yield f'  <edge id="{quoted(edge.id)}" {ends}>{_data("edge", edge)}</edge>\n'
    yield " </graph>\n</graphml>\n"


def _data(owner: str, part: Node | Edge) -> str:
    values = [(opening, value) for name, opening in _OPENINGS[owner] if (value := getattr(part, name)) is not None]
    return "".join([f"{opening}{content(value) if value.__class__ is str else value}</data>" for opening, value in values])
