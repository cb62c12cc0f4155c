"""A graph as a small site on this machine only: pages to look through it, and a read-only SPARQL endpoint."""

import socket
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kg import store
from kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from starlette.applications import Starlette

ADDRESS = "127.0.0.1"
_NEEDED = ("jinja2", "starlette", "uvicorn")


def listen(port: int) -> socket.socket:
    """Take a port of this machine; 0 takes any that is free.

    Raises: UsageError where somebody else has it.
    """
    try:
        return socket.create_server((ADDRESS, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"port {port}: {reason}. Choose another with --port, or --port 0 for any that is free.") from error


def application(graph: Path | str, *, deadline: float = 10.0, max_rows: int = 10_000) -> "Starlette":
    """Make the site of a graph.

    Args:
        graph: a file, a folder with a graph.ttl, or a store, which is read where it lies.
        deadline: seconds until a query is given up.
        max_rows: rows of an answer after which it is cut and says so.

    Raises:
        InputError: the graph cannot be read, or the extra is not installed.
        DamageError: the graph is a store and not what was written.
    """
    missing = next((name for name in _NEEDED if find_spec(name) is None), None)
    if missing:
        raise InputError(f"kg serve needs {missing}, which is not installed: pip install 'newskg[web]'")
    from kg.serving.app import make_app  # of the extra, as the next
    from kg.serving.site import open_site

    return make_app(open_site(store.view(graph), deadline=deadline, max_rows=max_rows))


def run(site: "Starlette", listener: socket.socket) -> None:
    """Answer on a port until told to stop; what is being answered then is answered first."""
    import uvicorn  # of the extra

    config = uvicorn.Config(
        site, access_log=False, lifespan="off", limit_concurrency=100, log_level="error", loop="asyncio", server_header=False,
        timeout_graceful_shutdown=30, timeout_keep_alive=5, ws="none",
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listener])
