"""An answer made in a child process: whatever a request costs or breaks, the server goes on.

The server has one thread, so it can fork: the child reads the parent's graph without a copy, can change nothing in it, and is
killed, with its own children, when its time is up. POSIX only, as `kg.sparql.worker` is.
"""

import asyncio
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from kg.errors import DamageError, InputError, KgError, LimitError, UnknownNameError

AT_ONCE = 4
"""Children at one time; further requests wait."""
PLAIN = "text/plain; charset=utf-8"
_BAD_REQUEST, _NOT_FOUND, _SERVER_ERROR, _UNAVAILABLE = 400, 404, 500, 503


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: HTTP status, media type, body, and further headers."""

    body: bytes
    kind: str = PLAIN
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def refusal(error: KgError) -> Reply:
    """Word an error: what was wrongly asked, what is not there, what took too long, or what is broken."""
    statuses = (
        (LimitError, _UNAVAILABLE), (UnknownNameError, _NOT_FOUND), (InputError, _NOT_FOUND), (DamageError, _SERVER_ERROR)
    )  # fmt: skip
    status = next((code for kind, code in statuses if isinstance(error, kind)), _BAD_REQUEST)
    return Reply(f"{error}\n".encode(), status=status)


async def answered(work: Callable[[], Reply], deadline: float) -> Reply:
    """Let a child do the work; a KgError, a crash and a passed deadline are replies too."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _work(work, writer)
    os.close(writer)
    received = asyncio.ensure_future(_received(reader))
    try:
        async with asyncio.timeout(deadline):
            await _ended(child, received)
            # A child that was killed may have left a child of its own, which holds the pipe open.
            _kill(child)
            data = await received
    except TimeoutError:
        return refusal(LimitError(f"stopped: no answer within {deadline:g} s. Ask for less."))
    finally:
        received.cancel()
        _end(child)
    head, _, body = data.partition(b"\n")
    if not head:
        return Reply(b"the answer failed; the server goes on, and its log says why\n", status=_SERVER_ERROR)
    return Reply(body, **json.loads(head))


def _work(work: Callable[[], Reply], writer: int) -> None:
    """Do the work and write the reply: its head as a line of JSON, then its body; never return."""
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)  # it would wake the parent's loop
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        try:
            reply = work()
        except KgError as error:
            reply = refusal(error)
        head = asdict(reply)
        body = head.pop("body")
        with os.fdopen(writer, "wb") as out:
            out.write(json.dumps(head).encode() + b"\n" + body)
    finally:
        crash = sys.exc_info()[1]
        if crash is not None:
            traceback.print_exception(crash)
            sys.stderr.flush()
        # Not sys.exit: the child must not run the parent's exit handlers or its loop.
        os._exit(0)


async def _received(reader: int) -> bytes:
    stream = asyncio.StreamReader()
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
        try:
            return await stream.read()
        finally:
            transport.close()


async def _ended(child: int, received: "asyncio.Future[bytes]") -> None:
    """Wait until the child has said all, or is no more."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    received.add_done_callback(lambda _: over.set())
    if not hasattr(os, "pidfd_open"):  # Linux alone tells of the end of one process without a thread
        await over.wait()
        return
    watched = os.pidfd_open(child)
    loop.add_reader(watched, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(watched)
        os.close(watched)


def _end(child: int) -> None:
    _kill(child)
    os.waitpid(child, 0)


def _kill(child: int) -> None:
    """Kill a child, which may have ended but is not yet waited for, and its children."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)  # it had no time to form its group
