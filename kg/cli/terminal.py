"""How kg speaks: data to standard output, the rest to standard error, nothing that could take over a terminal."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from kg.characters import visible

Progress = Callable[[int, int, str, int], None]

SHOWN_FROM = 4
"""Documents from which a progress bar is worth its line."""

_BLANK = re.compile(r"\s+")


def example(*lines: str) -> str:
    """Word the end of a command's help."""
    return "\b\n" + "\n".join(["Example:", *(f"  {line}" for line in lines)])


def say(text: str) -> None:
    """Write one line to standard error."""
    click.echo(visible(text.replace("\n", " ")), err=True)


def put(text: str) -> None:
    """Write data to standard output: as it is into a file or pipe, made visible on a terminal."""
    click.echo(visible(text.replace("\r\n", "\n")) if sys.stdout.isatty() else text, nl=not text.endswith("\n"))


def put_json(value: object) -> None:
    """Write a value as JSON to standard output."""
    put(json.dumps(value, ensure_ascii=False, indent=2))


def put_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """Write a table to standard output: drawn on a terminal, else in plain aligned columns; one line a row."""
    cells = [["" if value is None else _BLANK.sub(" ", visible(str(value))) for value in row] for row in rows]
    if sys.stdout.isatty():
        _put_drawn(columns, cells, title)
    else:
        click.echo(f"{title}\n{aligned([columns, *cells])}" if title else aligned([columns, *cells]))


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as lines of aligned columns, two spaces apart.

    >>> print(aligned([["name", "n"], ["Kyiv", "12"]]))
    name  n
    Kyiv  12
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Progress | None]:
    """Give a function that shows how far a run is, its rate, the time left and failures; None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # `kg --help` does without rich
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    shown = ("description", "fields[rate]", "fields[failed]")
    name, rate, failed = (TextColumn(f"{{task.{part}}}", markup=False) for part in shown)
    columns = (name, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(), failed)
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", visible=False, rate="", failed="")

        def show(done: int, total: int, name: str, failures: int) -> None:
            speed = bar.tasks[task].speed
            bar.update(
                task, completed=done, total=total, description=visible(name)[:40], visible=total >= SHOWN_FROM,
                rate=f"{speed:.1f}/s" if speed else "", failed=f"{failures} failed" if failures else "",
            )  # fmt: skip

        yield show


def _put_drawn(columns: Sequence[str], cells: Iterable[Sequence[str]], title: str) -> None:
    from rich import box  # `kg --help` does without rich
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    Console(no_color="NO_COLOR" in os.environ or None).print(table)
