"""Who does what to whom, as political event data has it: the main predicate of a sentence, its class and its two actors.

The classes are those of PLOVER (Open Event Data Alliance, 2018); `data/lexicons/interactions.tsv` lists the verbs. What is
announced or feared counts as agreement or threat, as its manual says.
"""

from collections.abc import Iterator
from typing import NamedTuple

from kg.grammar.clauses import VERBAL, conjuncts, is_passive, noun_phrase, subject, subtree, with_particle
from kg.grammar.modality import modality, negated
from kg.lexicon import Lexicon, load_lexicon
from kg.model import Chains, Parse, Span
from kg.ontology import knowledge

_ACTORS = frozenset({"Country", "Organization", "GovernmentBody", "ArmedForce", "Group", "Person", "City", "Region"})
_HELPFUL = frozenset({"AID", "COOPERATE", "CONSULT", "SUPPORT", "CONCEDE", "RETREAT"})
_HARMFUL = frozenset({"ASSAULT", "FIGHT", "COERCE", "SANCTION", "MOBILIZE"})
_TOWARDS = ("against", "with", "to", "on", "from", "for", "at", "of", "by", "into", "in", "over", "between")
_STEPS = 4


class Interaction(NamedTuple):
    """A class, the token that says it, and the spans of those who act and are acted on."""

    name: str
    trigger: int
    sources: tuple[Span, ...]
    targets: tuple[Span, ...]


def find_interactions(parse: Parse, chains: Chains) -> Iterator[Interaction]:
    """Yield at most one interaction a sentence, that of its main predicate."""
    lexicon = load_lexicon(knowledge("lexicons"))
    for sentence in parse.sentences:
        root = next((t.index for t in parse.tokens[sentence.first : sentence.last] if t.dep == "ROOT"), -1)
        for verb in _predicates(parse, root, lexicon) if root >= 0 else ():
            name = _class_of(parse, verb, lexicon)
            if name:
                yield _with_actors(parse, chains, verb, name)
                break


def _predicates(parse: Parse, root: int, lexicon: Lexicon) -> Iterator[int]:
    """Yield the predicates of a sentence, the main one first; what only reports gives way to what it reports."""
    tokens = parse.tokens
    cue = lexicon.cues.get((tokens[root].lemma, "verb"))
    content = [c for c in parse.children[root] if tokens[c].dep == "ccomp" and tokens[c].pos in VERBAL]
    if content and cue is not None and cue.act in ("state", "report", "announce", "confirm", "emphasise", "quote"):
        yield from _predicates(parse, content[0], lexicon)
    yield root
    for child in parse.children[root]:
        if tokens[child].dep in ("xcomp", "conj", "ccomp", "advcl") and tokens[child].pos in VERBAL and child not in content:
            yield child


def _class_of(parse: Parse, verb: int, lexicon: Lexicon) -> str:
    found = _listed(parse, verb, lexicon)
    how = modality(parse, verb, lexicon.words)
    if found and how == "planned" and found in _HELPFUL:
        return "AGREE"
    if found and how in ("planned", "possible") and found in _HARMFUL:
        return "THREATEN"
    if found and negated(parse, verb, lexicon.words) and found in _HELPFUL | {"AGREE"}:
        return "REJECT"
    return found


def _listed(parse: Parse, verb: int, lexicon: Lexicon) -> str:
    """Look a verb up with the words that depend on it first: "impose sanctions", "call on", then alone."""
    table = lexicon.interactions
    lemma = parse.tokens[verb].lemma
    for child in parse.children[verb]:
        token = parse.tokens[child]
        words = [token.lemma, *(parse.tokens[g].lemma for g in parse.children[child])]
        for word in words if token.dep in ("dobj", "prep", "prt", "xcomp", "acomp", "advmod", "nsubjpass") else ():
            if (lemma, word) in table:
                return table[lemma, word]
    return table.get((lemma, ""), "") or table.get((with_particle(parse, verb), ""), "")


def _with_actors(parse: Parse, chains: Chains, verb: int, name: str) -> Interaction:
    actor = subject(parse, verb)
    if is_passive(parse, verb):
        acted = [c for c in parse.children[verb] if parse.tokens[c].dep == "nsubjpass"]
        agents = [c for p in parse.children[verb] if parse.tokens[p].dep == "agent" for c in parse.children[p]]
        targets = acted
        sources = agents
    else:
        sources = [] if actor is None else [actor]
        targets = _targets(parse, chains, verb, set(sources))
    sources = [t for s in sources for t in (s, *conjuncts(parse, s))]
    targets = [t for s in targets for t in (s, *conjuncts(parse, s))]
    if not targets and len(sources) > 1:  # "A and B agreed": each with the other
        targets = sources
    return Interaction(name, verb, _spans(parse, sources), _spans(parse, targets))


def _targets(parse: Parse, chains: Chains, verb: int, sources: set[int]) -> list[int]:
    """Return who is acted on: an actor among the objects, else the first actor below them, else the object itself."""
    tokens = parse.tokens
    objects = [c for c in parse.children[verb] if tokens[c].dep in ("dobj", "dative")]
    objects += [
        g
        for word in _TOWARDS
        for c in parse.children[verb]
        if tokens[c].lemma == word and tokens[c].dep in ("prep", "dative")
        for g in parse.children[c]
        if tokens[g].dep in ("pobj", "pcomp")
    ]
    objects += [c for c in parse.children[verb] if tokens[c].dep in ("ccomp", "xcomp")]
    heads = {m.head: i for m, i in chains.mentions if m.kind != "pronoun" and chains.entities[i].type in _ACTORS}
    own = {chains.at.get(s, "") for s in sources}
    for thing in objects:
        if thing in heads and heads[thing] not in own:
            return [thing]
    for thing in objects:
        inside = sorted(t for t in subtree(parse, thing) if t in heads and heads[t] not in own)
        if inside:
            return inside[:1]
    return [t for t in objects if tokens[t].pos in ("NOUN", "PROPN")][:1]


def _spans(parse: Parse, heads: list[int]) -> tuple[Span, ...]:
    found = []
    for head in dict.fromkeys(heads):
        first, last = noun_phrase(parse, head)
        found.append(Span(parse.tokens[first].begin, parse.tokens[last - 1].end))
    return tuple(found)
