"""What the parser hangs on the wrong verb, back to the right one: outcomes to the deed, the time of speaking to the speech."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kg.grammar.clauses import subtree
from kg.model import Parse, Token

_CONTENT = frozenset({"ccomp", "xcomp", "pcomp"})


def reattach(parse: Parse, words: Mapping[str, frozenset[str]]) -> Parse:
    """Return the parse with what a deed brought about under the deed, and when it was said under the verb of speech.

    In "accused the army of shelling the town, killing three, while Rome …" the shelling killed, not who accuses; the next
    clause stays with the verb of speech. In "said on Thursday it had left" Thursday is the day of speaking.
    """
    moved: dict[int, int] = {
        t: token.head for token in parse.tokens if token.dep == "ccomp" for t in _before_subject(parse, token)
    }
    for token in parse.tokens:
        if token.dep == "advcl" and token.tag == "VBG" and token.lemma in words["outcome_verbs"]:
            deed = _content_between(parse, token)
            if deed >= 0:
                moved[token.index] = deed
                moved |= {c: token.head for c in parse.children[token.index] if parse.tokens[c].dep == "advcl"}
    if not moved:
        return parse
    tokens = tuple(t._replace(head=moved[t.index]) if t.index in moved else t for t in parse.tokens)
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            children[token.head].append(token.index)
    return replace(parse, tokens=tokens, children=tuple(map(tuple, children)))


def _before_subject(parse: Parse, clause: Token) -> Iterator[int]:
    """Yield what stands between a verb and the subject of the clause that it introduces without "that"."""
    expected = clause.head + 1
    for child in parse.children[clause.index]:
        token, phrase = parse.tokens[child], list(subtree(parse, child))
        if token.dep not in ("prep", "npadvmod") or min(phrase) != expected:
            return
        expected = max(phrase) + 1
        if expected < clause.index and parse.tokens[expected].text != ",":
            yield child


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
