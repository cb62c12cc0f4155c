"""`python -m kg`: the command line."""

import gc
import socket

from kg.cli import cli

COLLECT_AFTER = 50_000
"""New objects after which cycles are looked for: kg's values are trees, which Python frees without looking."""


def main() -> None:
    """Run `kg` and exit with its code."""
    gc.set_threshold(COLLECT_AFTER, 20, 20)
    socket.has_ipv6 = False  # a library of spaCy's binds a socket, when it is imported, to find that out
    cli(prog_name="kg")


if __name__ == "__main__":
    main()
