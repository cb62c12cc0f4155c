"""What the rooms before handed over, bundled for the finders of this room."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from kg.grammar.clauses import ancestors
from kg.grammar.lookup import entity_at
from kg.lexicon import Lexicon
from kg.model import Attribution, Chains, EventFrames, Fact, Parse
from kg.schema import Cue, Ontology, Relation

_ASIDE = frozenset({"relcl", "acl", "appos"})


@dataclass(frozen=True, slots=True)
class Scene:
    """One document as the finders see it: grammar, who is who, who says what, what happened."""

    parse: Parse
    chains: Chains
    attributions: Sequence[Attribution]
    frames: EventFrames
    lexicon: Lexicon
    ontology: Ontology
    cues: Mapping[tuple[str, str], Sequence[tuple[Relation, Cue]]]
    """(first or last word of a cue, part of speech) → relations that it may signal."""
    event_types: Mapping[str, str]
    """Event id → class."""

    def thing_at(self, token: int) -> str:
        """Return the id of the entity or event that a token stands for, or ""."""
        return self.frames.at.get(token, "") or entity_at(self.parse, token, self.chains, self.lexicon.words)

    def type_of(self, identifier: str) -> str:
        """Return the class of an entity or event of this document."""
        entity = self.chains.entities.get(identifier)
        if entity is not None:
            return entity.type
        return self.event_types.get(identifier, "")

    def admits(self, relation: Relation, subject: str, object_: str) -> bool:
        """Tell whether two things are of types that the relation may join, and are two things."""
        if not subject or not object_ or subject == object_:
            return False
        return _fits(self, subject, relation.domain) and _fits(self, object_, relation.range)


Finder = Callable[[Scene], Iterable[Fact]]
"""A way of finding facts; what they say and who says it is decided afterwards, for all of them alike."""


@cache
def relation_cues(ontology: Ontology) -> dict[tuple[str, str], list[tuple[Relation, Cue]]]:
    """Index the relation cues by the word that a reader meets: a verb's first, a noun's last."""
    found: dict[tuple[str, str], list[tuple[Relation, Cue]]] = {}
    for relation in ontology.relations.values():
        for cue in relation.cues:
            words = cue.lemma.split()
            key = (words[0] if cue.pos == "v" else words[-1], cue.pos)
            found.setdefault(key, []).append((relation, cue))
    return found


def is_aside(scene: Scene, token: int, voice: Attribution) -> bool:
    """Tell what is only mentioned on the way ("… for Semyonov, who was put under sanctions") from what is said."""
    inside = takewhile(lambda t: t in voice.content, (token, *ancestors(scene.parse, token)))
    return any(scene.parse.tokens[t].dep in _ASIDE and scene.parse.tokens[t].head in voice.content for t in inside)


def _fits(scene: Scene, identifier: str, kinds: Sequence[str]) -> bool:
    kind = scene.type_of(identifier)
    return bool(kind) and (not kinds or any(scene.ontology.is_a(kind, k) for k in kinds))
