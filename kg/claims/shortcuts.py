"""Short edges: "A attacks B" beside the event with its agent and target, so that a newcomer's question finds it.

Each restates a claim about the event, has the weaker status of the two it joins, and is counted once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, product

from kg.claims.evidence import Scene
from kg.claims.wording import sentence_for
from kg.model import Claim, Event, Fact
from kg.schema import Relation

MAX_TELLINGS = 20
"""Sentences that say the same of an event, beyond which a short edge needs no more evidence."""

MAX_PAIRS = 1_000
"""Pairs of fillers of two roles of an event that are joined; of 200 news texts the most had 30. More are a roll of names."""

_CERTAINTY = ("denied", "alleged", "attributed", "asserted")


def find_shortcuts(scene: Scene, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield the short edges of the ontology (`kg:shortEdge`) whose two roles the same claimants filled."""
    number = 0
    positive = _few(c for c in claims if c.object and c.factuality.endswith("+"))
    for event, relation, first, second in _joined(scene, positive):
        joins = event.occurrence != "negated" and scene.admits(relation, first.object, second.object)
        if joins and _same_voice(first, second):
            weaker = min(first, second, key=lambda c: (_CERTAINTY.index(c.attribution), c.factuality != "PS+"))
            number += 1
            yield _edge(scene, (weaker, event.occurrence), relation, (first, second), number)


def restate_roles(scene: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """Let the roles of an event restate the edge that a word signals directly ("named X": X appointed by Y)."""
    edges = {(c.subject, c.predicate, c.object, c.claimants): c.id for c in claims if not c.restates}
    found: dict[str, str] = {}
    for _, relation, first, second in _joined(scene, claims):
        if not relation.primary:
            continue
        edge = edges.get((first.object, relation.name, second.object, first.claimants))
        if edge:
            found |= {first.id: edge, second.id: edge}
    return [replace(c, restates=found.get(c.id, c.restates)) for c in claims]


def _joined(scene: Scene, claims: Sequence[Claim]) -> Iterator[tuple[Event, Relation, Claim, Claim]]:
    """Yield every two claims about an event whose roles a relation joins directly, with event and relation."""
    by_role: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_role[claim.subject, claim.predicate].append(claim)
    for event in scene.frames.events:
        for relation in scene.ontology.relations.values():
            for edge in relation.short_edges:
                filled = any(by_role[event.id, role] for role in edge.unless)
                if scene.ontology.is_a(event.type, edge.event) and not filled:
                    pairs = product(by_role[event.id, edge.left], by_role[event.id, edge.right])
                    yield from ((event, relation, first, second) for first, second in islice(pairs, MAX_PAIRS))


def _few(claims: Iterable[Claim]) -> list[Claim]:
    """Leave out what the same voice has said often enough: joined with each other, a thousand tellings make a million edges."""
    told: Counter[tuple[object, ...]] = Counter()
    kept = []
    for claim in claims:
        key = (claim.subject, claim.predicate, claim.object, claim.claimants, claim.attribution, claim.factuality)
        told[key] += 1
        kept += [claim] if told[key] <= MAX_TELLINGS else []
    return kept


def _same_voice(first: Claim, second: Claim) -> bool:
    return first.claimants == second.claimants or "asserted" in (first.attribution, second.attribution)


def _edge(scene: Scene, weaker: tuple[Claim, str], relation: Relation, ends: tuple[Claim, Claim], number: int) -> Claim:
    claim, occurrence = weaker
    first, second = ends
    code = "PS+" if occurrence in ("hypothetical", "planned") else claim.factuality
    fact = Fact(-1, first.object, relation.name, second.object)
    return Claim(
        id=f"e{number}",
        text=sentence_for(scene, fact, code),
        claimants=claim.claimants,
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
        subject=first.object,
        predicate=relation.name,
        object=second.object,
        act=claim.act,
        attribution=claim.attribution,
        factuality=code,
        claim_type=claim.claim_type,
        about=claim.about,
        cue=claim.cue,
        directed_at=claim.directed_at,
        channels=claim.channels,
        during=claim.during,
        restates="" if relation.primary else first.id,
    )
