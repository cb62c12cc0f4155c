"""What a type, an event's reality and a claim's standing look like: colours, shapes and strokes.

Colours are those of Okabe and Ito, Color Universal Design (2008). Each difference of colour is also one of shape or dash,
so the picture survives a grey printer.
"""

from dataclasses import dataclass
from math import cos, pi, sin

INK = "#1a1a1a"
FAINT = "#6b6b6b"
PAPER = "#ffffff"
TINT = "#f4f1ea"
"""Ground of the figures under an event."""

_ORANGE, _SKY, _GREEN, _YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
_BLUE, _VERMILLION, _PURPLE, _GREY = "#0072B2", "#D55E00", "#CC79A7", "#BBBBBB"

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The mark of a type: what the legend calls it, its outline (a key of `OUTLINES`) and its fill."""

    name: str
    shape: str
    colour: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """The line of a claim: what the legend calls it, colour, width in points, dashes in points."""

    name: str
    colour: str
    width: float
    dashes: tuple[float, ...]
    struck: bool = False


LOOKS = {
    "Person": Look("person", "circle", _ORANGE),
    "Organization": Look("organisation", "square", _BLUE),
    "GovernmentBody": Look("government body", "house", _BLUE),
    "ArmedForce": Look("armed force", "shield", _BLUE),
    "Group": Look("group", "pair", _SKY),
    "Country": Look("country", "pennant", _GREEN),
    "Region": Look("place", "pin", _GREEN),
    "City": Look("place", "pin", _GREEN),
    "Facility": Look("place", "pin", _GREEN),
    "Place": Look("place", "pin", _GREEN),
    "Weapon": Look("weapon", "triangle", _VERMILLION),
    "Channel": Look("channel", "bubble", _PURPLE),
    "Topic": Look("topic", "octagon", _PURPLE),
}
EVENT = Look("event", "hexagon", _YELLOW)
OTHER = Look("other", "diamond", _GREY)

STROKES = {
    "asserted": Stroke("stated by the article", INK, 1.3, ()),
    "attributed": Stroke("attributed to a source", _BLUE, 1.2, (5.0, 2.6)),
    "alleged": Stroke("alleged", "#9C3D75", 1.5, (0.1, 2.9)),
    "supposed": Stroke("role in a planned, hypothetical or negated event", FAINT, 1.0, (8.0, 2.0, 1.5, 2.0)),
    "denied": Stroke("denied or refuted", "#B02A00", 0.8, (), struck=True),
}
"""By standing, surest first; `alleged` and `denied` darken Okabe and Ito's purple and vermillion, to be seen as lines."""

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
    "octagon": _regular(8, turn=pi / 8),
    "hexagon": _regular(6, turn=pi / 6, size=1.05),
    "diamond": _regular(4),
}
"""Corners about the origin within a circle of about radius 1, y upwards."""
