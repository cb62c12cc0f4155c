"""Bytes → text: decoded without changing a character, or refused in one line that says what to do."""

import codecs
import re
from typing import NamedTuple

from kg.errors import InputError

MAX_CHARACTERS = 50_000_000
"""Longer texts are refused whole, never cut."""

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
_LEGACY = re.compile(r"(?<=[A-Za-z])[À-ÖØ-öø-ÿŠšŽžŒœŸ]|[‘’“”–—…•€£©®°§·½¼¾ \u00a0]|[!-~\s]")
"""What English text in Windows-1252 is made of: ASCII, typographic signs, and accented letters inside words."""

MAX_LEGACY_SHARE = 0.03
"""Typographic quotes and dashes are about 1 % of the characters of English news; 3 % is another encoding, or damage."""

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})")
_UNSAFE = ("utf-7", "utf_7", "utf7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined")
"""Encodings that hide markup in plain letters, or are none."""

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


class Words(NamedTuple):
    """How many words a text has: in all, different ones, in Latin letters, and function words of English."""

    total: int
    different: int
    latin: int
    english: int


def decode(data: bytes, limit: int = MAX_CHARACTERS) -> str:
    r"""Return the text of a file exactly as it stands, without its byte-order mark; line ends are kept.

    Without a mark it is UTF-8, or Windows-1252 where that gives clean English. A stray NUL, which no RDF or XML can hold,
    becomes U+FFFD one for one, so offsets stay true.

    >>> decode(b"\xef\xbb\xbfOne.\r\nTwo.")
    'One.\r\nTwo.'

    Raises:
        InputError: not text, not in a known encoding, empty, or over `limit` characters.
    """
    if len(data) > 4 * limit + 4:
        raise InputError(f"more than {limit:,} characters, the limit for one article. Split it.")
    kind = next((kind for mark, kind in _KINDS if data.startswith(mark)), None)
    if kind:
        raise InputError(f"not text but {kind}. Save it as plain text in UTF-8.")
    text = _decode(data)
    if len(text) > limit:
        raise InputError(f"{len(text):,} characters; the limit for one article is {limit:,}. Split it.")
    if not text.strip():
        raise InputError("empty: there is no text in it.")
    if text.count("\0") > MAX_NUL_SHARE * len(text):
        raise InputError("not text but binary data, or UTF-16 without its mark. Save it as plain text in UTF-8.")
    return text.replace("\0", "\ufffd")


def declared_text(data: bytes) -> str:
    """Return the text of a page: by its byte-order mark, else UTF-8 where that fits, else as declared, else Windows-1252.

    >>> declared_text('<meta charset="iso-8859-2">Łódź'.encode("iso-8859-2"))[-4:]
    'Łódź'
    """
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        found = _DECLARED.search(data[:4096])
        name = found[1].decode("ascii").casefold() if found else ""
        return decode_as(data, name)


def decode_as(data: bytes, charset: str) -> str:
    r"""Return text in a declared charset, with U+FFFD for what does not fit; Windows-1252 where the charset is none.

    >>> decode_as(b"caf\xe9", "klingon")
    'café'
    """
    try:
        known = codecs.lookup(charset)
        name = known.name if known._is_text_encoding and known.name not in _UNSAFE else "cp1252"  # noqa: SLF001 - no other way
    except (LookupError, ValueError):
        name = "cp1252"
    return data.decode(name, "replace")


def check_english(text: str) -> None:
    """Refuse a text that does not look like English; function words are not counted under `MIN_WORDS` different words.

    Raises:
        InputError: most letters are not Latin, or English function words are too rare.
    """
    words = count_words(text)
    if words.latin < words.total / 2:
        raise InputError(f"does not look like English ({words.latin} of its {words.total} words are in Latin letters).")
    if words.different >= MIN_WORDS and words.english < MIN_ENGLISH * words.total:
        share = words.english / words.total
        raise InputError(
            f"does not look like English ({share:.0%} English function words; English has over {MIN_ENGLISH:.0%})."
        )


def count_words(text: str) -> Words:
    """Count the words at the beginning of a text.

    >>> count_words("The mayor of Łódź and the мэр")
    Words(total=7, different=7, latin=6, english=4)
    """
    words = _WORD.findall(text[:_SAMPLE])
    return Words(
        len(words),
        len(set(words)),
        sum(word[0] < "\u0250" for word in words),
        sum(_ENGLISH.fullmatch(word) is not None for word in words),
    )


def _decode(data: bytes) -> str:
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        legacy = "" if mark else data.decode("cp1252", "replace")
        if legacy and _is_clean_english(legacy):
            return legacy
        name = encoding.upper()
        where = f"byte 0x{error.object[error.start]:02x} at offset {error.start + len(mark)}"
        raise InputError(f"not {name} text ({where}). Save it as UTF-8.") from error


def _is_clean_english(text: str) -> bool:
    """Tell whether bytes read as Windows-1252 are beyond doubt: enough English words, and nothing that looks like damage."""
    odd = sum(not c.isascii() for c in text)
    words = count_words(text)
    return (
        odd <= MAX_LEGACY_SHARE * len(text)
        and words.different >= MIN_WORDS
        and words.english >= 2 * MIN_ENGLISH * words.total
        and not _LEGACY.sub("", text)
    )
