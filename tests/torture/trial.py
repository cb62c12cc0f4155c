"""What a build must do with hostile inputs, and what it did that it must not."""

import os
import re
import resource
import subprocess
import sys
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
"""Of the processor, for one input alone, beside the seconds that starting takes."""
START = 5
MEMORY = 1 << 30

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


def alone(path: Path, scratch: Path) -> list[str]:
    """Build one input in a process of its own; return what is wrong: time, memory, signal, traceback, escape, odd files."""
    before = set(scratch.iterdir()) if scratch.exists() else set()
    out = scratch / "out"
    command = [sys.executable, "-m", "kg", "build", str(path), "-o", str(out), "--format", "turtle", "--quiet"]
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    assert process.stdout is not None
    said = process.stdout.read().decode(errors="replace")
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    found = {
        f"exit code {process.returncode}": process.returncode not in (0, 1),
        f"{seconds:.0f} seconds": seconds > SECONDS + START,
        f"{used.ru_maxrss >> 10} MiB": used.ru_maxrss * 1024 > MEMORY,
        "a traceback": "Traceback" in said,
        "control characters": bool(_CONTROL.search(said)),
        "failed without a line": process.returncode == 1 and not said.startswith("Failed: "),
        "files outside the output": set(scratch.iterdir()) - before - {out} != set(),
    }
    return [f"{str(path)!r}: {fault}" for fault, wrong in found.items() if wrong]


def _bytes(readings: tuple[Reading, ...]) -> bytes:
    """Return the graph of some articles without what their neighbours add: how many sources carry a claim."""
    plain = [replace(r, claims=tuple(replace(c, sources=0) for c in r.claims), copy_of="", revision_of="") for r in readings]
    return "".join(turtle(plain, load_ontology(), pipeline.provenance())).encode()
