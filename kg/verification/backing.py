"""Direct triples against claims, both ways: no shortcut without its claim, no certain claim without its shortcut."""

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from kg.model import Relation
from kg.ontology import CLAIMED, KG, RDF, load_ontology
from kg.verification.finding import Finding
from kg.verification.grounding import Grounds

_Triple = tuple[str, str, str]


def check_direct(grounds: Grounds) -> Iterator[Finding]:
    """Find shortcuts that no claim backs, and certain claims that lack theirs."""
    claims: dict[_Triple, list[str]] = {}
    for claim in grounds.claims:
        triple = _statement(grounds, claim)
        if triple:
            claims.setdefault(triple, []).append(claim)
            yield from _missing(grounds, claim, triple)
    relations = load_ontology().relations
    for iri, properties in grounds.facts.items():
        for predicate, objects in properties.items():
            if predicate.startswith((KG, CLAIMED)):
                for target in objects:
                    yield from _unbacked(grounds, (iri, predicate, str(target)), claims, relations)


def _statement(grounds: Grounds, claim: str) -> _Triple | None:
    parts = [grounds.facts[claim].get(f"{RDF}{part}", []) for part in ("subject", "predicate", "object")]
    if not all(parts):
        return None
    subject, predicate, target = (part[0] for part in parts)
    return _plain(subject), _plain(predicate), str(target)


def _missing(grounds: Grounds, claim: str, triple: _Triple) -> Iterator[Finding]:
    attribution, status = (grounds.text(claim, f"{KG}{name}") for name in ("attribution", "status"))
    aside = any(grounds.values(claim, f"{KG}{name}") for name in ("partOfClaim", "baselinePeriod", "group"))
    if grounds.text(claim, f"{KG}factuality") != "CT+" or attribution == f"{KG}denied" or aside:
        return
    subject, predicate, target = triple
    stated = attribution == f"{KG}asserted" and _is_settled(status)
    direct = predicate if stated else predicate.replace(KG, CLAIMED)
    if target not in (str(term) for term in grounds.facts.get(subject, {}).get(direct, ())):
        prefix = "kg" if stated else "claimed"
        what = f"{grounds.name(subject)} {prefix}:{predicate.removeprefix(KG)} {_shown(grounds, target)}"
        yield Finding("direct", claim, f"{grounds.name(claim)}: its direct triple {what} is missing")


def _unbacked(
    grounds: Grounds, triple: _Triple, claims: Mapping[_Triple, list[str]], relations: Mapping[str, Relation]
) -> Iterator[Finding]:
    subject, direct, target = triple
    claimed = direct.startswith(CLAIMED)
    name = direct.removeprefix(CLAIMED if claimed else KG)
    if name not in relations:
        return
    if name == "affiliatedWith":
        children = [f"{CLAIMED if claimed else KG}{r.name}" for r in relations.values() if name in r.parents]
        terms = [str(term) for child in children for term in grounds.facts[subject].get(child, ())]
        backed = target in terms or bool(claims.get((subject, f"{KG}{name}", target)))
    else:
        found = claims.get((subject, f"{KG}{name}", target), [])
        backed = any(_backs(grounds, claim, relations[name], claimed=claimed) for claim in found)
        backed = backed or (not claimed and not found and _is_bare_role(grounds, subject, name))
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


def _is_bare_role(grounds: Grounds, subject: str, name: str) -> bool:
    """Tell a role that a person gave an event without a claim: nobody claims another filler of that role."""
    if not _is_event(grounds, subject):
        return False
    rivals = (c for c in grounds.claims if grounds.text(c, f"{RDF}subject") == subject)
    return not any(grounds.text(claim, f"{RDF}predicate") == f"{KG}{name}" for claim in rivals)


def _is_event(grounds: Grounds, iri: str) -> bool:
    return f"{KG}Event" in grounds.values(iri, f"{RDF}type")


def _is_settled(status: str) -> bool:
    return status.removeprefix(KG) in load_ontology().settled


def _plain(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode) else str(term)


def _shown(grounds: Grounds, term: str) -> str:
    return grounds.name(term[1:-1]) if term.startswith("<") else term.split("^^", maxsplit=1)[0]
