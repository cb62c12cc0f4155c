"""What names and places say by their build: part of, in which country, located in, near."""

from collections.abc import Iterator

from kg.claims.evidence import Scene
from kg.claims.relations import prepositional
from kg.grammar.clauses import conjuncts
from kg.lexicon import normalise
from kg.model import Fact, Mention

_BODIES = frozenset({"GovernmentBody", "ArmedForce", "Organization"})
_SETTLED = frozenset({"City", "Region", "Facility", "Group", "Organization"})
_INSIDE = frozenset({"in", "within", "inside"})
_BESIDE = frozenset({"near", "outside"})


def find_structure(scene: Scene) -> Iterator[Fact]:
    """Yield the facts that stand in a noun phrase itself; the article answers for them."""
    for fact in (*_nested(scene), *_modified(scene), *_located(scene)):
        relation = scene.ontology.relations[fact.predicate]
        if scene.admits(relation, fact.subject, fact.object):
            yield fact


def _nested(scene: Scene) -> Iterator[Fact]:
    """A name inside a name: the "Russian" of "Russian Defence Ministry", the "IRGC" of "IRGC Navy"."""
    outer = [(m, e) for m, e in scene.chains.mentions if m.kind in ("name", "nominal")]
    inner = [(m, e) for m, e in scene.chains.mentions if m.kind in ("name", "demonym")]
    position = 0
    for mention, body in outer:
        while position < len(inner) and inner[position][0].span.begin < mention.span.begin:
            position += 1
        for small, owner in inner[position : position + 4]:
            inside = small.span.begin >= mention.span.begin and small.span.end <= mention.span.end
            if inside and owner != body and not _is_hyphenated(scene, small) and not _is_origin(scene, small, body):
                yield from _belongs(scene, mention.head, body, owner)


def _is_hyphenated(scene: Scene, mention: Mention) -> bool:
    """A word before a hyphen says something else: a "Russian-held city" is not in Russia."""
    text = scene.parse.document.text
    return text[mention.span.end : mention.span.end + 1] in ("-", "–")


def _belongs(scene: Scene, anchor: int, body: str, owner: str) -> Iterator[Fact]:
    kind, other = scene.type_of(body), scene.type_of(owner)
    named = body in scene.chains.named
    if (
        kind in _BODIES
        and named
        and (other == "Country" or other in _BODIES)
        and not (kind == "Organization" and other == "Country")
    ):
        yield Fact(anchor, body, "partOf", owner, narrated=True)
    elif kind in ("City", "Region") and other == "Country" and named and not _is_water(scene, body):
        yield Fact(anchor, body, "country", owner, narrated=True)


def _is_water(scene: Scene, place: str) -> bool:
    """The Indian Ocean is not in India."""
    return not scene.lexicon.words["water_names"].isdisjoint(scene.chains.entities[place].label.split())


def _is_origin(scene: Scene, owner: Mention, body: str) -> bool:
    """An armed movement is from a country without being part of it: "Pakistani Taliban", "Lebanese Hezbollah"."""
    label = scene.chains.entities[body].label
    entry = scene.lexicon.names.get(normalise(label)) if owner.kind == "demonym" else None
    if entry is None or entry.source != "organisations" or entry.type != "ArmedForce":
        return False
    official = scene.lexicon.words["state_forces"] | scene.lexicon.words["state_units"]
    return not any(words in name for name in (label, entry.label) for words in official)


def _modified(scene: Scene) -> Iterator[Fact]:
    """Possessors: "Iran's Revolutionary Guards", "the U.S. Navy's Fifth Fleet"."""
    for mention, owner in scene.chains.mentions:
        token = scene.parse.tokens[mention.head]
        body = scene.chains.at.get(token.head, "")
        if (
            token.dep in ("poss", "amod", "compound", "nmod")
            and body
            and body != owner
            and (mention.kind != "pronoun" or scene.type_of(body) == "Organization")
            and not _is_hyphenated(scene, mention)
            and not _is_origin(scene, mention, body)
        ):
            yield from _belongs(scene, mention.head, body, owner)


def _located(scene: Scene) -> Iterator[Fact]:
    """Places in, near and outside places: "a city in eastern Ukraine", "the power station outside Marlow Bay"."""
    for mention, place in scene.chains.mentions:
        if mention.kind == "pronoun" or not _is_settled(scene, mention, place):
            continue
        for argument in prepositional(scene, mention.head, _INSIDE | _BESIDE):
            for token in (argument.token, *conjuncts(scene.parse, argument.token)):
                for relation, other in _whereabouts(scene, argument.function, token):
                    yield Fact(mention.head, place, relation, other, narrated=True)


def _is_settled(scene: Scene, mention: Mention, place: str) -> bool:
    """Tell what has a place of its own; a named body may work anywhere."""
    kind = scene.type_of(place)
    return kind in _SETTLED and (kind not in ("Group", "Organization") or _is_unnamed_firm(scene, mention, place))


def _whereabouts(scene: Scene, preposition: str, token: int) -> Iterator[tuple[str, str]]:
    """Yield relation and thing for what a preposition of place governs."""
    other = scene.chains.at.get(token, "")
    if preposition in _BESIDE:
        yield "near", other
    elif scene.type_of(other) == "Country":
        yield "country", other
    else:
        yield from (("country", country) for country in _country_inside(scene, token))
        yield "locatedIn", other


def _is_unnamed_firm(scene: Scene, mention: Mention, thing: str) -> bool:
    """Organisations without a name sit somewhere ("two shell firms in Hong Kong"); people are only there."""
    noun = scene.lexicon.nouns.get(scene.parse.tokens[mention.head].lemma)
    return thing not in scene.chains.named and noun is not None and noun.type == "Organization"


def _country_inside(scene: Scene, token: int) -> Iterator[str]:
    """Yield the country that the name of a region holds: the Ukraine of "eastern Ukraine"."""
    region = next((m for m, _ in scene.chains.mentions if m.head == token and m.kind == "name"), None)
    if region is None:
        return
    for mention, entity in scene.chains.mentions:
        if mention.found_by == "nested" and region.first <= mention.first < region.last and scene.type_of(entity) == "Country":
            yield entity
