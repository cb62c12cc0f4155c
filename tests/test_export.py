"""What every format promises."""

import csv
import io

import igraph
import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.errors import OutputError, UnknownNameError
from kg.export import FORMATS, export
from kg.export.csv import COLUMNS
from kg.network import to_networkx
from kg.ontology import KG, RDF, RDFS

PARSERS = {"turtle": "turtle", "ntriples": "nt", "nquads": "nquads", "trig": "trig", "jsonld": "json-ld", "rdfxml": "xml"}


def rendered(store: ox.Store, name: str) -> bytes:
    """Return a graph in a format."""
    buffer = io.BytesIO()
    FORMATS[name](store, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_graph_gives_the_same_bytes(store, name):
    """The order in which triples came into the store does not show."""
    other = ox.Store()
    other.extend(sorted(store, key=str, reverse=True))
    assert rendered(store, name) == rendered(other, name)


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
    """Whatever characters a label has, GraphML stays XML, CSV cannot be run, and RDF loses nothing."""
    node = ox.NamedNode("a:a")
    store = ox.Store()
    store.add(ox.Quad(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Entity")))
    store.add(ox.Quad(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Claim")))
    store.add(ox.Quad(node, ox.NamedNode(f"{RDFS}label"), ox.Literal(label)))
    store.add(ox.Quad(node, ox.NamedNode(f"{KG}text"), ox.Literal(label)))
    path = tmp_path_factory.mktemp("x") / "x.graphml"
    export(store, "graphml", path)
    assert nx.read_graphml(path).nodes["a:a"]["kind"] == "entity"
    row = next(csv.DictReader(io.StringIO(rendered(store, "csv").decode(), newline="")))
    assert not row["text"].lstrip().startswith(("=", "+", "@", "\t", "\r"))
    read = set(ox.parse(rendered(store, "turtle"), format=ox.RdfFormat.TURTLE))
    assert read == set(store)


def test_csv_has_a_row_a_claim_with_its_sentence(store):
    """A spreadsheet shows claimant, status, numbers and the words they were read from, in the order of the text."""
    rows = list(csv.DictReader(io.StringIO(rendered(store, "csv").decode(), newline="")))
    assert len(rows) == 14
    assert [int(row["begin"]) for row in rows] == sorted(int(row["begin"]) for row in rows)
    injured = next(row for row in rows if row["claim"].endswith("#c03"))
    assert tuple(injured) == COLUMNS
    assert (injured["value"], injured["lower"], injured["unit"], injured["relation"]) == ("12", "12", "person", "injured")
    assert injured["sentence"].startswith("At least 12 people")
    assert injured["date"] == "2031-04-07"


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
