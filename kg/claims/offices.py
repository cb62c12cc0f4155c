"""Offices: who leads, represents or governs what, from titles, appositions and "X is the director of Y".

All of these are the article's own words, whatever speech they stand in ("NATO Secretary General Jens Stoltenberg").
"""

from collections.abc import Iterator

from kg.claims.evidence import Scene
from kg.claims.relations import copular_subjects
from kg.grammar.clauses import arguments, noun_phrase
from kg.lexicon import Role
from kg.model import Fact, Mention

_ATTACHED = frozenset({"of", "for", "to", "at", "in", "with", "poss", "compound", "amod"})
_OWNERS = frozenset({"poss", "compound", "amod"})
_LONGEST = 4


def find_offices(scene: Scene) -> Iterator[Fact]:
    """Yield the relation that an office expresses between a person and a body or place."""
    yield from _of_mentions(scene)
    yield from _of_predicates(scene)


def _of_mentions(scene: Scene) -> Iterator[Fact]:
    """Offices in what a person is called: "NATO Secretary General Jens Stoltenberg", "the mayor of Lima"."""
    for mention, person in scene.chains.mentions:
        if scene.chains.entities[person].type != "Person":
            continue
        if mention.kind == "name":
            yield from _before_name(scene, mention, person)
        elif mention.kind == "nominal":
            yield from _described(scene, mention.head, person)


def _of_predicates(scene: Scene) -> Iterator[Fact]:
    """Offices that a verb gives: "appointed her as head of the agency", "he has been its director"."""
    for token in scene.parse.tokens:
        if token.dep == "pobj" and scene.parse.tokens[token.head].lemma == "as":
            yield from _made(scene, token.index)
        if token.dep == "attr" and token.pos in ("NOUN", "PROPN"):
            for subject in copular_subjects(scene, token.index):
                person = scene.chains.at.get(subject, "")
                if scene.type_of(person) == "Person":
                    yield from _described(scene, token.index, person)


def _made(scene: Scene, noun: int) -> Iterator[Fact]:
    """Read "appointed X as head of the region": the office is that of the verb's object."""
    verb = scene.parse.tokens[scene.parse.tokens[noun].head].head
    if scene.parse.tokens[verb].lemma in scene.lexicon.words["appointing_verbs"]:
        for argument in arguments(scene.parse, verb):
            person = scene.chains.at.get(argument.token, "")
            if argument.function.startswith("object") and scene.type_of(person) == "Person":
                yield from _described(scene, noun, person)


def _before_name(scene: Scene, mention: Mention, person: str) -> Iterator[Fact]:
    """Read what stands before a name: "RSF spokesman", "Swedish Prime Minister", "Iran's foreign minister"."""
    first, _ = noun_phrase(scene.parse, mention.head)
    first = min(first, _title_start(scene, mention))
    found = _role_ending(scene, first, mention.first)
    if found is None or _is_past(scene, first, mention.first):
        return
    role, start = found
    bodies = dict.fromkeys(
        scene.chains.at[t] for t in range(first, start) if t in scene.chains.at and scene.chains.at[t] != person
    )
    # "WHO China representative": of the organisation, not of the country.
    narrower = [body for body in bodies if scene.type_of(body) != "Country"] or list(bodies)
    for body in narrower:
        yield from _fact(scene, mention.head, role, person, body)


def _title_start(scene: Scene, mention: Mention) -> int:
    first = mention.first
    if mention.role:
        begin = scene.parse.document.text.rfind(mention.role, 0, mention.span.begin)
        while first > 0 and scene.parse.tokens[first - 1].begin >= begin >= 0:
            first -= 1
    return first


def _role_ending(scene: Scene, first: int, last: int) -> tuple[Role, int] | None:
    """Return the office whose words end right before a name, and where they begin."""
    tokens = scene.parse.tokens
    for end in (last, last - 1):
        for start in range(max(first, end - _LONGEST), end):
            for words in (" ".join(t.text.lower() for t in tokens[start:end]), " ".join(t.lemma for t in tokens[start:end])):
                role = scene.lexicon.roles.get(words.replace(" - ", "-"))
                if role is not None and role.relations:
                    return role, start
    return None


def _described(scene: Scene, noun: int, person: str) -> Iterator[Fact]:
    """Read a noun phrase that describes a person: "director of the hospital", "its chief executive"."""
    first, last = noun_phrase(scene.parse, noun)
    found = _role_ending(scene, first, last)
    if found is None or _is_past(scene, first, last):
        return
    found_at = [(a, scene.chains.at.get(a.token, "")) for a in arguments(scene.parse, noun) if a.function in _ATTACHED]
    owned = any(b and b != person and a.function in _OWNERS for a, b in found_at)
    for argument, body in found_at:
        # "Denmark's ambassador to Israel" represents Denmark: where an owner is named, "to" and "for" say where.
        if body and body != person and not (owned and argument.function in ("to", "for", "at", "in")):
            yield from _fact(scene, noun, found[0], person, body)


def _is_past(scene: Scene, first: int, last: int) -> bool:
    before = scene.parse.tokens[first - 1].text.lower() if first else ""
    words = {t.text.lower().split("-")[0] for t in scene.parse.tokens[first:last]}
    return not {before, *words}.isdisjoint(scene.lexicon.words["past_offices"])


def _fact(scene: Scene, anchor: int, role: Role, person: str, body: str) -> Iterator[Fact]:
    for name in role.relations:
        relation = scene.ontology.relations.get(name)
        known = body in scene.chains.named or scene.type_of(body) != "Facility"
        if relation is not None and known and scene.admits(relation, person, body):
            yield Fact(anchor, person, name, body, narrated=True)
            return
