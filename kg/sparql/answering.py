"""The child's side of a question: what it may take, and its answer as lines of JSON.

A request is a line, an object; an answer is lines of rows, each an array, and last its head, an object.
"""

import faulthandler
import gc
import json
import os
import resource
import time
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

import pyoxigraph as ox

from kg.limits import address_space, limit
from kg.namespaces import PREFIXES
from kg.store import Term, tells_damage

MAX_OUTPUT = 64 << 20
"""Characters of values of a result; what comes after is cut off and said so."""
_AT_ONCE = 256
"""Rows that are written together."""
_encode = json.JSONEncoder(separators=(",", ":")).encode


def serve(store: ox.Store, requests: BinaryIO, answers: BinaryIO) -> NoReturn:
    """Answer one question after the other until nobody asks any more; never return."""
    try:
        faulthandler.disable()
        gc.disable()  # it would write to, and so copy, every page of the parent's objects
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 2)  # the allocator's last words
        limit(resource.RLIMIT_CORE, 0)
        union = next(iter(store.named_graphs()), None) is not None
        before = address_space()
        for line in requests:
            request = json.loads(line)
            limit(resource.RLIMIT_CPU, int(time.process_time() + request["deadline"]) + 2)
            if before:
                limit(resource.RLIMIT_AS, address_space() + request["memory"])
            head: dict[str, object] = {"form": "select", "columns": [], "truncated": False}
            answers.writelines(_rows(store, request, head, union=union))
            answers.write(_line(head | {"grown": address_space() - before}))
            answers.flush()
    finally:
        # Not sys.exit: the child must not run the parent's exit handlers or flush its files a second time.
        os._exit(0)


def _rows(store: ox.Store, request: dict[str, Any], head: dict[str, object], *, union: bool) -> Iterator[bytes]:
    """Yield the lines of rows of an answer; the head gets its form, its columns, and whether rows were cut off."""
    try:
        result = store.query(request["sparql"], prefixes=PREFIXES, use_default_graph_as_union=union)
        if isinstance(result, ox.QueryBoolean):
            head |= {"form": "ask", "columns": ["answer"]}
            yield _line([[["literal", "true" if result else "false"]]])
        elif isinstance(result, ox.QueryTriples):
            head |= {"form": "graph", "columns": ["subject", "predicate", "object"]}
            yield from _capped(([_cell(t.subject), _cell(t.predicate), _cell(t.object)] for t in result), head, request["rows"])
        else:
            head["columns"] = [variable.value for variable in result.variables]
            yield from _capped((list(map(_cell, solution)) for solution in result), head, request["rows"])
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        head["damage" if tells_damage(error) else "error"] = str(error)


def _capped(rows: Iterator[list[list[str]]], head: dict[str, object], most: int) -> Iterator[bytes]:
    """Yield rows, many a line, until one of the limits is reached; the head says where one was."""
    size = 0
    waiting: list[list[list[str]]] = []
    for number, row in enumerate(rows, 1):
        for cell in row:
            size += len(cell[1])
        if (most and number > most) or size > MAX_OUTPUT:
            head["truncated"] = True
            break
        waiting.append(row)
        if len(waiting) == _AT_ONCE:
            yield _line(waiting)
            waiting = []
    if waiting:
        yield _line(waiting)


def _line(value: object) -> bytes:
    return _encode(value).encode() + b"\n"


def _cell(term: Term | None) -> list[str]:
    if isinstance(term, ox.NamedNode):
        return ["uri", term.value]
    if isinstance(term, ox.Literal):
        return ["literal", term.value, term.datatype.value, term.language or ""]
    if isinstance(term, ox.BlankNode):
        return ["bnode", term.value]
    return ["", ""] if term is None else ["triple", str(term)]
