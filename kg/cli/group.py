"""Where every command is found, and how it ends: an error becomes one line on standard error and an exit code."""

import errno
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import click

from kg.cli.terminal import say
from kg.errors import KgError, OutputError

STOPPED = 130
"""Exit code after an interrupt: 128 and the number of SIGINT, as shells count."""


class Commands(Mapping[str, click.Command]):
    """Commands in the order of the work, each imported when it is asked for, so that the others cost it nothing."""

    def __init__(self, homes: Mapping[str, str]) -> None:
        """Take the file and the function of each command, as "keep.add"."""
        self._homes = homes

    def __getitem__(self, name: str) -> click.Command:
        file, _, function = self._homes[name].partition(".")
        command: click.Command = getattr(import_module(f"kg.cli.{file}"), function)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


class KgGroup(click.Group):
    """The one place where errors are caught."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in their order, not by the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command; every KgError leaves as one line with its exit code, an interrupt as "stopped"."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KgError as error:
            self.refuse(ctx, error)
        except KeyboardInterrupt as stop:
            say(str(stop) or "stopped")
            ctx.exit(STOPPED)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            self.refuse(ctx, OutputError(f"cannot write the output: {error.strerror}."))
        return result

    @staticmethod
    def refuse(ctx: click.Context, error: KgError) -> None:
        """Print the error and exit."""
        say(f"Error: {error}")
        ctx.exit(error.exit_code)
