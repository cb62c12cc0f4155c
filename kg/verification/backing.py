"""Direct triples against claims, both ways: no shortcut without its claim, no certain claim without its shortcut."""

from collections.abc import Container, Iterator

import pyoxigraph as ox

from kg.ontology import CLAIMED, KG, RDF, load_ontology
from kg.schema import Relation
from kg.verification.finding import Finding
from kg.verification.grounding import Grounds

_Triple = tuple[str, str, str]


def check_direct(grounds: Grounds) -> Iterator[Finding]:
    """Find shortcuts that no claim backs, and certain claims that lack theirs."""
    facts = _Facts(grounds)
    for claim, triple in facts.statements.items():
        yield from _missing(grounds, claim, triple, facts.direct)
    for triple in facts.direct:
        yield from _unbacked(grounds, triple, facts)


class _Facts:
    """The statements of claims and the shortcuts of relations, looked up in one step however many a thing has."""

    def __init__(self, grounds: Grounds) -> None:
        self.relations = load_ontology().relations
        self.statements = {claim: triple for claim in grounds.claims if (triple := _statement(grounds, claim))}
        self.claims: dict[_Triple, list[str]] = {}
        for claim, triple in self.statements.items():
            self.claims.setdefault(triple, []).append(claim)
        self.asked = {(grounds.text(c, f"{RDF}subject"), grounds.text(c, f"{RDF}predicate")) for c in grounds.claims}
        named = {f"{KG}{name}" for name in self.relations} | {predicate for _, predicate, _ in self.claims}
        names = named | {name.replace(KG, CLAIMED) for name in named}
        self.direct: dict[_Triple, None] = {
            (iri, predicate, str(target)): None
            for iri, properties in grounds.facts.items()
            for predicate, objects in properties.items()
            if predicate in names
            for target in objects
        }


def _statement(grounds: Grounds, claim: str) -> _Triple | None:
    parts = [grounds.facts[claim].get(f"{RDF}{part}", []) for part in ("subject", "predicate", "object")]
    if not all(parts):
        return None
    subject, predicate, target = (part[0] for part in parts)
    return _plain(subject), _plain(predicate), str(target)


def _missing(grounds: Grounds, claim: str, triple: _Triple, shortcuts: Container[_Triple]) -> Iterator[Finding]:
    attribution, status = (grounds.text(claim, f"{KG}{name}") for name in ("attribution", "status"))
    aside = any(grounds.values(claim, f"{KG}{name}") for name in ("partOfClaim", "baselinePeriod", "group"))
    if grounds.text(claim, f"{KG}factuality") != "CT+" or attribution == f"{KG}denied" or aside:
        return
    subject, predicate, target = triple
    stated = attribution == f"{KG}asserted" and _is_settled(status)
    direct = predicate if stated else predicate.replace(KG, CLAIMED)
    if (subject, direct, target) not in shortcuts:
        prefix = "kg" if stated else "claimed"
        what = f"{grounds.name(subject)} {prefix}:{predicate.removeprefix(KG)} {_shown(grounds, target)}"
        yield Finding("direct", claim, f"{grounds.name(claim)}: its direct triple {what} is missing")


def _unbacked(grounds: Grounds, triple: _Triple, facts: _Facts) -> Iterator[Finding]:
    subject, direct, target = triple
    claimed = direct.startswith(CLAIMED)
    name = direct.removeprefix(CLAIMED if claimed else KG)
    if name not in facts.relations:
        return
    if name == "affiliatedWith":
        children = [f"{CLAIMED if claimed else KG}{r.name}" for r in facts.relations.values() if name in r.parents]
        backed = any((subject, child, target) in facts.direct for child in children)
        backed = backed or (subject, f"{KG}{name}", target) in facts.claims
    else:
        found = facts.claims.get((subject, f"{KG}{name}", target), [])
        backed = any(_backs(grounds, claim, facts.relations[name], claimed=claimed) for claim in found)
        backed = backed or (not claimed and not found and _is_bare_role(grounds, (subject, f"{KG}{name}"), facts))
    if not backed:
        what = f"{grounds.name(subject)} {'claimed' if claimed else 'kg'}:{name} {_shown(grounds, target)}"
        yield Finding("direct", subject, f"{what}: no claim backs it")


def _backs(grounds: Grounds, claim: str, relation: Relation, *, claimed: bool) -> bool:
    attribution, factuality = (grounds.text(claim, f"{KG}{name}") for name in ("attribution", "factuality"))
    if attribution == f"{KG}denied" or not factuality.endswith("+"):
        return False
    if claimed:
        return factuality == "CT+"
    if attribution == f"{KG}asserted" and factuality == "CT+":
        return _is_settled(grounds.text(claim, f"{KG}status"))
    # A role that defines its event is kg: whoever says so; of a possible event a person may write any role so (model rule 3).
    return _is_event(grounds, grounds.text(claim, f"{RDF}subject")) and (relation.defining or factuality != "CT+")


def _is_bare_role(grounds: Grounds, role: tuple[str, str], facts: _Facts) -> bool:
    """Tell a role that a person gave an event without a claim: nobody claims another filler of that role."""
    return _is_event(grounds, role[0]) and role not in facts.asked


def _is_event(grounds: Grounds, iri: str) -> bool:
    return f"{KG}Event" in grounds.values(iri, f"{RDF}type")


def _is_settled(status: str) -> bool:
    return status.removeprefix(KG) in load_ontology().settled


def _plain(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode) else str(term)


def _shown(grounds: Grounds, term: str) -> str:
    return grounds.name(term[1:-1]) if term.startswith("<") else term.split("^^", maxsplit=1)[0]
