"""A graph as a measured page: everything has its place, nothing is drawn yet."""

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from kg.drawing.cards import Card, Text, card
from kg.drawing.columns import Panel
from kg.drawing.communities import areas, find_communities, ties
from kg.drawing.furniture import Furniture, furnish
from kg.drawing.geometry import Array, Box, around
from kg.drawing.labels import label_room
from kg.drawing.layout import settle, sketch
from kg.drawing.lettering import ABSENT, clean
from kg.drawing.routing import Track, pierced, place_coins, route
from kg.drawing.selection import Selection, select

ROUNDS = 6
"""Layouts that are tried: after each, the lines whose label found no place are lengthened."""
FEW = 0.05
"""Share of numbered labels that is good enough."""
BETWEEN = 100
"""Points by which a line between two groups is longer."""
_GROUPED = "shaded: tied more closely to each other than to the rest"
MISLED = 2
"""A line through somebody else's node is as bad as so many numbered labels."""

Size = tuple[float | None, float | None]
"""Width and height in inches; None for what the text needs, in proportion where the other one is given."""
FREE: Size = (None, None)


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked of a picture; `most` are the nodes or accounts it may show (0: what suits the view), `size` is in inches.

    The `note` says in the footer what was filtered out; `name` is the event of the view `event`.
    """

    title: str = ""
    source: str = ""
    note: str = ""
    most: int = 0
    size: Size = FREE
    name: str = ""


@dataclass(frozen=True, slots=True)
class DrawnSummary:
    """What a picture shows and what it leaves out."""

    nodes: int
    nodes_left_out: int
    lines: int
    claims: int
    claims_left_out: int
    numbered: int
    """Labels that stand in the notes, led to by a circled number."""
    glyphs_missing: bool
    """Whether some characters are shown as a white bar because they cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of the network a page of columns shows; the `words` stand in its footer."""

    words: str
    claims: int
    claims_left_out: int
    nodes_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in points, y upwards: cards at their positions, lines, and what stands around them."""

    cards: tuple[Card, ...]
    positions: tuple[tuple[float, float], ...]
    tracks: tuple[Track, ...]
    furniture: Furniture
    summary: DrawnSummary
    title: str
    size: tuple[float, float]
    """Width and height in inches."""
    panels: tuple[Panel, ...] = ()
    areas: tuple[Array, ...] = ()
    """Corners (n x 2) of the light grounds of groups."""

    def boxes(self) -> Iterator[Box]:
        """Give the box of every node with its texts, the boxes of every label of a line, and the box of every panel."""
        for item, position in zip(self.cards, self.positions, strict=True):
            yield item.box.moved(*position)
        for track in self.tracks:
            yield from track.boxes
        for panel in self.panels:
            yield panel.box


def compose(
    graph: nx.MultiDiGraph,
    *,
    title: str = "",
    source: str = "",
    max_nodes: int = 40,
    note: str = "",
    size: Size = FREE,
) -> Picture:
    """Choose, place and measure what a picture of the graph shows; `size` is in inches, by default what the text needs.

    The graph has the attributes of `kg.network`; each may be missing. The `note` stands in the footer.
    """
    chosen = select(graph, max_nodes)
    cards = {thing.id: card(thing) for thing in chosen.things}
    groups = find_communities(cards, chosen.lines)
    positions, tracks = _arranged(chosen, cards, ties(chosen.lines, groups) if groups else [])
    grounds = areas(groups, cards, positions)
    placed = [item.box.moved(*positions[node]) for node, item in cards.items()]
    extents = [Box(*track.points.min(axis=0), *track.points.max(axis=0)) for track in tracks]
    extents += [Box(*map(float, (*ground.min(axis=0), *ground.max(axis=0)))) for ground in grounds]
    content = around([*placed, *extents, *(box for track in tracks for box in track.boxes)] or [Box(0, 0, 430, 90)]).grown(4)
    words = [
        title,
        source,
        *(t.words for c in cards.values() for t in c.texts),
        *(w for x in chosen.lines for w in (x.words, x.says)),
    ]
    missing = any(ABSENT in clean(word) for word in words)
    footer = _footer(chosen, source, "; ".join(filter(None, (note, _GROUPED if grounds else ""))), missing=missing)
    furniture = furnish(content, list(cards.values()), tracks, title=title, footer=footer)
    if not cards:
        furniture = _empty(furniture, content)
    page = furniture.page
    return Picture(
        cards=tuple(cards.values()),
        positions=tuple(positions[node] for node in cards),
        tracks=tuple(tracks),
        furniture=furniture,
        summary=_summary(chosen, tracks, missing=missing),
        title=clean(title),
        size=paper(page, size),
        areas=grounds,
    )


def paper(page: Box, size: Size) -> tuple[float, float]:
    """Give width and height in inches of the paper that a page in points is printed on.

    >>> paper(Box(0, 0, 720, 360), (5, None))
    (5, 2.5)
    """
    wide, high = (page.right - page.left) / 72, (page.top - page.bottom) / 72
    width, height = size
    if width is None and height is None:
        return wide, high
    return width or (height or high) * wide / high, height or (width or wide) * high / wide


def _arranged(chosen: Selection, cards: dict[str, Card], far: list[bool]) -> tuple[dict[str, tuple[float, float]], list[Track]]:
    """Lay out and route, with more room for lines that tie groups (`far`), and when too many labels find no place."""
    index = {node: at for at, node in enumerate(cards)}
    edges = [(index[line.source], index[line.target]) for line in chosen.lines]
    boxes = [item.box for item in cards.values()]
    room = [label_room(line) for line in chosen.lines]
    room = [need + BETWEEN * ties for need, ties in zip(room, far or [False] * len(room), strict=True)]
    best: tuple[dict[str, tuple[float, float]], list[Track]] = ({}, [])
    least = float("inf")
    rough = sketch(boxes, edges, room)
    for _ in range(ROUNDS):
        # A hundredth of a point: what the processor rounds differently must not reach the file.
        found = settle(rough, boxes).round(2)
        positions = {node: (float(found[at, 0]), float(found[at, 1])) for node, at in index.items()}
        tracks = route(chosen.lines, cards, positions)
        faults = sum(track.number > 0 for track in tracks) + MISLED * pierced(tracks, cards, positions)
        if faults < least:
            best, least = (positions, tracks), faults
        if faults <= FEW * len(edges):
            break
        room = [need + 90 if track.number else need for need, track in zip(room, tracks, strict=True)]
        rough = sketch(boxes, edges, room, rough.positions)
    positions, tracks = best
    return positions, place_coins(tracks, cards, positions)


def _footer(chosen: Selection, source: str, note: str, *, missing: bool) -> str:
    """Word the source line: where it comes from, how much is shown, what was filtered out."""
    shown = f"{len(chosen.things)} of {chosen.nodes_total} nodes, {chosen.claims_shown} of {chosen.claims_total} claims shown"
    return source_line(source, shown, note, missing=missing)


def source_line(source: str, *parts: str, missing: bool) -> str:
    """Join what the footer of every picture says."""
    origin = f"Source: {source}" if source else ""
    absent = f"{ABSENT} stands for a character that cannot be drawn" if missing else ""
    return " · ".join(part for part in (origin, *parts, absent, "kg") if part)


def columns_page(
    brief: Brief, *, cards: dict[str, tuple[Card, tuple[float, float]]], tracks: list[Track], panels: list[Panel], shown: Shown
) -> Picture:
    """Set what stands on a page of columns, each card at its position, into its furniture."""
    placed = [item.box.moved(*position) for item, position in cards.values()]
    content = around([*placed, *(panel.box for panel in panels)] or [Box(0, 0, 430, 90)]).grown(4)
    texts = [text.words for item, _ in cards.values() for text in item.texts] + [t.words for p in panels for t in p.texts]
    missing = any(ABSENT in clean(words) for words in (brief.title, brief.source, *texts))
    footer = source_line(brief.source, shown.words, brief.note, missing=missing)
    items = [item for item, _ in cards.values()]
    furniture = furnish(content, items, tracks, title=brief.title, footer=footer)
    if not placed and not panels:
        furniture = _empty(furniture, content)
    return Picture(
        cards=tuple(items),
        positions=tuple(position for _, position in cards.values()),
        tracks=tuple(tracks),
        furniture=furniture,
        summary=DrawnSummary(len(items), shown.nodes_left_out, len(tracks), shown.claims, shown.claims_left_out, 0, missing),
        title=clean(brief.title),
        size=paper(furniture.page, brief.size),
        panels=tuple(panels),
    )


def _empty(furniture: Furniture, content: Box) -> Furniture:
    """Say that there is nothing."""
    middle = Text((content.left + content.right) / 2, (content.bottom + content.top) / 2, "nothing to draw", 12, "italic")
    return Furniture(furniture.page, (*furniture.texts, middle), (), (), furniture.rule)


def _summary(chosen: Selection, tracks: list[Track], *, missing: bool) -> DrawnSummary:
    """Count what is shown."""
    return DrawnSummary(
        nodes=len(chosen.things),
        nodes_left_out=chosen.nodes_total - len(chosen.things),
        lines=len(chosen.lines),
        claims=chosen.claims_shown,
        claims_left_out=chosen.claims_total - chosen.claims_shown,
        numbered=sum(track.number > 0 for track in tracks),
        glyphs_missing=missing,
    )
