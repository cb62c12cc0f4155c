"""How lines run and where their labels stand: curves about other nodes, labels where nothing else is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kg.drawing.cards import Card, Text
from kg.drawing.geometry import Array, Box, grown, inside, overlap_areas
from kg.drawing.lettering import LEADING, width, wrap
from kg.drawing.selection import Line

RELATION, SOURCE = 7.0, 6.5
"""Font sizes of a line's label in points: the relation, and who says so."""
RELATION_WIDTH, SOURCE_WIDTH = 100.0, 104.0
HEAD = 6.5
"""Length of an arrowhead in points."""
COIN = 5.6
"""Radius of a circled number in points."""
SOURCED = 0.4
"""How short a line with a source counts when labels choose their places; 0.4 puts all but the longest before plain ones."""
NOWHERE = Box(0, 0, 0, 0)
SAMPLES = 160
"""Points a curve is computed with; at 600 points of length they lie 4 points apart."""
BENDS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.48, -0.48)
"""Bows that are tried, as height over length, straight first."""
STRANDS = 27.0
"""Distance in points of two lines between the same nodes; a label of two lines fits between."""


@dataclass(frozen=True, slots=True)
class Track:
    """A line on the page: its points from border to border, and its label.

    `number` is 0 when the label stands at the line, else the circled number that leads to the notes.
    """

    line: Line
    points: Array
    texts: tuple[Text, ...]
    label: Box
    number: int


def route(lines: Sequence[Line], cards: dict[str, Card], positions: dict[str, tuple[float, float]]) -> list[Track]:
    """Draw every line and find a place for every label; labels without one get a number, whose coin has no place yet."""
    boxes = _card_boxes(cards, positions)
    curves = _curves(lines, cards, positions, boxes)
    if not curves:
        return []
    everything = np.concatenate(curves)[::8]
    taken = np.concatenate([boxes, *[_head_box(curve) for curve in curves]])
    tracks: dict[int, Track] = {}
    # The shorter a line, the fewer places its label has: it chooses first. Who alleges something matters most.
    haste = [round(_length(curve) * (SOURCED if line.says else 1), 3) for line, curve in zip(lines, curves, strict=True)]
    for at in sorted(range(len(lines)), key=lambda at: (haste[at], at)):
        size, texts = _label(lines[at])
        found = _stand(curves[at], size, taken, everything)
        if found is None:
            continue
        x, y = found
        box = Box(x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)
        taken = np.concatenate([taken, np.array([box])])
        set_texts = tuple(Text(text.x + x, text.y + y, text.words, text.size, text.face) for text in texts)
        tracks[at] = Track(lines[at], curves[at], set_texts, box, 0)
    homeless = (at for at in range(len(lines)) if at not in tracks)
    numbered = {at: Track(lines[at], curves[at], (), NOWHERE, number) for number, at in enumerate(homeless, 1)}
    return [tracks.get(at) or numbered[at] for at in range(len(lines))]


def place_coins(tracks: Sequence[Track], cards: dict[str, Card], positions: dict[str, tuple[float, float]]) -> list[Track]:
    """Put the circled numbers at their lines, clear of nodes, labels and each other."""
    boxes = _card_boxes(cards, positions)
    taken = [*boxes, *(np.array(track.label) for track in tracks if not track.number)]
    placed = []
    for track in tracks:
        if track.number:
            x, y = _coin_place(track.points[::3], np.array(taken))
            coin = Text(x, y - 0.36 * SOURCE, str(track.number), SOURCE, "bold")
            box = Box(x - COIN, y - COIN, x + COIN, y + COIN)
            taken.append(np.array(box))
            placed.append(Track(track.line, track.points, (coin,), box, track.number))
        else:
            placed.append(track)
    return placed


def _card_boxes(cards: dict[str, Card], positions: dict[str, tuple[float, float]]) -> Array:
    """Give the box of every card on the page (n x 4)."""
    return np.array([card.box.moved(*positions[node]) for node, card in cards.items()], dtype=float).reshape(-1, 4)


@lru_cache(maxsize=512)
def _label(line: Line) -> tuple[tuple[float, float], tuple[Text, ...]]:
    """Set the words of a line about the origin: relation above, source below in italics; give their width and height."""
    rows = [(words, RELATION, "plain") for words in wrap(line.words, RELATION_WIDTH, RELATION, lines=2)]
    rows += [(words, SOURCE, "italic") for words in wrap(line.says, SOURCE_WIDTH, SOURCE, face="italic", lines=3)]
    high = sum(size * LEADING for _, size, _ in rows)
    wide = max(width(*row) for row in rows)
    texts, y = [], high / 2
    for words, size, face in rows:
        y -= size * LEADING
        texts.append(Text(0, y + 0.28 * size, words, size, face))
    return (wide + 3, high + 2), tuple(texts)


def label_room(line: Line) -> float:
    """Say how much longer a line should be for its label: much when level, little when upright, here in between."""
    (wide, high), _ = _label(line)
    return 0.55 * wide + 0.8 * high


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
    """Choose the flattest bow that keeps clear of the other nodes."""
    span = float(np.hypot(*(end - start)))
    margin = 3 + (strands - 1) * STRANDS / 2
    avoided = grown(others, margin)
    hits = []
    for bow in BENDS:
        hits.append(int(inside(_bent(start, end, bow * span)[::6], avoided).any(axis=0).sum()))
        if not hits[-1]:
            break
    return BENDS[hits.index(min(hits))]


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


_ALONG = np.array([0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8, 0.16, 0.84])
_ASIDE = (0.0, 1.0, -1.0)


def _stand(curve: Array, size: tuple[float, float], taken: Array, everything: Array) -> tuple[float, float] | None:
    """Find the best centre for a label: on the line or just beside it, near its middle, hiding few other lines."""
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    at = np.searchsorted(steps, _ALONG * steps[-1]).clip(1, len(curve) - 2)
    on_line = curve[at]
    way = curve[(at + 3).clip(max=len(curve) - 1)] - curve[(at - 3).clip(min=0)]
    normal = np.stack([-way[:, 1], way[:, 0]], axis=1) / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    reach = (np.abs(normal[:, 0]) * size[0] + np.abs(normal[:, 1]) * size[1]) / 2 + 2
    centres = np.concatenate([on_line + normal * (aside * reach)[:, None] for aside in _ASIDE])
    half = np.array(size) / 2
    boxes = np.concatenate([centres - half, centres + half], axis=1)
    free = ~(overlap_areas(boxes, grown(taken, 1)) > 0).any(axis=1)
    if not free.any():
        return None
    hidden = inside(everything, boxes).sum(axis=0) * 8.0
    own = inside(curve, boxes).sum(axis=0)
    swallowed = own / len(curve) > 0.6  # noqa: PLR2004  # else the dashes cannot be told apart
    cost = (hidden - own) * 0.05 + 6 * np.abs(np.tile(_ALONG, len(_ASIDE)) - 0.5)
    cost += np.repeat([0.0, 2.5, 2.5], len(_ALONG)) + 8 * swallowed
    best = int(np.argmin(np.round(np.where(free, cost, np.inf), 6)))
    return float(centres[best, 0]), float(centres[best, 1])


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
