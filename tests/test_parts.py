"""A long document in parts: nothing is lost, nothing is read twice, and offsets count in the whole."""

from dataclasses import replace

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg import parts, pipeline
from kg.graph import assemble
from kg.model import Span
from kg.ontology import ID, KG, RDFS
from kg.parts import MAX_BLOCKS, MAX_PART, Part, place, split
from kg.read.layout import MAX_BLOCK, lay_out
from kg.readings import by_document
from tests.conftest import PROVENANCE, make_reading
from tests.rooms import document

STORY = (
    "The Ministry of Defence said that Russia had struck Kharkiv on Monday, killing 3 people.",
    "“We will rebuild every house,” Mayor Ana Pérez told reporters in Kharkiv.",
    "Ana Pérez denied that the bridge had been hit. The claims could not be independently verified.",
)


@given(st.lists(st.integers(1, MAX_BLOCK), min_size=1, max_size=60))
def test_every_block_is_in_one_part(lengths):
    """The parts have the blocks of the document in their order, none is too long, and each block quotes the whole."""
    whole = document("\n\n".join("x" * length for length in lengths))
    found = list(split(whole))
    placed = [Span(b.span.begin + p.begin, b.span.end + p.begin) for p in found for b in p.document.blocks]
    assert placed == [block.span for block in whole.blocks]
    for part in found:
        assert len(part.document.text) <= MAX_PART
        assert part.document.text == whole.text[part.begin : part.begin + len(part.document.text)]


def test_many_small_paragraphs():
    """A list of short lines is parted by their number."""
    found = list(split(document("\n\n".join(["Kyiv."] * (MAX_BLOCKS + 1)))))
    assert [len(part.document.blocks) for part in found] == [MAX_BLOCKS, 1]


def test_a_short_document_is_its_own_part():
    """What is read of a document of one part stays as it is."""
    reading = make_reading()
    (part,) = split(reading.document)
    assert part.document is reading.document
    assert place(part, reading.document, replace(reading, document=replace(reading.document))) == reading


def test_the_parts_make_one_graph(ontology):
    """Two parts share what articles share; what belongs to a part has an id of its own; every reference resolves."""
    reading = make_reading()
    text = reading.document.text
    whole = replace(reading.document, text=f"{text}\n\n{text}")
    first, second = (
        place(Part(reading.document, begin, number), whole, reading) for number, begin in ((1, 0), (2, len(text) + 2))
    )
    assert first == replace(reading, document=whole)
    assert {c.id for c in first.claims}.isdisjoint(c.id for c in second.claims)
    norland = next(e for e in second.entities if e.id == "Norland")
    assert [whole.text[slice(*m)] for m in norland.mentions] == ["Norland"] * 2
    assert {c.subject for c in second.claims if c.predicate == "weapon"} == {"p2_ev_strike"}
    store = ox.Store()
    store.extend(assemble([first, second], ontology, PROVENANCE))
    shared = ox.NamedNode(f"{ID}Norland")
    assert len(list(store.quads_for_pattern(None, ox.NamedNode(f"{RDFS}label"), ox.Literal("Norland")))) == 1
    assert len(list(store.quads_for_pattern(shared, ox.NamedNode(f"{KG}mention"), None))) == 4
    numbers = [int(quad.object.value) for quad in store.quads_for_pattern(None, ox.NamedNode(f"{KG}sentence"), None)]
    assert max(numbers) == 2 * len(reading.sentences)


def test_long_text_is_read_to_its_end(tmp_path, monkeypatch):
    """A text of several parts gives the claims of its last words, with evidence that quotes it, by one worker or two."""
    monkeypatch.setattr(parts, "MAX_PART", 600)
    path = tmp_path / "long.txt"
    path.write_text("A long report\n\n" + "\n\n".join(STORY * 6), encoding="utf-8")
    one, two = (pipeline.extract([path], workers=workers) for workers in (1, 2))
    assert pipeline.to_turtle(one) == pipeline.to_turtle(two)
    ((document, readings),) = by_document(one.readings)
    text = document.text
    assert not one.failures
    assert len(readings) > 2
    claims = [claim for reading in readings for claim in reading.claims]
    assert max(span.end for claim in claims for span in claim.evidence) > len(text) - 100
    assert all(claim.quote in text for claim in claims)
    assert {text[slice(*span)] for claim in claims for span in claim.evidence} <= {
        text[slice(*span)] for reading in readings for span in reading.sentences
    }


def test_a_block_without_end_is_cut():
    """A line of any length, even one of blanks between words, becomes blocks that can be borne."""
    text = f"{'word ' * 9000}{' ' * 3 * MAX_BLOCK}{'x' * MAX_BLOCK * 2}"
    blocks = lay_out(text).blocks
    assert all(0 < span.end - span.begin <= MAX_BLOCK for span in (block.span for block in blocks))
    assert "".join(text[slice(*block.span)] for block in blocks).replace(" ", "") == text.replace(" ", "")
