"""What a process may take of its machine, and what it gives back."""

import contextlib
import os
from pathlib import Path

_PAGES = Path("/proc/self/statm")


def limit(kind: int, value: int) -> None:
    """Limit a resource of this process to a value, or to what its user allows where that is less; it may be set anew."""
    import resource  # not on every system; where there is none, nothing is forked

    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def address_space() -> int:
    """Return the bytes of address space of this process, or 0 where the system does not say."""
    try:
        return int(_PAGES.read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def trim() -> None:
    """Hand the memory that was freed back to the system, which the C library keeps where something lives on between."""
    import ctypes  # a start does without

    with contextlib.suppress(AttributeError, OSError, TypeError):  # only glibc does so, and only glibc can be told
        ctypes.CDLL(None).malloc_trim(0)
