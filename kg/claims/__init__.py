"""Facts → Claim: every relation, role and number with who says it, how sure, whether verified, and in which words.

The finders say what the text contains; who answers for it is decided here, for all of them alike.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.claims.accusations import find_accusations, find_denials
from kg.claims.compare import compare
from kg.claims.evidence import Finder, Scene, is_aside, relation_cues
from kg.claims.numbers import find_numbers
from kg.claims.offices import find_offices
from kg.claims.relations import find_concepts, find_relations
from kg.claims.shortcuts import find_shortcuts, restate_roles
from kg.claims.statements import about, claim_type, find_bare_events, find_statements, occasion
from kg.claims.status import apply_status
from kg.claims.structure import find_structure
from kg.claims.wording import sentence_for
from kg.grammar.clauses import sentence_span, span_of
from kg.grammar.lookup import innermost
from kg.grammar.modality import factuality, modality
from kg.lexicon import Lexicon
from kg.model import NARRATOR, UNNAMED, Attribution, Chains, Claim, EventFrames, Fact, Parse, Span
from kg.schema import Ontology

_SOON = 2
"""Sentences in which numbers of one event are still the same source's; more made no difference to the gold articles."""

FINDERS: Mapping[str, Finder] = {
    "roles": lambda scene: scene.frames.roles,
    "relations": find_relations,
    "offices": find_offices,
    "structure": find_structure,
    "concepts": find_concepts,
    "accusations": find_accusations,
    "numbers": find_numbers,
}


def find_claims(
    parse: Parse, chains: Chains, attributions: Sequence[Attribution], frames: EventFrames, knowledge: tuple[Lexicon, Ontology]
) -> tuple[Claim, ...]:
    """Return the claims of a document in text order, with their status and their rivals."""
    lexicon, ontology = knowledge
    scene = Scene(
        parse, chains, attributions, frames, lexicon, ontology, relation_cues(ontology), {e.id: e.type for e in frames.events}
    )
    facts = _collect(scene)
    said = [(fact, _who_says(scene, fact)) for fact in facts]
    voices = [attribution or _continued(scene, fact, said) for fact, attribution in said]
    claims = [
        replace(_claim(scene, fact, voice), id=f"f{number}", part_of=f"f{fact.part_of}" if fact.part_of >= 0 else "")
        for number, (fact, voice) in enumerate(zip(facts, voices, strict=True))
    ]
    told = {id(v) for f, v in zip(facts, voices, strict=True) if v is not None and not is_aside(scene, f.anchor, v)}
    answered = {number for number, a in enumerate(attributions) if id(a) in told}
    statements = [replace(s, id=f"s{n}") for n, s in enumerate(find_statements(scene, answered, {c.quote for c in claims}))]
    claims += [*statements, *find_shortcuts(scene, claims)]
    claims += [replace(c, id=f"b{n}") for n, c in enumerate(find_bare_events(scene, claims))]
    claims = [_naming_claimants(scene, claim) for claim in claims]
    return tuple(compare(apply_status(scene, _numbered(restate_roles(scene, _unique(claims))))))


def _naming_claimants(scene: Scene, claim: Claim) -> Claim:
    """Add the last sentence that names a claimant whom the evidence does not ("the bulletin said": whose?)."""
    spans = [*claim.evidence, *([_sentence_at(scene, claim.cue.begin)] if claim.cue is not None else [])]
    missing: list[Span] = []
    for claimant in claim.claimants:
        entity = scene.chains.entities.get(claimant)
        mentions = entity.mentions if entity is not None else ()
        if mentions and not any(_is_named_in(span, mentions) for span in spans):
            at = max(bisect_left(mentions, (spans[-1].begin,)) - 1, 0)
            missing.append(_sentence_at(scene, mentions[at].begin))
    return replace(claim, evidence=tuple(sorted({*claim.evidence, *missing}))) if missing else claim


def _is_named_in(span: Span, mentions: Sequence[Span]) -> bool:
    inside = mentions[bisect_left(mentions, (span.begin,)) : bisect_left(mentions, (span.end,))]
    return any(m.end <= span.end for m in inside)


def _sentence_at(scene: Scene, offset: int) -> Span:
    tokens = scene.parse.tokens
    at = max(bisect_right(tokens, offset, key=lambda token: token.begin) - 1, 0)
    return sentence_span(scene.parse, tokens[at].sentence)


def _collect(scene: Scene) -> list[Fact]:
    """Run the finders; the denials come last, for they repeat a charge. Parts keep pointing at their totals."""
    facts: list[Fact] = []
    for finder in FINDERS.values():
        offset = len(facts)
        facts += [replace(f, part_of=f.part_of + offset) if f.part_of >= 0 else f for f in finder(scene)]
    facts += list(find_denials(scene, sorted(facts, key=lambda f: f.anchor)))
    return facts


def _who_says(scene: Scene, fact: Fact) -> Attribution | None:
    """Return the attribution that answers for a fact, or None where the article itself does.

    That somebody accuses, condemns or supports is the article's report of what they do, not their own claim.
    """
    found = None if fact.narrated else innermost(scene.attributions, fact.anchor)
    does = found is not None and found.sources == (fact.subject,) and found.level != "denied"
    own = does and "plover" in scene.ontology.relations[fact.predicate].codes
    return None if own else found


def _continued(scene: Scene, fact: Fact, said: Sequence[tuple[Fact, Attribution | None]]) -> Attribution | None:
    """Return who answers for a number without a cue of its own.

    Tolls are somebody's count. A sentence that follows a source's words in its paragraph goes on with them, unless it turns
    to an event of another time; and so does, soon after, a further number of an event whose numbers somebody gave.
    """
    if fact.quantity is None or fact.narrated:
        return None
    tokens, sentences = scene.parse.tokens, scene.parse.sentences
    here = sentences[tokens[fact.anchor].sentence]
    opening = tokens[here.first].begin
    before = [a for a in scene.attributions if tokens[a.cue].sentence == here.index - 1 and a.sources and a.level != "denied"]
    elsewhen = any(e.id == fact.subject and e.date_text and e.mentions[0].begin >= opening for e in scene.frames.events)
    if before and not elsewhen and sentences[here.index - 1].paragraph == here.paragraph:
        return before[0]
    earlier = [
        a for f, a in said if a is not None and f.quantity is not None and f.subject == fact.subject and f.anchor < fact.anchor
    ]
    near = earlier and here.index - tokens[earlier[-1].cue].sentence <= _SOON
    return earlier[-1] if near else None


def _claim(scene: Scene, fact: Fact, attribution: Attribution | None) -> Claim:
    code = _factuality(scene, fact, attribution)
    level = "asserted" if attribution is None else attribution.level
    if attribution is not None and level == "denied" and code.endswith("+"):
        level = "attributed"
    claimants = (NARRATOR,) if attribution is None else attribution.sources or (UNNAMED,)
    if fact.claimant and attribution is not None:
        claimants = (fact.claimant,)
    topics = tuple(dict.fromkeys(i for i in (fact.subject, fact.object) if i and scene.type_of(i)))
    events = tuple(i for i in topics if scene.type_of(i) in scene.ontology.events)
    return Claim(
        id="",
        text=sentence_for(scene, fact, code),
        claimants=claimants,
        evidence=_evidence(scene, fact, attribution),
        subject=fact.subject,
        predicate=fact.predicate,
        object=fact.object,
        quantity=fact.quantity,
        act=attribution.act if attribution is not None else "state",
        attribution=level,
        factuality=code,
        claim_type=_type(scene, fact, attribution),
        about=events or topics[:1] or (about(scene, attribution) if attribution is not None else topics),
        cue=_cue(scene, attribution),
        quote=_quote(scene, fact, attribution),
        directed_at=tuple(a for a in attribution.addressees if a not in claimants) if attribution is not None else (),
        channels=attribution.channels if attribution is not None else (),
        during=occasion(scene, attribution) if attribution is not None else "",
        citing=attribution.citing if attribution is not None else (),
    )


def _factuality(scene: Scene, fact: Fact, attribution: Attribution | None) -> str:
    if fact.denied:
        return "CT-"
    if fact.narrated:
        return "CT+"
    code = factuality(scene.parse, fact.anchor, attribution, scene.lexicon.words)
    defining = scene.ontology.relations[fact.predicate].defining
    if (
        code == "CT+"
        and not defining
        and fact.quantity is None
        and modality(scene.parse, fact.anchor, scene.lexicon.words) == "planned"
    ):
        return "PR+"
    # The occurrence of the event says that it is only possible; who would take part in it is not in doubt.
    if scene.ontology.relations[fact.predicate].defining and attribution is None and code == "PS+":
        return "CT+"
    return code


def _type(scene: Scene, fact: Fact, attribution: Attribution | None) -> str:
    if fact.predicate == "hasRightTo":
        return "normative"
    if attribution is not None and (kind := claim_type(attribution)) == "predictive":
        return kind
    return (
        "predictive"
        if not fact.narrated and modality(scene.parse, fact.anchor, scene.lexicon.words) == "planned"
        else "factual"
    )


def _evidence(scene: Scene, fact: Fact, attribution: Attribution | None) -> tuple[Span, ...]:
    tokens = {fact.anchor, fact.argument} - {-1}
    found = {sentence_span(scene.parse, scene.parse.tokens[t].sentence) for t in tokens}
    if attribution is not None:
        cue = {scene.parse.tokens[t].sentence for t in (attribution.cue, attribution.source_token) if t >= 0}
        found |= {sentence_span(scene.parse, s) for s in cue}
    return tuple(sorted(found))


def _quote(scene: Scene, fact: Fact, attribution: Attribution | None) -> str:
    """Return the direct speech of the sentence that a fact was read from, or ""."""
    token = scene.parse.tokens[fact.anchor]
    sentence = sentence_span(scene.parse, token.sentence)
    for begin, end in attribution.quotes if attribution is not None else ():
        if begin <= token.begin < end:
            return scene.parse.document.text[max(begin, sentence.begin) : min(end, sentence.end)].strip()
    return ""


def _cue(scene: Scene, attribution: Attribution | None) -> Span | None:
    return None if attribution is None else span_of(scene.parse, attribution.cue, attribution.cue + 1)


def _unique(claims: Iterable[Claim]) -> list[Claim]:
    """Drop a claim that repeats an earlier one of the same claimant; its evidence is added to the first."""
    kept: dict[tuple[object, ...], Claim] = {}
    evidence: dict[str, set[Span]] = {}
    renamed: dict[str, str] = {}
    for claim in claims:
        key = (
            claim.subject,
            claim.predicate,
            claim.object,
            claim.quantity,
            claim.claimants,
            claim.factuality,
            claim.attribution,
            "" if claim.predicate else (claim.text, claim.quote),
        )
        first = kept.get(key)
        if first is None:
            kept[key] = claim
        else:
            renamed[claim.id] = first.id
            evidence.setdefault(first.id, set(first.evidence)).update(claim.evidence)
            if claim.restates and not first.restates:
                kept[key] = replace(first, restates=claim.restates)
    return [
        replace(
            c,
            evidence=tuple(sorted(evidence[c.id])) if c.id in evidence else c.evidence,
            part_of=renamed.get(c.part_of, c.part_of),
            restates=renamed.get(c.restates, c.restates),
        )
        for c in kept.values()
    ]


def _numbered(claims: Sequence[Claim]) -> list[Claim]:
    """Give the claims their final ids in text order."""
    ordered = sorted(claims, key=lambda c: (c.evidence, c.predicate, c.subject, c.object, c.text, c.claimants))
    names = {c.id: f"c{n:03d}" for n, c in enumerate(ordered, 1)}
    return [replace(c, id=names[c.id], part_of=names.get(c.part_of, ""), restates=names.get(c.restates, "")) for c in ordered]
