"""What a build must do with hostile inputs, and what it did that it must not."""

import json
import re
import subprocess
import sys
from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path

from kg import pipeline
from kg.cli.report import write_report
from kg.graph import turtle
from kg.model import Reading
from kg.ontology import load_ontology

ROOT = Path(__file__).parents[2]
NEWS = ROOT / "data" / "news"

SECONDS = 10
"""Of the processor, for one input alone with the start of the program."""
MEMORY = 1 << 30
"""Bytes of memory in use at a time, by any one process. Address space is not counted: libraries map files into it, and
allocators reserve some for each thread, which never becomes memory."""
HANGS = 600
"""Seconds of the clock, which are many more where others use the processor too."""

_OUTCOMES = {"ok": (0,), "clear error": (1,)}

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def together(hostile: Path, scratch: Path) -> list[str]:
    """Build good articles alone and beside hostile inputs; what is said of the good ones must be the same to the byte."""
    good = pipeline.extract([NEWS])
    mixed = pipeline.extract([NEWS, hostile])
    names = {reading.document.id for reading in good.readings}
    faults = []
    if _bytes(good.readings) != _bytes(tuple(r for r in mixed.readings if r.document.id in names)):
        faults.append("the graph of the good articles is another beside the hostile inputs")
    faults += [f"{failure.path!r}: more than one line" for failure in mixed.failures if "\n" in failure.message]
    write_report(mixed, scratch / "report.txt")
    if _CONTROL.search(scratch.joinpath("report.txt").read_text(encoding="utf-8")):
        faults.append("control characters in the report")
    return faults


def alone(path: Path, scratch: Path, expected: str = "") -> list[str]:
    """Build one input in a process of its own; return what is wrong.

    Args:
        path: the input.
        scratch: a folder for the output.
        expected: `ok` where it must be read, `clear error` where it must be refused, "" where either will do.
    """
    out = scratch / "out"
    faults = ran(["build", "-o", out, "--format", "turtle", "--quiet", "--", path], scratch, _OUTCOMES.get(expected, (0, 1)))
    return [f"{str(path)!r}: {fault}" for fault in faults]


def ran(
    arguments: Sequence[Path | str], scratch: Path, codes: Container[int], said: tuple[str, ...] = ("Failed: ",)
) -> list[str]:
    """Run `kg` in a process of its own; return what is wrong: time, memory, signal, traceback, escape, odd files.

    Args:
        arguments: of `kg`, which may write to `out` in the folder.
        scratch: a folder.
        codes: how it may end.
        said: with what each of its lines begins.
    """
    note = scratch / "took.json"
    before = set(scratch.iterdir())
    launched = [sys.executable, "-S", ROOT / "tests" / "torture" / "launch.py", note, str(HANGS)]
    told = subprocess.run(
        [*launched, sys.executable, "-m", "kg", *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, check=True,
    ).stdout.decode(errors="replace")  # fmt: skip
    took = json.loads(note.read_text(encoding="ascii"))
    lines = told.splitlines()
    found = {
        f"exit code {took['code']}: {' '.join(lines[:1])[:200]}": took["code"] not in codes,
        f"{took['seconds']:.0f} seconds": took["seconds"] > SECONDS,
        f"{took['kib'] >> 10} MiB": took["kib"] * 1024 > MEMORY,
        "a traceback": "Traceback" in told,
        "control characters": bool(_CONTROL.search(told)),
        "failed without a line": took["code"] != 0 and not lines,
        "other lines than failures": not all(line.startswith(said) for line in lines),
        "files outside the output": set(scratch.iterdir()) - before - {scratch / "out", note} != set(),
    }
    return [fault for fault, wrong in found.items() if wrong]


def _bytes(readings: tuple[Reading, ...]) -> bytes:
    """Return the graph of some articles without what their neighbours add: how many sources carry a claim."""
    plain = [replace(r, claims=tuple(replace(c, sources=0) for c in r.claims), copy_of="", revision_of="") for r in readings]
    return "".join(turtle(plain, load_ontology(), pipeline.provenance())).encode()
