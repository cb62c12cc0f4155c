"""A store as a row of versions: each a folder that never changes once it is whole, and one file that names the current one.

    current                  number of the current version and the checksum of its manifest: replacing it is the commit
    lock                     who writes
    versions/000007/         manifest.json   size and SHA-256 of every file below
                             articles.json   which articles are in it, and where each was read (`ledger`)
                             graph/          their named graphs (pyoxigraph, RocksDB)

A writer makes the next version beside the current one, out of hard links to what stays the same; whoever dies on the way leaves
a folder that nobody names. A reader keeps the version it began with.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from kg.errors import DamageError, InputError
from kg.store.atomic import sync_folder, write_atomic
from kg.store.names import ARTICLES, CURRENT, GRAPH, MANIFEST, VERSIONS

FORMAT = 1
"""Of the files of a store; a store of a later format is refused."""

Checksums: TypeAlias = Mapping[str, tuple[int, str]]
"""Name of a file below its version → its size in bytes and its SHA-256."""

_RUNTIME = ("LOCK", "LOG")
"""RocksDB's own lock and diary, which hold nothing of the graph."""
_TABLE = ".sst"
"""RocksDB's tables: never changed once written, and every block of theirs has a checksum that is checked when it is read."""
_TRIES = 5
_kept: dict[Path, int] = {}
"""Versions that this process has opened to read, each with the lock that keeps it from being swept away."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a store; while it is staged, `files` are those of the version that it grows out of."""

    number: int
    path: Path
    files: Checksums

    @property
    def graph(self) -> Path:
        """Folder of the named graphs."""
        return self.path / GRAPH

    @property
    def workshop(self) -> Path:
        """Where a writer changes the graphs before they are copied, as links, to where they stay."""
        return self.path / "workshop"

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(size for size, _ in self.files.values())


def current(folder: Path) -> Version | None:
    """Return the version that counts, or None where nothing was ever committed.

    Raises:
        DamageError: a file of it is missing or is not what was written.
        InputError: a later kg wrote it.
    """
    pointer = folder / CURRENT
    if not pointer.exists():
        if any((folder / VERSIONS / name / MANIFEST).exists() for name in _numbered(folder)):
            raise damaged(folder, f"{CURRENT} is missing")
        return None
    try:
        text = pointer.read_text(encoding="ascii")
        number = int(text.partition(" ")[0])
        path = folder / VERSIONS / f"{number:06d}"
        data = (path / MANIFEST).read_bytes()
    except (ValueError, OSError) as error:
        raise damaged(folder, f"{CURRENT} does not lead to a version") from error
    if text != _pointer(path, data):
        raise damaged(folder, f"{CURRENT} or {path.name}/{MANIFEST} is not what was written")
    manifest = json.loads(data)
    if manifest["format"] > FORMAT:
        raise InputError(f"{folder}: written by a later kg (format {manifest['format']}). Install that one.")
    version = Version(number, path, {name: (size, checksum) for name, (size, checksum) in manifest["files"].items()})
    _examine(folder, version, thorough=False)
    return version


def reading(folder: Path) -> Version | None:
    """Return the current version, kept from now on until the process ends, however many are written meanwhile.

    Raises:
        DamageError: as `current`.
    """
    for _ in range(_TRIES):
        try:
            version = current(folder)
            if version is None or version.path in _kept or _keep(version):
                return version
        except DamageError:
            # A writer may have swept away what `current` named a moment ago.
            version = None
    return current(folder)


def check(folder: Path) -> Version | None:
    """Return the current version after reading every byte of it.

    Raises:
        DamageError: a file of it is missing or is not what was written.
    """
    version = reading(folder)
    if version is not None:
        _examine(folder, version, thorough=True)
    return version


def stage(folder: Path, base: Version | None) -> Version:
    """Make the folder of the next version, and in its workshop the graphs of `base`: tables as links, the rest as copies."""
    staged = _numbered_next(folder, base.files if base is not None else {})
    staged.workshop.mkdir(parents=True)
    for file in base.graph.iterdir() if base is not None else ():
        target = staged.workshop / file.name
        if file.suffix != _TABLE or not _link(file, target):
            shutil.copyfile(file, target)
    return staged


def stage_copy(folder: Path, other: Version) -> Version:
    """Make the folder of the next version with the graphs of another store, in bytes of its own."""
    staged = _numbered_next(folder, {})
    shutil.copytree(other.graph, staged.graph)
    return staged


def publish(folder: Path, staged: Version, articles: bytes) -> Version:
    """Make a staged version, whose graph is flushed and closed, the current one; when this returns it survives a power cut."""
    shutil.rmtree(staged.workshop, ignore_errors=True)
    (staged.path / ARTICLES).write_bytes(articles)
    files: dict[str, tuple[int, str]] = {}
    for file in sorted(f for f in staged.path.rglob("*") if f.is_file() and f.name not in _RUNTIME):
        name = file.relative_to(staged.path).as_posix()
        if name.endswith(_TABLE) and name in staged.files:
            files[name] = staged.files[name]
        else:
            files[name] = file.stat().st_size, _digest(file, sync=True)
    manifest = json.dumps({"format": FORMAT, "files": files}, indent=0).encode()
    write_atomic(staged.path / MANIFEST, lambda out: out.write(manifest))
    for inner in (staged.graph, staged.path, staged.path.parent, folder):
        sync_folder(inner)
    write_atomic(folder / CURRENT, lambda out: out.write(_pointer(staged.path, manifest).encode()))
    return Version(staged.number, staged.path, files)


def discard(folder: Path, staged: Version) -> None:
    """Remove a staged version that could not be finished, unless it was published in the last moment."""
    if not pointer(folder).startswith(f"{staged.path.name} "):
        shutil.rmtree(staged.path, ignore_errors=True)


def pointer(folder: Path) -> str:
    """Return what names the current version; nothing where there is none, or it cannot be read."""
    try:
        return (folder / CURRENT).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def sweep(folder: Path, keep: Version | None) -> None:
    """Remove the versions but one that nobody reads: older ones, and what a writer that died left behind.

    What cannot be removed now is removed the next time.
    """
    for name in _numbered(folder):
        path = folder / VERSIONS / name
        if (keep is None or path != keep.path) and path not in _kept:
            with suppress(OSError):
                _remove(path)


def _remove(path: Path) -> None:
    """Remove a version, the manifest first.

    Raises:
        BlockingIOError: somebody reads it.
    """
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (path / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(handle)


def damaged(folder: Path, what: str) -> DamageError:
    """Word what to do about a damaged store once."""
    advice = "`kg store restore` takes a backup; without one, add the articles to a new store"
    return DamageError(f"{folder}: the store is damaged: {what}. {advice}.")


def _pointer(path: Path, manifest: bytes) -> str:
    """Return the content of the file `current` for a version."""
    return f"{path.name} {hashlib.sha256(manifest).hexdigest()}\n"


def _keep(version: Version) -> bool:
    """Lock a version against being swept away; False where that happened already."""
    try:
        handle = os.open(version.path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return False
    fcntl.flock(handle, fcntl.LOCK_SH)
    if not (version.path / MANIFEST).exists():
        os.close(handle)
        return False
    _kept[version.path] = handle
    return True


def _examine(folder: Path, version: Version, *, thorough: bool) -> None:
    """Hold the files against the manifest; of the tables only the size, unless `thorough`."""
    for name, (size, digest) in version.files.items():
        file = version.path / name
        try:
            wrong = file.stat().st_size != size or ((thorough or not name.endswith(_TABLE)) and _digest(file) != digest)
        except OSError as error:
            raise damaged(folder, f"{version.path.name}/{name} cannot be read ({error.strerror})") from error
        if wrong:
            raise damaged(folder, f"{version.path.name}/{name} is not what was written")


def _numbered_next(folder: Path, inherited: Checksums) -> Version:
    number = 1 + max([0, *map(int, _numbered(folder))])
    return Version(number, folder / VERSIONS / f"{number:06d}", inherited)


def _numbered(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in (folder / VERSIONS).iterdir() if path.name.isdecimal())
    except FileNotFoundError:
        return []


def _link(source: Path, target: Path) -> bool:
    """Link a file; False where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def _digest(file: Path, *, sync: bool = False) -> str:
    """Return the SHA-256 of a file, brought to the disk first if wanted."""
    with file.open("rb") as opened:
        if sync:
            os.fsync(opened.fileno())
        return hashlib.file_digest(opened, "sha256").hexdigest()
