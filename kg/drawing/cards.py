"""A node as it lies on the page: its mark, its label, its remark and its figures, each measured."""

from dataclasses import dataclass
from math import sqrt

from kg.drawing.figures import MOST_BADGES, Badge
from kg.drawing.geometry import Box, around
from kg.drawing.lettering import LEADING, width, wrap
from kg.drawing.selection import Thing

LABEL, REMARK, FIGURE = 8.5, 7.0, 7.0
"""Font sizes in points."""
LABEL_WIDTH, FIGURE_WIDTH = 112.0, 178.0
RADIUS = (7.5, 15.0)
"""Smallest and largest mark; the area grows with the number of claims."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: where it is anchored on its baseline, how (`left`, `center`), and its turn in degrees."""

    x: float
    y: float
    words: str
    size: float
    face: str
    align: str = "center"
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Card:
    """A node about the centre of its mark: texts, the box of the label, the box of the figures (or None), and all of it."""

    thing: Thing
    radius: float
    texts: tuple[Text, ...]
    label: Box
    figures: Box | None
    box: Box


def card(thing: Thing) -> Card:
    """Measure and stack what belongs to a node."""
    radius = min(RADIUS[1], RADIUS[0] + 0.9 * sqrt(thing.weight))
    texts: list[Text] = []
    y = -radius - 2
    widest = 0.0
    label = [(words, LABEL, "bold") for words in wrap(thing.label, LABEL_WIDTH, LABEL, face="bold")]
    for words, size, face in [*label, *([(thing.remark, REMARK, "italic")] if thing.remark else [])]:
        y -= size * LEADING
        texts.append(Text(0, y + 0.28 * size, words, size, face))
        widest = max(widest, width(words, size, face))
    label_box = Box(-widest / 2 - 1.5, y, widest / 2 + 1.5, -radius - 1.5)
    figures = None
    if thing.badges:
        figures, lines = _figures(thing.badges, y - 2)
        texts.extend(lines)
    mark = Box(-radius, -radius, radius, radius)
    return Card(thing, radius, tuple(texts), label_box, figures, around([mark, label_box, *([figures] if figures else [])]))


def _figures(badges: tuple[Badge, ...], top: float) -> tuple[Box, list[Text]]:
    """Set the list of figures below `top`: numbers to the left in bold, what they count and who says so to the right."""
    shown = badges[:MOST_BADGES]
    column = max((width(badge.number, FIGURE, "bold") for badge in shown), default=0.0)
    indent = column + 4 if column else 0.0
    rows: list[tuple[str, str, str]] = []
    for badge in shown:
        words = wrap(badge.words, FIGURE_WIDTH - indent, FIGURE, lines=2, even=False)
        rows += [(badge.number if at == 0 else "", line, "plain") for at, line in enumerate(words)]
        said = f"— {badge.source}" if badge.source else ""
        rows = _append_source(rows, said, FIGURE_WIDTH - indent)
    if len(badges) > len(shown):
        rows.append(("", f"+{len(badges) - len(shown)} more", "italic"))
    wide = indent + max(width(line, FIGURE, face) for _, line, face in rows)
    texts: list[Text] = []
    y = top - 2
    for number, line, face in rows:
        y -= FIGURE * LEADING
        texts += [Text(-wide / 2, y + 2, number, FIGURE, "bold", "left")] if number else []
        texts.append(Text(-wide / 2 + indent, y + 2, line, FIGURE, face, "left"))
    return Box(-wide / 2 - 4, y - 2, wide / 2 + 4, top), texts


def _append_source(rows: list[tuple[str, str, str]], said: str, limit: float) -> list[tuple[str, str, str]]:
    """Put the source behind the last row if it fits there, else in rows of its own."""
    if not said:
        return rows
    number, line, face = rows[-1]
    if width(f"{line} {said}", FIGURE) <= limit:
        return [*rows[:-1], (number, f"{line} {said}", face)]
    return [*rows, *(("", part, "italic") for part in wrap(said, limit, FIGURE, face="italic", lines=2, even=False))]
