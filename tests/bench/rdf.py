"""RDF: build, write and parse against rdflib and bare pyoxigraph, and eight questions against rdflib."""

import io
from collections import Counter
from collections.abc import Iterator
from functools import partial, reduce
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import rdflib

from kg.export.rdf import turtle as write_turtle
from kg.graph import turtle
from kg.model import Reading
from kg.ontology import PREFIXES, load_ontology
from kg.sparql import Asking, run
from kg.store import load
from tests.bench.measure import cpu, head, in_turn, ratio, row
from tests.bench.synthetic import PROVENANCE, graph, readings

TRIPLES = 1_326
"""Of one synthetic article."""
PATIENCE = 500_000
"""Triples from which rdflib does everything once only: of a million it takes a minute to write them as Turtle."""
QUESTIONS = {
    "who said what about a thing": """SELECT ?who ?text { ?c kg:about ?e ; kg:text ?text ; kg:claimant ?w . ?w rdfs:label ?who .
        ?c rdf:object ?t . ?t rdfs:label "THING" }""",
    "events at a place by date": """SELECT ?e ?d { ?e kg:place ?p ; kg:date ?d . ?p rdfs:label "TOWN"
        FILTER(?d >= "2022-12-30"^^xsd:date && ?d < "2023-02-01"^^xsd:date) } ORDER BY ?d ?e""",
    "two hops": """SELECT DISTINCT ?z { ?x rdfs:label "THING" . ?c rdf:object ?x ; kg:claimant ?y . ?o kg:claimant ?y ;
        rdf:object ?z FILTER(isIRI(?z)) }""",
    "path": """SELECT DISTINCT ?up { ?c a kg:NumericClaim ; kg:claimant/rdfs:label "PERSON" .
        ?c (kg:about|rdf:subject|kg:evidence)+ ?up }""",
    "count by group": "SELECT ?t (COUNT(?x) AS ?n) { ?x a ?t } GROUP BY ?t",
    "optional and filter": """SELECT ?w { ?c kg:claimant ?w ; kg:attribution kg:alleged . OPTIONAL { ?w kg:leads ?b }
        FILTER(!BOUND(?b)) }""",
    "text filter": 'SELECT ?c ?text { ?c kg:text ?text FILTER(CONTAINS(LCASE(?text), "deaths: 4")) }',
    "named in one article": """SELECT ?b (COUNT(DISTINCT ?doc) AS ?n) { ?a rdfs:label "PERSON" ; kg:mention ?m .
        ?m nif:referenceContext ?doc . ?o nif:referenceContext ?doc . ?b kg:mention ?o FILTER(?a != ?b) }
        GROUP BY ?b ORDER BY DESC(?n) ?b LIMIT 10""",
}
"""With THING, TOWN and PERSON in the place of the names that the graph has most."""


def formats(triples: int, rounds: int) -> Iterator[str]:
    """Compare building, writing and parsing a graph of about so many triples."""
    measured = partial(in_turn, rounds=rounds, once=("rdflib",) if triples >= PATIENCE else ())
    made = readings(max(1, round(triples / TRIPLES)))
    data = graph(len(made))
    store = _store(data)
    yield head(f"{len(store):,} triples", ["rdflib", "bare pyoxigraph"])
    quads = list(store)
    plain = rdflib.Graph()
    plain.parse(data=data, format="turtle")
    terms = list(plain)
    build = {
        "kg": lambda: _store(_minted(made)),
        "rdflib": lambda: _fill(terms),
        "bare pyoxigraph": lambda: ox.Store().extend(quads),
    }
    yield row("build in memory (kg: from the values of its model)", measured(build), target="rdflib ≥ 3 ×")
    file = {
        "kg": lambda: _minted(made),
        "rdflib": lambda: _fill(terms).serialize(format="turtle"),
        "bare pyoxigraph": lambda: ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES),
    }
    yield row("build a Turtle file, as `kg build` does", measured(file), target="rdflib ≥ 30 ×")
    write = {
        "kg": lambda: write_turtle(store, io.BytesIO()),
        "rdflib": lambda: plain.serialize(format="turtle"),
        "bare pyoxigraph": lambda: store.dump(format=ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph(), prefixes=PREFIXES),
    }
    yield row("write a store as Turtle, sorted (peers: unsorted)", measured(write), target="rdflib ≥ 30 ×")
    with TemporaryDirectory() as folder:
        path = Path(folder, "graph.ttl")
        path.write_bytes(data)
        parse = {
            "kg": lambda: load(path),
            "rdflib": lambda: rdflib.Graph().parse(path),
            "bare pyoxigraph": lambda: ox.Store().bulk_load(path=path),
        }
        yield row("parse Turtle", measured(parse))


def questions(triples: int, rounds: int) -> Iterator[str]:
    """Ask eight questions, with the same rows or not at all; kg's side is the whole guarded call.

    The questions of `Asking` have one process for them all, those of `run` one each. rdflib lives in a process of its own: a
    fork of kg's would have to copy the tables of its memory too.
    """
    data = graph(max(1, round(triples / TRIPLES)))
    with get_context("fork").Pool(1, _load_rdflib, (data,)) as peer:
        store = _store(data)
        asking = Asking(store)
        asking.ask("ASK {}")
        yield head(f"{len(store):,} triples, SPARQL", ["rdflib", "bare pyoxigraph", "kg, a process a question"])
        slower = alone = 1.0
        slots = {
            "THING": _frequent(store, "agent"),
            "TOWN": _frequent(store, "place"),
            "PERSON": _frequent(store, "leads", "subject"),
        }
        for name, text in QUESTIONS.items():
            sparql = reduce(lambda text, slot: text.replace(*slot), slots.items(), text)
            taken: dict[str, list[float]] = {"kg": [], "rdflib": [], "bare pyoxigraph": [], "alone": []}
            for _ in range(rounds):
                before = _child_seconds(asking)
                seconds = cpu(partial(asking.ask, sparql, deadline=600, max_rows=0))
                taken["kg"].append(seconds + _child_seconds(asking) - before)
                taken["alone"].append(cpu(partial(run, store, sparql, deadline=600, max_rows=0)))
                seconds, theirs = peer.apply(_ask_rdflib, (sparql,))
                taken["rdflib"].append(seconds)
                taken["bare pyoxigraph"].append(cpu(partial(_solutions, store, sparql)))
            ours = Counter(tuple(cell.value for cell in found) for found in run(store, sparql, deadline=600, max_rows=0).rows)
            if ours != theirs or not ours:
                raise SystemExit(f"{name}: {ours.total()} rows, rdflib {theirs.total()}: not the same")
            slower *= ratio(taken["rdflib"], taken["kg"])[0]
            alone *= ratio(taken["rdflib"], taken["bare pyoxigraph"])[0]
            yield row(f"{name}, {ours.total():,} rows", taken, target="rdflib ≥ 4 ×")
        asking.close()
    root = 1 / len(QUESTIONS)
    yield f"| geometric mean | | {slower**root:.1f} × | rdflib ÷ bare pyoxigraph: {alone**root:.1f} × | | rdflib ≥ 20 × |"


_peer = rdflib.Graph()


def _load_rdflib(data: bytes) -> None:
    _peer.parse(data=data, format="turtle")


def _ask_rdflib(sparql: str) -> tuple[float, Counter[tuple[str, ...]]]:
    found: list[tuple[str, ...]] = []

    def ask() -> None:
        for solution in _peer.query(sparql, initNs=PREFIXES):
            found.append(tuple("" if cell is None else str(cell) for cell in solution))  # noqa: PERF401 - the answer is timed

    return cpu(ask), Counter(found)


def _child_seconds(asking: Asking) -> float:
    """Return the seconds of the processor that the child has taken so far."""
    child = asking._child  # noqa: SLF001 - nobody else needs to know it
    assert child is not None
    return int(Path(f"/proc/{child.process}/schedstat").read_text().split()[0]) / 1e9


def _minted(made: list[Reading]) -> bytes:
    return "".join(turtle(made, load_ontology(), PROVENANCE)).encode()


def _store(data: bytes) -> ox.Store:
    store = ox.Store()
    store.bulk_load(data, format=ox.RdfFormat.TURTLE)
    return store


def _fill(terms: list[tuple[rdflib.term.Node, ...]]) -> rdflib.Graph:
    filled = rdflib.Graph()
    for triple in terms:
        filled.add(triple)
    return filled


def _solutions(store: ox.Store, sparql: str) -> list[object]:
    return list(store.query(sparql, prefixes=PREFIXES))


def _frequent(store: ox.Store, relation: str, end: str = "object") -> str:
    """Return the label of what has a relation most often."""
    pattern = f"{{ ?c rdf:predicate kg:{relation} ; rdf:{end}/rdfs:label ?l }}"
    counted = store.query(f"SELECT ?l {pattern} GROUP BY ?l ORDER BY DESC(COUNT(?c)) ?l LIMIT 1", prefixes=PREFIXES)
    return next(iter(counted))["l"].value
