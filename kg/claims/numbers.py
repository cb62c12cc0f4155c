"""Numbers as claims: what an amount measures, of which event, and of which total it is a part."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.claims.evidence import Scene
from kg.claims.measures import measures, unit_in
from kg.claims.quantities import Amount, counted_words, find_amounts
from kg.grammar.clauses import (
    ancestors,
    arguments,
    clause_head,
    conjuncts,
    noun_phrase,
    subtree,
    words,
)
from kg.grammar.dates import normalise_date
from kg.model import Fact, Quantity
from kg.schema import Relation

_INCLUDING = frozenset({"include", "including", "among"})
_AHEAD = 2
_OF_EVENT = frozenset({"in", "by", "during", "from", "after", "of", "on"})


def find_numbers(scene: Scene) -> Iterator[Fact]:
    """Yield a numeric fact for every amount whose measure and event are known; parts point to their total."""
    amounts = list(find_amounts(scene.parse, scene.lexicon))
    found: list[tuple[Amount, Fact]] = []
    for position, amount in enumerate(amounts):
        if any(amount is whole for whole, _ in found):
            continue
        if amount.percent:
            fact = _percentage(scene, amount, found)
        else:
            fact = _of_the_dead(scene, amount, found) or _measured(scene, amount, found) or _part(scene, amount, found)
        if fact is None:
            continue
        whole = _whole(scene, amounts[position + 1 :], amount, fact)
        if whole is not None:
            found.append(whole)
            fact = replace(fact, part_of=len(found) - 1)
        found.append((amount, fact))
    yield from (f for _, f in found)


def _whole(scene: Scene, later: Sequence[Amount], part: Amount, fact: Fact) -> tuple[Amount, Fact] | None:
    """Read the whole of "four of the five missiles were intercepted": five were fired."""
    if fact.predicate != "munitionsIntercepted" or not later:
        return None
    whole = later[0]
    head = scene.parse.tokens[scene.parse.tokens[whole.token].head]
    if head.lemma != "of" or not part.first <= head.head < part.last or whole.value < part.value:
        return None
    relation = scene.ontology.relations["munitionsFired"]
    quantity = Quantity(whole.value, unit_in(scene, relation, whole), whole.lower, whole.upper)
    return whole, replace(fact, predicate=relation.name, quantity=quantity, argument=whole.token)


def _measured(scene: Scene, amount: Amount, earlier: Sequence[tuple[Amount, Fact]]) -> Fact | None:
    for relation, anchor in measures(scene, amount):
        event = _event_of(scene, amount, anchor)
        if event:
            return _fact(scene, amount, (relation, event, anchor), earlier)
    return None


def _event_of(scene: Scene, amount: Amount, anchor: int) -> str:
    """Return the event that a number is about: named beside it, in its sentence, or the last that can have such numbers."""
    parse = scene.parse
    for verb in (anchor, clause_head(parse, anchor), clause_head(parse, amount.token)):
        if verb in scene.frames.at and _takes_numbers(scene, scene.frames.at[verb]) and verb != anchor:
            return scene.frames.at[verb]
        for argument in arguments(parse, verb):
            event = scene.frames.at.get(argument.token, "")
            if event and _takes_numbers(scene, event) and argument.function in _OF_EVENT | {"subject", "by", "object"}:
                return event
    if anchor in scene.frames.at and _takes_numbers(scene, scene.frames.at[anchor]):
        return scene.frames.at[anchor]
    return "" if _has_natural_cause(scene, amount) else _salient(scene, amount.token)


def _has_natural_cause(scene: Scene, amount: Amount) -> bool:
    """Tell whether the sentence of a number names an illness or accident and no act of force."""
    sentence = scene.parse.sentences[scene.parse.tokens[amount.token].sentence]
    inside = range(sentence.first, sentence.last)
    causes = scene.lexicon.words["natural_causes"]
    named = any({scene.parse.tokens[t].lemma, scene.parse.tokens[t].text.lower()} & causes for t in inside)
    return named and not any(_takes_numbers(scene, scene.frames.at[t]) for t in inside if t in scene.frames.at)


def _salient(scene: Scene, token: int) -> str:
    """Return the event in the air: in the same sentence (its subject first), else in the paragraph, else the main one."""
    parse = scene.parse
    tokens = sorted(t for t, e in scene.frames.at.items() if _takes_numbers(scene, e))
    sentence = parse.sentences[parse.tokens[token].sentence]
    here = [t for t in tokens if sentence.first <= t < sentence.last]
    here.sort(key=lambda t: parse.tokens[t].dep not in ("nsubj", "nsubjpass", "ROOT"))
    near = [t for t in tokens if t < token and parse.sentences[parse.tokens[t].sentence].paragraph == sentence.paragraph]
    near.sort(key=lambda t: (-parse.tokens[t].sentence, parse.tokens[t].dep not in ("nsubj", "nsubjpass", "ROOT")))
    if here:
        return scene.frames.at[here[0]]
    # What is told much later is another matter.
    counts = Counter(scene.frames.at[t] for t in tokens if parse.tokens[t].sentence <= sentence.index + _AHEAD)
    # Of equals the first: the counts stand in the order of the text.
    told = scene.frames.at[near[0]] if near else max(counts, key=lambda event: counts[event], default="")
    return "" if _elsewhere(scene, subtree(parse, clause_head(parse, token)), told) else told


def _elsewhere(scene: Scene, clause: Iterable[int], event: str) -> bool:
    """Tell whether the clause of a number names a town, and the event is told of another one."""
    chains = scene.chains
    towns = {iri for iri, entity in chains.entities.items() if entity.type == "City"}
    here = {chains.at[t] for t in clause if t in chains.at} & towns
    where = (role for role in scene.frames.roles if role.subject == event and role.predicate in ("place", "target"))
    there = {role.object for role in where} & towns
    return bool(here) and bool(there) and not here & there


def _takes_numbers(scene: Scene, event: str) -> bool:
    kind = scene.ontology.events.get(scene.type_of(event))
    return kind is not None and kind.toll


def _fact(scene: Scene, amount: Amount, what: tuple[Relation, str, int], earlier: Sequence[tuple[Amount, Fact]]) -> Fact:
    relation, event, anchor = what
    group = counted_words(scene.parse, amount)
    lemma = scene.parse.tokens[amount.noun].lemma if amount.noun >= 0 else ""
    plain = lemma in scene.lexicon.words["plain_counted"] and " " not in group.strip()
    part = _total_of(scene, amount, relation, earlier)
    if not group and any(scene.parse.tokens[c].lemma == "civilian" for c in scene.parse.children[anchor]):
        group = "civilians"
    quantity = Quantity(
        amount.value,
        unit_in(scene, relation, amount),
        amount.lower,
        amount.upper,
        group="" if plain else group,
        includes=_includes(scene, amount),
        period=_months(scene, amount, baseline=False),
    )
    return Fact(anchor, event, relation.name, quantity=quantity, argument=amount.token, part_of=part)


def _includes(scene: Scene, amount: Amount) -> tuple[str, ...]:
    """Return parts named without a number: "20 people, including children"."""
    parse = scene.parse
    found = []
    for child in parse.children[amount.token]:
        if parse.tokens[child].lemma in _INCLUDING:
            nouns = [t for c in parse.children[child] if parse.tokens[c].dep == "pobj" for t in (c, *conjuncts(parse, c))]
            found += [
                parse.tokens[n].text for n in nouns if not any(parse.tokens[c].dep == "nummod" for c in parse.children[n])
            ]
    return tuple(found)


def _part(scene: Scene, amount: Amount, earlier: Sequence[tuple[Amount, Fact]]) -> Fact | None:
    """Read a breakdown: "including three children", "14 of them Filipinos", "four of them children"."""
    parse = scene.parse
    if not earlier:
        return None
    total, fact = earlier[-1]
    same = parse.tokens[total.token].sentence == parse.tokens[amount.token].sentence
    if not same or fact.quantity is None or fact.quantity.unit == "percent":
        return None
    first = len(earlier) - 1
    while earlier[first][1].part_of >= 0:
        first = earlier[first][1].part_of
    begin = earlier[first][0].first
    including = any(parse.tokens[a].lemma in _INCLUDING for a in ancestors(parse, amount.token) if a > begin)
    of_them = (
        any(
            parse.tokens[i].text.lower() in ("them", "whom")
            for i in range(amount.last, min(amount.last + 3, len(parse.tokens)))
        )
        and amount.first > total.last
    )
    whole = earlier[first][1].quantity
    if not (including or of_them) or whole is None or amount.value > whole.value:
        return None
    group = counted_words(parse, amount) if not of_them else _after_them(scene, amount)
    quantity = Quantity(amount.value, fact.quantity.unit, amount.lower, amount.upper, group=group)
    return Fact(fact.anchor, fact.subject, fact.predicate, quantity=quantity, argument=amount.token, part_of=first)


def _of_the_dead(scene: Scene, amount: Amount, earlier: Sequence[tuple[Amount, Fact]]) -> Fact | None:
    """Read "Of the dead, 1,010 were gang members and 98 belonged to …": parts of the last total of that measure."""
    parse = scene.parse
    sentence = parse.sentences[parse.tokens[amount.token].sentence]
    of, *opening = parse.tokens[sentence.first : sentence.first + len(("of", "the", "dead"))]
    if amount.noun >= 0 or not opening or of.lemma != "of" or parse.tokens[amount.token].dep != "nsubj":
        return None
    measures = {
        r.name
        for word in (opening[-1].text.lower(), opening[-1].lemma)
        for p in ("a", "n")
        for r, _ in scene.cues.get((word, p), ())
        if r.measure
    }
    position = next(
        (i for i in range(len(earlier) - 1, -1, -1) if earlier[i][1].predicate in measures and earlier[i][1].part_of < 0), -1
    )
    if position < 0:
        return None
    total = earlier[position][1]
    verb = parse.tokens[amount.token].head
    group = next((words(parse, *noun_phrase(parse, c)) for c in parse.children[verb] if parse.tokens[c].dep == "attr"), "")
    quantity = Quantity(amount.value, scene.ontology.relations[total.predicate].unit, amount.lower, amount.upper, group=group)
    return replace(total, anchor=verb, quantity=quantity, argument=amount.token, part_of=position)


def _months(scene: Scene, amount: Amount, *, baseline: bool) -> str:
    """Return the month that a figure is of ("rose to 174 in May"), or the one it is held against ("from April")."""
    parse = scene.parse
    sentence = parse.sentences[parse.tokens[amount.token].sentence]
    for token in parse.tokens[sentence.first : sentence.last]:
        if token.dep != "pobj" or scene.lexicon.times.get(token.text.lower()) != "month":
            continue
        above = [parse.tokens[a].lemma for a in ancestors(parse, token.index) if a > sentence.first]
        compared = bool({"from", "than", "with"} & set(above[:3]))
        if compared == baseline and above and above[0] in ("in", "from", "during", "than"):
            return normalise_date(token.text, parse.document.published, future=False)
    return ""


def _after_them(scene: Scene, amount: Amount) -> str:
    tokens = scene.parse.tokens
    return next((t.text for t in tokens[amount.last : amount.last + 5] if t.pos in ("NOUN", "PROPN")), "")


def _total_of(scene: Scene, amount: Amount, relation: Relation, earlier: Sequence[tuple[Amount, Fact]]) -> int:
    """Return the position of the total that a measured number is an "including" part of, or -1."""
    parse = scene.parse
    for position in range(len(earlier) - 1, -1, -1):
        total, fact = earlier[position]
        if parse.tokens[total.token].sentence != parse.tokens[amount.token].sentence:
            break
        including = any(parse.tokens[a].lemma in _INCLUDING for a in ancestors(parse, amount.token) if a > total.first)
        if including and fact.predicate == relation.name and fact.part_of < 0:
            return position
    return -1


def _trend(scene: Scene, lemma: str) -> str:
    if lemma in scene.lexicon.words["rising"]:
        return "increase"
    return "decrease" if lemma in scene.lexicon.words["falling"] else ""


def _percentage(scene: Scene, amount: Amount, earlier: Sequence[tuple[Amount, Fact]]) -> Fact | None:
    """Read a change: "fell by 15 percent", "a 31% increase from April", "22 percent higher"."""
    parse = scene.parse
    sentence = parse.sentences[parse.tokens[amount.token].sentence]
    words = {t.lemma: t.index for t in parse.tokens[sentence.first : sentence.last]}
    trend = next((trend for w in words if (trend := _trend(scene, w))), "")
    measure = next((f.predicate for _, f in reversed(earlier) if f.quantity is not None and f.quantity.unit != "percent"), "")
    here = [r.name for w in words for p in ("n", "a") for r, _ in scene.cues.get((w, p), ()) if r.measure]
    about = [
        f for _, f in earlier if f.quantity is not None and f.quantity.unit != "percent" and f.predicate in (here or [measure])
    ]
    event = about[-1].subject if about else _salient(scene, amount.token)
    refers = any(t.lemma in ("this", "that", "it") and t.dep == "nsubj" for t in parse.tokens[sentence.first : sentence.last])
    if not trend or not event or not (here or (measure and refers)):
        return None
    before = about[-1].quantity if about else None
    quantity = Quantity(
        amount.value,
        "percent",
        amount.lower,
        amount.upper,
        group=before.group if before is not None and refers else "",
        measure=(here or [measure])[0],
        period=_months(scene, amount, baseline=False) or (before.period if before is not None else ""),
        baseline=_months(scene, amount, baseline=True),
        trend=trend,
    )
    return Fact(amount.last - 1, event, "percentChange", quantity=quantity, argument=amount.token)
