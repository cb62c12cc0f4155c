"""Graphs of kg's model are merged: every format, each article once, nothing foreign, nothing hostile."""

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import export, pipeline
from kg.blank import named
from kg.errors import InputError
from kg.graph import assemble
from kg.merging import Graph, graphs_among, merge, read_graph
from kg.ontology import DOC, ID, KG, NIF, RDFS, SKOS
from kg.store.memory import FREE
from kg.verification import verify
from tests.conftest import PROVENANCE, make_reading

IMPORTED = ("turtle", "trig", "ntriples", "nquads", "nquads-by-article", "jsonld", "rdfxml")


def exported(store, name, folder):
    """Write a graph in a format and return its file."""
    (path,) = export.export(store, name, folder / f"{name}.{export.FORMATS[name].suffix}")
    return path


def read(path, articles=()):
    """Read one graph to merge."""
    return read_graph(path, dict(articles))


@pytest.mark.parametrize("name", IMPORTED)
def test_every_format_gives_the_same_graph(two_articles, tmp_path, name):
    """What kg wrote is read back as it was, names of graphs aside; merged with itself it stays what it is."""
    graph = read(exported(two_articles, name, tmp_path))
    triples = {quad.triple for quad in two_articles}
    assert {quad.triple for quad in graph.store} == triples
    assert {quad.triple for quad in merge([graph, Graph(two_articles), graph])} == triples


def test_packed_graphs(two_articles, tmp_path):
    """A graph packed with gzip is read as it is unpacked; one that is damaged, or unpacks beyond reason, is refused."""
    file = exported(two_articles, "nquads", tmp_path)
    packed = tmp_path / "graph.NQ.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert graphs_among([packed, "news.txt.gz"]) == ([packed], ["news.txt.gz"])
    assert {quad.triple for quad in read(packed).store} == {quad.triple for quad in two_articles}
    for data, fault in (
        (file.read_bytes(), "damaged"),
        (packed.read_bytes()[:-9], "damaged"),
        (gzip.compress(b"# " * (FREE + 1)), "unpacks to more than"),
    ):
        packed.write_bytes(data)
        with pytest.raises(InputError, match=fault):
            read(packed)


def test_a_build_takes_graphs_beside_articles(tmp_path):
    """Articles and graphs become one graph, which verifies; the order of graphs does not matter, nor does a second time."""
    news = Path(__file__).parent.parent / "data" / "news"
    pipeline.write(pipeline.extract([news / "lima_march.txt"]), tmp_path / "one", formats=["nquads"])
    own, theirs = news / "river_truce.txt", tmp_path / "one" / "graph.nq"
    result = pipeline.extract([own, theirs])
    assert not result.failures
    (turtle,) = pipeline.write(result, tmp_path / "both", formats=["turtle"])
    both = read(turtle)
    assert sorted(iri.removeprefix(DOC) for iri in both.articles) == ["lima_march", "river_truce"]
    assert verify(both.store) == ()
    for again in ([theirs, own, turtle], [turtle], [turtle, theirs]):
        result = pipeline.extract(again)
        if own not in again:
            assert pipeline.to_turtle(result) == turtle.read_bytes()
        assert {quad.triple for quad in both.store} >= {quad.triple for quad in pipeline.to_store(pipeline.to_turtle(result))}


def test_an_article_counts_once(reading, ontology):
    """Of an article that two graphs have, the claims of the first stay, and nothing of the second that rests on the others."""
    fewer = ox.Store()
    less = make_reading()
    kept = tuple(claim for claim in less.claims if claim.id != "r02")
    fewer.extend(assemble([type(less)(less.document, less.sentences, less.entities, less.events, kept)], ontology, PROVENANCE))
    whole = ox.Store()
    whole.extend(assemble([reading, make_reading("tarvos-2")], ontology, PROVENANCE))
    merged = merge([Graph(fewer), Graph(whole)])
    assert verify(merged) == ()
    claims = {quad.subject.value for quad in merged.quads_for_pattern(None, ox.NamedNode(f"{KG}text"), None)}
    assert f"{DOC}tarvos-1#r02" not in claims
    assert f"{DOC}tarvos-2#r02" in claims


def test_shared_things_have_one_label_and_one_place(two_articles):
    """The longest label stays; of two places the most south-western."""
    thing, geo = ox.NamedNode(f"{ID}Norland"), "http://www.w3.org/2003/01/geo/wgs84_pos#"
    other = ox.Store()
    other.extend(assemble([make_reading("tarvos-3")], pipeline.load_ontology(), PROVENANCE))
    for quad in [*other.quads_for_pattern(thing, ox.NamedNode(f"{RDFS}label"), None)]:
        other.remove(quad)
    other.add(ox.Quad(thing, ox.NamedNode(f"{RDFS}label"), ox.Literal("The Republic of Norland")))
    for store, degrees in ((two_articles, (2, 9)), (other, (1, 30))):
        for name, degree in zip(("lat", "long"), degrees, strict=True):
            store.add(ox.Quad(thing, ox.NamedNode(geo + name), ox.Literal(degree)))
    merged = merge([Graph(two_articles), Graph(other)])

    def values(predicate):
        return sorted(quad.object.value for quad in merged.quads_for_pattern(thing, ox.NamedNode(predicate), None))

    assert values(f"{RDFS}label") == ["The Republic of Norland"]
    assert "Republic of Norland" in values(f"{SKOS}altLabel")
    assert (values(f"{geo}lat"), values(f"{geo}long")) == (["1"], ["30"])


def test_two_articles_of_one_name_are_refused(store, tmp_path):
    """An article with the name of another is told, not mixed into it."""
    path = exported(store, "turtle", tmp_path)
    assert read(path, {f"{DOC}tarvos-1": make_reading().document.text}).articles
    with pytest.raises(InputError, match="'tarvos-1' is the name of two articles"):
        read(path, {f"{DOC}tarvos-1": "Another text."})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a:a> <a:a> <a:a> .", r"no article in it \(kg:Document\)"),
        ("<a:a> a kg:Document ; nif:isString 'x' .", "no IRI that begins with"),
        ("doc:a a kg:Document .", r"no text \(nif:isString\)"),
        ("doc:a a kg:Document ; nif:isString 'x' . doc:c a kg:Claim .", "1 of its 1 claims have no kg:claimant, such as"),
        (
            "doc:a a kg:Document ; nif:isString 'x' . doc:c a kg:Claim ; kg:claimant id:x ; kg:text 'x' ; kg:evidence doc:s .",
            "lies in no article",
        ),
        ("_:a <a:p> _:b . _:b <a:p> _:a .", "in a circle"),
        ("<< <a:a> <a:a> <a:a> >> <a:p> 1 .", "RDF 1.2"),
        ("@prefix", "line 1"),
    ],
)
def test_what_is_not_of_the_model_is_one_line(tmp_path, text, message):
    """The line says what is missing."""
    path = tmp_path / "x.ttl"
    names = {"kg": KG, "doc": DOC, "nif": NIF, "id": ID}
    path.write_text("".join(f"@prefix {name}: <{iri}> .\n" for name, iri in names.items()) * (text != "@prefix") + text)
    result = pipeline.extract([path])
    assert not result.graphs
    (failure,) = result.failures
    with pytest.raises(InputError, match=message):
        raise InputError(failure.message)
    assert "\n" not in failure.message


def test_no_context_is_fetched(tmp_path):
    """JSON-LD that names a context elsewhere is refused; no file and no server is asked for it."""
    (tmp_path / "context.json").write_text('{"@context": {"a": "a:a"}}')
    for context in ('"http://127.0.0.1:9/x"', f'"file://{tmp_path}/context.json"', '"context.json"', '["https://schema.org/"]'):
        path = tmp_path / "x.jsonld"
        path.write_text(f'{{"@context": {context}, "@id": "a:a", "a": "b"}}')
        with pytest.raises(InputError, match=r"(?i)context|document"):
            read(path)


TERMS = st.sampled_from([*(ox.BlankNode(f"b{n}") for n in range(5)), *(ox.NamedNode(f"a:{n}") for n in range(3))])


@settings(max_examples=150, deadline=None)
@given(st.sets(st.tuples(TERMS, st.sampled_from("pq"), TERMS), max_size=12), st.permutations(range(5)))
def test_names_of_blank_nodes_follow_from_what_is_said(triples, order):
    """Other labels and another order give the same IRIs; nothing blank is left, and named triples stay as they were."""
    relabelled = {ox.BlankNode(f"b{old}"): ox.BlankNode(f"x{new}") for old, new in enumerate(order)}

    def quads(names):
        return [ox.Quad(names.get(s, s), ox.NamedNode(f"a:{p}"), names.get(o, o)) for s, p, o in triples]

    try:
        first = set(named(quads({})))
    except InputError:
        with pytest.raises(InputError, match="circle"):
            set(named(reversed(quads(relabelled))))
        return
    assert first == set(named(reversed(quads(relabelled))))
    assert set(named(first)) == first
    assert not any(isinstance(end, ox.BlankNode) for quad in first for end in quad)
    assert {quad for quad in quads({}) if not any(isinstance(end, ox.BlankNode) for end in quad)} <= first
