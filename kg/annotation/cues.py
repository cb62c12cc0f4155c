"""What a user's own schema calls things, and its relations that nobody has taught: by its words alone."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from kg.annotation.links import way
from kg.annotation.pairs import Thing
from kg.annotation.schema import Schema
from kg.annotation.types import types_of
from kg.model import Parse
from kg.pipeline import Walk

_ROUND = 3
"""Words before and after two mentions in which a cue may stand as well."""


def by_cues(walk: Walk, things: Sequence[Thing], schema: Schema, learned: AbstractSet[str]) -> Iterator[tuple[str, str, str]]:
    """Yield subject, label and object where all cue words of a relation stand around two things that the grammar ties.

    The things have to be of the types that the relation asks for.
    """
    wanted = [r for label, r in schema.relations.items() if label not in learned and r.cues]
    tied = list(_tied(walk.parse, things)) if wanted else []
    for relation in wanted:
        said = {(left.id, right.id): (left, right) for left, right, words in tied if relation.cues <= words}
        for left, right in said.values():
            ends = ((relation.domain, left), (relation.range, right))
            if all(schema.is_a(wanted, thing.type, named_by(walk.parse, thing)) for wanted, thing in ends):
                yield left.id, relation.label, right.id


def own_types(walk: Walk, things: Sequence[Thing], schema: Schema) -> Mapping[str, str]:
    """Return id → the most special type of the schema that a thing is of, where it is of one."""
    found = {t.id: types_of(t.type, named_by(walk.parse, t), schema.types) for t in things}
    return {name: types[0] for name, types in found.items() if types}


def named_by(parse: Parse, thing: Thing) -> AbstractSet[str]:
    """Return the nouns that a thing is named or described by."""
    return {parse.tokens[s.head].lemma.lower() for s in thing.spots} | set(thing.words)


def _tied(parse: Parse, things: Sequence[Thing]) -> Iterator[tuple[Thing, Thing, AbstractSet[str]]]:
    """Yield two things of a sentence in the order of the text, and the words between and around them."""
    for left in things:
        for right in things:
            for a in left.spots if left.id != right.id else ():
                for b in right.spots:
                    if a.sentence == b.sentence and a.first < b.first and way(parse, a.head, b.head)[0]:
                        around = parse.tokens[max(a.head - _ROUND, 0) : b.head + _ROUND]
                        yield left, right, {form for t in around for form in (t.lemma, t.text.lower())}
