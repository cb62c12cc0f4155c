"""What a new reading of an article changes in its claims: added, withdrawn, softened or made firmer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from kg.namespaces import KG

_ATTRIBUTIONS = ("asserted", "attributed", "alleged", "denied")
_FACTUALITIES = ("CT+", "PR+", "PS+", "CTu", "Uu", "PS-", "PR-", "CT-")
_STATUSES = ("confirmed", "unassessed", "unverified", "contested", "refuted", "retracted")
_FIELDS = {f"{KG}{name}": name for name in ("text", "claimant", "attribution", "factuality", "status")}


class Stance(NamedTuple):
    """How firmly something is said, by rank: 0 is the firmest."""

    attribution: int
    factuality: int
    status: int


class Saying(NamedTuple):
    """One claim as far as two readings can be compared: who says it, and how firmly."""

    stance: Stance
    claimants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The texts of the claims of one article that a new reading changed, in their alphabetical order."""

    place: str
    added: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    softened: tuple[str, ...] = ()
    firmer: tuple[str, ...] = ()


Claims = dict[str, Counter[Saying]]
"""Text of a claim → who says so and how firmly; an article can say one thing several times."""


def claims_of(quads: Iterable[ox.Quad]) -> Claims:
    """Collect the claims of an article from its triples."""
    found: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        name = _FIELDS.get(quad.predicate.value)
        if name is not None and isinstance(quad.subject, ox.NamedNode):
            value = quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else str(quad.object)
            found.setdefault(quad.subject.value, {}).setdefault(name, []).append(value)
    claims: Claims = {}
    for fields in found.values():
        for text in fields.get("text", ()):
            claims.setdefault(text, Counter())[_saying(fields)] += 1
    return claims


def difference(place: str, old: Claims, new: Claims) -> Difference:
    """Compare two readings; the same words with another stance were softened or made firmer."""
    found: dict[str, list[str]] = {"added": [], "withdrawn": [], "softened": [], "firmer": []}
    for text in sorted(old.keys() | new.keys()):
        before, after = old.get(text, Counter()), new.get(text, Counter())
        gone, come = sorted((before - after).elements()), sorted((after - before).elements())
        for was, now in zip(gone, come, strict=False):
            if was.stance != now.stance:
                found["softened" if now.stance > was.stance else "firmer"].append(text)
            else:
                found["withdrawn"].append(text)
                found["added"].append(text)
        found["withdrawn"] += [text] * (len(gone) - len(come))
        found["added"] += [text] * (len(come) - len(gone))
    return Difference(place, **{name: tuple(texts) for name, texts in found.items()})


def _saying(fields: dict[str, list[str]]) -> Saying:
    def rank(name: str, order: tuple[str, ...]) -> int:
        value = fields.get(name, [""])[0].removeprefix(KG)
        return order.index(value) if value in order else len(order)

    stance = Stance(rank("attribution", _ATTRIBUTIONS), rank("factuality", _FACTUALITIES), rank("status", _STATUSES))
    # The id of a claimant behind the address of its article, which is another one for another text.
    claimants = sorted(value.rpartition("#")[2].rpartition("/")[2] for value in fields.get("claimant", ()))
    return Saying(stance, tuple(claimants))
