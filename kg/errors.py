"""The one error tree: every way in which kg can refuse, with the exit code it stands for.

KgError (1)
├── InputError (1)        a document, graph or folder that cannot be read
├── UsageError (2)        a wrong name, date, option or query
│   └── UnknownNameError  a name that is not in a list of names; suggests near ones
├── LimitError (3)        a deadline or a limit of rows or bytes was reached
├── LockedError (4)       a store that another process is writing to
├── DamageError (5)       a graph that does not verify, or a store that is not what was written
└── OutputError (6)       disk full, no permission, a broken device
"""

from collections.abc import Iterable


class KgError(Exception):
    """A failure worth one line to a user: what, where, what to do."""

    exit_code = 1


class InputError(KgError):
    """A document, graph or folder that cannot be read."""


class UsageError(KgError):
    """A wrong name, date, option or query."""

    exit_code = 2


class UnknownNameError(UsageError):
    """A name that is not in the list it was looked up in."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        """Word the message once for every list of names.

        >>> raise UnknownNameError("format", "turtel", ["turtle", "graphml"])
        Traceback (most recent call last):
        kg.errors.UnknownNameError: unknown format 'turtel'. Did you mean 'turtle'?
        """
        from difflib import get_close_matches  # only a misspelt name needs it

        names = sorted(known)
        near = get_close_matches(name.casefold(), [n.casefold() for n in names], n=1, cutoff=0.6)
        meant = next((n for n in names if near and n.casefold() == near[0]), None)
        hint = f"Did you mean {meant!r}?" if meant else f"Known: {', '.join(names[:20]) or 'none'}."
        super().__init__(f"unknown {kind} {name!r}. {hint}")


class LimitError(KgError):
    """A deadline or a limit of rows or bytes was reached."""

    exit_code = 3


class LockedError(KgError):
    """A store that another process is writing to."""

    exit_code = 4


class DamageError(KgError):
    """A graph that does not verify: its source text does not support an edge; or a store that is not what was written."""

    exit_code = 5


class OutputError(KgError):
    """The result could not be written: disk full, no permission, a broken device."""

    exit_code = 6
