"""Which paragraphs are English: the others are kept in the text, told apart and not parsed."""

from collections.abc import Iterable

from kg.errors import InputError
from kg.model import Block
from kg.read.text import MIN_WORDS, check_english, count_words

MAX_FOREIGN = 0.02
"""Share of English function words up to which a paragraph in Latin letters is of another language; for a single paragraph
less than for a text, since a list of names in English may have few."""

MIN_PROSE = 0.10
"""Share from which a paragraph is beyond doubt English, and worth reading in a document of another language."""


def english_blocks(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks of a text, those in another language as `foreign`; what is too short to be judged goes with the rest.

    Raises:
        InputError: the text is not English, and no paragraph in it is.
    """
    marked = tuple(Block("foreign", b.span) if _is_foreign(text[slice(*b.span)], b.kind) else b for b in blocks)
    try:
        check_english(text)
    except InputError:
        if not any(b.kind == "body" and _is_prose(text[slice(*b.span)]) for b in marked):
            raise
        return tuple(b if b.kind != "body" or _is_prose(text[slice(*b.span)]) else Block("foreign", b.span) for b in marked)
    return marked


def _is_foreign(paragraph: str, kind: str) -> bool:
    if kind not in ("body", "headline"):
        return False
    words = count_words(paragraph)
    if words.total and words.latin < words.total / 2:
        return True
    return words.different >= MIN_WORDS and words.english <= MAX_FOREIGN * words.total


def _is_prose(paragraph: str) -> bool:
    words = count_words(paragraph)
    return words.latin >= words.total / 2 and words.different >= MIN_WORDS / 2 and words.english >= MIN_PROSE * words.total
