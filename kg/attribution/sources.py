"""From a cue and its content to a full attribution: the source, the addressee, the channel, the occasion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kg.attribution.quotes import Quote, is_speech, spoken
from kg.grammar.clauses import (
    CLOSING_MARKS,
    VERBAL,
    Argument,
    ancestors,
    conjuncts,
    is_passive,
    subject,
    subtree,
    verb_arguments,
)
from kg.lexicon import SpeechCue
from kg.model import Attribution, Chains, Entity, Parse

_MUTE = frozenset({"City", "Region", "Weapon", "Place"})
_OCCASIONS = frozenset({"at", "during", "in", "after"})
_MEDIA = frozenset({"via", "on", "through", "in", "by", "over"})
_THINGS = frozenset({"it", "this", "that", "these", "those"})
_PAPERS = frozenset(
    {"analysis", "assessment", "case", "complaint", "document", "lawsuit", "letter", "memo", "paper", "petition", "report"}
    | {"resolution", "statement", "study", "suit", "survey"}
)
_FIRST_PERSON = frozenset({"i", "we", "my", "our", "us", "me"})


@dataclass(frozen=True, slots=True)
class Speech:
    """A cue with its content; `source` is a token, or -1 when the sentence has to tell."""

    cue_token: int
    cue: SpeechCue
    content: frozenset[int]
    source: int = -1
    unnamed: bool = False
    """Nobody is named on purpose ("reportedly")."""


def complete(
    parse: Parse, speech: Speech, chains: Chains, others: Sequence[Speech], quotes: Sequence[Quote]
) -> Attribution | None:
    """Return the attribution with its source, or None when an outer speech answers for it."""
    token = source_token(parse, speech, chains, others)
    sources = _entities(parse, token, chains) if token >= 0 else ()
    # Somebody said it, though the text does not tell who: better unnamed than taken for the article's own word.
    around = [o for o in others if speech.cue_token in o.content]
    untold = token < 0 and not around
    if (
        not sources
        and token < 0
        and speech.cue.attribution == "alleged"
        and around
        and parse.tokens[speech.cue_token].pos in VERBAL
    ):
        # "Two men are suspected of it, Tusk said": it is he who alleges it.
        token = source_token(parse, around[0], chains, others)
        sources = _entities(parse, token, chains) if token >= 0 else ()
    if not sources and not (speech.unnamed or untold):
        return None
    arguments = verb_arguments(parse, speech.cue_token) if parse.tokens[speech.cue_token].pos in VERBAL else []
    ends = min(speech.content, default=-1), max(speech.content, default=-1)
    inside = [q for q in quotes if any(q.first <= t < q.last for t in ends) or q.first in speech.content]
    spans = tuple(
        spoken(parse, q)
        for q in inside
        if is_speech(q) or len(speech.content) <= q.last - q.first + 2 or _is_verdict(parse, speech.cue_token, q)
    )
    return Attribution(
        sources=sources,
        source_token=token,
        cue=speech.cue_token,
        content=speech.content - set(_phrase(parse, token, speech)),
        act=speech.cue.act,
        level=speech.cue.attribution,
        factuality=speech.cue.factuality,
        addressees=tuple(a for a in _addressees(parse, speech, arguments, chains) if a not in sources),
        channels=tuple(e for e in _at(parse, arguments, _MEDIA, chains) if chains.entities[e].type == "Channel"),
        occasions=tuple(
            a.token
            for a in arguments
            if a.function in _OCCASIONS and parse.tokens[a.token].pos == "NOUN" and a.token not in speech.content
        ),
        citing=_cited(parse, speech.cue_token, chains),
        quotes=spans,
    )


def _is_verdict(parse: Parse, verb: int, quote: Quote) -> bool:
    """Tell the quoted name that something is called: "called the vote “a sham”"."""
    heads = ((parse.tokens[t], parse.tokens[parse.tokens[t].head]) for t in range(*quote))
    return any((t.dep == "oprd" and h.index == verb) or (h.lemma == "as" and h.head == verb) for t, h in heads)


def source_token(parse: Parse, speech: Speech, chains: Chains, others: Sequence[Speech]) -> int:
    """Return the token of the source of a speech, or -1.

    A participle ("…, blaming the rebels") whose grammatical subject cannot speak takes the source of the speech that
    stands in the same sentence.
    """
    if speech.source >= 0:
        return speech.source
    if parse.tokens[speech.cue_token].pos not in VERBAL:
        return -1
    candidates = [t for t in _subjects(parse, speech, chains, others) if t is not None]
    # "“… Everything,” said Taylor": what is quoted does not speak, whatever the parser makes of it.
    candidates.sort(key=lambda t: t in speech.content)
    return next((t for t in candidates if _can_speak(chains, t, parse)), -1)


def _subjects(parse: Parse, speech: Speech, chains: Chains, others: Sequence[Speech]) -> Iterator[int | None]:
    """Yield who may be the subject of a speech verb, the surest first."""
    verb = parse.tokens[speech.cue_token]
    if verb.dep == "advcl" and verb.tag == "VBG" and not any(o.cue_token == verb.head for o in others):
        # "demanded that Kabul act, saying …": who speaks last goes on speaking, not who is spoken of.
        yield from (subject(parse, o.cue_token) for o in others if o is not speech and verb.head in o.content and o.source < 0)
    # Who is quoted speaks; who is said to have done something does not.
    if is_passive(parse, verb.index) and verb.lemma != "quote":
        yield from (a.token for a in verb_arguments(parse, verb.index) if a.function == "by")
        return
    found = subject(parse, verb.index)
    if found is None or verb.dep == "relcl":
        own = (c for c in parse.children[verb.index] if parse.tokens[c].dep == "nsubj" and c in chains.at)
        found = next(own, found)
    yield found
    if found is not None:
        # "One of them, a farmer, said": who is told beside the pronoun.
        yield from (c for c in parse.children[found] if parse.tokens[c].dep == "appos")
        if found not in chains.at:
            # "A United Nations report alleges": whose paper it is.
            yield from _owners(parse, found)
    yield from _beside_quote(parse, verb.index)
    if verb.tag in ("VBG", "VBN"):
        beside = (o for o in others if o is not speech and o.source < 0)
        yield from (subject(parse, o.cue_token) for o in beside if parse.tokens[o.cue_token].sentence == verb.sentence)


def _beside_quote(parse: Parse, verb: int) -> Iterator[int]:
    """Yield who stands between a closing quotation mark and the verb, or right behind the verb: "…,” added Ian"."""
    if verb and parse.tokens[verb - 1].text in CLOSING_MARKS:
        names = takewhile(lambda t: t.pos == "PROPN", parse.tokens[verb + 1 :])
        yield from (t.index for t in list(names)[-1:])
    elif verb and parse.tokens[verb - 1].pos == "PROPN":
        names = takewhile(lambda t: t.pos == "PROPN", reversed(parse.tokens[:verb]))
        first = [t.index for t in names][-1]
        if first and parse.tokens[first - 1].text in CLOSING_MARKS:
            yield verb - 1


def _can_speak(chains: Chains, token: int, parse: Parse) -> bool:
    entity = _entity(chains, token)
    if entity is not None:
        # "The city said" is its council, "Catalonia said" its government.
        councils = {"NOUN": "City", "PROPN": "Region"}
        return entity.type not in _MUTE or entity.type == councils.get(parse.tokens[token].pos)
    return parse.tokens[token].lemma in _FIRST_PERSON


def _entity(chains: Chains, token: int) -> Entity | None:
    return chains.entities.get(chains.at.get(token, ""))


def _entities(parse: Parse, token: int, chains: Chains) -> tuple[str, ...]:
    beside = (t for t in conjuncts(parse, token) if t in chains.at and chains.entities[chains.at[t]].type not in _MUTE)
    found = [_publisher(parse, t, chains) for t in (token, *beside) if t in chains.at]
    found = found or [chains.at[c] for c in _owners(parse, token) if c in chains.at]
    return tuple(dict.fromkeys(found))


def _owners(parse: Parse, noun: int) -> list[int]:
    """Return whose paper speaks: "according to a United Nations report", "according to an analysis by Amnesty"."""
    if parse.tokens[noun].lemma not in _PAPERS:
        return []
    makers = (c for c in parse.children[noun] if parse.tokens[c].lemma in ("by", "from"))
    named = [c for m in makers for c in parse.children[m] if parse.tokens[c].dep == "pobj"]
    return [c for c in parse.children[noun] if parse.tokens[c].dep in ("poss", "compound")] + named


def _publisher(parse: Parse, token: int, chains: Chains) -> str:
    """Return whose words a paper is ("the bulletin said", after "its quarterly bulletin"), else the speaker itself."""
    speaker = chains.at[token]
    if chains.entities[speaker].type != "Topic":
        return speaker
    lemma = parse.tokens[token].lemma
    owners = [
        c for t in parse.tokens[:token] if t.lemma == lemma for c in parse.children[t.index] if parse.tokens[c].dep == "poss"
    ]
    return next((chains.at[o] for o in reversed(owners) if o in chains.at), speaker)


def _phrase(parse: Parse, token: int, speech: Speech) -> list[int]:
    """Return the words of the source, which are not content; unless the cue is inside its own content."""
    if token < 0 or token not in speech.content:
        return []
    return list(subtree(parse, token)) if token not in ancestors(parse, speech.cue_token) else []


def _addressees(parse: Parse, speech: Speech, arguments: Sequence[Argument], chains: Chains) -> tuple[str, ...]:
    wanted = {"object": ("object", "dative"), "": ()}.get(speech.cue.addressee, (speech.cue.addressee, "dative"))
    if speech.cue.act == "accuse" and any(a.function == "on" and _can_speak(chains, a.token, parse) for a in arguments):
        wanted = ("on",)
    if parse.tokens[speech.cue_token].lemma == "blame" and wanted != ("on",):
        # "blamed the attack on the rebels": the parser may hang "on" on the attack.
        below = [
            p for a in arguments if a.function == "object" for p in parse.children[a.token] if parse.tokens[p].lemma == "on"
        ]
        inner = [t for p in below for t in parse.children[p] if _can_speak(chains, t, parse)]
        if inner and not any(_can_speak(chains, a.token, parse) for a in arguments if a.function == "object"):
            return tuple(dict.fromkeys(chains.at[t] for t in inner if t in chains.at))
    # "calling it a lie" is said of a thing, to nobody.
    heard = (a.token for a in arguments if a.function in wanted and parse.tokens[a.token].text.lower() not in _THINGS)
    heads = [t for h in heard for t in (h, *conjuncts(parse, h))]
    found = [chains.at[t] for t in heads if t in chains.at and chains.entities[chains.at[t]].type not in _MUTE - {"City"}]
    return tuple(dict.fromkeys(found))


def _at(parse: Parse, arguments: Sequence[Argument], prepositions: frozenset[str], chains: Chains) -> list[str]:
    heads = [a.token for a in arguments if a.function in prepositions]
    # "in a post on Telegram": the channel stands one step further down.
    heads += [t for h in heads for p in parse.children[h] if parse.tokens[p].lemma in prepositions for t in parse.children[p]]
    return [chains.at[t] for t in heads if t in chains.at]


def _cited(parse: Parse, cue: int, chains: Chains) -> tuple[str, ...]:
    """Return what a participle "citing …" beside the cue names."""
    citing = [c for c in parse.children[cue] if parse.tokens[c].lemma in ("cite", "invoke") and parse.tokens[c].tag == "VBG"]
    return tuple(chains.at[t] for c in citing for t in parse.children[c] if parse.tokens[t].dep == "dobj" and t in chains.at)
