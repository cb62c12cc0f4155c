"""The same article again: copies count as one source, whatever their headline; another writer's text does not."""

from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg import pipeline
from kg.copies import count, signature, with_sources
from kg.graph import assemble
from kg.model import Block, Span
from kg.network import read_network
from kg.ontology import DOC, KG
from kg.read import find_inputs, read_documents
from kg.readings import Readings
from tests.conftest import PROVENANCE, make_reading
from tests.rooms import document

WIRE = """\
Two people were killed and twelve wounded when a missile hit a warehouse near the port of Odesa on Monday night, the regional \
governor said. Firefighters worked until dawn to put out a blaze that spread over three thousand square metres.
The army said it had shot down nine of eleven drones over the south of the country. Russia did not comment at once.
Grain exports from the port would go on as planned, the ministry of infrastructure said in a statement on Tuesday.
""".splitlines()
OTHER = (
    "A missile that struck a warehouse by Odesa's harbour overnight left two dead, according to the governor of the region. "
    "A dozen people are in hospital. The fire was under control by Tuesday morning, and ships were leaving port again."
)


def article(name, *paragraphs, headline="Strike on port", published=None, url=None):
    """Return a document of this name."""
    return replace(document("\n\n".join(paragraphs), headline=headline, published=published), id=name, url=url)


def find_origins(documents):
    """Return document → the first one with the same words."""
    return count({each.id: signature(each, {}) for each in documents}).origins


def test_what_is_the_same_text():
    """An exact copy, a new headline, a paragraph more or less and a text inside a longer one are one; a retelling is not."""
    longer = article("e", *WIRE, OTHER, *(f"Background number {n} by our own correspondent, once more." for n in range(9)))
    documents = [
        article("d", *WIRE, published="2024-06-09"),
        article("c", *WIRE, headline="Odesa: warehouse burns", published="2024-06-08"),
        article("b", *WIRE[:2], published="2024-06-10"),
        article("a", OTHER),
        longer,
    ]
    assert find_origins(documents) == {"d": "c", "c": "c", "b": "c", "a": "a", "e": "c"}
    assert find_origins(documents[::-1]) == find_origins(documents)


def test_short_texts_with_one_pattern_are_not_the_same():
    """Bulletins that differ in all that matters are different."""
    first = article("a", "Kyiv reported 12 new cases of measles on Monday and 3 deaths, the ministry said.")
    second = article("b", "Lviv reported 40 new cases of cholera on Friday and no deaths, the agency said.")
    assert find_origins([first, second]) == {"a": "a", "b": "b"}


@pytest.mark.parametrize("same", [True, False])
def test_sources_of_a_claim(same, ontology):
    """Every claim of a graph of several articles has its number of sources, and copies add nothing to it."""
    first, second = make_reading("tarvos-1"), make_reading("tarvos-2")
    text = first.document.text
    whole = f"{text}\n\n{OTHER}"
    body = Span(0, len(text)) if same else Span(len(text) + 2, len(whole))
    first = replace(first, document=replace(first.document, blocks=(Block("body", Span(0, len(text))),)))
    second = replace(second, document=replace(second.document, text=whole, blocks=(Block("body", body),)))
    found = with_sources(Readings.of([first, second]))
    assert {c.sources for r in found for c in r.claims} == {1 if same else 2}
    assert [r.copy_of for r in found] == ["", "tarvos-1" if same else ""]
    store = ox.Store()
    store.extend(assemble(found, ontology, PROVENANCE))
    copies = list(store.quads_for_pattern(None, ox.NamedNode(f"{KG}copyOf"), None))
    assert [(q.subject.value, q.object.value) for q in copies] == [(f"{DOC}tarvos-2", f"{DOC}tarvos-1")] * same
    assert {edge.sources for edge in read_network(store).edges} == {1.0 if same else 2.0}


def test_one_article_is_not_counted():
    """A graph of one article says nothing of sources."""
    reading = make_reading()
    assert list(with_sources(Readings.of([reading]))) == [reading]


def test_the_address_of_a_site_is_no_article():
    """Two texts at an address without a path are two sources; at that of an article they are one, and no copies."""
    for url, number in (("https://news.example/", 2), ("https://news.example/odesa", 1)):
        first, second = (make_reading(name) for name in ("tarvos-1", "tarvos-2"))
        documents = [article("tarvos-1", *WIRE, url=url), article("tarvos-2", OTHER, url=url)]
        found = with_sources(Readings.of(replace(r, document=d) for r, d in zip((first, second), documents, strict=True)))
        assert {claim.sources for reading in found for claim in reading.claims} == {number}
        assert [reading.copy_of for reading in found] == ["", ""]


def test_revision(tmp_path):
    """A later text at the same address revises the earlier one and is no second source."""
    url = "https://news.example/odesa"
    lines = [
        f'{{"id": "{day}", "title": "Strike on port", "url": "{url}", "date": "2024-06-{day}", "text": "{text}"}}'
        for day, text in (("08", WIRE[0]), ("07", OTHER))
    ]
    path = tmp_path / "dump.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert len(list(read_documents(find_inputs([path])))) == len(lines)
    newer, older = pipeline.extract([path]).readings
    assert (newer.revision_of, older.revision_of, newer.copy_of) == (older.document.id, "", "")
    assert {claim.sources for reading in (newer, older) for claim in reading.claims} == {1}
