"""Several mentions, one event: triggers that speak of the same thing become one node."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from kg.events.roles import Filler
from kg.schema import Ontology

_IDENTIFYING = ("place", "target", "victim", "item", "weapon")
_UNREAL = frozenset({"hypothetical", "planned", "negated"})
_NEAR = 3
_SAME_STORY = 8
"""Sentences after which an act that is not named again is another one: digests tell of many. Without a
limit the gold articles scored the same."""


@dataclass(slots=True)
class Instance:
    """One trigger with what its sentence says of the event."""

    token: int
    sentence: int
    type: str
    fillers: tuple[Filler, ...]
    occurrence: str
    definite: bool
    verbal: bool = False
    fresh: bool = False
    """What was hit is told for the first time ("struck a wedding")."""
    date_text: str = ""
    date: str = ""


@dataclass(slots=True)
class Group:
    """The instances of one event so far, and the most specific type among them."""

    type: str
    instances: list[Instance] = field(default_factory=list)
    fillers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Role → the entities in it over all instances."""

    def add(self, instance: Instance) -> None:
        """Take another instance for the same event."""
        self.instances.append(instance)
        for filler in instance.fillers:
            self.fillers[filler.role].add(filler.entity)

    def values(self, role: str) -> AbstractSet[str]:
        """Return the entities in a role over all instances."""
        return self.fillers.get(role, frozenset())


def merge(instances: Sequence[Instance], ontology: Ontology, areas: AbstractSet[str] = frozenset()) -> list[Group]:
    """Return groups of instances, each group one event, in order of first mention; `areas` are towns and regions."""
    groups: list[Group] = []
    for instance in instances:
        home = next(_homes(instance, groups, ontology, areas), None)
        if home is None:
            home = Group(instance.type)
            groups.append(home)
        home.type = _more_specific(ontology, home.type, instance.type)
        home.add(instance)
    return groups


def _homes(instance: Instance, groups: Sequence[Group], ontology: Ontology, areas: AbstractSet[str]) -> Iterator[Group]:
    """Yield the groups an instance may belong to, the most recently mentioned first."""
    for group in sorted(groups, key=lambda g: -g.instances[-1].token):
        if (
            _related(ontology, group.type, instance.type)
            and not _conflict(instance, group, areas)
            and _linked(ontology, instance, group)
        ):
            yield group


def _related(ontology: Ontology, left: str, right: str) -> bool:
    return ontology.is_a(left, right) or ontology.is_a(right, left)


def _more_specific(ontology: Ontology, left: str, right: str) -> str:
    return right if ontology.is_a(right, left) else left


def _conflict(instance: Instance, group: Group, areas: AbstractSet[str]) -> bool:
    """Two events differ if their dates differ, if they are in different places, or if one is real and the other is not."""
    if instance.date and any(
        i.date and not (i.date.startswith(instance.date) or instance.date.startswith(i.date)) for i in group.instances
    ):
        return True
    unreal = instance.occurrence in _UNREAL
    group_unreal = all(i.occurrence in _UNREAL for i in group.instances)
    denied = all(i.occurrence == "negated" for i in group.instances)
    if (group_unreal and not unreal) or (denied and instance.occurrence != "negated"):
        return True
    if unreal and not group_unreal and (not instance.definite or instance.occurrence == "planned"):
        return True
    for role in ("place", "target", "recipient", "supplier"):
        mine = {f.entity for f in instance.fillers if f.role == role}
        theirs = group.values(role)
        if mine and theirs and not mine & theirs and not (instance.definite and _within(mine, theirs, areas)):
            return not (role in ("place", "target") and (mine & group.values("target") or mine & group.values("place")))
    return False


def _within(mine: AbstractSet[str], theirs: AbstractSet[str], areas: AbstractSet[str]) -> bool:
    """Tell a house that was hit in a town from another place: "a strike on Beirut … the strike hit a house"."""
    return bool(theirs & areas) and not mine & areas


def _linked(ontology: Ontology, instance: Instance, group: Group) -> bool:
    """A definite description refers back; otherwise something that identifies the event must be shared."""
    if instance.definite:
        return True
    for role in _IDENTIFYING:
        mine = {f.entity for f in instance.fillers if f.role in (role, "place", "target")}
        if mine & (group.values(role) | group.values("place") | group.values("target")):
            return True
    if instance.fresh:
        return False
    shared = any(f.entity in found for f in instance.fillers for found in group.fillers.values())
    # A mention that says neither where nor what was hit speaks of the act already in the air, whoever it blames.
    told = {f.role for f in instance.fillers} - ({"weapon", "agent"} if instance.verbal else {"weapon"})
    plain = not told and not instance.date and ontology.is_a(group.type, instance.type)
    gap = instance.sentence - group.instances[-1].sentence
    return (gap <= _NEAR and (shared or plain)) or (gap <= _SAME_STORY and plain and bool(instance.fillers))
