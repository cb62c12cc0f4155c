"""Who is who in one article."""

import pytest

from kg.entities.cluster import compatible, families
from kg.entities.identity import slug, strip
from kg.model import RESERVED
from tests.rooms import walk


def same(text, *names):
    """Tell whether all of these words mean one entity."""
    here = walk(text)
    ids = {here.called(name) for name in names}
    return len(ids) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mayor Lena Hart spoke. Hart then left.", ("Lena Hart", "Hart")),
        ("Mayor Lena Hart spoke. She then left.", ("Lena Hart", "She")),
        ("Mayor Lena Hart spoke. The mayor then left.", ("Lena Hart", "The mayor")),
        ("The Coastal Relief Office (CRO) met. The CRO gave money.", ("Coastal Relief Office", "CRO")),
        ("The European Union met. The bloc then spoke.", ("European Union", "The bloc")),
        ("Norway protested. Norwegian officials left.", ("Norway", "Norwegian")),
        ("Kyiv said it had struck. Ukraine gave no details.", ("Kyiv", "Ukraine")),
        ("A tanker sank. The tanker had been new.", ("A tanker", "The tanker")),
        ("The village of Kestrova burned. The village was empty.", ("Kestrova", "The village")),
        ("A group calling itself Red Dawn spoke. The group left.", ("Red Dawn", "The group")),
    ],
)
def test_one_thing(text, names):
    """Surname, pronoun, description, acronym, demonym, acting capital and apposition lead to one entity."""
    assert same(text, *names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mayor Lena Hart met Omar Sy. He then left.", ("Lena Hart", "He")),
        ("Georgia Diaz arrived in Georgia.", ("Georgia Diaz", "Georgia")),
        ("A tanker sank. Another tanker came.", ("A tanker", "Another tanker")),
        ("Rebels hold Gondar. The region is calm.", ("Gondar", "The region")),
        ("The tanker burned near Aden. The city saw smoke.", ("The tanker", "The city")),
    ],
)
def test_two_things(text, names):
    """Gender, type and an indefinite article keep things apart; a person is never one with a place."""
    assert not same(text, *names)


def test_a_person_is_no_place(ontology):
    """The broad families never merge, but a state acts like a group."""
    assert not compatible(ontology, "Person", "City")
    assert compatible(ontology, "Country", "GovernmentBody")
    assert families(ontology, "Entity") == {"person", "place", "group", "thing"}


def test_known_things_are_shared():
    """A country, a full name and a listed body are more than their article; a description is not."""
    here = walk("Omar Sy left Norway on a ferry.")
    shared = {e.id: e.shared for e in here.chains.entities.values()}
    assert shared == {"Omar_Sy": True, "Norway": True, "ferry": False}


def test_ids_do_not_depend_on_the_rest():
    """The same thing has the same id in another text."""
    left, right = walk("Lena Hart spoke in Lima."), walk("A ferry sank. In Lima, officials thanked Lena Hart.")
    assert left.called("Lena Hart") == right.called("Lena Hart") == "Lena_Hart"
    assert left.called("Lima") == right.called("Lima")


def test_a_town_is_that_of_the_country_in_the_text():
    """Of several towns of a name, the one in a country that the article speaks of is meant, else the largest."""
    english, canadian = walk("It rained in London."), walk("It rained in London. Canada sent help.")
    where = [w.chains.entities[w.called("London")].geonames for w in (english, canadian)]
    assert where[0] == "2643743"
    assert where[1] != where[0]


def test_every_mention_belongs_to_its_entity():
    """The chains quote the text, and every entity has the spans of its mentions."""
    here = walk("The European Union met in Brussels. The bloc thanked Mayor Lena Hart, who left.")
    for mention, entity in here.chains.mentions:
        assert mention.span in here.chains.entities[entity].mentions


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("the Kremlin’s", "Kremlin"), ("at least 40,000 shells", "shells"), ("The two\nbuildings", "buildings"), ("a", "a")],
)
def test_labels_are_bare(text, wanted):
    """A label has no article, no count, no possessive and no line break."""
    assert strip(text) == wanted


@pytest.mark.parametrize(("label", "wanted"), [("U.N. Mission", "UN_Mission"), ("Ana Pérez", "Ana_Pérez"), ("«»", "entity")])
def test_slugs(label, wanted):
    """An id keeps the letters of any script and is never empty."""
    assert slug(label) == wanted


def test_an_author_spoken_of_is_not_the_narrator():
    """A thing of an article never has the id of the article's own voice."""
    found = walk("The author said the war was over. Unnamed sources said nothing.")
    assert not RESERVED & found.chains.entities.keys()
