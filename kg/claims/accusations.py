"""Who charges whom, who denies it, who claims responsibility: roles that the words give without naming the event again."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from kg.claims.evidence import Scene, is_aside
from kg.claims.offices import find_offices
from kg.grammar.lookup import innermost
from kg.model import Attribution, Fact

_DOING = ("agent", "supplier", "initiator")
# What stands in a modifier is taken for granted, not charged ("a weapon delivered by the United States").
_PRESUPPOSED = frozenset({"acl", "relcl", "amod", "compound", "nmod"})
# What follows a noun where the charge itself is told ("the claim that …").
_SPELT_OUT = frozenset({"acl", "ccomp", "relcl", "pcomp", "prep"})


def find_accusations(scene: Scene) -> Iterator[Fact]:
    """Yield `accuses` edges and the alleged role of the accused in the event."""
    bodies: dict[str, str] | None = None
    for attribution in scene.attributions:
        if attribution.act == "accuse":
            yield from _accuse(scene, attribution)
        elif attribution.act in ("threaten", "warn"):
            yield from _threaten(scene, attribution)
        elif _takes_responsibility(scene, attribution):
            event = _event_for(scene, attribution)
            if bodies is None:
                bodies = {f.subject: f.object for f in find_offices(scene) if f.predicate == "represents"}
            for source in attribution.sources if event else ():
                # A spokesman takes responsibility for those he speaks for.
                yield Fact(_anchor(attribution), event, "agent", bodies.get(source, source))


def _accuse(scene: Scene, attribution: Attribution) -> Iterator[Fact]:
    accused = list(attribution.addressees)
    roles = [r for r in scene.frames.roles if r.anchor in attribution.content and r.predicate in _DOING]
    if not accused and attribution.level == "alleged":
        stated = [r for r in roles if scene.parse.tokens[r.anchor].dep not in _PRESUPPOSED]
        accused = [r.object for r in stated if r.object not in attribution.sources]
    relation = scene.ontology.relations["accuses"]
    # Calling somebody something accuses nobody of anything ("called him the next Washington").
    called = scene.parse.tokens[attribution.cue].lemma in scene.lexicon.words["calling_verbs"]
    for source in attribution.sources:
        for target in dict.fromkeys(accused):
            if scene.admits(relation, source, target) and not called:
                yield Fact(attribution.cue, source, "accuses", target)
    if _is_mutual(scene, attribution):
        yield from _accuse_each_other(scene, attribution)
    elif not roles:
        yield from _allege(scene, attribution)


def _allege(scene: Scene, attribution: Attribution) -> Iterator[Fact]:
    """Yield the accused as the agent of an event whose own words name no agent."""
    event = _event_for(scene, attribution) if attribution.addressees and not _is_of_enabling(scene, attribution) else ""
    for target in attribution.addressees if event else ():
        if scene.admits(scene.ontology.relations["agent"], event, target):
            yield Fact(_anchor(attribution), event, "agent", target, claimant=next(iter(attribution.sources), ""))


def _is_of_enabling(scene: Scene, attribution: Attribution) -> bool:
    """Tell a charge of having let a thing happen from a charge of having done it."""
    tokens = scene.parse.tokens
    charged = (t for t in sorted(attribution.content) if tokens[t].dep in ("pcomp", "ccomp", "xcomp"))
    first = next(charged, -1)
    return first >= 0 and tokens[first].lemma in scene.lexicon.words["enabling_verbs"]


def _is_mutual(scene: Scene, attribution: Attribution) -> bool:
    """Tell "blamed each other" and "each government blames the other" from a charge against somebody."""
    tokens = scene.parse.tokens
    below = [t for t in scene.parse.children[attribution.cue] if tokens[t].dep in ("dobj", "pobj")]
    return any(tokens[t].lemma in ("other", "another") and tokens[t].pos in ("ADJ", "NOUN", "PRON") for t in below)


def _accuse_each_other(scene: Scene, attribution: Attribution) -> Iterator[Fact]:
    """Yield both charges, each as the claim of its own side."""
    sides = attribution.sources if len(attribution.sources) > 1 else _sides(scene)
    event = _event_for(scene, attribution) or _last_violent(scene, attribution.cue)
    for source in sides:
        for target in sides:
            if scene.admits(scene.ontology.relations["accuses"], source, target):
                yield Fact(attribution.cue, source, "accuses", target, narrated=True)
                if event:
                    yield Fact(_anchor(attribution), event, "agent", target, claimant=source)


def _sides(scene: Scene) -> tuple[str, ...]:
    """Return the two parties that face each other in the article: those named most often as participants."""
    counts = Counter(
        r.object for r in scene.frames.roles if r.predicate == "participant" and scene.type_of(r.object) != "Person"
    )
    return tuple(side for side, _ in counts.most_common(2))


def _threaten(scene: Scene, attribution: Attribution) -> Iterator[Fact]:
    """A warning of force or retaliation against somebody is a threat to them."""
    roles = [r for r in scene.frames.roles if r.anchor in attribution.content and r.predicate == "target"]
    retaliation = [r.object for r in roles if scene.ontology.is_a(scene.type_of(r.subject), "Retaliation")]
    agents = [(r.subject, r.object) for r in scene.frames.roles if r.predicate == "agent"]
    # Who warns of what somebody else might do threatens nobody.
    by_others = {event for event, agent in agents if agent not in attribution.sources} if attribution.act == "warn" else set()
    targets = retaliation or [r.object for r in roles if r.subject not in by_others and _is_hostile(scene, r.subject)]
    if attribution.act == "threaten":
        targets += attribution.addressees
    for source in attribution.sources:
        for target in dict.fromkeys(targets):
            if scene.admits(scene.ontology.relations["threatens"], source, target):
                yield Fact(attribution.cue, source, "threatens", target)


def _is_hostile(scene: Scene, event: str) -> bool:
    return _is_violent(scene, event) or scene.ontology.is_a(scene.type_of(event), "Retaliation")


def _takes_responsibility(scene: Scene, attribution: Attribution) -> bool:
    """Tell "claimed responsibility for the attack" and "claimed the attack" from other admissions."""
    tokens = scene.parse.tokens
    below = [t for t in attribution.content if tokens[t].head == attribution.cue and tokens[t].dep in ("dobj", "nsubjpass")]
    claimed = any(tokens[t].lemma == "responsibility" or t in scene.frames.at for t in below)
    return claimed and attribution.act == "admit"


def _anchor(attribution: Attribution) -> int:
    return min(attribution.content, default=attribution.cue)


def _event_for(scene: Scene, attribution: Attribution) -> str:
    """Return the event that an accusation is about: one in its content, one in its sentence, or the last act of force."""
    inside = [t for t in sorted(attribution.content) if t in scene.frames.at]
    # "blamed the press for the climate that led to the attack": of the climate alone.
    charged = (scene.frames.at[t] for t in inside if not is_aside(scene, t, attribution))
    violent = [e for e in charged if _is_violent(scene, e)]
    # "Suspected of setting fire": of a deed that is no event here, and of no other.
    if inside or any(scene.parse.tokens[t].dep == "pcomp" for t in attribution.content):
        return violent[0] if violent else ""
    sentence = scene.parse.tokens[attribution.cue].sentence
    before = [(t, e) for t, e in scene.frames.at.items() if t < attribution.cue and _is_violent(scene, e)]
    here = [(t, e) for t, e in before if scene.parse.tokens[t].sentence == sentence]
    # "Witnesses blamed the gang": for what was just told.
    cue = scene.parse.tokens[attribution.cue]
    reason = any(scene.parse.tokens[c].lemma == "for" for c in scene.parse.children[cue.index])
    blamed = attribution.act != "accuse" or (cue.lemma == "blame" and not reason)
    return min(here)[1] if here else (max(before)[1] if before and blamed else "")


def _last_violent(scene: Scene, before: int) -> str:
    found = [(t, e) for t, e in scene.frames.at.items() if t < before and _is_violent(scene, e)]
    return max(found)[1] if found else ""


def _is_violent(scene: Scene, event: str) -> bool:
    kind = scene.ontology.events.get(scene.type_of(event))
    return kind is not None and kind.force


def find_denials(scene: Scene, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the denied side of a charge: "The RSF denied any involvement", "an accusation Abu Dhabi has rejected".

    `facts` are the charges found so far, in text order; the denial repeats the last that names the one who denies.
    """
    for attribution in scene.attributions:
        if attribution.level != "denied" and attribution.act not in ("deny", "reject"):
            continue
        heads = _denied_nouns(scene, attribution)
        if not heads & (scene.lexicon.words["charge_nouns"] | scene.lexicon.words["pointing_words"]) or _denies_deed(
            scene, attribution
        ):
            continue
        told = rejected_speech(scene, attribution)
        said = (f for f in facts if told is not None and f.anchor in told.content and f.predicate in _DOING)
        made = [f for f in said if innermost(scene.attributions, f.anchor) is told]
        for source in attribution.sources:
            if told is not None and not made:
                continue
            charge = _last_charge(made or facts, attribution, source) or _charge_of_another(scene, facts, attribution, heads)
            if charge is not None:
                yield Fact(_anchor(attribution), charge.subject, charge.predicate, charge.object, claimant=source, denied=True)
            elif heads & scene.lexicon.words["involvement_nouns"] and (event := _last_violent(scene, attribution.cue)):
                yield Fact(_anchor(attribution), event, "agent", source, claimant=source, denied=True)


def rejected_speech(scene: Scene, attribution: Attribution) -> Attribution | None:
    """Return the speech that "dismissed the accusations", "disputed this" turns down: the last of another, a sentence away.

    Charges come before other speech; None where the denial tells itself what it denies.
    """
    tokens = scene.parse.tokens
    if attribution.level != "denied" or _is_spelt_out(scene, attribution):
        return None
    if not _denied_nouns(scene, attribution) & _charges(scene):
        return None
    before = bisect_left(scene.attributions, attribution.cue, key=lambda a: a.cue)
    last = (scene.attributions[number] for number in range(before - 1, -1, -1))
    near = [
        a
        for a in takewhile(lambda a: tokens[attribution.cue].sentence - tokens[a.cue].sentence <= 1, last)
        if a.content and a.level != "denied" and not set(a.sources) & set(attribution.sources)
    ]
    owner = _whose(scene, attribution)
    if owner:
        near = [a for a in near if owner in a.sources]
    charges = [a for a in near if (a.act == "accuse" or a.level == "alleged") and (a.sources or _is_against(a, attribution))]
    return next(iter(charges or near), None)


def _whose(scene: Scene, attribution: Attribution) -> str:
    """Return whose words are denied, where it says so ("denied Amnesty's claims"), or ""."""
    owners = (c for t in sorted(attribution.content) for c in scene.parse.children[t] if scene.parse.tokens[c].dep == "poss")
    return next((scene.chains.at[o] for o in owners if o in scene.chains.at), "")


def _is_against(charge: Attribution, denial: Attribution) -> bool:
    return bool(set(charge.addressees) & set(denial.sources))


def _is_spelt_out(scene: Scene, attribution: Attribution) -> bool:
    """Tell a denial that says itself what it denies ("the claim that …") from one that points back ("the claim as false")."""
    told = (scene.parse.tokens[t] for t in attribution.content)
    return any(t.dep in _SPELT_OUT and not (t.dep == "prep" and t.lemma == "as") for t in told)


def _charges(scene: Scene) -> frozenset[str]:
    """Return the words that stand for what another has said: "the accusations", "that claim", "it"."""
    words = scene.lexicon.words
    return (words["charge_nouns"] | words["account_nouns"]) - words["involvement_nouns"] | words["pointing_words"]


def _denied_nouns(scene: Scene, attribution: Attribution) -> set[str]:
    """Return the lemmas that stand for the whole content: right below the cue, or first of all."""
    tokens, content = scene.parse.tokens, sorted(attribution.content)
    first = next((t for t in content if tokens[t].dep != "mark"), -1)
    tops = {first, *(t for t in content if tokens[t].head not in attribution.content)}
    return {tokens[t].lemma for t in tops if t >= 0}


def _denies_deed(scene: Scene, attribution: Attribution) -> bool:
    """A denial that tells the event itself ("denied striking the school") needs no charge to repeat."""
    return any(scene.parse.tokens[t].pos == "VERB" for t in attribution.content if t in scene.frames.at)


def _charge_of_another(scene: Scene, facts: Sequence[Fact], attribution: Attribution, heads: set[str]) -> Fact | None:
    """Return what "rejected the accusation" turns down where somebody else is accused: what another has just said."""
    tokens = scene.parse.tokens
    if _is_spelt_out(scene, attribution) or not heads & _charges(scene):
        return None
    sentence = tokens[attribution.cue].sentence
    beside = tokens[attribution.cue].dep == "relcl"
    for fact in reversed(facts):
        if fact.predicate in _DOING and not fact.denied and fact.anchor < attribution.cue:
            said = innermost(scene.attributions, fact.anchor)
            speakers = {fact.claimant} if fact.claimant else set(said.sources) if said is not None else set()
            told = beside or bool(heads & ({"claim", "report"} | scene.lexicon.words["pointing_words"]))
            charged = said is not None and (said.act == "accuse" or told)
            near = sentence - tokens[fact.anchor].sentence <= 1
            return fact if near and charged and speakers and not speakers & set(attribution.sources) else None
    return None


def _last_charge(facts: Sequence[Fact], attribution: Attribution, source: str) -> Fact | None:
    charges = (f for f in reversed(facts) if f.predicate in _DOING and f.object == source and not f.denied)
    return next((f for f in charges if f.anchor < attribution.cue), None)
