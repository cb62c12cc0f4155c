"""Incidents: which kinds of incident a report tells of, and who and what took part."""

import pytest

from kg.annotation.fillers import find_fillers, whole
from kg.annotation.incidents import find_incidents
from kg.annotation.records import as_document
from kg.annotation.relate import load_table
from kg.model import Span
from kg.parse import parse_documents

KIDNAPPING = """
Bogota, 4 March. Guerrillas of the National Liberation Front kidnapped the engineer Luis Mendoza on Sunday near Ocana, the army
said. Four armed men took Mendoza from his car at a roadblock. His family has received a call from the kidnappers, who demand
a ransom.
"""
BOMBING = """
Lima, 9 June. A car bomb exploded yesterday in front of the Banco del Sur, injuring the guard Pedro Salas and destroying three
vehicles. Police blamed the Shining Path for the explosion. The terrorists left 20 kg of dynamite in a stolen taxi.
"""
TRADE = """
Quito, 2 May. The ministers of trade of five countries agreed on Tuesday to lower the duties on coffee and bananas. The
agreement will be signed in July. Exports rose by four percent last year, according to the central bank, and wages are expected
to follow.
"""
TWO_KIDNAPPINGS = (
    KIDNAPPING
    + """
The army has sent patrols into the hills around the town. The roads to the north stayed closed on Monday. Shops in Ocana did
not open, and the mayor asked the people to stay at home. Meanwhile, in Cali, members of the M-19 movement kidnapped the banker
Jorge Salazar in front of his house on Monday. Salazar was driven away in a van.
"""
)


def parsed(text):
    """Return the parse of a report."""
    return next(iter(parse_documents([as_document("report", " ".join(text.split()))])))


def incidents(text):
    """Return the kind of each incident and role → the words in the text."""
    parse = parsed(text)
    found = find_incidents(parse, load_table("incident_kinds"))
    return [
        (i.kind, {role: {parse.document.text[slice(*span)] for r, span in i.fillers if r == role} for role, _ in i.fillers})
        for i in found
    ]


def told(text):
    """Return kind → role → the words in the text, of a report of one incident of each kind."""
    found = incidents(text)
    assert len(dict(found)) == len(found)
    return dict(found)


def test_who_and_what_took_part():
    """The one taken and the body that took him are found."""
    kidnapping = told(KIDNAPPING)["kidnapping"]
    assert any("Mendoza" in v for v in kidnapping["Victim"])
    assert any("National Liberation Front" in v for v in kidnapping["PerpOrg"])


def test_the_kind_comes_from_words_and_fillers():
    """A car bomb is a bombing first."""
    found = told(BOMBING)
    assert next(iter(found)) == "bombing"
    assert any("Banco del Sur" in v for v in found["bombing"]["Target"])


def test_incidents_of_one_kind_are_told_apart():
    """Two men taken in two places are victims of two kidnappings, and each was taken by the body named beside him."""
    first, second = [fillers for kind, fillers in incidents(TWO_KIDNAPPINGS) if kind == "kidnapping"]
    assert all("Mendoza" in v for v in first["Victim"])
    assert all("Salazar" in v for v in second["Victim"])
    assert any("National Liberation Front" in v for v in first["PerpOrg"])
    assert not any("National Liberation" in v for v in second.get("PerpOrg", ()))


def test_a_report_of_something_else_has_none():
    """Trade talks are no incident."""
    assert told(TRADE) == {}


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("The armed forces high command denied it.", "armed forces high", "armed forces high command"),
        ("Two men riding on a motorcycle fired at him.", "Two men riding on", "Two men"),
        ("They burned the tax office and left.", "tax office and", "tax office"),
        ("A bomb hit the bank. The bank manager was hurt.", "bank", "bank"),
    ],
)
def test_a_filler_ends_with_its_noun(text, part, expected):
    """A stretch cut short goes on to its noun, and one that ran on is cut."""
    begin = text.index(part)
    assert text[slice(*whole(parsed(text), Span(begin, begin + len(part))))] == expected


def test_fillers_quote_the_text():
    """Every filler quotes the text."""
    parse = parsed(BOMBING)
    for filler in find_fillers(parse):
        assert filler.words == " ".join(parse.document.text[slice(*filler.span)].lower().split())
        assert 0 < filler.score <= 1
