"""A file is whole or absent, and says why in one line where it cannot be written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kg.errors import OutputError


def write_atomic(path: Path | str, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file that appears under its name only when it is whole and on disk.

    Folders are made as needed. A device or a pipe is written to directly.

    Raises:
        OutputError: disk full, no permission, a broken device; nothing half-written is left under the name.
    """
    target = Path(path)
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                write(file)
            return
        target = target.resolve()
        make_folder(target.parent)
        part = target.with_name(f".{target.name[:200]}.{os.urandom(4).hex()}.part")
        try:
            with part.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)
    except OSError as error:
        raise OutputError(f"{path}: {one_line(error.strerror or str(error))}") from error


def one_line(message: str) -> str:
    """Make a message of a library safe for a terminal: one line, nothing that is not printable."""
    return "".join(c if c.isprintable() else " " for c in " ".join(message.split()))[:300]


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are missing, so that their names survive a power cut.

    Raises:
        OSError: there is no permission, or a file of that name.
    """
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where folders can be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
