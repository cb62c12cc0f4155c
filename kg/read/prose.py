"""Which paragraphs are parsed: English ones, of which a flood of the same and what are no words are kept in the text only."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kg.errors import InputError
from kg.model import Block
from kg.read.text import MIN_WORDS, check_english, count_words

_PROSE = ("headline", "body")

MAX_FOREIGN = 0.02
"""Share of English function words up to which a paragraph in Latin letters is of another language; for a single paragraph
less than for a text, since a list of names in English may have few."""

MIN_PROSE = 0.10
"""Share from which a paragraph is beyond doubt English, and worth reading in a document of another language."""


MAX_REPEATED = 5_000
"""Characters that one paragraph may take up with its repetitions; more is a template or a flood, and says nothing new."""

_NO_WORD = re.compile(r"\S{1000}")
"""Printed addresses have at most a few hundred characters; the parser's time grows with the square of such a run."""


def parsed_blocks(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks of a text, those that are not to be parsed as `foreign`, `repeated` or `unreadable`.

    Raises:
        InputError: the text is not English, and no paragraph in it is.
    """
    return tuple(_without_floods(text, _english(text, blocks)))


def _without_floods(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    told: Counter[int] = Counter()
    for block in blocks:
        words = text[slice(*block.span)]
        told[hash(words)] += 1
        repeated = told[hash(words)]
        if block.kind not in _PROSE:
            yield block
        elif _NO_WORD.search(words):
            yield Block("unreadable", block.span)
        elif repeated > 1 and repeated * len(words) > MAX_REPEATED:
            yield Block("repeated", block.span)
        else:
            yield block


def _english(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Mark the blocks in another language; what is too short to be judged goes with the rest."""
    marked = tuple(Block("foreign", b.span) if _is_foreign(text[slice(*b.span)], b.kind) else b for b in blocks)
    try:
        check_english(text)
    except InputError:
        if not any(b.kind == "body" and _is_prose(text[slice(*b.span)]) for b in marked):
            raise
        return tuple(b if b.kind != "body" or _is_prose(text[slice(*b.span)]) else Block("foreign", b.span) for b in marked)
    return marked


def _is_foreign(paragraph: str, kind: str) -> bool:
    if kind not in _PROSE:
        return False
    words = count_words(paragraph)
    if words.total and words.latin < words.total / 2:
        return True
    return words.different >= MIN_WORDS and words.english <= MAX_FOREIGN * words.total


def _is_prose(paragraph: str) -> bool:
    words = count_words(paragraph)
    return words.latin >= words.total / 2 and words.different >= MIN_WORDS / 2 and words.english >= MIN_PROSE * words.total
