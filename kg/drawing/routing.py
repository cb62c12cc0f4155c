"""How lines run and what stands at them: curves about other nodes, labels or circled numbers where nothing else is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.drawing.cards import Card, Text
from kg.drawing.geometry import Array, Box, grown, inside, overlap_areas
from kg.drawing.labels import SOURCE, find_place
from kg.drawing.selection import Line

HEAD = 6.5
"""Length of an arrowhead in points."""
COIN = 5.6
"""Radius of a circled number in points."""
SOURCED = 0.4
"""How short a line with a source counts when labels choose their places; 0.4 puts all but the longest before plain ones."""
SAMPLES = 160
"""Points a curve is computed with; at 600 points of length they lie 4 points apart."""
BENDS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.48, -0.48)
"""Bows that are tried, as height over length, straight first."""
DETOUR = 15
"""How many fortieths of a line may run through a node before a bow as high as the line is long is better."""
STRANDS = 27.0
"""Distance in points of two lines between the same nodes; a label of two lines fits between."""


@dataclass(frozen=True, slots=True)
class Track:
    """A line on the page: its points from border to border, its label, and the level boxes that cover that.

    `number` is 0 when the label stands at the line, else the circled number that leads to the notes.
    """

    line: Line
    points: Array
    texts: tuple[Text, ...] = ()
    boxes: tuple[Box, ...] = ()
    number: int = 0


def route(lines: Sequence[Line], cards: dict[str, Card], positions: dict[str, tuple[float, float]]) -> list[Track]:
    """Draw every line and find a place for every label; labels without one get a number, whose coin has no place yet."""
    boxes = _card_boxes(cards, positions)
    curves = _curves(lines, cards, positions, boxes)
    if not curves:
        return []
    points = np.concatenate([curve[::4] for curve in curves])
    owners = np.repeat(np.arange(len(curves)), [len(curve[::4]) for curve in curves])
    taken = np.concatenate([boxes, *[_head_box(curve) for curve in curves]])
    tracks: dict[int, Track] = {}
    # The shorter a line, the fewer places its label has: it chooses first. Who alleges something matters most.
    haste = [round(_length(curve) * (SOURCED if line.says else 1), 3) for line, curve in zip(lines, curves, strict=True)]
    for at in sorted(range(len(lines)), key=lambda at: (haste[at], at)):
        others = owners != at
        found = find_place(lines[at], curves[at], taken, points[others], owners[others])
        if found is not None:
            taken = np.concatenate([taken, np.array(found.boxes)])
            tracks[at] = Track(lines[at], curves[at], found.texts, found.boxes)
    homeless = (at for at in range(len(lines)) if at not in tracks)
    numbered = {at: Track(lines[at], curves[at], number=number) for number, at in enumerate(homeless, 1)}
    return [tracks.get(at) or numbered[at] for at in range(len(lines))]


def place_coins(tracks: Sequence[Track], cards: dict[str, Card], positions: dict[str, tuple[float, float]]) -> list[Track]:
    """Put the circled numbers at their lines, clear of nodes, labels and each other."""
    boxes = _card_boxes(cards, positions)
    taken = [*boxes, *(np.array(box) for track in tracks for box in track.boxes)]
    placed = []
    for track in tracks:
        if track.number:
            x, y = _coin_place(track.points[::3], np.array(taken))
            coin = Text(x, y - 0.36 * SOURCE, str(track.number), SOURCE, "bold")
            box = Box(x - COIN, y - COIN, x + COIN, y + COIN)
            taken.append(np.array(box))
            placed.append(Track(track.line, track.points, (coin,), (box,), track.number))
        else:
            placed.append(track)
    return placed


def pierced(tracks: Sequence[Track], cards: dict[str, Card], positions: dict[str, tuple[float, float]]) -> int:
    """Count the lines that run through a node that they have nothing to do with, as if they ended there."""
    boxes = _card_boxes(cards, positions)
    index = {node: at for at, node in enumerate(cards)}
    through = 0
    for track in tracks:
        others = np.delete(boxes, [index[track.line.source], index[track.line.target]], axis=0)
        through += bool(inside(track.points[::4], others).any())
    return through


def _card_boxes(cards: dict[str, Card], positions: dict[str, tuple[float, float]]) -> Array:
    """Give the box of every card on the page (n x 4)."""
    return np.array([card.box.moved(*positions[node]) for node, card in cards.items()], dtype=float).reshape(-1, 4)


def _length(curve: Array) -> float:
    """Measure a polyline."""
    return float(np.hypot(*np.diff(curve, axis=0).T).sum())


def _head_box(curve: Array) -> Array:
    """Enclose the arrowhead, which no label may cover."""
    back = curve[-1] + (curve[max(len(curve) - 6, 0)] - curve[-1]) * 0.5
    low, high = np.minimum(curve[-1], back), np.maximum(curve[-1], back)
    return np.array([[low[0] - 2, low[1] - 2, high[0] + 2, high[1] + 2]])


def _curves(
    lines: Sequence[Line], cards: dict[str, Card], positions: dict[str, tuple[float, float]], boxes: Array
) -> list[Array]:
    """Bow each line about the nodes in its way; lines between the same nodes run side by side."""
    strands: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        strands[min(line.source, line.target), max(line.source, line.target)].append(at)
    index = {node: at for at, node in enumerate(cards)}
    curves: dict[int, Array] = {}
    for (first, second), members in strands.items():
        if first == second:
            for turn, at in enumerate(members):
                curves[at] = _loop(positions[first], cards[first].radius, turn)
            continue
        others = np.delete(boxes, [index[first], index[second]], axis=0)
        start, end = np.array(positions[first]), np.array(positions[second])
        bow = _best_bow(start, end, others, len(members))
        span = float(np.hypot(*(end - start)))
        for turn, at in enumerate(members):
            lift = bow * span + (turn - (len(members) - 1) / 2) * min(STRANDS, 0.5 * span)
            points = _clip(_bent(start, end, lift), cards[first], cards[second], positions[first], positions[second])
            curves[at] = points if lines[at].source == first else points[::-1]
    return [curves[at] for at in range(len(lines))]


def _bent(start: Array, end: Array, lift: float) -> Array:
    """Sample a quadratic Bezier curve whose middle lies `lift` points to the left of the chord."""
    way = end - start
    normal = np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1e-9)
    control = (start + end) / 2 + 2 * lift * normal
    t = np.linspace(0, 1, SAMPLES)[:, None]
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end)


def _best_bow(start: Array, end: Array, others: Array, strands: int) -> float:
    """Choose the flattest bow that keeps clear of the other nodes, or else the one that runs through them least."""
    span = float(np.hypot(*(end - start)))
    margin = 3 + (strands - 1) * STRANDS / 2
    avoided = grown(others, margin)
    costs = []
    for bow in BENDS:
        hits = int(inside(_bent(start, end, bow * span)[::4], avoided).any(axis=1).sum())
        costs.append(hits + DETOUR * abs(bow))
        if not hits:
            break
    return BENDS[costs.index(min(costs))]


def _loop(centre: tuple[float, float], radius: float, turn: int) -> Array:
    """Draw a loop above a node, each further one larger."""
    high = radius + 20 + 22 * turn
    angle = np.linspace(-np.pi / 2 + 0.45, 3 * np.pi / 2 - 0.45, SAMPLES)
    across = 0.45 * high
    middle = radius * 0.75 + high / 2
    return np.stack([centre[0] + across * np.cos(angle), centre[1] + middle + high / 2 * np.sin(angle)], axis=1)


def _clip(curve: Array, first: Card, second: Card, start: tuple[float, float], end: tuple[float, float]) -> Array:
    """Keep what lies between the borders of two nodes; never nothing."""
    leaves = np.flatnonzero(_covered(curve, first, start))
    begin = int(leaves[-1]) if len(leaves) else 0
    arrives = np.flatnonzero(_covered(curve[begin:], second, end))
    stop = begin + int(arrives[0]) if len(arrives) else len(curve) - 1
    middle = len(curve) // 2
    return curve[begin : stop + 1] if stop - begin >= 3 else curve[middle - 2 : middle + 2]  # noqa: PLR2004  # a stub


def _covered(points: Array, card: Card, centre: tuple[float, float]) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Tell which points lie under a node: its mark, its label or its figures."""
    local = points - np.array(centre)
    boxes = np.array([card.label.grown(1.5), *([card.figures.grown(1.5)] if card.figures else [])], dtype=float)
    return np.asarray((np.hypot(local[:, 0], local[:, 1]) < card.radius + 2) | inside(local, boxes).any(axis=1))


def _coin_place(curve: Array, taken: Array) -> tuple[float, float]:
    """Find the place on or beside a line where a circled number overlaps least, the middle preferred."""
    way = np.gradient(curve, axis=0)
    normal = np.stack([-way[:, 1], way[:, 0]], axis=1) / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    asides = COIN * np.array([0, 1.2, -1.2, 2.4, -2.4, 3.6, -3.6, 5, -5, 7, -7])
    centres = np.concatenate([curve + normal * aside for aside in asides])
    overlap = overlap_areas(np.concatenate([centres - COIN, centres + COIN], axis=1), taken).sum(axis=1)
    from_middle = np.abs(np.linspace(-0.5, 0.5, len(curve)))
    cost = overlap * 100 + np.tile(from_middle, len(asides)) + np.repeat(np.abs(asides) / COIN / 4, len(curve))
    best = int(np.argmin(np.round(cost, 6)))
    return float(centres[best, 0]), float(centres[best, 1])
