"""The rest of the graph side: files of networks, start-up and memory, and how cost grows with the number of articles."""

import io
import statistics
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import pyoxigraph as ox

from kg.drawing import Brief, publish, view
from kg.export.gexf import gexf
from kg.export.graphml import graphml
from kg.export.rdf import turtle as write_turtle
from kg.graph import turtle
from kg.network import Edge, Network, Node, read_network, to_networkx
from kg.ontology import load_ontology
from kg.verification import verify
from tests.bench.measure import child, cpu, head, in_turn, row
from tests.bench.synthetic import PROVENANCE, graph, names, readings

_MEMORY = """
import sys
from pathlib import Path
def pages(): return int(Path("/proc/self/statm").read_text().split()[1])
before = pages()
%s
print((pages() - before) * 4096 / int(sys.argv[2]))
"""
"""A program that prints the bytes a triple takes; the imports stand before the first line."""


def networks(nodes: int, rounds: int) -> Iterator[str]:
    """Compare writing GraphML and GEXF with networkx's writers, on the same network in memory."""
    labels = names(nodes)
    things = tuple(Node(f"id:{i}", label, "Person", "entity") for i, label in enumerate(labels))
    edges = tuple(
        Edge(f"c:{i}", f"id:{i % nodes}", f"id:{i * i * 7919 % nodes}", "meets", f"{labels[i % nodes]} meets", "article author",
             "asserted", "unassessed", "CT+", "They met.", document="Report", published="2024-06-07")
        for i in range(9 * nodes // 5)
    )  # fmt: skip
    network = Network(things, edges)
    theirs = to_networkx(network)
    yield head(f"{nodes:,} nodes, {len(edges):,} edges", ["networkx"])
    kinds: tuple[tuple[str, Callable[..., object], Callable[..., object], str], ...] = (
        ("GraphML", graphml, nx.write_graphml_lxml, "≥ 7 ×"),
        ("GEXF", gexf, nx.write_gexf, ""),
    )
    for name, ours, peer, target in kinds:
        ways = {"kg": lambda ours=ours: ours(network, io.BytesIO()), "networkx": lambda peer=peer: peer(theirs, io.BytesIO())}
        yield row(f"write {name}", in_turn(ways, rounds), target=target)


def starts(rounds: int) -> Iterator[str]:
    """Compare starting kg with starting Python, and the memory of a graph with rdflib's."""
    yield "\n| whole processes, CPU | ÷ `python -c pass` | target |\n|---|---|---|"
    with TemporaryDirectory() as folder:
        path = Path(folder, "graph.ttl")
        path.write_bytes(graph(1))
        main = "from kg.__main__ import main; main()"
        ways = {
            "kg": lambda: child("pass"),
            "`kg --help`": lambda: child(main, "--help"),
            "`kg query` on a small graph": lambda: child(main, "query", str(path), "ASK {}"),
        }
        taken = in_turn(ways, rounds)
        for name in list(taken)[1:]:
            median = statistics.median(a / b for a, b in zip(taken[name], taken["kg"], strict=True))
            yield f"| {name} | {median:.1f} × | ≤ 6 × |"
        data = graph(76)
        path.write_bytes(data)
        count = str(sum(1 for _ in ox.parse(data, format=ox.RdfFormat.TURTLE)))
        ours, theirs = (
            float(child(first + _MEMORY % work, str(path), count))
            for first, work in (
                ("from kg.store import load", "graph = load(sys.argv[1])"),
                ("import rdflib", "graph = rdflib.Graph().parse(sys.argv[1])"),
            )
        )
    yield f"| memory of a graph of {int(count):,} triples: {ours:.0f} bytes a triple | {theirs / ours:.1f} × in rdflib | |"


def slopes(most: int, rounds: int) -> Iterator[str]:
    """Show what an article costs in graphs of more and more articles: a quadratic step would make the columns grow."""
    counts = [count for count in (100, 300, 1_000, 3_000, 10_000) if count <= most]
    yield f"\n| CPU ms an article | {' | '.join(f'{count:,} articles' for count in counts)} |\n|{'---|' * (len(counts) + 1)}"
    taken = [_steps(count, rounds) for count in counts]
    for name in taken[0]:
        cells = [f"{1000 * step[name] / count:.2f}" for count, step in zip(counts, taken, strict=True)]
        yield f"| {name} | {' | '.join(cells)} |"


def _steps(articles: int, rounds: int) -> dict[str, float]:
    made = readings(articles)
    data = graph(articles)
    store = ox.Store()
    store.bulk_load(data, format=ox.RdfFormat.TURTLE)
    network = read_network(store)
    steps = {
        "assemble the graph": lambda: "".join(turtle(made, load_ontology(), PROVENANCE)),
        "write Turtle": lambda: write_turtle(store, io.BytesIO()),
        "read the network": lambda: read_network(store),
        "write GraphML": lambda: graphml(network, io.BytesIO()),
        "verify, without SHACL": lambda: verify(store, shapes=False),
        "draw SVG": partial(_draw, network),
    }
    return {name: statistics.median(cpu(step) for _ in range(rounds)) for name, step in steps.items()}


def _draw(network: Network) -> None:
    with TemporaryDirectory() as folder:
        publish(view(network, "relations", Brief("bench")), Path(folder, "x.svg"))
