"""The only door to spaCy: tokens quote the text, sentences keep to their paragraphs, slips of the parser are mended."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.parse import DEFAULT_MODEL, load_model, model_digest, parse_documents
from tests.rooms import document, walk

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=4)


def parse(text, **about):
    """Parse one text."""
    (found,) = parse_documents([document(text, **about)])
    return found


@settings(deadline=None)
@given(TEXTS)
def test_tokens_quote_the_text(paragraphs):
    """Every token is a piece of the text at its offsets, in order, whatever the text."""
    text = "\n\n".join(p.replace("\n", " ") for p in paragraphs)
    found = parse(text)
    assert [t.text for t in found.tokens] == [text[t.begin : t.end] for t in found.tokens]
    assert [t.index for t in found.tokens] == list(range(len(found.tokens)))
    assert all(left.end <= right.begin for left, right in zip(found.tokens, found.tokens[1:], strict=False))


@settings(deadline=None)
@given(TEXTS)
def test_sentences_divide_the_tokens(paragraphs):
    """Every token stands in one sentence, and its head in the same."""
    found = parse("\n\n".join(p.replace("\n", " ") for p in paragraphs))
    assert [i for s in found.sentences for i in range(s.first, s.last)] == [t.index for t in found.tokens]
    assert all(found.tokens[t.head].sentence == t.sentence for t in found.tokens)
    assert all(t.index in found.children[t.head] for t in found.tokens if t.head != t.index)


def test_no_sentence_crosses_a_paragraph():
    """The headline and every paragraph end their sentences, with a full stop or without."""
    found = parse("Rebels left the town\n\nThe army came. It stayed.", headline="Truce holds")
    assert [(s.kind, s.paragraph) for s in found.sentences] == [("headline", 0), ("body", 1), ("body", 2), ("body", 2)]


def test_documents_come_back_in_order():
    """Many documents are parsed as a stream, each whole, in the order given."""
    documents = [document(f"Convoy {n} left.\n\nIt came back.") for n in range(5)]
    parses = list(parse_documents(documents))
    assert [p.document for p in parses] == documents
    assert {len(p.sentences) for p in parses} == {2}


def test_batches_make_no_difference():
    """A document is parsed alike alone and beside others."""
    first, second = document("Kyiv denied it."), document("The truce between the two armies held for three days.")
    assert list(parse_documents([first, second])) == [*parse_documents([first]), *parse_documents([second])]


def test_an_empty_document_is_parsed():
    """A text without prose has no tokens that speak, and raises nothing."""
    assert walk(" \n").claims == ()


def test_an_unknown_model_is_refused():
    """A model that is not installed is one line with its name and what to do."""
    with pytest.raises(InputError, match=r"^model 'no_such_model' is not an installed spaCy pipeline\. Give .* --model\.$"):
        load_model("no_such_model")


def test_the_environment_names_a_model(monkeypatch):
    """KG_MODEL stands in where no model is given."""
    load_model.cache_clear()
    monkeypatch.setenv("KG_MODEL", "another_model")
    with pytest.raises(InputError, match="another_model"):
        load_model()
    monkeypatch.delenv("KG_MODEL")
    load_model.cache_clear()
    assert load_model() is load_model()
    assert DEFAULT_MODEL.startswith(load_model().name)


def test_the_fast_model_leaves_out_statistical_names():
    """`fast` is the same grammar without statistical names, under a name and a digest of its own."""
    text = "Maria Lindqvist said on Monday that Telmark Shipping had left Antwerp."
    (whole,), (fast,) = parse_documents([document(text)]), parse_documents([document(text)], model="fast")
    assert whole.chunks
    assert not fast.chunks
    assert fast.tokens == whole.tokens
    assert load_model("fast").name == f"{load_model().name} without ner"
    assert model_digest("fast") != model_digest() == model_digest("accurate")


def test_a_possessor_goes_back_to_its_noun():
    """A name with 's that the parser made an object of the verb belongs to the noun after it."""
    found = parse("Stoltenberg defended Ukraine's right to strike targets.")
    owner = next(t for t in found.tokens if t.text == "Ukraine")
    assert (owner.dep, found.tokens[owner.head].text) == ("poss", "right")
