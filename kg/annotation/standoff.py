"""A walked document as a stand-off record: entities, relations, claims and events with offsets, under a profile's names.

The record is plain JSON. Offsets count code points of the text, end exclusive; records of entities with one `id` are
mentions of one thing. A layer that the profile does not want is left out.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from kg.annotation.cues import by_cues
from kg.annotation.incidents import find_incidents
from kg.annotation.interactions import find_interactions
from kg.annotation.links import find_links
from kg.annotation.pairs import find_things
from kg.annotation.profile import Profile, named
from kg.annotation.relate import load_table, relate
from kg.annotation.schema import Schema
from kg.annotation.vocabulary import find_known, load_vocabulary
from kg.grammar.clauses import VERBAL, is_passive, noun_phrase, subject
from kg.grammar.dates import normalise_date
from kg.lexicon import load_lexicon
from kg.model import Attribution, Entity, Fact, Mention, Parse, Span
from kg.ontology import knowledge
from kg.pipeline import Walk
from kg.tagger import load_tagger

Record = dict[str, Any]

_VALUES = {
    "DATE": "Date", "TIME": "Time", "MONEY": "Money", "PERCENT": "Percent", "QUANTITY": "Quantity", "CARDINAL": "Number",
}  # fmt: skip
_OTHERS = {
    "WORK_OF_ART": "Work", "EVENT": "NamedEvent", "LAW": "Law", "PRODUCT": "Product", "LANGUAGE": "Language", "NORP": "People",
    "FAC": "Facility", "LOC": "Place", "ORG": "Organization", "PERSON": "Person", "GPE": "Place",
}  # fmt: skip
_QUOTES = frozenset('"“”')
_BREAKS = frozenset({"(", "[", "–", "—", ")", '"', "”"})
_FINITE = frozenset({"VBZ", "VBD", "VBP", "MD"})
_LONGEST_TITLE = 12
_SAME = 0.2
"""Share of the longer stretch from which a tagged span and a mention are held to be one (0.2, 0.4 and 0.6 were tried)."""
_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def standoff(walk: Walk, profile: Profile, schema: Schema | None = None) -> Record:
    """Return everything that was found in a document, in text order; with a schema, only its relations."""
    record: Record = {"id": walk.parse.document.id, "text": walk.parse.document.text}
    entities = entity_records(walk, profile, schema)
    relations = []
    if "relations" in profile.layers:
        relations = list(_wanted(walk, schema, entities, profile) if schema else _relations(walk, profile, entities))
    if "entities" in profile.layers:
        ends = {r[end] for r in relations for end in ("subject", "object")}
        record["entities"] = _tagged(walk, profile, entities, ends) if profile.tagger else entities
    if "relations" in profile.layers:
        record["relations"] = relations
    if "claims" in profile.layers:
        record["claims"] = list(_attributions(walk))
    if "events" in profile.layers:
        record["events"] = list(EVENTS[profile.event_name](walk, profile))
    return record


def entity_records(walk: Walk, profile: Profile, schema: Schema | None = None) -> list[Record]:
    """Return a record for every mention that the profile wants, and for the words that relations of a schema point to."""
    found = list(_entities(walk, profile))
    if schema is not None:
        found = [e | {"name": _dated(e["name"])} if e["type"] == "Date" else e for e in found]
        found += list(_opening(walk, {(e["start"], e["end"]) for e in found}))
        found += list(_known(walk, profile, schema, {(e["start"], e["end"]) for e in found}))
    return found


def _tagged(walk: Walk, profile: Profile, entities: Sequence[Record], ends: AbstractSet[str]) -> list[Record]:
    """Return what the learned tagger found, with the ids of the things it overlaps, and the ends of relations it missed."""
    text = walk.parse.document.text
    found = []
    for span in load_tagger().tag([text])[0][profile.tagger]:
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


def _dated(words: str) -> str:
    """Return a date as data sets write it ("01 January 1917"), or the words where they are no date of a known year."""
    date = normalise_date(words, None, future=False)
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3] if _ISO.fullmatch(date) else (0, 0, 0)
    return f"{day:02d} {_MONTHS[month - 1]} {year}" if year else words


def _opening(walk: Walk, taken: AbstractSet[tuple[int, int]]) -> Iterator[Record]:
    """Yield what the first sentence begins with, up to its verb or a bracket: titles are seldom names to a parser."""
    tokens = walk.parse.tokens
    if not tokens:
        return
    quoted = tokens[0].text in _QUOTES
    first = 1 if quoted else 0
    ends = (t.index for t in tokens[first:] if t.text in (_QUOTES if quoted else _BREAKS) or (not quoted and t.tag in _FINITE))
    last = next(ends, first)
    words = tokens[first:last]
    if words and len(words) <= _LONGEST_TITLE and words[0].pos != "PRON" and (words[0].begin, words[-1].end) not in taken:
        span = Span(words[0].begin, words[-1].end)
        name = f"other:{walk.parse.document.text[slice(*span)]}"
        yield _entity(walk.parse, span, name, "Work") | {"kind": "opening", "found_by": "grammar"}


def _known(walk: Walk, profile: Profile, schema: Schema, taken: AbstractSet[tuple[int, int]]) -> Iterator[Record]:
    text = walk.parse.document.text
    for span, form in find_known(text, load_vocabulary(profile.table), schema.relations) if profile.table else ():
        if span not in taken:
            yield _entity(walk.parse, span, f"word:{form}", "Word") | {"name": form, "kind": "word", "found_by": "vocabulary"}


def _wanted(walk: Walk, schema: Schema, entities: Sequence[Record], profile: Profile) -> Iterator[Record]:
    """Yield the relations of a schema: by learned weights where it has them, else by the cue words of the schema."""
    things = find_things(walk, entities)
    known = load_vocabulary(profile.table) if profile.table else {}
    learned = relate(walk.parse, things, load_table(profile.table), labels=frozenset(schema.relations)) if profile.table else ()
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for left, label, right, chance in learned:
        word = right.removeprefix("word:")
        if right == word or label in known.get(word.lower(), {}).get(word, ()):
            best[right, label] = max(best.get((right, label), (0.0, "")), (chance, left))
    for (right, label), (_, left) in best.items():
        yield {"subject": left, "predicate": label, "object": right}
    table = load_table(profile.table).labels if profile.table else frozenset()
    for left, label, right in by_cues(walk, things, schema, table):
        yield {"subject": left, "predicate": label, "object": right}


def _entities(walk: Walk, profile: Profile) -> Iterator[Record]:
    taken: set[tuple[Span, str]] = set()
    found = [(m, walk.chains.entities[i]) for m, i in walk.chains.mentions if m.kind in profile.kinds]
    for mention, entity in found:
        label = _type_of(walk, mention, entity, profile)
        span = _span(walk.parse, mention, profile)
        place = entity.latitude is not None
        if label and (span, label) not in taken and (place or entity.type not in profile.places):
            taken.add((span, label))
            yield (
                _entity(walk.parse, span, entity.id, label)
                | {"kind": mention.kind, "found_by": mention.found_by}
                | _where(entity)
            )
    for kind, labels in (("value", _VALUES), ("other", _OTHERS)):
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


def _span(parse: Parse, mention: Mention, profile: Profile) -> Span:
    if profile.span != "phrase" or mention.kind == "demonym":
        return mention.span
    first, last = noun_phrase(parse, mention.head)
    if any(parse.tokens[t].tag == "POS" for t in range(first, mention.first)):
        first = mention.first  # what another thing owns: its phrase is not part of this one
    tokens = parse.tokens
    return Span(min(tokens[first].begin, mention.span.begin), max(tokens[last - 1].end, mention.span.end))


def _relations(walk: Walk, profile: Profile, entities: Sequence[Record]) -> Iterator[Record]:
    known = {e["id"] for e in entities}
    seen: set[tuple[str, str, str]] = set()
    for left, predicate, right in (*_claimed(walk, profile), *_linked(walk, profile), *_learned(walk, profile, entities)):
        if predicate and left != right and {left, right} <= known:
            triple = (right, predicate[1:], left) if predicate.startswith("^") else (left, predicate, right)
            if triple[1] in profile.symmetric:
                triple = (min(left, right), triple[1], max(left, right))
            if triple not in seen:
                seen.add(triple)
                yield dict(zip(("subject", "predicate", "object"), triple, strict=True))
    for name in _in_apposition(walk) if profile.synonym else ():
        if name in known:
            yield {"subject": name, "predicate": profile.synonym, "object": name}


def _in_apposition(walk: Walk) -> list[str]:
    """Return the things of which one mention explains another: "X, the mayor of Y"."""
    tokens = walk.parse.tokens
    heads = {(i, m.head) for m, i in walk.chains.mentions}
    found = (i for m, i in walk.chains.mentions if tokens[m.head].dep == "appos" and (i, tokens[m.head].head) in heads)
    return list(dict.fromkeys(found))


def _claimed(walk: Walk, profile: Profile) -> Iterator[tuple[str, str, str]]:
    for claim in walk.claims:
        if claim.predicate and claim.object and not claim.factuality.endswith("-"):
            yield claim.subject, named(profile.relations, claim.predicate), claim.object


def _learned(walk: Walk, profile: Profile, entities: Sequence[Record]) -> Iterator[tuple[str, str, str]]:
    if profile.table:
        things = find_things(walk, entities)
        for left, label, right, _ in relate(walk.parse, things, load_table(profile.table)):
            yield left, named(profile.relations, label) if label in profile.relations else label, right


def _linked(walk: Walk, profile: Profile) -> Iterator[tuple[str, str, str]]:
    if profile.links:
        for link in find_links(walk.parse, walk.chains):
            label = next((profile.links[k] for k in link.names() if k in profile.links), "")
            yield link.subject, label, link.object


def _attributions(walk: Walk) -> Iterator[Record]:
    for attribution in sorted(walk.attributions, key=lambda a: (min(a.content, default=a.cue), a.cue)):
        if attribution.content:
            source, content = _source_tokens(walk.parse, attribution), _content_tokens(walk.parse, attribution)
            yield {
                "source": _spans(walk.parse, source) if source else None,
                "cue": _spans(walk.parse, _cue_tokens(walk.parse, attribution.cue)),
                "content": _spans(walk.parse, content),
                "act": attribution.act,
                "attribution": attribution.level,
                "factuality": attribution.factuality,
            }


def _source_tokens(parse: Parse, attribution: Attribution) -> list[int]:
    """Return the noun phrase of the source and the relative pronoun that stands for it; else the grammatical subject."""
    cue = parse.tokens[attribution.cue]
    token = attribution.source_token
    if token < 0 and cue.pos in VERBAL:
        found = subject(parse, cue.index)
        token = -1 if found is None or is_passive(parse, cue.index) else found
    if token < 0:
        return []
    pronouns = {c for c in parse.children[cue.index] if parse.tokens[c].tag in ("WP", "WDT")} if cue.dep == "relcl" else set()
    return sorted({*range(*noun_phrase(parse, token)), *pronouns})


def _cue_tokens(parse: Parse, cue: int) -> list[int]:
    """Return the cue with its auxiliaries, negation and particle."""
    return sorted({cue, *(c for c in parse.children[cue] if parse.tokens[c].dep in ("aux", "auxpass", "neg", "prt"))})


def _content_tokens(parse: Parse, attribution: Attribution) -> list[int]:
    """Return the content with the whole of the quotations that it is part of."""
    quoted = (t.index for begin, end in attribution.quotes for t in parse.tokens[_at(parse, begin) : _at(parse, end)])
    return sorted({*attribution.content, *quoted})


def _at(parse: Parse, offset: int) -> int:
    """Return the first token that begins at an offset or after it."""
    return bisect_left(parse.tokens, offset, key=lambda token: token.begin)


def _spans(parse: Parse, tokens: Iterable[int]) -> Record:
    """Return the stretches of some tokens, given in text order: from the first character to the last, and each by itself."""
    runs: list[list[int]] = []
    before = -2
    for token in tokens:
        if token == before + 1 and runs:
            runs[-1][1] = parse.tokens[token].end
        else:
            runs.append([parse.tokens[token].begin, parse.tokens[token].end])
        before = token
    return {"start": runs[0][0], "end": runs[-1][1], "spans": runs}


def _events(walk: Walk, profile: Profile) -> Iterator[Record]:
    for event in walk.frames.events:
        label = named(profile.events, event.type)
        if label:
            facts = [f for f in walk.frames.roles if f.subject == event.id]
            yield {
                "id": event.id,
                "type": label,
                "trigger": {"start": event.mentions[0].begin, "end": event.mentions[0].end},
                "occurrence": event.occurrence,
                "date": event.date,
                "arguments": list(_arguments(walk, facts, profile)),
            }


def _interactions(walk: Walk, profile: Profile) -> Iterator[Record]:
    for number, found in enumerate(find_interactions(walk.parse, walk.chains), 1):
        token = walk.parse.tokens[found.trigger]
        yield {
            "id": f"i{number:02d}",
            "type": named(profile.events, found.name),
            "trigger": {"start": token.begin, "end": token.end},
            "arguments": [
                {"role": role, "start": span.begin, "end": span.end}
                for role, spans in (("source", found.sources), ("target", found.targets))
                for span in spans
            ],
        }


def _incidents(walk: Walk, profile: Profile) -> Iterator[Record]:
    lexicon = load_lexicon(knowledge("lexicons"))
    tables = load_table("incident_kinds"), load_table("incident_roles")
    for number, found in enumerate(find_incidents(walk.parse, lexicon, *tables), 1):
        yield {
            "id": f"i{number:02d}",
            "type": named(profile.events, found.kind),
            "arguments": [
                {"role": role, "start": span.begin, "end": span.end, "text": walk.parse.document.text[slice(*span)]}
                for role, span in found.fillers
            ],
        }


def _arguments(walk: Walk, facts: Iterable[Fact], profile: Profile) -> Iterator[Record]:
    seen = set()
    for fact in facts:
        role = named(profile.roles, fact.predicate)
        if role and (role, fact.object) not in seen:
            seen.add((role, fact.object))
            yield {"role": role, "entity": fact.object} | _place_of(walk, fact, profile)


def _place_of(walk: Walk, fact: Fact, profile: Profile) -> Record:
    mention = next((m for m, i in walk.chains.mentions if i == fact.object and m.first <= fact.argument < m.last), None)
    if mention is None:
        mention = next((m for m, i in walk.chains.mentions if i == fact.object), None)
    if mention is None:
        return {}
    span = _span(walk.parse, mention, profile)
    return {"start": span.begin, "end": span.end}


EVENTS: Mapping[str, Callable[[Walk, Profile], Iterator[Record]]] = {
    "type": _events,
    "plover": _interactions,
    "incident": _incidents,
}
"""How events are read and called: kg's own, political interactions, incident templates."""
