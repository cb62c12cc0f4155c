"""What an amount measures: the noun that is counted, the state it is in, the verb that it is an argument of, or a toll."""

from collections.abc import Iterator

from kg.claims.evidence import Scene
from kg.claims.quantities import Amount
from kg.grammar.clauses import VERBAL, arguments, clause_head, is_passive, verb_arguments
from kg.grammar.money import names_money
from kg.schema import Relation

_PARTS_OF_CASUALTIES = frozenset({"deaths", "injured"})
_STEPS = 4


def measures(scene: Scene, amount: Amount) -> Iterator[tuple[Relation, int]]:
    """Yield what an amount may measure with the token that says so, the surest first."""
    parse = scene.parse
    around = parse.tokens[max(amount.first - 1, 0) : max(amount.last, amount.noun + 1)]
    if names_money(around, scene.lexicon.words):
        return
    unit = _unit(scene, amount)
    yield from _by_noun(scene, amount)
    yield from _by_state(scene, amount, unit)
    token = parse.tokens[amount.token]
    for verb in _verbs_of(scene, amount):
        for relation, function in _verb_measures(scene, verb):
            if _plays(scene, verb, amount, function) and _counts(relation, unit):
                yield _together(scene, relation, verb), verb
    yield from _by_participle(scene, amount, unit)
    if token.dep in ("pobj", "dobj", "attr", "npadvmod", "appos"):
        yield from _by_toll(scene, amount, unit)


def _unit(scene: Scene, amount: Amount) -> str:
    if amount.noun < 0:
        return ""
    token = scene.parse.tokens[amount.noun]
    noun = scene.lexicon.nouns.get(token.lemma) or scene.lexicon.nouns.get(token.text.lower())
    if noun is not None and noun.unit:
        return noun.unit
    entity = scene.chains.at.get(amount.noun, "")
    kind = scene.type_of(entity)
    if noun is None and not kind:
        return "unlisted"
    if kind == "Country" and token.tag in ("NNPS", "NNS"):
        return "person"
    return {"Weapon": "munition", "Facility": "building", "Person": "person", "Group": "person", "ArmedForce": "person"}.get(
        kind, "other"
    )


def unit_in(scene: Scene, relation: Relation, amount: Amount) -> str:
    """Return the unit of a measured amount: munitions are counted by kind (missile, drone, shell)."""
    of = (a.token for a in arguments(scene.parse, amount.token) if a.function == "of")  # "four of the missiles"
    noun = amount.noun if amount.noun >= 0 else next(of, -1)
    lemma = scene.parse.tokens[noun].lemma if noun >= 0 else ""
    listed = scene.lexicon.nouns.get(lemma)
    return lemma if listed is not None and listed.unit == relation.unit == "munition" else relation.unit


def _counts(relation: Relation, unit: str) -> bool:
    """Tell whether a relation counts such things; of nouns that nobody listed, those that die are people ("missionaries")."""
    return unit in (relation.unit, "") or (relation.unit, unit) in {("munition", "aircraft"), ("person", "unlisted")}


def _by_noun(scene: Scene, amount: Amount) -> Iterator[tuple[Relation, int]]:
    """The counted noun is itself the measure: "three deaths", "35 victims"."""
    if amount.noun >= 0:
        for relation, cue in scene.cues.get((scene.parse.tokens[amount.noun].lemma, "n"), ()):
            if relation.measure and " " not in cue.lemma:
                yield relation, amount.noun


def _by_state(scene: Scene, amount: Amount, unit: str) -> Iterator[tuple[Relation, int]]:
    """An adjective or participle says it: "52 dead", "two workers were missing", "27 wounded"."""
    parse = scene.parse
    near = [amount.token, *parse.children[amount.token], *([amount.last] if amount.last < len(parse.tokens) else [])]
    head = parse.tokens[parse.tokens[amount.token].head]
    if parse.tokens[amount.token].dep in ("nsubj", "nsubjpass", "dobj") and head.pos in VERBAL:
        near += [c for c in parse.children[head.index] if parse.tokens[c].dep in ("acomp", "attr", "oprd")]
    for index in near:
        token = parse.tokens[index]
        if token.sentence != parse.tokens[amount.first].sentence:
            continue
        for word in {token.text.lower(), token.lemma}:
            for relation, _ in scene.cues.get((word, "a"), ()):
                if relation.measure and (_counts(relation, unit) or index == amount.token):
                    yield relation, index


def _by_participle(scene: Scene, amount: Amount, unit: str) -> Iterator[tuple[Relation, int]]:
    """What was done to the counted: "12 people killed in the raid", where the sentence itself says nothing of the kind."""
    for index in (c for c in scene.parse.children[amount.token] if scene.parse.tokens[c].dep == "acl"):
        if scene.parse.tokens[index].tag == "VBN":
            yield from ((r, index) for r, f in _verb_measures(scene, index) if f == "object" and _counts(r, unit))


def _verbs_of(scene: Scene, amount: Amount) -> list[int]:
    """Return the verbs that an amount is an argument of, its coordinated partner's verb included."""
    parse = scene.parse
    token = parse.tokens[amount.token]
    found = []
    for _ in range(_STEPS):
        head = parse.tokens[token.head]
        if token.dep == "conj" and head.pos not in VERBAL:
            token = head
            continue
        if token.dep == "pobj" and head.lemma == "of" and parse.tokens[head.head].pos in ("NUM", "NOUN"):
            token = parse.tokens[head.head]
            continue
        if head.pos in VERBAL and token.dep in ("nsubj", "nsubjpass", "dobj", "npadvmod", "attr"):
            found.append(head.index)
            found += [c for c in parse.children[head.index] if parse.tokens[c].dep == "xcomp"]
        break
    return found


def _together(scene: Scene, relation: Relation, verb: int) -> Relation:
    """Return what "2,500 people were killed or wounded" counts: both."""
    parse = scene.parse
    if relation.name not in _PARTS_OF_CASUALTIES:
        return relation
    for other in (c for c in parse.children[verb] if parse.tokens[c].dep == "conj"):
        measured = {r.name for r, _ in _verb_measures(scene, other)} & _PARTS_OF_CASUALTIES - {relation.name}
        own = any(parse.tokens[c].dep in ("nsubj", "nsubjpass", "dobj", "npadvmod") for c in parse.children[other])
        if measured and not own:
            return scene.ontology.relations["casualties"]
    return relation


def _verb_measures(scene: Scene, verb: int) -> list[tuple[Relation, str]]:
    token = scene.parse.tokens[verb]
    after = [t.lemma for t in scene.parse.tokens[verb + 1 : verb + 3]]
    found = []
    for relation, cue in scene.cues.get((token.lemma, "v"), ()):
        rest = cue.lemma.split()[1:]
        if relation.measure and all(word in after for word in rest):
            found.append((relation, next((f for f, r in cue.roles if r == "count"), "object")))
    return found


def _plays(scene: Scene, verb: int, amount: Amount, function: str) -> bool:
    """Tell whether an amount is the logical subject or object of a verb."""
    wanted = {amount.token, amount.first, amount.last - 1}
    for argument in arguments(scene.parse, verb):
        if argument.function == function and (argument.token in wanted or _partitive(scene, argument.token, amount)):
            return True
    passive = is_passive(scene.parse, verb)
    return any(
        a.token in wanted and a.function == ("object" if passive else function) for a in verb_arguments(scene.parse, verb)
    )


def _partitive(scene: Scene, token: int, amount: Amount) -> bool:
    """Tell whether an argument is the number of "four of the five missiles"."""
    parse = scene.parse
    return amount.first <= token < amount.last or any(
        parse.tokens[c].lemma == "of" for c in parse.children[token] if token == amount.token
    )


def _by_toll(scene: Scene, amount: Amount, unit: str) -> Iterator[tuple[Relation, int]]:
    """A toll that the number completes: "the death toll rose to 174", "put the toll at 52"."""
    parse = scene.parse
    verb = clause_head(parse, amount.token)
    for argument in verb_arguments(parse, verb):
        token = parse.tokens[argument.token]
        # "The bodies of 15 people", not "the UN body needs 15".
        several = token.tag != "NN" or token.lemma in scene.lexicon.words["toll_nouns"]
        counts = several and any(r.measure for r, _ in scene.cues.get((token.lemma, "n"), ()))
        if argument.function not in ("subject", "object") or not (counts or token.lemma in scene.lexicon.words["toll_nouns"]):
            continue
        words = [parse.tokens[c].lemma for c in parse.children[token.index]]
        below = [c for c in parse.children[token.index] if parse.tokens[c].lemma == "of"]
        counted = (parse.tokens[t] for p in below for t in parse.children[p])
        words += [word for t in counted for word in (t.lemma, t.text.lower())]
        for word in (*words, token.lemma):
            for pos in ("n", "a"):
                for relation, _ in scene.cues.get((word, pos), ()):
                    if relation.measure and _counts(relation, unit):
                        yield relation, token.index
