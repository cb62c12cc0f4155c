"""A network of claims as a picture for print: who is said to do what to whom, by whom, and how sure that is."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import networkx as nx

from kg.drawing.diagram import FORMATS, render
from kg.drawing.picture import DrawnSummary, Picture, compose
from kg.errors import UnknownNameError, UsageError
from kg.store import write_atomic

__all__ = ["FORMATS", "DrawnSummary", "Picture", "compose", "draw", "save"]

Target = Path | str
DPI = 150


def draw(
    graph: nx.MultiDiGraph,
    paths: Target | Sequence[Target],
    *,
    title: str = "",
    source: str = "",
    max_nodes: int = 40,
    size: tuple[float, float] | None = None,
) -> DrawnSummary:
    """Draw a graph of `kg.network` into one or more files, whose suffixes choose SVG, PNG or PDF.

    `size` is width and height in inches; by default the page is as large as its text needs.
    Raises: UnknownNameError for another suffix, UsageError for a size or number of nodes below 1, OutputError.
    """
    targets = [Path(path) for path in ([paths] if isinstance(paths, Path | str) else paths)]
    for target in targets:
        _format(target.suffix.removeprefix("."))
    if max_nodes < 1 or (size and min(size) < 1):
        raise UsageError("a picture needs at least 1 node, and a width and height of at least 1 inch")
    picture = compose(graph, title=title, source=source, max_nodes=max_nodes, size=size)
    for target in targets:
        save(picture, target)
    return picture.summary


def save(picture: Picture, target: Target | BinaryIO, *, fmt: str | None = None, dpi: int = DPI) -> None:
    """Write a picture to a file, which appears whole or not at all, or to a binary stream (then `fmt` is needed).

    Raises: UnknownNameError for an unknown format, OutputError when the file cannot be written.
    """
    if not isinstance(target, Path | str):
        target.write(render(picture, _format(fmt or ""), dpi))
        return
    path = Path(target)
    data = render(picture, _format(fmt or path.suffix.removeprefix(".")), dpi)
    write_atomic(path, lambda file: file.write(data))


def _format(name: str) -> str:
    """Check the name of a format."""
    if name.lower() not in FORMATS:
        raise UnknownNameError("picture format", name, FORMATS)
    return name.lower()
