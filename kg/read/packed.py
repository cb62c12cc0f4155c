"""Archives and compressed files → what lies in them, read as a stream and bounded in size, depth and number.

Nothing is unpacked to disk, so no name can lead anywhere; names that try to are refused all the same.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import IO, TypeVar, cast

from kg.errors import InputError
from kg.read.article import Article, Found, Request, buffered, take
from kg.read.files import Failure, Stream

T = TypeVar("T")

MAX_DEPTH = 3
"""Layers, of which `.tar.gz` has two: one in a ZIP archive is read, a fourth layer is not."""

MAX_ARCHIVES = 2
"""Archives inside each other, not counting what is compressed by itself."""

MAX_MEMBERS = 10_000
MAX_RATIO = 100
"""Text shrinks to a fifth or a tenth, tables of numbers to a thirtieth."""

FREE = 2_000_000
"""Bytes that every archive may unpack to, whatever its ratio."""

SMALL = 200_000
"""Bytes that a member of a ZIP archive may unpack to, whatever its ratio."""

MAX_PIPED = 1_000_000_000
"""Bytes that an archive on standard input, whose size nobody knows, may unpack to."""

_BURSTS = f"unpacks to more than {MAX_RATIO} times its size: damaged, or made to break readers."

FAULTS = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError, ArithmeticError),
)
"""What the libraries raise for damaged archives, unknown methods and passwords."""


def _gzip(stream: Stream) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))


COMPRESSED: dict[str, Callable[[Stream], IO[bytes]]] = {
    ".bz2": bz2.BZ2File,
    ".gz": _gzip,
    ".xz": lzma.LZMAFile,
}
"""Suffix of a compressed file → how it is opened; the file inside has the name without it."""


@dataclass(slots=True)
class _Allowance:
    """How many bytes an archive may still unpack to, over all its members."""

    left: int


class _Bounded(io.RawIOBase):
    """A stream that ends with an InputError where it is damaged or unpacks beyond the allowance."""

    def __init__(self, stream: IO[bytes], allowance: _Allowance) -> None:
        self._stream, self._allowance = stream, allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # 3.11 has no name for its buffers
        view = memoryview(buffer)
        try:
            data = self._stream.read(len(view))
        except FAULTS as error:
            raise InputError(_told(error)) from error
        self._allowance.left -= len(data)
        if self._allowance.left < 0:
            raise InputError(_BURSTS)
        view[: len(data)] = data
        return len(data)


def read_compressed(stream: Stream, request: Request) -> Iterator[Found]:
    """Yield what is in a file compressed with gzip, bzip2 or xz, by its name without that suffix.

    Raises:
        InputError: damaged, too deep, unpacks beyond reason, or a kind that is not read.
    """
    name = PurePosixPath(request.name)
    if name.suffix.lower() == ".tgz":
        name = name.with_suffix(".tar.gz")
    inner = name.stem if PurePosixPath(name.stem).suffix else f"{name.stem}.txt"
    allowance = _Allowance(_limit(stream))
    yield from _inner(_bounded(COMPRESSED[name.suffix.lower()](stream), allowance), request, inner)


def read_zip(stream: Stream, request: Request) -> Iterator[Found]:
    """Yield what is in a ZIP archive.

    Raises:
        InputError: damaged, too deep, too many members, or unpacks beyond reason.
    """
    seekable = stream if stream.seekable() else buffered(take(stream))
    allowance = _Allowance(_limit(seekable))
    try:
        with zipfile.ZipFile(seekable) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise _too_many()
            members = ((i.filename, i.is_dir(), not i.is_dir(), i) for i in archive.infolist())
            yield from _members(members, partial(_enter, archive), allowance, request)
    except FAULTS as error:
        raise InputError(_told(error)) from error


def _enter(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """Open a member of a ZIP archive; one that says itself that it unpacks beyond reason is not unpacked to see it."""
    if member.file_size > SMALL and member.file_size > MAX_RATIO * member.compress_size:
        raise InputError(_BURSTS)
    return archive.open(member)


def read_tar(stream: Stream, request: Request) -> Iterator[Found]:
    """Yield what is in a TAR archive; its links and devices are refused.

    Raises:
        InputError: damaged, too deep, too many members, or unpacks beyond reason.
    """
    allowance = _Allowance(_limit(stream))
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            members = ((m.name, m.isdir(), m.isreg(), m) for m in archive)
            yield from _members(members, archive.extractfile, allowance, request)
    except FAULTS as error:
        raise InputError(_told(error)) from error


def _members(
    members: Iterator[tuple[str, bool, bool, T]],
    enter: Callable[[T], IO[bytes] | None],
    allowance: _Allowance,
    request: Request,
) -> Iterator[Found]:
    if request.archives >= MAX_ARCHIVES:
        raise InputError(f"over {MAX_ARCHIVES} archives inside each other. Unpack it.")
    request = replace(request, archives=request.archives + 1)
    names: set[str] = set()
    number = 0
    for name, folder, regular, member in members:
        number += not folder
        if number > MAX_MEMBERS:
            raise _too_many()
        fault = _fault(name, regular, names)
        names.add(name)
        if folder or _is_hidden(name):
            continue
        if fault:
            yield Failure(name, fault)
        else:
            yield from _member(member, enter, allowance, request, name)
    if not number:
        raise InputError("empty: there is no file in this archive.")


def _member(
    member: T, enter: Callable[[T], IO[bytes] | None], allowance: _Allowance, request: Request, name: str
) -> Iterator[Found]:
    try:
        opened = enter(member)
    except InputError as error:
        yield Failure(name, str(error))
        return
    except FAULTS as error:
        yield Failure(name, _told(error))
        return
    if opened is None:
        return
    key = PurePosixPath(name).with_suffix("").as_posix()
    try:
        for found in _inner(_bounded(opened, allowance), request, name):
            yield _placed(found, name, key)
    except InputError as error:
        yield Failure(name, str(error))
        if allowance.left < 0:
            raise


def _inner(stream: Stream, request: Request, name: str) -> Iterator[Found]:
    if request.depth >= MAX_DEPTH:
        raise InputError(f"over {MAX_DEPTH} layers of archives inside each other. Unpack it.")
    if request.read is not None:
        yield from request.read(stream, replace(request, name=name, depth=request.depth + 1))


def _placed(found: Found, name: str, key: str) -> Found:
    if isinstance(found, Article):
        return replace(found, key=f"{key}-{found.key}" if found.key else key)
    return Failure(f"{name}, {found.path}", found.message) if isinstance(found, Failure) else found


def _fault(name: str, regular: bool, names: set[str]) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        return "its name leads out of the archive; not read."
    if name in names:
        return "a second file of this name in the archive; only the first is read."
    return "" if regular else "a link or a device; not read."


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in PurePosixPath(name).parts)


def _bounded(stream: IO[bytes], allowance: _Allowance) -> Stream:
    return io.BufferedReader(_Bounded(stream, allowance), 1 << 16)


def _limit(stream: Stream) -> int:
    if not stream.seekable():
        return MAX_PIPED
    here = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(here)
    return FREE + MAX_RATIO * size


def _too_many() -> InputError:
    return InputError(f"over {MAX_MEMBERS:,} files in one archive. Unpack it.")


def _told(error: Exception) -> str:
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "locked with a password. Save it without one."
    return "damaged, or packed in a way that is not read."
