"""The words on the picture: relations for people, who says so, and figures under an event."""

import re
from collections.abc import Mapping, Sequence

from kg.drawing.lettering import clean, cut
from kg.drawing.style import UNREAL
from kg.ontology import load_ontology

Attributes = Mapping[str, object]

ARTICLE = frozenset({"", "article author", "author", "the article", "article"})
"""Claimants that mean the article's own voice."""
NAMED = 2
"""Claimants named in one phrase; the others are counted."""
_SAYS = {
    "asserted": ("says {}", "say {}"),
    "attributed": ("says {}", "say {}"),
    "alleged": ("alleged by {}", "alleged by {}"),
    "supposed": ("says {}", "say {}"),
    "denied": ("denied by {}", "denied by {}"),
}
NOTABLE = frozenset(load_ontology().schemes["StatusScheme"]) - {"unassessed"}
"""Statuses worth a word; that nobody has assessed a claim is the rule."""
_WITHDRAWN = frozenset(load_ontology().withdrawn)


def local_name(value: object) -> str:
    """Take the last part of an IRI; a local name stays as it is.

    >>> local_name("https://w3id.org/newskg/ns#usesWeapon")
    'usesWeapon'
    """
    return re.split(r"[#/]", clean(value))[-1]


def spaced(name: str) -> str:
    """Split a camelCase name into words.

    >>> spaced("suppliesWeaponsTo")
    'supplies weapons to'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name).casefold()


def relation_words(claim: Attributes) -> str:
    """Name the relation of an edge: its own label, else its local name in words; negated and merely possible ones say so."""
    words = clean(claim.get("label", "")) or spaced(local_name(claim.get("relation", ""))) or "related to"
    prefix = "not " if is_negative(claim) else "possibly " if str(claim.get("factuality", "")).startswith("PS") else ""
    return cut(prefix + words, 60)


def attribution_of(claim: Attributes) -> str:
    """Say how the claim stands: a key of `STROKES`.

    Withdrawn claims (refuted, retracted) count as denied; a role in an event that did not happen (`role_in`) is only supposed.
    """
    if str(claim.get("status", "")) in _WITHDRAWN:
        return "denied"
    stated = str(claim.get("attribution", ""))
    if stated not in _SAYS:
        stated = "attributed" if claimants(claim) else "asserted"
    return "supposed" if stated == "asserted" and claim.get("role_in") in UNREAL else stated


def is_negative(claim: Attributes) -> bool:
    """Tell whether the claim says that something is not so, without being somebody's denial."""
    return str(claim.get("factuality", "")).endswith("-") and str(claim.get("attribution", "")) != "denied"


def claimants(claim: Attributes) -> list[str]:
    """List who says so, the article's own voice left out."""
    names = [clean(name) for name in re.split(r"[|;]", str(claim.get("claimant", "")))]
    return [name for name in names if name.casefold() not in ARTICLE]


def says(claims: Sequence[Attributes], people: frozenset[str]) -> str:
    """Say in one phrase who states, alleges or denies the claims; "" when the article simply states them.

    `people` are the labels of persons, whose first names become initials.

    >>> says([{"claimant": "RSF", "attribution": "denied"}, {"attribution": "asserted"}], frozenset())
    'stated by the article; denied by RSF'
    """
    phrases = []
    for attribution in _SAYS:
        group = [claim for claim in claims if attribution_of(claim) == attribution]
        if group:
            phrases.append(_phrase(attribution, group, people))
    spoken = [phrase for phrase in phrases if phrase]
    if spoken and len(spoken) < len(phrases):
        spoken.insert(0, "stated by the article")
    return "; ".join(spoken)


def _phrase(attribution: str, group: Sequence[Attributes], people: frozenset[str]) -> str:
    """Name the claimants of claims that stand alike, with their status if they share one."""
    names = list(dict.fromkeys(initialled(name, people) for claim in group for name in claimants(claim)))
    statuses = {str(claim.get("status", "")) for claim in group}
    status = next(iter(statuses)) if len(statuses) == 1 and statuses <= NOTABLE else ""
    if not names:
        told = attribution if attribution not in {"asserted", "supposed"} and status not in _WITHDRAWN else ""
        return ", ".join(filter(None, (told, status)))
    shown = ", ".join(cut(name, 48) for name in names[:NAMED])
    more = f" +{len(names) - NAMED} more" if len(names) > NAMED else ""
    told = _SAYS[attribution][len(names) > 1].format(shown + more)
    if status in _WITHDRAWN:
        told = told.replace("denied by", "said by")
    return f"{told}, {status}" if status else told


def initialled(name: str, people: frozenset[str]) -> str:
    r"""Shorten the first names of a person to initials, held to the last name by a no-break space.

    >>> initialled("Leonid Pasechnik", frozenset({"Leonid Pasechnik"}))
    'L.\xa0Pasechnik'
    """
    first, _, last = name.rpartition(" ")
    return "\N{NO-BREAK SPACE}".join([*(f"{word[0]}." for word in first.split()), last]) if name in people and first else name
