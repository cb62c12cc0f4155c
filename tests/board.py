"""The scoreboard: kg's annotations of public benchmarks, scored by the scorers that come beside the project.

    python -m tests.board [--model fast] [--write [--lower]] [NAME...]

Prints a line a benchmark with its floor (`tests/floors.json`, under `board`, with the hash of the data it was measured on).
`--write` raises floors to what was measured, less the noise; it lowers one only with `--lower`, and only where the changelog
names the benchmark among what is unreleased.

A benchmark whose development part something was learned from has no line: its figures are cross-validated ones, which stand
beside the weights.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from kg.annotation import annotate

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "eval"
BOARD = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))["board"]
FLOORS, CHANGES = ROOT / "tests" / "floors.json", ROOT / "CHANGELOG.md"
NOISE = 1.0
"""Points by which a figure may fall between machines and versions of libraries before anything is wrong."""
HIDDEN = {"entities", "relations", "claims", "events"}
"""Keys of a gold line that no system may see."""


def gold_file(name: str) -> Path:
    """Return the gold of a benchmark, which may not be there."""
    paths = [SHARED / "dev" / f"{name}.jsonl", SHARED / "dev" / "local_only" / f"{name}.jsonl"]
    return next((p for p in paths if p.is_file()), paths[0])


def is_same(line: dict[str, str]) -> bool:
    """Tell whether the gold is the very file that the floor was measured on."""
    return sha256(gold_file(line["data"]).read_bytes()).hexdigest().startswith(line["sha256"])


def score(line: dict[str, str], folder: Path, model: str | None = None) -> float:
    """Annotate a benchmark and return the figure of its scorer, in percent."""
    gold = gold_file(line["data"])
    source, target = folder / f"{line['data']}.in.jsonl", folder / f"{line['data']}.{line['profile']}.jsonl"
    if not target.exists():
        records = [json.loads(text) for text in gold.read_text(encoding="utf-8").splitlines()]
        seen = [{k: v for k, v in record.items() if k not in HIDDEN} for record in records]
        source.write_text("".join(json.dumps(r) + "\n" for r in seen), encoding="utf-8")
        schemas = SHARED / "dev" / line["ontology"] if "ontology" in line else None
        annotate(source, target, ontology=schemas, profile=line["profile"], model=model, workers=2)
    command = [sys.executable, str(SHARED / "scorers" / line["scorer"]), "--gold", str(gold), "--pred", str(target), "--quiet"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(printed.strip().splitlines()[-1].split()[3])


def new_floor(name: str, floor: float, figure: float, changes: str, *, lower: bool) -> float:
    """Return the floor that a figure gives a benchmark.

    Raises:
        SystemExit: it is lower than the present one, and that was not asked for or is not told in the changelog.

    >>> new_floor("LGL", 58.5, 61.7, "", lower=False), new_floor("LGL", 58.5, 59.3, "", lower=False)
    (60.5, 58.5)
    """
    found = math.floor(2 * (figure - NOISE)) / 2
    if figure >= floor:
        return max(floor, found)
    if not lower or name not in changes:
        raise SystemExit(
            f"{name}: {figure:.1f} is below its floor of {floor}. Lower it by --lower, and name it in the changelog."
        )
    return found


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--model")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--lower", action="store_true")
    options = parser.parse_args(arguments)
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    unreleased = CHANGES.read_text(encoding="utf-8").split("\n## ")[1]
    names = options.names
    with tempfile.TemporaryDirectory() as folder:
        for name, line in BOARD.items():
            if names and name not in names:
                continue
            there = gold_file(line["data"]).is_file()
            figure = score(line, Path(folder), options.model) if there else 0.0
            shown = f"{figure:5.1f}" if there else "no data here"
            if options.write and there and is_same(line):
                floors["board"][name]["floor"] = new_floor(name, line["floor"], figure, unreleased, lower=options.lower)
            shown += "" if not there or is_same(line) else " (on other data than the floor)"
            sys.stdout.write(f"{name:24s} {shown}   floor {line['floor']}\n")
            sys.stdout.flush()
    if options.write:
        FLOORS.write_text(json.dumps(floors, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
