"""What reading and writing a graph promises."""

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg import store as stores
from kg.errors import InputError, OutputError
from kg.export import export
from kg.ontology import KG
from tests.torture.graphs import made


@pytest.mark.parametrize(
    ("suffix", "name"),
    [(".ttl", "turtle"), (".nt", "ntriples"), (".nq", "nquads"), (".trig", "trig"), (".jsonld", "jsonld"), (".rdf", "rdfxml")],
)
def test_every_format_that_is_written_is_read(store, tmp_path, suffix, name):
    """A graph written in any RDF format comes back with the same triples."""
    export(store, name, tmp_path / f"graph{suffix}")
    assert set(stores.load(tmp_path / f"graph{suffix}")) == set(store)


def test_a_folder_means_its_graph(store, tmp_path):
    """`load` of a build's output folder reads graph.ttl."""
    export(store, "turtle", tmp_path / "graph.ttl")
    assert len(stores.load(tmp_path)) == len(store)


def test_a_byte_order_mark_is_no_obstacle(tmp_path):
    """Turtle saved by a Windows editor is read."""
    path = tmp_path / "x.ttl"
    path.write_bytes(b"\xef\xbb\xbf<a:a> <a:a> <a:a> .")
    assert len(stores.load(path)) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.ttl", b"<a:a> <a:a> <a:a> .\n<a:a> <a:a <a:a> .", r"x\.ttl: line 2 "),
        ("x.rdf", '<?xml version="1.0" encoding="utf-16"?><r/>'.encode("utf-16"), "x.rdf"),
        ("x.jsonld", b'{"@id": "a b", "http://e.example/p": 1}', "no statement"),
        ("x.jsonld", b'{"@id": "a:a", "a:b": 1e400}', "larger than"),
        ("x.jsonld", b'{"@context": "https://schema.org/", "name": "x"}', "x.jsonld"),
        ("x.doc", b"", "no graph format"),
        ("x.nt", b"\xff\xfe", "x.nt"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path, name, content, message):
    """The message names the file, and the line where there is one."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        stores.load(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["prefix_bomb.ttl", "base_chain.ttl", "triples.ttl", "base_bomb.rdf", "prefix_chain.jsonld"])
def test_a_graph_that_would_take_all_memory_or_kill_the_process_is_refused(tmp_path, name):
    """A long address behind a prefix, addresses that lengthen each other, triples inside triples."""
    made(tmp_path / "hostile")
    with pytest.raises(InputError, match="looks like an attack"):
        stores.load(tmp_path / "hostile" / name)


def test_entities_that_stand_for_namespaces_are_read(tmp_path):
    """As editors of ontologies write them; those that multiply are refused."""
    path = tmp_path / "x.rdf"
    inner = '<r:Description r:about="&e;s"><p xmlns="&e;">v</p></r:Description>'
    body = f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{inner}</r:RDF>'
    path.write_text(f'<!DOCTYPE r:RDF [<!ENTITY e "http://e.example/">]>{body}')
    assert str(next(iter(stores.load(path)))) == '<http://e.example/s> <http://e.example/p> "v"'
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    path.write_text(f'<!DOCTYPE r:RDF [<!ENTITY l0 "ha"><!ENTITY e "a:">{laughs}]>{body}')
    with pytest.raises(InputError, match="looks like an attack"):
        stores.load(path)


def test_a_missing_file_a_pipe_and_a_giant_are_refused(tmp_path, monkeypatch):
    """Nothing is opened that is not a regular file of bearable size."""
    with pytest.raises(InputError, match="Run kg build first"):
        stores.load(tmp_path)
    os.mkfifo(tmp_path / "pipe.ttl")
    with pytest.raises(InputError, match="not a regular file"):
        stores.load(tmp_path / "pipe.ttl")
    monkeypatch.setattr("kg.store.memory.MAX_BYTES", 1)
    (tmp_path / "x.ttl").write_text("<a:a> <a:a> <a:a> .")
    with pytest.raises(InputError, match="GiB"):
        stores.load(tmp_path / "x.ttl")


def test_rdflib_sees_the_same_graph(store):
    """The rdflib view has the triples, answers SPARQL and abbreviates IRIs."""
    graph = stores.as_rdflib(store)
    assert len(graph) == len(store)
    rows = list(graph.query("SELECT ?l WHERE { ?e a kg:Event ; rdfs:label ?l } ORDER BY ?l"))
    assert [str(row[0]) for row in rows] == ["Drone strike on Tarvos", "Visit to the depot"]
    assert graph.namespace_manager.normalizeUri(KG + "Event") == "kg:Event"
    assert set(stores.as_store(graph)) == set(store)


def test_named_graphs_are_one_graph_in_rdflib():
    """A plain rdflib graph shows the triples of all named graphs."""
    node = ox.NamedNode("a:a")
    store = ox.Store()
    store.add(ox.Quad(node, node, ox.Literal("x", language="en"), ox.NamedNode("g:1")))
    store.add(ox.Quad(node, node, ox.BlankNode("b"), ox.NamedNode("g:2")))
    assert len(stores.as_rdflib(store)) == 2


def test_deep_json_is_refused_before_it_is_parsed(tmp_path):
    """Fifty thousand levels would take gigabytes; brackets in texts do not count."""
    path = tmp_path / "x.jsonld"
    path.write_text('{"a:a":' * 50_000 + "1" + "}" * 50_000)
    with pytest.raises(InputError, match="nested deeper than 100"):
        stores.load(path)
    path.write_text(f'{{"@id": "a:a", "a:b": "{"[" * 500}\\""}}')
    assert len(stores.load(path)) == 1


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")  # rdflib asks itself for it
def test_rdflib_sees_the_named_graphs_as_a_dataset():
    """The dataset keeps the names, answers as the union, and comes back without a copy."""
    node, name = ox.NamedNode("a:a"), ox.NamedNode("g:1")
    store = ox.Store()
    store.add(ox.Quad(node, node, node, name))
    store.add(ox.Quad(node, node, ox.Literal("x")))
    dataset = stores.as_dataset(store)
    assert len(list(dataset.query("SELECT * { ?s ?p ?o }"))) == len(list(dataset.triples((None, None, None)))) == 2
    assert len(dataset.graph(rdflib.URIRef("g:1"))) == 1
    assert dataset.namespace_manager.normalizeUri(KG + "Event") == "kg:Event"
    assert stores.as_store(dataset) is store
    own = rdflib.Dataset()
    own.graph(rdflib.URIRef("g:1")).add((rdflib.URIRef("a:a"),) * 3)
    own.add((rdflib.URIRef("a:a"), rdflib.URIRef("a:a"), rdflib.Literal("x")))
    assert set(stores.as_store(own)) == set(store)
    part = rdflib.Graph(store=dataset.store, identifier=rdflib.URIRef("g:1"))
    assert len(stores.as_store(part)) == 1


def test_as_store_takes_what_people_have(store, tmp_path):
    """A store, a path, a string and an rdflib graph are all a graph; a list is not."""
    export(store, "turtle", tmp_path / "g.ttl")
    assert stores.as_store(store) is store
    assert len(stores.as_store(str(tmp_path / "g.ttl"))) == len(store)
    graph = rdflib.Graph().parse(data='[] <a:p> "x"@en, 1, "y" .', format="turtle")
    assert len(stores.as_store(graph)) == 3
    with pytest.raises(InputError, match="not list"):
        stores.as_store([])  # type: ignore[arg-type]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    """Neither a half-written file nor a temporary one stays behind."""
    path = tmp_path / "deep" / "x.txt"
    stores.write_atomic(path, lambda file: file.write(b"old"))

    def fail(file):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        stores.write_atomic(path, fail)
    assert path.read_bytes() == b"old"
    assert [p.name for p in path.parent.iterdir()] == ["x.txt"]


def test_a_device_is_written_to_directly():
    """`-o /dev/stdout` and the like are no files to be replaced; a full one says so."""
    stores.write_atomic("/dev/null", lambda file: file.write(b"x"))
    assert Path("/dev/null").is_char_device()
    with pytest.raises(OutputError, match="No space left"):
        stores.write_atomic("/dev/full", lambda file: file.write(b"x" * 100_000))
