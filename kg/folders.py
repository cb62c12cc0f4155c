"""Where the knowledge files lie: beside the package in an installed wheel, at the root of a checkout."""

from pathlib import Path

from kg.errors import InputError

_CHECKOUT = {"lexicons": "data/lexicons", "models": "data/models", "profiles": "data/profiles"}


def knowledge(folder: str) -> Path:
    """Return the folder `ontology`, `lexicons`, `models` or `profiles`, from an installed wheel or from a checkout.

    Raises:
        InputError: neither is there, so the installation is broken.
    """
    package = Path(__file__).parent
    for path in (package / f"_{folder}", package.parent / _CHECKOUT.get(folder, folder)):
        if path.is_dir():
            return path
    raise InputError(f"{folder}: not found beside {package}. Reinstall kg.")
