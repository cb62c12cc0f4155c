"""Libraries that are installed with an extra: asked for when a file needs them, named when they are missing."""

from importlib import import_module
from typing import Any

from kg.errors import InputError


def require(module: str, extra: str) -> Any:  # noqa: ANN401 - a module without types
    """Return a module of an optional library.

    Raises:
        InputError: it is not installed; the message names the extra.
    """
    try:
        return import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        raise InputError(f"needs {library}, which is not installed: pip install 'newskg[{extra}]'") from error
