"""The torture kit that lies beside the checkout, and what kg decides otherwise than its manifest."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.torture.trial import ROOT

OTHERWISE = {
    "pdf/prev_loop.pdf": "wanted as an error, but its page can be read, whole",
    "jsonld/schema_org_ctx.jsonld": "wanted as read, but kg copies no other people's contexts; its error says what to do",
    "rdf/kg_reserved_graph.trig": "wanted as an error, but the books of a store are files beside its graphs, not graphs",
    "rdf/literal_20MB.nt": "wanted as an error, but articles have up to fifty million characters",
    "text/nfkc_bomb.txt": "wanted as read, but it is not English, of which the user is told",
}
"""Inputs whose outcome is better than the one in the manifest, or another by decision."""

GRAPHS = ("rdf", "rdfxml", "jsonld")
"""Categories of graphs, which a build takes only of kg's own model."""
_MAKER = ROOT.parent / "shared" / "torture" / "make_bad_inputs.py"


class Input(NamedTuple):
    """A hostile file and what is wanted of it: `ok`, `clear error`, or "" where either will do."""

    path: Path
    category: str
    expected: str


def kit(folder: Path) -> list[Path]:
    """Make the inputs of the kit; nothing where there is none."""
    if not _MAKER.exists():
        sys.stdout.write(f"skipped: no shared torture kit at {_MAKER}\n")
        return []
    subprocess.run([sys.executable, _MAKER, folder], check=True, capture_output=True)
    return [folder]


def listed(folder: Path) -> Iterator[Input]:
    """Yield the files of a folder, each with the outcome that its manifest wants; nothing is wanted of those in `OTHERWISE`."""
    manifest = folder / "manifest.tsv"
    if not manifest.exists():
        yield from (Input(path, "", "") for path in sorted(folder.rglob("*")) if path.suffix and not path.is_dir())
        return
    with manifest.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            path = folder / row["path"]
            if not os.path.lexists(path):  # control characters in names are written as escapes
                path = folder / row["path"].encode("raw_unicode_escape").decode("unicode_escape")
            if not (path.is_symlink() and path.is_dir()):  # a link to all of the inputs is no input alone
                yield Input(path, row["category"], "" if row["path"] in OTHERWISE else row["expected"])
