"""What the parser hangs on the wrong verb, back to the right one: outcomes to the deed, the time of speaking to the speech."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.grammar.clauses import VERBAL, ancestors, leftmost, subtree
from kg.grammar.closing import FINITE, holder_speaks, lost_speaker, trailing_speech
from kg.model import Parse, Token

_SUBJECT = frozenset({"DET", "ADJ", "NOUN", "PROPN", "AUX", "ADV", "NUM"})
_REACH = 10
_OPENING = 2
_CONTENT = frozenset({"ccomp", "xcomp", "pcomp"})


def reattach(parse: Parse, words: Mapping[str, frozenset[str]]) -> Parse:
    """Return the parse with what a deed brought about under the deed, and when it was said under the verb of speech.

    In "accused the army of shelling the town, killing three, while Rome …" the shelling killed, not who accuses; the next
    clause stays with the verb of speech. In "said on Thursday it had left" Thursday is the day of speaking. In "…, a claim
    the rebels dismissed as fantasy" the rebels dismiss. What stands before a semicolon is no content of what follows it.
    """
    moved: dict[int, Token] = {}
    heads = [t.head for t in parse.tokens]
    for token in parse.tokens:
        group = {t.index: t for t in _moved_by(parse, token, words)}
        before = {index: heads[index] for index in group}
        for index, changed in group.items():
            heads[index] = changed.head
        if all(_reaches_root(heads, index) for index in group):
            moved |= group
        else:
            for index, head in before.items():
                heads[index] = head
    if not moved:
        return parse
    tokens = tuple(moved.get(t.index, t) for t in parse.tokens)
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            children[token.head].append(token.index)
    return replace(parse, tokens=tokens, children=tuple(map(tuple, children)))


def _reaches_root(heads: Sequence[int], token: int) -> bool:
    """Tell whether the words above a word end somewhere: two moves together could make a circle."""
    seen = set()
    while heads[token] != token and token not in seen:
        seen.add(token)
        token = heads[token]
    return heads[token] == token


def _moved_by(parse: Parse, token: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    for mend in _MENDS.get(token.dep, ()):
        yield from mend(parse, token, words)
    if token.lemma in words["charge_nouns"]:
        yield from _rejected(parse, token, words)
    if token.lemma == "condemn" and any(parse.tokens[c].lemma == "to" for c in parse.children[token.index]):
        yield token._replace(lemma="sentence")  # "condemned him to death" condemns nothing


def _apart(parse: Parse, clause: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield what stands before a semicolon as a sentence of its own."""
    if any(t.text == ";" for t in parse.tokens[clause.index : clause.head]):
        yield clause._replace(dep="parataxis")


def _aside(parse: Parse, clause: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield "asked about it" of "Vucic, asked about it, said" as the aside that it is, and Vucic as who said."""
    who = next((parse.tokens[c] for c in parse.children[clause.index] if parse.tokens[c].dep == "nsubj"), None)
    verb = parse.tokens[clause.head]
    own = any(parse.tokens[c].dep == "nsubj" for c in parse.children[verb.index])
    if who is None or own or clause.tag not in ("VBD", "VBN") or not clause.index < verb.index:
        return
    enclosed = parse.tokens[verb.index - 1].text == "," == parse.tokens[who.index + 1].text
    if enclosed and clause.index == who.index + 2:
        yield who._replace(head=verb.index)
        yield clause._replace(head=who.index, dep="acl", tag="VBN")


def _coordinated(parse: Parse, verb: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield a coordinated verb under the verb whose form it shares.

    A finite verb is not coordinated with a gerund ("deny giving haven and accuse the army"); who denies something accuses
    somebody, not those spoken of ("denied that any had crossed and accused the army"); after a comma a past tense shares no
    "had" ("said it had freed them, and called for peace"); what follows ", who claimed"
    without another comma goes on with it ("…, who claimed responsibility and said").
    """
    first = parse.tokens[verb.head]
    outer = parse.tokens[first.head]
    below = {parse.tokens[c].dep for c in parse.children[verb.index]}
    if verb.pos not in VERBAL or below & {"nsubj", "nsubjpass", "aux", "auxpass"}:
        return
    charges = outer.lemma in words["rejecting_verbs"] and verb.lemma in words["addressing_verbs"] and first.dep == "ccomp"
    after_gerund = first.tag == "VBG" and verb.tag in FINITE
    if after_gerund and first.dep == "pcomp":
        yield verb._replace(head=outer.head)  # "accused it of turning … and denied": the verb above the preposition
    elif (
        charges
        or _begins_anew(parse, first, verb)
        or (first.dep == "xcomp" and (after_gerund or (first.tag == "VBG" and verb.tag == "VB")))
    ):
        yield verb._replace(head=first.head)
    elif first.tag in FINITE | {"VBN"} and verb.tag in FINITE:
        between = (t for t in parse.tokens[first.index + 1 : verb.index] if t.dep == "relcl" and t.tag == verb.tag)
        relative = next((t for t in between if _opens_after_comma(parse, t) and first.index in ancestors(parse, t.index)), None)
        if relative is not None and not any(t.text == "," for t in parse.tokens[relative.index : verb.index]):
            yield verb._replace(head=relative.index)


def _begins_anew(parse: Parse, first: Token, verb: Token) -> bool:
    """Tell a past tense after a comma, which shares no "had": "said it had freed them, and called for peace"."""
    perfect = first.tag == "VBN" and any(parse.tokens[c].lemma == "have" for c in parse.children[first.index])
    return first.dep == "ccomp" and perfect and verb.tag == "VBD" and parse.tokens[verb.index - 2].text == ","


def _opens_after_comma(parse: Parse, relative: Token) -> bool:
    first = leftmost(parse, relative.index)
    return first > 0 and parse.tokens[first - 1].text == "," and parse.tokens[first].tag in ("WP", "WDT")


def _contrasted(parse: Parse, clause: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield ", while officials said that …" beside the speech before it: it is no part of what that speech says."""
    mark = next((c for c in parse.children[clause.index] if parse.tokens[c].dep == "mark"), 0)
    told = {parse.tokens[c].dep for c in parse.children[clause.index]}
    contrast = mark > 0 and parse.tokens[mark].lemma in words["contrast_marks"] and parse.tokens[mark - 1].text == ","
    speech = parse.tokens[parse.tokens[clause.head].head]
    if contrast and parse.tokens[clause.head].dep == "ccomp" and speech.index < mark and {"nsubj", "ccomp"} <= told:
        yield clause._replace(head=speech.index)


def _noun_after_all(parse: Parse, token: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield "reports" of "confirmed reports that …", an object, as the noun that it must be."""
    if token.tag == "VBZ" and parse.tokens[token.head].index < token.index:
        yield token._replace(tag="NNS", pos="NOUN")
        clauses = (parse.tokens[c] for c in parse.children[token.index])
        yield from (t._replace(dep="acl") for t in clauses if t.dep == "ccomp")


def _charged_by(parse: Parse, of: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield what the army "is accused by residents of" under the verb: it is no property of the residents."""
    accuser = parse.tokens[of.head]
    by = parse.tokens[accuser.head]
    verb = parse.tokens[by.head]
    deed = any(parse.tokens[c].dep == "pcomp" for c in parse.children[of.index])
    charge = deed or (of.lemma == "of" and verb.lemma in words["addressing_verbs"])
    if charge and accuser.dep == "pobj" and by.dep == "agent" and verb.tag == "VBN" and of.lemma in ("of", "for"):
        yield of._replace(head=verb.index)


def _between(parse: Parse, noun: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield the second end of "between Rajin in North Korea and the port of Vostochny" beside the first, which needs one."""
    above = [parse.tokens[t] for t in ancestors(parse, noun.index)]
    first = next((end for end, of in pairwise(above) if of.lemma == "between" and end.dep == "pobj"), None)
    if first is None or first.index == noun.head or noun.pos in VERBAL:
        return
    if not any(parse.tokens[c].dep == "conj" for c in parse.children[first.index]):
        yield noun._replace(head=first.index)


def _named_place(parse: Parse, name: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield the name in "a resident of one village, Fourou" as that of the village."""
    before = parse.tokens[max(name.index - _REACH, 0) : name.index]
    last = next((t for t in reversed(before) if t.text != "," and t.head != name.index and t.dep != "compound"), None)
    inside = last is not None and last.dep == "pobj" and last.lemma in words["town_nouns"] | words["area_nouns"]
    if last is not None and inside and name.tag == "NNP" and name.head in ancestors(parse, last.index):
        yield name._replace(head=last.index)


def _outcome(parse: Parse, participle: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield the outcome under its deed, and the next clause under the verb of speech."""
    outcome = participle.tag == "VBG" and participle.lemma in words["outcome_verbs"]
    deed = _content_between(parse, participle) if outcome else -1
    if deed >= 0:
        yield participle._replace(head=deed)
        later = (parse.tokens[c] for c in parse.children[participle.index])
        yield from (t._replace(head=participle.head) for t in later if t.dep == "advcl")


def _rejected(parse: Parse, noun: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield the verb and its subject in ", a claim the rebels dismissed" as the relative clause that they are."""
    after = parse.tokens[noun.index + 1 : min(noun.index + 1 + _REACH, parse.sentences[noun.sentence].last)]
    # The tagger takes "a charge Kabul rejects" for a compound noun.
    verb = next((t for t in after if t.pos == "VERB" or (t.tag == "NNS" and t.lemma in words["rejecting_verbs"])), None)
    if noun.index < _OPENING or verb is None or [t.text for t in parse.tokens[noun.index - 2 : noun.index]] != [",", "a"]:
        return
    between = parse.tokens[noun.index + 1 : verb.index]
    named = [t for t in between if t.pos in ("NOUN", "PROPN")]
    right = verb.head == noun.index and any(parse.tokens[c].dep == "nsubj" for c in parse.children[verb.index])
    if not right and named and verb.tag != "VBG" and all(t.pos in _SUBJECT or t.tag == "POS" for t in between):
        above = list(ancestors(parse, noun.index))
        below = [above.index(t) for t in (verb.index, named[-1].index) if t in above]
        if below:
            # The noun must not hang on its own relative clause.
            if max(below) + 1 == len(above):
                return
            yield noun._replace(head=above[max(below) + 1], dep="appos")
        yield verb._replace(head=noun.index, dep="relcl", pos="VERB", tag="VBZ" if verb.tag == "NNS" else verb.tag)
        yield named[-1]._replace(head=verb.index, dep="nsubj")


def _verdict(parse: Parse, participle: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield ", calling it a lie" under the verb of the sentence: who speaks last calls, not who is spoken of."""
    if participle.tag != "VBG" or participle.lemma not in words["calling_verbs"] - words["outcome_verbs"]:
        return
    above = list(ancestors(parse, participle.index))
    comma = parse.tokens[participle.index - 1].text == ","
    if comma and len(above) > 1 and parse.tokens[above[-1]].pos == "VERB" and above[-1] < participle.index:
        yield participle._replace(head=above[-1])


def _part_of_number(parse: Parse, of: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield "two of five missiles" as two of the five, not as a number of its own kind."""
    part, whole = parse.tokens[of.index - 1], parse.tokens[of.head]
    noun = parse.tokens[whole.head]
    if (
        of.lemma == "of"
        and part.pos == whole.pos == "NUM"
        and part.head == whole.index
        and whole.dep == "nummod"
        and noun.head != noun.index
    ):
        yield part._replace(head=noun.head, dep=noun.dep)
        yield of._replace(head=part.index, dep="prep")
        yield noun._replace(head=of.index, dep="pobj")


def _before_subject(parse: Parse, clause: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield what stands between a verb and the subject of the clause that it introduces without "that"."""
    expected = clause.head + 1
    for child in parse.children[clause.index]:
        token, phrase = parse.tokens[child], list(subtree(parse, child))
        if token.dep not in ("prep", "npadvmod") or min(phrase) != expected:
            return
        expected = max(phrase) + 1
        if expected < clause.index and parse.tokens[expected].text != ",":
            yield token._replace(head=clause.head)


def _content_between(parse: Parse, participle: Token) -> int:
    """Return the verb of the content clause that stands between a verb and its trailing participle, or -1."""
    found = -1
    for child in parse.children[participle.head]:
        below = parse.children[child] if parse.tokens[child].dep == "prep" else (child,)
        for clause in below:
            token = parse.tokens[clause]
            if token.dep in _CONTENT and token.pos in ("VERB", "AUX") and max(subtree(parse, clause)) < participle.index:
                found = clause
    return found


def _given(parse: Parse, name: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield who is given something, or an office, where the parser takes the name for a part of that.

    "Give Ukraine F-16 jets", "named Dana Simic interior minister".
    """
    noun = parse.tokens[name.head]
    verb = parse.tokens[noun.head]
    if name.pos != "PROPN" or leftmost(parse, name.index) != verb.index + 1:
        return
    between = noun.index - name.index > 1
    if between and noun.dep == "oprd" and verb.lemma in words["appointing_verbs"]:
        yield name._replace(head=verb.index, dep="dobj")
    elif between and noun.dep == "dobj" and noun.pos == "NOUN" and verb.lemma in words["giving_verbs"]:
        yield name._replace(head=verb.index, dep="dative")


def _after_relative(parse: Parse, verb: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield "offered" of "Washington, which supplied it, offered to help" as the verb of the sentence that has no other."""
    name = parse.tokens[verb.head]
    below = parse.children[verb.index]
    enclosed = parse.tokens[verb.index - 1].text == "," and any(
        parse.tokens[c].dep == "relcl" and c < verb.index for c in parse.children[name.index]
    )
    by_others = any(parse.tokens[c].dep in ("agent", "auxpass") for c in below)
    if name.dep == "ROOT" and name.pos == "PROPN" and verb.tag == "VBN" and enclosed and not by_others and below:
        yield verb._replace(head=verb.index, dep="ROOT", tag="VBD")
        yield name._replace(head=verb.index, dep="nsubj")


def _apposition_after(parse: Parse, noun: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield "a militia" of "says it acts against the FDLR, a militia founded by …" under the name, not as who says."""
    verb, first = parse.tokens[noun.head], leftmost(parse, noun.index)
    told = any(parse.tokens[c].dep == "ccomp" and verb.index < c < first for c in parse.children[verb.index])
    if not told or parse.tokens[first].tag != "DT" or parse.tokens[first - 1].text != ",":
        return
    name = parse.tokens[first - 2]
    if name.pos in ("NOUN", "PROPN"):
        yield noun._replace(head=name.index, dep="appos")


def _office_holder(parse: Parse, name: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield the name in "the head of the regional administration Oleh Berg" as that of the head, who has it."""
    of = parse.tokens[name.head]
    office = parse.tokens[of.head]
    inside = [parse.tokens[c] for c in parse.children[name.index] if c < name.index]
    led = words["bodies"] | words["area_nouns"] | words["town_nouns"]
    body = next((t for t in reversed(inside) if t.dep == "compound" and t.pos == "NOUN" and t.lemma in led), None)
    if body is None or name.tag != "NNP" or of.lemma != "of" or office.lemma not in words["roles"]:
        return
    yield body._replace(head=of.index, dep="pobj")
    yield name._replace(head=office.index, dep="appos")
    yield from (t._replace(head=body.index) for t in inside if t.index < body.index)


def _direction(parse: Parse, word: Token, words: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield the name in "a strike on a Pantsir-S1 north of Kherson" as what was struck, and "north" as where it stood."""
    name, after = parse.tokens[word.index - 1], parse.tokens[word.index + 1 : word.index + 2]
    if word.lemma not in words["compass_points"] or name.head != word.index or name.dep not in ("compound", "nmod"):
        return
    if [t.lemma for t in after] == ["of"]:
        yield name._replace(head=word.head, dep=word.dep)
        yield word._replace(head=name.index, dep="npadvmod")
        inside = (parse.tokens[c] for c in parse.children[word.index] if c < name.index)
        yield from (t._replace(head=name.index) for t in inside)


def _of_which(parse: Parse, clause: Token, _: Mapping[str, frozenset[str]]) -> Iterator[Token]:
    """Yield "of which 121 were shot down" under what can be counted, not under the country named last."""
    first = leftmost(parse, clause.index)
    opening = [t.lemma for t in parse.tokens[first : first + 2]]
    subjects = (parse.tokens[c] for c in parse.children[clause.index] if parse.tokens[c].dep.startswith("nsubj"))
    counted = any(t.pos == "NUM" for t in subjects)
    if opening not in (["of", "which"], ["of", "whom"]) or not counted or parse.tokens[clause.head].tag == "NNS":
        return
    start = parse.sentences[clause.sentence].first
    plural = next((t for t in reversed(parse.tokens[start:first]) if t.tag == "NNS"), None)
    if plural is not None:
        yield clause._replace(head=plural.index)


_Mend = Callable[[Parse, Token, Mapping[str, frozenset[str]]], Iterator[Token]]
_MENDS: Mapping[str, tuple[_Mend, ...]] = {
    "ROOT": (lost_speaker,),
    "ccomp": (_apart, _aside, _before_subject, trailing_speech),
    "acl": (_after_relative,),
    "advcl": (_contrasted, _outcome, _verdict, trailing_speech),
    "conj": (_between, _coordinated, trailing_speech),
    "nsubj": (_apposition_after,),
    "dobj": (_direction, _noun_after_all),
    "pobj": (_direction, _office_holder),
    "appos": (_named_place,),
    "compound": (_given,),
    "nmod": (_given,),
    "prep": (_charged_by,),
    "relcl": (_of_which, holder_speaks),
    "quantmod": (_part_of_number,),
}
"""Dependency label → what may be wrong with a token that has it."""
