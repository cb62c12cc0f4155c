"""What a store must withstand: killed writers, refused writes, damaged files, writers at once. Each returns what went wrong."""

import contextlib
import errno
import json
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg import store as stores
from kg.errors import DamageError, OutputError
from kg.ontology import DOC
from kg.sparql import run
from tests.stores import GRAPHS, drop, graphs, program, put

STRACE = shutil.which("strace")
"""Makes the kernel refuse a system call of a process that it watches."""
CALLS = ("write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "rename", "link", "mkdir", "unlink", "rmdir")
"""What a writer asks of the kernel that a full or broken disk refuses."""


def killed(folder: Path, *, rounds: int) -> list[str]:
    """Kill a writer at random moments; what it acknowledged must be there, whole, and the next must get in."""
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    code = "while True:\n" + "".join(
        f"    for name in GRAPHS:\n        print('{verb}', name, flush=True)\n        {verb}(folder, name)\n"
        "        print('done', name, flush=True)\n"
        for verb in ("put", "drop")
    )
    faults: list[str] = []
    for number in range(rounds):
        child = program(folder, code)
        said = [child.stdout.readline().split() for _ in range(chance.randint(1, 9))]
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(chance.random() * 0.2)
        child.kill()
        # Before communicate, which forgets the lines that readline has in its buffer.
        said += [line.split() for line in child.stdout]
        _, trouble = child.communicate()
        if child.returncode != -signal.SIGKILL:
            return [*faults, f"round {number}: {trouble}"]
        faults += [f"killed in round {number}: {fault}" for fault in _after_death(folder, said)]
    return faults


def _after_death(folder: Path, said: list[list[str]]) -> list[str]:
    """Hold a store against what its writer said before it died, and empty it."""
    begun = [name for name in said if name[0] != "done"]
    acknowledged = begun if said[-1][0] == "done" else begun[:-1]
    last = {name: verb for verb, name in acknowledged}
    held = {name for name, verb in last.items() if verb == "put"}
    under_way = set() if said[-1][0] == "done" else {begun[-1][1]}
    found = graphs(folder) if (folder / "current").exists() else set()
    faults = [] if held - under_way <= found <= held | under_way else [f"{sorted(held)} acknowledged, {sorted(found)} found"]
    if found:
        faults += _examined(folder, found)
        drop(folder, *found)
    return faults


def _examined(folder: Path, names: set[str]) -> list[str]:
    """Read every byte of a store that must hold just these articles."""
    _, ledger = stores.read_ledger(folder, thorough=True)
    store = stores.view(folder)
    whole = {n for n in names if set(store.quads_for_pattern(None, None, None, ox.NamedNode(DOC + n))) == set(GRAPHS[n])}
    return [f"{sorted(names)} expected, {sorted(whole)} whole, {sorted(ledger.articles)} in the ledger"] * (
        not names == whole == set(ledger.articles)
    )


def refused(folder: Path, call: str, number: int) -> list[str] | None:
    """Let the kernel refuse the n-th call of a kind to each thread of a writer; None where there are not so many.

    A writer that ends well has put its article there; one that ends with an `OutputError` has not, or says that it has.
    """
    before = graphs(folder)
    code = (
        "try:\n    put(folder, 'a3')\n"
        "except OutputError as error:\n"
        "    sys.stderr.write(f'{error}\\n')\n    sys.stderr.flush()\n    os._exit(error.exit_code)\n"
    )
    fault = errno.errorcode[errno.ENOSPC if number % 2 and "sync" not in call else errno.EIO]
    name, log = f"{fault} at {call} {number}", folder.with_name("calls")
    inject = f"inject={call}:error={fault}:when={number}"
    watcher = (str(STRACE), "-f", "-qq", "-o", str(log), "-e", f"trace={call}", "-e", inject)
    child = program(folder, code, watcher=watcher)
    _, told = child.communicate()
    if "(INJECTED)" not in log.read_text(encoding="utf-8", errors="replace"):
        return None
    done = child.returncode == 0 or "The change is in the store" in told
    if child.returncode not in (0, OutputError.exit_code) or told.count("\n") != (child.returncode != 0):
        return [f"{name}: exit code {child.returncode}: {told[-500:]}"]
    if not done and not told.endswith("The store is as it was.\n"):
        return [f"{name}: does not say what became of the store: {told}"]
    faults = [f"{name}: {fault}" for fault in _examined(folder, before | ({"a3"} if done else set()))]
    put(folder, "a3")
    return faults + [f"{name}, then again: {fault}" for fault in _examined(folder, before | {"a3"})]


def damaged(folder: Path, scratch: Path, *, rounds: int) -> list[str]:
    """Flip a bit of a file of a store, cut its end off, or lose it; a check must find it, and no answer may be wrong."""
    whole = set(stores.load(folder))
    chance = random.Random(5)  # noqa: S311 - places, not secrets
    version = stores.read_ledger(folder)[0]
    names = ["current", *(str(Path("versions", version.path.name, name)) for name in ("manifest.json", *version.files))]
    faults: list[str] = []
    told = 0
    for number in range(rounds):
        copy, name = scratch / str(number), names[number // 3 % len(names)]
        shutil.copytree(folder, copy)
        what = _damage(copy / name, number % 3, chance)
        with contextlib.suppress(DamageError):
            stores.read_ledger(copy, thorough=True)
            faults.append(f"{name}, {what}: a check does not find it")
        try:
            if set(stores.load(copy)) != whole:
                faults.append(f"{name}, {what}: another graph")
            run(stores.view(copy), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        except DamageError as error:
            told += "restore" in str(error)
    return faults + [f"only {told} of {rounds} were refused with advice"] * (told < rounds // 3)


def _damage(file: Path, kind: int, chance: random.Random) -> str:
    data = bytearray(file.read_bytes())
    if kind == 2 or not data:
        file.unlink()
        return "lost"
    if kind == 1:
        file.write_bytes(data[:-1])
        return "cut"
    place, bit = chance.randrange(len(data)), chance.randrange(8)
    data[place] ^= 1 << bit
    file.write_bytes(data)
    return f"bit {bit} of byte {place} flipped"


def rivals(folder: Path, *, writers: int) -> list[str]:
    """Let processes write at once over a stale lock; who is refused must be told who writes, and all get in in the end."""
    put(folder, "a1")
    folder.joinpath("lock").write_text(json.dumps({"pid": 2**22, "host": "elsewhere"}))
    code = (
        "import time\nfrom kg.errors import LockedError\n"
        "name, told = sys.stdin.readline().strip(), 0\n"
        "while True:\n"
        "    try:\n        put(folder, name)\n        break\n"
        "    except LockedError as error:\n"
        "        told += 'elsewhere' in str(error) or 'is writing to it. Wait' not in str(error) or '\\n' in str(error)\n"
        "        time.sleep(0.01)\n"
        "print(told)\n"
    )
    children = [program(folder, code) for _ in range(writers)]
    names = [sorted(GRAPHS)[number % len(GRAPHS)] for number in range(writers)]
    for child, name in zip(children, names, strict=True):
        child.stdin.write(f"{name}\n")
        child.stdin.flush()
    faults: list[str] = []
    for number, child in enumerate(children):
        said, trouble = child.communicate()
        if child.returncode or said != "0\n":
            faults.append(
                f"{writers} writers, number {number}: exit code {child.returncode}, {said.strip()} bad messages: {trouble}"
            )
    return faults + [f"{writers} writers: {fault}" for fault in _examined(folder, {"a1", *names})]


def trials(scratch: Path) -> Iterator[list[str]]:
    """Yield the faults of each trial in turn: 200 kills, each refused call, 100 damaged files, two to eight writers at once."""
    yield killed(scratch / "killed" / "s", rounds=200)
    for call in CALLS if STRACE else ():
        for number in range(1, 101):
            folder = scratch / f"{call}-{number}" / "s"
            put(folder, "a1", "a2")
            faults = refused(folder, call, number)
            if faults is None:
                break
            yield faults
    yield [] if STRACE else ["strace is not installed: no call of the kernel was refused"]
    whole = scratch / "whole" / "s"
    put(whole, "a1", "a2")
    yield damaged(whole, scratch / "damaged", rounds=100)
    for writers in range(2, 9):
        yield rivals(scratch / f"rivals-{writers}" / "s", writers=writers)
