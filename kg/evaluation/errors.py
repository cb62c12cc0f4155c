"""The most frequent mistakes: what was missed and what was a false alarm, alike ones together, each with an example."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.evaluation.records import Document, Span
from kg.evaluation.verdicts import Item, Verdict

_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+(?=[^a-z])|\n+")
_SHOWN = 240
"""Characters of an example; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Alike mistakes of one kind (`missed` or `false alarm`), how many, and one of them in its sentence."""

    kind: str
    number: int
    label: str
    key: str
    document: str
    sentence: str
    """With the thing in [brackets]."""


def frequent(
    documents: Sequence[Document], verdicts: Sequence[Sequence[Verdict]], measure: str, most: int
) -> tuple[Mistake, ...]:
    """Return the `most` frequent misses and then the `most` frequent false alarms of a measure, the most frequent first.

    `verdicts` has those on each document, in the order of `documents`.
    """
    return tuple(
        mistake
        for of_gold in (True, False)
        for mistake in _grouped(documents, [_wrong(v, measure, of_gold=of_gold) for v in verdicts], of_gold=of_gold)[:most]
    )


def sentence_around(text: str, span: Span) -> str:
    """Return the sentence a stretch stands in, with the stretch in brackets; what is long is cut.

    >>> sentence_around("It rained. Kyiv was quiet. Then it was not.", Span(11, 15))
    '[Kyiv] was quiet.'
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    begin = max((end for end in ends if end <= span.begin), default=0)
    end = min((end for end in ends if end >= span.end), default=len(text))
    room = max(0, _SHOWN - (span.end - span.begin)) // 2
    before, after = text[begin : span.begin], text[span.end : end]
    before = before if len(before) <= room else f"…{before[len(before) - room :]}"
    after = after if len(after) <= room else f"{after[:room]}…"
    inside = text[slice(*span)]
    inside = inside if len(inside) <= _SHOWN else f"{inside[: _SHOWN // 2]} … {inside[-_SHOWN // 2 :]}"
    return " ".join(f"{before}[{inside}]{after}".split())


def _wrong(verdicts: Sequence[Verdict], measure: str, *, of_gold: bool) -> list[Item]:
    return [v.item for v in verdicts if v.measure == measure and v.of_gold == of_gold and not v.right]


def _grouped(documents: Sequence[Document], items: Sequence[Sequence[Item]], *, of_gold: bool) -> list[Mistake]:
    groups: dict[tuple[str, str], list[tuple[Document, Item]]] = {}
    for document, wrong in zip(documents, items, strict=True):
        for item in wrong:
            groups.setdefault((item.label, item.key), []).append((document, item))
    kind = "missed" if of_gold else "false alarm"
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [_mistake(kind, name, members) for name, members in ordered]


def _mistake(kind: str, name: tuple[str, str], members: Sequence[tuple[Document, Item]]) -> Mistake:
    document, item = members[0]
    sentence = sentence_around(document.text, item.span) if item.span else ""
    return Mistake(kind, len(members), *name, document.id, sentence)
