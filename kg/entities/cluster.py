"""The growing chains of one document: an inner table of this room, never handed out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from kg.model import Mention
from kg.schema import Ontology


@dataclass(slots=True)
class Cluster:
    """Mentions that are one thing, while the room is still at work."""

    type: str
    known: str = ""
    named: bool = False
    label: str = ""
    """Set when the label is no mention ("Luhansk region" for "the region")."""
    mentions: list[Mention] = field(default_factory=list)
    descriptors: set[str] = field(default_factory=set)
    """Lemmas of nouns that described it ("ministry", "group", "governor")."""
    titles: list[str] = field(default_factory=list)

    def names(self) -> list[str]:
        """Surface forms of its names, in text order, without repeats."""
        return list(dict.fromkeys(m.text for m in self.mentions if m.kind == "name"))

    def forms(self) -> Iterable[str]:
        """Return every string it may be called by in full."""
        return (self.known, self.label, *self.names())


@cache
def families(ontology: Ontology, kind: str) -> frozenset[str]:
    """Return the broad families of a type: what never merges across ("person", "place", "group" …).

    >>> from kg.ontology import load_ontology
    >>> sorted(families(load_ontology(), "Country"))
    ['group', 'place']
    """
    tests = (
        ("person", ("Person",)),
        ("place", ("Place",)),
        ("group", ("Organization", "Group", "Country")),
        ("thing", ("Weapon", "Channel", "Topic")),
    )
    found = {name for name, kinds in tests if any(ontology.is_a(kind, k) for k in kinds)}
    return frozenset(found or {"person", "place", "group", "thing"})


@cache
def compatible(ontology: Ontology, left: str, right: str) -> bool:
    """Tell whether two types may be one thing; a person is never a place."""
    return bool(families(ontology, left) & families(ontology, right))
