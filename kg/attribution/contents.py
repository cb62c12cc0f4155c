"""Verbs that introduce speech, and the words they introduce."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from kg.attribution.cues import as_meant, asks_for_anonymity, called_false, cue_of, is_barred, names_price, told_nouns
from kg.attribution.quotes import Quote, is_speech
from kg.attribution.sources import Speech
from kg.grammar.clauses import VERBAL, ancestors, leftmost, subtree
from kg.grammar.modality import negated
from kg.grammar.money import names_money
from kg.lexicon import Lexicon, SpeechCue
from kg.model import Parse, Token

_NEAR = 8
_TOLD = frozenset({"dobj", "ccomp", "xcomp", "attr"})
_CLAUSES = frozenset({"ccomp", "acomp"})
_BEFORE_CLAUSE = frozenset({"of", "for", "from", "as", "over", "with"})


def find_contents(parse: Parse, verb: int, lexicon: Lexicon, quotes: Sequence[Quote]) -> Iterator[Speech]:
    """Yield the speech that a verb introduces, if it is a cue and introduces any.

    Who does not confirm, does not say or does not deny something has not committed to it (FactBank's Uu).
    """
    lie = called_false(parse, verb, lexicon)
    if lie >= 0 and not negated(parse, verb, lexicon.words):
        yield Speech(verb, lexicon.cues["deny", "verb"], frozenset(subtree(parse, lie, without=frozenset({verb}))))
        return
    cue = cue_of(parse, verb, lexicon)
    if cue is None or is_barred(parse, verb, lexicon) or names_price(parse, verb, lexicon):
        return
    cue = as_meant(parse, verb, cue, lexicon)
    phrasal = " " in cue.cue and "clause" not in cue.content and "infinitive" not in cue.content
    if cue.content == ("object",) and any(parse.tokens[c].dep in ("xcomp", "ccomp") for c in parse.children[verb] if c > verb):
        return
    content = (
        set() if phrasal else _clauses(parse, verb, cue, lexicon) or _outer(parse, verb, cue) or _quoted(parse, verb, quotes)
    )
    if cue.attribution == "denied":
        content = _relative(parse, verb, cue, lexicon) or content | _objects(parse, verb, cue, lexicon)
        content -= _summed_up(parse, content)
    if not content and (" " in cue.cue or parse.tokens[verb].lemma not in lexicon.words["clause_verbs"]):
        content = _objects(parse, verb, cue, lexicon) or _relative(parse, verb, cue, lexicon)
    if content and not asks_for_anonymity(parse, content, lexicon):
        yield Speech(verb, cue, frozenset(content) - _own_words(parse, verb))


def _clauses(parse: Parse, verb: int, cue: SpeechCue, lexicon: Lexicon) -> set[int]:
    """Content below the verb: that-clauses, infinitives and gerunds after "of", "for" or "from"."""
    found: set[int] = set()
    infinitives = cue.attribution == "denied" or not {"infinitive", "clause"}.isdisjoint(cue.content)
    names = parse.tokens[verb].lemma in lexicon.words["calling_verbs"]
    for child in parse.children[verb]:
        token = parse.tokens[child]
        clause = (
            (token.dep in _CLAUSES and (child > verb or not names))
            or (token.dep == "xcomp" and infinitives and not (cue.act == "promise" and _offers_thing(parse, verb, child)))
            or (token.dep in ("oprd", "dobj") and token.tag not in ("WP", "WDT") and names and _characterises(parse, verb))
            or (token.dep == "advcl" and token.tag == "VBG" and parse.tokens[child - 1].dep == "prt")
        )
        reason = token.lemma == "over" and cue.act == "threaten"
        described = token.lemma == "as" and names and _characterises(parse, verb)
        if clause or (
            token.dep == "prep"
            and token.lemma in _BEFORE_CLAUSE
            and not reason
            and (described or _governs_clause(parse, child, cue))
        ):
            found.update(subtree(parse, child, without=_new_speech(parse, child, lexicon)))
        elif token.dep == "prep" and token.lemma in ("in", "on"):
            found.update(_in_a_statement(parse, child))
    return found


def _characterises(parse: Parse, verb: int) -> bool:
    """Tell "called the vote a sham", "described them as criminals", where both words are what is said."""
    below = [parse.tokens[c] for c in parse.children[verb]]
    return any(t.dep == "oprd" or (t.dep == "prep" and t.lemma == "as") for t in below)


def _offers_thing(parse: Parse, verb: int, infinitive: int) -> bool:
    """Tell "offered a reward to find him", where the infinitive is the purpose, from "offered to find him"."""
    given = (parse.tokens[c] for c in parse.children[verb] if c < infinitive and parse.tokens[c].dep == "dobj")
    return any(t.pos == "NOUN" for t in given)


def _new_speech(parse: Parse, clause: int, lexicon: Lexicon) -> frozenset[int]:
    """Return the verbs below a clause that begin another speech: "said it was over, adding …", "…, and Kyiv said …"."""
    found = set()
    for index in subtree(parse, clause):
        token = parse.tokens[index]
        first = leftmost(parse, index)
        if index == clause or (token.lemma, "verb") not in lexicon.cues or first == 0:
            continue
        comma = parse.tokens[first - 1].text == "," or (first > 1 and parse.tokens[first - 2].text == ",")
        own = any(parse.tokens[c].dep == "nsubj" for c in parse.children[index])
        trails = token.dep == "advcl" and token.tag == "VBG" and first == index
        rejects = token.dep == "relcl" and lexicon.cues[token.lemma, "verb"].attribution == "denied"
        if comma and (trails or rejects or (token.dep == "conj" and own and token.head == clause)):
            found.add(index)
    return frozenset(found)


def _in_a_statement(parse: Parse, preposition: int) -> set[int]:
    """The parser may hang the content on the medium: "said in a statement that …"."""
    found: set[int] = set()
    for noun in parse.children[preposition]:
        for clause in parse.children[noun]:
            if parse.tokens[clause].dep in ("acl", "ccomp", "relcl") and any(
                parse.tokens[c].lemma == "that" and parse.tokens[c].dep == "mark" for c in parse.children[clause]
            ):
                found.update(subtree(parse, clause))
    return found


def _governs_clause(parse: Parse, preposition: int, cue: SpeechCue) -> bool:
    lemma = parse.tokens[preposition].lemma
    deps = {parse.tokens[c].dep for c in parse.children[preposition]}
    return "pcomp" in deps or (
        lemma in cue.content and "pobj" in deps and cue.act in ("accuse", "condemn", "demand", "threaten")
    )


def _outer(parse: Parse, verb: int, cue: SpeechCue) -> set[int]:
    """Content around the verb: "…, the army said, …" and "…, as the army said"."""
    token = parse.tokens[verb]
    if cue.attribution == "denied":
        return set()
    if token.dep in ("conj", "dep") and _is_inserted(parse, verb):
        return set(subtree(parse, token.head, without=frozenset({verb})))
    if token.dep == "relcl" and _closes_sentence(parse, verb):
        return set(subtree(parse, list(ancestors(parse, verb))[-1], without=frozenset({verb})))
    marks = {parse.tokens[c].lemma for c in parse.children[verb] if parse.tokens[c].dep in ("mark", "advmod")}
    told = {parse.tokens[c].dep for c in parse.children[verb]} & _TOLD
    inserted = (token.dep == "parataxis" and not told) or (
        token.dep in ("advcl", "ccomp", "conj") and "as" in marks and token.head != verb
    )
    if not inserted or token.tag == "VBG":
        return set()
    return set(subtree(parse, token.head, without=frozenset({verb})))


def _is_inserted(parse: Parse, verb: int) -> bool:
    """Tell whether a coordinated clause is really ", the army said": a comma before it, no conjunction, nothing below it."""
    first = leftmost(parse, verb)
    deps = {parse.tokens[c].dep for c in parse.children[verb]}
    return (
        first > 0
        and parse.tokens[first - 1].text == ","
        and "nsubj" in deps
        and not deps & _TOLD
        and parse.tokens[verb].head < first
    )


def _closes_sentence(parse: Parse, verb: int) -> bool:
    """Tell ", the army said." at the end of a sentence from a relative clause, which has a pronoun or no comma."""
    pronoun = any(parse.tokens[t].tag in ("WDT", "WP", "WP$") for t in subtree(parse, verb))
    last = parse.sentences[parse.tokens[verb].sentence].last
    return not pronoun and verb + 2 >= last and parse.tokens[last - 1].tag == "." and _is_inserted(parse, verb)


def _quoted(parse: Parse, verb: int, quotes: Sequence[Quote]) -> set[int]:
    """Content inside quotation marks of the same sentence that nothing ties to the verb by grammar."""
    sentence = parse.sentences[parse.tokens[verb].sentence]
    near = [
        q
        for q in quotes
        if (
            q.first < sentence.last
            and q.last > sentence.first
            and (is_speech(q) or parse.tokens[verb].lemma in ("call", "describe", "dismiss"))
        )
    ]
    near = [q for q in near if _adjacent(parse, verb, q)]
    return {t for q in near for t in range(q.first, q.last)}


def _adjacent(parse: Parse, verb: int, quote: Quote) -> bool:
    """A quotation belongs to the verb if no other verb outside quotation marks stands between them."""
    low, high = (quote.last, verb) if quote.last <= verb else (verb + 1, quote.first)
    return not any(
        parse.tokens[i].pos in VERBAL
        and parse.tokens[i].dep not in ("aux", "auxpass")
        and parse.tokens[i].tag != "VBG"
        and parse.tokens[i].dep not in ("relcl", "acl")
        for i in range(low, high)
    )


def _objects(parse: Parse, verb: int, cue: SpeechCue, lexicon: Lexicon) -> set[int]:
    """Content as a noun phrase: "denied any involvement", "confirmed the seizure", "the claim was rejected by Moscow"."""
    found: set[int] = set()
    said_by = any(parse.tokens[c].dep == "agent" for c in parse.children[verb]) or _blames_on(parse, verb)
    for child in parse.children[verb]:
        token = parse.tokens[child]
        if token.dep == "dobj" or (token.dep == "nsubjpass" and said_by):
            heard = cue.addressee == "object" and cue.act != "accuse" and not _is_deed(token, cue, lexicon)
            wanted = _tells(parse, token, cue, lexicon) and not heard
        else:
            wanted = token.dep == "prep" and _introduces_object(token.lemma, cue)
        if wanted:
            found.update(subtree(parse, child))
    return found


def _blames_on(parse: Parse, verb: int) -> bool:
    """Tell "the strike was blamed on Israel", where what is said to be somebody's deed is the subject."""
    return parse.tokens[verb].lemma == "blame" and any(parse.tokens[c].lemma == "on" for c in parse.children[verb])


def _tells(parse: Parse, token: Token, cue: SpeechCue, lexicon: Lexicon) -> bool:
    """Tell an object that is said from one that is only acted on: "recognised Gonzalez", "admitted 2,000 migrants"."""
    if token.pos == "PROPN":
        return cue.act != "state"
    if token.pos == "NUM":
        return names_money((parse.tokens[c] for c in parse.children[token.index]), lexicon.words)
    if token.pos in ("PRON", "SCONJ"):
        return cue.attribution == "denied" and token.lemma in lexicon.words["pointing_words"]
    noun = lexicon.nouns.get(token.lemma)
    people = noun is not None and noun.type in ("Person", "Group")
    return token.pos == "NOUN" and not (cue.act == "admit" and people)


def _is_deed(token: Token, cue: SpeechCue, lexicon: Lexicon) -> bool:
    """Tell "criticised the operation" from "criticised the general": a deed is what is said to be bad, a person hears it."""
    noun = lexicon.nouns.get(token.lemma)
    return (
        cue.act in ("condemn", "praise")
        and token.pos == "NOUN"
        and (noun is None or noun.type == "Topic")
        and (token.lemma not in lexicon.roles)
    )


def _introduces_object(preposition: str, cue: SpeechCue) -> bool:
    """A preposition that belongs to the cue ("call for", "take part in"), or that names what is demanded."""
    if preposition in ("for", "on") and cue.act == "demand":
        return True
    belongs = " " in cue.cue and (cue.cue.split()[-1] == preposition or preposition in cue.content)
    return belongs and "object" in cue.content


def _relative(parse: Parse, verb: int, cue: SpeechCue, lexicon: Lexicon) -> set[int]:
    """What a relative clause rejects: "an accusation Abu Dhabi has repeatedly rejected"."""
    token = parse.tokens[verb]
    if token.dep == "relcl" and cue.act == "accuse" and parse.tokens[token.head].pos == "NOUN":
        return {token.head}
    if cue.attribution != "denied":
        return set()
    which = next((c for c in parse.children[verb] if parse.tokens[c].text == "which" and parse.tokens[c - 1].text == ","), -1)
    denies = token.lemma in lexicon.words["denying_verbs"] and parse.tokens[token.head].lemma not in told_nouns(lexicon)
    if token.dep == "relcl" and denies and which >= 0:
        return {which}  # ", which Moscow denies": all that was said
    if token.dep == "relcl" and parse.tokens[token.head].pos == "NOUN":
        return {token.head}
    # The parser may take the rejected noun for part of the subject's name.
    first = max(leftmost(parse, verb), verb - _NEAR)
    return {
        t.index
        for t in parse.tokens[first:verb]
        if t.lemma in ("accusation", "allegation", "charge", "claim", "report") and t.dep == "compound"
    }


def _summed_up(parse: Parse, content: AbstractSet[int]) -> set[int]:
    """Return the last words of "denied shooting it down, an attack in which 13 died": what happened, whoever did it."""
    found: set[int] = set()
    for index in content:
        token, first = parse.tokens[index], leftmost(parse, index)
        relative = any(parse.tokens[c].dep == "relcl" for c in parse.children[index])
        if (
            token.pos == "NOUN"
            and relative
            and first > 0
            and parse.tokens[first].tag == "DT"
            and parse.tokens[first - 1].text == ","
        ):
            found.update(subtree(parse, index))
    return found


def _own_words(parse: Parse, verb: int) -> set[int]:
    """Return the verb with its auxiliaries and adverbs: never part of what it introduces."""
    return {verb} | {
        c for c in parse.children[verb] if parse.tokens[c].dep in ("aux", "auxpass", "neg", "advmod", "prt", "mark")
    }
