"""Names that only the statistical model saw, trimmed to the words that can be part of a name."""

from collections.abc import Iterator, Mapping, Sequence

from kg.lexicon import Lexicon
from kg.mentions.stretch import mention_over
from kg.model import Mention, Parse, Token

_NAMES = frozenset({"PERSON", "ORG", "GPE", "FAC", "LOC", "PRODUCT"})


def find_chunks(parse: Parse, lexicon: Lexicon, listed: Mapping[int, Mention]) -> Iterator[Mention]:
    """Yield the model's names that hold no listed name, without articles, titles and possessives at their ends."""
    for chunk in parse.chunks:
        if chunk.label not in _NAMES or not parse.sentences[parse.tokens[chunk.first].sentence].is_prose:
            continue
        first, last = chunk.first, chunk.last
        while first < last and not parse.tokens[first].text[0].isupper():
            first += 1
        if (
            last < len(parse.tokens)
            and parse.tokens[last].text.lower() in lexicon.roles
            and parse.tokens[last].text[0].isupper()
        ):
            continue
        while first < last and (parse.tokens[first].pos == "DET" or parse.tokens[first].text.lower() in lexicon.roles):
            first += 1
        while first < last and not parse.tokens[last - 1].text[0].isupper():
            last -= 1
        words = parse.tokens[first:last]
        if words and _is_name(parse, lexicon, words) and not any(t.index in listed for t in words):
            yield mention_over(parse, first, last, found_by="statistical")


def _is_name(parse: Parse, lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """A name holds proper nouns and joining words only; one common noun that begins a sentence is none."""
    if not all(t.text[0].isupper() or t.text[0].isdigit() or t.pos in ("ADP", "DET", "PART", "PUNCT", "CCONJ") for t in words):
        return False
    opening = words[0].index == parse.sentences[words[0].sentence].first
    if len(words) == 1 and (
        (opening and words[0].lemma in lexicon.nouns) or words[0].text.lower().rstrip(".") in lexicon.times
    ):
        return False
    return any(t.pos == "PROPN" for t in words)
