"""GraphML for Gephi, yEd, igraph and networkx: every edge a claim with its evidence.

Written by hand because networkx's writer leaves an empty file on a bad value, writes one attribute under two types (igraph then
refuses the file) and takes ten times as long. <http://graphml.graphdrawing.org/specification.html>
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape

import pyoxigraph as ox

from kg.network import Edge, Network, Node, as_network, attributes

_NUMBERS = ("value", "lower", "upper")
_NODE_KEYS = ("label", "type", "kind", "occurrence", *_NUMBERS, "date")
_EDGE_KEYS = (
    "relation", "text", "claimant", "attribution", "status", "factuality",
    "evidence", "value", "group", "occurrence", "document",
    "about", "said", "published", "rivals", "restates", "part_of",
)  # fmt: skip
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def graphml(store: Iterable[ox.Quad] | Network, file: BinaryIO) -> None:
    """Write the network of claims; characters that XML cannot hold become U+FFFD."""
    file.writelines(piece.encode() for piece in _pieces(store))


def _pieces(store: Iterable[ox.Quad] | Network) -> Iterator[str]:
    network = as_network(store)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for owner, names in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name in names:
            kind = "double" if owner == "node" and name in _NUMBERS else "string"
            yield f' <key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield ' <graph edgedefault="directed">\n'
    for node in network.nodes:
        yield f'  <node id="{_quoted(node.id)}">{_data("node", node)}</node>\n'
    for edge in network.edges:
        ends = f'source="{_quoted(edge.source)}" target="{_quoted(edge.target)}"'
        yield f'  <edge id="{_quoted(edge.id)}" {ends}>{_data("edge", edge)}</edge>\n'
    yield " </graph>\n</graphml>\n"


def _data(owner: str, part: Node | Edge) -> str:
    return "".join(f'<data key="{owner}_{name}">{_text(str(value))}</data>' for name, value in attributes(part).items())


def _text(value: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})


def _quoted(value: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", value), _QUOTES)
