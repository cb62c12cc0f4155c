"""What verification promises: an edge that its source does not support is found and named."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ontology import PREFIXES
from kg.store import load
from kg.verification import verify
from kg.verification.numerals import numbers_in

GOLD = Path(__file__).parents[2] / "shared/gold/seed/gold_article.ttl"
NAMES = PREFIXES | {"doc": "https://w3id.org/newskg/doc/tarvos-1#"}


def edited(store: ox.Store, removed: str, added: str) -> ox.Store:
    """Return the store after exchanging some triples."""
    header = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMES.items())
    before = len(store)
    store.update(f"{header}DELETE DATA {{ {removed} }}")
    assert not removed or len(store) < before
    store.update(f"{header}INSERT DATA {{ {added} }}")
    return store


def test_a_graph_of_ours_verifies(store, two_articles):
    """What kg builds passes every check, shapes included."""
    assert verify(store) == ()
    assert verify(two_articles) == ()


def test_the_gold_graph_verifies():
    """A graph written by a person, with roles that no claim has, passes too."""
    if not GOLD.exists():
        pytest.skip("the shared gold article is not beside this checkout")
    assert verify(load(GOLD)) == ()


@pytest.mark.parametrize(
    ("removed", "added", "kind", "named"),
    [
        ("doc:offset_53_173 nif:beginIndex 53", "doc:offset_53_173 nif:beginIndex 54", "span", "#c01"),
        ("doc:offset_57_82 nif:endIndex 82", "doc:offset_57_82 nif:endIndex 83", "span", "Norland"),
        ("doc:c03 kg:claimant id:Norland_interior_ministry", "doc:c03 kg:claimant id:Ana_Pérez", "claimant", "#c03"),
        ("doc:c01 kg:claimant id:Norland_interior_ministry", "doc:c01 kg:claimant id:Sudrian_forces", "claimant", "#c01"),
        ("doc:c01 kg:claimant id:Norland_interior_ministry", "doc:c01 kg:claimant doc:author", "claimant", "#c01"),
        ("doc:c03 kg:claimant id:Norland_interior_ministry", "", "claimant", "#c03"),
        ("doc:c03 rdf:object 12 . doc:ev_strike claimed:injured 12", "doc:c03 rdf:object 13 . doc:ev_strike claimed:injured 13",
         "number", "#c03"),
        ("doc:c04 rdf:object 3", "doc:c04 rdf:object 12", "number", "#c04"),
        ("doc:c03 kg:lowerBound 12", "doc:c03 kg:lowerBound 1200", "number", "#c03"),
        ("doc:c07 kg:quote 'We will rebuild every house,'", "doc:c07 kg:quote 'We will rebuild'", "", ""),
        ("doc:c07 kg:quote 'We will rebuild every house,'", "doc:c07 kg:quote 'We will flee'", "quote", "#c07"),
        ("", "doc:ev_strike kg:agent id:Sudrian_forces", "direct", "kg:agent"),
        ("", "doc:ev_strike claimed:agent id:Sudria", "direct", "claimed:agent"),
        ("", "id:Sudria kg:attacks id:Tarvos", "direct", "kg:attacks"),
        ("", "id:Sudria kg:affiliatedWith id:Tarvos", "direct", "affiliatedWith"),
        ("doc:ev_strike kg:place id:Tarvos", "doc:ev_strike kg:place id:Norland", "direct", "kg:place"),
        ("doc:ev_strike claimed:weapon id:Kite", "", "direct", "#c02"),
        ("doc:c02 rdf:object id:Kite", "doc:c02 rdf:object id:Telegram", "direct", "#c02"),
        ("doc:c02 rdf:object id:Kite", "doc:c02 rdf:object id:Nowhere", "evidence", "#c02"),
        ("doc:c08 kg:differsFrom doc:c01", "", "direct", "#c01"),
        ("doc:c02 kg:evidence doc:offset_53_173", "", "evidence", "#c02"),
        ("doc:c02 kg:status kg:unverified", "doc:c02 kg:status kg:sure", "shape", "#c02"),
        ("id:Kite rdfs:label 'Kite'", "", "shape", "Kite"),
    ],
)  # fmt: skip
def test_a_lie_is_found_and_named(store, removed, added, kind, named):
    """One corrupted offset, claimant, number, quotation or shortcut fails, and the message names the edge."""
    findings = verify(edited(store, removed, added), shapes=kind == "shape")
    if not kind:
        assert findings == ()
        return
    assert kind in {finding.kind for finding in findings}
    assert any(named in finding.message or named in finding.node for finding in findings if finding.kind == kind)
    assert all("\n" not in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("31% more", 31), ("thirty-one percent", 31), ("a dozen men", 12), ("two dozen", 24), ("dozens of families", 24),
        ("1,250 rounds", 1250), ("1.5 million", 1_500_000), ("$3bn", 3e9), ("half a million", 500_000), ("doubled", 100),
        ("tens of thousands", 20_000), ("two hundred and five", 205), ("a soldier died", 1), ("the third missile", 3),
        ("no casualties", 0), ("two-thirds", 66), ("three and a half hours", 3.5), ("several hundred", 300),
        ("35,000-strong", 35000), ("15,000. Three died", 3),
    ],
)  # fmt: skip
def test_numbers_are_read_as_newspapers_write_them(words, number):
    """Figures, words, shares, scales and vague plurals."""
    assert number in numbers_in(words)


@pytest.mark.parametrize(("words", "number"), [("thirty-five", 5), ("35", 3), ("1,250", 250), ("two hundred and five", 2)])
def test_a_part_of_a_number_is_no_number(words, number):
    """A corrupted figure is not excused by a digit of the right one."""
    assert number not in numbers_in(words)


@given(st.integers(0, 10**12))
def test_figures_with_separators_are_read(value):
    """Any number with thousands separators is found."""
    assert float(value) in numbers_in(f"some {value:,} people")


@given(st.text())
def test_any_text_can_be_searched_for_numbers(words):
    """No text breaks the reader of numbers."""
    assert all(number >= 0 for number in numbers_in(words))
