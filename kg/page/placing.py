"""Where the things lie on the page: a small graph as on a drawing, a large one by sparse stress.

Sparse stress (Ortmann, Klimenta and Brandes 2017, doi 10.7155/jgaa.00440) pulls each node towards its distances from its
neighbours and from a few pivots, so that a round takes time in proportion to the lines and not to the pairs of nodes.
"""

from collections.abc import Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.drawing.geometry import Array, Box
from kg.drawing.layout import SEED, WIDE, settle, sketch
from kg.drawing.lettering import clean, width, wrap

SMALL = 80
"""Things up to which the layout of the drawings is used; it takes a second for these and grows with the cube."""
PIVOTS = 30
ROUNDS = 30
LENGTH = 95.0
"""Points of a line between two things."""
APART = 56.0
"""Points between two things at least, as far as a few rounds can bring that about."""
STRETCH = np.array([1.5, 1.0])
"""Labels are wider than high."""
LABEL, LABEL_WIDTH, LINE_ROOM = 13.0, 130.0, 70.0

Rows = NDArray[np.int64]


def place(labels: Sequence[str], lines: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Give each thing its position in points, y upwards; the same for the same graph."""
    if len(labels) <= SMALL:
        boxes = [_box(label) for label in labels]
        found = settle(sketch(boxes, lines, [LINE_ROOM] * len(lines)), boxes)
    else:
        found = _large(len(labels), lines)
    return [(float(x), float(y)) for x, y in found.round(1)]


def _box(label: str) -> Box:
    words = wrap(clean(label), LABEL_WIDTH, LABEL)
    half = max([12.0, *(width(line, LABEL) / 2 for line in words)])
    return Box(-half, -14 - 15 * len(words), half, 14)


def _large(count: int, lines: Sequence[tuple[int, int]]) -> Array:
    """Lay out every component alone and set them in rows, the largest first."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(line for line in lines if line[0] != line[1])
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    positions = np.zeros((count, 2))
    clouds = [_component(graph, part) for part in parts]
    page = np.sqrt(sum(float(np.prod(np.ptp(cloud, axis=0) + 2 * APART)) for cloud in clouds) * WIDE) if clouds else 0.0
    wide = max([page, *(float(np.ptp(cloud[:, 0])) for cloud in clouds)])
    x = y = high = 0.0
    for part, cloud in zip(parts, clouds, strict=True):
        size = np.ptp(cloud, axis=0) + 2 * APART
        if x and x + size[0] > wide + 2 * APART:
            x, y, high = 0.0, y - high, 0.0
        positions[part] = cloud - cloud.min(axis=0) + APART + [x, y - size[1]]
        x, high = x + float(size[0]), max(high, float(size[1]))
    return positions


def _component(graph: nx.Graph, part: list[int]) -> Array:
    """Lay out one connected component about the origin."""
    if len(part) == 1:
        return np.zeros((1, 2))
    number = {node: at for at, node in enumerate(part)}
    beside = [[number[near] for near in graph[node]] for node in part]
    far = _from_pivots(beside)
    ends = np.array([(number[a], number[b]) for a, b in graph.edges(part)], dtype=np.int64)
    found = _relaxed(_start(far), far, ends)
    return np.asarray(_apart(found - found.mean(axis=0)) * STRETCH)


def _from_pivots(beside: list[list[int]]) -> Array:
    """Measure the distance of every node from each pivot, in lines: rows are pivots, each far from those before it."""
    nearest = np.full(len(beside), np.inf)
    pivot = max(range(len(beside)), key=lambda node: (len(beside[node]), -node))
    rows = []
    for _ in range(min(PIVOTS, len(beside))):
        rows.append(_distances(beside, pivot))
        nearest = np.minimum(nearest, rows[-1])
        pivot = int(np.argmax(nearest))
    return np.array(rows)


def _distances(beside: list[list[int]], start: int) -> Array:
    far = np.full(len(beside), -1.0)
    far[start] = 0
    level = [start]
    while level:
        wider = []
        for node in level:
            for near in beside[node]:
                if far[near] < 0:
                    far[near] = far[node] + 1
                    wider.append(near)
        level = wider
    return far


def _start(far: Array) -> Array:
    """Project the distances on their two main axes (pivot MDS, Brandes and Pich 2007); a little noise parts equal nodes."""
    squared = far**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    _, axes = np.linalg.eigh(centred @ centred.T)
    found = centred.T @ axes[:, -2:]
    found /= max(float(np.abs(found).max()), 1e-9)
    noise = np.random.default_rng(SEED).standard_normal(found.shape)
    return np.asarray((found + 0.02 * noise) * far.max() / 2 * LENGTH)


def _relaxed(positions: Array, far: Array, ends: Rows) -> Array:
    """Lower the stress of all lines and of all distances from pivots, one step of every node a round (Jacobi)."""
    count = far.shape[1]
    pivots = np.argmin(far, axis=1)
    one, other = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    degree = np.bincount(ends.ravel(), minlength=count)
    # A line between two hubs is longer: there is more to lie around its ends.
    wanted = np.tile(LENGTH * (1 + 0.25 * np.sqrt(degree[ends].min(axis=1))), 2)
    weight = 1 / wanted**2
    distant = far * LENGTH * 1.6
    pulled = np.where(distant > 0, 0.5 / np.maximum(distant, 1e-9) ** 2, 0)
    total = np.bincount(one, weight, count) + pulled.sum(axis=0)
    for _ in range(ROUNDS):
        delta = positions[one] - positions[other]
        near = positions[other] + delta * (wanted / np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-6))[:, None]
        x, y = (positions[None, :, axis] - positions[pivots, None, axis] for axis in (0, 1))
        stretch = distant / np.maximum(np.sqrt(x * x + y * y), 1e-6)
        target = np.empty_like(positions)
        for axis, apart in ((0, x), (1, y)):
            from_pivots = (pulled * (positions[pivots, None, axis] + apart * stretch)).sum(axis=0)
            target[:, axis] = (np.bincount(one, weight * near[:, axis], count) + from_pivots) / total
        positions = positions + 0.9 * (target - positions)
    return positions


def _apart(positions: Array) -> Array:
    """Push things apart that lie nearer than `APART`, found through a raster of cells as large; a few rounds do most of it."""
    for _ in range(ROUNDS):
        one, other = _near(positions)
        delta = positions[one] - positions[other]
        length = np.hypot(delta[:, 0], delta[:, 1])
        short = length < APART
        if not short.any():
            break
        one, other, delta, length = one[short], other[short], delta[short], np.maximum(length[short], 1e-6)
        push = delta * ((APART - length) / length * 0.3)[:, None]
        move = np.stack([np.bincount(one, push[:, axis], len(positions)) for axis in (0, 1)], axis=1)
        move -= np.stack([np.bincount(other, push[:, axis], len(positions)) for axis in (0, 1)], axis=1)
        step = np.hypot(move[:, 0], move[:, 1])[:, None]
        positions = positions + move * np.minimum(1, APART / np.maximum(step, 1e-9))
    return positions


def _near(positions: Array) -> tuple[Rows, Rows]:
    """List the pairs of things in the same or in neighbouring cells."""
    cells = np.floor(positions / APART).astype(np.int64)
    cells -= cells.min(axis=0) - 1
    stride = int(cells[:, 1].max()) + 2
    keys = cells[:, 0] * stride + cells[:, 1]
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    ones, others = [], []
    for step in (0, 1, stride - 1, stride, stride + 1):
        begin = np.searchsorted(ranked, ranked + step, "left")
        end = np.searchsorted(ranked, ranked + step, "right")
        if step == 0:
            begin = np.arange(len(ranked)) + 1
        counts = np.maximum(end - begin, 0)
        ones.append(np.repeat(np.arange(len(ranked)), counts))
        starts = np.repeat(np.cumsum(counts) - counts, counts)
        others.append(np.arange(int(counts.sum())) - starts + np.repeat(begin, counts))
    return order[np.concatenate(ones)], order[np.concatenate(others)]
