"""The readings of a run, on disk from a certain size on: only what is looked at is in memory, however long the texts are."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from io import SEEK_END
from itertools import groupby
from tempfile import SpooledTemporaryFile, gettempdir
from typing import Self, overload
from weakref import finalize

from kg.errors import OutputError
from kg.model import Document, Reading

IN_MEMORY = 32 << 20
"""Bytes of readings that are kept in memory; more go into a file, which has no name and ends with the process."""

_NO_DOCUMENT = Document("", "", "", ())

Change = Callable[[Reading], Reading]


class Readings(Sequence[Reading]):
    """Readings in the order they were added, made anew from the file each time that one is looked at; slices share the file.

    A short document has one reading, a long one several, one after the other: one a part.
    """

    def __init__(self) -> None:
        self.documents: list[Document] = []
        """The document of each reading."""
        self._places: list[int] = []
        self._file = _File()
        self._changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> "Readings":
        """Keep some readings; those that are kept already stay what they are."""
        if isinstance(readings, Readings):
            return readings
        kept = cls()
        for reading in readings:
            kept.add(reading)
        return kept

    def add(self, reading: Reading) -> None:
        """Keep one more.

        Raises:
            OutputError: the disk is full or broken.
        """
        self._places.append(self._file.add(replace(reading, document=_NO_DOCUMENT)))
        self.documents.append(reading.document)

    def changed(self, change: Change) -> Self:
        """Return the same readings, each of them changed when it is looked at."""
        view = self[:]
        view._changes = (*self._changes, change)  # noqa: SLF001 - its own
        return view

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, number: int) -> Reading: ...
    @overload
    def __getitem__(self, number: slice) -> Self: ...
    def __getitem__(self, number: int | slice) -> "Reading | Self":
        if isinstance(number, slice):
            view = copy(self)
            view.documents, view._places = self.documents[number], self._places[number]  # noqa: SLF001 - its own
            return view
        reading = replace(self._file.take(self._places[number]), document=self.documents[number])
        for change in self._changes:
            reading = change(reading)
        return reading


def by_document(readings: Readings) -> Iterator[tuple[Document, Readings]]:
    """Yield each document with its readings, in their order."""
    for _, same in groupby(range(len(readings)), key=lambda number: readings.documents[number].id):
        first, *others = same
        yield readings.documents[first], readings[first : first + 1 + len(others)]


class _File:
    """Readings one after the other; what is read back is what this process wrote, for nobody opens a file without a name."""

    def __init__(self) -> None:
        self._spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - open as long as somebody may look
        finalize(self, self._spool.close)

    def add(self, reading: Reading) -> int:
        """Write a reading and return its place."""
        try:
            place = self._spool.seek(0, SEEK_END)
            pickle.dump(reading, self._spool, pickle.HIGHEST_PROTOCOL)
        except OSError as error:
            raise OutputError(f"{gettempdir()}: {error.strerror}; a run keeps there what it has read so far.") from error
        return place

    def take(self, place: int) -> Reading:
        self._spool.seek(place)
        reading: Reading = pickle.load(self._spool)  # noqa: S301 - see above
        return reading
