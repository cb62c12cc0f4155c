"""Names, adjectives and demonyms that a lexicon lists, longest match first, on the text as it stands."""

from collections.abc import Iterator

from kg.lexicon import Entry, Lexicon, normalise
from kg.model import Mention, Parse, Span, Token

_HYPHENS = ("-", "–")


def find_listed(parse: Parse, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield every listed name; matches do not overlap."""
    index = 0
    while index < len(parse.tokens):
        mention = match_at(parse, lexicon, index)
        if mention is None:
            mention = _hyphenated(parse, lexicon, parse.tokens[index])
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
    longest = lexicon.starts.get(_stem(token.text), 0)
    sentence = parse.sentences[token.sentence]
    text = parse.document.text
    for last in range(min(index + longest + 1, sentence.last), index, -1):
        form = normalise(text[token.begin : parse.tokens[last - 1].end])
        for kind, table in (("name", lexicon.names), ("demonym", lexicon.adjectives)):
            if form in table and not _is_word(token, form, last - index):
                return mention_of(parse, (index, last), table[form], kind)
    return None


def mention_of(parse: Parse, tokens: tuple[int, int], entry: Entry, kind: str, *, found_by: str = "listed") -> Mention:
    """Make the mention of a listed thing over tokens first to last (exclusive)."""
    first, last = tokens
    span = Span(parse.tokens[first].begin, parse.tokens[last - 1].end)
    head = head_of(parse, first, last)
    return Mention(first, last, head, span, parse.document.text[span.begin : span.end], entry.type, kind, entry.label, found_by)


def head_of(parse: Parse, first: int, last: int) -> int:
    """Return the token of a range whose head lies outside it (the last such, if there are several)."""
    outside = [i for i in range(first, last) if not first <= parse.tokens[i].head < last or parse.tokens[i].head == i]
    return outside[-1] if outside else last - 1


def _is_article(parse: Parse, token: Token) -> bool:
    """The Arabic article opens a name in lower case: "al-Shabaab"."""
    return (
        token.text in ("al", "ash", "an", "ar", "as", "el")
        and token.index + 1 < len(parse.tokens)
        and parse.tokens[token.index + 1].text == "-"
    )


def _stem(word: str) -> str:
    end = next((i for i, c in enumerate(word) if not (c.isalnum() or c == ".")), len(word))
    return word[:end].rstrip(".")


def _is_word(token: Token, form: str, length: int) -> bool:
    """A one-word name in capitals must not be a common word that merely begins its sentence."""
    return length == 1 and token.pos in ("DET", "ADP", "CCONJ", "SCONJ", "AUX", "ADV", "PRON") and not form.isupper()


def _hyphenated(parse: Parse, lexicon: Lexicon, token: Token) -> Mention | None:
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
