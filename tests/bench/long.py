"""One document of any length: what a build takes for it, in processes of their own.

The text is the sample articles over and over, with a number in each paragraph, since kg passes over what repeats itself.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

NEWS = Path(__file__).parents[2] / "data" / "news"
SIZES = (1_000, 10_000, 100_000, 1_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000)


def long(most: int, model: str) -> Iterator[str]:
    """Build documents of up to so many characters into Turtle, with a report, and say what each took."""
    yield f"\n| characters, model {model or 'accurate'} | wall s | CPU s | CPU s a MB | peak MiB of a process | Turtle MB |"
    yield "|---|---|---|---|---|---|"
    with TemporaryDirectory() as scratch:
        source, out = Path(scratch, "long.txt"), Path(scratch, "out")
        for size in (size for size in SIZES if size <= most):
            write(source, size)
            words = ["build", source, "-o", out, "--format", "turtle", "--report", out / "report.json", "--quiet"]
            began = time.monotonic()
            child = subprocess.Popen([sys.executable, "-m", "kg", *map(str, words), *(["--model", model] if model else [])])
            _, status, used = os.wait4(child.pid, 0)  # the greatest of its processes, and the time of all of them
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                raise SystemExit(f"{size:,} characters: exit code {child.returncode}")
            seconds, wall = used.ru_utime + used.ru_stime, time.monotonic() - began
            turtle = (out / "graph.ttl").stat().st_size
            yield (
                f"| {size:,} | {wall:.0f} | {seconds:.1f} | {1e6 * seconds / size:.0f} "
                f"| {used.ru_maxrss >> 10:,} | {turtle / 1e6:,.1f} |"
            )


def write(path: Path, size: int) -> None:
    """Write a text of so many characters."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(NEWS.glob("*.txt"))]
    paragraphs = [line for text in texts for line in text.split("\n") if len(line) > 100]
    left = size
    with path.open("w", encoding="utf-8") as file:
        left -= file.write("A long report\n\n")
        for volume in count(1):
            for paragraph in paragraphs:
                left -= file.write(f"{paragraph} This was volume {volume}.\n\n"[:left])
                if left <= 0:
                    return
