"""The relations of a document: what kg claims, what learned weights or a schema say."""

from collections.abc import Iterator, Sequence

from kg.annotation.cues import by_cues
from kg.annotation.entities import Record
from kg.annotation.facts import FoundFact, learned_labels
from kg.annotation.pairs import find_things
from kg.annotation.profile import Profile, named
from kg.annotation.relate import load_table, relate
from kg.annotation.schema import Schema
from kg.model import Claim
from kg.pipeline import Walk

Edge = tuple[str, str, str, Record]
"""Subject, label, object, and what is known of who says it."""


def relation_records(walk: Walk, profile: Profile, entities: Sequence[Record]) -> Iterator[Record]:
    """Yield the relations between things that have a record; a claimed one says whose claim it is and how sure."""
    known = {e["id"] for e in entities}
    seen: set[tuple[str, str, str]] = set()
    for left, predicate, right, said in (*_claimed(walk, profile), *_learned(walk, profile, entities)):
        if predicate and left != right and {left, right} <= known:
            triple = (right, predicate[1:], left) if predicate.startswith("^") else (left, predicate, right)
            if triple[1] in profile.symmetric:
                triple = (min(left, right), triple[1], max(left, right))
            if triple not in seen:
                seen.add(triple)
                yield dict(zip(("subject", "predicate", "object"), triple, strict=True)) | said
    for name in _in_apposition(walk) if profile.synonym else ():
        if name in known:
            yield {"subject": name, "predicate": profile.synonym, "object": name}


def _in_apposition(walk: Walk) -> list[str]:
    """Return the things of which one mention explains another: "X, the mayor of Y"."""
    tokens = walk.parse.tokens
    heads = {(i, m.head) for m, i in walk.chains.mentions}
    found = (i for m, i in walk.chains.mentions if tokens[m.head].dep == "appos" and (i, tokens[m.head].head) in heads)
    return list(dict.fromkeys(found))


def _claimed(walk: Walk, profile: Profile) -> Iterator[Edge]:
    for claim in walk.claims:
        if claim.predicate and claim.object and not claim.factuality.endswith("-"):
            yield claim.subject, named(profile.relations, claim.predicate), claim.object, _said(claim)


def _said(claim: Claim) -> Record:
    """Return who answers for a relation: without it an allegation would read like a fact."""
    return {
        "claimants": list(claim.claimants),
        "attribution": claim.attribution,
        "status": claim.status,
        "factuality": claim.factuality,
    }


def _learned(walk: Walk, profile: Profile, entities: Sequence[Record]) -> Iterator[Edge]:
    if profile.table:
        things = find_things(walk, entities)
        for left, label, right, _ in relate(walk.parse, things, load_table(profile.table)):
            yield left, named(profile.relations, label) if label in profile.relations else label, right, {}


def schema_records(walk: Walk, schema: Schema, entities: Sequence[Record], facts: Sequence[FoundFact]) -> Iterator[Record]:
    """Yield the relations of a schema: as tagged where the tagger was taught them, else by the cue words of the schema."""
    at = {(e["start"], e["end"]): e["id"] for e in reversed(entities)}
    for fact in facts:
        yield {"subject": at[fact.subject], "predicate": fact.label, "object": at[fact.object]}
    for left, label, right in by_cues(walk, find_things(walk, entities), schema, learned_labels()):
        yield {"subject": left, "predicate": label, "object": right}
