"""Work in processes: results in order, and what kills a process is told and takes nobody with it."""

import os
import platform
import signal
import subprocess
import sys
import time

import pytest

from kg.processes import MEMORY, Lost, in_processes


def double(share):
    """Double numbers; some of them are traps."""
    for number in share:
        if number == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 14:
            raise ArithmeticError("no fourteen")
        if number == 15:
            bytearray(2 * MEMORY)
    return [2 * number for number in share]


RAISES = f"test_processes.py, line {double.__code__.co_firstlineno + 6}"


def spin(share):
    """Use the processor without end."""
    while share:
        pass


@pytest.mark.parametrize("workers", [1, 3])
def test_in_order(workers):
    """The results come in the order of the shares, whoever is done first."""
    shares = [[1, 2], [3], [], [4, 5, 6]]
    found = in_processes(double, shares, workers=workers, seconds=lambda _: 10)
    assert list(found) == [([1, 2], [2, 4]), ([3], [6]), ([], []), ([4, 5, 6], [8, 10, 12])]


@pytest.mark.parametrize(
    ("trap", "why"),
    [(13, "its process died (signal 9)"), (14, f"ArithmeticError in {RAISES}"), (15, "more than 2 GiB")],
)
def test_only_the_trap_is_lost(trap, why):
    """The neighbours of a piece that kills its process are done again without it, and so are those that come after."""
    (_, first), (_, second) = in_processes(double, [[1, trap, 2], [3]], workers=2, seconds=lambda _: 10)
    assert (first[0], first[2], second) == (2, 4, [6])
    assert isinstance(first[1], Lost)
    assert why in first[1].why


def test_what_takes_too_long_is_lost():
    """The time of the processor is limited; that of the clock is not."""
    ((_, found),) = in_processes(spin, [[1]], workers=1, seconds=lambda _: 0)
    assert found == [Lost("it takes far longer than texts of its length do")]
    ((_, found),) = in_processes(lambda share: time.sleep(1.2) or share, [[1]], workers=1, seconds=lambda _: 0)
    assert found == [1]


def test_nobody_is_left_behind():
    """Where the parent is killed, those who wait for it end as well: whoever reads their output hears the end of it."""
    program = (
        "import os; from kg.processes import in_processes\n"
        "for _ in in_processes(lambda share: share, [[1], [2], [3]], workers=2, seconds=lambda _: 10):\n"
        "    os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=60, check=False).returncode == -9


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps freed memory and can be told not to")
def test_freed_memory_goes_back_to_the_system():
    """What was freed between things that live on is no longer the process's."""
    program = (
        "from pathlib import Path; from kg.limits import trim\n"
        "def pages(): return int(Path('/proc/self/statm').read_text().split()[1])\n"
        "everything = [bytes(1_000) for _ in range(50_000)]\n"
        "kept = everything[::100]; del everything\n"
        "before = pages(); trim(); print(before - pages())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 5_000
