"""A picture on paper: a matplotlib figure, and its bytes as SVG, PNG or PDF."""

from collections.abc import Sequence
from io import BytesIO

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text as Lettering
from matplotlib.transforms import Affine2D, Transform

from kg.drawing.cards import Card, Text
from kg.drawing.columns import Panel
from kg.drawing.furniture import SWATCH, Sample
from kg.drawing.geometry import Array, Box, grown, inside
from kg.drawing.lettering import font, width
from kg.drawing.picture import Picture
from kg.drawing.routing import COIN, HEAD, Track
from kg.drawing.style import OUTLINES, STROKES, Look, Stroke, Theme, look_of, weighted

FORMATS: dict[str, dict[str, str | None]] = {
    "pdf": {"CreationDate": None, "Creator": "kg", "Producer": None},
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": "kg"},
}
"""The formats, each with metadata that holds neither date nor version: same graph, same bytes."""
CENTRAL = 0.37
"""How far from the middle of a line its bar may stand, as a share of the length: clear of node and arrowhead."""


def render(picture: Picture, fmt: str, dpi: int, theme: Theme) -> bytes:
    """Draw a picture and give the file's bytes; `fmt` is a key of `FORMATS`; the user's rcParams do not matter."""
    buffer = BytesIO()
    settings: dict[str, object] = {
        "path.effects": [],
        "path.sketch": None,
        "pdf.fonttype": 42,
        "savefig.bbox": None,
        "svg.fonttype": "none",
        "svg.hashsalt": "kg",
        "text.hinting": "no_hinting",
        "text.parse_math": False,
        "text.usetex": False,
    }
    with mpl.rc_context(settings):  # type: ignore[arg-type]  # the stubs list every key by name
        figure = _figure(picture, theme)
        figure.savefig(
            buffer, format=fmt, dpi=dpi, facecolor=theme.paper, metadata={**FORMATS[fmt], "Title": picture.title or "kg"}
        )
    return buffer.getvalue()


class _Sheet:
    """A figure that is drawn on in points of the page."""

    def __init__(self, figure: Figure, transform: Transform, scale: float, theme: Theme, areas: Sequence[Array]) -> None:
        self.figure = figure
        self._areas = [Path(area) for area in areas]
        self.theme = theme
        self.transform = transform
        self.scale = scale

    def add(self, patch: PathPatch | Polygon | Circle | FancyBboxPatch | Rectangle, layer: float) -> None:
        """Put a shape on a layer."""
        patch.set_transform(self.transform)
        patch.set_linewidth(patch.get_linewidth() * self.scale)
        patch.set_zorder(layer)
        self.figure.add_artist(patch)

    def ground(self, x: float, y: float) -> str:
        """Tell the colour of the ground at a place."""
        return self.theme.shade if any(area.contains_point((x, y)) for area in self._areas) else self.theme.paper

    def write(self, texts: Sequence[Text], colour: str, layer: float) -> None:
        """Set lines of text on a layer."""
        for text in texts:
            lettering = Lettering(text.x, text.y, text.words, color=colour, ha=text.align, va="baseline", parse_math=False)
            properties = font(text.face).copy()
            properties.set_size(text.size * self.scale)
            lettering.set_fontproperties(properties)
            lettering.set_rotation(text.turn)
            lettering.set_rotation_mode("anchor")
            lettering.set_transform(self.transform)
            lettering.set_zorder(layer)
            self.figure.add_artist(lettering)

    def stroke(self, points: Array, stroke: Stroke, name: str) -> None:
        """Draw a polyline in a stroke; `name` becomes its id in the SVG."""
        colour = self.theme.lines[stroke.colour]
        path = PathPatch(Path(points), fill=False, edgecolor=colour, linewidth=stroke.width, capstyle="round", gid=name)
        if stroke.dashes:
            path.set_linestyle((0, tuple(length / stroke.width for length in stroke.dashes)))
            path.set_capstyle("round" if stroke.dashes[0] < 1 else "butt")
        self.add(path, 1)


def _figure(picture: Picture, theme: Theme) -> Figure:
    """Lay everything on a figure, lines lowest, texts highest."""
    page = picture.furniture.page
    wide, high = picture.size
    scale = min(wide * 72 / (page.right - page.left), high * 72 / (page.top - page.bottom))
    figure = Figure(figsize=(wide, high))
    x = (wide * 72 / scale - (page.right - page.left)) / 2 - page.left
    y = (high * 72 / scale - (page.top - page.bottom)) / 2 - page.bottom
    sheet = _Sheet(figure, Affine2D().translate(x, y).scale(scale / 72) + figure.dpi_scale_trans, scale, theme, picture.areas)
    for at, area in enumerate(picture.areas):
        ground = Polygon(area, closed=True, facecolor=theme.shade, edgecolor="none")
        ground.set_gid(f"area-{at}")
        sheet.add(ground, 0.5)
    for at, track in enumerate(picture.tracks):
        _draw_track(sheet, track, at)
    for item, position in zip(picture.cards, picture.positions, strict=True):
        _draw_card(sheet, item, position)
    for at, panel in enumerate(picture.panels):
        _draw_panel(sheet, panel, at)
    _draw_furniture(sheet, picture)
    return figure


def _draw_track(sheet: _Sheet, track: Track, at: int) -> None:
    """Draw one line with its head, its bar if struck, and its label on white."""
    line, stroke, theme = track.line, weighted(STROKES[track.line.attribution], track.line.sources), sheet.theme
    colour = theme.lines[stroke.colour]
    shaft, head = _arrow(track.points)
    sheet.stroke(shaft, stroke, f"line-{at}-{line.attribution}")
    sheet.add(Polygon(head, closed=True, facecolor=colour, edgecolor="none"), 1.1)
    if line.struck:
        bar = PathPatch(Path(_bar(track)), fill=False, edgecolor=theme.lines["denied"], linewidth=1.8, gid=f"bar-{at}")
        sheet.add(bar, 1.2)
    if track.number:
        _draw_coin(sheet, track.boxes[0], colour)
    for text in track.texts if not track.number else ():
        ground = sheet.ground(text.x, text.y)
        sheet.add(Polygon(_ground(text), closed=True, facecolor=ground, edgecolor="none", alpha=0.93), 2)
    sheet.write(track.texts, colour, 5)


def _ground(text: Text) -> Array:
    """Give the corners of the ground on which a centred line of text hides what runs below it."""
    half = width(text.words, text.size, text.face) / 2 + 1.5
    turn = np.radians(text.turn)
    corners = np.array([(x, y * text.size) for x, y in ((-half, -0.28), (half, -0.28), (half, 0.92), (-half, 0.92))])
    turned = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return np.asarray(turned + np.array([text.x, text.y]))


def _arrow(points: Array) -> tuple[Array, Array]:
    """Split a line into the shaft and the three corners of its head."""
    tip = points[-1]
    far = np.hypot(*(points - tip).T) >= HEAD
    back = int(np.flatnonzero(far)[-1]) if far.any() else 0
    way = tip - points[back]
    way = way / max(float(np.hypot(*way)), 1e-9)
    side = np.array([-way[1], way[0]]) * HEAD * 0.4
    base = tip - way * HEAD
    return np.concatenate([points[: back + 1], [base + way * 1.0]]), np.array([tip, base + side, base - side])


def _bar(track: Track) -> Array:
    """Find a place off the label for the bar across a struck line."""
    points = track.points
    free = ~inside(points, grown(np.array(track.boxes, dtype=float).reshape(-1, 4), 5)).any(axis=1)
    steps = np.linspace(0, 1, len(points))
    cost = np.abs(steps - 0.5) + np.where(free, 0, 10) + np.where(np.abs(steps - 0.5) < CENTRAL, 0, 5)
    at = int(np.argmin(cost))
    way = points[min(at + 2, len(points) - 1)] - points[max(at - 2, 0)]
    way = way / max(float(np.hypot(*way)), 1e-9)
    slant = np.array([way[0] * 0.35 - way[1], way[1] * 0.35 + way[0]]) * 5.0
    return np.array([points[at] - slant, points[at] + slant])


def _draw_coin(sheet: _Sheet, box: Box, colour: str) -> None:
    """Draw the ring of a circled number."""
    centre = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    sheet.add(Circle(centre, COIN - 0.4, facecolor=sheet.theme.paper, edgecolor=colour, linewidth=0.8), 2.5)


def _draw_card(sheet: _Sheet, item: Card, position: tuple[float, float]) -> None:
    """Draw one node: mark, label, remark, figures."""
    x, y = position
    theme = sheet.theme
    look = look_of(item.thing.kind, item.thing.type)
    left, bottom, right, top = item.label.moved(x, y)
    sheet.add(Rectangle((left, bottom), right - left, top - bottom, facecolor=sheet.ground(x, y), edgecolor="none"), 2.2)
    _draw_mark(sheet, look, (x, y), item.radius, hollow=item.thing.hollow)
    if item.thing.remark == "did not happen":
        slash = np.array([[x - item.radius, y - item.radius], [x + item.radius, y + item.radius]]) * 1.0
        sheet.add(PathPatch(Path(slash), fill=False, edgecolor=theme.ink, linewidth=1.2), 3.2)
    if item.figures:
        left, bottom, right, top = item.figures.moved(x, y)
        style = "round,pad=0,rounding_size=3"
        ground = FancyBboxPatch(
            (left, bottom), right - left, top - bottom, style, facecolor=theme.tint, edgecolor=theme.frame, linewidth=0.6
        )
        sheet.add(ground, 2.3)
    sheet.write([Text(t.x + x, t.y + y, t.words, t.size, t.face, t.align) for t in item.texts], theme.ink, 5)


def _draw_panel(sheet: _Sheet, panel: Panel, at: int) -> None:
    """Draw a box of text in the stroke of its standing."""
    left, bottom, right, top = panel.box
    theme, stroke = sheet.theme, STROKES.get(panel.attribution)
    colour, wide = (theme.lines[stroke.colour], 0.7 * stroke.width) if stroke else (theme.frame, 0.6)
    style = f"round,pad=0,rounding_size={min(3.0, (top - bottom) / 2)}"
    ground = FancyBboxPatch(
        (left, bottom), right - left, top - bottom, style, facecolor=theme.tint, edgecolor=colour, linewidth=wide
    )
    ground.set_gid(f"panel-{at}-{panel.attribution}")
    if stroke and stroke.dashes:
        ground.set_linestyle((0, tuple(length / wide for length in stroke.dashes)))
        ground.set_capstyle("round" if stroke.dashes[0] < 1 else "butt")
    sheet.add(ground, 2.3)
    sheet.write([text for text in panel.texts if text.face != "italic"], theme.ink, 5)
    sheet.write([text for text in panel.texts if text.face == "italic"], colour if stroke else theme.ink, 5)


def _draw_mark(sheet: _Sheet, look: Look, centre: tuple[float, float], radius: float, *, hollow: bool) -> None:
    """Draw the mark of a type; a hollow one has a dashed outline."""
    corners = np.array(OUTLINES[look.shape]) * radius + np.array(centre)
    theme = sheet.theme
    fill = theme.paper if hollow else theme.fills[look.colour]
    mark = Polygon(corners, closed=True, joinstyle="round", edgecolor=theme.ink, linewidth=1.0, facecolor=fill)
    if hollow:
        mark.set_linestyle((0, (2.2, 1.4)))
    sheet.add(mark, 3)


def _draw_furniture(sheet: _Sheet, picture: Picture) -> None:
    """Draw title, rule, legend, notes and source line."""
    furniture, theme = picture.furniture, sheet.theme
    rule, length = furniture.rule
    left = (furniture.page.left + furniture.page.right - length) / 2
    sheet.add(PathPatch(Path([(left, rule), (left + length, rule)]), fill=False, edgecolor=theme.faint, linewidth=0.6), 1)
    top = furniture.page.top - 8
    sheet.add(PathPatch(Path([(left, top), (left + length, top)]), fill=False, edgecolor=theme.ink, linewidth=1.0), 1)
    sheet.write(furniture.texts, theme.ink, 5)
    for coin in furniture.coins:
        _draw_coin(sheet, coin, theme.faint)
    for at, sample in enumerate(furniture.samples):
        _draw_sample(sheet, sample, at)


def _draw_sample(sheet: _Sheet, sample: Sample, at: int) -> None:
    """Draw one item of the legend."""
    if isinstance(sample.shown, Look):
        _draw_mark(sheet, sample.shown, (sample.x + 5.5, sample.y), 5.5, hollow=sample.hollow)
        return
    points = np.array([[sample.x, sample.y], [sample.x + SWATCH, sample.y]])
    sheet.stroke(points, sample.shown, f"legend-{at}")
    if sample.shown.struck:
        middle = sample.x + SWATCH / 2
        bar = [(middle - 2, sample.y - 5), (middle + 2, sample.y + 5)]
        sheet.add(PathPatch(Path(bar), fill=False, edgecolor=sheet.theme.lines["denied"], linewidth=1.8), 1.2)
