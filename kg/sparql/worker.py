"""A question in a child process that can be killed: pyoxigraph knows no deadline, no memory limit and no signal.

The child is a fork, so it reads the parent's store without a copy and can change nothing in it. POSIX only.
"""

import json
import os
import re
import selectors
import signal
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, BinaryIO, Self

import pyoxigraph as ox

from kg.errors import DamageError, LimitError, UsageError
from kg.sparql.answering import serve
from kg.sparql.guard import check
from kg.sparql.joining import Values, joined
from kg.sparql.table import Cell, Table
from kg.store import one_line

GROWN = 64 << 20
"""Bytes that a child may have taken for good, before another takes its place."""
_CHUNK = 1 << 18
_PLACE = re.compile(r"error at (\d+):(\d+): expected")


def run(
    store: ox.Store,
    sparql: str,
    *,
    values: Values | None = None,
    deadline: float = 10.0,
    max_rows: int = 100_000,
    memory: int = 1 << 30,
) -> Table:
    """Answer one question to a store, as `Asking.ask` does, in a process of its own."""
    with Asking(store) as asking:
        return asking.ask(sparql, values=values, deadline=deadline, max_rows=max_rows, memory=memory)


@dataclass(frozen=True, slots=True)
class _Child:
    """A process that answers, and the two pipes to it."""

    process: int
    requests: BinaryIO
    answers: BinaryIO


class Asking:
    """Questions to a store one after the other, in one child process, which is replaced when a limit has stopped it.

    The store is asked as it was when the child was born: who changes it begins another `Asking`.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> int:
        """End the child; return its status, as the system says it. Another question begins another child."""
        child, self._child = self._child, None
        if child is None:
            return 0
        child.answers.close()
        os.kill(child.process, signal.SIGKILL)
        _, status = os.waitpid(child.process, 0)
        with suppress(BrokenPipeError):
            child.requests.close()
        return status

    def ask(
        self,
        sparql: str,
        *,
        values: Values | None = None,
        deadline: float = 10.0,
        max_rows: int = 100_000,
        memory: int = 1 << 30,
    ) -> Table:
        """Answer a read-only query; kg's prefixes are known without a PREFIX line, named graphs count as one graph.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE.
            values: what variables may stand for, as SPARQL's own VALUES clause.
            deadline: seconds until the query is stopped.
            max_rows: rows after which the table is cut and marked as truncated; 0 for no limit.
            memory: bytes that the query may take beside the graph.

        Raises:
            UsageError: the query is refused or is not SPARQL; one line with the position.
            LimitError: it took too long or too much memory.
            DamageError: the graph lies on disk and is not what was written.
        """
        check(sparql)
        request = {"sparql": joined(sparql, values or {}), "rows": max_rows, "deadline": deadline, "memory": memory}
        lines = self._exchange(json.dumps(request).encode() + b"\n", deadline)
        *rows, head = map(json.loads, lines)
        if head["grown"] > GROWN:
            self.close()
        if "damage" in head:
            raise DamageError(f"the store is damaged: {one_line(head['damage'])}. `kg store restore` takes a backup.")
        if "error" in head:
            if values:
                # Without what was put into it, the place of the error is that in the user's own text.
                self.ask(sparql, deadline=deadline, max_rows=1, memory=memory)
            raise UsageError(f"query not understood: {_explained(head['error'], sparql)}")
        return _table(head, rows)

    def _exchange(self, request: bytes, deadline: float) -> list[bytes]:
        """Send a request and return the lines of its answer.

        Raises:
            LimitError: there is none: the deadline has passed, or a limit, or an overflow of its stack, has killed the child.
        """
        child = self._child = self._child or self._born()
        answered = False
        try:
            child.requests.write(request)
            child.requests.flush()
            data = _receive(child.answers, deadline)
            answered = data.endswith(b"}\n")
        except BrokenPipeError:
            data = b""
        finally:
            # Whatever happens on the way, an interrupt too: the next question must not read the answer to this one.
            status = 0 if answered else self.close()
        if not answered:
            timed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
            why = f"no answer within {deadline:g} s" if timed else "it took more memory or depth than it may"
            raise LimitError(f"query stopped: {why}. Ask for less, or add LIMIT.")
        return data.splitlines()

    def _born(self) -> _Child:
        """Fork the process that answers."""
        (asked, ask), (told, tell) = os.pipe(), os.pipe()
        process = os.fork()
        if not process:
            os.close(ask)
            os.close(told)
            serve(self._store, os.fdopen(asked, "rb"), os.fdopen(tell, "wb"))
        os.close(asked)
        os.close(tell)
        return _Child(process, os.fdopen(ask, "wb"), os.fdopen(told, "rb", buffering=0))


def _receive(answers: BinaryIO, deadline: float) -> bytes:
    """Read until an answer is whole, or the child has closed the pipe.

    Raises:
        LimitError: the deadline has passed.
    """
    end = time.monotonic() + deadline
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(answers, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, end - time.monotonic())) and time.monotonic() >= end:
                raise LimitError(f"query stopped: no answer within {deadline:g} s. Ask for less, or allow more time.")
            part = os.read(answers.fileno(), _CHUNK)
            parts.append(part)
            if not part or part.endswith(b"}\n"):
                return b"".join(parts)


def _table(head: Mapping[str, Any], lines: Iterable[list[list[list[str]]]]) -> Table:
    rows = tuple(tuple([Cell(*cell) for cell in row]) for line in lines for row in line)
    return Table(tuple(head["columns"]), rows, head["truncated"], head["form"])


def _explained(message: str, sparql: str) -> str:
    """Turn the parser's list of everything it would have liked into the place and the words it stumbled over."""
    place = _PLACE.match(message)
    if not place:
        return one_line(message)
    line, column = int(place[1]), int(place[2])
    rest = (*sparql.splitlines(), "")[min(line - 1, sparql.count("\n"))][column - 1 :] or "the end"
    return f"line {line}, column {column}: did not expect {one_line(rest)[:60]!r}"
