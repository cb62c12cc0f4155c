"""`python -m tests.torture --quick`: hostile inputs beside good articles; `--full [FOLDER …]`: also each alone, with limits.

`--full` begins with the store: writers killed, calls of the kernel refused, files damaged, writers at once. The inputs and
the queries of the shared torture kit are tried as well where it lies beside the checkout. `--dump 20000` does something else:
it puts a dump of so many articles, some lines of it damaged, into a store by writers that are killed.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from kg.merging import SUFFIXES
from tests.torture import disk, dump, queries
from tests.torture.hostile import make
from tests.torture.trial import ROOT, alone, together

OTHERWISE = {
    "pdf/prev_loop.pdf": "wanted as an error, but its page can be read, whole",
    "text/nfkc_bomb.txt": "wanted as read, but it is not English, of which the user is told",
}
"""Inputs of the shared kit whose outcome is better than the one in its manifest, or another by decision."""

MAKER = ROOT.parent / "shared" / "torture" / "make_bad_inputs.py"


def main(arguments: list[str]) -> int:
    """Run the trials; return 0 where nothing is wrong, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="what is done without --full")
    parser.add_argument("--full", action="store_true", help="everything but the dump")
    parser.add_argument("--dump", type=int, metavar="ARTICLES", help="only the dump")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="more hostile inputs, for --full")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        if options.dump:
            return 1 if _told(dump.resumed(options.dump, Path(scratch))) else 0
        tried, wrong = _hostile(Path(scratch), options.folders, full=options.full)
    sys.stdout.write(f"{tried} hostile inputs, {wrong} faults\n")
    return 1 if wrong else 0


def _hostile(scratch: Path, folders: list[Path], *, full: bool) -> tuple[int, int]:
    """Try the hostile inputs; return how many they are, and the number of faults."""
    inputs = scratch / "hostile"
    files = make(inputs)
    wrong = sum(map(_told, chain(disk.trials(scratch / "disk"), queries.trials(scratch)))) if full else 0
    wrong += _told(together(inputs, scratch))
    trials = {path: "" for path in files if not path.is_dir()}
    if full:
        folders = [*folders, *_shared(scratch / "shared")]
        trials |= {path: expected for folder in folders for path, expected in _listed(folder)}
        wrong += sum(_told(together(folder, scratch)) for folder in folders)
        wrong += sum(_told(alone(path, scratch, expected)) for path, expected in trials.items())
    return len(trials), wrong


def _told(faults: list[str]) -> int:
    """Print faults as soon as they are known; return their number."""
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.stdout.flush()
    return len(faults)


def _shared(folder: Path) -> list[Path]:
    """Make the inputs of the shared kit; nothing where there is none."""
    if not MAKER.exists():
        sys.stdout.write(f"skipped: no shared torture kit at {MAKER}\n")
        return []
    subprocess.run([sys.executable, MAKER, folder], check=True, capture_output=True)
    return [folder]


def _listed(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files of a folder, each with the outcome that its manifest wants, or "".

    Nothing is wanted of graphs, since a build takes only those of kg's own model, of the replies of a language model, which kg
    does not ask, and of what stands in `OTHERWISE`.
    """
    manifest = folder / "manifest.tsv"
    if not manifest.exists():
        yield from ((path, "") for path in sorted(folder.rglob("*")) if path.suffix and not path.is_dir())
        return
    with manifest.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            path = folder / row["path"]
            if not os.path.lexists(path):  # control characters in names are written as escapes
                path = folder / row["path"].encode("raw_unicode_escape").decode("unicode_escape")
            graph = not SUFFIXES.isdisjoint(path.suffixes)
            judged = not graph and row["category"] != "llm_reply" and row["path"] not in OTHERWISE
            if not (path.is_symlink() and path.is_dir()):  # a link to all of the inputs is no input alone
                yield path, row["expected"] if judged else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
