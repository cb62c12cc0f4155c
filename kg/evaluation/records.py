"""Stand-off annotation as values: texts with entities, relations, claims and events by their offsets.

Offsets count Unicode code points of `Document.text`, begin inclusive, end exclusive.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Span(NamedTuple):
    """A stretch of the text of one document, in code points, end exclusive."""

    begin: int
    end: int


Spans: TypeAlias = tuple[Span, ...]
"""Where one thing stands: the pieces of a part of a claim, or all mentions of an entity; empty when nowhere."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention of an entity; records that share an `id` are mentions of one thing."""

    id: str
    type: str
    name: str
    span: Span | None
    ignore: bool = False
    geonameid: str = ""
    position: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge between two entities, by their ids; `object` is empty where it is a value and no entity."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who (`source`) says (`cue`) what (`content`); a part that is nowhere in the text is empty."""

    source: Spans
    cue: Spans
    content: Spans


@dataclass(frozen=True, slots=True)
class Argument:
    """What fills a role of an event: where it stands, or at least its words."""

    role: str
    spans: Spans
    words: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something of a type that happens, with what fills its roles."""

    type: str
    trigger: Span | None
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One text with everything that is annotated in it."""

    id: str
    text: str
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()

    def mentions(self) -> dict[str, Spans]:
        """Return where each entity is mentioned, in the order of the text."""
        found: dict[str, set[Span]] = {entity.id: set() for entity in self.entities}
        for entity in self.entities:
            if entity.span:
                found[entity.id].add(entity.span)
        return {entity: tuple(sorted(spans)) for entity, spans in found.items()}


@dataclass(frozen=True, slots=True)
class Predicted:
    """One predicted document for each gold one, in the same order, and what was odd about them."""

    documents: tuple[Document, ...]
    warnings: tuple[str, ...] = ()
