"""What every format promises."""

import csv
import io
from random import Random

import igraph
import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg import scratch
from kg.errors import OutputError, UnknownNameError
from kg.export import FORMATS, export, format_of
from kg.export.csv import COLUMNS
from kg.graph import assemble
from kg.network import to_networkx
from kg.ontology import DOC, ID, KG, RDF, RDFS, load_ontology
from kg.quads import LONGEST
from kg.store import load
from tests.conftest import PROVENANCE, make_reading

PARSERS = {
    "turtle": "turtle",
    "ntriples": "nt",
    "nquads": "nquads",
    "nquads-by-article": "nquads",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}


def rendered(store: ox.Store, name: str) -> bytes:
    """Return a graph in a format, its files one after another."""
    buffer = io.BytesIO()
    for write in FORMATS[name].parts.values():
        write(store, buffer)
    return buffer.getvalue()


def table(store: ox.Store, name: str) -> list[dict[str, str]]:
    """Return a graph in a format of one table, as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(rendered(store, name).decode(), newline="")))


@pytest.mark.parametrize("name", ["turtle", "ntriples", "nquads", "nquads-by-article", "rdf12"])
def test_a_graph_that_is_sorted_on_disk_gives_the_same_bytes(two_articles, name, monkeypatch):
    """How much is sorted at a time does not show, with names of graphs or without."""
    named = ox.Store()
    named.bulk_load(rendered(two_articles, "nquads-by-article"), format=ox.RdfFormat.N_QUADS)
    for graph in (two_articles, named):
        monkeypatch.setattr(scratch, "IN_MEMORY", 32 << 20)
        whole = rendered(graph, name)
        monkeypatch.setattr(scratch, "IN_MEMORY", 5_000)
        assert rendered(graph, name) == whole


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_graph_gives_the_same_bytes(store, name):
    """The order in which triples came into the store does not show."""
    other = ox.Store()
    other.extend(sorted(store, key=str, reverse=True))
    assert rendered(store, name) == rendered(other, name)


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_text_of_any_length(name, tmp_path):
    """A text longer than what pyoxigraph takes out of a stream is written, and read back."""
    text = ox.Literal("Kharkiv. " * (LONGEST // 9 + 1))
    graph = ox.Store()
    graph.extend(ox.Quad(ox.NamedNode(f"{DOC}a"), ox.NamedNode(f"{KG}{word}"), text) for word in ("text", "label"))
    (path,) = export(graph, name, tmp_path / f"graph.{FORMATS[name].suffix}")
    assert {quad.triple for quad in load(path)} == {quad.triple for quad in graph}


@pytest.mark.parametrize("name", sorted(PARSERS))
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_every_rdf_format(store, name):
    """A second library reads the same number of triples out of it."""
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=rendered(store, name), format=PARSERS[name])
    assert len(graph) == len(store)


def test_graphml_opens_in_networkx_and_igraph(store, tmp_path):
    """Both readers see the same nodes, edges and attributes; the key of an edge is its claim."""
    export(store, "graphml", tmp_path / "x.graphml")
    read = nx.read_graphml(tmp_path / "x.graphml", force_multigraph=True)
    made = to_networkx(store)
    assert dict(read.nodes(data=True)) == dict(made.nodes(data=True))
    assert {k: (u, v, d) for u, v, k, d in read.edges(keys=True, data=True)} == {
        k: (u, v, d) for u, v, k, d in made.edges(keys=True, data=True)
    }
    other = igraph.Graph.Read_GraphML(str(tmp_path / "x.graphml"))
    assert (other.vcount(), other.ecount()) == (made.number_of_nodes(), made.number_of_edges())
    assert sorted(other.es["text"]) == sorted(data["text"] for *_, data in made.edges(data=True))


@given(label=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_label_gives_valid_files(tmp_path_factory, label):
    """Whatever characters a label has, GraphML and GEXF stay XML, no table can be run, and RDF loses nothing."""
    node = ox.NamedNode("a:a")
    store = ox.Store()
    for kind in ("Entity", "Event", "Claim"):
        store.add(ox.Quad(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}{kind}")))
    store.add(ox.Quad(node, ox.NamedNode(f"{RDFS}label"), ox.Literal(label)))
    store.add(ox.Quad(node, ox.NamedNode(f"{KG}text"), ox.Literal(label)))
    folder = tmp_path_factory.mktemp("x")
    for name, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        export(store, name, folder / name)
        assert read(folder / name).nodes["a:a"]["kind"] == "event"
    for name, column in (("csv", "text"), ("events", "label")):
        assert not table(store, name)[0][column].lstrip().startswith(("=", "+", "@", "\t", "\r"))
    export(store, "neo4j", folder / "neo4j")
    nodes = (folder / "neo4j" / "nodes.csv").read_bytes().split(b"\r\n")
    assert len(nodes) == 3  # header, node, end: no break of a line within a cell
    assert nodes[1].startswith(b"a:a,")
    read = set(ox.parse(rendered(store, "turtle"), format=ox.RdfFormat.TURTLE))
    assert read == set(store)


ODD = (
    *(ox.Literal(text) for text in ("", "NaN", "-1e400", "=1+1\n\\", "0000-13-99", "²", "9" * 5000, "a\x00b\ufffe")),
    ox.BlankNode("b"),
    ox.NamedNode("x:"),
    ox.NamedNode(KG),
    ox.NamedNode(DOC),
)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_graph_is_written_too(seed):
    """Whatever is missing or stands where something else belongs, every format writes a file, and the same one in any order."""
    random = Random(seed)  # noqa: S311 - the same damage on every machine
    whole = list(assemble([make_reading()], load_ontology(), PROVENANCE))
    quads = [quad for quad in whole if random.random() > 0.05]
    for quad in random.choices(whole, k=30):
        subject = random.choice((quad.subject, quad.subject, ox.BlankNode("b"), random.choice(whole).subject))
        quads.append(ox.Quad(subject, quad.predicate, random.choice((*ODD, random.choice(whole).object))))
    store, reverse = ox.Store(), ox.Store()
    store.extend(quads)
    reverse.extend(reversed(quads))
    for name in set(FORMATS) - {"rdfxml"}:
        assert rendered(store, name) == rendered(reverse, name)
    made = to_networkx(store)
    for name, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        assert read(io.BytesIO(rendered(store, name))).size() == made.size()


def test_csv_has_a_row_a_claim_with_its_sentence(store):
    """A spreadsheet shows claimant, status, numbers and the words they were read from, in the order of the text."""
    rows = table(store, "csv")
    assert len(rows) == 14
    assert [int(row["begin"]) for row in rows] == sorted(int(row["begin"]) for row in rows)
    injured = next(row for row in rows if row["claim"].endswith("#c03"))
    assert tuple(injured) == COLUMNS
    assert (injured["value"], injured["lower"], injured["unit"], injured["relation"]) == ("12", "12", "person", "injured")
    assert injured["sentence"].startswith("At least 12 people")
    assert injured["date"] == "2031-04-07"


def test_every_format_says_who_opens_it_and_what_it_cannot_carry():
    """Nobody finds out by losing something; two formats never write to the same name."""
    assert all(known.opens and known.lacks and known.parts for known in FORMATS.values())
    assert len({known.suffix for known in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_suffix_decides(name):
    """A file with the suffix of a format is of that format, in capitals too."""
    assert format_of(f"out/graph.{FORMATS[name].suffix}") == format_of(f"X.{FORMATS[name].suffix.upper()}") == name


def test_an_unknown_suffix_suggests_the_nearest():
    """A misspelt suffix is answered with the right one."""
    with pytest.raises(UnknownNameError, match=r"Did you mean '\.graphml'"):
        format_of("graph.grapml")


def test_a_reifier_for_every_statement(store, tmp_path):
    """The view of RDF 1.2 adds one triple a structured claim, takes nothing away, and answers the short question."""
    export(store, "rdf12", tmp_path / "x.rdf12.ttl")
    view = load(tmp_path / "x.rdf12.ttl")
    assert set(store) < set(view)
    claims = {quad.subject for quad in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}subject"), None)}
    assert {quad.subject for quad in set(view) - set(store)} == claims
    query = f"""PREFIX kg: <{KG}> PREFIX id: <{ID}>
        SELECT ?how WHERE {{ << ?strike kg:agent id:Sudrian_forces ~ ?claim >> kg:attribution ?how }}"""
    assert [row["how"].value for row in view.query(query)] == [f"{KG}alleged"]


def test_an_article_is_a_graph(two_articles, tmp_path):
    """All triples are there; taking one article's graph away leaves the other whole, with what both of them say."""
    export(two_articles, "nquads-by-article", tmp_path / "x.nq")
    read = load(tmp_path / "x.nq")
    assert {quad.triple for quad in read} == {quad.triple for quad in two_articles}
    assert {graph.value for graph in read.named_graphs()} == {f"{DOC}tarvos-1", f"{DOC}tarvos-2"}
    read.remove_graph(ox.NamedNode(f"{DOC}tarvos-2"))
    left = {str(quad.triple) for quad in read}
    assert not any(f"{DOC}tarvos-2#" in triple for triple in left)
    assert f"<{ID}Tarvos> <{KG}country> <{ID}Norland>" in left
    assert f"<{ID}Ana_Pérez> <{KG}affiliatedWith> <{ID}Tarvos>" in left
    assert sum(f"<{DOC}tarvos-1" in triple for triple in left) == sum(
        f"<{DOC}tarvos-1" in str(quad.triple) for quad in two_articles
    )


def test_rdfxml_refuses_what_xml_cannot_hold(store, tmp_path):
    """A form feed in a text is said, and no file appears."""
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:a"), ox.Literal("\x0c")))
    with pytest.raises(OutputError, match=r"U\+000C"):
        export(store, "rdfxml", tmp_path / "x.rdf")
    assert not list(tmp_path.iterdir())


def test_an_unknown_format_suggests_the_nearest(store, tmp_path):
    """A misspelt format is answered with the right one."""
    with pytest.raises(UnknownNameError, match="Did you mean 'turtle'"):
        export(store, "turtel", tmp_path / "x")


def test_turtle_reads_back_isomorphic_in_rdflib(store):
    """Both libraries agree on what the Turtle says."""
    ours = rdflib.Graph().parse(data=rendered(store, "turtle"), format="turtle")
    theirs = rdflib.Graph().parse(data=rendered(store, "ntriples"), format="nt")
    assert isomorphic(ours, theirs)
