"""Short edges: "A attacks B" beside the event with its agent and target, so that a newcomer's question finds it.

Each restates a claim about the event, has the weaker status of the two it joins, and is counted once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.claims.evidence import Scene
from kg.claims.wording import sentence_for
from kg.model import Claim, Fact

_CERTAINTY = ("denied", "alleged", "attributed", "asserted")


def find_shortcuts(scene: Scene, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield the short edges of the ontology (`kg:shortEdge`) whose two roles the same claimants filled."""
    roles: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.object and claim.factuality.endswith("+"):
            roles[claim.subject].append(claim)
    number = 0
    for event in scene.frames.events:
        for relation in scene.ontology.relations.values():
            for kind, left, right in relation.short_edges:
                if not scene.ontology.is_a(event.type, kind) or event.occurrence == "negated":
                    continue
                for first in (c for c in roles[event.id] if c.predicate == left):
                    for second in (c for c in roles[event.id] if c.predicate == right and c.object != first.object):
                        if scene.admits(relation, first.object, second.object) and _same_voice(first, second):
                            weaker = min(first, second, key=lambda c: (_CERTAINTY.index(c.attribution), c.factuality != "PS+"))
                            number += 1
                            yield _edge(scene, (weaker, event.occurrence), relation.name, (first, second), number)


def restate_roles(scene: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """Let the roles of an event restate the edge that a word signals directly ("named X": X appointed by Y)."""
    edges = {(c.subject, c.predicate, c.object, c.claimants): c.id for c in claims if not c.restates}
    found = {}
    for event in scene.frames.events:
        own = [c for c in claims if c.subject == event.id]
        for name, relation in scene.ontology.relations.items():
            for kind, left, right in relation.short_edges:
                if not scene.ontology.is_a(event.type, kind):
                    continue
                for first in (c for c in own if c.predicate == left):
                    for second in (c for c in own if c.predicate == right):
                        edge = edges.get((first.object, name, second.object, first.claimants))
                        if edge:
                            found |= {first.id: edge, second.id: edge}
    return [replace(c, restates=found.get(c.id, c.restates)) for c in claims]


def _same_voice(first: Claim, second: Claim) -> bool:
    return first.claimants == second.claimants or "asserted" in (first.attribution, second.attribution)


def _edge(scene: Scene, weaker: tuple[Claim, str], relation: str, ends: tuple[Claim, Claim], number: int) -> Claim:
    claim, occurrence = weaker
    first, second = ends
    code = "PS+" if occurrence in ("hypothetical", "planned") else claim.factuality
    fact = Fact(-1, first.object, relation, second.object)
    return Claim(
        id=f"e{number}",
        text=sentence_for(scene, fact, code),
        claimants=claim.claimants,
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
        subject=first.object,
        predicate=relation,
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
        restates=first.id,
    )
