"""The sample articles in every view: `python tests/gallery.py` draws out/gallery anew, or another folder that is named."""

import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox

from kg import drawing, pipeline
from kg.filters import claims_of
from kg.network import Network, read_network
from kg.store import write_atomic

ROOT = Path(__file__).parent.parent
MOST = {"relations": 40, "claims": 9, "event": 9, "timeline": 12}
"""What a picture in the README has room for."""


def draw_gallery(folder: Path) -> list[Path]:
    """Draw every article in every view, with an index; return the files."""
    files = []
    for article in sorted((ROOT / "data" / "news").glob("*.txt")):
        network = _network(article)
        for name in drawing.VIEWS:
            brief = drawing.Brief(
                network.title, network.source, most=MOST[name], name=_event(network) if name == "event" else ""
            )
            files.append(folder / f"{article.stem}.{name}.svg")
            drawing.publish(drawing.view(network, name, brief), files[-1])
    index = "# Gallery\n\nThe articles of `data/news` in every view, drawn by `python tests/gallery.py`.\n\n"
    index += "\n".join(f"![{file.stem}]({file.name})" for file in files) + "\n"
    write_atomic(folder / "README.md", lambda target: target.write(index.encode()))
    return [*files, folder / "README.md"]


def _network(article: Path) -> Network:
    store: ox.Store = pipeline.to_store(pipeline.to_turtle(pipeline.extract([article])))
    return read_network(store)


def _event(network: Network) -> str:
    """Choose the event that most is said of."""
    said = Counter(edge.source for edge in claims_of(network))
    events = [node for node in network.nodes if node.kind == "event"]
    return max(events, key=lambda node: (said[node.id], node.id)).label


if __name__ == "__main__":
    draw_gallery(Path(*sys.argv[1:]) if sys.argv[1:] else ROOT / "out" / "gallery")
