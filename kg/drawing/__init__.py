"""A network of claims as a picture for print: who is said to do what to whom, by whom, and how sure that is."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import networkx as nx

from kg.drawing.diagram import FORMATS, render
from kg.drawing.picture import FREE, Brief, DrawnSummary, Picture, Size, compose
from kg.drawing.style import THEMES
from kg.drawing.views import VIEWS, view
from kg.errors import UnknownNameError, UsageError
from kg.store import write_atomic

__all__ = ["FORMATS", "THEMES", "VIEWS", "Brief", "DrawnSummary", "Picture", "compose", "draw", "publish", "save", "view"]

Target = Path | str
DPI = 150
LARGEST = 20_000
"""Pixels of a side; a page of more takes gigabytes."""


def draw(
    graph: nx.MultiDiGraph,
    paths: Target | Sequence[Target],
    *,
    title: str = "",
    source: str = "",
    max_nodes: int = 40,
    size: Size = FREE,
) -> DrawnSummary:
    """Draw a graph of `kg.network` into one or more files, whose suffixes choose SVG, PNG or PDF.

    `size` is width and height in inches; by default the page is as large as its text needs.
    Raises: UnknownNameError for another suffix, UsageError for a size or number of nodes below 1, OutputError.
    """
    targets = _targets(paths)
    if max_nodes < 1 or any(side is not None and side < 1 for side in size):
        raise UsageError("a picture needs at least 1 node, and a width and height of at least 1 inch")
    picture = compose(graph, title=title, source=source, max_nodes=max_nodes, size=size)
    return publish(picture, targets)


def publish(picture: Picture, paths: Target | Sequence[Target], *, dpi: int = DPI, theme: str = "light") -> DrawnSummary:
    """Write a picture into one or more files, whose suffixes choose SVG, PNG or PDF; tell what it shows.

    Raises: UnknownNameError for another suffix or theme, UsageError for a page of too many pixels, OutputError.
    """
    for target in _targets(paths):
        save(picture, target, dpi=dpi, theme=theme)
    return picture.summary


def save(picture: Picture, target: Target | BinaryIO, *, fmt: str | None = None, dpi: int = DPI, theme: str = "light") -> None:
    """Write a picture to a file, which appears whole or not at all, or to a binary stream (then `fmt` is needed).

    Raises: UnknownNameError for an unknown format or theme, UsageError for too many pixels, OutputError.
    """
    if theme not in THEMES:
        raise UnknownNameError("theme", theme, THEMES)
    named = Path(target).suffix.removeprefix(".") if isinstance(target, Path | str) else ""
    kind = _format(fmt or named)
    if kind == "png" and not 1 <= max(picture.size) * dpi <= LARGEST:
        raise UsageError(
            f"a picture of {max(picture.size):.0f} inches at {dpi} dpi is no picture. Choose a smaller --dpi or size."
        )
    data = render(picture, kind, dpi, THEMES[theme])
    if isinstance(target, Path | str):
        write_atomic(Path(target), lambda file: file.write(data))
    else:
        target.write(data)


def _targets(paths: Target | Sequence[Target]) -> list[Path]:
    """List the files, each with a suffix that is a format."""
    targets = [Path(path) for path in ([paths] if isinstance(paths, Path | str) else paths)]
    for target in targets:
        _format(target.suffix.removeprefix("."))
    return targets


def _format(name: str) -> str:
    """Check the name of a format."""
    if name.lower() not in FORMATS:
        raise UnknownNameError("picture format", name, FORMATS)
    return name.lower()
