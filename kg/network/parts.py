"""What a network is made of: nodes and edges."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Node:
    """A thing, an event, a concept or a number; `kind` is entity, event, concept or value, `id` its IRI.

    Numbers are set on values only; `occurrence` and `date` (as exact as it is known: 2024-06-07, 2024-06, 2024) on events
    only, degrees on places only.
    """

    id: str
    label: str
    type: str
    kind: str
    occurrence: str = ""
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    date: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One claim from `source` to `target`; `id` is the IRI of the claim, `evidence` the words it was read from.

    `claimant` joins several with "; " and is "article author" for the article's own voice; `value` is the number as written.
    `about`, `rivals` (the claims it differs from or contradicts), `restates` and `part_of` hold IRIs, several joined with "; ";
    `date` is that of the event, `said` that of the claim, `published` that of the article; `weight` counts the sentences of
    evidence and `sources` the independent sources that carry the claim; neither is ever 0. A claim in words alone has no
    relation and no target, and what it is about as its source.
    """

    id: str
    source: str
    target: str
    relation: str
    text: str
    claimant: str
    attribution: str
    status: str
    factuality: str
    evidence: str
    value: str = ""
    group: str = ""
    occurrence: str = ""
    document: str = ""
    about: str = ""
    date: str = ""
    said: str = ""
    published: str = ""
    rivals: str = ""
    restates: str = ""
    part_of: str = ""
    weight: float = 1.0
    sources: float = 1.0


NODE_ATTRIBUTES = tuple(field.name for field in fields(Node) if field.name != "id")
"""What a format of networks can say of a node, in this order; so it is for edges."""
EDGE_ATTRIBUTES = tuple(field.name for field in fields(Edge) if field.name not in ("id", "source", "target"))


@dataclass(frozen=True)
class Network:
    """All nodes and edges, in the order of their ids, with a title and a source line.

    The title is the headline of one article, or how many there are; the source line names publishers and dates.
    `remarks` are the claims in words alone; `speakers` all who make claims, be they nodes or not; `names` are the other names
    of both, each with its IRI.
    """

    nodes: Iterable[Node]
    edges: Iterable[Edge]
    title: str = ""
    source: str = ""
    remarks: tuple[Edge, ...] = ()
    speakers: tuple[Node, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def attributes(part: Node | Edge) -> dict[str, str | float]:
    """Return what is known of a node or edge beside its id and ends; a number that is not known is left out."""
    values = {name: getattr(part, name) for name in part.__slots__ if name not in {"id", "source", "target"}}
    return {name: value for name, value in values.items() if value is not None}
