"""Graphs of kg's model → one graph: a colleague's articles beside one's own, each article once, shared things under one label.

An article that is there already, with the same text, is left out as a whole; so merging twice changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite
from pathlib import Path

import pyoxigraph as ox

from kg.blank import named
from kg.errors import InputError
from kg.index import PARTS, Index
from kg.ontology import CLAIMED, DOC, GEO, KG, NIF, RDF, RDFS, SKOS, load_ontology
from kg.store import FORMATS, Term, graph_suffix, load

SUFFIXES = frozenset(FORMATS) - {".xml"}
"""Files that are graphs; .xml is a feed to whoever builds."""
_Place = tuple[float, float, Term, Term]
_NEEDED = ("claimant", "evidence", "text")
_TYPE, _ENTITY = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Entity")
_LABEL, _OTHER = ox.NamedNode(f"{RDFS}label"), ox.NamedNode(f"{SKOS}altLabel")
_LATITUDE, _LONGITUDE = ox.NamedNode(f"{GEO}lat"), ox.NamedNode(f"{GEO}long")


@dataclass(frozen=True)
class Graph:
    """A graph of kg's model, from a file or just built."""

    store: ox.Store

    @cached_property
    def index(self) -> Index:
        """The facts of the graph."""
        return Index(self.store)

    @cached_property
    def articles(self) -> Mapping[str, str]:
        """IRI → text of the articles."""
        return {iri: self.index.text(iri, f"{NIF}isString") for iri in self.index.subjects("Document")}

    @property
    def claims(self) -> int:
        """Number of claims."""
        return sum(1 for _ in self.index.subjects("Claim"))


class Shares:
    """Which articles of a graph a triple belongs to.

    A triple belongs to the article in whose namespace its subject or its object lies; a direct triple between shared things
    belongs to every article that claims it. The label, the class and the place of a shared thing belong to none.
    """

    def __init__(self, index: Index) -> None:
        relations, settled = load_ontology().relations, load_ontology().settled
        self._claimed: dict[tuple[str, str, str], set[str]] = {}
        for claim in index.subjects("Claim"):
            subject, predicate, value = (index.text(claim, part) for part in PARTS)
            if index.text(claim, "factuality") != "CT+" or index.code(claim, "attribution") == "denied" or not predicate:
                continue
            stated = index.code(claim, "attribution") == "asserted" and index.code(claim, "status") in settled
            name = predicate.removeprefix(KG)
            above = ("affiliatedWith",) if name in relations and "affiliatedWith" in relations[name].parents else ()
            for each in (name, *above):
                key = (subject, f"{KG if stated else CLAIMED}{each}", value)
                self._claimed.setdefault(key, set()).add(claim.partition("#")[0])

    def articles(self, quad: ox.Quad) -> list[str]:
        """Return their IRIs, sorted."""
        # The run that a graph was made by points at whole articles; what lies in an article has a name behind its IRI.
        inner = [end for end in (quad.subject, quad.object) if isinstance(end, ox.NamedNode) and "#" in end.value]
        own = next((article for end in (quad.subject, *inner) if (article := _article(end))), "")
        if own:
            return [own]
        return sorted(self._claimed.get((_value(quad.subject), quad.predicate.value, _value(quad.object)), ()))


def graphs_among(paths: Iterable[str | Path]) -> tuple[list[str | Path], list[str | Path]]:
    """Return what of some inputs are graphs, by their suffix, packed with gzip or not, and the rest."""
    graphs: list[str | Path] = []
    others: list[str | Path] = []
    for path in paths:
        (graphs if graph_suffix(path) in SUFFIXES else others).append(path)
    return graphs, others


def read_graph(path: Path | str, articles: Mapping[str, str]) -> Graph:
    """Read a graph that is to be merged: names of graphs are dropped, blank nodes named after what is said of them.

    Args:
        path: its file.
        articles: the articles that it is merged with, IRI → text.

    Raises:
        InputError: it cannot be read, is not of kg's model (what is missing is said), or has another article of the same name.
    """
    loaded = load(path)
    graph = Graph(ox.Store())
    graph.store.extend(named(loaded))
    if fault := _fault(graph):
        raise InputError(f"not a graph as kg makes them: {fault}")
    for iri, text in graph.articles.items():
        if articles.get(iri, text) != text:
            raise InputError(f"{iri.removeprefix(DOC)!r} is the name of two articles with different texts. Rename one of them.")
    return graph


def merge(graphs: Sequence[Graph]) -> ox.Store:
    """Return one graph; an article that several have is that of the first."""
    merged = ox.Store()
    taken: set[str] = set()
    places: dict[str, list[_Place]] = {}
    for graph in graphs:
        known = graph.articles.keys() & taken
        if known < graph.articles.keys():
            shares = Shares(graph.index) if known else None
            merged.extend(quad for quad in graph.store if shares is None or not _is_taken(shares.articles(quad), known))
            _note_places(graph.store, places)
            taken |= graph.articles.keys()
    _settle_labels(merged)
    _settle_places(merged, places)
    return merged


def _is_taken(articles: Sequence[str], taken: set[str]) -> bool:
    return bool(articles) and taken.issuperset(articles)


def _settle_labels(store: ox.Store) -> None:
    """Give each entity one label, the longest; the others become other names."""
    for entity in {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _ENTITY)}:
        labels = [quad.object for quad in store.quads_for_pattern(entity, _LABEL, None)]
        for rank, label in enumerate(sorted(labels, key=lambda label: (-len(_value(label)), str(label)))):
            if rank:
                store.remove(ox.Quad(entity, _LABEL, label))
                store.add(ox.Quad(entity, _OTHER, label))
            else:
                store.remove(ox.Quad(entity, _OTHER, label))


def _note_places(store: ox.Store, places: dict[str, list[_Place]]) -> None:
    for quad in store.quads_for_pattern(None, _LATITUDE, None):
        for other in store.quads_for_pattern(quad.subject, _LONGITUDE, None):
            here = _degree(quad.object), _degree(other.object)
            places.setdefault(_value(quad.subject), []).append((*here, quad.object, other.object))


def _settle_places(store: ox.Store, places: Mapping[str, list[_Place]]) -> None:
    """Give each thing one place, the most south-western."""
    for quad in [*store.quads_for_pattern(None, _LATITUDE, None), *store.quads_for_pattern(None, _LONGITUDE, None)]:
        *_, latitude, longitude = min(places.get(_value(quad.subject), [(0, 0, quad.object, quad.object)]), key=lambda p: p[:2])
        if quad.object not in (latitude, longitude):
            store.remove(quad)


def _fault(graph: Graph) -> str:
    """Say what a graph lacks of the model, or nothing."""
    index = graph.index
    if not graph.articles:
        return "no article in it (kg:Document)."
    for article, text in graph.articles.items():
        if not text or not article.startswith(DOC):
            return f"its article {article} has no {'text (nif:isString)' if not text else f'IRI that begins with {DOC}'}."
    claims = list(index.subjects("Claim"))
    for name in _NEEDED:
        without = [claim for claim in claims if not index.text(claim, name)]
        if without:
            return f"{len(without)} of its {len(claims)} claims have no kg:{name}, such as {without[0]}."
    astray = [claim for claim in claims if index.evidence(claim).document not in graph.articles]
    return f"the evidence of {astray[0]} lies in no article of the graph (nif:referenceContext)." if astray else ""


def _degree(term: Term) -> float:
    try:
        degree = float(_value(term))
    except ValueError:
        return inf
    return degree if isfinite(degree) else inf


def _article(term: object) -> str:
    """Return the article in whose namespace a term lies, or nothing."""
    return term.value.partition("#")[0] if isinstance(term, ox.NamedNode) and term.value.startswith(DOC) else ""


def _value(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else str(term)
