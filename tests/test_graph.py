"""What the minted graph promises; the article is in conftest."""

from dataclasses import replace
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DamageError
from kg.graph import assemble, turtle
from kg.graph.terms import local, number, text
from kg.model import Claim, Document, Entity, Reading, Span
from kg.ontology import PREFIXES, load_ontology
from kg.schema import Ontology
from tests.conftest import PROVENANCE, TEXT, make_reading


def ask(store: ox.Store, pattern: str) -> bool:
    """Tell whether a pattern of the article's graph holds."""
    prefixes = PREFIXES | {"doc": "https://w3id.org/newskg/doc/tarvos-1#"}
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=prefixes))


@pytest.mark.parametrize(
    "pattern",
    [
        "id:Tarvos kg:country id:Norland",
        "id:Ana_Pérez kg:governs id:Tarvos ; kg:affiliatedWith id:Tarvos",
        "doc:ev_strike claimed:agent id:Sudrian_forces",
        "doc:ev_strike claimed:injured 12",
        "doc:ev_strike kg:place id:Tarvos",
        "id:Tarvos a kg:City, kg:Place, kg:Entity ; skos:exactMatch <https://sws.geonames.org/900002/> ; geo:lat 51.5",
        "doc:ev_strike kg:plover 'ASSAULT' ; kg:date '2031-04-07'^^xsd:date ; kg:period '2031-04'^^xsd:gYearMonth",
        "doc:ev_visit kg:period '2031'^^xsd:gYear",
        "doc:r03 kg:plover 'ACCUSE' . doc:c01 kg:plover 'ACCUSE' ; kg:directedAt id:Sudrian_forces",
        "doc:c04 a kg:NumericClaim, kg:Claim, rdf:Statement ; kg:group 'children' ; kg:partOfClaim doc:c03",
        "doc:c07 a kg:Quotation ; kg:quote 'We will rebuild every house,' ; kg:about id:Tarvos",
        "doc:c01 kg:differsFrom doc:c08 ; kg:contradicts doc:c08 . doc:c08 kg:differsFrom doc:c01 ; kg:contradicts doc:c01",
        "doc:c03 kg:claimantMention/nif:anchorOf 'the ministry' ; kg:lowerBound 12 ; kg:channel id:Telegram",
        "doc:author a kg:Narrator . doc:r01 kg:claimant doc:author ; kg:attribution kg:asserted",
        "?g a dcat:Dataset ; prov:wasDerivedFrom ?d ; prov:wasGeneratedBy/prov:used/dcterms:identifier 'sha256:0f'",
        "doc:the%20depot a kg:Facility ; rdfs:label 'the depot'",
    ],
)
def test_what_the_article_and_its_sources_say_is_in_the_graph(store, pattern):
    """Entities, events, claims, numbers and shortcuts are minted as the model says."""
    assert ask(store, pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "doc:ev_strike kg:agent ?who",
        "doc:ev_strike claimed:agent id:Sudria",
        "doc:ev_strike kg:weapon|kg:injured ?o",
        "doc:ev_strike claimed:injured 3",
        "doc:ev_strike claimed:munitionsIntercepted ?n",
        "id:Ivo_Lund kg:visited|claimed:visited ?o",
        "id:Sudria kg:attacks|claimed:attacks ?o",
        "?c kg:claimant doc:author ; kg:claimantMention ?m",
    ],
)
def test_nothing_is_promoted_to_a_fact(store, pattern):
    """Allegations stay claimed:, and denied, negated, possible and partial claims have no direct triple."""
    assert not ask(store, pattern)


def test_every_triple_of_a_subject_stands_together(reading, ontology):
    """Turtle can write each subject once, and no triple is minted twice."""
    quads = list(assemble([reading], ontology, PROVENANCE))
    seen = [quad.subject for quad in quads]
    changes = sum(a != b for a, b in pairwise(seen)) + 1
    assert changes == len(set(seen))
    assert len(quads) == len(set(quads))


def test_order_of_reading_does_not_matter(ontology):
    """Two articles give the same bytes whichever came first."""
    one, two = make_reading("a"), make_reading("b")
    assert list(turtle([one, two], ontology, PROVENANCE)) == list(turtle([two, one], ontology, PROVENANCE))


def test_shared_entities_unite_over_articles(two_articles):
    """An entity of two articles has one label, the longest; the other names become aliases."""
    labels = [s["l"].value for s in two_articles.query("SELECT ?l { id:Norland rdfs:label ?l }", prefixes=PREFIXES)]
    assert labels == ["Republic of Norland"]
    assert ask(two_articles, "id:Norland skos:altLabel 'Norland'")
    depots = list(two_articles.query("SELECT DISTINCT ?e { ?e rdfs:label 'the depot' }", prefixes=PREFIXES))
    assert len(depots) == 2


def test_an_id_nobody_declared_is_damage(reading, ontology):
    """A claim about something that is not in the reading is refused with its name, not minted as a new node."""
    broken = replace(reading, claims=(*reading.claims, Claim("x", "?", ("nobody",), (Span(0, 1),))))
    with pytest.raises(DamageError, match="tarvos-1: a claim names 'nobody'"):
        list(assemble([broken], ontology, PROVENANCE))


def test_a_quotation_over_two_sentences_is_its_own_evidence(reading, ontology):
    """The words of a long quotation are found in some evidence span, as the shapes ask."""
    quote = TEXT[TEXT.index("Mayor") : TEXT.index("Pérez told")]
    long = replace(next(c for c in reading.claims if c.id == "c07"), quote=quote)
    claims = tuple(long if c.id == "c07" else c for c in reading.claims)
    store = ox.Store()
    store.extend(assemble([replace(reading, claims=claims)], ontology, PROVENANCE))
    assert ask(store, "doc:c07 kg:quote ?q ; kg:evidence/nif:anchorOf ?t FILTER(?t = ?q)")


@given(st.text(max_size=60), st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_any_text_survives(words, name, label):
    """Whatever letters a document, an id or a label has, the graph is valid and gives them back."""
    body = f"{words}|{label}"
    entity = Entity(name, "Person", label, True, (Span(0, len(body)),))
    document = Document(name, body, words, (), None, "https://x/ <y>")
    reading = Reading(document, (Span(0, len(body)),), (entity,), (), ())
    quads = list(assemble([reading], load_ontology(), PROVENANCE))
    literals = {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
    safe = body.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if safe == body:
        assert {body, label} <= literals


@given(st.lists(st.text(max_size=8), min_size=2, max_size=2, unique=True))
def test_different_ids_stay_different(names):
    """Escaping never lets two ids fall together."""
    one, two = names
    if "\ufffd" not in (one + two).encode(errors="replace").decode() and one.isprintable() and two.isprintable():
        assert local(one) != local(two)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_exactly(value):
    """A number reads back as what it was, without an exponent."""
    assert float(number(value)) == float(value)
    assert "e" not in number(value).casefold()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_strings_are_written_exactly(value):
    """A string reads back as what it was."""
    (quad,) = ox.parse(f"<a:a> <a:a> {text(value)} .".encode(), format=ox.RdfFormat.TURTLE)
    assert isinstance(quad.object, ox.Literal)
    assert quad.object.value == value


def test_the_inventory_can_be_replaced(reading):
    """An ontology without codes and classes still gives a graph: unknown classes stand alone."""
    bare = Ontology(types={}, events={}, relations={}, acts={})
    store = ox.Store()
    store.extend(assemble([reading], bare, PROVENANCE))
    assert ask(store, "id:Tarvos a kg:City, kg:Entity . doc:ev_strike a kg:DroneStrike, kg:Event")
