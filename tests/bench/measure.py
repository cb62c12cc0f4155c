"""CPU seconds of two ways to do the same, taken in turn in one run, so that what else the machine does falls on both."""

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from tempfile import TemporaryDirectory

Work = Callable[[], object]
_COMPILED = TemporaryDirectory(prefix="kg-bench-")


def cpu(work: Work) -> float:
    """Return the CPU seconds of a piece of work in this process and the children that it waits for."""
    before = _used()
    work()
    return _used() - before


def in_turn(ways: Mapping[str, Work], rounds: int, *, once: Container[str] = ()) -> dict[str, list[float]]:
    """Return the CPU seconds of each way, a round after the other; a first round that warms caches does not count.

    Those of `once`, which take minutes, are done in one round only.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, work in ways.items():
            if name in once and turn != 1:
                continue
            seconds = cpu(work)
            if turn:
                taken[name].append(seconds)
    return taken


def ratio(one: Sequence[float], other: Sequence[float]) -> tuple[float, float, float]:
    """Return the median, the least and the greatest of the ratios of paired times; the first may have fewer."""
    ratios = [a / max(b, 1e-9) for a, b in zip(one, other[: len(one)], strict=True)]
    return statistics.median(ratios), min(ratios), max(ratios)


def row(name: str, taken: Mapping[str, Sequence[float]], *, target: str = "") -> str:
    """Write a line of a table: kg's median in milliseconds, and how much longer each other way takes."""
    ours = taken["kg"]
    cells = [f"{1000 * statistics.median(ours):,.1f}"]
    for other in list(taken)[1:]:
        middle, least, most = ratio(taken[other], ours)
        once = len(taken[other]) == 1 < len(ours)
        cells.append(f"{middle:.1f} × (one round)" if once else f"{middle:.1f} × [{least:.1f}–{most:.1f}]")
    return f"| {name} | {' | '.join(cells)} | {target} |"


def head(title: str, others: Sequence[str]) -> str:
    """Write the head of a table."""
    columns = [title, "kg, CPU ms", *(f"{other} ÷ kg" for other in others), "target"]
    return f"\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def child(code: str, *arguments: str) -> str:
    """Run a program text in a fresh interpreter and return what it prints."""
    command = [sys.executable, "-c", code, *arguments]
    # From compiled bytecode, as installed packages run; the first round, which does not count, compiles it.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": _COMPILED.name}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def _used() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )
