"""GEXF for Gephi: the network of claims with weights, and with dates for its timeline.

The declared version is 1.2 because every reader knows it. <https://gexf.net/schema.html>
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.dates import interval
from kg.export.graphml import is_number
from kg.export.xml import quoted
from kg.index import Graph
from kg.network import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Edge, Network, Node, as_network

# Labels and weights are attributes of the elements themselves.
_NODE_ATTRIBUTES = tuple(name for name in NODE_ATTRIBUTES if name != "label")
_EDGE_ATTRIBUTES = tuple(name for name in EDGE_ATTRIBUTES if name != "weight")


def gexf(store: Graph | Network, file: BinaryIO) -> None:
    """Write the network of claims; characters that XML cannot hold become U+FFFD."""
    file.writelines(piece.encode() for piece in _pieces(as_network(store)))


def _pieces(network: Network) -> Iterator[str]:
    dates = {node.id: node.date for node in network.nodes if interval(node.date)}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield f" <meta><creator>newskg</creator><description>{quoted(network.title)}</description></meta>\n"
    mode = 'mode="dynamic" timeformat="date"' if dates else 'mode="static"'
    yield f' <graph defaultedgetype="directed" {mode}>\n'
    for owner, names in (("node", _NODE_ATTRIBUTES), ("edge", _EDGE_ATTRIBUTES)):
        yield f'  <attributes class="{owner}" mode="static">\n'
        for name in names:
            kind = "double" if is_number(owner, name) else "string"
            yield f'   <attribute id="{name}" title="{name}" type="{kind}"/>\n'
        yield "  </attributes>\n"
    yield "  <nodes>\n"
    for node in network.nodes:
        when = _spell({node.date})
        yield f'   <node id="{quoted(node.id)}" label="{quoted(node.label)}"{when}>{_values(node, _NODE_ATTRIBUTES)}</node>\n'
    yield "  </nodes>\n  <edges>\n"
    for edge in network.edges:
        when = _spell({dates.get(end, "") for end in (edge.source, edge.target)})
        ends = f'source="{quoted(edge.source)}" target="{quoted(edge.target)}"'
        known = f'label="{quoted(edge.relation)}" weight="{edge.weight}"{when}'
        yield f'   <edge id="{quoted(edge.id)}" {ends} {known}>{_values(edge, _EDGE_ATTRIBUTES)}</edge>\n'
    yield "  </edges>\n </graph>\n</gexf>\n"


def _spell(dates: set[str]) -> str:
    """Say when a node or an edge exists; an edge between events of different dates has no time at which both do."""
    known = [days for date in dates if (days := interval(date))]
    return f' start="{known[0][0]}" end="{known[0][1]}"' if len(known) == 1 else ""


def _values(part: Node | Edge, names: Iterable[str]) -> str:
    known = [(name, value) for name in names if (value := getattr(part, name)) not in ("", None)]
    values = [f'<attvalue for="{name}" value="{quoted(str(value))}"/>' for name, value in known]
    return f"<attvalues>{''.join(values)}</attvalues>"
