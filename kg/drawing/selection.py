"""What to show of a graph: the most talked-about nodes, one line for claims that agree, figures under their event."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from kg.drawing.figures import MOST_BADGES, Badge, badges_of
from kg.drawing.lettering import clean, cut
from kg.drawing.style import LOOKS, STROKES, UNREAL
from kg.drawing.wording import Attributes, attribution_of, is_negative, local_name, relation_words, says

LINES_A_NODE = 2.5
"""Lines drawn for each node at most: on 40 random nodes, beyond this more than a third of the labels found no place."""
EVENT_WEIGHT = 2
"""A claim about an event counts as much as so many about an entity: events are the news."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A node to draw; `remark` is the small line under the label, `weight` the number of claims about it."""

    id: str
    label: str
    type: str
    kind: str
    hollow: bool
    remark: str
    weight: int
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Claims of one relation between two nodes, drawn as one line in the stroke of the surest of them.

    `sources` counts the independent sources that have them.
    """

    source: str
    target: str
    words: str
    says: str
    attribution: str
    struck: bool
    claims: int
    sources: int = 1


@dataclass(frozen=True, slots=True)
class Selection:
    """What is drawn, and how much there was."""

    things: tuple[Thing, ...]
    lines: tuple[Line, ...]
    nodes_total: int
    claims_total: int
    claims_shown: int


def select(graph: nx.MultiDiGraph, most: int) -> Selection:
    """Keep at most so many nodes, heaviest first and connected where the graph is, with the lines and figures between them."""
    badge_nodes = {node for node, data in graph.nodes(data=True) if _is_badge(graph, node, data)}
    hidden = badge_nodes | {node for node, data in graph.nodes(data=True) if data.get("type") == "Narrator"}
    open_nodes = [node for node in graph if node not in hidden]
    weights = {node: _weight(graph, node) for node in open_nodes}
    talked_about = [node for node in open_nodes if weights[node]] or open_nodes
    chosen = _grow(graph, talked_about, weights, most)
    people = frozenset(clean(d.get("label", "")) for _, d in graph.nodes(data=True) if d.get("type") == "Person")
    bundles = _bundles(graph, set(chosen))
    limit = int(LINES_A_NODE * max(len(chosen), 4))
    kept = dict(sorted(bundles.items(), key=lambda item: _rank(item[1]))[:limit])
    lines = tuple(_line(key, kept[key], people) for key in bundles if key in kept)
    badges = {node: badges_of(graph, node, badge_nodes, people) for node in chosen}
    return Selection(
        things=tuple(_thing(node, graph.nodes[node], weights[node], badges[node]) for node in chosen),
        lines=lines,
        nodes_total=len(open_nodes),
        claims_total=graph.number_of_edges(),
        claims_shown=sum(line.claims for line in lines)
        + sum(b.claims for group in badges.values() for b in group[:MOST_BADGES]),
    )


def _is_badge(graph: nx.MultiDiGraph, node: object, data: Attributes) -> bool:
    """Tell whether a node is a number, or a code such as `deliberate`, that hangs on another node."""
    if graph.in_degree(node) == 0 or graph.out_degree(node) > 0:
        return False
    is_code = data.get("kind") == "concept" and data.get("type") not in LOOKS
    return data.get("kind") == "value" or data.get("type") == "number" or is_code


def _weight(graph: nx.MultiDiGraph, node: object) -> int:
    """Count the claims about a node; each line weighs at least one."""
    factor = EVENT_WEIGHT if graph.nodes[node].get("kind") == "event" else 1
    return factor * int(graph.degree(node))


def _grow(graph: nx.MultiDiGraph, nodes: Iterable[str], weights: Mapping[str, int], most: int) -> list[str]:
    """Start at the heaviest node and add the heaviest neighbour, again and again; then the next component."""
    rest = dict.fromkeys(sorted(nodes, key=lambda node: (-weights[node], str(node))))
    ties: dict[str, int] = {}
    chosen: list[str] = []
    while rest and len(chosen) < most:
        best = min(ties or list(rest)[:1], key=lambda node: (-weights[node] - 2 * ties.get(node, 0), str(node)))
        chosen.append(best)
        del rest[best]
        ties.pop(best, None)
        for near in set(graph.successors(best)) | set(graph.predecessors(best)):
            if near in rest:
                ties[near] = ties.get(near, 0) + 1
    return chosen


_Key = tuple[str, str, str]


def _bundles(graph: nx.MultiDiGraph, chosen: set[str]) -> dict[_Key, list[Attributes]]:
    """Gather the claims that draw one line: same nodes, same relation."""
    bundles: dict[_Key, list[Attributes]] = defaultdict(list)
    edges = [edge for edge in graph.edges(keys=True, data=True) if edge[0] in chosen and edge[1] in chosen]
    for source, target, _, data in sorted(edges, key=lambda edge: (str(edge[0]), str(edge[1]), str(edge[2]))):
        # A claim about a hypothetical delivery must not look like a delivery (model: occurrence of roles).
        role_in = graph.nodes[source].get("occurrence", "")
        bundles[source, target, relation_words(data)].append({**data, "role_in": role_in})
    return dict(bundles)


def _rank(claims: list[Attributes]) -> tuple[int, int]:
    """Order bundles by importance: many claims first, then the surer ones."""
    return -len(claims), min(list(STROKES).index(attribution_of(claim)) for claim in claims)


def _line(key: _Key, claims: list[Attributes], people: frozenset[str]) -> Line:
    """Merge claims into one line; a denial beside other claims only strikes it."""
    standings = [attribution_of(claim) for claim in claims]
    surest = min(standings, key=list(STROKES).index)
    struck = "denied" in standings or any(is_negative(claim) for claim in claims)
    told = says(claims, people)
    return Line(key[0], key[1], key[2], told, surest, struck, len(claims), _sources(claims))


def _sources(claims: list[Attributes]) -> int:
    """Count independent sources: articles, less those that only copy the sentences of others, or as many as a claim has."""
    sentences = {str(claim.get("evidence", "")): str(claim.get("document", "")) for claim in claims}
    return max(1, len(set(sentences.values())), *(int(float(str(claim.get("sources", 1)))) for claim in claims))


def _thing(node: str, data: Attributes, weight: int, badges: tuple[Badge, ...]) -> Thing:
    """Read a node's attributes; a node without label shows the last part of its IRI."""
    occurrence = str(data.get("occurrence", ""))
    kind = str(data.get("kind", "entity"))
    remark = UNREAL.get(occurrence) or ("reported" if occurrence == "reported" else "")
    return Thing(
        id=node,
        label=cut(clean(data.get("label", "")) or local_name(node) or "?", 90),
        type=str(data.get("type", "")),
        kind=kind,
        hollow=occurrence in UNREAL,
        remark=remark,
        weight=weight,
        badges=badges,
    )
