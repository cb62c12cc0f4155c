"""A damaged store is told from a question that is too hard, and from a fault of kg."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import LimitError
from kg.store.atomic import one_line
from kg.store.names import is_store

CHECKED = 1 << 27
"""Bytes of a store that are read once more, in half a second, when a question to it was stopped; a larger one is not."""
_DAMAGE = ("Corruption", "IO error")
"""How RocksDB begins to say that a file is not what it wrote."""


def tells_damage(error: Exception) -> bool:
    """Tell whether an error of pyoxigraph means that the disk does not hold what was written."""
    return str(error).startswith(_DAMAGE)


@contextmanager
def telling_damage(graph: object) -> Iterator[None]:
    """Ask a graph within; where it is the path of a store, damage is an error of one line, whatever it looks like at first.

    Raises:
        DamageError: it is a store and not what was written.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if not tells_damage(error):
            raise
        from kg.store.versions import damaged  # a file does without

        raise damaged(Path(str(graph)), one_line(str(error))) from error
    except LimitError as stopped:
        if isinstance(graph, Path | str) and is_store(Path(graph)):
            _check(Path(graph), stopped)
        raise


def _check(folder: Path, stopped: LimitError) -> None:
    """Look for the damage that may have stopped a question: of a broken table pyoxigraph counts the rows for ever."""
    from kg.store.disk import read_ledger

    version, _ = read_ledger(folder)
    if version.size > CHECKED:
        raise LimitError(f"{stopped} `kg status --check` tells whether the store is damaged.") from stopped
    read_ledger(folder, thorough=True)
