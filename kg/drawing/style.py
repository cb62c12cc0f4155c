"""What a type, an event's reality and a claim's standing look like: shapes, strokes and, by theme, colours.

Colours of the light theme are those of Okabe and Ito, Color Universal Design (2008). Each difference of colour is also one of
shape or dash, so that a picture survives a grey printer; the theme `print` is made for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import cos, log2, pi, sin

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a page: ground, text and faint lines; `tint` and `frame` are of a panel, `shade` of a group's ground.

    Fills and lines go by name. Text is set in `ink` and in the colours of lines, on `paper`, `tint` and `shade`: each pair has
    a contrast of 4.5 to 1 or more (WCAG 2.2, success criterion 1.4.3). Marks have an outline in `ink`.
    """

    paper: str
    ink: str
    faint: str
    tint: str
    frame: str
    shade: str
    fills: Mapping[str, str]
    lines: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """The mark of a type: what the legend calls it, its outline (a key of `OUTLINES`) and its fill (a key of `Theme.fills`)."""

    name: str
    shape: str
    colour: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """The line of a claim: what the legend calls it, colour (a key of `Theme.lines`), width in points, dashes in points."""

    name: str
    colour: str
    width: float
    dashes: tuple[float, ...]
    struck: bool = False


LOOKS = {
    "Person": Look("person", "circle", "orange"),
    "Organization": Look("organisation", "square", "blue"),
    "GovernmentBody": Look("government body", "house", "blue"),
    "ArmedForce": Look("armed force", "shield", "blue"),
    "Group": Look("group", "pair", "sky"),
    "Country": Look("country", "pennant", "green"),
    "Region": Look("place", "pin", "green"),
    "City": Look("place", "pin", "green"),
    "Facility": Look("place", "pin", "green"),
    "Place": Look("place", "pin", "green"),
    "Weapon": Look("weapon", "triangle", "vermillion"),
    "Channel": Look("channel", "bubble", "purple"),
    "Topic": Look("topic", "octagon", "purple"),
    "Narrator": Look("article", "page", "grey"),
}
EVENT = Look("event", "hexagon", "yellow")
OTHER = Look("other", "diamond", "grey")

STROKES = {
    "asserted": Stroke("stated by the article", "asserted", 1.3, ()),
    "attributed": Stroke("attributed to a source", "attributed", 1.2, (5.0, 2.6)),
    "alleged": Stroke("alleged", "alleged", 1.5, (0.1, 2.9)),
    "supposed": Stroke("role in a planned, hypothetical or negated event", "supposed", 1.0, (8.0, 2.0, 1.5, 2.0)),
    "denied": Stroke("denied or refuted", "denied", 0.8, (), struck=True),
}
"""By standing, surest first."""

_LIGHT_FILLS = {
    "orange": "#E69F00", "sky": "#56B4E9", "green": "#009E73", "yellow": "#F0E442",
    "blue": "#0072B2", "vermillion": "#D55E00", "purple": "#CC79A7", "grey": "#BBBBBB",
}  # fmt: skip
THEMES = {
    "light": Theme(
        paper="#ffffff", ink="#1a1a1a", faint="#6b6b6b", tint="#f4f1ea", frame="#cfc8b8", shade="#f3f6f9",
        fills=_LIGHT_FILLS,
        # Okabe and Ito's purple and vermillion are darkened, to be read as text.
        lines={
            "asserted": "#1a1a1a", "attributed": "#0072B2", "alleged": "#9C3D75", "supposed": "#666666", "denied": "#B02A00",
        },
    ),
    "dark": Theme(
        paper="#14171c", ink="#ececec", faint="#a3a7ad", tint="#22272f", frame="#4a515c", shade="#1c212a",
        fills={**_LIGHT_FILLS, "blue": "#2B8FD0", "grey": "#8A8A8A"},
        lines={
            "asserted": "#ececec", "attributed": "#6CC0F5", "alleged": "#E79CC8", "supposed": "#a3a7ad", "denied": "#FF8A66",
        },
    ),
    "print": Theme(
        paper="#ffffff", ink="#000000", faint="#595959", tint="#f2f2f2", frame="#8c8c8c", shade="#f0f0f0",
        # Shapes that are easily taken for each other lie far apart in lightness.
        fills={
            "orange": "#dddddd", "sky": "#9a9a9a", "green": "#777777", "yellow": "#f4f4f4",
            "blue": "#4d4d4d", "vermillion": "#222222", "purple": "#b5b5b5", "grey": "#c8c8c8",
        },
        lines={
            "asserted": "#000000", "attributed": "#333333", "alleged": "#333333", "supposed": "#595959", "denied": "#000000",
        },
    ),
}  # fmt: skip
"""The themes by name; `print` is all grey."""

WIDEST = 3.0
"""Points of the widest line; a wider one hides its dashes."""


def weighted(stroke: Stroke, sources: int) -> Stroke:
    """Widen a stroke by half for each doubling of the independent sources.

    >>> weighted(STROKES["attributed"], 1).width, weighted(STROKES["attributed"], 4).width
    (1.2, 2.4)
    """
    return replace(stroke, width=round(min(WIDEST, stroke.width * (1 + log2(sources) / 2)), 2))


UNREAL = {"planned": "planned", "hypothetical": "hypothetical", "negated": "did not happen"}
"""Occurrences that are drawn hollow, and the words under their label."""


def look_of(kind: str, type_name: str) -> Look:
    """Choose the mark of a node; an unknown class has its kind's."""
    return LOOKS.get(type_name) or (EVENT if kind == "event" else OTHER)


def _regular(corners: int, turn: float = 0.0, size: float = 1.0) -> Points:
    """Place the corners of a regular polygon; turn 0 has one corner on top."""
    return tuple((size * sin(2 * pi * k / corners + turn), size * cos(2 * pi * k / corners + turn)) for k in range(corners))


def _pin() -> Points:
    """Outline a map pin: a round head with a point below."""
    head = [(0.72 * sin(a), 0.28 + 0.72 * cos(a)) for a in (pi * (k / 12 - 2 / 3) for k in range(17))]
    return (*head, (0.0, -1.0))


_S = 0.86
OUTLINES: dict[str, Points] = {
    "circle": _regular(48, size=0.95),
    "square": _regular(4, turn=pi / 4, size=1.15),
    "house": ((-_S, -0.8), (_S, -0.8), (_S, 0.3), (0.0, 1.0), (-_S, 0.3)),
    "shield": ((-_S, 0.85), (_S, 0.85), (_S, -0.1), (0.5, -0.65), (0.0, -1.0), (-0.5, -0.65), (-_S, -0.1)),
    "pair": (
        *((0.36 + 0.62 * sin(a), 0.62 * cos(a)) for a in (pi * (k / 12 - 0.2) for k in range(17))),
        *((-0.36 + 0.62 * sin(a), 0.62 * cos(a)) for a in (pi * (k / 12 + 0.82) for k in range(17))),
    ),
    "pennant": ((-0.9, 0.75), (0.55, 0.75), (1.0, 0.0), (0.55, -0.75), (-0.9, -0.75)),
    "pin": _pin(),
    "triangle": ((0.0, 1.0), (0.95, -0.7), (-0.95, -0.7)),
    "bubble": ((-0.95, 0.7), (0.95, 0.7), (0.95, -0.45), (0.0, -0.45), (-0.4, -1.0), (-0.4, -0.45), (-0.95, -0.45)),
    "page": ((-0.75, -0.95), (0.75, -0.95), (0.75, 0.4), (0.25, 0.95), (-0.75, 0.95)),
    "octagon": _regular(8, turn=pi / 8),
    "hexagon": _regular(6, turn=pi / 6, size=1.05),
    "diamond": _regular(4),
}
"""Corners about the origin within a circle of about radius 1, y upwards."""
