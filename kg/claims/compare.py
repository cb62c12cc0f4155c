"""Claims beside claims: rival answers, contradictions, and the same content in another shape."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.model import Claim

# Figures that answer one question: a source that counts the hurt may be set against one that counts all victims.
_QUESTIONS = {"injured": "casualties"}


def compare(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with `differs_from`, `contradicts` and `restates` among them; both relations are symmetric."""
    differs: dict[str, set[str]] = defaultdict(set)
    contradicts: dict[str, set[str]] = defaultdict(set)
    by_question: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.predicate and not claim.part_of:
            by_question[claim.subject, _QUESTIONS.get(claim.predicate, claim.predicate)].append(claim)
    for rivals in by_question.values():
        for number, left in enumerate(rivals):
            for right in rivals[number + 1 :]:
                if _denies(left, right):
                    contradicts[left.id].add(right.id)
                    contradicts[right.id].add(left.id)
                if _denies(left, right) or _other_number(left, right):
                    differs[left.id].add(right.id)
                    differs[right.id].add(left.id)
    return [replace(c, differs_from=tuple(sorted(differs[c.id])), contradicts=tuple(sorted(contradicts[c.id]))) for c in claims]


def _denies(left: Claim, right: Claim) -> bool:
    same = left.object == right.object and left.quantity == right.quantity
    return same and left.factuality[-1] != right.factuality[-1] and "u" not in (left.factuality + right.factuality).lower()


def _other_number(left: Claim, right: Claim) -> bool:
    if left.quantity is None or right.quantity is None or left.claimants == right.claimants:
        return False
    a, b = left.quantity, right.quantity
    grouped = a.group == b.group or not a.group or not b.group
    return grouped and a.value != b.value and a.period == b.period and a.unit == b.unit
