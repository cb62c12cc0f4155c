"""A query in a child process that can be killed: pyoxigraph knows no deadline, no memory limit and no signal.

The child is a fork, so it reads the parent's store without a copy and can change nothing in it. POSIX only.
"""

import faulthandler
import json
import os
import re
import resource
import selectors
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import DamageError, LimitError, UsageError
from kg.namespaces import PREFIXES
from kg.sparql.guard import check
from kg.sparql.table import Cell, Table
from kg.store import one_line

Values: TypeAlias = Mapping[str, Sequence[ox.NamedNode]]
"""The name of a variable of a query → what it may stand for."""
MAX_OUTPUT = 64 << 20
"""Bytes of result; what comes after is cut off and said so."""
_CHUNK = 1 << 16
_DAMAGE = ("Corruption", "IO error")
"""How RocksDB begins to say that a file is not what it wrote."""
_PLACE = re.compile(r"error at (\d+):(\d+): expected")
_KINDS = {ox.NamedNode: "uri", ox.BlankNode: "bnode", ox.Literal: "literal"}


def run(
    store: ox.Store,
    sparql: str,
    *,
    values: Values | None = None,
    deadline: float = 10.0,
    max_rows: int = 100_000,
    memory: int = 1 << 30,
) -> Table:
    """Answer a read-only query; kg's prefixes are known without a PREFIX line, named graphs count as one graph.

    Args:
        store: what is asked.
        sparql: SELECT, ASK, CONSTRUCT or DESCRIBE.
        values: what variables may stand for, joined to the query as SPARQL's own VALUES clause.
        deadline: seconds until the query is stopped.
        max_rows: rows after which the table is cut and marked as truncated; 0 for no limit.
        memory: bytes that the query may take beside the graph.

    Raises:
        UsageError: the query is refused or is not SPARQL; one line with the position.
        LimitError: it took too long or too much memory.
        DamageError: the graph lies on disk and is not what was written.
    """
    check(sparql)
    asked = sparql + "".join(f"\nVALUES ?{name} {{ {' '.join(map(str, terms))} }}" for name, terms in (values or {}).items())
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _answer(store, asked, writer, max_rows, (deadline, memory))
    os.close(writer)
    try:
        data = _receive(reader, deadline)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    # The last line comes when all is said; without it the child was killed by a limit, or by a query that overflowed its stack.
    lines = data.decode().splitlines()
    if not lines or not lines[-1].startswith("{") or not data.endswith(b"\n"):
        timed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
        why = f"no answer within {deadline:g} s" if timed else "it took more memory or depth than it may"
        raise LimitError(f"query stopped: {why}. Ask for less, or add LIMIT.")
    head = json.loads(lines[-1])
    if "damage" in head:
        raise DamageError(f"the store is damaged: {one_line(head['damage'])}. `kg store restore` takes a backup.")
    if "error" in head:
        raise UsageError(f"query not understood: {_explained(head['error'], sparql)}")
    return _table(head, lines[:-1])


def _receive(reader: int, deadline: float) -> bytes:
    """Read until the child closes the pipe.

    Raises:
        LimitError: the deadline has passed.
    """
    end = time.monotonic() + deadline
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(reader, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, end - time.monotonic())) and time.monotonic() >= end:
                raise LimitError(f"query stopped: no answer within {deadline:g} s. Ask for less, or allow more time.")
            part = os.read(reader, _CHUNK)
            if not part:
                return b"".join(parts)
            parts.append(part)


def _answer(store: ox.Store, sparql: str, writer: int, max_rows: int, limits: tuple[float, int]) -> None:
    """Write the rows, a JSON array a line, then the head, a JSON object; never return."""
    try:
        _limit(*limits)
        with os.fdopen(writer, "wb") as out:
            for line in _lines(store, sparql, max_rows):
                out.write(line)
    finally:
        # Not sys.exit: the child must not run the parent's exit handlers or flush its files a second time.
        os._exit(0)


def _limit(deadline: float, memory: int) -> None:
    faulthandler.disable()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)  # the allocator's last words
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(deadline) + 2, int(deadline) + 2))
    usage = Path("/proc/self/statm")
    if usage.exists():
        used = int(usage.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))


def _lines(store: ox.Store, sparql: str, max_rows: int) -> Iterator[bytes]:
    head: dict[str, object] = {"form": "select", "columns": [], "truncated": False}
    try:
        union = next(iter(store.named_graphs()), None) is not None
        result = store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=union)
        if isinstance(result, ox.QueryBoolean):
            head |= {"form": "ask", "columns": ["answer"]}
            yield _line([["literal", "true" if result else "false", "", ""]])
        elif isinstance(result, ox.QueryTriples):
            head |= {"form": "graph", "columns": ["subject", "predicate", "object"]}
            yield from _capped(([_cell(t.subject), _cell(t.predicate), _cell(t.object)] for t in result), head, max_rows)
        else:
            head["columns"] = [variable.value for variable in result.variables]
            yield from _capped(([_cell(term) for term in solution] for solution in result), head, max_rows)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        head = {"damage" if str(error).startswith(_DAMAGE) else "error": str(error)}
    except MemoryError:
        return
    yield _line(head)


def _capped(rows: Iterator[list[list[str]]], head: dict[str, object], max_rows: int) -> Iterator[bytes]:
    size = 0
    for number, row in enumerate(rows):
        line = _line(row)
        size += len(line)
        if (max_rows and number >= max_rows) or size > MAX_OUTPUT:
            head["truncated"] = True
            return
        yield line


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> list[str]:
    if term is None:
        return ["", "", "", ""]
    if isinstance(term, ox.Triple):
        return ["triple", str(term), "", ""]
    if isinstance(term, ox.Literal):
        return ["literal", term.value, term.datatype.value, term.language or ""]
    return [_KINDS[type(term)], term.value, "", ""]


def _table(head: dict[str, object], lines: list[str]) -> Table:
    rows = tuple(tuple(Cell(*cell) for cell in json.loads(line)) for line in lines)
    columns = head["columns"]
    names = tuple(str(name) for name in columns) if isinstance(columns, list) else ()
    return Table(names, rows, bool(head["truncated"]), str(head["form"]))


def _explained(message: str, sparql: str) -> str:
    """Turn the parser's list of everything it would have liked into the place and the words it stumbled over."""
    place = _PLACE.match(message)
    if not place:
        return one_line(message)
    line, column = int(place[1]), int(place[2])
    rest = (*sparql.splitlines(), "")[min(line - 1, sparql.count("\n"))][column - 1 :] or "the end"
    return f"line {line}, column {column}: did not expect {one_line(rest)[:60]!r}"
