"""Graphs that would take all memory or overflow the stack of their parser: refused, or first read in a process that may die.

A megabyte of address behind a prefix, used five thousand times, is five gigabytes; so is a chain of relative addresses. Triples
inside triples, fifty thousand deep, kill the process that reads them. Of RDF/XML pyoxigraph expands each entity that is
declared, used or not, so that 579 bytes become two gigabytes; it opens none that lies elsewhere.
"""

import json
import os
import re
import signal
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.limits import address_space, limit
from kg.namespaces import XSD

MAX_DEPTH = 100
"""Nesting of JSON-LD: each level copies what is known so far, so that 50,000 levels of it take all memory."""
FREE, MAX_RATIO = 256 << 20, 100
"""Bytes that any graph may take to be read, and how many more for each of its own."""
SECONDS, SPEED = 2, 1_000_000
"""Of the processor that any graph may take to be read, and bytes for which it may take one more."""
WAIT = 30
"""Times that for the clock, on a machine that is busy with other things."""
_LONG = 512
"""Characters of a word that no address has which is meant for people."""
_JSON = rb'"(?:[^"\\]|\\.)*"|[\[\]{}]'
_BASE = rb"[Bb][Aa][Ss][Ee]\s*[<#]"
_LINES = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
_TREES = (ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML)


def check(path: Path, data: bytes, kind: ox.RdfFormat) -> None:
    """Let a graph pass that can be read in bearable time and memory; whether it is one is for its parser to say.

    Raises:
        InputError: it cannot.
    """
    if kind == ox.RdfFormat.JSON_LD and _depth(data) > MAX_DEPTH:
        raise InputError(f"{path}: nested deeper than {MAX_DEPTH}, which no graph of kg is")
    if _odd(data, kind) and not _survived(data, kind):
        raise InputError(f"{path}: takes more memory, time or depth than a graph of its size may; it looks like an attack")


def check_kept(path: Path, data: bytes, store: ox.Store) -> None:
    """Hold what was read from JSON-LD against the file: pyoxigraph leaves out and rounds without a word.

    Raises:
        InputError: nothing was read from something, or a number became infinite.
    """
    if not len(store) and _tells(json.loads(data)):
        raise InputError(f"{path}: no statement in it. Is each @id, @type and property an IRI, or defined in the context?")
    infinite = ox.Literal("INF", datatype=ox.NamedNode(f"{XSD}double"))
    if b'"INF"' not in data and next(store.quads_for_pattern(None, None, infinite), None) is not None:
        raise InputError(f"{path}: a number is larger than JSON-LD can hold. Write it as a string with its @type.")


def _tells(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Tell whether JSON-LD has anything in it but contexts."""
    if isinstance(value, dict):
        return any(_tells(inner) for key, inner in value.items() if key != "@context")
    return any(map(_tells, value)) if isinstance(value, list) else value is not None


def _odd(data: bytes, kind: ox.RdfFormat) -> bool:
    """Tell whether something in a file could make more of it than its size; most graphs have none of it."""
    if kind in _TREES or b"<<" in data:
        return True
    return kind not in _LINES and (_has_long_word(data) or re.search(_BASE, data) is not None)


def _has_long_word(data: bytes) -> bool:
    """Tell whether so many bytes come one after the other without a blank, by looking at pieces of half as many."""
    half = _LONG // 2
    pieces = (data[at : at + half] for at in range(0, len(data) - half + 1, half))
    return any(len(piece.split(None, 1)) == 1 and not piece[:1].isspace() and not piece[-1:].isspace() for piece in pieces)


def _survived(data: bytes, kind: ox.RdfFormat) -> bool:
    """Read a graph in a process that dies where it takes too much; True where nothing can be forked."""
    if not hasattr(os, "fork"):
        return True
    child = os.fork()
    if not child:
        _read(data, kind)
    _, status = os.waitpid(child, 0)
    return status == 0


def _read(data: bytes, kind: ox.RdfFormat) -> None:
    """Read a graph and write each of its triples; never return."""
    import faulthandler
    import resource  # POSIX only

    code = 1
    try:
        faulthandler.disable()  # where somebody's is on: the parent says what happened
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the allocator's last words
        limit(resource.RLIMIT_CORE, 0)
        seconds = SECONDS + len(data) // SPEED
        limit(resource.RLIMIT_CPU, seconds)
        # Threads of whoever loads the graph are not there to let go of what they held; then nothing moves, nor costs time.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(WAIT * seconds)
        used = address_space()
        if used:
            limit(resource.RLIMIT_AS, used + FREE + MAX_RATIO * len(data))
        store = ox.Store()
        try:
            store.bulk_load(data, format=kind)
            for quad in store:
                str(quad)
        except (SyntaxError, ValueError, OSError):
            pass  # told when it is read for good
        code = 0
    finally:
        # Not sys.exit: the child must not run the parent's exit handlers or flush its files a second time.
        os._exit(code)


def _depth(data: bytes) -> int:
    """Return how deep the brackets of a JSON text are nested."""
    steps = (1 if sign in b"[{" else -1 for sign in re.findall(_JSON, data, re.DOTALL) if len(sign) == 1)
    return max(accumulate(steps), default=0)
