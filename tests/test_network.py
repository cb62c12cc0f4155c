"""What the network of claims promises."""

import pyoxigraph as ox
import pytest

from kg.network import read_network, to_networkx
from kg.ontology import KG, NIF, RDF

DOC = "https://w3id.org/newskg/doc/tarvos-1#"


def test_every_structured_claim_is_an_edge(store):
    """An edge per claim with subject, predicate and object, keyed by the claim's IRI, with all that is known of it."""
    graph = to_networkx(store)
    assert {key for *_, key in graph.edges(keys=True)} == {
        f"{DOC}{name}" for name in ["r01", "r02", "r03", "r04", "r05", "r06", "c01", "c02", "c03", "c04", "c05", "c06", "c08"]
    }
    data = graph.edges[f"{DOC}ev_strike", "https://w3id.org/newskg/id/Sudrian_forces", f"{DOC}c01"]
    assert data["relation"] == "agent"
    assert data["claimant"] == "Norland interior ministry"
    assert (data["attribution"], data["status"], data["factuality"]) == ("alleged", "unverified", "CT+")
    assert data["evidence"].startswith("The Norland interior ministry has accused")
    assert data["occurrence"] == "reported"


@pytest.mark.parametrize(
    ("claim", "label", "bounds"),
    [("c03", "≥ 12 injured", 12.0), ("c04", "3 children", None), ("c05", "5 munitions fired", None)],
)
def test_a_number_is_a_small_node(store, claim, label, bounds):
    """A claimed figure is a node in the words of a newspaper, with its value and bounds as numbers."""
    node = to_networkx(store).nodes[f"{DOC}{claim}.value"]
    assert node["label"] == label
    assert (node["kind"], node["type"]) == ("value", "number")
    assert node.get("lower") == bounds


def test_nodes_have_their_nearest_class_and_kind(store):
    """A country is a Country, not an Entity; an event has its occurrence; the narrator is no node."""
    nodes = {node.label: node for node in read_network(store).nodes}
    assert (nodes["Norland"].type, nodes["Norland"].kind) == ("Country", "entity")
    assert (nodes["Drone strike on Tarvos"].type, nodes["Drone strike on Tarvos"].occurrence) == ("DroneStrike", "reported")
    assert "article author" not in nodes


def test_claims_know_their_article_their_day_and_their_rivals(store):
    """A claim has headline and day of its article; one in words alone is a remark; everybody who claims is a speaker."""
    network = read_network(store)
    assert all(edge.document for edge in network.edges)
    assert len({(edge.document, edge.published) for edge in network.edges}) == 1
    ids = {edge.id for edge in (*network.edges, *network.remarks)}
    assert {rival for edge in network.edges for rival in edge.rivals.split("; ") if rival} <= ids
    assert not {edge.id for edge in network.edges} & {edge.id for edge in network.remarks}
    assert all(edge.text and not edge.target for edge in network.remarks)
    assert {name for edge in network.edges for name in edge.claimant.split("; ")} <= {node.label for node in network.speakers}


def test_a_claim_knows_article_date_and_weight(store):
    """An edge names the headline and the day of its article and the date of its event; its weight counts the evidence."""
    edge = to_networkx(store).edges[f"{DOC}ev_strike", f"{DOC}c03.value", f"{DOC}c03"]
    assert edge["document"] == "Drones hit depot in Tarvos as Norland blames Sudria"
    assert (edge["date"], edge["published"], edge["weight"]) == ("2031-04-07", "2031-04-08", 1.0)


def test_places_have_degrees_and_events_dates(store):
    """Coordinates are numbers; a year alone is a date too."""
    nodes = {node.label: node for node in read_network(store).nodes}
    assert (nodes["Tarvos"].latitude, nodes["Tarvos"].longitude) == (51.5, 0.25)
    assert (nodes["Drone strike on Tarvos"].date, nodes["Visit to the depot"].date) == ("2031-04-07", "2031")


def test_evidence_is_told_in_the_order_of_the_text(store):
    """The ninth character comes before the tenth and the hundredth."""
    event = ox.NamedNode(f"{DOC}c03")
    begins = {9: "first", 10: "second", 100: "third"}
    for begin, words in begins.items():
        span = ox.NamedNode(f"{DOC}offset_{begin}_{begin + 5}")
        store.add(ox.Quad(event, ox.NamedNode(f"{KG}evidence"), span))
        store.add(ox.Quad(span, ox.NamedNode(f"{NIF}anchorOf"), ox.Literal(words)))
    edge = to_networkx(store).edges[f"{DOC}ev_strike", f"{DOC}c03.value", f"{DOC}c03"]
    assert edge["evidence"].startswith("first … second … third … At least 12")
    assert edge["weight"] == 4.0


@pytest.mark.parametrize("value", ["NaN", "INF", "-inf", "twelve"])
def test_a_number_that_is_none_has_no_value(store, value):
    """What has no place on an axis is kept as written, and is no number of the node."""
    claim = ox.NamedNode(f"{DOC}c05")
    store.remove(next(store.quads_for_pattern(claim, ox.NamedNode(f"{RDF}object"), None)))
    store.add(ox.Quad(claim, ox.NamedNode(f"{RDF}object"), ox.Literal(value)))
    node = to_networkx(store).nodes[f"{DOC}c05.value"]
    assert "value" not in node
    assert node["label"].startswith(value)


def test_attributes_are_never_none_and_the_order_is_fixed(store, two_articles):
    """Every attribute is a string or a number, and two readings of a graph are equal."""
    graph = to_networkx(store)
    values = [v for _, data in graph.nodes(data=True) for v in data.values()]
    values += [v for *_, data in graph.edges(data=True) for v in data.values()]
    assert all(isinstance(value, str | float) for value in values)
    assert read_network(list(two_articles)[::-1]) == read_network(two_articles)
