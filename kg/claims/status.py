"""Verification: sentences that say how far claims were checked, and the claims in their scope."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.claims.evidence import Scene
from kg.grammar.clauses import arguments, sentence_span
from kg.grammar.modality import negated
from kg.model import NARRATOR, Claim, Sentence, Span

# How many paragraphs back a verification sentence reaches when it speaks of several claims at once.
_PARAGRAPHS = 4


def apply_status(scene: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with the status that the article's verification sentences give them."""
    current = [replace(c, status="confirmed") if c.act == "confirm" and c.attribution == "attributed" else c for c in claims]
    current = _retract(scene, current)
    for sentence, status, subject in _verdicts(scene):
        evidence = sentence_span(scene.parse, sentence.index)
        chosen = set(_in_scope(scene, sentence, subject, current))
        current = [
            replace(c, status=status, status_evidence=(*c.status_evidence, evidence)) if i in chosen else c
            for i, c in enumerate(current)
        ]
    return current


def _retract(scene: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """Mark figures that their source "first" gave and later corrected."""
    parse = scene.parse
    corrected = [t for t in parse.tokens if t.lemma in scene.lexicon.words["correcting_verbs"] and t.pos == "VERB"]
    first = {
        parse.tokens[a.cue].begin
        for a in scene.attributions
        if any(parse.tokens[c].lemma in ("first", "initially", "originally", "earlier") for c in parse.children[a.cue])
    }
    return [
        replace(c, status="retracted")
        if c.quantity is not None
        and c.cue is not None
        and c.cue.begin in first
        and any(t.begin > c.cue.begin for t in corrected)
        else c
        for c in claims
    ]


def _verdicts(scene: Scene) -> Iterator[tuple[Sentence, str, int]]:
    """Yield the sentences that give a status, the status, and the token of what was (not) verified."""
    for sentence in scene.parse.sentences:
        if not sentence.is_prose:
            continue
        for token in scene.parse.tokens[sentence.first : sentence.last]:
            if token.pos == "VERB" and token.lemma in scene.lexicon.words["checking_verbs"]:
                subject = _checked(scene, token.index)
                if subject >= 0 and negated(scene.parse, token.index, scene.lexicon.words):
                    yield sentence, "unverified", subject
                    break


def _checked(scene: Scene, verb: int) -> int:
    """Return the token of what is verified: the passive subject or the object, if it speaks of accounts."""
    tokens, accounts = scene.parse.tokens, scene.lexicon.words["account_nouns"]
    # "The claim was confirmed by residents but could not be verified": the subject of the first verb is that of the second.
    above = scene.parse.children[tokens[verb].head] if tokens[verb].dep == "conj" else ()
    for child in (*scene.parse.children[verb], *above):
        if tokens[child].dep not in ("nsubjpass", "dobj"):
            continue
        if tokens[child].tag == "DT":
            return child
        # "None of these accounts", "the accuracy of the claim": what is checked stands after "of".
        inner = (a.token for a in arguments(scene.parse, child) if a.function == "of")
        found = next((t for t in (child, *inner) if tokens[t].lemma in accounts), -1)
        if found >= 0:
            return found
    return -1


def _in_scope(scene: Scene, sentence: Sentence, subject: int, claims: Sequence[Claim]) -> Iterator[int]:
    """Yield the positions of the claims that a verification sentence is about.

    A possessor narrows it to that source ("the newspaper's findings"); a plural reaches the attributed claims of the
    paragraphs before, back to the last paragraph that has none; a singular the last attributed claim's sentence.
    """
    parse = scene.parse
    token = parse.tokens[subject]
    owner = next((scene.chains.at.get(c, "") for c in parse.children[subject] if parse.tokens[c].dep == "poss"), "")
    # "Kyiv's claim that … could not be verified": what is checked is told in the same sentence.
    own = [i for i, c in enumerate(claims) if c.cue is not None and c.cue.begin == token.begin]
    if own:
        yield from own
        return
    begin = parse.tokens[sentence.first].begin
    candidates = [
        (i, c)
        for i, c in enumerate(claims)
        if c.claimants != (NARRATOR,) and c.evidence[0].begin < begin and c.status == "unassessed"
    ]
    if owner:
        yield from (i for i, c in candidates if owner in c.claimants)
        return
    rival = any(parse.tokens[c].lemma in scene.lexicon.words["rival_adjectives"] for c in parse.children[subject])
    if rival:
        parties = _parties(claims)
        yield from (i for i, c in candidates if parties & set(c.claimants) and (not c.predicate or c.about))
        return
    plural = token.tag in ("NNS", "NNPS")
    two = any(parse.tokens[c].lemma in ("both", "neither") for c in parse.children[subject])
    paragraph = {i: _paragraph(scene, c.evidence[0]) for i, c in candidates}
    if two:
        yield from (i for i, c in candidates if paragraph[i] == sentence.paragraph and c.quantity is not None)
    elif plural:
        low = sentence.paragraph - _PARAGRAPHS
        yield from (i for i, c in candidates if paragraph[i] >= low and c.claim_type == "factual" and _checkable(scene, c))
        yield from _told_between(scene, sentence, claims, min((c.evidence[0].begin for _, c in candidates), default=begin))
    elif candidates:
        last = max(c.evidence[0].begin for _, c in candidates)
        yield from (i for i, c in candidates if c.evidence[0].begin == last)


def _checkable(scene: Scene, claim: Claim) -> bool:
    """Tell whether a claim says something of the world: a structured one, or words about an event."""
    return bool(claim.predicate) or any(scene.type_of(i) in scene.ontology.events for i in claim.about)


def _told_between(scene: Scene, sentence: Sentence, claims: Sequence[Claim], first: int) -> Iterator[int]:
    """Yield the article's own claims of events that stand among the accounts, in the paragraph that doubts them."""
    begin = scene.parse.tokens[sentence.first].begin
    for i, claim in enumerate(claims):
        told = claim.claimants == (NARRATOR,) and claim.about and claim.act == "state" and claim.status == "unassessed"
        if told and first < claim.evidence[0].begin < begin and _paragraph(scene, claim.evidence[0]) == sentence.paragraph:
            yield i


def _parties(claims: Sequence[Claim]) -> set[str]:
    """Return who accuses and who is accused: the sides whose accounts rival."""
    charges = [c for c in claims if c.predicate == "accuses"]
    return {i for c in charges for i in (c.subject, c.object)}


def _paragraph(scene: Scene, span: Span) -> int:
    found = -1
    for sentence in scene.parse.sentences:
        if scene.parse.tokens[sentence.first].begin > span.begin:
            break
        found = sentence.paragraph
    return found
