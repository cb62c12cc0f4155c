"""`python -m tests.torture --quick`: hostile inputs beside good articles; `--full [FOLDER …]`: also each alone, and the rest.

The rest is the store (kills, refusals, damage, rivals, forks, readers, power), questions (queries) and graphs; `--only PART`
runs one part. The inputs, queries and graphs of the shared torture kit are tried as well where it lies beside the checkout.
`--dump 20000` does something else: it puts a dump of so many articles, some lines of it damaged, into a store by writers that
are killed.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from kg.merging import SUFFIXES
from tests.torture import disk, dump, graphs, power, queries, readers
from tests.torture.hostile import make
from tests.torture.kit import kit, listed
from tests.torture.trial import alone, together

PARTS: Mapping[str, Callable[[Path], Iterator[list[str]]]] = {
    "kills": lambda scratch: disk.killed(scratch / "s", rounds=200),
    "refusals": disk.refusals,
    "damage": disk.all_damaged,
    "rivals": disk.rivals,
    "forks": disk.forked,
    "readers": readers.trials,
    "power": power.cuts,
    "queries": queries.trials,
    "graphs": graphs.trials,
}
"""Each is given a folder that is not there yet, and yields the faults of each trial."""


def main(arguments: list[str]) -> int:
    """Run the trials; return 0 where nothing is wrong, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="what is done without --full")
    parser.add_argument("--full", action="store_true", help="every part, and each hostile input alone")
    parser.add_argument("--only", action="append", choices=[*PARTS, "inputs"], help="only this part, in full; may be repeated")
    parser.add_argument("--dump", type=int, metavar="ARTICLES", help="only the dump")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="more hostile inputs, for --full")
    options = parser.parse_args(arguments)
    chosen = options.only or ([*PARTS, "inputs"] if options.full else [])
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if options.dump:
            return 1 if _told(dump.resumed(options.dump, scratch)) else 0
        wrong = sum(_tried(part, PARTS[part](scratch / part)) for part in chosen if part in PARTS)
        if not chosen:
            wrong += _tried("together", [together(_made(scratch / "hostile"), scratch)])
        if "inputs" in chosen:
            wrong += _tried("inputs", _inputs(scratch, options.folders))
    return 1 if wrong else 0


def _tried(part: str, trials: Iterable[list[str]]) -> int:
    """Print the faults of each trial as soon as they are known, and their number; return it."""
    tried = wrong = 0
    for faults in trials:
        tried += 1
        wrong += _told(faults)
    sys.stdout.write(f"{part}: {tried:,} trials, {wrong} faults\n")
    sys.stdout.flush()
    return wrong


def _inputs(scratch: Path, folders: list[Path]) -> Iterator[list[str]]:
    """Yield the faults of hostile inputs: those of a folder beside good articles, and each alone."""
    folders = [_made(scratch / "hostile"), *folders, *kit(scratch / "shared")]
    for folder in folders:
        yield together(folder, scratch)
    for path, category, expected in chain.from_iterable(map(listed, folders)):
        # A build takes graphs of kg's own model only (`graphs` reads the others), and kg asks no language model.
        judged = SUFFIXES.isdisjoint(path.suffixes) and category != "llm_reply"
        yield alone(path, scratch, expected if judged else "")


def _made(folder: Path) -> Path:
    make(folder)
    return folder


def _told(faults: list[str]) -> int:
    """Print faults as soon as they are known; return their number."""
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.stdout.flush()
    return len(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
