"""Who does what to whom in a clause, whether it is negated, and how real it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.grammar.clauses import arguments, body, conjuncts, is_passive, noun_phrase, past_forms, possessor, subject, words
from kg.grammar.modality import factuality, modality, most_real, negated, occurrence
from kg.grammar.reattach import reattach
from kg.lexicon import load_lexicon
from kg.ontology import knowledge
from kg.parse import parse_documents
from tests.rooms import document, walk

PIECES = [
    "a claim",
    "the rebels",
    "rejects",
    "dismissed",
    "said on Monday",
    "it had left",
    ", a charge",
    "Kabul denies",
    "calling it a lie",
    "killing three",
    "two of five missiles",
    "the van’s",
    "home’s interior.Com",
    "able to bring",
    ";",
    ",",
    "and",
    ".",
]
"""What is hung elsewhere, in any order."""


def found(text, word):
    """Return the arguments of a word as (function, text) pairs."""
    here = walk(text)
    return {(a.function, here.parse.tokens[a.token].text) for a in arguments(here.parse, here.token(word))}


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("The army shelled the village.", "shelled", {("subject", "army"), ("object", "village")}),
        ("The village was shelled by the army.", "shelled", {("by", "army"), ("object", "village")}),
        ("The army shelled the village and the bridge.", "shelled", {("object", "village"), ("object", "bridge")}),
        ("The army entered the town and burned the school.", "burned", {("subject", "army"), ("object", "school")}),
        ("The minister wants to visit Lagos.", "visit", {("subject", "minister"), ("object", "Lagos")}),
        ("He urged the rebels to leave the market.", "leave", {("subject", "rebels"), ("object", "market")}),
        ("He condemned the rebels, who bombed the market.", "bombed", {("subject", "rebels"), ("object", "market")}),
        ("Rockets were fired from within the city.", "fired", {("object", "Rockets"), ("within", "city")}),
        ("Russia's attack on the port failed.", "attack", {("poss", "Russia"), ("on", "port")}),
        ("They used U.S.-supplied missiles.", "U.S.-supplied", {("subject", "U.S.-supplied"), ("object", "missiles")}),
    ],
)
def test_arguments(text, word, wanted):
    """Grammar says who does what: in passives, coordination, control, relative clauses and compounds as well."""
    assert wanted <= found(text, word)


def test_a_passive_is_seen():
    """A verb is passive with its auxiliary, as a participle after a noun, and beside a passive verb."""
    here = walk("The bridge was hit and destroyed. A shell fired from the hill struck it.")
    assert [is_passive(here.parse, here.token(w)) for w in ("hit", "destroyed", "fired", "struck")] == [True, True, True, False]


def test_noun_phrases_stop_at_the_head():
    """The base noun phrase has what stands before its head and not what follows."""
    here = walk("Three large residential blocks in the north burned.")
    assert words(here.parse, *noun_phrase(here.parse, here.token("blocks"))) == "Three large residential blocks"


def test_coordination_and_possession():
    """Coordinated nouns come in the order of the text; a possessor is found at its noun."""
    here = walk("France, Spain and Italy's navy signed.")
    assert [here.parse.tokens[t].text for t in conjuncts(here.parse, here.token("France"))][:1] == ["Spain"]
    here = walk("Iran's navy seized it.")
    assert possessor(here.parse, here.token("navy")) == here.token("Iran")
    assert subject(here.parse, here.token("seized")) == here.token("navy")


def test_the_body_has_no_headline():
    """Headlines are left out of what is read for grammar."""
    here = walk("The army came.", headline="Army comes")
    assert "".join(t.text for t in body(here.parse)) == "Thearmycame."


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("The two sides did not sign the accord.", "sign", True),
        ("No arrests were made.", "arrests", True),
        ("They failed to reach a deal.", "reach", True),
        ("They called off the attack.", "attack", True),
        ("None of them signed.", "signed", True),
        ("They left without a fight.", "fight", True),
        ("The two sides signed the accord.", "sign", False),
        ("They launched the attack.", "attack", False),
    ],
)
def test_negation(text, word, wanted):
    """A predicate is negated by its own words, its verb, its subject, or a verb that says it did not come to be."""
    here = walk(text)
    token = next(t.index for t in here.parse.tokens if word in (t.text, t.lemma))
    assert negated(here.parse, token, here.lexicon.words) is wanted


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("The army shelled the town.", "shelled", "actual"),
        ("The army is shelling the town.", "shelling", "ongoing"),
        ("The army will shell the town.", "shell", "planned"),
        ("The army plans to shell the town.", "shell", "planned"),
        ("The army may shell the town.", "shell", "possible"),
        ("The army threatened to shell the town.", "shell", "possible"),
        ("If the army shells the town, they will leave.", "shells", "possible"),
        ("They spoke about a possible truce.", "truce", "possible"),
        ("The planned visit was long.", "visit", "planned"),
    ],
)
def test_modality(text, word, wanted):
    """A predicate is as real as its auxiliaries, its verb above and its modifiers say."""
    here = walk(text)
    assert modality(here.parse, here.token(word), here.lexicon.words) == wanted


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("The army shelled the town.", "shelled", ("occurred", "CT+")),
        ("The army did not shell the town.", "shell", ("negated", "CT-")),
        ("The army could shell the town.", "shell", ("hypothetical", "PS+")),
        ("The army probably shelled the town.", "shelled", ("occurred", "PR+")),
        ("The mayor said the army shelled the town.", "shelled", ("reported", "CT+")),
        ("The army denied that it shelled the town.", "shelled", ("reported", "CT-")),
    ],
)
def test_occurrence_and_factuality(text, word, wanted):
    """Whether something happened and how sure its source is are two answers (FactBank)."""
    here = walk(text)
    token = here.token(word)
    said = next((a for a in here.attributions if token in a.content), None)
    assert (
        occurrence(here.parse, token, said, here.lexicon.words),
        factuality(here.parse, token, said, here.lexicon.words),
    ) == wanted


def test_the_most_real_mention_decides():
    """What is told once as done is done, however often it is also threatened."""
    assert most_real(["hypothetical", "occurred", "reported"]) == "occurred"
    assert most_real(["hypothetical", "planned"]) == "planned"


def test_participles_have_regular_and_irregular_forms():
    """The past forms of a verb follow English spelling."""
    assert "led" in past_forms("lead")
    assert "supplied" in past_forms("supply")
    assert "backed" in past_forms("back")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
def test_every_word_hangs_on_a_root(pieces):
    """Whatever is hung elsewhere, the words above a word end at the root of a sentence."""
    (parse,) = parse_documents([document(" ".join(pieces))])
    parse = reattach(parse, load_lexicon(knowledge("lexicons")).words)
    for token in parse.tokens:
        above, steps = token, 0
        while parse.tokens[above.head] != above:
            above, steps = parse.tokens[above.head], steps + 1
            assert steps <= len(parse.tokens)
