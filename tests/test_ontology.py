"""The vocabulary as values: its cues read back, its names hang together, and a new relation needs no Python."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.ontology import knowledge, load_ontology, parse_cue
from kg.schema import Cue
from tests.rooms import walk

FILE = knowledge("ontology") / "kg.ttl"
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz-'", min_size=1, max_size=8)
WORDS = st.lists(LETTERS, min_size=1, max_size=3).map(" ".join)
CUES = st.builds(
    Cue,
    WORDS,
    st.sampled_from("vnap"),
    preposition=st.one_of(st.just(""), LETTERS),
    typed=st.booleans(),
    inverse=st.just(False),
    roles=st.lists(st.tuples(LETTERS, LETTERS), max_size=3).map(tuple),
)


@given(CUES)
def test_cues_read_back(cue):
    """A cue written in the notation of kg.ttl reads back as itself."""
    parts = [f"{cue.lemma}.{cue.pos}{'?' * cue.typed}", cue.preposition, *(f"{a}={b}" for a, b in cue.roles)]
    assert parse_cue(" ".join(part for part in parts if part)) == cue


@pytest.mark.parametrize("text", ["", "strike", "strike.", "strike.x", "strike n", "strike. v"])
def test_a_bad_cue_is_refused(text):
    """A cue that is not in the notation is quoted in the message."""
    with pytest.raises(InputError, match=re.escape(f"cue {text!r} is not of the form")):
        parse_cue(text)


def test_a_bad_cue_is_located(tmp_path):
    """A bad cue in the vocabulary is one line with its file and line number."""
    path = tmp_path / "kg.ttl"
    path.write_text(f'{FILE.read_text(encoding="utf-8")}\nkg:near\n  kg:relationCue "beside" .\n', encoding="utf-8")
    line = len(path.read_text(encoding="utf-8").splitlines())
    with pytest.raises(InputError, match=rf"kg\.ttl: line {line}: cue 'beside'"):
        load_ontology(path)


@pytest.mark.parametrize("content", [None, "@prefix kg: <x> .\nkg:a kg:b"])
def test_an_unreadable_vocabulary_is_named(tmp_path, content):
    """A vocabulary that is missing or no Turtle is one line with its path."""
    path = tmp_path / "kg.ttl"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError, match=r"kg\.ttl: cannot be read as Turtle"):
        load_ontology(path)


def test_roles_are_relations(ontology):
    """The roles that grammar or a trigger fills, and those an event requires, are relations; narrowings are classes."""
    wanted = [role for event in ontology.events.values() for role in event.roles.values()]
    wanted += [r for event in ontology.events.values() for cue in event.cues for f, r in cue.roles if f != "needs"]
    for option in (option for role in wanted for option in role.split(",")):
        names, _, narrowed = option.partition(":")
        assert set(names.split("&")) <= set(ontology.relations), option
        assert not narrowed or narrowed in ontology.types, option
    assert {role for event in ontology.events.values() for role in event.requires} <= set(ontology.relations)


def test_relations_join_classes(ontology):
    """Domains and ranges are classes of the ontology, parents relations."""
    classes = {*ontology.types, *ontology.events}
    for relation in ontology.relations.values():
        assert {*relation.domain, *relation.range} <= classes, relation.name
        assert set(relation.parents) <= set(ontology.relations), relation.name


def test_short_edges_join_roles(ontology):
    """A short edge names an event class and two relations that may be its roles."""
    for relation in ontology.relations.values():
        for edge in relation.short_edges:
            assert edge.event in ontology.events, relation.name
            assert {edge.left, edge.right, *edge.unless} <= set(ontology.relations), relation.name


def test_classes_form_a_tree(ontology):
    """A class is what its ancestors are, and nothing is its own ancestor."""
    assert ontology.is_a("City", "Place")
    assert ontology.is_a("DroneStrike", "Attack")
    assert not ontology.is_a("Place", "City")
    for name, above in (*ontology.types.items(), *((n, e.ancestors) for n, e in ontology.events.items())):
        assert name not in above


def test_every_event_is_triggered_or_specialised(ontology):
    """A kind of event has words of its own, weapons that turn another kind into it, or kinds below it."""
    above = {ancestor for event in ontology.events.values() for ancestor in event.ancestors}
    assert [n for n, e in ontology.events.items() if not (e.cues or e.families or n in above)] == []


RELATION = """
kg:outsings a kg:Relation, owl:ObjectProperty ; rdfs:label "outsings"@en ;
  kg:domainHint kg:Country ; kg:rangeHint kg:Country ; kg:relationCue "trounce.v" .
"""


def test_a_relation_is_added_without_python(tmp_path):
    """A relation with a cue in a copy of the vocabulary is found in a sentence; without it, it is not."""
    sentence = "Norway trounced Sweden in Oslo."
    path = tmp_path / "kg.ttl"
    path.write_text(FILE.read_text(encoding="utf-8") + RELATION, encoding="utf-8")
    claim = walk(sentence, ontology=load_ontology(path)).claim("outsings")
    assert (claim.subject, claim.object, claim.text) == ("Norway", "Sweden", "Norway outsings Sweden")
    assert "outsings" not in {c.predicate for c in walk(sentence).claims}


def test_an_event_is_added_without_python(tmp_path):
    """A kind of event with a trigger and a role is found in the same way."""
    path = tmp_path / "kg.ttl"
    added = '\nkg:Regatta a owl:Class ; rdfs:subClassOf kg:Event ; kg:trigger "regatta.n" ; kg:roles "in=place" .\n'
    path.write_text(FILE.read_text(encoding="utf-8") + added, encoding="utf-8")
    assert walk("A regatta in Kiel began.", ontology=load_ontology(path)).fillers("Regatta", "place") == {"Kiel"}
