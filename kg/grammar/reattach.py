"""What the parser hangs on the wrong verb, back to the right one: outcomes to the deed, the time of speaking to the speech."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kg.grammar.clauses import ancestors, subtree
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
    if token.dep == "ccomp":
        if any(t.text == ";" for t in parse.tokens[token.index : token.head]):
            yield token._replace(dep="parataxis")
        yield from _before_subject(parse, token)
    elif token.dep == "advcl" and token.tag == "VBG" and token.lemma in words["outcome_verbs"]:
        yield from _outcome(parse, token)
    elif token.dep == "advcl" and token.tag == "VBG" and token.lemma in words["calling_verbs"]:
        yield from _verdict(parse, token)
    elif token.lemma == "of" and token.dep == "quantmod":
        yield from _part_of_number(parse, token)
    elif token.lemma in words["charge_nouns"]:
        yield from _rejected(parse, token, words)


def _outcome(parse: Parse, participle: Token) -> Iterator[Token]:
    """Yield the outcome under its deed, and the next clause under the verb of speech."""
    deed = _content_between(parse, participle)
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


def _verdict(parse: Parse, participle: Token) -> Iterator[Token]:
    """Yield ", calling it a lie" under the verb of the sentence: who speaks last calls, not who is spoken of."""
    above = list(ancestors(parse, participle.index))
    comma = parse.tokens[participle.index - 1].text == ","
    if comma and len(above) > 1 and parse.tokens[above[-1]].pos == "VERB" and above[-1] < participle.index:
        yield participle._replace(head=above[-1])


def _part_of_number(parse: Parse, of: Token) -> Iterator[Token]:
    """Yield "two of five missiles" as two of the five, not as a number of its own kind."""
    part, whole = parse.tokens[of.index - 1], parse.tokens[of.head]
    noun = parse.tokens[whole.head]
    if part.pos == whole.pos == "NUM" and part.head == whole.index and whole.dep == "nummod" and noun.head != noun.index:
        yield part._replace(head=noun.head, dep=noun.dep)
        yield of._replace(head=part.index, dep="prep")
        yield noun._replace(head=of.index, dep="pobj")


def _before_subject(parse: Parse, clause: Token) -> Iterator[Token]:
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
