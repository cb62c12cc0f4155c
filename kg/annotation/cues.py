"""Relations of a schema that nobody has taught: by the schema's own cue words between two things of a sentence."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from kg.annotation.links import way
from kg.annotation.pairs import Thing
from kg.annotation.schema import Schema, SchemaRelation
from kg.model import Parse
from kg.pipeline import Walk

_ROUND = 3
"""Words before and after two mentions in which a cue may stand as well."""


def by_cues(walk: Walk, things: Sequence[Thing], schema: Schema, learned: AbstractSet[str]) -> Iterator[tuple[str, str, str]]:
    """Yield subject, label and object where all cue words of a relation stand around two things that the grammar ties."""
    for label, relation in schema.relations.items():
        if label not in learned and relation.cues:
            yield from _of_relation(walk.parse, things, relation)


def _of_relation(parse: Parse, things: Sequence[Thing], relation: SchemaRelation) -> Iterator[tuple[str, str, str]]:
    for left in things:
        for right in things:
            if left.id != right.id and any(
                _is_said(parse, relation, (a.head, b.head))
                for a in left.spots
                for b in right.spots
                if a.sentence == b.sentence and a.first < b.first
            ):
                yield left.id, relation.label, right.id


def _is_said(parse: Parse, relation: SchemaRelation, heads: tuple[int, int]) -> bool:
    if not way(parse, *heads)[0]:
        return False
    begin, end = max(heads[0] - _ROUND, 0), heads[1] + _ROUND
    words = {form for t in parse.tokens[begin:end] for form in (t.lemma, t.text.lower())}
    return relation.cues <= words
