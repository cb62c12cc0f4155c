"""Layout and drawing against networkx: `nx.draw` with its spring layout, of the same network."""

import io
from collections.abc import Iterator

import networkx as nx
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kg import drawing
from kg.drawing import Brief
from kg.network import Edge, Network, Node, to_networkx
from kg.page.placing import place
from tests.bench.measure import head, in_turn, row
from tests.bench.synthetic import names

SIZES = (500, 5_000)


def pictures(rounds: int) -> Iterator[str]:
    """Compare placing all things, as a page does, and a whole SVG, of which kg draws the most important part."""
    for nodes in SIZES:
        network = _network(nodes)
        graph = to_networkx(network)
        row_of = {node: at for at, node in enumerate(graph)}
        lines = sorted({(row_of[a], row_of[b]) for a, b in graph.edges()})
        yield head(f"{nodes:,} things, {len(network.edges):,} claims", ["networkx"])
        labels = [node.label for node in network.nodes]
        ways = {
            "kg": lambda labels=labels, lines=lines: place(labels, lines),
            "networkx": lambda graph=graph: nx.spring_layout(graph, seed=1),
        }
        yield row("layout of all", in_turn(ways, rounds), target="≤ 100 ms" if nodes == SIZES[0] else "≤ 500 ms")
        ways = {"kg": lambda network=network: _ours(network), "networkx": lambda graph=graph: _theirs(graph)}
        yield row("SVG", in_turn(ways, rounds), target="" if nodes == SIZES[0] else "≥ 100 ×")


def _network(nodes: int) -> Network:
    """Make up a network with hubs, as news has them: half of the claims go to a tenth of the things."""
    things = tuple(Node(f"id:{i}", label, "Person", "entity") for i, label in enumerate(names(nodes)))
    ends = ((i * 7919 % nodes, i * i * 104_729 % (nodes if i % 2 else nodes // 10)) for i in range(9 * nodes // 5))
    edges = tuple(
        Edge(f"c:{i}", f"id:{a}", f"id:{b}", "meets", "A meets B", "article author", "asserted", "unassessed", "CT+", "Met.")
        for i, (a, b) in enumerate(ends)
    )
    return Network(things, edges)


def _ours(network: Network) -> None:
    drawing.save(drawing.view(network, "relations", Brief("A picture")), io.BytesIO(), fmt="svg")


def _theirs(graph: "nx.MultiDiGraph[str]") -> None:
    figure = Figure(figsize=(12, 9))
    FigureCanvasAgg(figure)
    nx.draw(graph, nx.spring_layout(graph, seed=1), ax=figure.add_subplot(), with_labels=True)
    figure.savefig(io.BytesIO(), format="svg")
