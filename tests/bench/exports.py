"""A store written in other formats: time and memory as it grows, each in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.graph import assemble
from kg.ontology import DOC, load_ontology
from kg.store import Kept, Place, article_graph, pack, writing
from kg.store.sources import signed
from tests.bench.measure import child
from tests.bench.synthetic import PROVENANCE, readings

FORMATS = ("csv", "events", "ftm", "graphml", "gexf", "neo4j", "turtle")
STEP = 4
"""Times as many articles in the next row; three rows."""
BATCH = 500
_FILL = "import sys; from pathlib import Path; from tests.bench.exports import fill; fill(Path(sys.argv[1]), int(sys.argv[2]))"


def fill(folder: Path, articles: int) -> None:
    """Make a store of so many articles that nobody wrote."""
    made = readings(articles)
    with writing(folder) as writer:
        for first in range(0, articles, BATCH):
            kept, graphs = {}, {}
            for reading in made[first : first + BATCH]:
                name = reading.document.id
                minted = assemble([reading], load_ontology(), PROVENANCE)
                quads = list(article_graph((quad.triple for quad in minted), DOC + name, "bench"))
                kept[name] = Kept("bench", len(reading.claims), len(quads))
                graphs[name] = pack([*quads, signed(reading.document, quads)])
            writer.commit(writer.ledger.updated(kept, {name: Place(name) for name in kept}), graphs)


def exports(most: int) -> Iterator[str]:
    """Export stores of a sixteenth, a quarter and all of so many articles."""
    yield f"\n| articles | {' | '.join(FORMATS)} |\n|{'---|' * (len(FORMATS) + 1)}"
    with TemporaryDirectory() as scratch:
        for articles in (most // STEP**2, most // STEP, most):
            store = Path(scratch, str(articles))
            # Not here: a process begins with the memory of its parent, as far as its peak is counted.
            child(_FILL, str(store), str(articles))
            cells = [_cell(store, name, Path(scratch, "out", name)) for name in FORMATS]
            yield f"| {articles:,} | {' | '.join(cells)} |"


def _cell(store: Path, name: str, out: Path) -> str:
    """Run `kg export` and write what it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "kg", "export", str(store), "-f", name, "-o", str(out)]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {child.returncode} after {time.monotonic() - began:.0f} s")
    return f"{used.ru_maxrss >> 10:,} MiB, {used.ru_utime + used.ru_stime:.0f} s"
