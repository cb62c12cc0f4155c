"""What is claimed, by whom, how sure: and promises that hold for every text."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.claims import FINDERS
from kg.claims.coverage import find_left
from kg.claims.evidence import Scene
from kg.claims.quantities import counted_words, find_amounts
from kg.claims.wording import quantity_words
from kg.graph import assemble
from kg.model import NARRATOR, UNNAMED, Quantity, Reading, Span
from kg.ontology import load_ontology
from kg.pipeline import read_articles
from kg.read import find_inputs, read_documents
from kg.verification import verify
from tests.conftest import PROVENANCE
from tests.rooms import document, walk

NEWS = list(read_documents(find_inputs([Path(__file__).parent.parent / "data" / "news"])))
TEXTS = [d.text for d in NEWS]


@cache
def sentences():
    """Return the sentences of the sample articles, line breaks made spaces."""
    return sorted({" ".join(r.document.text[slice(*s)].split()) for r in read_articles(NEWS) for s in r.sentences})


@pytest.mark.parametrize("name", FINDERS)
@pytest.mark.parametrize("text", TEXTS, ids=[t[:20] for t in TEXTS])
def test_every_finder_keeps_its_promises(name, text):
    """A finder gives facts of known relations between things of the document, at tokens of it, the same at every run."""
    here = walk(text)
    scene: Scene = here.scene
    facts = list(FINDERS[name](scene))
    assert facts == list(FINDERS[name](scene))
    concepts = {c for r in here.ontology.relations.values() for c in r.signals.values()}
    for position, fact in enumerate(facts):
        assert fact.predicate in here.ontology.relations
        assert 0 <= fact.anchor < len(here.parse.tokens)
        assert scene.type_of(fact.subject)
        assert fact.quantity is not None or scene.type_of(fact.object) or fact.object in concepts
        assert fact.part_of < position


def holds_together(reading: Reading) -> None:
    """Every span is a piece of the text, every name of a thing leads to one, every claim that is named exists."""
    things = {e.id for e in reading.entities} | {e.id for e in reading.events}
    concepts = {c for r in load_ontology().relations.values() for c in r.signals.values()}
    claims = {c.id for c in reading.claims}
    spans: list[Span] = [s for thing in (*reading.entities, *reading.events) for s in thing.mentions]
    for claim in reading.claims:
        spans += [*claim.evidence, *claim.status_evidence, *([claim.cue] if claim.cue else [])]
        assert {claim.subject, claim.object} <= things | concepts | {""}, claim
        assert set(claim.claimants) <= things | {NARRATOR}, claim
        assert {*claim.about, *claim.directed_at, *claim.channels, *claim.citing} <= things | {NARRATOR}, claim
        assert {claim.part_of, claim.restates, *claim.differs_from, *claim.contradicts} <= claims | {""}, claim
        assert claim.evidence, claim
        assert claim.quote in reading.document.text, claim
    assert len(claims) == len(reading.claims)
    assert all(0 <= s.begin < s.end <= len(reading.document.text) for s in spans)
    assert all(reading.document.text[slice(*s)].strip() == reading.document.text[slice(*s)] for s in spans)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_glued_text_is_read(data):
    """Sentences of the samples in any order and paragraphs are read without a fault, and the graph verifies."""
    chosen = data.draw(st.lists(st.sampled_from(sentences()), min_size=1, max_size=8))
    breaks = data.draw(st.lists(st.sampled_from([" ", "\n\n"]), min_size=len(chosen), max_size=len(chosen)))
    text = "".join(s + b for s, b in zip(chosen, breaks, strict=True)).strip()
    (reading,) = read_articles([document(text, published=data.draw(st.sampled_from([None, "2026-03-18"])))])
    holds_together(reading)
    assert verify(assemble([reading], load_ontology(), PROVENANCE), shapes=False) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=120).filter(str.strip))
def test_any_text_at_all_is_read(text):
    """What is no prose gives few claims and no fault."""
    (reading,) = read_articles([document(text.strip())])
    holds_together(reading)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("At least 12 people died.", (12, 12, None, "people")),
        ("No fewer than 1,200 homes burned.", (1200, 1200, None, "homes")),
        ("More than 300 people died.", (300, 300, None, "people")),
        ("Up to 40 rockets hit it.", (40, None, 40, "rockets")),
        ("Between 30 and 40 people died.", (30, 30, 40, "people")),
        ("Some 50 to 60 rounds fell.", (50, 50, 60, "rounds")),
        ("Dozens of families fled.", (24, 24, None, "families")),
        ("Several people died.", (3, 3, None, "people")),
        ("Twenty-one soldiers died.", (21, None, None, "soldiers")),
        ("One hundred and twelve people died.", (112, None, None, "people")),
        ("The storm caused fifty five deaths.", (55, None, None, "deaths")),
        ("One hundred thirty five people died.", (135, None, None, "people")),
        ("Two dozen boats sank.", (24, None, None, "boats")),
        ("Half a dozen boats sank.", (6, None, None, "boats")),
        ("About 3.5 million people fled.", (3_500_000, None, None, "people")),
        ("Two trillion shells fell.", (2_000_000_000_000, None, None, "shells")),
    ],
)
def test_amounts(text, wanted):
    """Digits, words, bounds, ranges and vague amounts are read with the noun that they count."""
    here = walk(text)
    (found,) = find_amounts(here.parse, here.lexicon)
    assert (found.value, found.lower, found.upper, counted_words(here.parse, found)) == wanted
    assert isinstance(found.value, int)


@pytest.mark.parametrize(
    "text",
    [
        "Ana Hart, 43, spoke.",
        "It rained on 14 February.",
        "They left on Feb. 14.",
        "It rained in 2024.",
        "They left at 10:30.",
        "They waited three days.",
        "The road is 40 km long.",
    ],
)
def test_dates_ages_and_lengths_are_no_amounts(text):
    """A number that counts nothing of an event is left alone."""
    here = walk(text)
    assert list(find_amounts(here.parse, here.lexicon)) == []


def test_parts_point_at_their_total():
    """A number after "including" is a part of the toll, counted once."""
    claims = walk("At least 12 people, including three children, were killed in a strike on Gondar.").claims
    total, part = sorted((c for c in claims if c.predicate == "deaths"), key=lambda c: c.part_of)
    assert (total.quantity.value, total.quantity.lower, part.quantity.value, part.quantity.group) == (12, 12, 3, "children")
    assert part.part_of == total.id


def test_rival_numbers_stand_side_by_side():
    """Two sources with two tolls are two claims that differ."""
    here = walk("Chad said 12 people were killed in a strike on Gondar. Sudan said 30 people were killed in the strike.")
    left, right = (c for c in here.claims if c.predicate == "deaths")
    assert {left.claimants, right.claimants} == {("Chad",), ("Sudan",)}
    assert (left.differs_from, right.differs_from) == ((right.id,), (left.id,))


def test_a_charge_and_its_denial():
    """Who accuses is the narrator's, the charge is the accuser's, the denial contradicts it."""
    here = walk("Turkey accused Greece of shelling a patrol boat. Greece denied the charge.")
    assert here.claim("accuses").claimants == (NARRATOR,)
    charge, denial = sorted((c for c in here.claims if c.predicate == "agent"), key=lambda c: c.factuality)
    assert (charge.claimants, charge.attribution, charge.factuality) == (("Turkey",), "alleged", "CT+")
    assert (denial.claimants, denial.attribution, denial.factuality) == (("Greece",), "denied", "CT-")
    assert charge.contradicts == (denial.id,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Denmark said 12 people were killed in a strike on Gondar. The claim could not be verified.", "unverified"),
        ("Denmark said 12 people were killed in a strike on Gondar. None of the claims could be verified.", "unverified"),
        ("Denmark said 12 people were killed in a strike on Gondar. It rained.", "unassessed"),
    ],
)
def test_status(text, wanted):
    """A sentence about verification marks the claims before it, and points at itself."""
    claim = walk(text).claim("deaths")
    assert claim.status == wanted
    assert bool(claim.status_evidence) == (wanted == "unverified")


@pytest.mark.parametrize(
    ("text", "subject", "relation", "object_"),
    [
        ("Sweden is a member of NATO.", "Sweden", "memberOf", "NATO"),
        ("Lena Hart, the president of Nordbank, left.", "Lena_Hart", "leads", "Nordbank"),
        ("NATO Secretary General Ada Roth left.", "Ada_Roth", "leads", "NATO"),
        ("The Norwegian Defence Ministry denied it.", "Norwegian_Defence_Ministry", "partOf", "Norway"),
        ("Rain fell in northern Nigeria.", "northern_Nigeria", "country", "Nigeria"),
    ],
)
def test_relations(text, subject, relation, object_):
    """Cues, titles, appositions and names inside names give edges that the article answers for."""
    (found,) = (c for c in walk(text).claims if (c.subject, c.predicate) == (subject, relation))
    assert (found.object, found.claimants, found.attribution) == (object_, (NARRATOR,), "asserted")


def test_a_former_office_is_no_office():
    """What somebody no longer is gives no edge."""
    assert [c for c in walk("Lena Hart, the former president of Nordbank, left.").claims if c.predicate == "leads"] == []


def test_hearsay_has_no_name():
    """What is only rumoured is alleged by unnamed sources."""
    claims = walk("Niger has allegedly supplied drones to Chad.").claims
    assert {(c.claimants, c.attribution) for c in claims} == {((UNNAMED,), "alleged")}


def test_a_short_edge_restates_a_role():
    """The edge "A attacks B" beside the event is marked as the same content, in the weaker voice of the two roles."""
    here = walk("Chad claimed that rebels had shelled Gondar.")
    edge = here.claim("attacks")
    assert edge.restates in {c.id for c in here.claims if c.predicate == "agent"}
    assert (edge.claimants, edge.attribution) == (("Chad",), "alleged")


@pytest.mark.parametrize(
    ("quantity", "wanted"),
    [
        (Quantity(12, "person", lower=12, group="children"), "at least 12 (children)"),
        (Quantity(40, "munition", upper=40), "up to 40"),
        (Quantity(1200, "person", lower=1200, upper=1500), "1,200 to 1,500"),
        (Quantity(15, "percent", trend="increase"), "15 percent (increase)"),
    ],
)
def test_numbers_in_words(quantity, wanted):
    """A number is worded with its bounds, unit and group."""
    assert quantity_words(quantity) == wanted


def test_what_gave_nothing_says_why():
    """Every sentence is evidence of something, or is listed with the reason why it is not."""
    text = "Kovar attacked Delm on Monday.\n\nA cold morning.\n\nWho pays?\n\nIt rained a lot.\n\nMaria Kovar smiled."
    here = walk(text)
    left = find_left(here.parse, here.chains, here.claims, here.frames.events)
    assert {text[slice(*s.span)]: s.reason for s in left} == {
        "A cold morning.": "no_verb",
        "Who pays?": "question",
        "It rained a lot.": "nobody_named",
        "Maria Kovar smiled.": "no_known_relation",
    }
