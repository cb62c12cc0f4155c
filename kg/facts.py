"""The facts of a graph by subject: held in memory, or asked of a store where it lies, so that memory does not grow with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import islice
from typing import TypeAlias

import pyoxigraph as ox

from kg.ontology import RDF
from kg.scratch import sorted_texts
from kg.store import Facts, Term, Union, facts

KEPT = 5_000
"""Things of which a store is not asked again while they are among the last that were looked at."""
MANY = 64
"""Triples of one thing that are read at once; what more is said of is asked property by property."""

Properties: TypeAlias = Mapping[str, list[Term]]
_NOTHING: Properties = {}
_TYPE = f"{RDF}type"


class Held:
    """All facts in memory: subject → predicate → values."""

    def __init__(self, quads: Iterable[ox.Quad], without: frozenset[str] = frozenset()) -> None:
        self.facts: Facts = facts(quads, without=without)
        self._owners: dict[str, dict[str, set[str]]] = {}

    def properties(self, iri: str) -> Properties:
        """Return what is said of something: predicate → values in the order of their text."""
        return self.facts.get(iri, _NOTHING)

    def members(self, kind: str) -> Iterator[str]:
        """Yield what is of a class, in the order of the IRIs."""
        return iter(self._members.get(kind, ()))

    def owners(self, predicate: str, iri: str) -> Iterable[str]:
        """Return what has something as a value of a property."""
        if predicate not in self._owners:
            found: dict[str, set[str]] = {}
            for owner, properties in self.facts.items():
                for name in _names(properties.get(predicate, ())):
                    found.setdefault(name, set()).add(owner)
            self._owners[predicate] = found
        return self._owners[predicate].get(iri, ())

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        members: dict[str, list[str]] = {}
        for iri in sorted(self.facts):
            for kind in _names(self.facts[iri].get(_TYPE, ())):
                members.setdefault(kind, []).append(iri)
        return members


class Asked:
    """The same facts, of which few are in memory at a time."""

    def __init__(self, store: ox.Store | Union, without: frozenset[str]) -> None:
        self._store = store
        self.properties = _asking(store, without)

    def members(self, kind: str) -> Iterator[str]:
        """Yield what is of a class, in the order of the IRIs."""
        found = self._store.quads_for_pattern(None, ox.NamedNode(_TYPE), ox.NamedNode(kind))
        return sorted_texts(quad.subject.value for quad in found if not isinstance(quad.subject, ox.Triple))

    def owners(self, predicate: str, iri: str) -> Iterable[str]:
        """Return what has something as a value of a property."""
        found = (self._store.quads_for_pattern(None, ox.NamedNode(predicate), node) for node in _nodes(iri))
        return {quad.subject.value for quads in found for quad in quads if not isinstance(quad.subject, ox.Triple)}


class _Hub(Mapping[str, list[Term]]):
    """What is said of something of which much is said: each property is asked for by itself."""

    def __init__(self, store: ox.Store | Union, node: ox.NamedNode | ox.BlankNode, without: frozenset[str]) -> None:
        self._store, self._node, self._without = store, node, without
        self._known: dict[str, list[Term]] = {predicate: [] for predicate in without}

    def __getitem__(self, predicate: str) -> list[Term]:
        found = self._known.get(predicate)
        if found is None:
            quads = self._store.quads_for_pattern(self._node, ox.NamedNode(predicate), None)
            found = _ordered(quads).get(predicate, [])
            if len(found) < MANY:
                self._known[predicate] = found
        if not found:
            raise KeyError(predicate)
        return found

    def __iter__(self) -> Iterator[str]:
        named = dict.fromkeys(quad.predicate.value for quad in self._store.quads_for_pattern(self._node, None, None))
        return (predicate for predicate in named if predicate not in self._without)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _names(terms: Iterable[Term]) -> Iterable[str]:
    """Return what among some values is no words, each once."""
    return {term.value for term in terms if isinstance(term, ox.NamedNode | ox.BlankNode)}


def _asking(store: ox.Store | Union, without: frozenset[str]) -> Callable[[str], Properties]:
    # A function and no method: a cache that knows its owner would keep a store open until the next collection of garbage.
    @lru_cache(maxsize=KEPT)
    def properties(iri: str) -> Properties:
        """Return what is said of something: predicate → values in the order of their text."""
        for node in _nodes(iri):
            quads = list(islice(store.quads_for_pattern(node, None, None), MANY))
            if len(quads) == MANY:
                return _Hub(store, node, without)
            if quads:
                return _ordered(quad for quad in quads if quad.predicate.value not in without)
        return _NOTHING

    return properties


def _ordered(quads: Iterable[ox.Quad]) -> dict[str, list[Term]]:
    """Return predicate → values, each once: two articles may say the same."""
    found: dict[str, dict[Term, None]] = {}
    for _, predicate, value, _ in quads:
        found.setdefault(predicate.value, {})[value] = None
    return {predicate: sorted(values, key=str) if len(values) > 1 else list(values) for predicate, values in found.items()}


def _nodes(iri: str) -> Iterator[ox.NamedNode | ox.BlankNode]:
    """Yield what may have that name in a graph; words have none."""
    for kind in (ox.NamedNode, ox.BlankNode):
        try:
            yield kind(iri)
        except ValueError:
            continue
