"""From a range of tokens to a Mention that quotes the text: every finder of this room makes its mentions here."""

from kg.grammar.clauses import span_of, words
from kg.model import Mention, Parse


def mention_over(parse: Parse, first: int, last: int, *, found_by: str) -> Mention:
    """Return the name over tokens first to last (exclusive), as yet without a type."""
    text = words(parse, first, last)
    return Mention(first, last, head_of(parse, first, last), span_of(parse, first, last), text, "", "name", found_by=found_by)


def head_of(parse: Parse, first: int, last: int) -> int:
    """Return the token of a range whose head lies outside it (the last such, if there are several)."""
    outside = [i for i in range(first, last) if not first <= parse.tokens[i].head < last or parse.tokens[i].head == i]
    return outside[-1] if outside else last - 1
