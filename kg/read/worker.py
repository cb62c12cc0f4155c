"""The process behind `kg.read.guard`: bytes on standard input, articles in JSON Lines on standard output."""

import json
import os
import resource
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kg.errors import InputError
from kg.limits import limit
from kg.read.article import Article, Request, buffered
from kg.read.fields import NoTextError
from kg.read.files import Failure
from kg.read.formats import READERS
from kg.read.guard import MEMORY, seconds

_FORBIDDEN = ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.fork")
"""What no reader has a reason to do (events of Python's audit hook)."""


def serve() -> None:
    """Answer questions until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # a library that prints must not mix with the answers
    limit(resource.RLIMIT_AS, MEMORY)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)
    socket.has_ipv6 = False  # a library of the extractor binds a socket, when it is imported, to find that out
    while line := sys.stdin.buffer.readline():
        question = json.loads(line)
        data = sys.stdin.buffer.read(question["size"])
        _wind_up(seconds(question["size"]))
        for answer in _answers(data, question):
            answers.write(json.dumps(answer) + "\n")
        answers.write('{"end": true}\n')
        answers.flush()


def _answers(data: bytes, question: dict[str, Any]) -> Iterator[dict[str, Any]]:
    suffix = question["suffix"]
    try:
        for found in READERS[suffix](buffered(data), Request(name=f"file{suffix}", fields=question["fields"])):
            if isinstance(found, Article):
                yield {"article": asdict(found)}
            elif isinstance(found, Failure):
                yield {"failure": [found.path, found.message]}
            else:
                yield {"skipped": found.count}
    except InputError as error:
        yield {"error": str(error), "no_text": isinstance(error, NoTextError)}
    except MemoryError:
        yield {"error": f"needs more than {MEMORY >> 30} GiB to read: damaged, or made to break readers."}


def _wind_up(given: int) -> None:
    """Give the next file its own share of the processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + given)


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise InputError(f"its reader tried to reach out ({event}): not allowed.")
