"""The nouns of what may be said: the ontology as plain values, so that the text side never sees RDF.

`ontology.py` makes them from Turtle, `kg annotate --ontology` from somebody else's schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Cue", "EventType", "Ontology", "Relation", "ShortEdge"]


class Cue(NamedTuple):
    """Words that signal a relation or an event, in the notation of `kg:cue` and `kg:trigger`.

    `lemma.pos [preposition]`: "base.v in", "director.n of", "drone strike.n". `typed` cues are ambiguous words that count
    only beside an argument of the right type (written with a question mark: "hit.v?").
    """

    lemma: str
    pos: str
    preposition: str = ""
    typed: bool = False
    inverse: bool = False
    roles: tuple[tuple[str, str], ...] = ()


class ShortEdge(NamedTuple):
    """Event class and two of its roles that a relation joins directly, where nothing fills any of the roles `unless`."""

    event: str
    left: str
    right: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A kind of edge; a claim is an instance of it."""

    name: str
    label: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    cues: tuple[Cue, ...] = ()
    parents: tuple[str, ...] = ()
    symmetric: bool = False
    defining: bool = False
    """A role that defines its event (place, supplier …): direct triple whoever says so (model rule 3)."""
    measure: bool = False
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    """PLOVER and CAMEO codes of the edge as a political interaction."""
    signals: Mapping[str, str] = field(default_factory=dict)
    """For a relation to a concept: word → concept ("deliberate act" → `deliberate`)."""
    primary: bool = False
    """The edge is the claim and the roles of its event restate it ("appointed by"); otherwise the edge restates a role."""
    short_edges: tuple[ShortEdge, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event with the words that trigger it and what grammar fills which role."""

    name: str
    ancestors: tuple[str, ...]
    cues: tuple[Cue, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    """Grammatical function (`subject`, `object`, a preposition, `compound`) → role name."""
    families: tuple[str, ...] = ()
    """Weapon families that turn a plain attack into this kind."""
    codes: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    """Roles without which it is not this kind of event."""
    durative: bool = False
    """It goes on unless the text says that it ended (a war)."""
    force: bool = False
    """An accusation or a claim of responsibility without a further word is about such an event."""
    toll: bool = False
    """Losses are counted of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Ontology:
    """The inventory of `ontology/kg.ttl` as plain values: the text side never sees RDF."""

    types: Mapping[str, tuple[str, ...]]
    """Entity class → its ancestors, nearest first."""
    events: Mapping[str, EventType]
    relations: Mapping[str, Relation]
    acts: Mapping[str, Mapping[str, str]]
    """Speech act → its codes (plover, cameo)."""
    schemes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Scheme of concepts ("StatusScheme") → its concepts in the order of the file."""

    @property
    def settled(self) -> tuple[str, ...]:
        """Statuses with which what the article itself states is a fact of the graph."""
        return self.schemes.get("SettledScheme", ())

    @property
    def withdrawn(self) -> tuple[str, ...]:
        """Statuses with which a claim is no longer held."""
        return self.schemes.get("WithdrawnScheme", ())

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Tell whether class `kind` is `ancestor` or below it."""
        if kind == ancestor or ancestor in self.types.get(kind, ()):
            return True
        event = self.events.get(kind)
        return event is not None and ancestor in event.ancestors
