"""The graph as a network for drawing and network analysis: one edge a claim, with all that is known about it.

Nodes are entities, events, concepts and numbers; a number is a small node of its own, because a claimed figure is a claim.
Roles that stand in the graph without a claim (a hand-made graph may have them) become edges with their event's evidence.
"""

from typing import TYPE_CHECKING

from kg.index import Graph
from kg.network.parts import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Edge, Network, Node, attributes
from kg.network.reader import Reader
from kg.scratch import Aside

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "EDGE_ATTRIBUTES",
    "NODE_ATTRIBUTES",
    "Edge",
    "Network",
    "Node",
    "as_network",
    "attributes",
    "read_network",
    "to_networkx",
]


def read_network(graph: Graph) -> Network:
    """Read the network out of a store, or out of the triples as they were minted, into memory."""
    reader = Reader(iter(graph))
    edges = tuple(reader.edges())
    nodes, speakers = tuple(reader.nodes(edges)), tuple(reader.speakers())
    names = reader.names({node.id for node in (*nodes, *speakers)})
    return Network(nodes, edges, *reader.caption(), tuple(reader.remarks()), speakers, tuple(names))


def as_network(graph: Graph | Network) -> Network:
    """Return a network as it is, and that of a graph with nodes and edges alone, on disk if they are many."""
    if isinstance(graph, Network):
        return graph
    reader = Reader(graph)
    edges = Aside(Edge, reader.edges())
    return Network(Aside(Node, reader.nodes(edges)), edges, *reader.caption())


def to_networkx(graph: Graph | Network) -> "nx.MultiDiGraph[str]":
    """Return the network as a networkx graph: the key of an edge is the IRI of its claim; no attribute is ever None."""
    import networkx as nx  # a tenth of a second that most commands need not spend

    network = as_network(graph)
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in network.nodes:
        result.add_node(node.id, **attributes(node))
    for edge in network.edges:
        result.add_edge(edge.source, edge.target, edge.id, **attributes(edge))
    return result
