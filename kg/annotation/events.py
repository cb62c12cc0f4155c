"""The events of a document: as kg finds them, as political interactions, or as templates of incidents."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from kg.annotation.entities import Record, mention_span
from kg.annotation.incidents import find_incidents
from kg.annotation.interactions import find_interactions
from kg.annotation.profile import Profile, named
from kg.annotation.relate import load_table
from kg.model import Fact
from kg.pipeline import Walk


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
    span = mention_span(walk.parse, mention, profile)
    return {"start": span.begin, "end": span.end}


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
    for number, found in enumerate(find_incidents(walk.parse, load_table("incident_kinds")), 1):
        yield {
            "id": f"i{number:02d}",
            "type": named(profile.events, found.kind),
            "arguments": [
                {"role": role, "start": span.begin, "end": span.end, "text": walk.parse.document.text[slice(*span)]}
                for role, span in found.fillers
            ],
        }


EVENTS: Mapping[str, Callable[[Walk, Profile], Iterator[Record]]] = {
    "type": _events,
    "plover": _interactions,
    "incident": _incidents,
}
"""`event_name` of a profile → how its events are read."""
