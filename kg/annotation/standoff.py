"""A walked document as a stand-off record: entities, relations, claims and events with offsets, under a profile's names.

The record is plain JSON. Offsets count code points of the text, end exclusive; records of entities with one `id` are
mentions of one thing. A layer that the profile does not want is left out.
"""

from kg.annotation.claims import claim_records
from kg.annotation.cues import own_types
from kg.annotation.entities import Record, entity_records, tagged_records
from kg.annotation.events import EVENTS
from kg.annotation.facts import find_facts
from kg.annotation.pairs import find_things
from kg.annotation.profile import Profile
from kg.annotation.relations import relation_records, schema_records
from kg.annotation.schema import Schema
from kg.pipeline import Walk


def standoff(walk: Walk, profile: Profile, schema: Schema | None = None) -> Record:
    """Return everything that was found in a document, in text order; with a schema, only its relations."""
    facts = list(find_facts(walk.parse, schema.relations)) if schema else []
    entities = entity_records(walk, profile, schema, facts)
    relations: list[Record] = []
    if "relations" in profile.layers:
        found = schema_records(walk, schema, entities, facts) if schema else relation_records(walk, profile, entities)
        relations = list(found)
    if schema and schema.types:
        types = own_types(walk, find_things(walk, entities), schema)
        entities = [e | {"type": types.get(e["id"], e["type"])} for e in entities]
    if profile.tagger:
        entities = tagged_records(walk, profile, entities, {r[end] for r in relations for end in ("subject", "object")})
    record: Record = {"id": walk.parse.document.id, "text": walk.parse.document.text}
    if "entities" in profile.layers:
        record["entities"] = entities
    if "relations" in profile.layers:
        record["relations"] = relations
    if "claims" in profile.layers:
        record["claims"] = list(claim_records(walk))
    if "events" in profile.layers:
        record["events"] = list(EVENTS[profile.event_name](walk, profile))
    return record
