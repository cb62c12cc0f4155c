"""Who and what fill the roles of an event, from the grammar around its trigger."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from kg.grammar.clauses import (
    VERBAL,
    Argument,
    ancestors,
    arguments,
    conjuncts,
    is_passive,
    participle,
    preposition_arguments,
    subject,
    verb_arguments,
    with_particle,
)
from kg.grammar.lookup import entity_at
from kg.grammar.modality import rests_on_hearsay
from kg.lexicon import Lexicon
from kg.model import Chains, Parse, Token
from kg.schema import Cue, EventType, Ontology

_LOCATIVE = frozenset({"in", "near", "at", "outside", "inside", "within", "across", "around", "along", "throughout"})
_INNER = frozenset({"object", "on", "against", "at", "of", "subject"})
_NESTING = _INNER | _LOCATIVE | {"from", "for", "to", "over", "by", "under", "carried"}
# Arms go from state to state: a president or an army stands for its country.
_FOR_THE_STATE = frozenset({"supplier", "recipient"})
_USING = frozenset({"use", "employ", "deploy"})
_OCCASION = frozenset({"during", "at", "in", "on", "after", "with"})


class Filler(NamedTuple):
    """An entity in a role, the token it stands at, and the grammatical function that put it there."""

    role: str
    entity: str
    token: int
    function: str


def fill_roles(
    parse: Parse, trigger: int, reading: tuple[EventType, Cue], chains: Chains, context: tuple[Lexicon, Ontology]
) -> tuple[Filler, ...]:
    """Return the fillers of an event's roles; every filler has a type that the role's range admits."""
    event, cue = reading
    lexicon, ontology = context
    frame = {**event.roles, **dict(cue.roles)}
    found: list[Filler] = []
    for argument in (*event_arguments(parse, trigger, lexicon), *_of_own_words(parse, trigger, cue)):
        wanted = frame.get(argument.function, "")
        entity = entity_at(parse, argument.token, chains, context[0].words)
        if not wanted or not entity:
            continue
        if wanted.partition(":")[0] in _FOR_THE_STATE:
            entity = _state_of(chains, entity, lexicon) or entity
        if argument.function == "owner" and any(f.role == wanted for f in found):
            continue  # the owner of a weapon acts only where nobody else does ("Israeli jets bombed")
        for role in _roles_for(wanted, chains.entities[entity].type, ontology):
            if not any(f.role == role and f.entity == entity for f in found):
                found.append(Filler(role, entity, argument.token, argument.function))
    return tuple(_one_agent(found))


def _state_of(chains: Chains, entity: str, lexicon: Lexicon) -> str:
    """Return the country that a leader or a force acts for: "Russian President", "Ukrainian forces"; "" for others."""
    thing = chains.entities[entity]
    words = [w for title in thing.titles for w in title.split()[:1]] if thing.type == "Person" else thing.label.split()[:1]
    if thing.type not in ("Person", "ArmedForce"):
        return ""
    labels = {lexicon.adjectives[w].label for w in words if w in lexicon.adjectives}
    return next((e.id for e in chains.entities.values() if e.type == "Country" and e.label in labels), "")


def _one_agent(found: Iterable[Filler]) -> Iterator[Filler]:
    """One thing is not both agent and target; the function read first is the surer one."""
    seen: dict[str, str] = {}
    for filler in found:
        if (
            filler.role in ("place", "participant")
            or (filler.role == "target" and seen.get(filler.entity, "target") == "target")
            or seen.setdefault(filler.entity, filler.role) == filler.role
        ):
            yield filler


def _roles_for(wanted: str, kind: str, ontology: Ontology) -> list[str]:
    """Return the roles of the first option of "place&target:City,target" that takes a thing of this type."""
    for option in wanted.split(","):
        names, _, narrowed = option.partition(":")
        roles = names.split("&")
        ranges = (narrowed,) if narrowed else ontology.relations[roles[0]].range
        if not ranges or any(ontology.is_a(kind, r) for r in ranges):
            return roles
    return []


def _of_own_words(parse: Parse, trigger: int, cue: Cue) -> Iterator[Argument]:
    """Yield what hangs on a noun that belongs to the trigger: "with Peru" in "severed ties with Peru"."""
    rest = cue.lemma.split()[1:] if cue.pos == "v" else ()
    for child in parse.children[trigger] if rest else ():
        if parse.tokens[child].dep == "dobj" and parse.tokens[child].lemma in rest:
            yield from arguments(parse, child)


def event_arguments(parse: Parse, trigger: int, lexicon: Lexicon) -> Iterator[Argument]:
    """Yield the arguments of a trigger: its own, those of the verb that carries it, and places inside its objects."""
    token = parse.tokens[trigger]
    own = arguments(parse, trigger)
    if token.pos not in VERBAL:
        own = [a for a in own if not _is_of_another_deed(parse, trigger, a, lexicon)]
        own += list(_carried(parse, token, lexicon, own))
    elif token.dep in ("xcomp", "advcl") and parse.tokens[token.head].lemma in _USING:
        own += [Argument("using", a.token) for a in verb_arguments(parse, token.head) if a.function == "object"]
    yield from own
    if participle(parse, trigger) is not None:
        yield from _users(parse, token.head)
    for argument in own:
        if argument.function == "subject" and not rests_on_hearsay(parse, argument.token, lexicon.words):
            yield from _owners(parse, argument.token)
        if argument.function in _NESTING or argument.function.endswith(".object"):
            yield from _places_inside(parse, argument.token)


def _is_of_another_deed(parse: Parse, noun: int, argument: Argument, lexicon: Lexicon) -> bool:
    """Tell who condemned an attack from who carried it out: only a light verb passes its arguments on to the noun."""
    path = list(takewhile(lambda t: t != noun, (argument.token, *ancestors(parse, argument.token))))
    deed = parse.tokens[path[-1]] if len(path) > 1 else parse.tokens[noun]
    return deed.dep == "acl" and deed.head == noun and not light(parse, deed.index, lexicon)


def _owners(parse: Parse, noun: int) -> Iterator[Argument]:
    """Whose the subject is: the "Russian" of "Russian forces struck"."""
    modifiers = (c for c in parse.children[noun] if parse.tokens[c].dep in ("amod", "poss", "compound", "nmod"))
    yield from (Argument("owner", c) for c in modifiers)


def _places_inside(parse: Parse, noun: int) -> Iterator[Argument]:
    """Where an argument is: the "Kyiv" of "hit a school in Kyiv"."""
    if parse.tokens[noun].pos in ("NOUN", "PROPN"):
        for child in parse.children[noun]:
            if parse.tokens[child].dep == "prep" and parse.tokens[child].lemma in _LOCATIVE:
                yield from _with_conjuncts(parse, preposition_arguments(parse, child))


def _users(parse: Parse, noun: int) -> Iterator[Argument]:
    """Who uses what somebody supplied has received it: "used U.S.-supplied missiles"."""
    verb = parse.tokens[parse.tokens[noun].head]
    if verb.lemma in _USING and verb.pos in VERBAL:
        yield from (Argument("user", a.token) for a in verb_arguments(parse, verb.index) if a.function == "subject")


def _carried(parse: Parse, noun: Token, lexicon: Lexicon, own: Sequence[Argument]) -> Iterator[Argument]:
    """What the clause around an event noun adds: "launched an attack on", "the strike killed", "hit by the strike"."""
    above = parse.tokens[noun.head]
    if noun.dep == "pobj" and above.dep in ("prep", "agent"):
        yield from _around_preposition(parse, above, own)
    elif noun.dep in ("nsubj", "nsubjpass", "dobj", "attr") and above.pos in VERBAL:
        yield from _around_verb(parse, noun, above, lexicon)


def _around_preposition(parse: Parse, preposition: Token, own: Sequence[Argument]) -> Iterator[Argument]:
    """What the verb adds that the event noun hangs on by a preposition: "were hit by the strike", "met in talks"."""
    verb = parse.tokens[preposition.head]
    if verb.pos not in VERBAL:
        return
    if is_passive(parse, verb.index):
        if preposition.lemma == "by":
            hit = [a.token for a in _with_conjuncts(parse, verb_arguments(parse, verb.index)) if a.function == "object"]
            yield from (Argument(f, t) for t in hit for f in (f"{verb.lemma}.object", "effect.object"))
        return
    yield from _around_occasion(parse, preposition.lemma, verb.index)
    who = subject(parse, verb.index)
    if who is not None and preposition.lemma in _OCCASION and not any(_names_doer(parse, a) for a in own):
        yield from (Argument(f, t) for t in (who, *conjuncts(parse, who)) for f in ("occasion", f"{verb.lemma}.subject"))


def _names_doer(parse: Parse, argument: Argument) -> bool:
    """Tell whether the event noun itself says whose it is; a plain adjective ("a regular briefing") does not."""
    return argument.function in ("poss", "by") or (
        argument.function == "amod" and parse.tokens[argument.token].text[0].isupper()
    )


def _around_verb(parse: Parse, noun: Token, verb: Token, lexicon: Lexicon) -> Iterator[Argument]:
    """What the verb adds that the event noun is an argument of: "launched an attack on", "talks ended in"."""
    relatives = [c for c in parse.children[noun.index] if parse.tokens[c].dep == "relcl"]
    begun = [a for c in relatives if light(parse, c, lexicon) == "agent" for a in _begun(parse, c)]
    around = _with_conjuncts(parse, verb_arguments(parse, verb.index))
    if noun.dep == "attr":
        yield from _with_conjuncts(parse, begun)
    else:
        around += begun
    manner = light(parse, verb.index, lexicon)
    for argument in around:
        function = _carried_function(argument.function, noun, verb, manner) if argument.token != noun.index else ""
        if function:
            yield Argument(function, argument.token)


def _carried_function(function: str, noun: Token, verb: Token, manner: str) -> str:
    """Return what an argument of the verb is to the event noun, or ""; `manner` is that of a light verb, see `light`."""
    if manner and function in ("subject", "by") and noun.dep in ("dobj", "nsubjpass"):
        return "subject" if manner == "agent" else "patient"
    if function.endswith(".subject"):
        return function
    if function in ("for", "on", "to") and noun.dep in ("nsubj", "nsubjpass") and not manner:
        return "carried"
    if function in _LOCATIVE or (manner and function not in ("subject", "object", "by", "object?")):
        return function
    return f"{verb.lemma}.object" if function == "object" and noun.dep == "nsubj" else ""


def _begun(parse: Parse, verb: int) -> list[Argument]:
    """Who began what a relative clause speaks of: "a war that Russia has begun against Ukraine"."""
    found = verb_arguments(parse, verb)
    doers = [a.token for a in found if a.function == "subject"]
    named = [Argument(f, t) for t in doers for f in (f"{parse.tokens[verb].lemma}.subject", "subject")]
    return named + [a for a in found if a.function not in ("subject", "object", "object?")]


def _around_occasion(parse: Parse, preposition: str, verb: int) -> Iterator[Argument]:
    """What a verb says of the event in its prepositional phrase: "spoke by telephone", "came under fire", "used X in"."""
    token = parse.tokens[verb]
    for argument in _with_conjuncts(parse, verb_arguments(parse, verb)):
        if argument.function in ("subject", "object"):
            yield Argument(f"{preposition}.{argument.function}", argument.token)
            yield Argument(f"{token.lemma}-{preposition}.{argument.function}", argument.token)
        if argument.function == "subject" and preposition == "under" and token.lemma in ("come", "be"):
            yield Argument("patient", argument.token)
        if argument.function == "object" and token.lemma in _USING:
            yield Argument("using", argument.token)


def light(parse: Parse, verb: int, lexicon: Lexicon) -> str:
    """Return `agent` or `patient` for a verb that only carries its object ("carry out"), else ""."""
    return lexicon.light_verbs.get(with_particle(parse, verb), "") or lexicon.light_verbs.get(parse.tokens[verb].lemma, "")


def _with_conjuncts(parse: Parse, found: Iterable[Argument]) -> list[Argument]:
    return [Argument(a.function, t) for a in found for t in (a.token, *conjuncts(parse, a.token))]
