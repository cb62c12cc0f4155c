"""Paths → the list of what to read: folders walked, ids given, what is left out counted and never silent."""

import hashlib
import io
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import InputError

STANDARD_INPUT = "-"

Stream: TypeAlias = "io.BufferedReader[Any]"
"""Bytes of a file, an archive's member or standard input, which can be looked at before they are read."""

MAX_ID = 80
"""Longest id of a document in characters; it becomes part of IRIs and file names."""

_RECORDS = frozenset({".csv", ".json", ".tsv"})
"""Beside a file of the same name these hold its data, not an article of their own."""
_PROGRAMS = frozenset({"__pycache__", "node_modules", "site-packages"})
"""Folders that hold programs and their papers, no news."""
_ENVIRONMENT = "pyvenv.cfg"
"""The file at the top of a virtual environment of Python."""
_OUTER = frozenset({".bz2", ".gz", ".xz"})
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_UNREADABLE = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that could not be read, and why, in one line."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Files of other kinds inside an archive, which are not read."""

    count: int


@dataclass(frozen=True, slots=True)
class Input:
    """One file to be read and the id its document will have; of standard input and of an address it comes from the words.

    Not every file in a folder need be an article; one that was named by itself must be.
    """

    path: Path
    id: str
    address: str = ""
    """Where it is fetched from, if it is no file."""
    below: Path | None = None
    """The folder that was named, where the file was not."""

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.address or str(self.path)

    @property
    def label(self) -> str:
        """How a graph calls it, which is the same on every machine: from the folder on that was named."""
        if self.address or str(self.path) == STANDARD_INPUT:
            return self.address
        return self.path.relative_to(self.below).as_posix() if self.below else self.path.name


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the paths of a run lead to; `skipped` counts hidden files and files of other kinds inside folders."""

    files: tuple[Input, ...]
    failures: tuple[Failure, ...]
    skipped: int
    passed_over: tuple[str, ...] = ()
    """Folders that were not entered: hidden ones, and those of programs."""


@dataclass(slots=True)
class _Walk:
    is_known: Callable[[str], bool]
    files: list[Path] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    below: dict[Path, Path] = field(default_factory=dict)
    """File → folder that was named, for what was found in one."""
    skipped: int = 0
    passed_over: list[str] = field(default_factory=list)

    def fail(self, path: Path, message: str) -> None:
        self.failures.append(Failure(str(path), message))

    def start(self, path: Path) -> None:
        """Take one path as the user gave it."""
        if str(path) == STANDARD_INPUT:
            self.files.append(path)
        elif path.is_dir():
            before = len(self.files), len(self.failures)
            self.folder(path, path)
            if (len(self.files), len(self.failures)) == before:
                self.fail(path, "no file of a kind that is read in this folder.")
        else:
            self.files.append(path)

    def folder(self, folder: Path, root: Path) -> None:
        """Take what lies in a folder, below one that was named, in the order of the names."""
        try:
            children = sorted(folder.iterdir())
        except OSError as error:
            self.fail(folder, f"cannot be listed: {error.strerror}.")
            return
        stems = {path.stem for path in children if path.suffix.lower() not in _RECORDS and self.is_known(path.name)}
        for path in children:
            beside = path.suffix.lower() in _RECORDS and path.stem in stems
            if path.is_dir() and not path.is_symlink() and _is_no_news(path):
                self.passed_over.append(str(path))
            elif path.name.startswith(".") or beside:
                self.skipped += 1
            elif path.is_symlink() and not _inside(path, root.resolve()):
                self.fail(path, "a link that leads out of its folder or nowhere; not followed.")
            elif path.is_dir() and not path.is_symlink():
                self.folder(path, root)
            elif self.is_known(path.name):
                self.files.append(path)
                self.below[path] = root
            else:
                self.skipped += 1


def find_inputs(paths: Iterable[str | Path], is_known: Callable[[str], bool]) -> Inputs:
    """List the files behind the paths, each once; folders are walked in order of names and links out of them refused.

    Ids come from the file names. Equal names in different folders get the folder's name in front; names that are
    still equal get `-2`, `-3` … in the order of their paths.
    """
    walk = _Walk(is_known)
    addresses: dict[str, None] = {}
    for path in paths:
        if _ADDRESS.match(str(path)):
            addresses[str(path)] = None
        else:
            walk.start(Path(path))
    once = {_identity(path): path for path in reversed(walk.files)}
    files = [path for path in dict.fromkeys(walk.files) if once[_identity(path)] == path]
    ids = _ids([path for path in files if str(path) != STANDARD_INPUT])
    return Inputs(
        files=(
            *(Input(path, ids.get(path, ""), below=walk.below.get(path)) for path in files),
            *(Input(Path(), "", address=address) for address in addresses),
        ),
        failures=tuple(walk.failures),
        skipped=walk.skipped,
        passed_over=tuple(walk.passed_over),
    )


def open_file(path: Path) -> Stream:
    """Open a regular file; pipes and devices are refused before they can block.

    Raises:
        InputError: missing, not a regular file, or not readable.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError("not a regular file. To read from a pipe, use '-' for standard input.")
        return path.open("rb")
    except FileNotFoundError as error:
        raise InputError("no such file or folder. Check the path.") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.") from error


def slug(text: str) -> str:
    """Return `text` in the characters A-Z, a-z, 0-9, `_`, `.` and `-`; a short hash stands for what was lost.

    >>> slug("Café strike, 7 June"), slug("000_fc8e4324965add0d"), slug("новости")
    ('Cafe-strike-7-June', '000_fc8e4324965add0d', 'article-b936c407')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    readable = _UNREADABLE.sub("-", plain).strip("-.")
    lost = any(c.isalnum() and not c.isascii() for c in plain)
    if readable and not lost and len(readable) <= MAX_ID:
        return readable
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{readable[: MAX_ID - 9].strip('-.') or 'article'}-{digest}"


def _is_no_news(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in _PROGRAMS or (folder / _ENVIRONMENT).is_file()


def _inside(path: Path, root: Path) -> bool:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_relative_to(root) and not target.is_dir()


def _identity(path: Path) -> Path:
    try:
        return path if str(path) == STANDARD_INPUT else path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _stem(path: Path) -> str:
    """Return the name without its suffix, and without the one before ".gz"."""
    return Path(path.stem).stem if path.suffix.lower() in _OUTER else path.stem


def _ids(paths: Iterable[Path]) -> dict[Path, str]:
    names = {path: slug(_stem(path)) for path in sorted(paths)}
    shared = Counter(names.values())
    taken: set[str] = set()
    ids: dict[Path, str] = {}
    for path, name in names.items():
        parent = path.absolute().parent.name
        wanted = slug(f"{parent}-{_stem(path)}") if shared[name] > 1 and parent else name
        ids[path] = next(n for n in numbered(wanted) if n not in taken and (n == name or n not in shared))
        taken.add(ids[path])
    return ids


def numbered(name: str) -> Iterator[str]:
    """Yield the name, then the name with `-2`, `-3` …, for a caller to take the first that is free."""
    yield name
    count = 2
    while True:
        yield f"{name}-{count}"
        count += 1
