"""A long document in parts, each read like a document of its own; their readings with the offsets of the whole.

Who is who, what is one event and what a verdict reaches is settled within a part: what a room compares grows with the square
of a text, so that only parts keep the time and the memory of a book in proportion to its length.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from kg.model import Block, Claim, Document, LeftSentence, Reading, Span

MAX_PART = 100_000
"""Characters of a part: of 750 English news texts the longest had a third of it."""

MAX_BLOCKS = 2_000
"""Paragraphs of a part; so many in fewer characters are a list."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some blocks of a document as a document, the place in the whole where its text begins, and the number of the part."""

    document: Document
    begin: int = 0
    number: int = 1


def split(document: Document) -> Iterator[Part]:
    """Yield a document as one part, or a long one as parts between paragraphs; every block is in exactly one."""
    groups = list(_groups(document.blocks))
    if len(groups) <= 1:
        yield Part(document)
        return
    bare = replace(document, parts=())  # a book has many, and every part would carry all of them
    for number, blocks in enumerate(groups, 1):
        begin, end = blocks[0].span.begin, blocks[-1].span.end
        moved = tuple(Block(b.kind, _moved(b.span, -begin)) for b in blocks)
        yield Part(replace(bare, text=document.text[begin:end], blocks=moved), begin, number)


def place(part: Part, document: Document, reading: Reading) -> Reading:
    """Return the reading of a part as one of its document: with the offsets of the whole, and ids that no other part has.

    What an article shares with others keeps its id and is one thing; what belongs to a part is called `p2_…` in the second.
    """
    if part.document is document:
        return replace(reading, document=document)  # not the copy that came from another process
    return replace(_placed(reading, part.begin, part.number), document=document)


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for block in blocks:
        if group and (block.span.end - group[0].span.begin > MAX_PART or len(group) >= MAX_BLOCKS):
            yield group
            group = []
        group.append(block)
    yield group


def _placed(reading: Reading, begin: int, number: int) -> Reading:
    """Return the reading of a part with the offsets of the whole and ids that no other part has."""
    own = {e.id for e in reading.entities if not e.shared} | {n.id for group in (reading.events, reading.claims) for n in group}

    def named(name: str) -> str:
        return f"p{number}_{name}" if number > 1 and name in own else name

    def spans(found: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(_moved(span, begin) for span in found)

    return Reading(
        document=reading.document,
        sentences=spans(reading.sentences),
        entities=tuple(replace(e, id=named(e.id), mentions=spans(e.mentions)) for e in reading.entities),
        events=tuple(
            replace(e, id=named(e.id), mentions=spans(e.mentions), evidence=spans(e.evidence)) for e in reading.events
        ),
        claims=tuple(_claim(c, named, spans) for c in reading.claims),
        left=tuple(LeftSentence(_moved(s.span, begin), s.reason) for s in reading.left),
    )


def _claim(claim: Claim, named: Callable[[str], str], spans: Callable[[Iterable[Span]], tuple[Span, ...]]) -> Claim:
    def names(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(named, ids))

    return replace(
        claim,
        id=named(claim.id),
        claimants=names(claim.claimants),
        evidence=spans(claim.evidence),
        subject=named(claim.subject),
        object=named(claim.object),
        about=names(claim.about),
        cue=spans([claim.cue])[0] if claim.cue is not None else None,
        directed_at=names(claim.directed_at),
        channels=names(claim.channels),
        during=named(claim.during),
        citing=names(claim.citing),
        status_evidence=spans(claim.status_evidence),
        part_of=named(claim.part_of),
        restates=named(claim.restates),
        differs_from=names(claim.differs_from),
        contradicts=names(claim.contradicts),
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.begin + by, span.end + by)
