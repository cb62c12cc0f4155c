"""The graph as a network for drawing and network analysis: one edge a claim, with all that is known about it.

Nodes are entities, events, concepts and numbers; a number is a small node of its own, because a claimed figure is a claim.
Roles that stand in the graph without a claim (a hand-made graph may have them) become edges with their event's evidence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from math import isfinite
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.index import Index
from kg.ontology import DCTERMS, GEO, KG, NIF, RDF, RDFS, SCHEMA, SKOS, load_ontology
from kg.store import Facts

if TYPE_CHECKING:
    import networkx as nx

# What a number counts, in the words of a newspaper; a measure that is not here is named by its unit.
_COUNTED = {
    "deaths": "deaths",
    "injured": "injured",
    "casualties": "victims",
    "missing": "missing",
    "munitionsFired": "munitions fired",
    "munitionsIntercepted": "munitions intercepted",
    "buildingsDamaged": "buildings damaged",
    "buildingsDestroyed": "buildings destroyed",
}
# More than half of all triples say where words stand; the network needs only the words, and no codes.
_UNUSED = frozenset(
    {f"{NIF}{name}" for name in ("beginIndex", "endIndex", "referenceContext", "isString")}
    | {f"{KG}{name}" for name in ("mention", "sentence", "cue", "claimantMention", "act", "claimType")}
    | {f"{KG}{name}" for name in ("plover", "ploverMode", "cameo", "acled")}
)
_NAMED_PUBLISHERS = 5
_STATEMENT = tuple(f"{RDF}{part}" for part in ("subject", "predicate", "object"))


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


@dataclass(frozen=True, slots=True)
class Network:
    """All nodes and edges, in the order of their ids, with a title and a source line.

    The title is the headline of one article, or how many there are; the source line names publishers and dates.
    `remarks` are the claims in words alone; `speakers` all who make claims, be they nodes or not; `names` are the other names
    of both, each with its IRI.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    title: str = ""
    source: str = ""
    remarks: tuple[Edge, ...] = ()
    speakers: tuple[Node, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def read_network(quads: Iterable[ox.Quad]) -> Network:
    """Read the network out of a store, or out of the triples as they were minted."""
    index = Index(quads, without=_UNUSED)
    reader = _Reader(index)
    edges = sorted([*reader.claims(), *reader.bare_roles()], key=lambda edge: edge.id)
    remarks = sorted(reader.remarks(), key=lambda edge: edge.id)
    nodes = sorted(reader.nodes.values(), key=lambda node: node.id)
    speakers = sorted(reader.speakers.values(), key=lambda node: node.id)
    return Network(tuple(nodes), tuple(edges), *_caption(index.facts), tuple(remarks), tuple(speakers), tuple(reader.names()))


def as_network(graph: Iterable[ox.Quad] | Network) -> Network:
    """Return a network as it is, and that of a graph as `read_network` reads it."""
    return graph if isinstance(graph, Network) else read_network(graph)


def to_networkx(graph: Iterable[ox.Quad] | Network) -> "nx.MultiDiGraph[str]":
    """Return the network as a networkx graph: the key of an edge is the IRI of its claim; no attribute is ever None."""
    import networkx as nx  # a tenth of a second that most commands need not spend

    network = as_network(graph)
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in network.nodes:
        result.add_node(node.id, **attributes(node))
    for edge in network.edges:
        result.add_edge(edge.source, edge.target, edge.id, **attributes(edge))
    return result


def _caption(index: Facts) -> tuple[str, str]:
    documents = [p for p in index.values() if f"{KG}Document" in map(_value, p.get(f"{RDF}type", ()))]

    def every(predicate: str) -> list[str]:
        return sorted({_value(value) for properties in documents for value in properties.get(predicate, ())})

    dates = every(f"{SCHEMA}datePublished")
    when = " to ".join(dict.fromkeys((dates[0], dates[-1]))) if dates else ""
    title = "".join(every(f"{SCHEMA}headline")) if len(documents) == 1 else f"{len(documents)} articles"
    publishers = every(f"{DCTERMS}source")
    named = publishers if len(publishers) <= _NAMED_PUBLISHERS else [f"{len(publishers)} publishers"]
    return title, ", ".join(part for part in (*named, when) if part)


def attributes(part: Node | Edge) -> dict[str, str | float]:
    """Return what is known of a node or edge beside its id and ends; a number that is not known is left out."""
    values = {name: getattr(part, name) for name in part.__slots__ if name not in {"id", "source", "target"}}
    return {name: value for name, value in values.items() if value is not None}


class _Reader:
    """Walks over the index of a graph; `nodes` fills with what the edges touch, beside all entities and events."""

    def __init__(self, index: Index) -> None:
        self._index = index
        ontology = load_ontology()
        self._relations = ontology.relations
        self._above = {name: len(above) for name, above in ontology.types.items()}
        self._above |= {name: len(kind.ancestors) for name, kind in ontology.events.items()}
        self._backed: set[tuple[str, str, str]] = set()
        self.nodes: dict[str, Node] = {}
        self.speakers: dict[str, Node] = {}
        for iri in index.facts:
            classes = self._classes(iri)
            if "Event" in classes or ("Entity" in classes and "Narrator" not in classes):
                self.nodes[iri] = self._node(iri, classes)

    def claims(self) -> Iterator[Edge]:
        """Yield an edge for each claim that has subject, predicate and object."""
        for iri, properties in self._index.facts.items():
            if _STATEMENT[1] not in properties:
                continue
            ends = [properties[part][0] for part in _STATEMENT if part in properties]
            if len(ends) == len(_STATEMENT) and f"{KG}Claim" in self._index.values(iri, f"{RDF}type"):
                source, predicate, target = ends
                self._backed.add((_value(source), _value(predicate), str(target)))
                yield self._edge(iri, _value(source), _local(_value(predicate)), target)

    def remarks(self) -> Iterator[Edge]:
        """Yield the claims that say nothing of two things, only words about one."""
        for iri, properties in self._index.facts.items():
            worded = f"{KG}text" in properties and _STATEMENT[1] not in properties
            if worded and f"{KG}Claim" in self._index.values(iri, f"{RDF}type"):
                about = next((topic for topic in self._index.values(iri, "about") if topic in self.nodes), "")
                yield self._edge(iri, about, "", None)

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield the other names of nodes and speakers; call it last."""
        for iri in sorted({*self.nodes, *self.speakers}):
            for name in self._index.values(iri, f"{SKOS}altLabel"):
                yield iri, name

    def bare_roles(self) -> Iterator[Edge]:
        """Yield an edge for each direct triple of an event that no claim has; call it after `claims`."""
        for iri, properties in self._index.facts.items():
            if iri not in self.nodes or self.nodes[iri].kind != "event":
                continue
            for predicate, objects in properties.items():
                name = predicate.removeprefix(KG)
                for target in objects if name in self._relations else ():
                    if (iri, predicate, str(target)) not in self._backed and _value(target) in self.nodes:
                        yield self._role(iri, name, _value(target))

    def _edge(self, iri: str, source: str, relation: str, target: object) -> Edge:
        text = self._index.text
        value = target.value if isinstance(target, ox.Literal) else ""
        end = f"{iri}.value" if isinstance(target, ox.Literal) else _value(target) if target is not None else ""
        if isinstance(target, ox.Literal):
            self.nodes[end] = self._number(iri, end, relation, value)
        ends = [node for node in (source, end) if node]
        for node in ends:
            if node not in self.nodes:
                self.nodes[node] = self._other(node)
        for speaker in self._index.values(iri, "claimant"):
            if speaker not in self.speakers:
                self.speakers[speaker] = self._node(speaker, self._classes(speaker) or ["Agent"])
        spans = self._spans(iri)
        article = self._article(spans)
        events = [self.nodes[node] for node in ends if self.nodes[node].kind == "event"]
        return Edge(
            id=iri,
            source=source,
            target=end,
            relation=relation,
            text=text(iri, "text"),
            claimant="; ".join(sorted(self._label(c) for c in self._index.values(iri, "claimant"))),
            attribution=_local(text(iri, "attribution")),
            status=_local(text(iri, "status")),
            factuality=text(iri, "factuality"),
            evidence=" … ".join(text(span, f"{NIF}anchorOf") for span in spans),
            value=value,
            group=text(iri, "group"),
            occurrence=events[0].occurrence if events else "",
            document=self._headline(article),
            about=self._joined(iri, "about"),
            date=next((event.date for event in events if event.date), ""),
            said=text(iri, "saidAt"),
            published=text(article, f"{SCHEMA}datePublished"),
            rivals=self._joined(iri, "differsFrom", "contradicts"),
            restates=self._joined(iri, "restates"),
            part_of=self._joined(iri, "partOfClaim"),
            weight=float(max(1, len(spans))),
            sources=_float(text(iri, f"{KG}independentSources")) or 1.0,
        )

    def _role(self, event: str, relation: str, target: str) -> Edge:
        spans = self._spans(event)
        article = self._article(spans)
        return Edge(
            id=f"{event}.{relation}.{_local(target)}",
            source=event,
            target=target,
            relation=relation,
            text=f"{self.nodes[event].label}: {self._relations[relation].label} {self.nodes[target].label}",
            claimant="article author",
            attribution="asserted",
            status="unassessed",
            factuality="CT+",
            evidence=" … ".join(self._index.text(span, f"{NIF}anchorOf") for span in spans),
            occurrence=self.nodes[event].occurrence,
            document=self._headline(article),
            about=event,
            date=self.nodes[event].date,
            published=self._index.text(article, f"{SCHEMA}datePublished"),
            weight=float(max(1, len(spans))),
        )

    def _node(self, iri: str, classes: list[str]) -> Node:
        kind = "event" if "Event" in classes else "entity"
        nearest = max(classes, key=lambda name: (self._above.get(name, -1), name))
        if kind == "event":
            date = self._index.text(iri, "date") or self._index.text(iri, "period")
            return Node(iri, self._label(iri), nearest, kind, _local(self._index.text(iri, "occurrence")), date=date)
        latitude, longitude = (_float(self._index.text(iri, f"{GEO}{name}")) for name in ("lat", "long"))
        return Node(iri, self._label(iri), nearest, kind, latitude=latitude, longitude=longitude)

    def _other(self, iri: str) -> Node:
        """Make a node of something that is neither entity nor event: a concept, the narrator, another claim."""
        label = self._index.text(iri, "text") or self._label(iri)
        return Node(iri, label, "Claim" if f"{KG}Claim" in self._index.values(iri, f"{RDF}type") else "Concept", "concept")

    def _number(self, claim: str, iri: str, relation: str, value: str) -> Node:
        lower, upper = (_float(self._index.text(claim, name)) for name in ("lowerBound", "upperBound"))
        shown = _shown(value, lower, upper)
        unit = self._index.text(claim, "unit")
        counted = self._index.text(claim, "group") or _COUNTED.get(relation, unit)
        label = f"{shown} %" if unit == "percent" else f"{shown} {counted}".strip()
        return Node(iri, label, "number", "value", "", _float(value), lower, upper)

    def _classes(self, iri: str) -> list[str]:
        return [value.removeprefix(KG) for value in self._index.values(iri, f"{RDF}type") if value.startswith(KG)]

    def _label(self, iri: str) -> str:
        return self._index.text(iri, f"{RDFS}label") or self._index.text(iri, f"{SKOS}prefLabel") or _local(iri)

    def _spans(self, iri: str) -> list[str]:
        return sorted(self._index.values(iri, "evidence"), key=_place)

    def _joined(self, iri: str, *names: str) -> str:
        return "; ".join(sorted({value for name in names for value in self._index.values(iri, name)}))

    def _article(self, spans: list[str]) -> str:
        """Return the document of the first span, whose IRI says it: `doc:offset_begin_end`."""
        return spans[0].rpartition("#")[0] if spans else ""

    def _headline(self, article: str) -> str:
        return self._index.text(article, f"{SCHEMA}headline") or article


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _place(span: str) -> tuple[float, str]:
    """Return where a span begins, by its IRI, in the order of the text.

    >>> sorted(["a#offset_110_254", "a#offset_7_20"], key=_place)
    ['a#offset_7_20', 'a#offset_110_254']
    """
    return _float(span.rpartition("#offset_")[2].partition("_")[0]) or 0.0, span


def _float(text: str) -> float | None:
    """Read a number; NaN and infinity are none, because they have no place on an axis and no order."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _shown(value: str, lower: float | None, upper: float | None) -> str:
    """Write a number with its bounds.

    >>> _shown("12", 12.0, None), _shown("35", 30.0, 40.0)
    ('≥ 12', '30-40')
    """
    if lower is not None and upper is not None:
        return f"{lower:g}-{upper:g}"
    return f"≥ {value}" if lower is not None else f"≤ {value}" if upper is not None else value
