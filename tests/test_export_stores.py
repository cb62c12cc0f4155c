"""What an export of a store promises: the bytes of an export of the same graph in memory, in memory that does not grow."""

import json
import tempfile
import tracemalloc
from dataclasses import dataclass

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import facts, scratch
from kg import store as stores
from kg.errors import DamageError, OutputError
from kg.export import FORMATS, export
from kg.export import ftm as followthemoney
from kg.index import Index
from kg.network import read_network, to_networkx
from kg.scratch import Aside, sorted_rows
from tests.bench.exports import fill
from tests.stores import LABELS, put
from tests.test_export import rendered

PLAIN = st.none() | st.text() | st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a store of four articles about the same things."""
    made = tmp_path_factory.mktemp("x") / "s"
    put(made, *LABELS)
    return made


@pytest.fixture
def tight(monkeypatch):
    """Leave hardly any memory: few things are kept, little is sorted at once, three triples are many."""
    for module in (facts, followthemoney):
        monkeypatch.setattr(module, "KEPT", 5)
    monkeypatch.setattr(facts, "MANY", 3)
    monkeypatch.setattr(scratch, "IN_MEMORY", 2_000)


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.usefixtures("tight")
def test_a_store_on_disk_gives_the_bytes_of_its_graph_in_memory(folder, name):
    """Where it lies and how much memory there is does not show; the store's book-keeping and its graphs are left out."""
    assert rendered(stores.merged(folder), name) == rendered(stores.load(folder), name)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_two_articles_say_is_written_once(two_articles, name):
    """A triple in several graphs of a store is one triple of an export."""
    several = ox.Store()
    for graph in ("a:1", "a:2"):
        several.extend(ox.Quad(*quad.triple, ox.NamedNode(graph)) for quad in two_articles)
    assert rendered(stores.Union("s", several), name) == rendered(two_articles, name)


@pytest.mark.usefixtures("tight")
def test_a_network_put_aside_is_the_one_in_memory(folder):
    """Nodes and edges are the same, and an index that is asked answers as one that is held."""
    union, loaded = stores.merged(folder), stores.load(folder)
    held = read_network(loaded)
    made = to_networkx(union)
    assert list(made.nodes) == [node.id for node in held.nodes]
    assert sorted(key for *_, key in made.edges(keys=True)) == [edge.id for edge in held.edges]
    asked, known = Index(union), Index(iter(loaded))
    for kind in ("Claim", "Event", "Entity", "Document"):
        assert list(asked.subjects(kind)) == list(known.subjects(kind))
        for iri in known.subjects(kind):
            assert list(asked.properties(iri)) == list(known.properties(iri))
            for name in known.properties(iri):
                assert asked.terms(iri, name) == known.terms(iri, name)
                assert all(iri in asked.owners(name, value.value) for value in known.terms(iri, name) if hasattr(value, "n3"))


@pytest.mark.parametrize("name", ["csv", "events", "ftm", "graphml", "turtle"])
def test_memory_does_not_grow_with_the_store(grown, name, monkeypatch, tmp_path):
    """Three times the articles take hardly more of Python's memory."""
    monkeypatch.setattr(facts, "KEPT", 100)
    monkeypatch.setattr(followthemoney, "KEPT", 100)
    monkeypatch.setattr(scratch, "IN_MEMORY", 200_000)
    small, large = (_peak(store, name, tmp_path) for store in grown)
    assert large - small < 1_000_000  # an index of all triples takes 3,000,000 more


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """Return two stores, one of three times as many articles as the other."""
    folder = tmp_path_factory.mktemp("x")
    for articles in (4, 12):
        fill(folder / str(articles), articles)
    return folder / "4", folder / "12"


def _peak(folder, name, out):
    """Return the most bytes of Python's memory that an export takes."""
    store = stores.merged(folder)
    tracemalloc.start()
    try:
        export(store, name, out / name)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_damaged_store_gives_no_file(tmp_path):
    """What RocksDB finds while it is read is said as damage of the store, and nothing is left under the name."""
    put(tmp_path / "s", "a1", "a2")
    store = stores.merged(tmp_path / "s")
    for table in (tmp_path / "s").rglob("*.sst"):
        data = bytearray(table.read_bytes())
        data[10:200] = bytes(190)
        table.write_bytes(data)
    for name in ("csv", "turtle"):
        with pytest.raises(DamageError, match="is damaged"):
            export(store, name, tmp_path / "out" / name)
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.usefixtures("tight")
@pytest.mark.parametrize("name", ["csv", "graphml", "turtle"])
def test_a_disk_that_takes_nothing_is_said(folder, name, tmp_path, monkeypatch):
    """Where nothing can be put aside, that is said in one line, and nothing is left under the name."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(OutputError, match="gone: No such file or directory; what is larger"):
        export(stores.merged(folder), name, tmp_path / name)
    assert not list(tmp_path.iterdir())


@given(rows=st.lists(st.tuples(st.tuples(st.text(), st.integers()), st.dictionaries(st.text(), PLAIN)), max_size=40))
def test_rows_come_in_the_order_of_their_keys(rows):
    """Whatever characters they have, and however little of them is sorted at a time."""
    known = sorted(rows, key=lambda row: row[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scratch, "IN_MEMORY", 50)
        assert [(tuple(key), row) for key, row in sorted_rows(rows)] == known


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    number: float | None


@given(values=st.lists(st.builds(_Value, st.text(), st.none() | st.floats(allow_nan=False))))
def test_values_put_aside_come_back(values):
    """As often as they are looked at, by several at once, as they were."""
    aside = Aside(_Value, values)
    assert list(zip(aside, aside, strict=True)) == list(zip(values, values, strict=True))
    assert json.loads(json.dumps([value.text for value in aside])) == [value.text for value in values]
