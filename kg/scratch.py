"""Work that may be larger than memory: rows put aside on disk, and lines sorted there part by part.

The files have no name and end with the process.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from heapq import merge
from itertools import chain
from operator import attrgetter
from tempfile import SpooledTemporaryFile, TemporaryFile, gettempdir
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar
from weakref import finalize

from kg.errors import OutputError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

IN_MEMORY = 16 << 20
"""Bytes that are kept or sorted in memory; more goes to the disk, and is sorted there so much at a time."""

_AT_ONCE = 1 << 20
_Key = Callable[[bytes], Any]


class Aside(Generic[T]):
    """Values of one kind, put aside in their order and made anew whenever they are looked at; their fields are plain values."""

    def __init__(self, kind: type[T], values: Iterable[T]) -> None:
        self._kind = kind
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - open as long as somebody may look
        finalize(self, self._file.close)
        row = attrgetter(*(field.name for field in fields(kind)))
        with _worded():
            self._file.writelines(f"{json.dumps(row(value))}\n".encode() for value in values)

    def __iter__(self) -> Iterator[T]:
        place = 0
        while True:
            self._file.seek(place)  # somebody else may look too
            lines = self._file.readlines(_AT_ONCE)
            if not lines:
                return
            place = self._file.tell()
            yield from (self._kind(*json.loads(line)) for line in lines)


def sorted_lines(dump: Callable[[IO[bytes]], object], key: _Key | None = None) -> Iterator[bytes]:
    """Yield the lines that `dump` writes in the order of their bytes, which is that of their characters, or of their keys."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as whole, ExitStack() as stack:
        with _worded():
            dump(whole)
        whole.seek(0)
        runs: list[Iterable[bytes]] = []
        # Only "\n" ends a line of a binary file; a lone "\r" does not.
        lines = whole.readlines(IN_MEMORY)
        while lines:
            lines.sort(key=key)
            following = whole.readlines(IN_MEMORY)
            runs.append(_put_aside(lines, stack) if following else lines)
            lines = following
        yield from merge(*runs, key=key) if len(runs) > 1 else chain(*runs)


def sorted_texts(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts without line breaks in their order, each once.

    >>> list(sorted_texts(["b", "a", "b"]))
    ['a', 'b']
    """
    last = None
    for line in sorted_lines(lambda file: file.writelines(f"{text}\n".encode() for text in texts)):
        if line != last:
            last = line
            yield line[:-1].decode()


def sorted_rows(rows: Iterable[tuple[Sequence[str | int], Any]]) -> Iterator[tuple[list[str | int], Any]]:
    """Yield pairs of a key and whatever JSON holds, in the order of the keys.

    >>> list(sorted_rows([(("a", 10), "x"), (("a", 9), {"y": 1})]))
    [(['a', 9], {'y': 1}), (['a', 10], 'x')]
    """
    # JSON has no tab outside its texts, and writes those inside them with a backslash.
    lines = (f"{json.dumps(key)}\t{json.dumps(row)}\n".encode() for key, row in rows)
    for line in sorted_lines(lambda file: file.writelines(lines), _key):
        _, _, row = line.partition(b"\t")
        yield _key(line), json.loads(row)


def _key(line: bytes) -> Any:  # noqa: ANN401 - what JSON holds
    return json.loads(line.partition(b"\t")[0])


def _put_aside(lines: Iterable[bytes], stack: ExitStack) -> IO[bytes]:
    with _worded():
        file = stack.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
        file.writelines(lines)
        file.seek(0)
    return file


@contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{gettempdir()}: {error.strerror}; what is larger than memory is sorted there.") from error
