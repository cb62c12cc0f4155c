"""Relations that a word signals: the verb, noun and phrase cues of the ontology."""

from collections.abc import Iterator

from kg.claims.evidence import Scene
from kg.grammar.clauses import (
    Argument,
    Participle,
    ancestors,
    arguments,
    body,
    participle,
    past_forms,
    possessor,
    preposition_arguments,
)
from kg.model import Fact, Token
from kg.schema import Cue, Relation

_WINDOW = 4


def find_relations(scene: Scene) -> Iterator[Fact]:
    """Yield a fact for every cue whose two sides have the types that the relation joins."""
    for token in body(scene.parse):
        if token.dep in ("amod", "compound", "nmod") and (adjective := participle(scene.parse, token.index)) is not None:
            yield from _participle(scene, token, adjective)
        elif token.pos == "VERB" or token.lemma == "be":
            yield from _verb(scene, token)
        elif token.pos in ("NOUN", "PROPN"):
            yield from _noun(scene, token)
            yield from _phrase(scene, token)


def _verb(scene: Scene, token: Token) -> Iterator[Fact]:
    cues = [(r, c) for r, c in scene.cues.get((token.lemma, "v"), ()) if not r.measure and _has_words(scene, token, c)]
    if cues and _is_over(scene, token):
        cues = [(r, c) for r, c in cues if "affiliatedWith" not in r.parents]
    if not cues:
        return
    found = arguments(scene.parse, token.index)
    speaker = next((a.sources for a in scene.attributions if a.cue == token.index), ())
    for relation, cue in cues:
        doers = [a.token for a in found if a.function in ("subject", "by")]
        done = [a.token for a in found if a.function in ("object", "object?")]
        if cue.preposition:
            subjects = doers or done
            objects = [a.token for a in found if a.function == cue.preposition]
        else:
            subjects, objects = doers, done
        left = [(scene.thing_at(t), t) for t in subjects]
        if speaker and not any(scene.admits(relation, s, scene.thing_at(o)) for s, _ in left for o in objects):
            left = [(s, token.index) for s in speaker]
        yield from _pairs(scene, token.index, (relation, cue), left, [(_or_owner(scene, t), t) for t in objects])


def _or_owner(scene: Scene, token: int) -> str:
    """Who supports somebody's right supports them."""
    thing = scene.thing_at(token)
    owner = possessor(scene.parse, token)
    cause = scene.parse.tokens[token].lemma in scene.lexicon.words["cause_nouns"]
    return scene.thing_at(owner) if owner is not None and cause else thing


def _is_over(scene: Scene, token: Token) -> bool:
    """Tell whether a state no longer holds ("who previously headed the agency", "used to lead")."""
    before = {
        scene.parse.tokens[c].lemma
        for c in scene.parse.children[token.index]
        if scene.parse.tokens[c].dep in ("advmod", "prep")
    }
    return not before.isdisjoint(scene.lexicon.words["ended_adverbs"]) or scene.parse.tokens[token.head].lemma == "use"


def _participle(scene: Scene, token: Token, adjective: Participle) -> Iterator[Fact]:
    """Read "Russia-installed governor", "Oslo-based institute"; the article answers for what it presupposes."""
    agent, noun = scene.thing_at(adjective.agent), scene.thing_at(adjective.noun)
    for (lemma, pos), cues in scene.cues.items():
        if pos != "v" or adjective.word not in past_forms(lemma):
            continue
        for relation, cue in cues:
            left, right = (noun, agent) if cue.preposition or cue.inverse else (agent, noun)
            if not relation.measure and " " not in cue.lemma and scene.admits(relation, left, right):
                yield Fact(token.index, left, relation.name, right, argument=adjective.noun)


def _has_words(scene: Scene, token: Token, cue: Cue) -> bool:
    """Tell whether the further words of a cue ("hold talks", "lay claim") stand soon after its verb."""
    rest = cue.lemma.split()[1:]
    after = [t.lemma for t in scene.parse.tokens[token.index + 1 : token.index + 1 + _WINDOW]]
    return all(w in after for w in rest)


def _noun(scene: Scene, token: Token) -> Iterator[Fact]:
    """Cues such as "member of": the left side is the subject of "be" or the thing that the noun describes."""
    for relation, cue in scene.cues.get((token.lemma, "n"), ()):
        if relation.measure or not cue.preposition:
            continue
        objects = [a for a in arguments(scene.parse, token.index) if a.function == cue.preposition]
        if cue.preposition == "to":
            objects += _infinitives(scene, token.index)
        described = [token.index, *([token.head] if token.dep == "appos" else [])]
        subjects = (
            _holders(scene, token.index) if cue.preposition == "to" else [*copular_subjects(scene, token.index)] or described
        )
        # The noun itself stands for what it describes, not for what follows its "of".
        left = [(scene.chains.at.get(s, "") if s == token.index else scene.thing_at(s), s) for s in subjects]
        yield from _pairs(scene, token.index, (relation, cue), left, [(scene.thing_at(a.token), a.token) for a in objects])


def _infinitives(scene: Scene, noun: int) -> list[Argument]:
    """Return the verbs of "the right to strike", also where the parser hung them on the verb above."""
    parse = scene.parse
    below = [c for c in parse.children[noun] if parse.tokens[c].dep in ("acl", "relcl")]
    beside = [c for c in parse.children[parse.tokens[noun].head] if parse.tokens[c].dep == "xcomp" and c > noun]
    return [Argument("to", c) for c in (*below, *beside) if any(parse.tokens[m].tag == "TO" for m in parse.children[c])]


def _holders(scene: Scene, noun: int) -> list[int]:
    """Return who has a right: the possessor, or the subject of "have"."""
    parse = scene.parse
    owner = possessor(parse, noun)
    if owner is not None:
        return [owner]
    verb = parse.tokens[parse.tokens[noun].head]
    return [a.token for a in arguments(parse, verb.index) if a.function == "subject"] if verb.lemma == "have" else []


def copular_subjects(scene: Scene, noun: int) -> Iterator[int]:
    """Yield the subjects of "be" whose predicate a noun is ("Bulgaria has been a member")."""
    token = scene.parse.tokens[noun]
    verb = scene.parse.tokens[token.head]
    if token.dep == "attr" and verb.lemma in ("be", "become", "remain"):
        yield from (a.token for a in arguments(scene.parse, verb.index) if a.function == "subject")


def _phrase(scene: Scene, token: Token) -> Iterator[Fact]:
    """Cues such as "under control": a preposition and a noun whose own modifier is the other side."""
    for relation, cue in scene.cues.get((token.lemma, "p"), ()):
        preposition = cue.lemma.split()[0]
        head = scene.parse.tokens[token.head]
        if token.dep != "pobj" or head.lemma != preposition or len(cue.lemma.split()) == 1:
            continue
        objects = [a for a in arguments(scene.parse, token.index) if a.function in ("amod", "poss", "of", "compound")]
        site = head.head
        left = [
            (scene.thing_at(s), s)
            for s in (site, *(a.token for a in arguments(scene.parse, site) if a.function in ("subject", "object")))
        ]
        yield from _pairs(
            scene,
            token.index,
            (relation, cue),
            left[:1] if left[0][0] else left,
            [(scene.thing_at(a.token), a.token) for a in objects],
        )


def _pairs(
    scene: Scene, anchor: int, signal: tuple[Relation, Cue], left: list[tuple[str, int]], right: list[tuple[str, int]]
) -> Iterator[Fact]:
    relation, cue = signal
    for subject, at in left:
        for object_, there in right:
            first, second = (object_, subject) if cue.inverse else (subject, object_)
            if relation.name == "locatedIn" and scene.type_of(second) == "Country":
                relation = scene.ontology.relations["country"]
            named = not cue.typed or {first, second} <= scene.chains.named
            if named and scene.admits(relation, first, second):
                said = _in_apposition(scene, anchor) and cue.pos != "v"
                yield Fact(anchor, first, relation.name, second, argument=at if cue.inverse else there, narrated=said)


def _in_apposition(scene: Scene, token: int) -> bool:
    """What an apposition says of a thing is the article's own ("Luhansk, a city under Russian control")."""
    tokens = scene.parse.tokens
    return any(
        tokens[t].dep == "appos" for t in (token, *ancestors(scene.parse, token)) if tokens[t].pos in ("NOUN", "PROPN", "ADP")
    )


def find_concepts(scene: Scene) -> Iterator[Fact]:
    """Yield facts whose object is a concept that a word signals: the intent of an event ("a deliberate act")."""
    for relation in scene.ontology.relations.values():
        for token in body(scene.parse) if relation.signals else ():
            concept = relation.signals.get(token.lemma)
            if concept and (event := _event_before(scene, token.index)):
                yield Fact(token.index, event, relation.name, concept)


def _event_before(scene: Scene, token: int) -> str:
    """Return the act of force that a word modifies ("deliberately targeting"), else the one spoken of last."""
    own = scene.frames.at.get(scene.parse.tokens[token].head, "")
    if scene.ontology.is_a(scene.type_of(own), "Attack"):
        return own
    found = [(t, e) for t, e in scene.frames.at.items() if t <= token and scene.ontology.is_a(scene.type_of(e), "Attack")]
    return max(found)[1] if found else ""


def prepositional(scene: Scene, token: int, names: frozenset[str]) -> list[Argument]:
    """Return what prepositions of these names govern below a token."""
    parse = scene.parse
    return [
        a
        for c in parse.children[token]
        if parse.tokens[c].dep == "prep" and parse.tokens[c].lemma in names
        for a in preposition_arguments(parse, c)
    ]
