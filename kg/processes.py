"""Work in processes of their own, each piece bounded in processor time and memory: what kills one is an answer, not the end.

Time is the processor's, not the clock's, so that a busy machine fails nothing.
"""

import contextlib
import faulthandler
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Generic, Self, TypeVar

from kg.limits import address_space, limit

S = TypeVar("S")
T = TypeVar("T")

MEMORY = 2 << 30
"""Bytes that a process may take beyond those that it is born with."""

AHEAD = 4
"""Shares for each process that are done or begun while an earlier one is not: their results wait in memory."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A piece of work that did not survive, even alone: why, in the middle of a sentence."""

    why: str


def in_processes(
    work: Callable[[Sequence[S]], Sequence[T]],
    shares: Iterable[Sequence[S]],
    *,
    workers: int,
    seconds: Callable[[Sequence[S]], int],
) -> Iterator[tuple[Sequence[S], Sequence[T | Lost]]]:
    """Yield every share of the work with its results, in order; a share that dies is done again, each piece of it alone.

    Args:
        work: gives a result for each piece of a share.
        shares: pieces that are done together; they are taken when there is somebody to do them.
        workers: number of processes at a time.
        seconds: of the processor that a share may use.
    """
    # Somebody else's worker may have no processes of its own, and not every system can fork: then there are no limits.
    if current_process().daemon or not hasattr(os, "fork"):
        yield from ((share, work(share)) for share in shares)
        return
    waiting = enumerate(shares)
    given: dict[int, Sequence[S]] = {}
    done: dict[int, Sequence[T | Lost]] = {}
    told = 0
    with _Crew(work, seconds) as crew:
        while True:
            while len(crew.busy) < workers and len(given) < AHEAD * workers and (following := next(waiting, None)):
                number, given[number] = following
                crew.give(number, given[number])
            if told in done:
                yield given.pop(told), done.pop(told)
                told += 1
            elif crew.busy:
                number, results = crew.take()
                if isinstance(results, Lost):
                    done[number] = [_alone(work, seconds, piece) for piece in given[number]]
                else:
                    done[number] = results
            else:
                return


def _alone(work: Callable[[Sequence[S]], Sequence[T]], seconds: Callable[[Sequence[S]], int], piece: S) -> T | Lost:
    """Do one piece again, in a new process."""
    with _Crew(work, seconds) as fresh:
        fresh.give(0, [piece])
        _, results = fresh.take()
    return results if isinstance(results, Lost) else results[0]


class _Crew(Generic[S, T]):
    """The processes of a run: those at work with the number of their share, and those that wait for one."""

    def __init__(self, work: Callable[[Sequence[S]], Sequence[T]], seconds: Callable[[Sequence[S]], int]) -> None:
        self.work, self.seconds = work, seconds
        self.busy: dict[Connection, tuple[int, BaseProcess]] = {}
        self.idle: list[tuple[Connection, BaseProcess]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for connection, process in [*self.idle, *((c, p) for c, (_, p) in self.busy.items())]:
            connection.close()
            process.kill()
            process.join()

    def give(self, number: int, share: Sequence[S]) -> None:
        connection, process = self.idle.pop() if self.idle else self._born()
        with contextlib.suppress(BrokenPipeError):  # it died waiting; `take` says so
            connection.send((share, self.seconds(share)))
        self.busy[connection] = number, process

    def take(self) -> tuple[int, Sequence[T] | Lost]:
        """Return the number and the results of the next share that is done, or why it will never be."""
        connection = next(c for c in wait(list(self.busy)) if isinstance(c, Connection))
        number, process = self.busy.pop(connection)
        try:
            results: Sequence[T] | Lost = connection.recv()
        except (EOFError, ConnectionResetError):
            process.join()
            results = Lost(_reason(process.exitcode))
        if isinstance(results, Lost):
            connection.close()
            process.kill()
            process.join()
        else:
            self.idle.append((connection, process))
        return number, results

    def _born(self) -> tuple[Connection, BaseProcess]:
        """Fork a process, which shares the memory of what is loaded already."""
        context = get_context("fork")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(self.work, here, there), daemon=True)
        process.start()
        there.close()
        return here, process


def _serve(work: Callable[[Sequence[S]], Sequence[T]], parents: Connection, questions: Connection) -> None:
    """Work until nobody asks any more; runs in the process."""
    import resource

    parents.close()  # while anybody holds that end, the death of the parent goes unheard
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends us
    faulthandler.disable()  # where somebody's is on: the parent says that we died
    size = address_space()
    if size:
        limit(resource.RLIMIT_AS, size + MEMORY)
    limit(resource.RLIMIT_CORE, 0)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            share, seconds = questions.recv()
            used = resource.getrusage(resource.RUSAGE_SELF)
            limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)
            questions.send(_answer(work, share))


def _answer(work: Callable[[Sequence[S]], Sequence[T]], share: Sequence[S]) -> Sequence[T] | Lost:
    try:
        return work(share)
    except MemoryError:
        return Lost(f"it needs more than {MEMORY >> 30} GiB")
    except Exception as error:  # noqa: BLE001 - the border of a process: whatever it was must be told on the other side
        frames = extract_tb(error.__traceback__)
        place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
        return Lost(f"kg stumbled over it ({type(error).__name__}{place}); please report it")


def _reason(code: int | None) -> str:
    if code == -signal.SIGXCPU:
        return "it takes far longer than texts of its length do"
    return f"its process died ({f'signal {-code}' if code and code < 0 else f'exit code {code}'})"
