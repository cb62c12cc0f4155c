"""Names, adjectives and demonyms that a lexicon lists, longest match first, on the text as it stands."""

from collections.abc import Iterator

from kg.lexicon import Entry, Lexicon, first_word, normalise
from kg.mentions.stretch import mention_over
from kg.model import Mention, Parse, Span, Token

_HYPHENS = ("-", "–")


def find_listed(parse: Parse, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield every listed name; matches do not overlap."""
    index = 0
    while index < len(parse.tokens):
        mention = match_at(parse, lexicon, index)
        if mention is None:
            mention = _hyphenated(lexicon, parse.tokens[index])
        if mention is None:
            index += 1
            continue
        yield mention
        index = mention.last


def match_at(parse: Parse, lexicon: Lexicon, index: int) -> Mention | None:
    """Return the longest listed name that begins at a token, or None."""
    token = parse.tokens[index]
    if not (token.text[0].isupper() or token.text[0].isdigit() or _is_article(parse, token)):
        return None
    longest = lexicon.starts.get(first_word(token.text), 0)
    sentence = parse.sentences[token.sentence]
    text = parse.document.text
    for last in range(min(index + longest + 1, sentence.last), index, -1):
        form = normalise(text[token.begin : parse.tokens[last - 1].end])
        for kind, table in (("name", lexicon.names), ("demonym", lexicon.adjectives)):
            if form in table and not _is_word(token, form, last - index):
                found = mention_of(parse, (index, last), table[form], kind)
                counted = kind == "demonym" and _is_counted(parse, found.head)
                return found._replace(type="Group", kind="nominal", known="") if counted else found
    return None


def _is_counted(parse: Parse, token: int) -> bool:
    """Tell some people of a nation from the nation: "two Syrians"."""
    plural = parse.tokens[token].tag in ("NNPS", "NNS")
    return plural and any(parse.tokens[c].dep == "nummod" for c in parse.children[token])


def mention_of(parse: Parse, tokens: tuple[int, int], entry: Entry, kind: str, *, found_by: str = "listed") -> Mention:
    """Make the mention of a listed thing over tokens first to last (exclusive)."""
    return mention_over(parse, *tokens, found_by=found_by)._replace(type=entry.type, kind=kind, known=entry.label)


def _is_article(parse: Parse, token: Token) -> bool:
    """The Arabic article opens a name in lower case: "al-Shabaab"."""
    return (
        token.text in ("al", "ash", "an", "ar", "as", "el")
        and token.index + 1 < len(parse.tokens)
        and parse.tokens[token.index + 1].text == "-"
    )


def _is_word(token: Token, form: str, length: int) -> bool:
    """A one-word name in capitals must not be a common word that merely begins its sentence."""
    return length == 1 and token.pos in ("DET", "ADP", "CCONJ", "SCONJ", "AUX", "ADV", "PRON") and not form.isupper()


def _hyphenated(lexicon: Lexicon, token: Token) -> Mention | None:
    """Find the name before the hyphen of one token: "U.S." in "U.S.-supplied"."""
    for hyphen in _HYPHENS:
        name, found, rest = token.text.partition(hyphen)
        form = normalise(name)
        if not found or not rest or not name[:1].isupper():
            continue
        entry = lexicon.names.get(form) or lexicon.adjectives.get(form)
        if entry is not None:
            span = Span(token.begin, token.begin + len(name))
            return Mention(token.index, token.index + 1, token.index, span, name, entry.type, "demonym", entry.label, "listed")
    return None
