"""What somebody said as a whole: quotations, and speech in which no relation was found."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from kg.claims.accusations import rejected_speech
from kg.claims.evidence import Scene
from kg.claims.wording import plain
from kg.grammar.clauses import VERBAL, clause_head, is_passive, sentence_span, span_of, subtree, words
from kg.grammar.lookup import innermost
from kg.grammar.modality import factuality, negated
from kg.model import NARRATOR, UNNAMED, Attribution, Claim, Span, Token

_LONGEST = 400
_TOLD = 5
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# The shapes ask for three characters.
_SHORTEST = 3


def find_statements(scene: Scene, answered: AbstractSet[int], quoted: AbstractSet[str]) -> Iterator[Claim]:
    """Yield a claim for every quotation and every act of speech that no structured claim stands for.

    What somebody did not say, confirm or deny is no statement of theirs.

    `answered` are the positions of the attributions with a structured claim, `quoted` the words that those quote. Ids are
    given by the caller.
    """
    for position, attribution in enumerate(scene.attributions):
        if not (attribution.sources or attribution.quotes) or negated(scene.parse, attribution.cue, scene.lexicon.words):
            continue
        text = scene.parse.document.text
        within = _quotes_within(scene, attribution)
        for quote in attribution.quotes:
            exact = text[slice(*quote)]
            if exact in quoted or (not attribution.sources and not _is_told(scene, attribution, exact)):
                continue
            yield _claim(scene, attribution, content_words(scene, attribution) if within else plain(text, quote), exact)
        if not attribution.quotes and position not in answered:
            told = rejected_speech(scene, attribution) or attribution
            content = content_words(scene, told)
            if content and not (told is attribution and (_is_own_cue(scene, attribution) or _says_nothing(scene, attribution))):
                evidence = {*evidence_of(scene, attribution), *evidence_of(scene, told)}
                yield replace(
                    _claim(scene, attribution, content, ""), evidence=tuple(sorted(evidence)), about=about(scene, told)
                )


def _is_told(scene: Scene, attribution: Attribution, quote: str) -> bool:
    """Tell the words of somebody who has no name here from what things are called ("known as “Smoky Mary”")."""
    return len(quote.split()) >= _TOLD and not is_passive(scene.parse, attribution.cue)


def _quotes_within(scene: Scene, attribution: Attribution) -> bool:
    """Tell quoted words inside a clause that the article words itself ("said it would hit “every base”")."""
    tokens = scene.parse.tokens
    heads = [t for t in sorted(attribution.content) if tokens[t].head not in attribution.content][:1]
    below = (c for h in heads for c in scene.parse.children[h] if tokens[c].dep in _SUBJECTS)
    worded = [tokens[t] for t in (*(h for h in heads if tokens[h].pos in VERBAL), *below) if t in attribution.content]
    return any(not any(q.begin <= t.begin < q.end for q in attribution.quotes) for t in worded)


def find_bare_events(scene: Scene, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield a claim for every event that no other claim speaks of, in the words it is told in ("Rescue work goes on")."""
    spoken_of = {i for c in claims for i in (c.subject, c.object, c.during, *c.about)}
    voices: dict[int, list[Attribution]] = {}
    for attribution in scene.attributions:
        voices.setdefault(scene.parse.tokens[attribution.cue].sentence, []).append(attribution)
    told_at: dict[str, int] = {}
    for token, event in sorted(scene.frames.at.items()):
        told_at.setdefault(event, token)
    for event, token in told_at.items():
        if event in spoken_of:
            continue
        voice = innermost(scene.attributions, token)
        if voice is None or not voice.sources:
            number = scene.parse.tokens[token].sentence
            sentence = sentence_span(scene.parse, number)
            code = factuality(scene.parse, token, None, scene.lexicon.words)
            yield Claim(
                "", _narrated(scene, token, voices.get(number, ())), (NARRATOR,), (sentence,), factuality=code, about=(event,)
            )
        else:
            clause = sorted(voice.content.intersection(subtree(scene.parse, clause_head(scene.parse, token))))
            said = " ".join(words(scene.parse, clause[0], clause[-1] + 1).split()).strip(",;: ")[:_LONGEST]
            yield replace(_claim(scene, voice, said, ""), about=(event,))


def _narrated(scene: Scene, token: int, beside: Sequence[Attribution]) -> str:
    """Return the words in which the article itself tells of an event: its sentence, or less where somebody else is told.

    `beside` is what others say in that sentence. In "a diplomat involved in the talks said it was over" the article's own
    words on the talks are "the talks".
    """
    parse = scene.parse
    if not beside:
        return plain(parse.document.text, sentence_span(parse, parse.tokens[token].sentence))[:_LONGEST]
    spoken = frozenset(t for a in beside for t in (a.cue, *a.content))
    clause = clause_head(parse, token)
    own = sorted(subtree(parse, token) if clause in spoken else subtree(parse, clause, without=spoken))
    return " ".join(words(parse, own[0], own[-1] + 1).split()).strip(",;: ")[:_LONGEST]


def _claim(scene: Scene, attribution: Attribution, said: str, quote: str) -> Claim:
    denied = attribution.level == "denied"
    return Claim(
        id="",
        text=said if len(said) >= _SHORTEST else f"“{said}”",
        claimants=attribution.sources or (UNNAMED,),
        evidence=evidence_of(scene, attribution),
        act=attribution.act,
        attribution=attribution.level,
        factuality="CT-" if denied else attribution.factuality,
        claim_type=claim_type(attribution),
        about=about(scene, attribution),
        cue=span_of(scene.parse, attribution.cue, attribution.cue + 1),
        quote=quote,
        directed_at=tuple(a for a in attribution.addressees if a not in attribution.sources),
        channels=attribution.channels,
        during=occasion(scene, attribution),
        citing=attribution.citing,
    )


def occasion(scene: Scene, attribution: Attribution) -> str:
    """Return the event at which something was said ("at a news conference", "during a visit"), or ""."""
    return next((scene.frames.at[t] for t in attribution.occasions if t in scene.frames.at), "")


def content_words(scene: Scene, attribution: Attribution) -> str:
    """Return the words of the content: from its first token to its last, on one line."""
    tokens = sorted(attribution.content)
    while tokens and (_is_opening(scene.parse.tokens[tokens[0]]) or _opens_gerund(scene, tokens[0])):
        tokens.pop(0)
    while tokens and scene.parse.tokens[tokens[-1]].dep in ("punct", "cc"):
        tokens.pop()
    if not tokens:
        return ""
    spoken = subtree(scene.parse, attribution.cue, without=attribution.content)
    inserted = [attribution.cue, *(t for t in spoken if scene.parse.tokens[t].dep != "punct")]
    before, after = [t for t in tokens if t < min(inserted)], [t for t in tokens if t > max(inserted)]
    if before and after:
        # "It is over, she said; nobody listened" is over with what stands first; "the order, he said, came late" is not.
        goes_on = any(scene.parse.tokens[t].head in (t, *inserted) or scene.parse.tokens[t].head not in tokens for t in after)
        if not goes_on or scene.parse.tokens[max(inserted) + 1].text == ";":
            tokens = before
        else:
            parts = (words(scene.parse, p[0], p[-1] + 1).strip(" ,.;") for p in (before, after))
            return " ".join(" ".join(parts).split())[:_LONGEST]
    last = tokens[-1] + 1
    said = words(scene.parse, tokens[0], last)
    if said.count('"') % 2 or said.count("“") > said.count("”"):
        said = words(scene.parse, tokens[0], min(last + 1, len(scene.parse.tokens)))
    return " ".join(said.split())[:_LONGEST]


def _says_nothing(scene: Scene, attribution: Attribution) -> bool:
    """Tell "denied it" where nobody knows what, and what is ordered or said only inside what somebody denies."""
    tokens = scene.parse.tokens
    pointing = all(tokens[t].lemma in scene.lexicon.words["pointing_words"] for t in attribution.content)
    return pointing or any(a.level == "denied" and attribution.cue in a.content for a in scene.attributions)


def _is_opening(token: Token) -> bool:
    """Tell the "that" of a clause, and punctuation before it."""
    return token.dep in ("mark", "punct") or (token.lemma == "that" and token.tag == "WDT")


def _is_own_cue(scene: Scene, attribution: Attribution) -> bool:
    """Tell "pointed the finger at Moscow", whose object is a word of the cue and says nothing."""
    tokens = scene.parse.tokens
    said = [tokens[t].lemma for t in attribution.content if tokens[t].pos != "DET"]
    return len(said) == 1 and (f"{tokens[attribution.cue].lemma} {said[0]}", "verb") in scene.lexicon.cues


def _opens_gerund(scene: Scene, token: int) -> bool:
    """Tell the "of" of "accused the army of shelling", which belongs to the verb."""
    below = (scene.parse.tokens[c].dep for c in scene.parse.children[token])
    return scene.parse.tokens[token].dep == "prep" and "pcomp" in below


def evidence_of(scene: Scene, attribution: Attribution) -> tuple[Span, ...]:
    """Return the sentences of content, cue and source, in text order."""
    tokens = {*attribution.content, attribution.cue, attribution.source_token} - {-1}
    return tuple(sentence_span(scene.parse, s) for s in sorted({scene.parse.tokens[t].sentence for t in tokens}))


def about(scene: Scene, attribution: Attribution) -> tuple[str, ...]:
    """Return what a statement is about: the events in its content, else the first thing it names, else who says it."""
    inside = [scene.frames.at[t] for t in sorted(attribution.content) if t in scene.frames.at]
    inside = (
        inside
        or [scene.chains.at[t] for t in sorted(attribution.content) if scene.chains.at.get(t, "") in scene.chains.named][:1]
    )
    return tuple(dict.fromkeys(inside)) or attribution.sources or (UNNAMED,)


def claim_type(attribution: Attribution) -> str:
    """Return `predictive` for threats, promises and warnings, `normative` for demands and praise, else `factual`."""
    if attribution.act in ("threaten", "promise", "warn"):
        return "predictive"
    return "normative" if attribution.act in ("demand", "praise", "condemn", "defend") else "factual"
