"""What a store must withstand: killed writers, refused writes, damaged files, writers at once.

Each yields what went wrong in each of its trials: nothing, or a line a fault.
"""

import contextlib
import json
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pyoxigraph as ox

import kg
from kg import store as stores
from kg.errors import DamageError, OutputError
from kg.ontology import DOC
from kg.sparql import listing
from tests.stores import GRAPHS, drop, graphs, program, put

STRACE = shutil.which("strace")
"""Makes the kernel refuse a system call of a process that it watches."""
CALLS = ("write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "rename", "link", "mkdir", "unlink", "rmdir")
"""What a writer asks of the kernel that a full or broken disk refuses."""
MOST = 100
"""Calls of a kind that are refused one after the other; a writer makes fewer of most kinds."""
AS_IT_WAS, CHANGED = OutputError.exit_code, 60
"""How a writer ends whose error says that the store is as it was, and one whose change is in it nevertheless."""
_DONE = "The change is in the store"


def killed(folder: Path, *, rounds: int) -> Iterator[list[str]]:
    """Kill a writer at random moments; what it acknowledged must be there, whole, and the next must get in."""
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    code = "while True:\n" + "".join(
        f"    for name in GRAPHS:\n        print('{verb}', name, flush=True)\n        {verb}(folder, name)\n"
        "        print('done', name, flush=True)\n"
        for verb in ("put", "drop")
    )
    for number in range(rounds):
        child = program(folder, code)
        said = [child.stdout.readline().split() for _ in range(chance.randint(1, 9))]
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(chance.random() * 0.2)
        child.kill()
        # Before communicate, which forgets the lines that readline has in its buffer.
        said += [line.split() for line in child.stdout]
        _, trouble = child.communicate()
        faults = _after_death(folder, said) if child.returncode == -signal.SIGKILL else [f"it ended by itself: {trouble}"]
        yield [f"killed in round {number}: {fault}" for fault in faults]


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
        faults += examined(folder, found)
        drop(folder, *found)
    return faults


def examined(folder: Path, names: set[str]) -> list[str]:
    """Read every byte of a store that must hold just these articles."""
    _, ledger = stores.read_ledger(folder, thorough=True)
    store = stores.view(folder)
    whole = {n for n in names if set(store.quads_for_pattern(None, None, None, ox.NamedNode(DOC + n))) == set(GRAPHS[n])}
    return [f"{sorted(names)} expected, {sorted(whole)} whole, {sorted(ledger.articles)} in the ledger"] * (
        not names == whole == set(ledger.articles)
    )


def refusals(scratch: Path) -> Iterator[list[str]]:
    """Let the kernel refuse each call of a writer: a full disk, and one that breaks; once, and from then on."""
    if STRACE is None:
        yield ["strace is not installed: no call of the kernel was refused"]
        return
    put(scratch / "two" / "s", "a1", "a2")
    for call, fault, lasting in product(CALLS, ("ENOSPC", "EIO"), (False, True)):
        for number in range(1, MOST + 1):
            folder = scratch / "tried" / "s"
            shutil.copytree(scratch / "two" / "s", folder)
            faults = refused(folder, call, number, fault=fault, lasting=lasting)
            shutil.rmtree(folder.parent)
            if faults is None:
                break
            yield faults


def refused(folder: Path, call: str, number: int, *, fault: str = "ENOSPC", lasting: bool = False) -> list[str] | None:
    """Let the kernel refuse the n-th call of a kind to each thread of a writer; None where there are not so many.

    A writer that ends well has put its article there; one that ends with an `OutputError` has not, or says that it has.
    """
    before = graphs(folder)
    code = (
        "try:\n    put(folder, 'a3')\n"
        "except OutputError as error:\n"
        "    told = str(error)\n"
        "    try:\n        os.write(2, f'{told}\\n'.encode())\n    except OSError:\n        pass\n"
        f"    os._exit({AS_IT_WAS} if told.endswith('The store is as it was.') else {CHANGED} if {_DONE!r} in told else 1)\n"
    )
    name, log = f"{fault} at {call} {number}{' and after' * lasting}", folder.with_name("calls")
    inject = f"inject={call}:error={fault}:when={number}{'+' * lasting}"
    watcher = (str(STRACE), "-f", "-qq", "-o", str(log), "-e", f"trace={call}", "-e", inject)
    child = program(folder, code, watcher=watcher)
    _, told = child.communicate()
    if "(INJECTED)" not in log.read_text(encoding="utf-8", errors="replace"):
        return None
    if child.returncode not in (0, AS_IT_WAS, CHANGED) or told.count("\n") > 1:
        return [f"{name}: exit code {child.returncode}: {told[-500:]}"]
    done = child.returncode != AS_IT_WAS
    faults = [f"{name}: {fault}" for fault in examined(folder, before | ({"a3"} if done else set()))]
    put(folder, "a3")
    return faults + [f"{name}, then again: {fault}" for fault in examined(folder, before | {"a3"})]


def damaged(folder: Path, scratch: Path, *, rounds: int) -> Iterator[list[str]]:
    """Flip a bit of a file of a store, cut its end off, or lose it; a check must find it, and no answer may be wrong."""
    chance = random.Random(5)  # noqa: S311 - places, not secrets
    right = [_load(folder), _count(folder), _claims(folder), None]
    version = stores.read_ledger(folder)[0]
    names = ["current", *(str(Path("versions", version.path.name, name)) for name in ("manifest.json", *version.files))]
    for number in range(rounds):
        copy, name = scratch / str(number), names[number // 3 % len(names)]
        shutil.copytree(folder, copy)
        what = _damage(copy / name, number % 3, chance)
        yield [f"{name}, {what}: {fault}" for fault in _served(copy, right)]
        shutil.rmtree(copy)


def _load(folder: Path) -> object:
    return set(stores.load(folder))


def _count(folder: Path) -> object:
    with kg.asking(folder) as ask:
        return ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", deadline=0.5).texts()


def _claims(folder: Path) -> object:
    with stores.telling_damage(folder):
        return listing.claims(stores.view(folder)).texts()


def _check(folder: Path) -> object:
    return stores.read_ledger(folder, thorough=True)


def _served(folder: Path, right: list[object]) -> Iterator[str]:
    """Ask a damaged store for what was in it: it must be right, or refused with advice; a check must refuse."""
    for way, answer in zip((_load, _count, _claims, _check), right, strict=True):
        try:
            if way(folder) != answer:
                yield f"not found by {way.__name__}"
        except DamageError as error:
            if "restore" not in str(error) or "\n" in str(error):
                yield f"no advice: {error}"


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


def rivals(scratch: Path) -> Iterator[list[str]]:
    """Let two to eight processes write at once."""
    for writers in range(2, 9):
        yield at_once(scratch / f"{writers}" / "s", writers=writers)


def at_once(folder: Path, *, writers: int) -> list[str]:
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
    return faults + [f"{writers} writers: {fault}" for fault in examined(folder, {"a1", *names})]


def forked(scratch: Path) -> Iterator[list[str]]:
    """Fork a process out of a writer: it may not write, and when the writer dies it does not hold the store."""
    folder = scratch / "s"
    put(folder, "a1")
    code = (
        "with stores.writing(folder) as writer:\n"
        "    if os.fork():\n        os.kill(os.getpid(), 9)\n"
        "    try:\n        writer.commit(Ledger(), {})\n"
        "    except UsageError:\n        print('refused', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    child = program(folder, code)
    said = child.stdout.readline()
    put(folder, "a2")
    child.communicate()
    yield ["a forked process wrote"] * (said != "refused\n") + examined(folder, {"a1", "a2"})


def all_damaged(scratch: Path) -> Iterator[list[str]]:
    """Damage each file of a store in each way."""
    put(scratch / "s", "a1", "a2")
    yield from damaged(scratch / "s", scratch / "damaged", rounds=100)
