"""Names and descriptions: every finder quotes the text, and the whole document decides what a name is."""

from pathlib import Path

import pytest

from kg.mentions import FINDERS, find_mentions
from kg.mentions.listed import find_listed
from kg.read import find_inputs, read_documents
from tests.rooms import walk

NEWS = Path(__file__).parent.parent / "data" / "news"
ARTICLES = [d.text for d in read_documents(find_inputs([NEWS]))]


def named(text):
    """Return the names and demonyms of a text with their types."""
    return [(m.text, m.type) for m in walk(text).mentions if m.kind in ("name", "demonym")]


@pytest.mark.parametrize("name", FINDERS)
@pytest.mark.parametrize("text", ARTICLES, ids=[t[:20] for t in ARTICLES])
def test_every_finder_keeps_its_promises(name, text):
    """A finder quotes the text exactly, gives a class of the ontology or none yet, and says the same thing twice."""
    here = walk(text)
    listed = {i: m for m in find_listed(here.parse, here.lexicon) for i in range(m.first, m.last)}
    found = list(FINDERS[name](here.parse, here.lexicon, listed))
    assert found == list(FINDERS[name](here.parse, here.lexicon, listed))
    for mention in found:
        assert mention.text == text[slice(*mention.span)]
        assert mention.first <= mention.head < mention.last
        assert mention.type in {"", *here.ontology.types}


@pytest.mark.parametrize("text", ARTICLES, ids=[t[:20] for t in ARTICLES])
def test_mentions_are_typed_and_in_order(text):
    """All mentions of a document have a class, stand in text order, and are the same at every run."""
    here = walk(text)
    assert {m.type for m in here.mentions} <= set(here.ontology.types)
    assert list(here.mentions) == sorted(here.mentions, key=lambda m: (m.span, m.kind))
    assert find_mentions(here.parse, here.lexicon) == here.mentions


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Denmark sent F-16 jets.", ("Denmark", "Country")),
        ("The Volta Star Hospital in Accra was closed.", ("Volta Star Hospital", "Facility")),
        ("She thanked the Ministry of Health and Welfare.", ("Ministry of Health and Welfare", "GovernmentBody")),
        ("The 47th Mechanized Brigade withdrew.", ("47th Mechanized Brigade", "ArmedForce")),
        ("Radars saw a Kq-101M over the bay.", ("Kq-101M", "Weapon")),
        ("Rain fell in northern Norway.", ("northern Norway", "Region")),
        ("Police Chief Kwame Boateng resigned.", ("Kwame Boateng", "Person")),
        ("The ship MV Amber Tide left Rota.", ("MV Amber Tide", "Facility")),
        ("A U.S.-backed militia fled.", ("U.S.", "Country")),
    ],
)
def test_names(text, wanted):
    """A name has the type that a list, its own words, its title or its place in the sentence give it."""
    assert wanted in named(text)


def test_the_document_votes_on_a_name():
    """What one sentence says of an unknown name holds for all of them; a surname is a person like the full name."""
    assert named("The village of Kestrova was shelled. Officials in Kestrova fled.") == [("Kestrova", "City")] * 2
    assert ("Boateng", "Person") in named("Kwame Boateng, the mayor, spoke. Boateng then left.")


def test_a_title_is_no_part_of_the_name():
    """What stands before a name becomes its role."""
    (mention,) = (m for m in walk("NATO Secretary General Ada Roth spoke.").mentions if m.text == "Ada Roth")
    assert mention.role == "NATO Secretary General"


def test_a_longer_name_holds_its_owner():
    """The adjective of an owner inside a body's name is a mention of its own."""
    assert ("Norwegian", "Country") in named("The Norwegian Defence Ministry denied it.")


def test_common_words_are_no_names():
    """A capital letter at the head of a sentence, a month or a weekday makes no name."""
    assert named("Officials met on Monday. Talks go on in March. However, nobody spoke.") == []


def test_headlines_give_listed_names_only():
    """Title case makes every word look like a name, so a headline names only what a list knows."""
    here = walk("It rained.", headline="Brave Rescuers Dig In Norway")
    assert [m.text for m in here.mentions if m.kind == "name"] == ["Norway"]


def test_descriptions_have_the_type_of_their_noun():
    """A noun phrase is typed by its head, with the word before it where the two are one thing."""
    found = {m.text: m.type for m in walk("Two air defence systems and a power station burned.").mentions}
    assert found == {"Two air defence systems": "Weapon", "a power station": "Facility"}
