"""Direct speech: where quotation marks open and close, and quotations that go on without a cue of their own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.grammar.clauses import CLOSING_MARKS, span_of
from kg.model import Attribution, Parse, Span

_OPEN, _EITHER = frozenset({"“", "«", "„", "``"}), frozenset({'"', "''"})
_LONGEST = 400
_SHORT = 3


class Quote(NamedTuple):
    """The tokens inside a pair of quotation marks, first inclusive, last exclusive; the marks are outside."""

    first: int
    last: int


def find_quotes(parse: Parse) -> list[Quote]:
    """Return the quotations of the body in text order; a quotation that never closes ends with its paragraph."""
    found: list[Quote] = []
    start = -1
    paragraph = -1
    for token in parse.tokens:
        here = parse.sentences[token.sentence].paragraph
        if start >= 0 and here != paragraph:
            if start < token.index:
                found.append(Quote(start, token.index))
            start = -1
        if start < 0 and (token.text in _OPEN or token.text in _EITHER):
            start, paragraph = token.index + 1, here
        elif start >= 0 and token.text in CLOSING_MARKS:
            if start < token.index < start + _LONGEST:
                found.append(Quote(start, token.index))
            start = -1
    return found


def spoken(parse: Parse, quote: Quote) -> Span:
    """Return the words of a quotation as a span, without the comma before the closing mark."""
    last = quote.last
    while last - 1 > quote.first and parse.tokens[last - 1].text == ",":
        last -= 1
    return span_of(parse, quote.first, last)


def is_speech(quote: Quote) -> bool:
    """Tell a quotation of some length from a word in scare quotes.

    >>> is_speech(Quote(3, 5)), is_speech(Quote(3, 9))
    (False, True)
    """
    return quote.last - quote.first >= _SHORT


def continued(parse: Parse, found: Sequence[Attribution], quotes: Sequence[Quote]) -> list[Attribution]:
    """Return attributions for quotations without a cue that follow one in the same paragraph.

    “…,” Stoltenberg said. “There is no question …” belongs to Stoltenberg.
    """
    more: list[Attribution] = []
    for quote in quotes:
        if not is_speech(quote) or any(quote.first in a.content for a in found):
            continue
        paragraph = parse.sentences[parse.tokens[quote.first].sentence].paragraph
        before = [
            a
            for a in (*found, *more)
            if a.quotes and a.cue < quote.first and parse.sentences[parse.tokens[a.cue].sentence].paragraph == paragraph
        ]
        if before:
            last = max(before, key=lambda a: a.cue)
            more.append(replace(last, content=frozenset(range(*quote)), citing=(), quotes=(spoken(parse, quote),)))
    return more
