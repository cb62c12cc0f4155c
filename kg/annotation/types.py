"""The types of a user's own schema: which of them a thing is of, by kg's class of it and by the words that describe it."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from kg.errors import InputError, UnknownNameError
from kg.ontology import load_ontology

VALUES = {
    "DATE": "Date", "TIME": "Time", "MONEY": "Money", "PERCENT": "Percent", "QUANTITY": "Quantity", "CARDINAL": "Number",
}  # fmt: skip
OTHERS = {
    "WORK_OF_ART": "Work", "EVENT": "NamedEvent", "LAW": "Law", "PRODUCT": "Product", "LANGUAGE": "Language", "NORP": "People",
    "FAC": "Facility", "LOC": "Place", "ORG": "Organization", "PERSON": "Person", "GPE": "Place",
}  # fmt: skip
"""What kg calls the values and names that only the parser's model knows."""


class SchemaType(NamedTuple):
    """A type of a schema: the types above it, nearest first, the class of kg above these (or ""), and words that name it."""

    label: str
    above: tuple[str, ...]
    base: str
    words: frozenset[str]


def known_classes() -> AbstractSet[str]:
    """Return what kg itself may call a thing."""
    return load_ontology().types.keys() | set(VALUES.values()) | set(OTHERS.values())


def read_types(where: str, listed: Any) -> Mapping[str, SchemaType]:  # noqa: ANN401 - parsed JSON
    """Read the list "types" of a schema (label, parent, words); `where` names the file and the schema in messages.

    Raises:
        InputError: it is no such list, a parent is neither a type of it nor a class of kg, or types are above themselves.
    """
    if not isinstance(listed, list):
        raise InputError(f'{where}: "types" has to be a list.')
    given = dict(_type(where, number, item) for number, item in enumerate(listed, 1))
    parents = {label: parent for label, (parent, _) in given.items()}
    found = {}
    for label, (_, words) in given.items():
        *above, base = _chain(where, label, parents)
        found[label] = SchemaType(label, tuple(above), base, words)
    return found


def _type(where: str, number: int, item: Any) -> tuple[str, tuple[str, frozenset[str]]]:  # noqa: ANN401 - parsed JSON
    label = item.get("label") if isinstance(item, dict) else None
    if not isinstance(label, str) or not label.strip():
        raise InputError(f'{where}: type {number} has no "label".')
    words = item.get("words") or []
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        raise InputError(f'{where}: "words" of the type {label!r} has to be a list of words.')
    return label, (str(item.get("parent") or ""), frozenset(map(str.lower, words)))


def _chain(where: str, label: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield the types of the schema above one, and last the class of kg above them, or ""."""
    seen, parent = [label], parents[label]
    while parent in parents:
        if parent in seen:
            raise InputError(f"{where}: the types {', '.join(map(repr, seen))} stand above themselves. Break the circle.")
        seen.append(parent)
        yield parent
        parent = parents[parent]
    if parent and parent not in known_classes():
        error = UnknownNameError(f"parent of the type {seen[-1]!r}", parent, {*known_classes(), *parents})
        raise InputError(f"{where}: {error}")
    yield parent


def types_of(kind: str, words: AbstractSet[str], types: Mapping[str, SchemaType]) -> tuple[str, ...]:
    """Return the types that a thing is of, the most special first: kg's class of it is below, and a word of theirs names it.

    A type without words takes in everything of its class; one with neither only what is of a type below it.
    """
    ontology = load_ontology()
    fitting = [
        t for t in types.values() if (t.words & words if t.words else t.base) and (not t.base or ontology.is_a(kind, t.base))
    ]
    fitting.sort(key=lambda t: -len(t.above) - len(ontology.types.get(t.base, ())))  # stable
    return tuple(dict.fromkeys(label for t in fitting for label in (t.label, *t.above)))
