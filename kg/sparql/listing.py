"""Two questions with a command of their own: who claims what, and how two things hang together."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.index import Index
from kg.ontology import SCHEMA
from kg.sparql.narrowing import kept_claims, things_named
from kg.sparql.table import Table, plain

if TYPE_CHECKING:
    from kg.network import Edge, Network

MAX_PATHS = 20


def claims(store: ox.Store, *, by: str = "", about: str = "", status: str = "") -> Table:
    """List claims in the order of the text: who, act, status, what, the sentence, the document, the channel.

    Args:
        store: the graph.
        by: a claimant, by label or alias, or by words of it; any case.
        about: an entity or event that the claim is about or has as an end; likewise.
        status: a concept of the ontology's StatusScheme, such as unverified.

    Raises:
        UnknownNameError: nobody and nothing has that name; suggests the nearest.
    """
    keep = {name: [word] for name, word in (("by", by), ("about", about), ("status", status)) if word}
    kept = kept_claims(store, keep)
    index = Index(store)
    rows = [_row(index, claim.value) for claim in kept if not isinstance(claim, ox.Triple)]
    return plain(("who", "act", "status", "what", "sentence", "document", "via"), [row for _, row in sorted(rows)])


def why(store: ox.Store, a: str, b: str, *, hops: int = 3) -> Table:
    """List the paths between two things, shortest first, a row a claim: the things passed, the claim, who makes it, its words.

    Paths run through entities and events in either direction, not through numbers; at most `MAX_PATHS` are listed.

    Raises:
        UnknownNameError: one of the names is not in the graph; suggests the nearest.
    """
    from kg.network import read_network  # a plain query need not pay for it

    starts, ends = ({getattr(thing, "value", "") for thing in things_named(store, name)} for name in (a, b))
    network = read_network(store)
    label = {node.id: node.label for node in network.nodes}
    between = _between(network)
    paths = list(_paths(between, starts, ends, hops))
    rows = []
    for path in paths[:MAX_PATHS]:
        through = " – ".join(label[node] for node in path)
        for step in pairwise(path):
            for edge in between[step[0]][step[1]]:
                names = (label[edge.source], edge.relation, label[edge.target])
                rows.append((through, *names, edge.claimant, edge.attribution, edge.status, edge.text, edge.evidence))
    columns = ("path", "from", "relation", "to", "who", "attribution", "status", "what", "sentence")
    table = plain(columns, rows)
    return Table(table.columns, table.rows, truncated=len(paths) > MAX_PATHS)


def _between(network: "Network") -> dict[str, dict[str, list["Edge"]]]:
    """Index the edges by their two ends, either way."""
    passable = {node.id for node in network.nodes if node.kind in {"entity", "event"}}
    between: dict[str, dict[str, list[Edge]]] = {}
    for edge in network.edges:
        if edge.source in passable and edge.target in passable and edge.source != edge.target:
            for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
                between.setdefault(one, {}).setdefault(other, []).append(edge)
    return between


def _paths(
    between: dict[str, dict[str, list["Edge"]]], starts: set[str], ends: set[str], hops: int
) -> Iterator[tuple[str, ...]]:
    """Yield the paths from starts to ends without a repeated node, shortest first, one more than will be shown."""
    left = MAX_PATHS + 1
    level: list[tuple[str, ...]] = [(start,) for start in sorted(starts)]
    # Steps that can still arrive in time: a search without this visits every path of a large graph.
    near = _distances(between, ends, hops)
    for step in range(1, hops + 1):
        wider = []
        for path in level:
            for node in sorted(between.get(path[-1], {})):
                if node in path or near.get(node, hops + 1) > hops - step:
                    continue
                if node not in ends:
                    wider.append((*path, node))
                elif left:
                    left -= 1
                    yield (*path, node)
        level = wider if left else []


def _distances(between: dict[str, dict[str, list["Edge"]]], ends: set[str], hops: int) -> dict[str, int]:
    far = dict.fromkeys(ends, 0)
    level = set(ends)
    for step in range(1, hops + 1):
        level = {n for node in level for n in between.get(node, {}) if n not in far}
        far.update(dict.fromkeys(level, step))
    return far


def _row(index: Index, claim: str) -> tuple[tuple[str, int, str], tuple[str, ...]]:
    """Return where a claim stands and what is listed of it."""
    evidence = index.evidence(claim)
    place = evidence.document, int(evidence.begin or 0), claim
    return place, (
        index.labels(index.values(claim, "claimant")),
        index.code(claim, "act"),
        index.code(claim, "status"),
        index.text(claim, "text"),
        evidence.text,
        index.text(evidence.document, f"{SCHEMA}headline"),
        index.labels(index.values(claim, "channel")),
    )
