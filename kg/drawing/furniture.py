"""What stands around the network: title above; legend, notes of the circled numbers and the source below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.drawing.cards import Card, Text
from kg.drawing.geometry import Box
from kg.drawing.lettering import LEADING, clean, width, wrap
from kg.drawing.routing import COIN, Track
from kg.drawing.style import EVENT, LOOKS, OTHER, STROKES, Look, Stroke, look_of, weighted

TITLE, SMALL = 17.0, 7.5
"""Font sizes in points."""
MARGIN = 26.0
NARROWEST = 430.0
"""Points of the inner page; a title needs some."""
COLUMN = 250.0
"""Width of a column of notes in points."""
SWATCH = 26.0
"""Length of a line in the legend in points."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One drawn item of the legend at its left middle: a mark (perhaps hollow) or a stroke."""

    x: float
    y: float
    shown: Look | Stroke
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Furniture:
    """The page and all that stands on it beside the network; `coins` are the circled numbers of the notes."""

    page: Box
    texts: tuple[Text, ...]
    samples: tuple[Sample, ...]
    coins: tuple[Box, ...]
    rule: tuple[float, float]
    """Where the rule under the network runs: its height, and its length from the left margin."""


def furnish(content: Box, cards: Sequence[Card], tracks: Sequence[Track], *, title: str, footer: str) -> Furniture:
    """Set title, legend, notes and source line around the network's box."""
    inner = max(content.right - content.left, NARROWEST)
    left = (content.left + content.right) / 2 - inner / 2
    texts: list[Text] = []
    heading = wrap(clean(title), inner, TITLE, face="bold", lines=3)
    y = content.top + 14 + len(heading) * TITLE * LEADING
    top = y + 16
    for words in heading:
        y -= TITLE * LEADING
        texts.append(Text(left, y + 4, words, TITLE, "bold", "left"))
    rule = content.bottom - 14
    y = rule - 15
    samples, y = _legend(_legend_items(cards, tracks), left, inner, y, texts)
    coins, y = _notes(cards, tracks, left, inner, y, texts)
    for words in wrap(clean(footer), inner, SMALL, lines=4):
        texts.append(Text(left, y - 2, words, SMALL, "plain", "left"))
        y -= SMALL * LEADING
    page = Box(left - MARGIN, y - 6, left + inner + MARGIN, top)
    return Furniture(page, tuple(texts), tuple(samples), tuple(coins), (rule, inner))


def _legend_items(cards: Sequence[Card], tracks: Sequence[Track]) -> list[tuple[Look | Stroke, bool, str]]:
    """List the marks and strokes that occur, each once, in the order of the style sheet."""
    seen = {look_of(card.thing.kind, card.thing.type) for card in cards}
    known = dict.fromkeys([*LOOKS.values(), EVENT, OTHER])
    items: list[tuple[Look | Stroke, bool, str]] = [(look, False, look.name) for look in known if look in seen]
    if any(card.thing.hollow for card in cards):
        items.append((EVENT, True, "planned, hypothetical or negated"))
    used = {track.line.attribution for track in tracks}
    items += [(stroke, False, stroke.name) for key, stroke in STROKES.items() if key in used]
    if any(track.line.struck and track.line.attribution != "denied" for track in tracks):
        crossed = Stroke("", "asserted", 1.2, (), struck=True)
        items.append((crossed, False, "negated, or denied by somebody"))
    if any(track.line.sources > 1 for track in tracks):
        items.append((weighted(STROKES["asserted"], 4), False, "thicker: several independent sources"))
    return items


def _legend(
    items: list[tuple[Look | Stroke, bool, str]], left: float, inner: float, y: float, texts: list[Text]
) -> tuple[list[Sample], float]:
    """Set the legend in rows from left to right; give the samples and the height below them."""
    samples = []
    x = left
    for at, (shown, hollow, words) in enumerate(items):
        turns = at > 0 and isinstance(shown, Stroke) and isinstance(items[at - 1][0], Look)
        swatch = SWATCH if isinstance(shown, Stroke) else 11.0
        need = swatch + 4 + width(words, SMALL) + 16
        if turns or (x > left and x + need - 16 > left + inner):
            x, y = left, y - 15
        samples.append(Sample(x, y, shown, hollow))
        texts.append(Text(x + swatch + 4, y - 0.36 * SMALL, words, SMALL, "plain", "left"))
        x += need
    return samples, y - 19 if items else y


def _notes(
    cards: Sequence[Card], tracks: Sequence[Track], left: float, inner: float, y: float, texts: list[Text]
) -> tuple[list[Box], float]:
    """Set the labels that found no place at their line in columns; give their circled numbers and the height below."""
    names = {card.thing.id: card.thing.label for card in cards}
    columns = max(1, int(inner // COLUMN))
    room = inner / columns - 2 * COIN - 14
    notes = list(_numbered(tracks, names))
    rows = -(-len(notes) // columns)
    coins = []
    lowest = y
    for column in range(columns):
        x, below = left + column * inner / columns, y
        for number, words in notes[column * rows : (column + 1) * rows]:
            coins.append(Box(x, below - 2 * COIN, x + 2 * COIN, below))
            texts.append(Text(x + COIN, below - COIN - 0.36 * 6.5, number, 6.5, "bold"))
            for line in wrap(words, room, SMALL, lines=3):
                texts.append(Text(x + 2 * COIN + 5, below - COIN - 0.36 * SMALL, line, SMALL, "plain", "left"))
                below -= SMALL * LEADING
            below -= 5
        lowest = min(lowest, below)
    return coins, lowest - 8 if notes else lowest


def _numbered(tracks: Sequence[Track], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Word the notes in the order of their numbers."""
    for track in sorted((track for track in tracks if track.number), key=lambda track: track.number):
        line = track.line
        told = f" — {line.says}" if line.says else ""
        yield str(track.number), f"{names[line.source]} → {names[line.target]}: {line.words}{told}"
