"""A dump of articles with damaged lines, put into a store by writers that are killed: the store of one that was not.

`python -m tests.torture --dump 20000` takes a processor half an hour.
"""

import json
import random
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

from kg.errors import KgError
from kg.store import read_ledger
from tests.bench.articles import article
from tests.torture.trial import ROOT

DAMAGED = 0.05
"""Share of the lines that are cut off, overwritten, or no objects."""
KILLS = 2


def resumed(articles: int, scratch: Path) -> list[str]:
    """Put a dump into two stores, into one by writers that are killed twice; return what differs, or was not told."""
    dump = scratch / "dump.jsonl"
    damaged = write(dump, articles)
    whole, killed = scratch / "whole", scratch / "killed"
    told = [_failures(_start(dump, whole))]
    for kill in range(1, KILLS + 1):
        _kill(_start(dump, killed), killed, (articles - damaged) * kill // (KILLS + 1))
        sys.stdout.write(f"killed with {_held(killed):,} of {articles - damaged:,} articles in the store\n")
    told.append(_failures(_start(dump, killed)))
    faults = [f"{damaged} lines are damaged, {number} were told" for number in told if number != damaged]
    faults += [
        f"{articles - damaged} articles wanted, {_held(s)} in {s.name}"
        for s in (whole, killed)
        if _held(s) != articles - damaged
    ]
    sums = {_sum(store) for store in (whole, killed)}
    return faults + ["the graphs differ"] * (len(sums) != 1)


def write(dump: Path, articles: int) -> int:
    """Write a dump of so many lines and return how many of them are damaged; the same on every run."""
    chance = random.Random(11)  # noqa: S311 - not for secrets
    damaged = 0
    with dump.open("wb") as file:
        for number in range(articles):
            title, day, text = article(number).strip().split("\n\n")
            line = json.dumps({"id": number, "title": title, "date": day, "text": text}).encode()
            if chance.random() < DAMAGED:
                line, damaged = _damage(line, chance), damaged + 1
            file.write(line + b"\n")
    return damaged


def _damage(line: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(1, len(line) - 1)
    return chance.choice(
        (line[:place], line[:place] + b"\xff\x00" + line[place:], b"[" + line, b'"' + line[: place // 2], b"null")
    )


def _start(dump: Path, store: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kg", "add", str(dump), "--store", str(store), "--quiet"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def _failures(writer: subprocess.Popen[str]) -> int:
    """Wait for a writer; return how many inputs it could not read."""
    _, said = writer.communicate()
    lines = said.splitlines()
    if writer.returncode not in (0, 1) or not all(line.startswith("Failed: ") for line in lines):
        raise SystemExit(f"exit code {writer.returncode}: {said[-500:]}")
    return len(lines)


def _kill(writer: subprocess.Popen[str], store: Path, wanted: int) -> None:
    """Kill a writer at some moment after its store holds so many articles."""
    while writer.poll() is None and _held(store) < wanted:
        time.sleep(0.2)
    time.sleep(random.Random(wanted).random())  # noqa: S311 - a moment, no secret
    writer.kill()
    writer.communicate()


def _held(store: Path) -> int:
    try:
        return len(read_ledger(store)[1].articles)
    except KgError:  # there is none yet
        return 0


def _sum(store: Path) -> str:
    """Return a hash of all that a store says, in N-Quads, which are sorted."""
    out = store.with_suffix(".nq")
    command = [sys.executable, "-m", "kg", "export", str(store), "-o", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with out.open("rb") as file:
        digest = sha256()
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()
