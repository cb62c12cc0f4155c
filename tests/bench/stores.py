"""Many articles, in a store as a user keeps one and in one build: what each command costs as they grow in number.

They are read with `--model fast`, in half the time: reading takes most of it all the same. The memory is that of the largest
process of a command, with what it shares with others.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.store import read_ledger
from tests.bench.articles import write

SIZES = (100, 1_000, 10_000, 20_000)
CHANGED = 100
"""One article of so many has another text when the store is updated."""
_HEAD = "\n| articles | step | wall s | CPU s | CPU ms an article | peak MiB |\n|---|---|---|---|---|---|"


def stores(most: int) -> Iterator[str]:
    """Build a store step by step, and at each size change a hundredth of it, run again, ask, check and back up."""
    yield _HEAD
    with TemporaryDirectory() as scratch:
        news, store, before = Path(scratch, "news"), Path(scratch, "store"), 0
        options = ("--store", store, "--quiet", "--model", "fast")
        for size in (size for size in SIZES if size <= most):
            write(news, range(before, size))
            yield _row(size, f"add {size - before:,}", size - before, "add", news, *options)
            yield _row(size, "the same again", size, "add", news, *options)
            write(news, range(0, size, CHANGED), edition=size)
            yield _row(size, f"add, {size // CHANGED:,} changed", size // CHANGED, "add", news, *options)
            yield _row(size, "add one article", 1, "add", write(news / "one", range(size, size + 1)), *options)
            yield _row(size, "ask who says what of one town", 0, "query", store, "--name", "who-said-what", "--about", "Quito")
            yield _row(size, "check every byte", 0, "status", "--store", store, "--check")
            yield _row(size, "back up", 0, "store", "backup", Path(scratch, f"backup-{size}"), "--store", store)
            yield _row(size, "compact", 0, "store", "compact", "--store", store)
            version, ledger = read_ledger(store)
            triples = sum(kept.triples for kept in ledger.articles.values())
            yield f"| {size:,} | holds {triples:,} triples, {version.size >> 20:,} MiB | | | | |"
            before = size


def builds(most: int) -> Iterator[str]:
    """Build more and more articles into one Turtle file."""
    yield _HEAD
    with TemporaryDirectory() as scratch:
        news, out, before = Path(scratch, "news"), Path(scratch, "out"), 0
        for size in (size for size in SIZES if size <= most):
            write(news, range(before, size))
            yield _row(size, "build", size, "build", news, "-o", out, "--format", "turtle", "--quiet", "--model", "fast")
            yield f"| {size:,} | Turtle of {(out / 'graph.ttl').stat().st_size >> 20:,} MiB | | | | |"
            before = size


def _row(size: int, name: str, articles: int, *words: object) -> str:
    """Run a command of kg and write what it took."""
    command = [sys.executable, "-m", "kg", *map(str, words)]
    began = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {child.returncode}")
    seconds = used.ru_utime + used.ru_stime
    each = f"{1000 * seconds / articles:.1f}" if articles > 1 else ""
    wall = time.monotonic() - began
    return f"| {size:,} | {name} | {wall:.1f} | {seconds:.1f} | {each} | {used.ru_maxrss >> 10:,} |"
