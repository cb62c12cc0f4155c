"""Boxes and polylines in points, y upwards."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Box(NamedTuple):
    """An upright rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    def moved(self, x: float, y: float) -> "Box":
        """Shift the box.

        >>> Box(0, 0, 2, 1).moved(1, 1)
        Box(left=1, bottom=1, right=3, top=2)
        """
        return Box(self.left + x, self.bottom + y, self.right + x, self.top + y)

    def grown(self, margin: float) -> "Box":
        """Add a margin on every side."""
        return Box(self.left - margin, self.bottom - margin, self.right + margin, self.top + margin)

    def overlaps(self, other: "Box") -> bool:
        """Tell whether two boxes share an area; touching is no overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top


def grown(boxes: Array, margin: float) -> Array:
    """Add a margin on every side of boxes (n x 4)."""
    return np.asarray(boxes + np.array([-margin, -margin, margin, margin]))


def around(boxes: list[Box]) -> Box:
    """Enclose all boxes."""
    return Box(min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def overlap_areas(boxes: Array, others: Array) -> Array:
    """Measure the common area of each box (rows of n x 4) with each other one (m x 4): n x m."""
    wide = np.minimum(boxes[:, None, 2], others[None, :, 2]) - np.maximum(boxes[:, None, 0], others[None, :, 0])
    high = np.minimum(boxes[:, None, 3], others[None, :, 3]) - np.maximum(boxes[:, None, 1], others[None, :, 1])
    return np.asarray(np.maximum(wide, 0) * np.maximum(high, 0))


def inside(points: Array, boxes: Array) -> NDArray[np.bool_]:
    """Tell for each point (n x 2) and box (m x 4) whether the point lies within: n x m."""
    x, y = points[:, None, 0], points[:, None, 1]
    return np.asarray((x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3]))


def crossings(starts: Array, ends: Array) -> int:
    """Count the pairs of straight segments (n x 2 each) that cross away from common ends."""
    first, second = np.triu_indices(len(starts), 1)
    a, b, c, d = starts[first], ends[first], starts[second], ends[second]

    def side(p: Array, q: Array, r: Array) -> Array:
        return np.asarray((q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0]))

    apart = side(a, b, c) * side(a, b, d)
    across = side(c, d, a) * side(c, d, b)
    return int(np.count_nonzero((apart < -1e-6) & (across < -1e-6)))  # noqa: PLR2004  # rounding of a shared end
