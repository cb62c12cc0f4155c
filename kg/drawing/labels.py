"""Where the label of a line stands: along it, the relation above and who says so below, or level across a steep one.

No label lies nearer to another line than to its own, so that nobody has to guess whose it is; one that finds no such place is
left to a circled number.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kg.drawing.cards import Text
from kg.drawing.geometry import Array, Box, grown, inside, overlap_areas
from kg.drawing.lettering import LEADING, width, wrap
from kg.drawing.selection import Line

RELATION, SOURCE = 7.0, 6.5
"""Font sizes in points: the relation, and who says so."""
RELATION_WIDTH, SOURCE_WIDTH = 100.0, 104.0
CLEAR = 1.6
"""Points between a line and the words along it."""
BOW = 9.0
"""Points by which a line may bend under the words along it; more, and they seem to lie beside it."""
ALONG = np.array([0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8, 0.16, 0.84])
"""Places that are tried, as shares of the length."""
SWALLOWED = 0.6
"""Share of a line that a label may hide; of the rest its dashes can be told."""
STEPS = 9
"""Points of a line that are looked at under a label."""


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a line at their place, and the level boxes that cover them."""

    texts: tuple[Text, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows of a label, each with words, size and face; the width of the widest, and the height of all."""

    rows: tuple[tuple[str, float, str], ...]
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class _Places:
    """Places of a label: of each (c) its centre and turn in radians, what it costs, and where its two blocks are.

    `blocks` are the middles of the blocks (c x b x 2), `boxes` the level boxes that cover them (c x n x 4), and `rises` the
    heights of the blocks' upper edges over the centre (c x b).
    """

    centres: Array
    turns: Array
    costs: Array
    blocks: Array
    boxes: Array
    rises: Array


def label_room(line: Line) -> float:
    """Say how much longer a line should be for its label: much when level, little when upright, here in between."""
    relation, source = _blocks(line)
    return 0.55 * max(relation.wide, source.wide) + 0.8 * (relation.high + source.high)


def find_place(line: Line, curve: Array, taken: Array, points: Array, owners: Array) -> Label | None:
    """Find the best place for the label of a line, clear of what is taken; None where there is none.

    Args:
        line: what is said.
        curve: the line on the page (n x 2).
        taken: boxes of nodes, arrowheads and other labels (m x 4).
        points: points of all other lines (p x 2).
        owners: the number of the line that each of them is of, in ascending order (p).
    """
    tried = [places for places in (_along(line, curve), _across(line, curve)) if places is not None]
    near = np.concatenate([places.boxes.reshape(-1, 4) for places in tried])
    reach = np.array([[*near[:, :2].min(axis=0), *near[:, 2:].max(axis=0)]])
    taken = taken[overlap_areas(reach, taken)[0] > 0]
    beside = inside(points, grown(reach, 30))[:, 0]
    points, owners = points[beside], owners[beside]
    found = [_best(places, curve, taken, points, owners) for places in tried]
    cost, at, kind = min((cost, at, kind) for kind, (cost, at) in enumerate(found))
    return _set(line, tried[kind], at) if np.isfinite(cost) else None


@lru_cache(maxsize=512)
def _blocks(line: Line) -> tuple[_Block, _Block]:
    """Break the words of a line into rows: the relation, and below it in italics who says so."""
    relation = tuple((words, RELATION, "plain") for words in wrap(line.words, RELATION_WIDTH, RELATION, lines=2))
    source = tuple((words, SOURCE, "italic") for words in wrap(line.says, SOURCE_WIDTH, SOURCE, face="italic", lines=3))
    first, second = (
        _Block(rows, max((width(*row) for row in rows), default=-3) + 3, sum(size * LEADING for _, size, _ in rows))
        for rows in (relation, source)
    )
    return first, second


def _on(curve: Array, shares: Array) -> Array:
    """Give the points of a curve at shares of its length, whatever the shape of these."""
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    return np.stack([np.interp(shares * steps[-1], steps, curve[:, axis]) for axis in (0, 1)], axis=-1)


def _along(line: Line, curve: Array) -> _Places | None:
    """Turn the label with the line, which runs between its blocks; None where the line is shorter than the label."""
    above, below = _blocks(line)
    length = float(np.hypot(*np.diff(curve, axis=0).T).sum())
    half = max(above.wide, below.wide) / 2 / max(length, 1e-9)
    shares = ALONG[np.abs(ALONG - 0.5) < 0.5 - half]
    if not len(shares):
        return None
    under = _on(curve, shares[:, None] + np.linspace(-half, half, STEPS))
    way = under[:, -1] - under[:, 0]
    way = way * np.where(way[:, :1] < 0, -1, 1)
    turns = np.arctan2(way[:, 1], way[:, 0])
    cosine, sine = np.cos(turns), np.sin(turns)
    centres = under[:, STEPS // 2]
    # How far the line bends above and below the level of its middle, seen along the label.
    rise = ((under - centres[:, None]) * np.stack([-sine, cosine], axis=-1)[:, None]).sum(axis=-1)
    high, low = rise.max(axis=1) + CLEAR, rise.min(axis=1) - CLEAR
    blocks = [(above, high + above.high / 2)] + ([(below, low - below.high / 2)] if below.rows else [])
    covers, middles = [], []
    for block, lift in blocks:
        count = max(1, round(block.wide / block.high))
        offsets = (np.arange(count) - (count - 1) / 2) * block.wide / count
        x = centres[:, :1] + offsets * cosine[:, None] - (lift * sine)[:, None]
        y = centres[:, 1:] + offsets * sine[:, None] + (lift * cosine)[:, None]
        wide = (np.abs(cosine) * block.wide / count + np.abs(sine) * block.high)[:, None] / 2
        tall = (np.abs(sine) * block.wide / count + np.abs(cosine) * block.high)[:, None] / 2
        covers.append(np.stack([x - wide, y - tall, x + wide, y + tall], axis=-1))
        middles.append(centres + np.stack([-lift * sine, lift * cosine], axis=-1))
    costs = 6 * np.abs(shares - 0.5) + 4 * (turns / (np.pi / 2)) ** 2 + np.where(high - low > BOW + 2 * CLEAR, np.inf, 0)
    rises = np.stack([high + above.high, low], axis=1)
    return _Places(centres, turns, costs, np.stack(middles, axis=1), np.concatenate(covers, axis=1), rises)


def _across(line: Line, curve: Array) -> _Places:
    """Set the label level on the line, which ends at its upper and begins again at its lower edge."""
    above, below = _blocks(line)
    high = above.high + below.high
    half = np.array([max(above.wide, below.wide), high + 2]) / 2
    centres = _on(curve, ALONG)
    boxes = np.concatenate([centres - half, centres + half], axis=1)
    hidden = inside(_on(curve, np.linspace(0, 1, 60)), boxes).mean(axis=0)
    costs = 6 * np.abs(ALONG - 0.5) + 1 + 5 * hidden + np.where(hidden > SWALLOWED, np.inf, 0)
    rises = np.tile([high / 2, high / 2 - above.high], (len(centres), 1))
    return _Places(centres, np.zeros(len(centres)), costs, centres[:, None], boxes[:, None], rises)


def _best(places: _Places, curve: Array, taken: Array, points: Array, owners: Array) -> tuple[float, int]:
    """Judge all places: infinitely dear where something else stands or another line is nearer; dear where it hides lines."""
    boxes = grown(places.boxes.reshape(-1, 4), 1)
    shape = places.boxes.shape[:2]
    overlaps = overlap_areas(boxes, taken).sum(axis=1).reshape(shape).sum(axis=1)
    costs = places.costs + np.where(overlaps > 0, np.inf, 0)
    if len(points):
        covered = inside(points, boxes).reshape(len(points), *shape).any(axis=2)
        begins = np.flatnonzero(np.diff(owners, prepend=-1))
        costs = costs + 2.5 * np.logical_or.reduceat(covered, begins, axis=0).sum(axis=0)
        costs = costs + np.where((_nearest(places.blocks, points) <= _nearest(places.blocks, curve) + 1).any(axis=1), np.inf, 0)
    at = int(np.argmin(np.round(costs, 6)))
    return round(float(costs[at]), 6), at


def _nearest(blocks: Array, points: Array) -> Array:
    """Measure how far the nearest of some points is from each block's middle (c x b)."""
    apart = blocks[:, :, None, :] - points
    return np.asarray(np.hypot(apart[..., 0], apart[..., 1]).min(axis=2))


def _set(line: Line, places: _Places, at: int) -> Label:
    """Set the rows of a label at a place."""
    (x, y), turn = places.centres[at], places.turns[at]
    texts = []
    for block, top in zip(_blocks(line), places.rises[at], strict=True):
        lift = top
        for words, size, face in block.rows:
            lift -= size * (LEADING - 0.28)
            where = (float(x - lift * np.sin(turn)), float(y + lift * np.cos(turn)))
            texts.append(Text(*where, words, size, face, turn=float(np.degrees(turn))))
            lift -= size * 0.28
    return Label(tuple(texts), tuple(Box(*map(float, box)) for box in places.boxes[at]))
