"""Questions that every room of the text side asks a Parse: who does what to whom in this clause.

Functions follow the ClearNLP labels of spaCy's English models. Arguments carry one of the names `subject` and `object`
(logical: a passive subject is the object), `dative`, `poss`, `compound`, `amod`, or a preposition ("in", "against").
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kg.model import Parse, Span, Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM"})
VERBAL = frozenset({"VERB", "AUX"})
CLOSING_MARKS = frozenset({"”", "»", '"', "''"})
"""What may end a quotation; straight marks begin one as well."""
_RELATIVE = frozenset({"which", "that", "who", "whom", "whose"})
_LEFT = frozenset(
    {"det", "amod", "nummod", "compound", "poss", "nmod", "quantmod", "predet", "case", "advmod", "punct", "npadvmod", "neg"}
)
_CLAUSE = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "conj", "xcomp", "pcomp", "parataxis", "csubj", "dep"})
# Verbs whose object, not subject, does what "of" or "for" introduces.
_OBJECT_CONTROL = frozenset(
    {
        "accuse", "advise", "allow", "arrest", "ask", "authorise", "authorize", "award", "ban", "blame", "call",
        "challenge", "charge", "command", "compel", "condemn", "convict", "criticise", "criticize", "detain", "direct",
        "dismiss", "enable", "encourage", "execute", "expel", "fault", "fine", "fire", "force", "help", "honour",
        "implore", "imprison", "indict", "instruct", "invite", "jail", "lead", "order", "permit", "persuade", "praise",
        "prevent", "prompt", "prosecute", "punish", "push", "rebuke", "request", "require", "reward", "sack",
        "sanction", "sentence", "stop", "suspect", "task", "tell", "thank", "train", "try", "urge", "want", "warn",
    }
)  # fmt: skip
# Verbs whose object is somebody else's deed: "rejected the decision to cut ties".
_JUDGING = frozenset(
    {
        "condemn",
        "criticise",
        "criticize",
        "denounce",
        "deplore",
        "dismiss",
        "hail",
        "oppose",
        "protest",
        "reject",
        "slam",
        "welcome",
    }
)
_MAX_DEPTH = 12


class Argument(NamedTuple):
    """A token that fills a grammatical function of a predicate."""

    function: str
    token: int


def arguments(parse: Parse, predicate: int) -> list[Argument]:
    """Return the arguments of a verb or an event noun, coordinated ones included, in text order of discovery."""
    verbal = parse.tokens[predicate].pos in VERBAL or participle(parse, predicate) is not None
    found = verb_arguments(parse, predicate) if verbal else noun_arguments(parse, predicate)
    return [Argument(a.function, t) for a in found for t in (a.token, *conjuncts(parse, a.token))]


def verb_arguments(parse: Parse, verb: int) -> list[Argument]:
    """Return the arguments of a verb without coordinated ones; a missing subject is looked up where grammar puts it."""
    adjective = participle(parse, verb)
    if adjective is not None:
        return [Argument("subject", adjective.agent), Argument("object", adjective.noun)]
    found: list[Argument] = []
    for child in parse.children[verb]:
        found += _verb_child(parse, verb, child)
    found = [Argument(a.function, _antecedent(parse, verb, a.token)) for a in found]
    functions = {a.function for a in found}
    token = parse.tokens[verb]
    if token.dep == "amod" and token.tag == "VBG":
        return [*found, *_gerund_before_noun(parse, token)]
    if token.dep == "acl" and token.tag == "VBN" and "object" not in functions:
        found.append(Argument("object", token.head))
    elif token.dep == "relcl" and "object" not in functions and "subject" in functions and not is_passive(parse, verb):
        found.append(Argument("object?", token.head))
    if "subject" not in functions:
        found += _inherited_subject(parse, verb, functions)
    return found


class Participle(NamedTuple):
    """A participle with its agent before a noun: "U.S.-supplied missiles", "Oslo-based institute"."""

    word: str
    agent: int
    noun: int


def participle(parse: Parse, token: int) -> Participle | None:
    """Read "agent-participle noun", whether the tokeniser left it whole or cut it at the hyphen; else None."""
    here = parse.tokens[token]
    if (
        here.dep not in ("amod", "compound", "nmod")
        or here.pos not in ("ADJ", "VERB", "PROPN", "NOUN")
        or not here.text.endswith(("ed", "ade", "uilt", "un", "eld"))
    ):
        return None
    if "-" in here.text[1:]:
        return Participle(here.text.rsplit("-", 1)[1].lower(), token, here.head)
    before = parse.tokens[token - 1] if token > 1 else here
    if before.text == "-" and before.begin == parse.tokens[token - 2].end:
        return Participle(here.text.lower(), token - 2, here.head)
    return None


@cache
def past_forms(lemma: str) -> tuple[str, ...]:
    """Return the past participles a verb may have, by the rules of English spelling and the irregular ones of news.

    >>> past_forms("supply")
    ('supplyed', 'supplyd', 'supplied', 'supplyyed')
    """
    irregular = {"lead": "led", "make": "made", "build": "built", "run": "run", "hold": "held", "arm": "armed"}
    return (f"{lemma}ed", f"{lemma}d", f"{lemma[:-1]}ied", irregular.get(lemma, f"{lemma}{lemma[-1]}ed"))


def _gerund_before_noun(parse: Parse, token: Token) -> list[Argument]:
    """The parser reads "denied supplying weapons to X" as a noun phrase: the noun is the object, the rest is above."""
    noun = parse.tokens[token.head]
    verb = parse.tokens[noun.head]
    if noun.dep != "dobj" or verb.pos not in VERBAL:
        return []
    who = _subject_of(parse, verb.index)
    found = [Argument("object", noun.index), *([Argument("subject", who)] if who is not None else [])]
    return found + [
        a for c in parse.children[verb.index] if parse.tokens[c].dep == "prep" for a in preposition_arguments(parse, c)
    ]


def _antecedent(parse: Parse, verb: int, token: int) -> int:
    """Return what a relative pronoun in a preposition stands for ("the bloc to which they belong"), else the token."""
    return parse.tokens[verb].head if parse.tokens[token].tag in ("WDT", "WP") and parse.tokens[verb].dep == "relcl" else token


def _verb_child(parse: Parse, verb: int, child: int) -> list[Argument]:
    token = parse.tokens[child]
    if token.dep in ("nsubj", "nsubjpass", "dobj", "attr", "oprd", "dative") and token.pos != "ADP":
        function = {"nsubj": "subject", "nsubjpass": "object", "dobj": "object"}.get(token.dep, token.dep)
        if token.lemma in _RELATIVE and token.tag in ("WDT", "WP", "WP$") and parse.tokens[verb].dep == "relcl":
            return [Argument(function, parse.tokens[verb].head)]
        return [Argument(function, child)]
    if token.dep == "agent":
        return [Argument("by", t) for t in _objects(parse, child)]
    if token.dep in ("prep", "dative") and token.lemma not in ("accord", "according"):
        return preposition_arguments(parse, child)
    if token.dep == "advcl" and token.lemma == "use" and token.tag == "VBG":
        return [Argument("using", t) for t in parse.children[child] if parse.tokens[t].dep == "dobj"]
    return []


def preposition_arguments(parse: Parse, preposition: int) -> list[Argument]:
    """Return what a preposition governs: its noun and the noun of a preposition inside ("from within the city")."""
    name = parse.tokens[preposition].lemma
    found = [Argument(name, t) for t in _objects(parse, preposition)]
    for child in parse.children[preposition]:
        if parse.tokens[child].dep == "prep":
            found += preposition_arguments(parse, child)
    return found


def _objects(parse: Parse, preposition: int) -> list[int]:
    return [
        t for t in parse.children[preposition] if parse.tokens[t].dep in ("pobj", "dobj") and parse.tokens[t].pos in NOMINAL
    ]


def _inherited_subject(parse: Parse, verb: int, functions: set[str]) -> list[Argument]:
    """Find the subject of a verb that has none of its own (conjunction, control, participle, infinitive)."""
    token = parse.tokens[verb]
    head = parse.tokens[token.head]
    passive = is_passive(parse, verb)
    if passive and ("object" in functions or token.dep == "acl"):
        return []
    target = _controller(parse, token, head)
    if target is None:
        return []
    return [Argument("object" if passive else "subject", target)]


def _controller(parse: Parse, token: Token, head: Token) -> int | None:
    if token.dep == "conj" and head.pos in VERBAL:
        return _subject_of(parse, head.index)
    if token.dep == "xcomp" and head.pos in VERBAL and (owner := _right_holder(parse, token)) is not None:
        return owner
    if token.dep == "xcomp" and head.dep == "acomp":
        return _subject_of(parse, head.head)
    if token.dep in ("xcomp", "advcl", "ccomp") and head.pos in VERBAL and (token.dep != "ccomp" or token.tag in ("VBG", "VB")):
        return _governing(parse, head, prefer_object=token.dep == "xcomp")
    if token.dep == "pcomp":
        return _of_gerund(parse, head)
    if token.dep == "acl":
        if token.tag == "VBG":
            return head.index
        owner = possessor(parse, head.index)
        verb = parse.tokens[head.head]
        others = verb.pos not in VERBAL or verb.lemma in _JUDGING
        return owner if owner is not None or others else _subject_of(parse, verb.index)
    return None


def _of_gerund(parse: Parse, preposition: Token) -> int | None:
    """Return who does what a preposition introduces: "accused the rebels of bombing", "the possibility of arming"."""
    outer = parse.tokens[preposition.head]
    if outer.pos in VERBAL:
        return _governing(parse, outer, prefer_object=preposition.lemma in ("of", "for", "from", "into"))
    owner = possessor(parse, outer.index)
    verb = parse.tokens[outer.head]
    if owner is None and outer.dep in ("dobj", "nsubjpass") and verb.lemma in _OBJECT_CONTROL:
        return outer.index  # the parser hung "of bombing" of "accused the rebels of bombing" on the rebels
    return owner if owner is not None or verb.pos not in VERBAL or outer.dep != "dobj" else _subject_of(parse, verb.index)


def _right_holder(parse: Parse, verb: Token) -> int | None:
    """The parser may hang "to strike" of "defended Ukraine's right to strike" on the verb; the possessor does it."""
    marker = next((c for c in parse.children[verb.index] if parse.tokens[c].tag == "TO"), 0)
    noun = parse.tokens[marker - 1] if marker else verb
    return possessor(parse, noun.index) if noun.pos == "NOUN" and noun.head == verb.head else None


def _governing(parse: Parse, verb: Token, *, prefer_object: bool) -> int | None:
    if prefer_object and verb.lemma in _OBJECT_CONTROL:
        for child in parse.children[verb.index]:
            if parse.tokens[child].dep in ("dobj", "nsubjpass"):
                return child
    return _subject_of(parse, verb.index)


def _subject_of(parse: Parse, verb: int, depth: int = 0) -> int | None:
    """Return the grammatical subject of a verb, walking up through coordination and control."""
    for child in parse.children[verb]:
        token = parse.tokens[child]
        if token.dep in ("nsubj", "nsubjpass"):
            return parse.tokens[verb].head if token.tag in ("WDT", "WP") and parse.tokens[verb].dep == "relcl" else child
    token = parse.tokens[verb]
    if depth < _MAX_DEPTH and token.head != verb:
        return _controller(parse, token, parse.tokens[token.head])
    return None


def subject(parse: Parse, verb: int) -> int | None:
    """Return the grammatical subject of a verb (of a passive too), inherited ones included."""
    return _subject_of(parse, verb)


def noun_arguments(parse: Parse, noun: int) -> list[Argument]:
    """Return the arguments of a noun: possessor, modifiers, prepositional phrases, participles and relative clauses."""
    found: list[Argument] = []
    for child in parse.children[noun]:
        token = parse.tokens[child]
        if token.dep in ("poss", "compound", "amod", "nmod"):
            found.append(Argument("compound" if token.dep == "nmod" else token.dep, child))
        elif token.dep == "prep":
            found += preposition_arguments(parse, child)
        elif token.dep == "acl" and token.tag in ("VBN", "VBD"):
            found += [a for a in verb_arguments(parse, child) if a.function not in ("object", "subject")]
    return found


def conjuncts(parse: Parse, token: int) -> list[int]:
    """Return the coordinated nouns of a noun, without itself, in text order."""
    found: list[int] = []
    todo = [token]
    while todo:
        for child in parse.children[todo.pop()]:
            if parse.tokens[child].dep == "conj" and parse.tokens[child].pos in NOMINAL:
                found.append(child)
                todo.append(child)
    return sorted(found)


def possessor(parse: Parse, noun: int) -> int | None:
    """Return the possessor of a noun ("Ukraine" in "Ukraine's right")."""
    return next((c for c in parse.children[noun] if parse.tokens[c].dep == "poss"), None)


def is_passive(parse: Parse, verb: int) -> bool:
    """Tell whether a verb is passive, also in a reduced relative or coordinated with a passive verb."""
    token = parse.tokens[verb]
    deps = {parse.tokens[c].dep for c in parse.children[verb]}
    if "auxpass" in deps or "nsubjpass" in deps:
        return True
    if token.tag != "VBN":
        return False
    if "nsubj" in deps or "aux" in deps:
        return False
    if token.dep == "acl" or ("aux" not in deps and token.dep in ("advcl", "amod")):
        return True
    head = parse.tokens[token.head]
    return token.dep == "conj" and not deps & {"nsubj", "aux", "dobj"} and head.pos in VERBAL and is_passive(parse, head.index)


def noun_phrase(parse: Parse, head: int) -> tuple[int, int]:
    """Return the tokens of the base noun phrase of a head noun, without what follows the head.

    First inclusive, last exclusive.
    """
    first = head
    while True:
        left = [c for c in parse.children[first] if c < first and parse.tokens[c].dep in _LEFT and c >= head - _MAX_DEPTH]
        if not left or parse.tokens[left[0]].dep == "punct":
            left = [c for c in left if parse.tokens[c].dep != "punct"]
        if not left:
            break
        first = min(left)
    for child in parse.children[head]:
        if child < first and parse.tokens[child].dep in _LEFT and parse.tokens[child].dep != "punct":
            first = min(first, leftmost(parse, child))
    return first, head + 1


def leftmost(parse: Parse, token: int) -> int:
    """Return the first token of everything below a token."""
    first = token
    while parse.children[first] and parse.children[first][0] < first:
        first = parse.children[first][0]
    return first


def subtree(parse: Parse, token: int, *, without: frozenset[int] = frozenset()) -> Iterator[int]:
    """Yield a token and everything below it, but nothing at or below the tokens `without`."""
    todo = [token]
    while todo:
        current = todo.pop()
        if current in without:
            continue
        yield current
        todo.extend(parse.children[current])


def clause_head(parse: Parse, token: int) -> int:
    """Return the verb (or other predicate) of the clause that a token stands in."""
    current = parse.tokens[token]
    for _ in range(_MAX_DEPTH):
        if current.head == current.index or (current.pos in VERBAL and current.dep in _CLAUSE):
            break
        current = parse.tokens[current.head]
    return current.index


def body(parse: Parse) -> Iterator[Token]:
    """Yield the tokens of sentences of the body."""
    for sentence in parse.sentences:
        if sentence.is_prose:
            yield from parse.tokens[sentence.first : sentence.last]


def has_age(parse: Parse, noun: int) -> bool:
    """Tell "the 34-year-old mechanic": only people have ages."""
    old = (c for c in parse.children[noun] if parse.tokens[c].lemma == "old")
    return any(parse.tokens[t].lemma == "year" for o in old for t in parse.children[o])


def with_particle(parse: Parse, verb: int) -> str:
    """Return the lemma of a verb with its particle ("carry out"), or without where it has none."""
    particle = next((parse.tokens[c].lemma for c in parse.children[verb] if parse.tokens[c].dep == "prt"), "")
    return f"{parse.tokens[verb].lemma} {particle}".strip()


def ancestors(parse: Parse, token: int) -> Iterator[int]:
    """Yield the heads above a token, nearest first."""
    current = parse.tokens[token]
    while current.head != current.index:
        current = parse.tokens[current.head]
        yield current.index


def words(parse: Parse, first: int, last: int) -> str:
    """Return the text of a range of tokens as it stands in the document."""
    return parse.document.text[slice(*span_of(parse, first, last))]


def span_of(parse: Parse, first: int, last: int) -> Span:
    """Return the characters of a range of tokens, last exclusive."""
    return Span(parse.tokens[first].begin, parse.tokens[last - 1].end)


def sentence_span(parse: Parse, number: int) -> Span:
    """Return the characters of a sentence, without space at its ends."""
    sentence = parse.sentences[number]
    return span_of(parse, sentence.first, sentence.last)
