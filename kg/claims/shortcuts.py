"""Short edges: "A attacks B" beside the event with its agent and target, so that a newcomer's question finds it.

Each restates a claim about the event, has the weaker status of the two it joins, and is counted once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

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
