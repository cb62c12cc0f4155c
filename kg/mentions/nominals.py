"""Descriptions and pronouns: noun phrases whose head noun the lexicon types ("the ministry", "two apartment blocks")."""

from collections.abc import Collection, Iterator

from kg.grammar.clauses import body, has_age, noun_phrase
from kg.lexicon import Lexicon, Noun
from kg.mentions.stretch import mention_over
from kg.model import Mention, Parse, Token

_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself", "she", "her", "hers", "herself", "i", "my", "me"), "Person"),
    **dict.fromkeys(("it", "its", "itself"), "Entity"),
    **dict.fromkeys(("they", "them", "their", "we", "our", "us"), "Agent"),
}


def find_nominals(parse: Parse, lexicon: Lexicon, taken: Collection[int]) -> Iterator[Mention]:
    """Yield typed noun phrases and pronouns whose head is in none of the `taken` tokens, in text order."""
    for token in body(parse):
        if token.index in taken:
            continue
        if token.tag in ("PRP", "PRP$") and token.text.lower() in _PRONOUNS:
            pronoun = mention_over(parse, token.index, token.index + 1, found_by="nominal")
            yield pronoun._replace(type=_PRONOUNS[token.text.lower()], kind="pronoun")
        elif (
            token.pos in ("NOUN", "PROPN", "ADJ") and _stands_alone(parse, lexicon, token) and not _is_preposition(parse, token)
        ):
            noun = typed_noun(parse, lexicon, token) or _speaking(parse, lexicon, token)
            nobody = any(parse.tokens[c].dep == "det" and parse.tokens[c].lemma == "no" for c in parse.children[token.index])
            if noun is not None and not nobody and not _is_state_of_being(parse, token, noun):
                yield _nominal(parse, token, noun)


def _is_state_of_being(parse: Parse, token: Token, noun: Noun) -> bool:
    """Tell "in exile" from an exile."""
    bare = not any(parse.tokens[c].dep in ("det", "poss", "amod", "compound", "nummod") for c in parse.children[token.index])
    inside = token.dep == "pobj" and parse.tokens[token.head].lemma in ("in", "into", "from")
    return noun.type == "Person" and token.tag == "NN" and bare and inside


def _speaking(parse: Parse, lexicon: Lexicon, token: Token) -> Noun | None:
    """A thing that "says" something is a source, whatever it is ("the bulletin said"); organisers and miners are people."""
    if token.pos != "NOUN" or token.dep != "nsubj" or any(parse.tokens[c].pos == "NUM" for c in parse.children[token.index]):
        return None
    verb = parse.tokens[token.head]
    clause = any(parse.tokens[c].dep == "ccomp" for c in parse.children[verb.index])
    if verb.lemma not in lexicon.words["stating_verbs"] and not (clause and (verb.lemma, "verb") in lexicon.cues):
        return None
    people = has_age(parse, token.index) or any(token.lemma.endswith(ending) for ending in lexicon.words["agent_endings"])
    return Noun(token.lemma, "Person" if people else "Topic", "person" if people else "")


def _stands_alone(parse: Parse, lexicon: Lexicon, token: Token) -> bool:
    """A predicate is no thing of its own, nor is a modifier, unless it is the body in "government spokeswoman"."""
    if token.dep == "attr" and any(parse.tokens[c].dep == "nsubj" for c in parse.children[token.head]):
        return False
    follows = parse.tokens[min(token.index + 1, len(parse.tokens) - 1)]
    if follows.text == "-" and follows.begin == token.end and token.dep == "npadvmod":
        return False  # "student-led protests" have no student
    above = parse.tokens[token.head]
    if token.dep == "pobj" and above.lemma == "as" and parse.tokens[above.head].lemma in lexicon.words["appointing_verbs"]:
        return False
    if token.dep in ("compound", "nmod"):
        noun = lexicon.nouns.get(token.lemma)
        return noun is not None and noun.type in ("GovernmentBody", "ArmedForce") and follows.lemma in lexicon.roles
    return token.dep not in ("amod", "advmod")


def _is_preposition(parse: Parse, token: Token) -> bool:
    """Tell a noun that is part of a preposition: "in front of", "in light of" have no article before the noun."""
    before, after = token.index - 1, token.index + 1
    return (
        token.tag == "NN"
        and before >= 0
        and after < len(parse.tokens)
        and parse.tokens[before].text.lower() == "in"
        and parse.tokens[after].text.lower() == "of"
    )


def typed_noun(parse: Parse, lexicon: Lexicon, token: Token) -> Noun | None:
    """Look up a head noun, with up to two words before it first ("air defence system", "power station")."""
    for width in (2, 1, 0):
        first = token.index - width
        if first < parse.sentences[token.sentence].first:
            continue
        before = [t.text.lower() for t in parse.tokens[first : token.index]]
        for last in (token.text.lower(), token.lemma):
            words = " ".join((*before, last)).replace(" - ", "-")
            noun = lexicon.nouns.get(words)
            if noun is not None:
                return noun
            if width and words in lexicon.roles:
                return Noun(words, "Person", "person")
    if token.text.lower() in lexicon.roles or token.lemma in lexicon.roles:
        plural = token.tag in ("NNS", "NNPS")
        return Noun(token.lemma, "Group" if plural else "Person", "person")
    return None


def _tells_time(parse: Parse, index: int) -> bool:
    """Tell the first words of "Hours earlier police said"."""
    here = parse.tokens[index]
    return (here.dep == "npadvmod" and here.tag == "NNS") or (here.tag == "JJR" and parse.tokens[index - 1].dep == "npadvmod")


def _nominal(parse: Parse, token: Token, noun: Noun) -> Mention:
    kind = noun.type
    if kind in ("Person", "Organization", "Country") and token.tag in ("NNS", "NNPS"):
        kind = "Group"
    first, last = noun_phrase(parse, token.index)
    while first < token.index and (parse.tokens[first].pos in ("ADV", "PUNCT") or _tells_time(parse, first)):
        first += 1
    phrase = mention_over(parse, first, last, found_by="nominal")
    return phrase._replace(head=token.index, type=kind, kind="nominal")
