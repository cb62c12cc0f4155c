"""What the table of events promises."""

import csv
import io
from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg.export import FORMATS
from kg.export.events import COLUMNS
from kg.graph import assemble
from kg.model import Claim, Quantity
from kg.ontology import CLAIMED, GEO, ID, KG
from tests.conftest import PROVENANCE, make_reading, sentence

MINISTRY = ("Norland_interior_ministry",)


def events(store):
    """Return the rows by the label of their event."""
    buffer = io.BytesIO()
    FORMATS["events"].parts[""](store, buffer)
    rows = list(csv.DictReader(io.StringIO(buffer.getvalue().decode(), newline="")))
    return {row["label"]: row for row in rows}


def with_claims(ontology, *claims):
    """Return the graph of the article with more claims."""
    reading = make_reading()
    store = ox.Store()
    store.extend(assemble([replace(reading, claims=(*reading.claims, *claims))], ontology, PROVENANCE))
    return store


def told(name, number, **more):
    """Return a claim of the ministry about the dead of the strike."""
    how = {"attribution": "attributed", "cue": sentence(2), "evidence": (sentence(2),), "claimants": MINISTRY}
    return Claim(
        name, f"{number} died.", subject="ev_strike", predicate="deaths", **how, quantity=Quantity(number, "person", **more)
    )


def test_an_event_is_a_row(store):
    """A row has what ACLED's readers look for: date, class, codes, actors, targets, place and coordinates."""
    rows = events(store)
    assert list(rows) == ["Drone strike on Tarvos", "Visit to the depot"]
    row = rows["Drone strike on Tarvos"]
    assert tuple(row) == COLUMNS
    assert (row["date"], row["date_precision"], row["date_text"]) == ("2031-04-07", "day", "Monday")
    assert (row["class"], row["plover"], row["cameo"], row["acled"]) == ("DroneStrike", "ASSAULT", "195", "Air/drone strike")
    assert (row["occurrence"], row["weapons"]) == ("reported", "Kite")
    assert row["evidence"].startswith("The Norland interior ministry has accused")
    assert (row["published"], row["publisher"]) == ("2031-04-08", "https://news.example/tarvos")
    assert rows["Visit to the depot"]["date_precision"] == "year"


def test_who_is_denied_is_no_actor(store):
    """The accused are actors with the word of the accuser beside them; who is only named in a denial is not."""
    row = events(store)["Drone strike on Tarvos"]
    assert row["actors"] == "Sudrian forces"
    assert "agent: Sudrian forces (alleged by Norland interior ministry, unverified)" in row["roles"]
    assert "agent: Sudria (denied by Sudria, CT-)" in row["roles"]
    assert row["attribution"] == "alleged; attributed; denied"
    assert row["claimants"] == "Ana Pérez; Norland interior ministry; Sudria"


def test_at_least_has_no_upper_bound(store):
    """A lower bound is one, parts of a total are not counted again, and who says it stands beside it."""
    row = events(store)["Drone strike on Tarvos"]
    assert (row["injured"], row["injured_min"], row["injured_max"]) == ("12", "12", "")
    assert "injured: at least 12 (attributed to Norland interior ministry, unverified)" in row["figures"]
    assert "injured: 3 children" in row["figures"]


def test_rival_figures_stand_side_by_side(ontology):
    """Nobody is averaged: the cells name both, and the bounds span them."""
    row = events(with_claims(ontology, told("d1", 3), told("d2", 7, lower=5, upper=9)))["Drone strike on Tarvos"]
    assert (row["deaths"], row["deaths_min"], row["deaths_max"]) == ("3; 7", "3", "9")
    assert "deaths: 5-9 (attributed to Norland interior ministry)" in row["figures"]


def test_a_part_counts_where_nobody_gives_the_total(ontology):
    """Two dead children are two dead until somebody counts all of them."""
    children = told("d1", 2, group="children")
    assert events(with_claims(ontology, children))["Drone strike on Tarvos"]["deaths"] == "2"
    assert events(with_claims(ontology, children, told("d2", 6)))["Drone strike on Tarvos"]["deaths"] == "6"


def test_two_groups_are_no_rivals(ontology):
    """Two children and six soldiers are at least six dead, and nobody knows how many at most."""
    groups = (told("d1", 2, group="children"), told("d2", 6, group="soldiers"))
    row = events(with_claims(ontology, *groups))["Drone strike on Tarvos"]
    assert (row["deaths"], row["deaths_min"], row["deaths_max"]) == ("2; 6", "6", "")


def place(store, name):
    """Say in the graph that the strike was there, in the voice of the article."""
    event = ox.NamedNode("https://w3id.org/newskg/doc/tarvos-1#ev_strike")
    store.add(ox.Quad(event, ox.NamedNode(f"{KG}place"), ox.NamedNode(f"{ID}{name}")))


@pytest.mark.parametrize(("place_name", "precision", "latitude"), [("Tarvos", "City", "51.5"), ("Norland", "Country", "")])
def test_coordinates_are_those_of_a_place_and_never_of_a_country(store, place_name, precision, latitude):
    """The middle of a country is no place where something happened."""
    for quad in list(store.quads_for_pattern(None, ox.NamedNode(f"{KG}place"), None)):
        store.remove(quad)
    norland = ox.NamedNode(f"{ID}Norland")
    for name in ("lat", "long"):
        store.add(ox.Quad(norland, ox.NamedNode(f"{GEO}{name}"), ox.Literal("1.5")))
    place(store, place_name)
    row = events(store)["Drone strike on Tarvos"]
    assert (row["place"], row["place_precision"], row["country"]) == (place_name, precision, "Norland")
    assert row["latitude"] == latitude


def test_a_role_without_a_claim_is_told_too(store):
    """A hand-made graph may have direct triples only."""
    event = ox.NamedNode("https://w3id.org/newskg/doc/tarvos-1#ev_visit")
    store.add(ox.Quad(event, ox.NamedNode(f"{KG}agent"), ox.NamedNode(f"{ID}Ana_Pérez")))
    store.add(ox.Quad(event, ox.NamedNode(f"{KG}deaths"), ox.Literal(4)))
    row = events(store)["Visit to the depot"]
    assert (row["actors"], row["roles"], row["deaths_min"], row["deaths_max"]) == ("Ana Pérez", "agent: Ana Pérez", "4", "4")
    store.add(ox.Quad(event, ox.NamedNode(f"{CLAIMED}target"), ox.NamedNode(f"{ID}Tarvos")))
    assert events(store)["Visit to the depot"]["roles"] == "agent: Ana Pérez; target: Tarvos (claimed)"


def test_a_month_without_a_year_is_no_date(store):
    """A column of dates has dates only."""
    event = ox.NamedNode("https://w3id.org/newskg/doc/tarvos-1#ev_visit")
    store.remove(next(store.quads_for_pattern(event, ox.NamedNode(f"{KG}period"), None)))
    store.add(ox.Quad(event, ox.NamedNode(f"{KG}period"), ox.Literal("--05")))
    row = events(store)["Visit to the depot"]
    assert (row["date"], row["date_precision"], row["date_text"]) == ("", "", "05")
