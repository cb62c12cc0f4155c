"""Where the nodes go: stress layout of each component, overlaps pushed apart, components packed into its holes.

Stress is the energy of Kamada and Kawai (1989), lowered by majorisation (Gansner, Koren and North 2004), which needs numpy
alone; networkx's own version needs scipy and half a second for 50 nodes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.drawing.geometry import Array, Box, crossings, grown, inside

STARTS = 10
"""Random starts, of which the one with the fewest crossings wins; 20 saved 3 % more crossings on the gold articles."""
ROUNDS = 60
"""Rounds of majorisation; stress falls by less than 1 % after 50 on 40 nodes."""
WIDE = 1.4
"""Width over height of the page that is aimed at."""
STRETCH = np.array([sqrt(WIDE), 1 / sqrt(WIDE)])
"""What a round cloud is multiplied with to become a page: labels are level and need more room sideways."""
GAP = (20.0, 13.0)
"""Free points between two nodes, sideways and up; leaves room for one line of a label."""
MOAT = 16.0
"""Free points around a small component."""
TURNS = 12
"""Angles that are tried, evenly over half a turn."""
LEVEL = 0.15
"""By how much larger a page may be for its longest axis to lie level, where labels have more room."""
CELL = 10.0
"""Side of a cell in points when free places are looked for."""
TIGHT = 0.85
"""Share of the length an edge would need alone: at 0.75 the gold articles' labels just fit, most of them beside the line."""
DODGES, DODGE, FARTHEST = 12, 3.0, 40.0
"""Rounds in which nodes give way to lines of others, the points left free, and the most that a node moves in a round."""
SEED = 20240607


@dataclass(frozen=True, slots=True)
class Sketch:
    """A rough layout: the components, largest first, the centres of the nodes (n x 2), and the edges without loops (m x 2)."""

    parts: tuple[tuple[int, ...], ...]
    positions: Array
    edges: NDArray[np.int64]
    strands: Array
    """How many lines each edge stands for (m)."""


def sketch(boxes: Sequence[Box], edges: Sequence[tuple[int, int]], room: Sequence[float], start: Array | None = None) -> Sketch:
    """Find a rough layout of nodes with these boxes about their own origin; each edge needs room for its label (points).

    With a `start` (n x 2) that layout is relaxed; otherwise the best of several is taken.
    """
    graph = _simple(len(boxes), edges, room)
    parts = sorted((tuple(sorted(part)) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    positions = np.zeros((len(boxes), 2))
    extents = np.array(boxes, dtype=float).reshape(-1, 4)
    for part in parts:
        number = {node: at for at, node in enumerate(part)}
        pairs = {(number[min(a, b)], number[max(a, b)]): need for a, b, need in graph.edges(part, data="room")}
        positions[list(part)] = _sketch_component(extents[list(part)], pairs, None if start is None else start[list(part)])
    pairs_of_all = sorted(graph.edges)
    strands = np.array([graph.edges[pair]["strands"] for pair in pairs_of_all], dtype=float)
    return Sketch(tuple(parts), positions, np.array(pairs_of_all, dtype=np.int64).reshape(-1, 2), strands)


def _simple(count: int, edges: Sequence[tuple[int, int]], room: Sequence[float]) -> nx.Graph:
    """Merge the lines between two nodes into one edge, which asks for some more room for each further line; drop loops."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    for (a, b), need in zip(edges, room, strict=True):
        if a != b:
            held = graph.get_edge_data(a, b, {"room": 0.0, "strands": 0})
            most, least = max(held["room"], need), min(held["room"], need)
            graph.add_edge(a, b, room=most + least / 4, strands=held["strands"] + 1)
    return graph


def settle(rough: Sketch, boxes: Sequence[Box]) -> Array:
    """Push the boxes of a sketch apart and pack its components: the position of each node (n x 2, points)."""
    extents = np.array(boxes, dtype=float).reshape(-1, 4)
    positions = rough.positions.copy()
    for members in rough.parts:
        part = np.array(members)
        ends = np.searchsorted(part, rough.edges[np.isin(rough.edges[:, 0], part)])
        positions[part] = _dodged(_apart(positions[part], extents[part]), extents[part], ends)
    return _pack(positions, extents, rough)


def _sketch_component(extents: Array, room: Mapping[tuple[int, int], float], start: Array | None) -> Array:
    """Lay out one connected graph, from a given start or from several to keep the best."""
    count = len(extents)
    if count == 1:
        return np.zeros((1, 2))
    distances = _distances(extents, room)
    if start is not None:
        return np.asarray(_lower_stress(start / STRETCH, distances) * STRETCH)
    skeleton = nx.Graph(sorted(room))
    ends = np.array(sorted(room))
    best, best_cost = np.zeros((count, 2)), float("inf")
    for turn in range(STARTS):
        guess = nx.spring_layout(skeleton, seed=SEED + turn, iterations=15)
        first = np.array([guess[node] for node in range(count)]) * distances.max() / 2
        found = _landscape(_lower_stress(first, distances), extents)
        cost = _cost(_apart(found, extents), extents, ends)
        if cost < best_cost - 1e-9:  # rounding must not choose
            best, best_cost = found, cost
    return best


def _distances(extents: Array, room: Mapping[tuple[int, int], float]) -> Array:
    """Measure all ways through the graph in points: an edge is as long as its ends are large and its label needs."""
    count = len(extents)
    size = np.hypot(extents[:, 2] - extents[:, 0], extents[:, 3] - extents[:, 1]) / 2
    degree = np.bincount(np.array(list(room)).ravel(), minlength=count)
    lengths = np.full((count, count), np.inf)
    np.fill_diagonal(lengths, 0)
    for (a, b), need in room.items():
        crowd = 6 * sqrt(degree[a] * degree[b])
        lengths[a, b] = lengths[b, a] = TIGHT * (22 + need + 0.6 * (size[a] + size[b]) + crowd)
    for via in range(count):
        lengths = np.minimum(lengths, lengths[:, via, None] + lengths[None, via, :])
    return lengths


def _lower_stress(positions: Array, distances: Array) -> Array:
    """Majorise the stress with weights of the inverse square distance, one node-wise (Jacobi) step a round."""
    weights = 1 / np.maximum(distances, 1e-9) ** 2
    np.fill_diagonal(weights, 0)
    total = weights.sum(axis=1)[:, None]
    for _ in range(ROUNDS):
        deltas = positions[:, None, :] - positions[None, :, :]
        apart = np.maximum(np.hypot(deltas[..., 0], deltas[..., 1]), 1e-6)
        pull = (weights * distances / apart)[..., None] * deltas
        target = (weights @ positions + pull.sum(axis=1)) / total
        positions = positions + 0.9 * (target - positions)
    return positions


def _landscape(positions: Array, extents: Array) -> Array:
    """Stretch a cloud to a landscape page, and turn it the way that makes the page smallest; level where that is as good."""
    centred = positions - positions.mean(axis=0)
    level = 0.5 * np.arctan2(2 * (centred[:, 0] * centred[:, 1]).sum(), (centred[:, 0] ** 2 - centred[:, 1] ** 2).sum())
    turns: list[tuple[float, int, Array]] = []
    for tilt in np.linspace(0, np.pi, TURNS, endpoint=False):
        sine, cosine = np.sin(level + tilt), np.cos(level + tilt)
        turned = np.asarray(centred @ np.array([[cosine, -sine], [sine, cosine]]) * STRETCH)
        placed = extents + np.tile(turned, 2)
        wide, high = float(np.ptp(placed[:, [0, 2]])), float(np.ptp(placed[:, [1, 3]]))
        turns.append((round(max(wide, high * WIDE) * (1 + LEVEL * float(np.sin(tilt))), 3), len(turns), turned))
    return min(turns)[2]


def _apart(positions: Array, extents: Array) -> Array:
    """Push overlapping boxes apart along the shorter way; grow the whole when they will not part."""
    low, high = extents[:, :2], extents[:, 2:]
    half, offset = (high - low + np.array(GAP)) / 2, (low + high) / 2
    centres = positions + offset
    need_x, need_y = (half[:, None, axis] + half[None, :, axis] for axis in (0, 1))
    # Equal centres are told apart by their order.
    order = np.sign(np.arange(len(positions))[:, None] - np.arange(len(positions))[None, :])
    for attempt in range(400):
        x, y = (centres[:, None, axis] - centres[None, :, axis] for axis in (0, 1))
        short_x, short_y = need_x - np.abs(x), need_y - np.abs(y)
        hit = (short_x > 0.01) & (short_y > 0.01)  # noqa: PLR2004  # a hundredth of a point is no overlap on paper
        np.fill_diagonal(hit, val=False)
        if not hit.any():
            break
        across = short_x < short_y
        push_x = np.where(hit & across, short_x * np.where(x == 0, order, np.sign(x)), 0).sum(axis=1)
        push_y = np.where(hit & ~across, short_y * np.where(y == 0, order, np.sign(y)), 0).sum(axis=1)
        centres = centres + np.stack([push_x, push_y], axis=1) * 0.4
        if attempt % 60 == 59:  # noqa: PLR2004  # jammed: one more room for all
            centres = centres * 1.06
    return np.asarray(centres - offset)


def _dodged(positions: Array, extents: Array, ends: NDArray[np.int64]) -> Array:
    """Push boxes off the straight lines between others, as far as a few rounds can bring that about."""
    half = np.stack([extents[:, 2] - extents[:, 0], extents[:, 3] - extents[:, 1]], axis=1) / 2 + DODGE
    offset = np.stack([extents[:, 0] + extents[:, 2], extents[:, 1] + extents[:, 3]], axis=1) / 2
    rows = np.arange(len(ends))
    for _ in range(DODGES):
        starts, ways = positions[ends[:, 0]], positions[ends[:, 1]] - positions[ends[:, 0]]
        long = np.maximum((ways**2).sum(axis=1), 1e-9)
        delta = positions[None, :, :] + offset - starts[:, None, :]
        share = (delta * ways[:, None, :]).sum(axis=2) / long[:, None]
        normal = np.stack([-ways[:, 1], ways[:, 0]], axis=1) / np.sqrt(long)[:, None]
        aside = (delta * normal[:, None, :]).sum(axis=2)
        short = np.abs(normal) @ half.T - np.abs(aside)
        hit = (short > 0) & (share > 0) & (share < 1)
        hit[rows, ends[:, 0]] = hit[rows, ends[:, 1]] = False
        if not hit.any():
            break
        push = (np.where(hit, short * np.where(aside < 0, -1, 1), 0)[:, :, None] * normal[:, None, :]).sum(axis=0)
        far = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)[:, None]
        positions = _apart(positions + push * np.minimum(0.7, FARTHEST / far), extents)
    return positions


def _cost(positions: Array, extents: Array, ends: Array) -> float:
    """Judge a layout: crossings, lines through other nodes, and the area of the page."""
    starts, stops = positions[ends[:, 0]], positions[ends[:, 1]]
    placed = extents + np.tile(positions, 2)
    steps = np.linspace(0.1, 0.9, 9)[:, None, None]
    points = starts + (stops - starts) * steps
    hits = inside(points.reshape(-1, 2), placed).reshape(9, len(ends), len(extents))
    rows = np.arange(len(ends))
    hits[:, rows, ends[:, 0]] = hits[:, rows, ends[:, 1]] = False
    page = np.ptp(placed[:, [0, 2]]) * np.ptp(placed[:, [1, 3]]) / (len(extents) * 12_000)
    return float(crossings(starts, stops) + 1.5 * hits.any(axis=0).sum() + 2 * page)


def _pack(positions: Array, extents: Array, rough: Sketch) -> Array:
    """Put the smaller components where they enlarge the page least: into holes, else beside what is placed already."""
    packed = positions.copy()
    taken = np.zeros((0, 4))
    for members in rough.parts:
        part = list(members)
        boxes = extents[part] + np.tile(positions[part], 2)
        here = np.isin(rough.edges[:, 0], part)
        ends = positions[rough.edges[here]]
        points = (ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.linspace(0, 1, 50)[None, :, None]).reshape(-1, 2)
        whole = np.array([*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)])
        shift = _free_place(grown(whole, MOAT), taken) if len(taken) else np.zeros(2)
        packed[part] += shift
        # Lines side by side need a wider way.
        margins = np.repeat(CELL * rough.strands[here], 50)[:, None] * [-1, -1, 1, 1]
        taken = np.concatenate([taken, boxes + np.tile(shift, 2), np.tile(points + shift, 2) + margins])
    return packed


def _free_place(box: Array, taken: Array) -> Array:
    """Find the shift that puts a box clear of all others on a page that grows least and keeps its proportion."""
    size = np.ceil((box[2:] - box[:2]) / CELL).astype(int)
    low, high = taken[:, :2].min(axis=0), taken[:, 2:].max(axis=0)
    # A raster of the page with a border as wide as the box; sums over any rectangle of it then cost four look-ups.
    span = np.ceil((high - low) / CELL).astype(int)
    raster = np.zeros(span + 2 * size + 1)
    for left, bottom, right, top in taken:
        first = np.floor((np.array([left, bottom]) - low) / CELL).astype(int) + size
        last = np.ceil((np.array([right, top]) - low) / CELL).astype(int) + size
        raster[first[0] : last[0], first[1] : last[1]] = 1
    sums = np.zeros(np.array(raster.shape) + 1)
    sums[1:, 1:] = raster.cumsum(axis=0).cumsum(axis=1)
    wide, tall = size
    used = sums[wide:, tall:] - sums[:-wide, tall:] - sums[wide:, :-tall] + sums[:-wide, :-tall]
    places = np.argwhere(used == 0)
    grown = np.maximum(places + size, size + span) - np.minimum(places, size)
    middle = np.hypot(*(places - (size + span) / 2).T)
    best = places[int(np.argmin(np.round(np.maximum(grown[:, 0], grown[:, 1] * WIDE) + 0.01 * middle, 4)))]
    return np.asarray(low + (best - size) * CELL - box[:2])
