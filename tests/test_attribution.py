"""Who says what: source, act, level, addressee and channel of every way of speaking."""

import pytest

from kg.attribution.quotes import find_quotes, is_speech
from tests.rooms import walk


def speech(text):
    """Return the only attribution of a text as (sources, act, level)."""
    here = walk(text)
    (found,) = here.attributions
    return tuple(here.chains.entities[s].label for s in found.sources), found.act, found.level


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The governor said the army had shelled Kano.", (("governor",), "state", "attributed")),
        ("The army had shelled Kano, the governor said.", (("governor",), "state", "attributed")),
        ("According to the Red Cross, 12 people died.", (("Red Cross",), "state", "attributed")),
        ("Turkey accused Greece of shelling a boat.", (("Turkey",), "accuse", "alleged")),
        ("Greece denied shelling the boat.", (("Greece",), "deny", "denied")),
        ("Niger has allegedly supplied drones to Chad.", ((), "state", "alleged")),
        ("Warnings from the Kremlin that rebels would strike Lviv were ignored.", (("Kremlin",), "warn", "attributed")),
        ("Norway and Sweden demanded that the talks resume.", (("Norway", "Sweden"), "demand", "attributed")),
        ("The army was said by Iran to have left.", (("Iran",), "state", "attributed")),
    ],
)
def test_ways_of_speaking(text, wanted):
    """Verbs before and after, phrases, adverbs, nouns and passives all have a source, an act and a level."""
    assert speech(text) == wanted


@pytest.mark.parametrize("text", ["She said the army had shelled Kano.", "The officer is accused of killing two people."])
def test_an_unknown_source_is_no_narrator(text):
    """What a pronoun without antecedent or nobody in particular says is never the article's own word."""
    here = walk(text)
    assert here.claims
    assert {c.claimants for c in here.claims} == {("unnamed_sources",)}


def test_a_plain_report_has_no_source():
    """A sentence without a cue is the article's own."""
    assert walk("The army shelled Kano.").attributions == ()


def test_a_quotation_goes_on():
    """Direct speech without a cue of its own belongs to the last speaker of the paragraph."""
    here = walk("“We will rebuild it,” Mayor Lena Hart said. “Nobody will leave this town.”")
    assert [a.sources for a in here.attributions] == [("Lena_Hart",)] * 2
    text = here.parse.document.text
    assert [text[slice(*s)] for a in here.attributions for s in a.quotes] == [
        "We will rebuild it",
        "Nobody will leave this town.",
    ]


def test_a_quotation_stops_at_its_paragraph():
    """The next paragraph speaks for itself."""
    here = walk("“We will rebuild it,” Mayor Lena Hart said.\n\n“Nobody will leave this town.”")
    assert len(here.attributions) == 1


def test_scare_quotes_are_no_speech():
    """A word or two in quotation marks is a name for something."""
    here = walk("The “safe zone” burned. He left. “That is all I know.”")
    assert [is_speech(q) for q in find_quotes(here.parse)] == [False, True]


def test_addressee_channel_and_denial():
    """To whom and through what it was said is kept."""
    here = walk("In a post on Telegram, Governor Lena Hart told reporters the strike killed two people.")
    (found,) = here.attributions
    labels = [here.chains.entities[i].label for i in (*found.addressees, *found.channels)]
    assert labels == ["reporters", "Telegram"]


def test_the_nearest_speaker_answers():
    """Speech inside speech belongs to the inner speaker."""
    here = walk("Sweden said Norway had denied that it shelled Narvik.")
    assert {c.claimants for c in here.claims if c.predicate == "agent"} == {("Norway",)}


def test_a_source_is_not_its_own_content():
    """The words of the source and the cue are no part of what is said."""
    here = walk("The army, the governor of Kano said, had left.")
    for found in here.attributions:
        assert not {found.cue, found.source_token} & found.content


@pytest.mark.parametrize("text", ["Moscow ruled it out", "Said nobody in Kyiv", "Denied by Kyiv", "He wrote on X. It", "WHO"])
def test_speech_at_the_edges_of_a_text(text):
    """Words that look at their neighbours have none at the ends of a text."""
    assert walk(text).parse.document.text == text
