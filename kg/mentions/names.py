"""Names nobody listed: runs of capitalised words, cut where titles, adjectives and listed names begin or end."""

from collections.abc import Iterator, Mapping

from kg.grammar.clauses import words as words_of
from kg.lexicon import Lexicon
from kg.mentions.stretch import mention_over
from kg.model import Mention, Parse, Token

_JOINERS = frozenset({"of", "for", "and", "on", "the", "in", "'", "’"})
_POSSESSIVE = ("'s", "’s")
_LONGEST_TITLE = 4
# "for the", "of the": more words in between join two names rather than one.
_WIDEST_GAP = 2
# What a thing is built of settles its kind before what works there ("… Teaching Hospital").
_BUILT = frozenset({"Facility"})


def find_names(parse: Parse, lexicon: Lexicon, listed: Mapping[int, Mention]) -> Iterator[Mention]:
    """Yield names in the running text; `listed` maps every token of a listed name to its mention.

    Titles before a name become its `role`. A name whose last word says what it is ("… Hospital") has that type, the others
    have none yet.
    """
    for sentence in parse.sentences:
        if not sentence.is_prose:
            continue
        index = sentence.first
        while index < sentence.last:
            last = _run_end(parse, lexicon, index, sentence.last)
            if last == index:
                index += 1
                continue
            yield from _segment(parse, lexicon, (index, last), listed)
            index = last


def _run_end(parse: Parse, lexicon: Lexicon, first: int, limit: int) -> int:
    """Return the end (exclusive) of the run of name words that starts at a token, or the token itself."""
    if not _starts_name(parse, lexicon, first):
        return first
    last = first + 1
    while last < limit:
        if _is_name_word(parse.tokens[last]):
            last += 1
        elif _hyphenated(parse, lexicon, last, limit):
            last += 2
        elif _joins(parse, lexicon, (first, last), limit):
            last += _gap(parse, lexicon, last, limit)
        else:
            break
    return last


def _hyphenated(parse: Parse, lexicon: Lexicon, index: int, limit: int) -> bool:
    """The second half of a double given name is lower case: "Yong-nam", of which the tagger may make a noun."""
    if index + 1 >= limit or parse.tokens[index].text != "-":
        return False
    before, hyphen, after = parse.tokens[index - 1 : index + 2]
    if before.end != hyphen.begin or hyphen.end != after.begin:
        return False
    surname = parse.tokens[index - 2]
    heads = after.pos == "NOUN" and surname.head == before.head == after.index == index + 1 and after.dep != "compound"
    return after.pos == "PROPN" or (heads and not {after.lemma} & (lexicon.nouns.keys() | lexicon.roles.keys()))


def _starts_name(parse: Parse, lexicon: Lexicon, index: int) -> bool:
    token = parse.tokens[index]
    if not _is_name_word(token) or (token.text.lower().rstrip(".") in lexicon.times and not _is_given(token, lexicon)):
        return False
    opening = index == parse.sentences[token.sentence].first or parse.tokens[index - 1].tag in ("``", "''", ":")
    if not opening or token.pos == "PROPN" or token.text in lexicon.genders:
        return not (
            opening
            and token.text.lower() in lexicon.nouns
            and not _is_name_word(parse.tokens[min(index + 1, len(parse.tokens) - 1)])
        )
    follows = parse.tokens[index + 1] if index + 1 < len(parse.tokens) else token
    return (
        token.pos in ("ADJ", "NOUN")
        and follows.pos == "PROPN"
        and follows.text[0].isupper()
        and follows.text.lower() not in lexicon.times
        and token.dep in ("compound", "amod", "nmod")
    )


def _is_given(token: Token, lexicon: Lexicon) -> bool:
    """A month that is a given name too, right before the surname it belongs to ("Jan Egeland")."""
    return token.text in lexicon.genders and token.dep == "compound" and token.head == token.index + 1


def _is_name_word(token: Token) -> bool:
    return (
        token.text[0].isupper()
        and token.pos in ("PROPN", "NOUN", "ADJ", "X", "VERB", "NUM")
        and not (token.pos == "VERB" and token.dep in ("ROOT", "ccomp", "advcl", "relcl"))
        and token.tag not in ("PRP", "DT")
    )


def _gap(parse: Parse, lexicon: Lexicon, index: int, limit: int) -> int:
    """Return how many joining words stand before the next name word (0 if none follows)."""
    width = 0
    while index + width < limit and (
        parse.tokens[index + width].text.lower() in lexicon.words["name_particles"] | _JOINERS
        or parse.tokens[index + width].text in _POSSESSIVE
    ):
        width += 1
    follows = index + width < limit and _is_name_word(parse.tokens[index + width])
    return width if follows else 0


def _joins(parse: Parse, lexicon: Lexicon, run: tuple[int, int], limit: int) -> bool:
    """Tell whether the words after a run link it to more of the same name."""
    first, last = run
    width = _gap(parse, lexicon, last, limit)
    if not 0 < width <= _WIDEST_GAP:
        return False
    words = [parse.tokens[last + i].text.lower() for i in range(width)]
    head = parse.tokens[last - 1].text.lower()
    if words[0] in _POSSESSIVE:
        return head in lexicon.words["possessive_name_heads"] or head in lexicon.roles
    if words[0] in ("'", "’"):
        return head.endswith("s") and (
            head in lexicon.nouns or head.removesuffix("s") in lexicon.words["possessive_name_heads"]
        )
    if words[0] in lexicon.words["name_particles"]:
        return width == 1 or words[1] in lexicon.words["name_particles"]
    if words[0] == "in":
        return head in lexicon.words["placed_name_heads"] and last - first > 1
    if words[0] in ("of", "for"):
        return (
            head in lexicon.bodies
            or head in lexicon.roles
            or head in lexicon.words["open_name_heads"]
            or _names_body(lexicon, parse, run)
        )
    if words[0] == "and" and (body := _body_head(parse, lexicon, last + width, limit)):
        # "the Food and Drug Administration": the word before "and" belongs to the head, and names nothing by itself.
        return parse.tokens[last - 1].head == body and parse.tokens[last - 1].text not in lexicon.names
    return words[0] in ("and", "on") and _names_body(lexicon, parse, run)


def _body_head(parse: Parse, lexicon: Lexicon, first: int, limit: int) -> int:
    """Return the last of the capitalised words from a token on where it makes them a body ("Interior Ministry"), or 0."""
    last = first
    while last + 1 < limit and _is_name_word(parse.tokens[last + 1]):
        last += 1
    return last if parse.tokens[last].text.lower() in lexicon.bodies else 0


def _names_body(lexicon: Lexicon, parse: Parse, run: tuple[int, int]) -> bool:
    """A run that already has "X of", so that "and Y" may go on ("Ministry of Health and Welfare")."""
    inner = [parse.tokens[i].text.lower() for i in range(*run)]
    return any(w in ("of", "for") for w in inner) and inner[0] in lexicon.bodies


def _segment(parse: Parse, lexicon: Lexicon, run: tuple[int, int], listed: Mapping[int, Mention]) -> Iterator[Mention]:
    first, last = run
    whole = listed.get(first)
    if whole is not None and whole.last >= last:
        return
    body = body_type(parse, lexicon, first, last)
    start, role = _title(parse, lexicon, run, listed)
    if not role and not body and (seat := _seat(parse, lexicon, run)) > first:
        yield _name(parse, (first, seat), "City", "")
        yield from _segment(parse, lexicon, (seat, last), listed)
        return
    if role and start < last and parse.tokens[start].text.lower() in ("of", "for", "in"):
        # "Chief of Humanitarian Affairs" is an office without a name; only "of State" goes on with one.
        start += len(("of", "State")) if words_of(parse, start, min(start + 2, last)) == "of State" else last - start
        role = words_of(parse, first, start)
    if role and start == last:
        return
    if role:
        yield _name(parse, (start, last), "Person", role)
        return
    if body and last - first > 1 and not _all_listed(listed, first, last):
        yield _name(parse, run, body, "")
        return
    first = _after_listed(parse, run, listed)
    if first < last and (first not in listed or _belongs(parse, listed, first, last)):
        yield _name(parse, (first, last), "", "")


def _after_listed(parse: Parse, run: tuple[int, int], listed: Mapping[int, Mention]) -> int:
    first, last = run
    while first < last and first in listed and listed[first].first == first and not _belongs(parse, listed, first, last):
        first = listed[first].last
        if first < last and parse.tokens[first].text in _POSSESSIVE:
            first += 1
    return first


def _all_listed(listed: Mapping[int, Mention], first: int, last: int) -> bool:
    return all(i in listed and listed[i].kind == "name" for i in range(first, last))


def _belongs(parse: Parse, listed: Mapping[int, Mention], first: int, last: int) -> bool:
    """A listed place at the head of a longer name is part of it when a surname follows ("Sydney Tan", "Israel Katz")."""
    mention = listed[first]
    follows = mention.last < last and mention.last not in listed and parse.tokens[mention.last].pos == "PROPN"
    return mention.kind == "name" and mention.type in ("City", "Region", "Country") and follows


def body_type(parse: Parse, lexicon: Lexicon, first: int, last: int) -> str:
    """Return the type that the head word of a name gives it ("Foreign Ministry"), or ""."""
    words = [parse.tokens[i].text.lower() for i in range(first, last)]
    stop = next((i for i, w in enumerate(words) if w in ("of", "for", "in") and i), len(words))
    for end in {stop, len(words)} if words[0] in lexicon.bodies else (stop,):
        for begin in (max(end - 3, 0), max(end - 2, 0), end - 1):
            head = " ".join(words[begin:end])
            noun = lexicon.nouns.get(head)
            if noun is not None and noun.type in _BUILT:
                return noun.type
            if head in lexicon.bodies:
                return lexicon.bodies[head].type
            if noun is not None and (begin or end - begin < end or end - begin > 1):
                return _kind_of_name(noun.type)
    opens = words[0] in lexicon.bodies and len(words) >= len(("ministry", "of", "health"))
    return lexicon.bodies[words[0]].type if opens else ""


def _kind_of_name(kind: str) -> str:
    return "" if kind in ("Person", "Topic", "Group") else kind


def _title(parse: Parse, lexicon: Lexicon, run: tuple[int, int], listed: Mapping[int, Mention]) -> tuple[int, str]:
    """Return where the name begins after its titles, and the titles as written ("" if there are none)."""
    first, last = run
    start = first
    while start < last and start in listed and listed[start].first == start:
        start = listed[start].last
        if start < last and parse.tokens[start].text in _POSSESSIVE:
            start += 1
    if words_of(parse, first, last).lower() in lexicon.nouns:
        return first, ""  # "the General Staff" is no general
    end = start
    for width in range(min(_LONGEST_TITLE, last - start), 0, -1):
        words = " ".join(parse.tokens[i].text.lower() for i in range(start, start + width)).replace(" - ", "-")
        role = lexicon.roles.get(words) or (
            lexicon.roles.get(words.split()[-1]) if words.endswith((" minister", " secretary")) else None
        )
        if role is not None and (role.title or width > 1):
            end = start + width
            more = _title(parse, lexicon, (end, last), {}) if end < last else (end, "")
            end = more[0] if more[1] else end
            break
    if end == start:
        return first, ""
    return end, words_of(parse, first, end)


def _seat(parse: Parse, lexicon: Lexicon, run: tuple[int, int]) -> int:
    """Return the end of a town before the office that is held there ("London Mayor Sadiq Khan"), or the run's start."""
    first, last = run
    for end in range(first + 1, min(first + _LONGEST_TITLE, last - 1)):
        role = lexicon.roles.get(parse.tokens[end].text.lower())
        if role is not None and role.title == "office" and lexicon.towns.get(words_of(parse, first, end)):
            return end
    return first


def _name(parse: Parse, tokens: tuple[int, int], kind: str, role: str) -> Mention:
    return mention_over(parse, *tokens, found_by="names")._replace(type=kind, role=role)
