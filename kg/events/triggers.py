"""Words that announce an event: verbs, event nouns and their compounds, looked up in the ontology's triggers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kg.grammar.clauses import body, conjuncts, noun_phrase, participle, past_forms
from kg.model import Parse, Token
from kg.schema import Cue, EventType, Ontology

_NOT_EVENT = frozenset({"compound", "nmod", "amod", "aux", "auxpass"})
_WINDOW = 4


class Trigger(NamedTuple):
    """A token that announces an event, with the readings it may have, the most specific first."""

    token: int
    readings: tuple[tuple[EventType, Cue], ...]


class TriggerIndex:
    """Triggers by the last word of a noun and the first word of a verb; made once for an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.nouns: Mapping[str, list[tuple[tuple[str, ...], EventType, Cue]]] = defaultdict(list)
        self.participles: dict[str, list[tuple[tuple[str, ...], EventType, Cue]]] = defaultdict(list)
        self.verbs: Mapping[str, list[tuple[tuple[str, ...], EventType, Cue]]] = defaultdict(list)
        for event in ontology.events.values():
            for cue in event.cues:
                words = tuple(cue.lemma.split())
                if cue.pos == "v":
                    self.verbs[words[0]].append((words[1:], event, cue))
                    for form in past_forms(words[0]) if len(words) == 1 else ():
                        self.participles[form].append(((), event, cue))
                else:
                    self.nouns[words[-1]].append((words[:-1], event, cue))


@cache
def trigger_index(ontology: Ontology) -> TriggerIndex:
    """Return the index of an ontology, made on first use."""
    return TriggerIndex(ontology)


def find_triggers(parse: Parse, index: TriggerIndex) -> Iterator[Trigger]:
    """Yield the triggers of the body in text order."""
    for token in body(parse):
        adjective = participle(parse, token.index) if token.dep in _NOT_EVENT else None
        if adjective is not None:
            readings = [(event, cue) for _, event, cue in index.participles.get(adjective.word, ())]
        elif token.pos in ("VERB", "AUX"):
            readings = _verb_readings(parse, token, index)
        elif (token.pos == "NOUN" or _is_opening(parse, token)) and token.dep not in _NOT_EVENT:
            readings = _noun_readings(parse, token, index)
        else:
            continue
        # A trigger of the root class says that these words are no event ("heart attack").
        if any(event.name == "Event" for event, _ in _longest(readings)):
            continue
        if readings:
            yield Trigger(token.index, tuple(_longest(readings)))


def _is_opening(parse: Parse, token: Token) -> bool:
    """A proper noun announces no event ("March"), unless it is only tagged so because it opens the sentence."""
    first = parse.sentences[token.sentence].first
    return token.pos == "PROPN" and (token.index - first <= 1 or token.text.islower())


def _longest(readings: list[tuple[EventType, Cue]]) -> list[tuple[EventType, Cue]]:
    longest = max((len(c.lemma.split()) for _, c in readings), default=0)
    return [(e, c) for e, c in readings if len(c.lemma.split()) == longest]


def _verb_readings(parse: Parse, token: Token, index: TriggerIndex) -> list[tuple[EventType, Cue]]:
    candidates = index.verbs.get(token.lemma)
    gerund = token.dep == "amod" and token.tag == "VBG" and parse.tokens[token.head].dep == "dobj"
    if not candidates or (token.dep in ("amod", "compound") and not gerund):
        return []
    return [(event, cue) for rest, event, cue in candidates if not rest or _follows(parse, token, rest)]


def _follows(parse: Parse, token: Token, rest: tuple[str, ...]) -> bool:
    """Tell whether the words stand in this order soon after a verb ("shoot … down", "open fire")."""
    after = [t.lemma for t in parse.tokens[token.index + 1 : token.index + 1 + _WINDOW]]
    position = 0
    for word in rest:
        if word not in after[position:]:
            return False
        position = after.index(word, position) + 1
    return True


def _noun_readings(parse: Parse, token: Token, index: TriggerIndex) -> list[tuple[EventType, Cue]]:
    candidates = index.nouns.get(token.lemma) or index.nouns.get(token.text.lower())
    if not candidates:
        return []
    before: set[str] | None = None
    found = []
    for rest, event, cue in candidates:
        if rest and before is None:
            first, last = noun_phrase(parse, token.index)
            before = {t.lemma for t in parse.tokens[first : last - 1]}
            before |= {parse.tokens[c].lemma for t in range(first, last - 1) for c in conjuncts(parse, t)}
        if not rest or (before is not None and before.issuperset(rest)):
            found.append((event, cue))
    return found
