"""Hostile queries, on the command line and in a program: each ends as its manifest says, in time, and the next is answered."""

import csv
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import kg
from kg.errors import KgError
from kg.sparql import Table
from tests.torture import abuse
from tests.torture.trial import ROOT

QUERIES = ROOT.parent / "shared" / "torture" / "sparql_abuse"
NODES = 100_000
"""Of a ring in which each has a name: closures over it take longer than anybody waits."""
SECONDS = 5.0
GRACE = 1.0
"""Seconds beyond the limit in which a query must have ended."""
ROWS, MEMORY = 1_000, 256
_ANY = {0, 2, 3}
_CODES = {"": _ANY, "ok": {0, 2}, "refused": {2}, "row limit": _ANY, "time limit": _ANY, "memory limit": _ANY}
"""Exit codes of the command line: a refusal passes, and so does what is done before the limit; 3 means that one was reached."""


def trials(scratch: Path) -> Iterator[list[str]]:
    """Yield what each query did wrong: the project's own, and those of the shared collection where it is there."""
    scratch.mkdir(parents=True)
    graph = scratch / "ring.nt"
    graph.write_text(
        "".join(f'<a:{n}> <a:p> <a:{(n + 1) % NODES}> .\n<a:{n}> <a:l> "name {n}" .\n' for n in range(NODES)), encoding="utf-8"
    )
    with socket.create_server(("127.0.0.1", 0)) as canary, kg.asking(graph) as ask:
        heard: list[object] = []
        threading.Thread(target=_listen, args=(canary, heard), daemon=True).start()
        address = f"http://127.0.0.1:{canary.getsockname()[1]}"
        for name, expected, sparql in chain(_own(address), _shared(address)):
            faults = [
                *_command_line_faults(graph, sparql, expected, scratch),
                *_library_faults(ask, sparql.decode(errors="replace")),
                *["it reached for the network"] * bool(heard),
            ]
            heard.clear()
            yield [f"{name} (expected: {expected or 'any end'}): {fault}" for fault in faults]


def _own(address: str) -> Iterator[tuple[str, str, bytes]]:
    for name, (expected, sparql) in abuse.queries(address).items():
        yield name, expected, sparql.encode()


def _shared(address: str) -> Iterator[tuple[str, str, bytes]]:
    if not QUERIES.is_dir():
        sys.stdout.write(f"skipped: no hostile queries at {QUERIES}\n")
        return
    with (QUERIES / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["query"], row["expected"], (QUERIES / row["query"]).read_bytes().replace(b"{{CANARY}}", address.encode())


def _on_the_command_line(graph: Path, sparql: bytes, scratch: Path) -> tuple[int, float, str]:
    """Ask in a process of its own; return its exit code, the seconds it took, and what it said."""
    (scratch / "q.rq").write_bytes(sparql)
    command = [sys.executable, "-m", "kg", "query", graph, "--file", scratch / "q.rq", "--format", "json"]
    limits = ["--timeout", str(SECONDS), "--rows", str(ROWS), "--memory", str(MEMORY)]
    began = time.monotonic()
    done = subprocess.run([*command, *limits], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode, time.monotonic() - began, done.stderr.decode(errors="replace")


def _command_line_faults(graph: Path, sparql: bytes, expected: str, scratch: Path) -> Iterator[str]:
    code, seconds, said = _on_the_command_line(graph, sparql, scratch)
    if seconds > SECONDS + GRACE:
        # What starting takes, and reading the graph, is known only beside it: others use the machine too.
        _, start, _ = _on_the_command_line(graph, b"ASK {}", scratch)
        code, again, said = _on_the_command_line(graph, sparql, scratch)
        seconds = min(seconds, again) - start
    # A query that cannot be read, as text or as SPARQL, is refused by the exit code 1 or 2.
    if code not in _CODES[expected] | ({1} if "not UTF-8" in said else set()):
        yield f"exit code {code}: {said.strip()[:200]}"
    if seconds > SECONDS + GRACE:
        yield f"{seconds:.1f} s on the command line, beside its start"
    if "Traceback" in said or said.count("\n") > 1:
        yield f"more than a line: {said[:200]}"


def _library_faults(ask: Callable[..., Table], sparql: str) -> Iterator[str]:
    began = time.monotonic()
    try:
        ask(sparql, deadline=SECONDS, max_rows=ROWS, memory=MEMORY << 20)
    except KgError as error:
        if "\n" in str(error):
            yield f"an error of several lines: {str(error)[:200]}"
    if time.monotonic() - began > SECONDS + GRACE:
        yield f"{time.monotonic() - began:.1f} s in a program"
    if ask("SELECT ?n { <a:1> <a:l> ?n }").texts() != [("name 1",)]:
        yield "the next question was not answered"


def _listen(canary: socket.socket, heard: list[object]) -> None:
    while True:
        try:
            connection, peer = canary.accept()
        except OSError:
            return
        heard.append(peer)
        connection.close()
