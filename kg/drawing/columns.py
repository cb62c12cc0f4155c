"""Parts of a page of columns: marks with their words beside them, panels of text, and curves between the columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, sqrt

import numpy as np

from kg.drawing.cards import LABEL, RADIUS, REMARK, Card, Text
from kg.drawing.geometry import Array, Box, around
from kg.drawing.lettering import LEADING, clean, cut, width, wrap
from kg.drawing.routing import Track
from kg.drawing.selection import Line, Thing
from kg.drawing.style import UNREAL
from kg.network import Node

PAD = 6.0
"""Points between the border of a panel and its text."""
Row = tuple[str, float, str]
"""Words, their size in points, and their face."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A box of text whose border is drawn in the stroke of a standing (a key of `STROKES`), or thin without one.

    The texts in italics have the colour of that stroke.
    """

    box: Box
    texts: tuple[Text, ...]
    attribution: str = ""

    def moved(self, x: float, y: float) -> "Panel":
        """Shift the panel with its texts."""
        texts = tuple(Text(t.x + x, t.y + y, t.words, t.size, t.face, t.align) for t in self.texts)
        return Panel(self.box.moved(x, y), texts, self.attribution)


def panel(rows: Sequence[Row], wide: float, attribution: str = "") -> Panel:
    """Set rows of text into a panel whose upper left corner is the origin."""
    texts, y = [], -PAD
    for words, size, face in rows:
        y -= size * LEADING
        texts.append(Text(PAD, y + 0.28 * size, words, size, face, "left"))
    return Panel(Box(0, y - PAD, wide, 0), tuple(texts), attribution)


def beside(thing: Thing, wide: float, *, left: bool = False) -> Card:
    """Measure a node with its words to the right of its mark, or to the left."""
    radius = min(RADIUS[1], RADIUS[0] + 0.9 * sqrt(thing.weight))
    rows: list[Row] = [(words, LABEL, "bold") for words in wrap(thing.label, wide, LABEL, face="bold", lines=4)]
    rows += [(words, REMARK, "italic") for words in wrap(thing.remark, wide, REMARK, face="italic", lines=3, even=False)]
    high = sum(size * LEADING for _, size, _ in rows)
    edge = (radius + 4) * (-1 if left else 1)
    texts, y = [], high / 2
    for words, size, face in rows:
        y -= size * LEADING
        texts.append(Text(edge, y + 0.28 * size, words, size, face, "right" if left else "left"))
    widest = max(width(*row) for row in rows)
    label = Box(edge - widest - 1.5, -high / 2, edge + 1.5, high / 2) if left else Box(edge, -high / 2, edge + widest, high / 2)
    return Card(thing, radius, tuple(texts), label, None, around([Box(-radius, -radius, radius, radius), label]))


def mark(thing: Thing) -> Card:
    """Measure the mark of a node alone."""
    radius = min(RADIUS[1], RADIUS[0] + 0.9 * sqrt(thing.weight))
    return Card(thing, radius, (), Box(0, 0, 0, 0), None, Box(-radius, -radius, radius, radius))


def thing_of(node: Node, weight: int, remark: str = "") -> Thing:
    """Make a node of the network a thing to draw; without a remark an event says whether it is real."""
    label = cut(clean(node.label), 90) or "?"
    return Thing(node.id, label, node.type, node.kind, node.occurrence in UNREAL, remark or reality(node), weight, ())


def reality(node: Node) -> str:
    """Word whether an event is real, "" where that is not in doubt."""
    return UNREAL.get(node.occurrence) or ("reported" if node.occurrence == "reported" else "")


def spread(centres: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """Move centres, given from top to bottom, as little as possible so that none of the heights overlap: pooled neighbours.

    >>> spread([0, 0, -50], [10, 10, 10], 2)
    [6.0, -6.0, -50.0]
    """
    pools: list[tuple[float, int]] = []  # mean of wanted offsets, and how many
    offsets = [0.0] if centres else []
    for above, below in pairwise(heights):
        offsets.append(offsets[-1] - (above + below) / 2 - gap)
    for centre, offset in zip(centres, offsets, strict=True):
        pools.append((centre - offset, 1))
        while len(pools) > 1 and pools[-2][0] < pools[-1][0]:
            (low, few), (high, many) = pools[-1], pools[-2]
            pools[-2:] = [((low * few + high * many) / (few + many), few + many)]
    placed = [mean for mean, count in pools for _ in range(count)]
    return [round(mean + offset, 2) for mean, offset in zip(placed, offsets, strict=True)]


def sweep(start: tuple[float, float], end: tuple[float, float], line: Line, *, level: float = -inf) -> Track:
    """Run a line that leaves and arrives level, without words at it; up to `level` it does not rise or fall."""
    t = np.linspace(0, 1, 60)
    ease = t * t * (3 - 2 * t)
    x = max(start[0], level)
    points: Array = np.stack([x + (end[0] - x) * t, start[1] + (end[1] - start[1]) * ease], axis=1)
    return Track(line, np.concatenate([[start], points]).round(2))
