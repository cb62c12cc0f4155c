"""The front door: few names, sorted and explained, that take a graph in any form."""

import inspect
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
import rdflib

import kg

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "data" / "news" / "luhansk_strike.txt"
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEATHS = "SELECT ?n WHERE { ?c a kg:Claim ; rdf:predicate kg:deaths ; rdf:object ?n } ORDER BY ?n"


@pytest.fixture(scope="module")
def graph():
    """Build the graph of one article."""
    return kg.build([ARTICLE])


@pytest.fixture(scope="module")
def path(graph, tmp_path_factory):
    """Write it with rdflib, as a user may."""
    target = tmp_path_factory.mktemp("graph") / "graph.ttl"
    graph.serialize(target, format="turtle")
    return target


def test_names_are_sorted_and_documented():
    """`__all__` is sorted, each name is there, says what it does, and stands in the README."""
    assert kg.__all__ == sorted(kg.__all__)
    for name in kg.__all__:
        assert inspect.getdoc(getattr(kg, name)), name
        assert f"kg.{name}" in README, name


def test_all_is_what_is_public():
    """Every public function of the module is listed, and a room never takes its name."""
    functions = {name for name, value in vars(kg).items() if inspect.isfunction(value) and not name.startswith("_")}
    assert functions == {name for name in kg.__all__ if name[0].islower()}
    rooms = {path.stem for path in (ROOT / "kg").iterdir()}
    assert not rooms & set(kg.__all__)


def test_importing_is_cheap():
    """The libraries come when they are needed."""
    heavy = ("spacy", "rdflib", "matplotlib", "networkx", "pyoxigraph", "pyshacl", "click", "rich")
    code = f"import sys, kg; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_build_gives_an_rdflib_graph(graph):
    """What `build` returns can be asked with rdflib's own means, too."""
    assert isinstance(graph, rdflib.Graph)
    assert {int(row.n) for row in graph.query(DEATHS)} >= {3}
    assert "kg" in dict(graph.namespaces())


def test_build_refuses_what_fails(tmp_path):
    """A script must not go on with half of its articles."""
    with pytest.raises(kg.KgError, match=r"no\.txt: no such file"):
        kg.build([ARTICLE, tmp_path / "no.txt"])
    assert len(kg.extract([ARTICLE, tmp_path / "no.txt"]).readings) == 1


def test_any_form_of_a_graph_goes_in(graph, path):
    """An rdflib graph, a path and a folder give the same answers."""
    answers = [kg.query(form, DEATHS).texts() for form in (graph, path, str(path), path.parent, kg.load(path))]
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)
    assert all(kg.verify(form, shapes=False) == () for form in (graph, path))
    with pytest.raises(kg.KgError, match="not int"):
        kg.query(3, DEATHS)


def test_networkx(graph, path):
    """An edge is a claim."""
    network = kg.to_networkx(graph)
    assert isinstance(network, nx.MultiDiGraph)
    assert all(data["evidence"] for _, _, data in network.edges(data=True))
    assert nx.utils.graphs_equal(network, kg.to_networkx(path))


def test_draw(graph, tmp_path):
    """A picture has the article's headline and publisher without being told."""
    summary = kg.draw(graph, tmp_path / "a.svg")
    assert summary.nodes > 5
    picture = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "American missiles" in picture
    assert "Northern Ledger" in picture
    near = kg.draw(graph, tmp_path / "b.svg", focus="ATACMS", title="Weapons")
    assert 1 < near.nodes < summary.nodes
    assert "Weapons" in (tmp_path / "b.svg").read_text(encoding="utf-8")
