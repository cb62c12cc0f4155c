"""Bytes → text: decoded without changing a character, or refused in one line that says what to do."""

import codecs
import re

from kg.errors import InputError

MAX_CHARACTERS = 2_000_000
"""Longer texts are refused whole, never cut: a book is not an article, and spaCy needs about 1 GB for a million characters."""

MAX_BYTES = 4 * MAX_CHARACTERS + 4
"""No encoding that is accepted needs more (four bytes a character in UTF-32, and its byte-order mark)."""

_MARKS = (  # UTF-32's mark begins like UTF-16's, so it is tried first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_KINDS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP, Word or EPUB file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)

MAX_NUL_SHARE = 0.25
"""UTF-16 without its mark has half its bytes NUL, a damaged text one here and there; between the two nothing was seen."""

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 200_000
MIN_WORDS = 40
"""Fewer different words cannot be judged: a bulletin of names has few function words."""

MIN_ENGLISH = 0.05
"""Least share of the words below: of 750 English news texts none has under 0.10 and half have over 0.22, lists of names in
English have 0.054 or more, texts in 14 other Latin-script languages at most 0.035 (German)."""

# Words of English that other languages rarely share ("a", "is", "in", "on", "to", "was" are also words elsewhere).
_ENGLISH = re.compile(
    "the|and|of|that|with|from|by|said|which|his|her|their|they|this|these|were|are|been|has|its|not|but|would|who|after"
    "|she|will|about|when|than|there|what|could|also|more|into",
    re.IGNORECASE,
)


def decode(data: bytes) -> str:
    r"""Return the text of a file exactly as it stands, without its byte-order mark; line ends are kept.

    A stray NUL, which no RDF or XML can hold, becomes U+FFFD one for one, so offsets stay true.

    >>> decode(b"\xef\xbb\xbfOne.\r\nTwo.")
    'One.\r\nTwo.'

    Raises:
        InputError: not text, not in a known encoding, empty, or over `MAX_CHARACTERS`.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"more than {MAX_CHARACTERS:,} characters, the limit for one article. Split it.")
    kind = next((kind for mark, kind in _KINDS if data.startswith(mark)), None)
    if kind:
        raise InputError(f"not text but {kind}. Save it as plain text in UTF-8.")
    text = _decode(data)
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"{len(text):,} characters; the limit for one article is {MAX_CHARACTERS:,}. Split it.")
    if not text.strip():
        raise InputError("empty: there is no text in it.")
    if text.count("\0") > MAX_NUL_SHARE * len(text):
        raise InputError("not text but binary data, or UTF-16 without its mark. Save it as plain text in UTF-8.")
    return text.replace("\0", "\ufffd")


def check_english(text: str) -> None:
    """Refuse a text that does not look like English; function words are not counted under `MIN_WORDS` different words.

    Raises:
        InputError: most letters are not Latin, or English function words are too rare.
    """
    words = _WORD.findall(text[:_SAMPLE])
    latin = sum(word[0] < "\u0250" for word in words)
    if latin < len(words) / 2:
        raise InputError(f"does not look like English ({latin} of its {len(words)} words are in Latin letters).")
    english = sum(_ENGLISH.fullmatch(word) is not None for word in words)
    if len(set(words)) >= MIN_WORDS and english < MIN_ENGLISH * len(words):
        share = english / len(words)
        raise InputError(
            f"does not look like English ({share:.0%} English function words; English has over {MIN_ENGLISH:.0%})."
        )


def _decode(data: bytes) -> str:
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper()
        where = f"byte 0x{error.object[error.start]:02x} at offset {error.start + len(mark)}"
        raise InputError(f"not {name} text ({where}). Save it as UTF-8.") from error
