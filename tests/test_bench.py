"""The benchmarks measure what they say: graphs as kg makes them, and the same rows from both sides."""

import pyoxigraph as ox

from kg.pipeline import to_store
from kg.verification import verify
from tests.bench.rdf import TRIPLES, questions
from tests.bench.synthetic import graph


def test_synthetic_graphs_are_graphs_of_the_model():
    """They verify, are the same on every run, and have the size that is said."""
    store = to_store(graph(4))
    assert verify(store) == ()
    assert graph(4) == graph(4)
    assert abs(len(store) / 4 - TRIPLES) < TRIPLES / 10
    assert any(quad for quad in store.quads_for_pattern(None, ox.NamedNode("https://w3id.org/newskg/ns#leads"), None))


def test_the_questions_are_answered_alike():
    """Both sides give the same rows to each of the eight, and none is empty; otherwise the benchmark ends."""
    lines = list(questions(10_000, 1))
    assert len(lines) == 1 + 8 + 1
