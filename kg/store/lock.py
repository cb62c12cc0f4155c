"""One writer at a time: a lock file that says who holds the store, and that the kernel lets go of when its holder dies."""

import errno
import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import LockedError, OutputError

_NAME = "lock"
_threads = threading.Lock()
_held: set[Path] = set()
"""Stores that this process writes to: the kernel's lock tells processes apart, not threads."""


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the store of a folder for writing; a record lock, so that no process forked meanwhile holds it too.

    Raises:
        LockedError: another process, or another thread of this one, is writing; says which.
        OutputError: the disk is full, or the folder may not be written to.
    """
    file = folder.resolve() / _NAME
    with _threads:
        if file in _held:
            raise LockedError(f"{folder}: this process is writing to it already.")
        handle = _taken(folder, file)
        _held.add(file)
    try:
        yield
        with suppress(OSError):  # whoever comes next asks the kernel, not the file
            os.ftruncate(handle, 0)
    finally:
        _held.discard(file)
        os.close(handle)


def _taken(folder: Path, file: Path) -> int:
    """Lock the file and write into it who holds it; return its handle."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror}. The store is as it was.") from error
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "host": os.uname().nodename}).encode(), 0)
    except OSError as error:
        held = error.errno in (errno.EACCES, errno.EAGAIN)
        holder = _told(os.read(handle, 4096)) if held else ""
        os.close(handle)
        if held:
            raise LockedError(f"{folder}: {holder} is writing to it. Wait for it, or stop it.") from error
        raise OutputError(f"{folder}: {error.strerror}. The store is as it was.") from error
    return handle


def _told(data: bytes) -> str:
    """Say who wrote the lock file."""
    try:
        holder = json.loads(data)
        return f"process {int(holder['pid'])} on {str(holder['host'])[:100]}"
    except (ValueError, KeyError, TypeError):
        return "another process"
