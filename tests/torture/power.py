"""A power cut at each moment at which a writer has brought something to the disk.

What survives is a folder's names and a file's bytes as they were when each was last synced; of the rest, nothing or, by chance,
something. That is all that POSIX promises, and less than most file systems keep.
"""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from kg.errors import KgError
from tests.stores import drop, graphs, put
from tests.torture.disk import examined

CHANGES = (("put", "a1", "a2"), ("put", "a3"), ("drop", "a1"), ("put", "a4"), ("put", "a1"), ("drop", "a2", "a3"))
EACH = 10
"""Of so many stores that a cut has left, one is written to."""


@dataclass
class _Disk:
    """What a disk has for certain, by inode: names and inodes of each folder, bytes of each file."""

    names: dict[int, dict[str, int]] = field(default_factory=dict)
    data: dict[int, bytes] = field(default_factory=dict)
    held: list[int] = field(default_factory=list)
    """Handles of all that was synced, so that no other file gets its inode."""

    def sync(self, handle: int) -> None:
        """Note what a file or a folder is when it is brought to the disk."""
        self.held.append(os.dup(handle))
        path = Path(f"/proc/self/fd/{handle}").resolve()
        inode = path.stat().st_ino
        if path.is_dir():
            self.names[inode] = _names(path)
        else:
            self.data[inode] = path.read_bytes()

    def lay_out(self, inode: int, here: Path | None, target: Path, luck: random.Random | None) -> None:
        """Write what is left of a folder after a cut; with luck, some of what was done since it was synced is left too."""
        target.mkdir(parents=True)
        durable, now = self.names.get(inode, {}), _names(here) if here else {}
        for name in sorted(durable | now):
            kept = (now if luck and luck.random() < 0.5 else durable).get(name)
            if kept is None:
                continue
            inner = here / name if here and now.get(name) == kept else None
            if kept in self.names or (inner and inner.is_dir()):
                self.lay_out(kept, inner, target / name, luck)
            else:
                written = inner.read_bytes() if inner and luck else b""
                part = written[: luck.randrange(len(written) + 1)] if luck else b""
                (target / name).write_bytes(self.data.get(kept, part))


def cuts(scratch: Path, changes: Sequence[tuple[str, ...]] = CHANGES) -> Iterator[list[str]]:
    """Change a store, and cut the power whenever something was synced; what was acknowledged must be there, and whole."""
    folder, disk = scratch / "disk" / "s", _Disk()
    folder.parent.mkdir(parents=True)
    luck = random.Random(11)  # noqa: S311 - of a disk
    acknowledged: set[str] = set()
    wanted: set[str] = set()
    left: list[tuple[Path, set[str], set[str]]] = []

    def cut() -> None:
        for chance in (None, luck):
            after = scratch / "left" / f"{len(left)}"
            disk.lay_out(folder.parent.stat().st_ino, folder.parent, after, chance)
            left.append((after / "s", set(acknowledged), set(wanted)))

    with _synced(disk, cut):
        for verb, *names in changes:
            wanted = acknowledged | set(names) if verb == "put" else acknowledged - set(names)
            (put if verb == "put" else drop)(folder, *names)
            acknowledged = wanted
            cut()
    for handle in disk.held:
        os.close(handle)
    for number, (after, *states) in zip(count(), left):
        yield [f"cut {number}: {fault}" for fault in _faults(after, states, write=number % EACH == 0)]


@contextmanager
def _synced(disk: _Disk, told: Callable[[], None]) -> Iterator[None]:
    """Note what is synced, and tell of it."""
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        disk.sync(handle)
        told()

    os.fsync = fsync
    try:
        yield
    finally:
        os.fsync = real


def _faults(folder: Path, states: list[set[str]], *, write: bool) -> list[str]:
    """Open what is left of a store: it must be in one of some states, whole, and take the next article."""
    try:
        found = graphs(folder) if (folder / "current").exists() else set()
        if found not in states:
            return [f"{' or '.join(map(str, map(sorted, states)))} expected, {sorted(found)} found"]
        faults = examined(folder, found) if found else []
        if write:
            put(folder, "a2")
            faults += examined(folder, found | {"a2"})
    except KgError as error:
        return [str(error)]
    return faults


def _names(folder: Path) -> dict[str, int]:
    return {entry.name: entry.inode() for entry in os.scandir(folder)}
