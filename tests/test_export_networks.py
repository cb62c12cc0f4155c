"""What the formats for Gephi and for property graphs promise: GEXF, and the CSV of Neo4j and Kùzu."""

import csv
import re

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.export import export
from kg.network import read_network, to_networkx
from kg.ontology import KG, RDF, RDFS

DOC = "https://w3id.org/newskg/doc/tarvos-1#"
KUZU = "kuzu"


def known(attributes):
    """Return the attributes that say something; GEXF leaves the empty ones out."""
    return {name: value for name, value in attributes.items() if value not in ("", None)}


@pytest.fixture
def read(store, tmp_path):
    """Return the GEXF of the article as networkx reads it."""
    export(store, "gexf", tmp_path / "x.gexf")
    return nx.read_gexf(tmp_path / "x.gexf")


def test_gexf_opens_in_networkx(store, read):
    """The reader sees the nodes, edges, attributes and weights of the network; the id of an edge is its claim."""
    made = to_networkx(store)
    spells = {"start", "end"}
    nodes = {node: {k: v for k, v in data.items() if k not in spells} for node, data in read.nodes(data=True)}
    assert nodes == {node: known(data) for node, data in made.nodes(data=True)}
    edges = {d["id"]: (u, v, {k: x for k, x in d.items() if k not in spells | {"id"}}) for u, v, d in read.edges(data=True)}
    assert edges == {k: (u, v, known(d) | {"label": d["relation"]}) for u, v, k, d in made.edges(keys=True, data=True)}


def test_parallel_claims_stay_apart(store, tmp_path):
    """Two claims between the same two things are two edges with ids of their own."""
    for part, value in (("subject", f"{DOC}ev_strike"), ("predicate", f"{KG}weapon"), ("object", f"{KG}x")):
        store.add(ox.Quad(ox.NamedNode(f"{DOC}c09"), ox.NamedNode(f"{RDF}{part}"), ox.NamedNode(value)))
        store.add(ox.Quad(ox.NamedNode(f"{DOC}c10"), ox.NamedNode(f"{RDF}{part}"), ox.NamedNode(value)))
    for claim in ("c09", "c10"):
        store.add(ox.Quad(ox.NamedNode(f"{DOC}{claim}"), ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Claim")))
    export(store, "gexf", tmp_path / "x.gexf")
    graph = nx.read_gexf(tmp_path / "x.gexf")
    assert graph.is_multigraph()
    assert {f"{DOC}c09", f"{DOC}c10"} <= {key for *_, key in graph.edges(keys=True)}


def test_gexf_has_one_type_an_attribute(store, tmp_path):
    """Every value is of an attribute that is declared once for nodes or once for edges."""
    export(store, "gexf", tmp_path / "x.gexf")
    text = (tmp_path / "x.gexf").read_text(encoding="utf-8")
    for owner in ("node", "edge"):
        declared = re.search(rf'<attributes class="{owner}".*?</attributes>', text, re.DOTALL)
        ids = re.findall(r'<attribute id="(\w+)"', declared[0])
        assert len(ids) == len(set(ids))
        used = re.findall(rf"<{owner} .*?</{owner}>", text)
        assert {name for part in used for name in re.findall(r'for="(\w+)"', part)} <= set(ids)


def test_gexf_says_when(store, read):
    """An event lives on its day or through its year, an edge with its event, a thing always."""
    assert read.graph["mode"] == "dynamic"
    lives = {node: (data.get("start"), data.get("end")) for node, data in read.nodes(data=True)}
    assert lives[f"{DOC}ev_strike"] == ("2031-04-07", "2031-04-07")
    assert lives[f"{DOC}ev_visit"] == ("2031-01-01", "2031-12-31")
    assert lives["https://w3id.org/newskg/id/Norland"] == (None, None)
    edges = {data["id"]: (data.get("start"), data.get("end")) for *_, data in read.edges(data=True)}
    assert edges[f"{DOC}c01"] == ("2031-04-07", "2031-04-07")
    assert edges[f"{DOC}r01"] == (None, None)
    for quad in list(store):
        if quad.predicate.value in (f"{KG}date", f"{KG}period"):
            store.remove(quad)
    assert {node.date for node in read_network(store).nodes} == {""}


def tables(folder):
    """Return the rows of the two files."""
    found = []
    for name in ("nodes.csv", "edges.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found.append(list(csv.DictReader(file)))
    return found


def test_neo4j_has_every_node_and_edge(store, tmp_path):
    """The ids are unique, the ends of every edge are there, labels and types are plain names, numbers are numbers."""
    export(store, "neo4j", tmp_path)
    nodes, edges = tables(tmp_path)
    made = to_networkx(store)
    assert {row["id:ID"] for row in nodes} == set(made.nodes)
    assert len(nodes) == made.number_of_nodes()
    assert [(r[":START_ID"], r[":END_ID"], r["id"]) for r in edges] == sorted(made.edges(keys=True), key=lambda edge: edge[2])
    names = {name for row in nodes for name in row[":LABEL"].split(";")} | {row[":TYPE"] for row in edges}
    assert all(re.fullmatch(r"[A-Za-z]\w*", name) for name in names)
    assert {"Thing", "DroneStrike", "GOVERNS", "MUNITIONS_INTERCEPTED"} <= names
    tarvos = next(row for row in nodes if row["label"] == "Tarvos")
    assert (float(tarvos["latitude:double"]), tarvos[":LABEL"]) == (51.5, "Thing;City")
    accused = next(row for row in edges if row["id"] == f"{DOC}c01")
    assert (accused["attribution"], accused["status"], accused["weight:double"]) == ("alleged", "unverified", "1.0")


def test_the_load_script_names_every_label_and_type(store, tmp_path):
    """Each label and each type has its statement, each column is read, and a name cannot smuggle Cypher in."""
    hostile = ox.NamedNode(f"{KG}x')DETACH_DELETE(n)")
    store.remove(next(store.quads_for_pattern(ox.NamedNode(f"{DOC}c02"), ox.NamedNode(f"{RDF}predicate"), None)))
    store.add(ox.Quad(ox.NamedNode(f"{DOC}c02"), ox.NamedNode(f"{RDF}predicate"), hostile))
    export(store, "neo4j", tmp_path)
    nodes, edges = tables(tmp_path)
    script = (tmp_path / "load.cypher").read_text(encoding="utf-8")
    assert set(re.findall(r"MERGE \(a\)-\[r:(\w+) \{id: row\.id\}\]->\(b\)", script)) == {row[":TYPE"] for row in edges}
    assert set(re.findall(r"SET n:(\w+);", script)) == {row[":LABEL"].split(";")[1] for row in nodes}
    read = set(re.findall(r"row\.`([^`]+)`", script))
    assert (nodes[0].keys() | edges[0].keys()) - {"id"} <= read
    assert "DETACH_DELETE(" not in script
    assert "X_DETACH_DELETE_N" in script


def test_a_cell_is_one_line_and_cannot_be_run(store, tmp_path):
    """A label with breaks, quotes, a backslash and a formula arrives as one harmless cell."""
    node = ox.NamedNode("https://w3id.org/newskg/id/Kite")
    store.remove(next(store.quads_for_pattern(node, ox.NamedNode(f"{RDFS}label"), None)))
    store.add(ox.Quad(node, ox.NamedNode(f"{RDFS}label"), ox.Literal('=HYPERLINK("x")\n\u2028 a\\')))
    export(store, "neo4j", tmp_path)
    nodes, _ = tables(tmp_path)
    assert next(row["label"] for row in nodes if row["id:ID"] == node.value) == '\'=HYPERLINK("x") a＼'


def test_kuzu_loads_the_same_files(store, tmp_path, monkeypatch):
    """The script makes the tables and fills them with every node and claim."""
    kuzu = pytest.importorskip(KUZU)
    export(store, "neo4j", tmp_path)
    monkeypatch.chdir(tmp_path)
    connection = kuzu.Connection(kuzu.Database(str(tmp_path / "db")))
    for statement in (tmp_path / "kuzu.cypher").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.execute(statement)
    made = to_networkx(store)
    assert connection.execute("MATCH (n:Thing) RETURN count(*)").get_next() == [made.number_of_nodes()]
    assert connection.execute("MATCH ()-[c:Claim]->() RETURN count(*)").get_next() == [made.number_of_edges()]
    who = "MATCH (:Thing {label: 'Ana Pérez'})-[c:Claim {type: 'GOVERNS'}]->(b) RETURN b.label, b.latitude"
    assert connection.execute(who).get_next() == ["Tarvos", 51.5]
