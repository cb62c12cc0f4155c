"""Graph → nodes and edges, one by one: what each says is looked up when it is its turn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from math import isfinite

import pyoxigraph as ox

from kg.index import PARTS, Graph, Index
from kg.network.parts import Edge, Node
from kg.ontology import DCTERMS, GEO, KG, NIF, RDF, RDFS, SCHEMA, SKOS, load_ontology
from kg.scratch import sorted_rows
from kg.store import Term

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
_NUMBER, _END, _MEMBER = range(3)
"""Why something may be a node, the first that holds: the figure of a claim, an end of an edge, one of a class."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A claim with what it says; one in words alone has no predicate and no target, and what it is about as its source."""

    claim: str
    source: str
    predicate: str = ""
    target: Term | None = None


class Reader:
    """Walks over the index of a graph and makes nodes and edges one by one, in the order of their ids."""

    def __init__(self, graph: Graph) -> None:
        self._index = Index(graph, without=_UNUSED)
        ontology = load_ontology()
        self._relations = ontology.relations
        self._above = {name: len(above) for name, above in ontology.types.items()}
        self._above |= {name: len(kind.ancestors) for name, kind in ontology.events.items()}

    def edges(self) -> Iterator[Edge]:
        """Make an edge of each claim that has subject, predicate and object, and of each role that no claim has."""
        return merge(map(self._edge, self._stated()), self._bare_roles(), key=lambda edge: edge.id)

    def nodes(self, edges: Iterable[Edge]) -> Iterator[Node]:
        """Make a node of each entity and each event, and of what all the edges touch beside them."""
        for name, same in groupby(sorted_rows(self._ids(edges)), key=lambda row: row[0][0]):
            (_, rank), claim = next(same)
            iri = str(name)
            if rank == _MEMBER and not self._is_thing(self._classes(iri)):
                continue
            yield self._number(claim, iri) if rank == _NUMBER else self._node(iri)

    def caption(self) -> tuple[str, str]:
        """Return the title, and the source line: publishers and dates."""
        articles = 0
        headlines, dates, publishers = set[str](), set[str](), set[str]()
        for document in self._index.subjects("Document"):
            articles += 1
            headlines = set(self._index.values(document, f"{SCHEMA}headline"))
            dates.update(self._index.values(document, f"{SCHEMA}datePublished"))
            publishers.update(self._index.values(document, f"{DCTERMS}source"))
        when = " to ".join(dict.fromkeys((min(dates), max(dates)))) if dates else ""
        named = sorted(publishers) if len(publishers) <= _NAMED_PUBLISHERS else [f"{len(publishers)} publishers"]
        title = "".join(sorted(headlines)) if articles == 1 else f"{articles} articles"
        return title, ", ".join(part for part in (*named, when) if part)

    def remarks(self) -> Iterator[Edge]:
        """Make an edge of each claim that says nothing of two things, only words about one."""
        for claim in filter(self._is_worded, self._index.subjects("Claim")):
            about = next((topic for topic in self._index.values(claim, "about") if self._is_node(topic)), "")
            yield self._edge(_Stated(claim, about))

    def speakers(self) -> Iterator[Node]:
        """Make a node of everybody who makes one of the claims."""
        claims = (claim for claim in self._index.subjects("Claim") if self._parts(claim) or self._is_worded(claim))
        for iri in sorted({speaker for claim in claims for speaker in self._index.values(claim, "claimant")}):
            yield self._thing(iri, self._classes(iri) or ["Agent"])

    def names(self, iris: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the other names of some things."""
        for iri in sorted(iris):
            for name in self._index.values(iri, f"{SKOS}altLabel"):
                yield iri, name

    def _stated(self) -> "Iterator[_Stated]":
        """Yield each claim that has all three parts."""
        return filter(None, map(self._parts, self._index.subjects("Claim")))

    def _parts(self, claim: str) -> "_Stated | None":
        known = [terms[0] for part in PARTS if (terms := self._index.terms(claim, part))]
        if len(known) < len(PARTS):
            return None
        source, predicate, target = known
        return _Stated(claim, _value(source), _value(predicate), target)

    def _is_worded(self, claim: str) -> bool:
        return bool(self._index.terms(claim, f"{KG}text")) and not self._index.terms(claim, PARTS[1])

    def _ids(self, edges: Iterable[Edge]) -> Iterator[tuple[tuple[str, int], str]]:
        """Yield the ids of what may be a node, some of them several times, each with why; beside a number stands its claim."""
        for kind in ("Entity", "Event"):
            yield from (((iri, _MEMBER), "") for iri in self._index.subjects(kind))
        for edge in edges:
            yield (edge.source, _END), ""
            yield ((edge.target, _NUMBER), edge.id) if edge.target == f"{edge.id}.value" else ((edge.target, _END), "")

    def _bare_roles(self) -> Iterator[Edge]:
        """Make an edge of each direct triple of an event that no claim has."""
        for _, (event, relation, target) in sorted_rows(self._roles()):
            yield self._role(event, relation, target)

    def _roles(self) -> Iterator[tuple[tuple[str, str], tuple[str, str, str]]]:
        for event in self._index.subjects("Event"):
            backed = {(stated.predicate, str(stated.target)) for stated in self._touching(PARTS[0], event)}
            for predicate in self._index.properties(event):
                name = predicate.removeprefix(KG)
                for target in self._index.terms(event, predicate) if name in self._relations else ():
                    if (predicate, str(target)) not in backed and self._is_node(_value(target)):
                        yield (f"{event}.{name}.{_local(_value(target))}", str(target)), (event, name, _value(target))

    def _touching(self, end: str, iri: str) -> "Iterator[_Stated]":
        """Yield the claims that have something as their subject, or as their object."""
        for stated in filter(None, map(self._parts, self._index.owners(end, iri))):
            named = stated.source if end == PARTS[0] else _value(stated.target)
            if named == iri and "Claim" in self._classes(stated.claim):
                yield stated

    def _is_node(self, iri: str) -> bool:
        """Tell whether something is an entity or an event, or a claim touches it."""
        return self._is_thing(self._classes(iri)) or any(True for end in (PARTS[0], PARTS[2]) for _ in self._touching(end, iri))

    def _is_thing(self, classes: list[str]) -> bool:
        return "Event" in classes or ("Entity" in classes and "Narrator" not in classes)

    def _edge(self, stated: "_Stated") -> Edge:
        iri, source, target = stated.claim, stated.source, stated.target
        text = self._index.text
        value = target.value if isinstance(target, ox.Literal) else ""
        end = f"{iri}.value" if isinstance(target, ox.Literal) else _value(target) if target is not None else ""
        spans = self._spans(iri)
        article = self._article(spans)
        events = [node for node in (source, end) if "Event" in self._classes(node)]
        return Edge(
            id=iri,
            source=source,
            target=end,
            relation=_local(stated.predicate),
            text=text(iri, "text"),
            claimant="; ".join(sorted(self._label(c) for c in self._index.values(iri, "claimant"))),
            attribution=_local(text(iri, "attribution")),
            status=_local(text(iri, "status")),
            factuality=text(iri, "factuality"),
            evidence=" … ".join(text(span, f"{NIF}anchorOf") for span in spans),
            value=value,
            group=text(iri, "group"),
            occurrence=_local(text(events[0], "occurrence")) if events else "",
            document=self._headline(article),
            about=self._joined(iri, "about"),
            date=next((date for event in events if (date := self._date(event))), ""),
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
            text=f"{self._label(event)}: {self._relations[relation].label} {self._node(target).label}",
            claimant="article author",
            attribution="asserted",
            status="unassessed",
            factuality="CT+",
            evidence=" … ".join(self._index.text(span, f"{NIF}anchorOf") for span in spans),
            occurrence=_local(self._index.text(event, "occurrence")),
            document=self._headline(article),
            about=event,
            date=self._date(event),
            published=self._index.text(article, f"{SCHEMA}datePublished"),
            weight=float(max(1, len(spans))),
        )

    def _node(self, iri: str) -> Node:
        """Make a node: of an entity or an event, else of a concept, the narrator or another claim."""
        classes = self._classes(iri)
        if self._is_thing(classes):
            return self._thing(iri, classes)
        label = self._index.text(iri, "text") or self._label(iri)
        return Node(iri, label, "Claim" if "Claim" in classes else "Concept", "concept")

    def _thing(self, iri: str, classes: list[str]) -> Node:
        nearest = max(classes, key=lambda name: (self._above.get(name, -1), name))
        if "Event" in classes:
            occurrence = _local(self._index.text(iri, "occurrence"))
            return Node(iri, self._label(iri), nearest, "event", occurrence, date=self._date(iri))
        latitude, longitude = (_float(self._index.text(iri, f"{GEO}{name}")) for name in ("lat", "long"))
        return Node(iri, self._label(iri), nearest, "entity", latitude=latitude, longitude=longitude)

    def _date(self, event: str) -> str:
        return self._index.text(event, "date") or self._index.text(event, "period")

    def _number(self, claim: str, iri: str) -> Node:
        relation, value = (_value(self._index.terms(claim, part)[0]) for part in PARTS[1:])
        lower, upper = (_float(self._index.text(claim, name)) for name in ("lowerBound", "upperBound"))
        shown = _shown(value, lower, upper)
        unit = self._index.text(claim, "unit")
        counted = self._index.text(claim, "group") or _COUNTED.get(_local(relation), unit)
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
