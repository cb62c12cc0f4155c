"""A user's own schema: its types, which relations are wanted, between what, and by which words they may be recognised."""

import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from kg.annotation.types import SchemaType, known_classes, read_types, types_of
from kg.errors import InputError, UnknownNameError
from kg.ontology import load_ontology

MAX_RELATIONS = 5000


class SchemaRelation(NamedTuple):
    """A relation of a schema; `cues` are lemmas that express it, by default the words of its label."""

    label: str
    domain: str
    range: str
    cues: frozenset[str]


class Schema(NamedTuple):
    """The relations and the types of one schema by their labels."""

    name: str
    relations: Mapping[str, SchemaRelation]
    types: Mapping[str, SchemaType] = {}

    def is_a(self, wanted: str, kind: str, words: AbstractSet[str]) -> bool:
        """Tell whether a thing, by kg's class of it and words that describe it, may stand where `wanted` is asked for.

        A domain or range that is neither a type of the schema nor a class of kg does not narrow anything.
        """
        if wanted in self.types:
            return wanted in types_of(kind, words, self.types)
        return wanted not in known_classes() or load_ontology().is_a(kind, wanted)


@cache
def load_schemas(path: Path) -> Mapping[str, Schema]:
    """Read schemas from JSON: one object with "relations" and "types", or name → such an object.

    A relation has a label, domain, range and cues; a type has a label, a parent (another type, or a class of kg) and words.

    Raises:
        InputError: the file is no such JSON; the message names the schema and the relation or type.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: no JSON: {error}.") from error
    if not isinstance(read, dict):
        raise InputError(f'{path}: not a schema. It has to be an object with "relations", or names of such objects.')
    tables = {path.stem: read} if isinstance(read.get("relations"), list) else read
    return {name: _schema(path, name, table) for name, table in tables.items()}


def choose(schemas: Mapping[str, Schema], name: str) -> Schema:
    """Return the schema that a document asks for; where there is only one, that.

    Raises:
        UnknownNameError: there is no schema of that name.
    """
    if name in schemas:
        return schemas[name]
    if len(schemas) == 1 and not name:
        return next(iter(schemas.values()))
    raise UnknownNameError("ontology", name or "(none)", schemas)


def _schema(path: Path, name: str, table: Any) -> Schema:  # noqa: ANN401 - parsed JSON
    relations = table.get("relations") if isinstance(table, dict) else None
    if not isinstance(relations, list):
        raise InputError(f'{path}: {name} has no list "relations".')
    if len(relations) > MAX_RELATIONS:
        raise InputError(f"{path}: {name} has {len(relations)} relations; {MAX_RELATIONS} are the most. Split it.")
    types = read_types(f"{path}: {name}", table.get("types") or [])
    found = {r.label: r for r in _relations(path, name, relations)}
    for relation in found.values() if types else ():
        for end, wanted in (("domain", relation.domain), ("range", relation.range)):
            if wanted and wanted not in types.keys() | known_classes():
                error = UnknownNameError(f"{end} of {relation.label!r}", wanted, types.keys() | known_classes())
                raise InputError(f"{path}: {name}: {error}")
    return Schema(name, found, types)


def _relations(path: Path, name: str, relations: list[Any]) -> Iterator[SchemaRelation]:
    for number, relation in enumerate(relations, 1):
        label = relation.get("label") if isinstance(relation, dict) else None
        if not isinstance(label, str) or not label.strip():
            raise InputError(f'{path}: relation {number} of {name} has no "label".')
        cues = relation.get("cues") or [w for w in label.lower().split() if len(w) > len("of")]
        if not isinstance(cues, list) or not all(isinstance(c, str) for c in cues):
            raise InputError(f'{path}: "cues" of {label!r} in {name} has to be a list of words.')
        yield SchemaRelation(
            label, str(relation.get("domain") or ""), str(relation.get("range") or ""), frozenset(map(str.lower, cues))
        )
