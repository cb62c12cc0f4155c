"""Parse + Chains + Attribution → Event: what happened or may happen, its kind, its roles, whether and when."""

from collections.abc import Sequence

from kg.events.merge import Group, Instance, merge
from kg.events.roles import Filler, fill_roles
from kg.events.triggers import Trigger, find_triggers, trigger_index
from kg.grammar.clauses import VERBAL, arguments, noun_phrase, sentence_span, span_of, verb_arguments, words
from kg.grammar.dates import date_near, normalise_date
from kg.grammar.lookup import innermost
from kg.grammar.modality import modality, most_real, occurrence
from kg.lexicon import Lexicon
from kg.model import Attribution, Chains, Event, EventFrames, Fact, Parse
from kg.schema import Cue, EventType, Ontology

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
# Roles that make an ambiguous word ("hit", "send") an event of the kind; a place alone does not.
_TELLING = frozenset({"target", "victim", "item", "recipient", "participant", "damaged", "weapon"})


# Only roles that define the event: a label never says who is merely alleged to have done it.
_LABELLED = (
    ("from", ("supplier",)),
    ("to", ("recipient",)),
    ("on", ("target", "victim")),
    ("with", ("participant",)),
    ("in", ("place",)),
)
_AGAINST = frozenset({"Protest", "Retaliation", "Riot", "Sanction"})
_NAMES_IN_LABEL = 2
_LIVING = frozenset({"Person", "Group"})


def find_events(
    parse: Parse, chains: Chains, attributions: Sequence[Attribution], lexicon: Lexicon, ontology: Ontology
) -> EventFrames:
    """Return the events of a document with the roles that were read at each mention."""
    index = trigger_index(ontology)
    instances = []
    for trigger in find_triggers(parse, index):
        found = _instance(parse, trigger, chains, attributions, (lexicon, ontology))
        if found is not None:
            instances.append(found)
    groups = merge(instances, ontology, {e.id for e in chains.entities.values() if e.type in ("City", "Region")})
    events: list[Event] = []
    roles: list[Fact] = []
    at: dict[int, str] = {}
    for number, group in enumerate(groups, 1):
        event = _event(parse, group, number, chains, (lexicon, ontology))
        if event is None:
            continue
        events.append(event)
        at |= {i.token: event.id for i in group.instances}
        roles += [Fact(i.token, event.id, f.role, f.entity, argument=f.token) for i in group.instances for f in i.fillers]
    return EventFrames(tuple(events), tuple(roles), at)


def _instance(
    parse: Parse, trigger: Trigger, chains: Chains, attributions: Sequence[Attribution], context: tuple[Lexicon, Ontology]
) -> Instance | None:
    """Return what a trigger tells in the reading whose roles fit best, or None where no reading holds."""
    best = _best_reading(parse, trigger, chains, context)
    if best is None:
        return None
    event, fillers = best
    token = parse.tokens[trigger.token]
    attribution = innermost(attributions, trigger.token)
    how = occurrence(parse, trigger.token, attribution, context[0].words)
    if event.durative and how in ("occurred", "reported"):
        how = "ongoing"
    text, date = _when(parse, trigger.token, context[0], future=how in ("planned", "hypothetical"))
    definite = token.pos in ("NOUN", "PROPN") and _refers_back(parse, trigger.token)
    fillers = tuple(f for f in fillers if not _is_unspecific(parse, f))
    verbal = token.pos in VERBAL and not _is_headline_noun(parse, trigger.token)
    fresh = verbal and event.force and _hits_something_new(parse, trigger.token, context[0])
    return Instance(trigger.token, token.sentence, event.name, fillers, how, definite, verbal, fresh, text, date)


def _refers_back(parse: Parse, noun: int) -> bool:
    """Tell "the attack" from "the killing of two officers in Kenscoff", which says itself what it is."""
    below = [parse.tokens[c] for c in parse.children[noun]]
    told = any(t.dep == "prep" and t.lemma in ("of", "on", "against") for t in below)
    return not told and any(t.dep == "det" and t.text.lower() in _DEFINITE for t in below)


def _hits_something_new(parse: Parse, verb: int, lexicon: Lexicon) -> bool:
    """Tell "a drone had struck a wedding" from what an attack spoken of before has done to somebody ("killed a woman")."""
    hit = (a.token for a in verb_arguments(parse, verb) if a.function == "object")
    things = (
        t for t in hit if parse.tokens[t].lemma not in lexicon.nouns or lexicon.nouns[parse.tokens[t].lemma].type not in _LIVING
    )
    return any(parse.tokens[c].lemma == "a" for t in things for c in parse.children[t])


def _best_reading(
    parse: Parse, trigger: Trigger, chains: Chains, context: tuple[Lexicon, Ontology]
) -> tuple[EventType, tuple[Filler, ...]] | None:
    best: tuple[int, EventType, tuple[Filler, ...]] | None = None
    for event, cue in trigger.readings:
        fillers = fill_roles(parse, trigger.token, (event, cue), chains, context)
        if not _holds(event, cue, fillers):
            continue
        if event.force and (
            _is_verbal(cue, fillers, chains, context[0]) or _is_natural(parse, trigger.token, (cue, fillers), context[0])
        ):
            continue
        score = 2 * len({f.role for f in fillers} - {"place"}) + len(fillers) + (not cue.typed)
        if best is None or score > best[0]:
            best = (score, event, fillers)
    return best[1:] if best is not None else None


def _holds(event: EventType, cue: Cue, fillers: Sequence[Filler]) -> bool:
    """Tell whether a reading has what it needs; ambiguous words need an argument of the right type."""
    found, wanted = {f.role for f in fillers}, dict(cue.roles)
    telling = any(
        f.role in _TELLING or (f.role == "place" and f.function == "object") or (f.role == "agent" and wanted.get("subject"))
        for f in fillers
    )
    return (
        (telling or not cue.typed)
        and found.issuperset(wanted.get("needs", "").split(",") if "needs" in wanted else ())
        and found >= set(event.requires)
    )


def _is_verbal(cue: Cue, fillers: Sequence[Filler], chains: Chains, lexicon: Lexicon) -> bool:
    """Tell the attacks of politicians on one another: a named person on a named person, without a weapon."""
    people = {f.role for f in fillers if f.entity in chains.named and chains.entities[f.entity].type == "Person"}
    armed = any(f.role == "weapon" for f in fillers)
    sides = [f.entity for f in fillers if f.role == "participant"]
    if sides and not armed and all(s in chains.named and chains.entities[s].type == "Person" for s in sides):
        return True  # "his battles with Trump"
    return (
        cue.lemma in lexicon.words["verbal_attacks"] and "agent" in people and bool(people & {"target", "victim"}) and not armed
    )


def _is_natural(parse: Parse, trigger: int, reading: tuple[Cue, Sequence[Filler]], lexicon: Lexicon) -> bool:
    """Tell what nature, illness or a thing does from an act of force: "the cyclone hit the coast", "letters targeted us"."""
    cue, fillers = reading
    doers = [a.token for a in arguments(parse, trigger) if a.function in ("subject", "by")]
    causes, vehicles = lexicon.words["natural_causes"], lexicon.words["vehicle_nouns"]
    named = (parse.tokens[t] for doer in doers for t in range(*noun_phrase(parse, doer)))
    # A truck has accidents, a truck bomb has not.
    if any({t.lemma, t.text.lower()} & causes for t in named) or any(parse.tokens[d].lemma in vehicles for d in doers):
        return True
    if any(parse.tokens[c].lemma in lexicon.words["chance_adverbs"] for c in parse.children[trigger]):
        return True
    acting = {f.token for f in fillers if f.role in ("agent", "weapon")}
    if cue.lemma != "target":
        return False
    sentence = parse.sentences[parse.tokens[trigger].sentence]
    measures = any(t.lemma in lexicon.words["measure_nouns"] for t in parse.tokens[sentence.first : sentence.last])
    return measures or (bool(doers) and acting.isdisjoint(doers))


def _is_headline_noun(parse: Parse, verb: int) -> bool:
    """The tagger takes "Drone strikes by …" for a clause; a bare singular subject right before gives it away."""
    before = parse.tokens[verb - 1] if verb else parse.tokens[verb]
    return before.head == verb and before.dep == "nsubj" and before.tag == "NN" and not parse.children[before.index]


def _is_unspecific(parse: Parse, filler: Filler) -> bool:
    """Counted victims are a number, not somebody ("killed 12 people"), and "targets" says nothing about what was hit."""
    token = parse.tokens[filler.token]
    counted = any(parse.tokens[c].pos == "NUM" or parse.tokens[c].dep == "nummod" for c in parse.children[filler.token])
    return (filler.role == "victim" and (counted or token.lemma == "people")) or (
        filler.role in ("target", "place") and token.pos == "NOUN" and token.lemma in ("target", "territory", "soil")
    )


def _when(parse: Parse, trigger: int, lexicon: Lexicon, *, future: bool) -> tuple[str, str]:
    found = date_near(parse, trigger, lexicon.times)
    if found is None:
        return "", ""
    text = words(parse, *found)
    return text, normalise_date(
        text, parse.document.published, future=future or modality(parse, trigger, lexicon.words) == "planned"
    )


def _event(parse: Parse, group: Group, number: int, chains: Chains, context: tuple[Lexicon, Ontology]) -> Event | None:
    lexicon, ontology = context
    kind = _by_weapon(group, chains, lexicon, ontology)
    required = ontology.events[kind].requires
    if required and not all(group.values(role) for role in required):
        return None
    sentences = {parse.tokens[i.token].sentence for i in group.instances}
    return Event(
        id=f"ev{number:02d}_{kind}",
        type=kind,
        label=_label(group, kind, chains, is_attack=ontology.is_a(kind, "Attack")),
        occurrence=most_real([i.occurrence for i in group.instances]),
        mentions=tuple(span_of(parse, i.token, i.token + 1) for i in group.instances),
        evidence=tuple(sentence_span(parse, s) for s in sorted(sentences)),
        date_text=next((i.date_text for i in group.instances if i.date_text), ""),
        date=next((i.date for i in group.instances if i.date and not i.date.startswith("--")), ""),
        period=next((i.date for i in group.instances if i.date.startswith("--")), ""),
    )


def _by_weapon(group: Group, chains: Chains, lexicon: Lexicon, ontology: Ontology) -> str:
    """Turn a plain attack into a missile strike or shelling when the weapon says so."""
    fillers = sorted((f.token, f.entity) for i in group.instances for f in i.fillers if f.role == "weapon")
    for weapon in (chains.entities[value] for _, value in fillers):
        entry = lexicon.names.get(weapon.label)
        family = entry.family if entry else weapon.label.split()[-1].removesuffix("s").lower()
        for name, event in sorted(ontology.events.items()):
            if group.type in event.ancestors and family in event.families:
                return name
    return group.type


def _label(group: Group, kind: str, chains: Chains, *, is_attack: bool) -> str:
    """Word a label as a reader would: the trigger with who, on what, where and when."""
    words_of = "".join(f" {c.lower()}" if c.isupper() else c for c in kind).strip().capitalize()
    when = next((i.date_text for i in group.instances if i.date_text), "")
    parts = [words_of]
    told: set[str] = set()
    for preposition, roles in _LABELLED:
        word = preposition if preposition != "on" or is_attack else "against" if kind in _AGAINST else "of"
        names = [n for n in _names(group, chains, roles) if n not in told][:_NAMES_IN_LABEL]
        told.update(names)
        parts += [f"{word} {', '.join(names)}"] if names else []
    return " ".join((*parts, f"({when})") if when else parts)


def _names(group: Group, chains: Chains, roles: tuple[str, ...]) -> list[str]:
    found = [f.entity for i in group.instances for f in i.fillers if f.role in roles]
    return [chains.entities[e].label for e in dict.fromkeys(found)]
