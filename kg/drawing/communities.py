"""Groups of things that claims tie more closely to each other than to the rest, as light areas behind a large picture."""

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np
from matplotlib.path import Path

from kg.drawing.cards import Card
from kg.drawing.geometry import Array
from kg.drawing.layout import SEED
from kg.drawing.selection import Line

MANY = 30
"""Things from which a picture is large."""
SMALLEST = 4
"""Things that make a group."""
APART = 0.35
"""Modularity (Newman and Girvan 2004) from which groups are told: below 0.3 they are hardly more than chance."""
MARGIN = 16.0
"""Points between a thing and the edge of its group."""

Places = Mapping[str, tuple[float, float]]


def find_communities(things: Iterable[str], lines: Sequence[Line]) -> tuple[frozenset[str], ...]:
    """Find groups by the method of Louvain (Blondel and others 2008), the same for the same graph; none in a small picture."""
    graph = nx.Graph()
    graph.add_nodes_from(things)
    for line in lines:
        held = graph.get_edge_data(line.source, line.target, {"weight": 0})["weight"]
        graph.add_edge(line.source, line.target, weight=held + line.claims)
    if len(graph) < MANY or not graph.size():
        return ()
    found = nx.community.louvain_communities(graph, seed=SEED)
    if nx.community.modularity(graph, found) < APART:
        return ()
    # What nothing ties to the rest stands apart without an area.
    groups = (frozenset(group) for group in found if len(group) >= SMALLEST and nx.node_boundary(graph, group))
    return tuple(sorted(groups, key=lambda group: (-len(group), min(group))))


def ties(lines: Sequence[Line], groups: Sequence[frozenset[str]]) -> list[bool]:
    """Tell of each line whether it ties two groups, or a group and the rest."""
    member = {thing: at for at, group in enumerate(groups) for thing in group}
    return [member.get(line.source) != member.get(line.target) for line in lines]


def areas(groups: Sequence[frozenset[str]], cards: Mapping[str, Card], places: Places) -> tuple[Array, ...]:
    """Give the corners of the convex hull of each group; none of one that anything else reaches into, nor of one alone."""
    boxes = {node: np.array(item.box.moved(*places[node])) for node, item in cards.items()}
    found: list[Array] = []
    for group in groups:
        hull = _hull(np.concatenate([_corners(boxes[node]) for node in sorted(group)]))
        strangers = [_filled(box) for node, box in boxes.items() if node not in group]
        around = np.concatenate([*strangers, *map(_edge, found), np.zeros((0, 2))])
        reached = Path(hull).contains_points(around).any()
        if not reached and not any(Path(other).contains_points(_edge(hull)).any() for other in found):
            found.append(hull)
    return tuple(hull.round(2) for hull in found) if len(found) > 1 else ()


def _edge(hull: Array) -> Array:
    """Spread points over the edge of an area."""
    return np.concatenate([np.linspace(one, other, 20) for one, other in zip(hull, np.roll(hull, -1, axis=0), strict=True)])


def _corners(box: Array) -> Array:
    """Give the corners of a box with its margin, cut off so that an area is nowhere sharp."""
    left, bottom, right, top = box + np.array([-MARGIN, -MARGIN, MARGIN, MARGIN])
    x, y = np.array([left, left + MARGIN, right - MARGIN, right]), np.array([bottom, bottom + MARGIN, top - MARGIN, top])
    return np.stack([x[[0, 1, 2, 3, 3, 2, 1, 0]], y[[1, 0, 0, 1, 2, 3, 3, 2]]], axis=1)


def _filled(box: Array) -> Array:
    """Spread points over a box, near enough to each other that no edge of an area slips through."""
    x, y = np.meshgrid(np.linspace(box[0], box[2], 7), np.linspace(box[1], box[3], 5))
    return np.stack([x.ravel(), y.ravel()], axis=1)


def _hull(points: Array) -> Array:
    """Find the convex hull, counter-clockwise (Andrew 1979)."""
    ordered = sorted({(float(x), float(y)) for x, y in points})
    return np.array([*_half(ordered), *_half(ordered[::-1])])


def _half(ordered: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Find one side of a hull, without its last corner, which begins the other side."""
    side: list[tuple[float, float]] = []
    for x, y in ordered:
        while len(side) > 1:
            (a, b), (c, d) = side[-2], side[-1]
            if (c - a) * (y - b) - (d - b) * (x - a) > 0:
                break
            side.pop()
        side.append((x, y))
    return side[:-1]
