"""Questions to a store while another process writes to it: each answer is one whole state of the store."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import kg
from tests.stores import GRAPHS, program, put

COUNT = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
"""Of each article, how many triples it has."""


def trials(scratch: Path, rounds: int = 40) -> Iterator[list[str]]:
    """Ask again and again, on the command line and in a program, while articles come and go."""
    folder = scratch / "s"
    put(folder, "a1")
    code = "while True:\n    for name in ('a2', 'a3', 'a4'):\n        put(folder, name)\n    drop(folder, 'a2', 'a3', 'a4')\n"
    child = program(folder, code)
    try:
        for number in range(rounds):
            ask = _on_the_command_line if number % 4 == 0 else _in_a_program
            yield [f"question {number}: {fault}" for fault in ask(folder)]
    finally:
        child.kill()
        child.communicate()


def _in_a_program(folder: Path) -> list[str]:
    with kg.asking(folder) as ask:
        first, second = (ask(COUNT).texts() for _ in range(2))
    return _torn(first) + ["two answers to one reader differ"] * (first != second)


def _on_the_command_line(folder: Path) -> list[str]:
    command = [sys.executable, "-m", "kg", "query", folder, COUNT, "--format", "csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = [tuple(line.split(",")) for line in done.stdout.splitlines()[1:]]
    return [f"exit code {done.returncode}: {done.stderr}"] * bool(done.returncode or done.stderr) + _torn(rows)


def _torn(rows: list[tuple[str, ...]]) -> list[str]:
    """Hold an answer against the states that there are: a1, and none or the first of the others, each whole."""
    found = {graph.rpartition("/")[2].removeprefix("doc:"): int(number) for graph, number in rows}
    whole = {name: len(set(GRAPHS[name])) for name in GRAPHS}
    known = [{name: whole[name] for name in sorted(GRAPHS)[:many]} for many in range(1, len(GRAPHS) + 1)]
    return [] if found in known else [f"{found} is no state of the store"]
