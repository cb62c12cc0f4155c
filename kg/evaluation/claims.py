"""Who says what: the content of a claim, its source and its cue, compared on letters and digits only."""

from collections.abc import Iterator
from typing import NamedTuple

from kg.evaluation.records import Document, Spans
from kg.evaluation.verdicts import Item, Verdict, both, one_to_one

MEASURES = ("content and source", "content", "content overlap", "content overlap and cue")
ENOUGH = 0.5
"""The Jaccard coefficient from which two contents are one."""
_IRREGULAR = {
    "said": "say",
    "told": "tell",
    "wrote": "write",
    "thought": "think",
    "knew": "know",
    "saw": "see",
    "spoke": "speak",
}
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST = 3


class _Letters(NamedTuple):
    """The offsets of the letters and digits of a claim's parts."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]
    item: Item


def judge(gold: Document, predicted: Document) -> Iterator[Verdict]:
    """Judge claims, matched one-to-one by content for each measure.

    `content and source` wants contents with a Jaccard coefficient of at least a half and overlapping sources (or none on
    either side); `content` wants the former only; `content overlap` any shared letter, and then also an overlapping cue.
    """
    wanted, given = _claims(gold), _claims(predicted)
    alike = [(_jaccard(p, g), i, j) for i, p in enumerate(given) for j, g in enumerate(wanted) if p.content & g.content]
    close = [c for c in alike if c[0] >= ENOUGH]
    candidates = (
        [c for c in close if _meet(given[c[1]].source, wanted[c[2]].source)],
        close,
        alike,
        [c for c in alike if _meet(given[c[1]].cue, wanted[c[2]].cue)],
    )
    for measure, allowed in zip(MEASURES, candidates, strict=True):
        yield from both(measure, [c.item for c in wanted], [c.item for c in given], one_to_one(allowed))


def lemma(cue: str) -> str:
    """Return the words of a cue roughly in their base form, so that alike cues fall into one group.

    >>> lemma("said"), lemma("According to"), lemma("has claimed"), lemma("insists")
    ('say', 'accord to', 'has claim', 'insist')
    """
    return " ".join(_IRREGULAR.get(word) or _stem(word) for word in cue.casefold().split())


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST), "")
    return word.removesuffix(ending)


def _claims(document: Document) -> list[_Letters]:
    """Return the claims that have a content, in the order of the text."""
    found = []
    for claim in sorted(document.claims, key=lambda c: (c.content, c.source, c.cue)):
        content = _letters(document.text, claim.content)
        if content:
            words = " ".join(document.text[slice(*span)] for span in claim.cue)
            item = Item("", lemma(words) or "(no cue)", (claim.cue or claim.content)[0])
            found.append(_Letters(_letters(document.text, claim.source), _letters(document.text, claim.cue), content, item))
    return found


def _letters(text: str, spans: Spans) -> frozenset[int]:
    return frozenset(at for span in spans for at in range(*span) if text[at].isalnum())


def _jaccard(left: _Letters, right: _Letters) -> float:
    return len(left.content & right.content) / len(left.content | right.content)


def _meet(left: frozenset[int], right: frozenset[int]) -> bool:
    """Tell whether two parts overlap, or neither claim has one."""
    return not left.isdisjoint(right) or not (left or right)
