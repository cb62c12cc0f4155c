"""What can be seen of two things that a text names: the features from which a relation between them is read.

Every feature is a string that a person can read; a learned table gives each its weight (`relate.py`).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kg.annotation.links import way
from kg.grammar.clauses import leftmost
from kg.model import Parse
from kg.pipeline import Walk

_BETWEEN = 8
"""Words between two mentions that are looked at one by one; from 6 to 12 it made no difference."""
_FAR = 4
_FIRST = 3


class Spot(NamedTuple):
    """One mention by its tokens, last exclusive, with the token that carries the grammar and its sentence."""

    first: int
    last: int
    head: int
    sentence: int


class Thing(NamedTuple):
    """Something that the text names, wherever it does, pronouns included; `country` and `region` where it is a known place."""

    id: str
    type: str
    spots: tuple[Spot, ...]
    words: tuple[str, ...]
    """Lemmas of the nouns that describe it ("village", "singer")."""
    country: str = ""
    region: str = ""


def find_things(walk: Walk, records: Iterable[Mapping[str, Any]]) -> list[Thing]:
    """Return the things of the entity records of a document, in the order of their first mention."""
    parse = walk.parse
    begins = [t.begin for t in parse.tokens]
    spots: dict[str, list[Spot]] = {}
    kinds: dict[str, str] = {}
    for record in records:
        first = bisect_left(begins, record["start"])
        last = max(bisect_left(begins, record["end"]), first + 1)
        if first < len(begins):
            kinds.setdefault(record["id"], record["type"])
            spots.setdefault(record["id"], []).append(_spot(parse, first, min(last, len(begins))))
    words: dict[str, set[str]] = {}
    for mention, entity in walk.chains.mentions:
        if entity in spots and mention.kind == "pronoun":
            spots[entity].append(_spot(parse, mention.first, mention.last))
        if entity in spots and mention.kind == "nominal":
            words.setdefault(entity, set()).add(parse.tokens[mention.head].lemma)
    for name, found in spots.items():
        for spot in found:
            words.setdefault(name, set()).update(_said_to_be(parse, spot))
    return [Thing(n, kinds[n], tuple(sorted(s)), tuple(sorted(words.get(n, ()))), *_lies_in(walk, n)) for n, s in spots.items()]


def _spot(parse: Parse, first: int, last: int) -> Spot:
    inside = range(first, last)
    head = next((t for t in inside if parse.tokens[t].head not in inside or parse.tokens[t].head == t), last - 1)
    return Spot(first, last, head, parse.tokens[head].sentence)


def _said_to_be(parse: Parse, spot: Spot) -> Iterator[str]:
    """Yield what a mention is said to be: "X is a village", "X, a singer", "the film X"."""
    token = parse.tokens[spot.head]
    verb = parse.tokens[token.head]
    if token.dep == "nsubj" and verb.lemma == "be":
        yield from (parse.tokens[c].lemma for c in parse.children[verb.index] if parse.tokens[c].dep == "attr")
    yield from (parse.tokens[c].lemma for c in parse.children[spot.head] if parse.tokens[c].dep == "appos" and c >= spot.last)
    before = spot.first - 1
    if before >= 0 and parse.tokens[before].pos == "NOUN" and parse.tokens[before].sentence == spot.sentence:
        yield parse.tokens[before].lemma


def _lies_in(walk: Walk, name: str) -> tuple[str, str]:
    entity = walk.chains.entities.get(name)
    return (entity.country, entity.region) if entity is not None else ("", "")


def pair_features(parse: Parse, left: Thing, right: Thing, *, opening: str) -> list[str]:
    """Return the features of an ordered pair; `opening` is the id of the thing that the document names first."""
    types = f"{left.type}>{right.type}"
    found = ["bias", f"types {types}"]
    found += [f"left is {w} >{right.type}" for w in left.words[:_FIRST]]
    found += [f"right is {w} {left.type}>" for w in right.words[:_FIRST]]
    found += [f"opening left {types}"] * (left.id == opening) + [f"opening right {types}"] * (right.id == opening)
    found += list(_geography(left, right))
    near = _nearest(left.spots, right.spots)
    if near is None:
        return [*found, f"apart {types}"]
    return found + list(_together(parse, *near, types))


def _geography(left: Thing, right: Thing) -> Iterator[str]:
    if left.country or left.region:
        known = bool(right.country or right.region)
        here = "." not in right.region and bool(right.region)
        if known and here and left.region.split(".")[0] == right.region and left.region != right.region:
            yield "left lies in country right"
        elif known and "." in right.region and left.region == right.region:
            yield "left and right in one region"
        elif known and left.region.split(".")[0] == right.region.split(".")[0]:
            yield "left and right in one country"
        elif known:
            yield "left and right in other countries"


def _nearest(left: Sequence[Spot], right: Sequence[Spot]) -> tuple[Spot, Spot] | None:
    pairs = [(abs(a.first - b.first), a, b) for a in left for b in right if a.sentence == b.sentence and a.first != b.first]
    return min(pairs)[1:] if pairs else None


def _together(parse: Parse, left: Spot, right: Spot, types: str) -> Iterator[str]:
    """Yield the features of two mentions of one sentence: the way through the grammar and the words around them."""
    forward = left.first < right.first
    order = "forward" if forward else "backward"
    one, two = (left, right) if forward else (right, left)
    path, word = way(parse, left.head, right.head)
    yield f"way {path or 'long'}"
    yield f"way {path or 'long'} {types}"
    if word:
        yield f"over {word} {order}"
        yield f"way {path} {word}"
        yield f"over {word} {types} {order}"
    between = [t.lemma for t in parse.tokens[one.last : two.first]]
    yield f"distance {min(len(between), _BETWEEN) // 2} {order} {types}"
    yield from (f"between {w} {order}" for w in between[:_BETWEEN])
    yield from (f"between {w} {types} {order}" for w in between[:_BETWEEN] if len(between) <= _BETWEEN)
    if len(between) <= _FAR:
        yield f"exactly {' '.join(between)} {types} {order}"
        yield f"exactly {' '.join(between)} {order}"
    before = parse.tokens[one.first - 1].lemma if one.first else "^"
    after = parse.tokens[two.last].lemma if two.last < len(parse.tokens) else "$"
    yield f"before {before} {types} {order}"
    yield f"after {after} {types} {order}"
    verb = parse.tokens[left.head].head
    yield f"left under {parse.tokens[verb].lemma} {types}"
    yield f"right under {parse.tokens[parse.tokens[right.head].head].lemma} {types}"
    yield f"right begins clause {types}" if leftmost(parse, right.head) == 0 else f"right within {types}"
