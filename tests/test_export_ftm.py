"""What the export to FollowTheMoney promises; the package itself judges where it is installed."""

import io
import json
from importlib.util import find_spec

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.export import FORMATS
from kg.export.ftm import entity_id, load_mapping
from kg.ontology import ID, KG, RDF, RDFS, load_ontology

DOC = "https://w3id.org/newskg/doc/tarvos-1#"
PACKAGE = "followthemoney"


def entities(store):
    """Return the lines by their id."""
    buffer = io.BytesIO()
    FORMATS["ftm"].parts[""](store, buffer)
    lines = [json.loads(line) for line in buffer.getvalue().decode().split("\n")[:-1]]
    found = {line["id"]: line for line in lines}
    assert len(found) == len(lines)
    return found


def judged(found, *, exact=True):
    """Hold entities against the package: what a schema requires, what cleaning would change, what a property may point at."""
    package = pytest.importorskip(PACKAGE)
    for entity in found.values():
        schema = package.model.get(entity["schema"])
        schema.validate(entity)
        assert all(entity["properties"].get(name) for name in schema.required)
        proxy = package.model.get_proxy(entity, cleaned=False)
        for name, values in entity["properties"].items():
            assert len(proxy.get(name)) == len(values), (name, values)
            assert not exact or sorted(proxy.get(name)) == sorted(values), (name, values)
            reach = schema.get(name).range
            if schema.get(name).type.name == "entity":
                assert all(package.model.get(found[value]["schema"]).is_a(reach) for value in values)


@pytest.mark.filterwarnings("ignore")
def test_followthemoney_takes_every_line(store, two_articles):
    """Nothing that is written is dropped, changed or refused by the package."""
    judged(entities(store))
    judged(entities(two_articles))


@given(label=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_label_makes_a_well_formed_line(label):
    """Whatever characters a label has, a thing is one line, and the thing has a name."""
    found = entities(labelled(label))
    assert len(found) == 2
    assert all(entity["properties"]["name"] for entity in found.values())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(find_spec(PACKAGE) is None, reason="followthemoney is not installed")
@given(label=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_followthemoney_takes_any_label(label):
    """Whatever characters a label has, the package keeps a form of it."""
    judged(entities(labelled(label)), exact=False)


def labelled(label):
    """Return a graph of a person and a place of that name."""
    store = ox.Store()
    for kind in ("Person", "Place"):
        node = ox.NamedNode(f"a:{kind}")
        store.add(ox.Quad(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}Entity")))
        store.add(ox.Quad(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{KG}{kind}")))
        store.add(ox.Quad(node, ox.NamedNode(f"{RDFS}label"), ox.Literal(label)))
    return store


@pytest.mark.filterwarnings("ignore")
def test_the_mapping_names_what_is_there():
    """Every class and relation is one of the ontology; every schema, property and end is one of the package."""
    mapping, ontology = load_mapping(), load_ontology()
    assert set(mapping["entities"]) <= {*ontology.types, "Agent", "Event"}
    assert set(mapping["links"]) <= set(ontology.relations)
    package = pytest.importorskip(PACKAGE)
    for schema, above in mapping["fits"].items():
        assert all(package.model.get(schema).is_a(name) for name in above)
    for link in mapping["links"].values():
        schema = package.model.get(link["schema"])
        assert (schema.edge_source, schema.edge_target) == (link["source"][0], link["target"][0])
        assert [schema.get(end).range.name for end, _ in (link["source"], link["target"])] == [
            link["source"][1],
            link["target"][1],
        ]
    for schema, names in mapping["labels"].items():
        assert all(package.model.get(schema).get(name) for name in names)


def test_things_have_their_schema(store):
    """A person is a Person with office and aliases, a ministry a PublicBody, a town an Address with coordinates."""
    found = entities(store)
    mayor = found[entity_id(f"{ID}Ana_Pérez")]
    assert mayor["schema"] == "Person"
    assert (mayor["properties"]["position"], mayor["properties"]["alias"]) == (["Mayor"], ["Pérez"])
    assert found[entity_id(f"{ID}Norland_interior_ministry")]["schema"] == "PublicBody"
    town = found[entity_id(f"{ID}Tarvos")]
    assert (town["schema"], town["properties"]["latitude"]) == ("Address", ["51.5"])
    assert found[entity_id(f"{ID}Norland")]["properties"]["wikidataId"] == ["Q900001"]
    strike = found[entity_id(f"{DOC}ev_strike")]
    assert (strike["schema"], strike["properties"]["date"]) == ("Event", ["2031-04-07"])


def test_an_allegation_is_an_unknown_link_that_says_so(store):
    """Who is accused is linked with the word of the accuser; who is denied or doubted is not linked at all."""
    found = entities(store)
    accused = found[entity_id(f"{DOC}c01")]
    assert accused["schema"] == "UnknownLink"
    assert accused["properties"]["role"] == ["agent (alleged)"]
    assert accused["properties"]["status"] == ["alleged, unverified"]
    assert "claimant: Norland interior ministry" in accused["properties"]["summary"][0]
    assert accused["properties"]["proof"] == [entity_id(DOC[:-1])]
    for claim in ("c08", "r05", "r06"):
        assert entity_id(f"{DOC}{claim}") not in found


def test_what_is_no_link_is_a_note(store):
    """Numbers, denials and quotations stand in the notes of what they are about, each once."""
    found = entities(store)
    strike = found[entity_id(f"{DOC}ev_strike")]["properties"]["notes"]
    assert any(note.startswith("At least 12 people were injured") for note in strike)
    assert any("denied, claimant: Sudria" in note for note in strike)
    promise = found[entity_id(f"{ID}Ana_Pérez")]["properties"]["notes"]
    assert len([note for note in promise if note.startswith("Every house will be rebuilt.")]) == 1
    notes = [note for entity in found.values() for note in entity["properties"].get("notes", ())]
    links = [entity for entity in found.values() if "role" in entity["properties"]]
    assert len(notes) + len(links) == 14


@pytest.mark.parametrize(
    ("attribution", "schema", "role"),
    [("asserted", "Membership", "member of"), ("attributed", "UnknownLink", "member of (attributed)")],
)
def test_only_the_article_itself_makes_a_membership(store, attribution, schema, role):
    """A relation has the schema of a fact when the article states it in its own voice."""
    claim = ox.NamedNode(f"{DOC}r02")
    changes = (
        (f"{RDF}predicate", f"{KG}memberOf"),
        (f"{RDF}object", f"{ID}Norland_interior_ministry"),
        (f"{KG}attribution", f"{KG}{attribution}"),
    )
    for predicate, value in changes:
        store.remove(next(store.quads_for_pattern(claim, ox.NamedNode(predicate), None)))
        store.add(ox.Quad(claim, ox.NamedNode(predicate), ox.NamedNode(value)))
    link = entities(store)[entity_id(claim.value)]
    assert (link["schema"], link["properties"]["role"]) == (schema, [role])


def test_an_event_that_may_never_happen_says_so_in_its_name(store):
    """In a list of names, a plan is told from a deed."""
    event = ox.NamedNode(f"{DOC}ev_visit")
    store.remove(next(store.quads_for_pattern(event, ox.NamedNode(f"{KG}occurrence"), None)))
    store.add(ox.Quad(event, ox.NamedNode(f"{KG}occurrence"), ox.NamedNode(f"{KG}planned")))
    assert entities(store)[entity_id(event.value)]["properties"]["name"] == ["Visit to the depot (planned)"]
