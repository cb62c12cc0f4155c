"""The entity records of a document: every mention that a profile wants, under its names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from kg.annotation.facts import FoundFact
from kg.annotation.profile import Profile, named
from kg.annotation.schema import Schema
from kg.annotation.types import OTHERS, VALUES
from kg.grammar.clauses import is_passive, noun_phrase
from kg.grammar.dates import MONTHS, normalise_date
from kg.model import Entity, Mention, Parse, Span
from kg.pipeline import Walk
from kg.tagger import load_tagger

Record = dict[str, Any]

_SAME = 0.2
"""Share of the longer stretch from which a tagged span and a mention are held to be one (0.2, 0.4 and 0.6 were tried)."""
_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")


def entity_records(walk: Walk, profile: Profile, schema: Schema | None = None, facts: Sequence[FoundFact] = ()) -> list[Record]:
    """Return a record for every mention that the profile wants, and for the ends of tagged relations of a schema."""
    found = list(_entities(walk, profile))
    if schema is not None:
        found = [e | {"name": _dated(e["name"])} if e["type"] == "Date" else e for e in found]
        found += list(_of_facts(walk, facts, found))
    return found


def tagged_records(walk: Walk, profile: Profile, entities: Sequence[Record], ends: AbstractSet[str]) -> list[Record]:
    """Return what the learned tagger found, with the ids of the things it overlaps, and the ends of relations it missed."""
    text = walk.parse.document.text
    found = []
    tagger = load_tagger()
    for span in tagger.tag([text], only={profile.tagger: tagger.labels(profile.tagger)})[0][profile.tagger]:
        shared = [(_overlap((span.begin, span.end), (e["start"], e["end"])), e["id"]) for e in entities]
        best = max((s for s in shared if s[0] >= _SAME), default=(0, f"tagged:{text[span.begin : span.end]}"))
        label = named(profile.types, span.label) if span.label in profile.types else span.label
        found.append(
            _entity(walk.parse, Span(span.begin, span.end), best[1], label)
            | {"kind": "tagged", "found_by": "tagger", "score": span.score}
        )
    covered = {(e["id"], e["start"], e["end"]) for e in found}
    missed = [
        e
        for e in entities
        if e["id"] in ends and not any(n == e["id"] and b < e["end"] and e["start"] < f for n, b, f in covered)
    ]
    return sorted([*found, *missed], key=lambda e: (e["start"], -e["end"], e["type"]))


def _overlap(left: tuple[int, int], right: tuple[int, int]) -> float:
    """Return how much two stretches share of the longer one."""
    return max(0, min(left[1], right[1]) - max(left[0], right[0])) / max(left[1] - left[0], right[1] - right[0])


def _entities(walk: Walk, profile: Profile) -> Iterator[Record]:
    taken: set[tuple[Span, str]] = set()
    found = [(m, walk.chains.entities[i]) for m, i in walk.chains.mentions if m.kind in profile.kinds]
    for mention, entity in found:
        label = _type_of(walk, mention, entity, profile)
        span = mention_span(walk.parse, mention, profile)
        place = entity.latitude is not None
        if label and (span, label) not in taken and (place or entity.type not in profile.places):
            taken.add((span, label))
            yield (
                _entity(walk.parse, span, entity.id, label)
                | {"kind": mention.kind, "found_by": mention.found_by}
                | _where(entity)
            )
    for kind, labels in (("value", VALUES), ("other", OTHERS)):
        if kind in profile.kinds:
            yield from _statistical(walk, profile, kind, labels)


def _entity(parse: Parse, span: Span, name: str, label: str) -> Record:
    text = parse.document.text[slice(*span)]
    return {"id": name, "start": span.begin, "end": span.end, "type": label, "name": text}


def _where(entity: Entity) -> Record:
    found: Record = {}
    if entity.geonames:
        found["geonameid"] = entity.geonames
    if entity.latitude is not None:
        found |= {"lat": entity.latitude, "lon": entity.longitude}
    return found


def _statistical(walk: Walk, profile: Profile, kind: str, labels: Mapping[str, str]) -> Iterator[Record]:
    """Yield what only the statistical model names: dates and amounts, works and events; the same words are the same thing."""
    covered = {t for m, _ in walk.chains.mentions if m.kind in ("name", "demonym") for t in range(m.first, m.last)}
    for chunk in walk.parse.chunks:
        label = named(profile.types, labels[chunk.label]) if chunk.label in labels else ""
        if label and covered.isdisjoint(range(chunk.first, chunk.last)):
            tokens = walk.parse.tokens
            span = Span(tokens[chunk.first].begin, tokens[chunk.last - 1].end)
            name = f"{kind}:{' '.join(walk.parse.document.text[slice(*span)].split())}"
            yield _entity(walk.parse, span, name, label) | {"kind": kind, "found_by": "statistical"}


def _type_of(walk: Walk, mention: Mention, entity: Entity, profile: Profile) -> str:
    kind = entity.type
    if mention.kind == "demonym" and (kind in profile.demonyms or "*" in profile.demonyms):
        return named(profile.demonyms, kind)
    if kind in profile.acting and _acts(walk.parse, mention):
        return profile.acting[kind]
    return named(profile.types, kind)


def _acts(parse: Parse, mention: Mention) -> bool:
    """Tell whether something is done or said by what is mentioned: the subject of an active verb, or its passive agent."""
    token = parse.tokens[mention.head]
    head = parse.tokens[token.head]
    if token.dep == "nsubj":
        return head.pos == "VERB" and not is_passive(parse, head.index)
    return token.dep == "pobj" and head.dep == "agent"


def mention_span(parse: Parse, mention: Mention, profile: Profile) -> Span:
    """Return the words of a mention, or the noun phrase around it where the profile wants phrases."""
    if profile.span != "phrase" or mention.kind == "demonym":
        return mention.span
    first, last = noun_phrase(parse, mention.head)
    if any(parse.tokens[t].tag == "POS" for t in range(first, mention.first)):
        first = mention.first  # what another thing owns: its phrase is not part of this one
    tokens = parse.tokens
    return Span(min(tokens[first].begin, mention.span.begin), max(tokens[last - 1].end, mention.span.end))


def _dated(words: str) -> str:
    """Return a date as data sets write it ("01 January 1917"), or the words where they are no date of a known year."""
    date = normalise_date(words, None, future=False)
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3] if _ISO.fullmatch(date) else (0, 0, 0)
    return f"{day:02d} {MONTHS[month - 1].capitalize()} {year}" if year else words


def _of_facts(walk: Walk, facts: Sequence[FoundFact], found: Sequence[Record]) -> Iterator[Record]:
    """Yield the ends of the tagged relations of a schema that have no record yet."""
    taken = {(e["start"], e["end"]) for e in found}
    for fact in facts:
        for span in (fact.subject, fact.object):
            if (span.begin, span.end) not in taken:
                taken.add((span.begin, span.end))
                name = f"fact:{walk.parse.document.text[slice(*span)]}"
                record = _entity(walk.parse, span, name, "Thing") | {"kind": "fact", "found_by": "tagger"}
                yield record | {"name": _dated(record["name"])}
