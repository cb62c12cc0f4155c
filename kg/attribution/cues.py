"""Which cue of speech a verb is, and what it counts as where it stands: a denial, a plan turned down, a thing withheld."""

from collections.abc import Set as AbstractSet

from kg.grammar.clauses import subject, subtree
from kg.grammar.modality import negated
from kg.grammar.money import names_money
from kg.lexicon import Lexicon, SpeechCue
from kg.model import Parse


def cue_of(parse: Parse, verb: int, lexicon: Lexicon) -> SpeechCue | None:
    """Look a verb up with its particle or preposition first ("rule out", "call for")."""
    token = parse.tokens[verb]
    for child in parse.children[verb]:
        dep = parse.tokens[child].dep
        if [t.lemma for t in parse.tokens[child : child + 2]] == ["out", "of"]:
            continue  # "rule 21 out of 29 states" rules nothing out
        if dep in ("prt", "prep") or (dep in ("dobj", "nsubjpass") and parse.tokens[child].pos == "NOUN"):
            found = lexicon.cues.get((f"{token.lemma} {parse.tokens[child].lemma}", "verb"))
            if found is not None:
                return found
        if dep == "xcomp" and any(parse.tokens[c].tag == "TO" for c in parse.children[child]):
            found = lexicon.cues.get((f"{token.lemma} to", "verb"))
            if found is not None and "infinitive" in found.content:
                return found
    if token.lemma == "quote" and any(parse.tokens[c].dep in ("auxpass", "nsubjpass") for c in parse.children[verb]):
        return lexicon.cues.get(("say", "verb"))
    return lexicon.cues.get((token.lemma, "verb"))


def as_meant(parse: Parse, verb: int, cue: SpeechCue, lexicon: Lexicon) -> SpeechCue:
    """Return the cue as it counts here: a negated one commits nobody, and turning a plan down is no denial."""
    if negated(parse, verb, lexicon.words):
        return cue._replace(act="state", attribution="attributed", factuality="Uu")
    if cue.act == "deny" and (_turns_down(parse, verb, lexicon) or _is_of_court(parse, verb, lexicon)):
        return cue._replace(act="reject", attribution="attributed", factuality="Uu")
    return cue


def _is_of_court(parse: Parse, verb: int, lexicon: Lexicon) -> bool:
    """Tell "the court dismissed the charges", which it had never been accused of."""
    who = subject(parse, verb)
    return who is not None and parse.tokens[who].lemma in lexicon.words["court_nouns"]


def _turns_down(parse: Parse, verb: int, lexicon: Lexicon) -> bool:
    """Tell "rejected the decision", "dismissed the vote as a sham" from a denial that something is so."""
    said = told_nouns(lexicon) | lexicon.words["pointing_words"]
    token = parse.tokens[verb]
    objects = [parse.tokens[c] for c in parse.children[verb] if parse.tokens[c].dep in ("dobj", "nsubjpass")]
    objects += [parse.tokens[token.head]] if token.dep == "relcl" else []
    if token.lemma in lexicon.words["denying_verbs"]:
        return False
    plain = [t for t in objects if t.pos in ("NOUN", "PROPN") and t.lemma not in said]
    # "Rejected reports that …" denies; "rejected the decision to …" does not.
    below = [c for t in objects for c in parse.children[t.index]]
    spelt = any(any(parse.tokens[m].lemma == "that" for m in parse.children[c]) for c in below if parse.tokens[c].dep == "acl")
    return bool(plain) and len(plain) == len(objects) and not spelt


def told_nouns(lexicon: Lexicon) -> frozenset[str]:
    """Return the nouns for what somebody said: "the report", "the charge"."""
    return lexicon.words["account_nouns"] | lexicon.words["charge_nouns"]


def called_false(parse: Parse, verb: int, lexicon: Lexicon) -> int:
    """Return what "said the claim was a fabrication", "described the report as groundless" call false, or -1.

    It is a noun for something said, or in "said that was a lie" a word that points back; -1 where nothing of the kind is.
    """
    token = parse.tokens[verb]
    said, false = told_nouns(lexicon) | lexicon.words["pointing_words"], lexicon.words["false_words"]
    if token.lemma in lexicon.words["calling_verbs"]:
        # A verdict in quotation marks is told in its own words.
        quoted = any(parse.tokens[t].tag == "``" for t in subtree(parse, verb))
        named = told_nouns(lexicon) if quoted else said
        return next((t for t in _called(parse, verb, false) if parse.tokens[t].lemma in named), -1)
    clauses = parse.children[verb] if (token.lemma, "verb") in lexicon.cues else ()
    for be in (c for c in clauses if parse.tokens[c].dep == "ccomp" and parse.tokens[c].lemma == "be"):
        below = [parse.tokens[c] for c in parse.children[be]]
        if any(t.dep in ("attr", "acomp") and t.lemma in false for t in below):
            return next((t.index for t in below if t.dep == "nsubj" and t.lemma in said), -1)
    return -1


def _called(parse: Parse, verb: int, words: AbstractSet[str]) -> list[int]:
    """Return what a verb of calling is said of where one of the words is what it is called: its objects, or a noun above it."""
    for child in parse.children[verb]:
        names = [
            child,
            *(c for c in parse.children[child] if parse.tokens[c].dep == "amod" or parse.tokens[child].lemma == "as"),
        ]
        if parse.tokens[child].dep in ("oprd", "prep", "xcomp", "ccomp") and any(parse.tokens[n].lemma in words for n in names):
            above = [parse.tokens[verb].head] if parse.tokens[verb].dep == "relcl" else []
            return [c for h in (verb, child) for c in parse.children[h] if parse.tokens[c].dep in ("dobj", "nsubj")] + above
    return []


def is_barred(parse: Parse, verb: int, lexicon: Lexicon) -> bool:
    """Tell what somebody was kept from: "banned police from disclosing details", "denied an education"."""
    token = parse.tokens[verb]
    above = parse.tokens[token.head]
    if token.dep == "pcomp" and above.lemma == "from":
        above = parse.tokens[above.head]
    withheld = token.lemma == "deny" and any(
        parse.tokens[c].dep == "dobj" and parse.tokens[c].lemma in lexicon.words["granted_nouns"] for c in parse.children[verb]
    )
    return withheld or (token.dep in ("pcomp", "xcomp") and above.lemma in lexicon.words["barring_verbs"])


def names_price(parse: Parse, verb: int, lexicon: Lexicon) -> bool:
    """Tell "charging students $30,000" from a charge against them."""
    below = (parse.tokens[t] for t in subtree(parse, verb)) if parse.tokens[verb].lemma == "charge" else ()
    return names_money(below, lexicon.words)


def asks_for_anonymity(parse: Parse, content: AbstractSet[int], lexicon: Lexicon) -> bool:
    """Tell "asked not to be named", which is no demand."""
    return any(
        parse.tokens[t].tag == "VBN"
        and parse.tokens[t].lemma in lexicon.words["anonymity_verbs"]
        and any(parse.tokens[c].dep == "neg" for c in parse.children[t])
        for t in content
    )
