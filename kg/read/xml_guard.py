"""What XML of unknown origin may not hold."""

from kg.errors import InputError


def refuse_entities(data: bytes) -> None:
    """Refuse XML that declares entities: no feed and no Word file needs them, and they can grow without bound.

    Raises:
        InputError: it declares some.
    """
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise InputError("declares XML entities, which are not expanded here: damaged, or made to break readers.")
