"""Every edge of a graph against its source text, and the graph against its shapes."""

from collections.abc import Iterable

import pyoxigraph as ox

from kg.verification.backing import check_direct
from kg.verification.finding import Finding
from kg.verification.grounding import (
    Grounds,
    check_claimants,
    check_differences,
    check_evidence,
    check_numbers,
    check_quotes,
    check_spans,
)
from kg.verification.shapes import check_shapes

__all__ = ["Finding", "verify"]

_CHECKS = (check_spans, check_evidence, check_numbers, check_claimants, check_quotes, check_differences, check_direct)


def verify(store: Iterable[ox.Quad], *, shapes: bool = True) -> tuple[Finding, ...]:
    """Return what is wrong with a graph, the quick checks first; nothing if every edge rests on its source.

    `shapes=False` leaves SHACL out, which takes nearly all the time.
    """
    quads = list(store)
    grounds = Grounds(quads)
    findings = [finding for check in _CHECKS for finding in check(grounds)]
    if shapes:
        findings += sorted(check_shapes(quads, grounds))
    return tuple(dict.fromkeys(findings))
