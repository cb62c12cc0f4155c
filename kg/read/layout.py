"""Text → blocks: the headline, lines about the article, the dateline, and one block for each paragraph of the story."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from kg.model import Block, Span
from kg.read.header import Stamp, first_of, read_dateline, read_header

MAX_HEADLINE = 250
"""Characters; of 300 English news headlines the longest had 160."""

MAX_SUBHEAD_WORDS = 12
"""A longer line without a full stop inside the story is a paragraph whose full stop was lost."""

MIN_PARAGRAPH = 40
MAX_WRAPPED = 200
"""A line longer than this was not wrapped by an editor, so each line is a paragraph."""

MAX_BLOCK = 25_000
"""Characters; the parser refuses a million, and takes 10 MB of memory for a thousand."""

TITLE_WORDS = 12
"""Words taken from the text when an article has no headline."""

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"\S")
_MARKDOWN = re.compile(r"#{1,6}\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s")
_BULLET = re.compile(r"[-*•–—·▪◦]\s|\d{1,2}[.)]\s")
_ROW = re.compile(r"\|.*\|")
"""A row of a table, as the extractor and people who write Markdown set it."""
_STOPS = (".", "!", "?", "…", ":", ";", ",")
_CLOSERS = "\"'”’»)]"
_ABBREVIATION = re.compile(r"(?:\b[A-Z]\.)+$")


class Layout(NamedTuple):
    """The blocks of a text in order, and what its headline, header lines and dateline say of it."""

    blocks: tuple[Block, ...]
    headline: str
    published: str = ""
    source: str = ""
    updated: str = ""
    section: str = ""
    place: str = ""
    author: str = ""


class _Line(NamedTuple):
    span: Span
    text: str
    first: bool
    """After a blank line, or at the beginning."""
    last: bool
    """Before a blank line, or at the end."""


def lay_out(text: str, title: str = "") -> Layout:
    r"""Tell the parts of an article apart; every character that is not white space is in exactly one block.

    A `title` that its file told apart is the headline, however it ends, where the text begins with it.

    >>> lay_out("Two killed in Kyiv\nPublished: 2026-03-18\n\nKYIV (AP) - Two people were killed.").published
    '2026-03-18'
    """
    lines = list(_lines(text))
    blocks: list[Block] = []
    stamps: list[Stamp] = []
    story: list[_Line] = []
    headline = lines[0].text if title and lines and _MARKDOWN.sub("", lines[0].text).casefold() == title.casefold() else ""
    for line in lines:
        stamp = None if headline and line is lines[0] else read_header(line.text)
        if stamp is None and not headline and not story and len(lines) > 1 and _is_headline(line.text):
            headline = _MARKDOWN.sub("", line.text)
        kind = _kind(line, stamp, headline, begun=bool(story))
        if kind == "body":
            story.append(line)
            continue
        blocks += _titled(line) if kind == "headline" else [Block(kind, line.span)]
        stamps += [stamp] if stamp else []
    body, said = _body(text, story)
    stamps.append(said)
    return Layout(
        blocks=tuple(sorted(_bearable(text, blocks + body), key=lambda block: block.span)),
        headline=headline or _opening(text),
        # A text that only says when it was updated was published on that day as far as anybody knows.
        published=first_of(stamps, "published") or first_of(stamps, "updated"),
        **{name: first_of(stamps, name) for name in ("source", "updated", "section", "place", "author")},
    )


def _bearable(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Cut a block that is longer than any paragraph after a sentence, else after a word, else where it must be."""
    for block in blocks:
        start, end = block.span
        while end - start > MAX_BLOCK:
            limit = start + MAX_BLOCK
            ends = (match.end() for match in _SENTENCE_END.finditer(text, start, limit))
            cut = max(ends, default=0) or text.rfind(" ", start + 1, limit) + 1 or limit
            yield Block(block.kind, _strip(text, start, cut))
            start = next(match.start() for match in _WORD.finditer(text, cut, end))
        yield Block(block.kind, Span(start, end))


def _lines(text: str) -> Iterator[_Line]:
    spans = [_strip(text, *match.span()) for match in _LINE.finditer(text)]
    spans = [span for span in spans if span.begin < span.end]
    gaps = [True, *(_is_gap(text, a.end, b.begin) for a, b in pairwise(spans)), True]
    for index, span in enumerate(spans):
        yield _Line(span, text[slice(*span)], gaps[index], gaps[index + 1])


def _strip(text: str, begin: int, end: int) -> Span:
    line = text[begin:end]
    return Span(begin + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip()))


def _is_gap(text: str, begin: int, end: int) -> bool:
    return len(_BREAK.findall(text, begin, end)) > 1


def _kind(line: _Line, stamp: Stamp | None, headline: str, *, begun: bool) -> str:
    if stamp is not None:
        return "header"
    if _ROW.fullmatch(line.text):
        return "table"
    plain = _MARKDOWN.sub("", line.text)
    if plain == headline or plain != line.text:
        return "headline"
    return "headline" if _is_subtitle(line, begun=begun) and headline else "body"


def _is_headline(line: str) -> bool:
    return len(line) <= MAX_HEADLINE and not _BULLET.match(line) and not _is_sentence(line) and read_dateline(line) is None


def _is_subtitle(line: _Line, *, begun: bool) -> bool:
    if not _is_headline(line.text):
        return False
    words = line.text.split()
    small = sum(len(word) > 3 and word[0].islower() for word in words)  # noqa: PLR2004 - of, in, the, and
    titled = len(words) > 2 and small == 0  # noqa: PLR2004 - two capitals are a name
    if not begun:
        return line.last or titled
    return line.first and line.last and len(words) <= MAX_SUBHEAD_WORDS


def _is_sentence(line: str) -> bool:
    """Tell whether the line ends as a sentence does, not as "says U.S." or "Why now?" in a headline do."""
    bare = line.rstrip(_CLOSERS)
    return bare.endswith(_STOPS) and not bare.endswith("?") and not _ABBREVIATION.search(bare)


def _titled(line: _Line) -> list[Block]:
    mark = _MARKDOWN.match(line.text)
    begin, end = line.span
    if mark is None:
        return [Block("headline", line.span)]
    return [Block("header", Span(begin, begin + len(mark[0].rstrip()))), Block("headline", Span(begin + mark.end(), end))]


def _body(text: str, story: list[_Line]) -> tuple[list[Block], Stamp]:
    spans = [span for group in _groups(text, story) for span in _paragraphs(group)]
    blocks = [Block("body", span) for span in spans]
    opening = read_dateline(text[slice(*spans[0])]) if spans else None
    if opening is None:
        return blocks, Stamp()
    length, stamp = opening
    begin, end = spans[0]
    blocks[:1] = [Block("dateline", Span(begin, begin + length)), Block("body", _strip(text, begin + length, end))]
    return blocks, stamp


def _groups(text: str, story: Iterable[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines that stand together without a blank line or a line of another kind between them."""
    group: list[_Line] = []
    for line in story:
        if group and (line.first or text[group[-1].span.end : line.span.begin].strip()):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _paragraphs(group: list[_Line]) -> list[Span]:
    longest = max(len(line.text) for line in group)
    sentences = all(_is_sentence(line.text) and len(line.text) >= MIN_PARAGRAPH for line in group)
    if longest > MAX_WRAPPED or sentences or any(_BULLET.match(line.text) for line in group):
        return [line.span for line in group]
    return [Span(group[0].span.begin, group[-1].span.end)]


def _opening(text: str) -> str:
    words = text[:MAX_HEADLINE].split()
    return " ".join(words[:TITLE_WORDS]) + (" …" if len(words) > TITLE_WORDS else "")
