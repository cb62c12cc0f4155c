"""A process for the readers that hand unknown bytes to large parsers: what hangs, bursts or crashes there is one failure.

The process may use no more than `SECONDS` of the processor for each million bytes of a file and `MEMORY` bytes in all,
writes no file and opens no connection; the next file gets a new one where it died. Time is the processor's, not the clock's.
"""

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kg.errors import InputError
from kg.read.article import Article, Found
from kg.read.fields import NoTextError
from kg.read.files import Failure, Skipped

SECONDS = 10
"""For each million bytes, begun: a page of a PDF takes 0.04 s and 7 kB."""
MEMORY = 1 << 30

_START = "import sys; sys.path.append({root!r}); from kg.read.worker import serve; serve()"


def seconds(size: int) -> int:
    """Return how long the processor may be used for a file of `size` bytes."""
    return SECONDS * (1 + size // 1_000_000)


class Guard:
    """The one process of a run, started when the first file needs it; leave the `with` block to end it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def read(self, data: bytes, suffix: str, fields: Mapping[str, str]) -> Iterator[Found]:
        """Yield what the reader for this suffix finds in the bytes.

        Raises:
            InputError: the reader refused the file, or did not survive it.
        """
        for answer in self._ask(data, {"suffix": suffix, "fields": dict(fields), "size": len(data)}):
            if "error" in answer:
                raise NoTextError(answer["error"]) if answer.get("no_text") else InputError(answer["error"])
            yield _found(answer)

    def _ask(self, data: bytes, question: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return all answers to a question: one that stayed in the pipe would answer the next."""
        answers: list[dict[str, Any]] = []
        process = self._started()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101 - as above
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n" + data)
            process.stdin.flush()
            while line := process.stdout.readline():
                answer = json.loads(line)
                if answer.get("end"):
                    return answers
                answers.append(answer)
        except (BrokenPipeError, ValueError):  # it died before it read all, or in the middle of a line
            pass
        return [*answers, {"error": self._end(seconds(len(data)))}]

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            start = _START.format(root=str(Path(__file__).parent.parent.parent))
            # -P: no module of the working folder may stand in for one of ours.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own line
                [sys.executable, "-P", "-c", start],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _end(self, given: int = SECONDS) -> str:
        """End the process and return, for one that died, why."""
        process, self._process = self._process, None
        if process is None:
            return ""
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        code = process.wait()
        if process.stdout is not None:
            process.stdout.close()
        if code == -signal.SIGXCPU:
            return f"gave up after {given} seconds: damaged, or made to break readers."
        return "damaged, or made to break readers: its reader did not survive it."


def _found(answer: Mapping[str, Any]) -> Found:
    if "article" in answer:
        article = answer["article"]
        parts = tuple((begin, name) for begin, name in article["parts"])
        return Article(**article | {"parts": parts, "warnings": tuple(article["warnings"])})
    if "skipped" in answer:
        return Skipped(answer["skipped"])
    place, message = answer["failure"]
    return Failure(place, message)
