"""What the start page lists, as queries to the graph: what most is said of, who says most, the newest articles; or a search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from kg import sparql
from kg.drawing.wording import spaced
from kg.index import Index
from kg.namespaces import DCTERMS, SCHEMA

MANY = 30
"""Names in a list."""
DEADLINE = 60.0
"""Seconds for one list: to count all claims of a large store takes a while."""
_ENDS = "{ ?c rdf:subject ?x } UNION { ?c rdf:object ?x } UNION { ?c kg:about ?x FILTER NOT EXISTS { ?c rdf:predicate ?p } }"
_NAMES = "rdfs:label|skos:altLabel|schema:headline"
_NAMED_PUBLISHERS = 5


class Row(NamedTuple):
    """A name, what it is, and how many claims there are (0: not counted)."""

    label: str
    remark: str
    claims: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the start page: its heading, what its links ask for, and whether there are more than its rows."""

    heading: str
    key: str
    rows: tuple[Row, ...]
    more: bool


def caption(store: ox.Store) -> tuple[str, str]:
    """Word what stands above all pages: the headline or the number of articles; publishers and dates."""
    found = _asked(store, "SELECT ?x ?s ?d WHERE { ?x a kg:Document OPTIONAL { ?x dcterms:source ?s } "
                          "OPTIONAL { ?x schema:datePublished ?d } }", rows=0)  # fmt: skip
    articles = {row[0] for row in found}
    publishers, dates = sorted({row[1] for row in found} - {""}), sorted({row[2] for row in found} - {""})
    title = Index(_about(store, articles)).headline(*articles) if len(articles) == 1 else f"{len(articles):,} articles"
    named = publishers if len(publishers) <= _NAMED_PUBLISHERS else [f"{len(publishers)} publishers"]
    when = [" to ".join(dict.fromkeys((dates[0], dates[-1])))] if dates else []
    return title, ", ".join([*named, *when])


def count(store: ox.Store) -> int:
    """Count all claims."""
    return int(_asked(store, "SELECT (COUNT(?c) AS ?n) WHERE { ?c a kg:Claim }")[0][0])


def find(store: ox.Store, words: str) -> tuple[Listed, ...]:
    """List what most is said of; or, of what has these words in a name of it, that."""
    return tuple(_lists(store, " ".join(words.split())))


def _lists(store: ox.Store, words: str) -> Iterator[Listed]:
    things, events = (_counted(words, f"?x a kg:{kind} .", _ENDS) for kind in ("Entity", "Event"))
    yield _listed(store, "People, places, things", "focus", things)
    yield _listed(store, "Events", "event", events)
    yield _speakers(store, words)
    newest = f"SELECT DISTINCT ?x ?d WHERE {{ ?x a kg:Document . {_named(words)} OPTIONAL {{ ?x schema:datePublished ?d }} }}"
    yield _listed(store, "Articles, the newest first", "article", f"{newest} ORDER BY DESC(?d) ?x")


def _speakers(store: ox.Store, words: str) -> Listed:
    """List who says most, by name: each article has an author of its own, and they are one here."""
    claims = f"{_named(words)} ?c kg:claimant ?x . ?x rdfs:label ?who"
    query = f"SELECT ?who (COUNT(DISTINCT ?c) AS ?n) WHERE {{ {claims} }} GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT {MANY + 1}"
    found = _asked(store, query)
    return Listed("Who says so", "by", tuple(Row(who, "", int(n)) for who, n in found[:MANY]), len(found) > MANY)


def _counted(words: str, kind: str, claims: str) -> str:
    """Ask for things of a kind with these words in a name, those with the most claims first."""
    joined = f"OPTIONAL {{ {claims} }}" if words else f"{{ {claims} }}"
    return f"SELECT ?x (COUNT(DISTINCT ?c) AS ?n) WHERE {{ {kind} {_named(words)} {joined} }} GROUP BY ?x ORDER BY DESC(?n) ?x"


def _named(words: str) -> str:
    if not words:
        return ""
    # The library writes the literal, so that no word can leave it.
    literal = ox.Literal(words.lower())
    return f"{{ SELECT DISTINCT ?x WHERE {{ ?x {_NAMES} ?name FILTER(CONTAINS(LCASE(STR(?name)), {literal})) }} }}"


def _listed(store: ox.Store, heading: str, key: str, query: str) -> Listed:
    found = _asked(store, f"{query} LIMIT {MANY + 1}")
    index = Index(_about(store, (iri for iri, _ in found)))
    rows = (_row(index, iri, key, number) for iri, number in found[:MANY])
    return Listed(heading, key, tuple(rows), len(found) > MANY)


def _row(index: Index, iri: str, key: str, number: str) -> Row:
    if key == "article":
        told = [index.text(iri, f"{DCTERMS}source"), index.text(iri, f"{SCHEMA}datePublished")]
        return Row(index.headline(iri), ", ".join(filter(None, told)), 0)
    label, classes = index.label(iri), index.classes(iri)
    if key == "event":
        return Row(label, index.date(iri) or index.code(iri, "occurrence"), int(number))
    return Row(label, spaced(classes[0]) if classes else "", int(number))


def _asked(store: ox.Store, query: str, *, rows: int = 1000) -> list[Sequence[str]]:
    table = sparql.run(store, query, deadline=DEADLINE, max_rows=rows)
    return [[cell.value for cell in row] for row in table.rows]


def _about(store: ox.Store, iris: "Iterator[str] | set[str]") -> Iterator[ox.Quad]:
    for iri in iris:
        yield from store.quads_for_pattern(ox.NamedNode(iri), None, None)
