"""Profiles: somebody else's labels for kg's types and relations, as a table in `data/profiles/*.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from kg.errors import InputError, UnknownNameError
from kg.ontology import knowledge


@dataclass(frozen=True, slots=True)
class Profile:
    """How the annotations are to be called, and which of them are wanted.

    In every table "*" stands for what is not named, and "" leaves it out; without a table the names of kg stay.
    """

    layers: frozenset[str] = frozenset({"entities", "relations", "claims", "events"})
    kinds: frozenset[str] = frozenset({"name", "demonym", "nominal", "value"})
    """Kinds of mentions: name, demonym, nominal, pronoun, value (dates, amounts), other (works, laws, events)."""
    span: str = "name"
    """`name`: the words of the name; `phrase`: the noun phrase around it, with article and title."""
    places: frozenset[str] = frozenset()
    """The types of which only mentions with coordinates are wanted."""
    types: Mapping[str, str] = field(default_factory=dict)
    acting: Mapping[str, str] = field(default_factory=dict)
    """Types of those that do something or are spoken to (a country that says so is its government)."""
    demonyms: Mapping[str, str] = field(default_factory=dict)
    relations: Mapping[str, str] = field(default_factory=dict)
    """kg's relation → their label; "^label" swaps subject and object."""
    tagger: str = ""
    """Head of the learned tagger whose spans are the entities, under its own labels; kg's mentions then give the ids."""
    table: str = ""
    """Name of the learned table of relations in `data/models/relations`, if one is used."""
    symmetric: frozenset[str] = frozenset()
    """Labels of relations that hold both ways."""
    synonym: str = ""
    """The relation between two mentions of one thing that stand in apposition, if it is wanted."""
    event_name: str = "type"
    """`type`: events as kg finds them; `plover`: one interaction a sentence; `incident`: templates of a report."""
    events: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)


def load_profile(name: str | None) -> Profile:
    """Load a profile by name from the shipped ones, or from a TOML file; without a name, kg's own labels.

    Raises:
        UnknownNameError: there is no such profile; the message suggests the nearest.
        InputError: the file is no TOML or has an unknown key; the message names it.
    """
    if not name:
        return Profile()
    shipped = {p.stem: p for p in sorted(knowledge("profiles").glob("*.toml"))}
    path = shipped.get(name) or Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise UnknownNameError("profile", name, shipped)
    return _read(path)


@cache
def _read(path: Path) -> Profile:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: no TOML: {error}.") from error
    known = {f.name: getattr(Profile(), f.name) for f in fields(Profile)}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            raise InputError(f"{path}: unknown key {key!r}. Known are {', '.join(sorted(known))}.")
        wanted = list if isinstance(known[key], frozenset) else type(known[key])
        if not isinstance(value, wanted):
            raise InputError(f"{path}: {key} has to be a {wanted.__name__}.")
        values[key] = frozenset(value) if isinstance(value, list) else value
    return Profile(**values)  # type: ignore[arg-type]  # every value was checked against its field


def named(table: Mapping[str, str], *names: str) -> str:
    """Return the label of the first name that the table has, else of "*", else the last name itself; "" is left out.

    >>> named({"Country": "Location", "*": ""}, "City")
    ''
    >>> named({}, "City")
    'City'
    """
    for name in (*names, "*"):
        if name in table:
            return table[name]
    return names[-1]
