"""The formats: a reader is one function in a file of its own and one line in `READERS`."""

from collections.abc import Iterator
from pathlib import PurePath

from kg.errors import InputError
from kg.read.article import Article, Found, Reader, Request
from kg.read.feed import read_feed
from kg.read.files import Stream
from kg.read.mail import read_mail, read_mailbox
from kg.read.mhtml import read_mhtml
from kg.read.packed import COMPRESSED, read_compressed, read_tar, read_zip
from kg.read.page import read_page
from kg.read.pdf import read_pdf
from kg.read.records import read_json, read_lines
from kg.read.table import read_table
from kg.read.text import MAX_BYTES, decode
from kg.read.warc import read_warc
from kg.read.word import read_word


def read_text(stream: Stream, _: Request) -> Iterator[Found]:
    """Yield the text of a file as it stands.

    Raises:
        InputError: not text, not in a known encoding, empty, or too long.
    """
    yield Article(decode(stream.read(MAX_BYTES + 1)))


READERS: dict[str, Reader] = {
    ".atom": read_feed,
    ".bz2": read_compressed,
    ".csv": read_table,
    ".docx": read_word,
    ".eml": read_mail,
    ".gz": read_compressed,
    ".htm": read_page,
    ".html": read_page,
    ".json": read_json,
    ".jsonl": read_lines,
    ".mbox": read_mailbox,
    ".md": read_text,
    ".mht": read_mhtml,
    ".mhtml": read_mhtml,
    ".ndjson": read_lines,
    ".pdf": read_pdf,
    ".rss": read_feed,
    ".tar": read_tar,
    ".tgz": read_compressed,
    ".tsv": read_table,
    ".txt": read_text,
    ".warc": read_warc,
    ".xhtml": read_page,
    ".xml": read_feed,
    ".xz": read_compressed,
    ".zip": read_zip,
}
"""Suffix → the reader of such files."""

GUARDED: frozenset[Reader] = frozenset(
    {read_feed, read_json, read_mail, read_mhtml, read_page, read_pdf, read_table, read_word}
)
"""Readers that hand hostile bytes to large parsers or take a file whole; they run in a process of their own (`kg.read.guard`).

The others read a stream, a bounded piece of it at a time."""

_STARTS = (  # only where the name says nothing
    (b"%PDF-", ".pdf"),
    (b"PK\x03\x04", ".zip"),
    (b"\x1f\x8b", ".gz"),
    (b"<!doctype html", ".html"),
    (b"<html", ".html"),
    (b"<rss", ".rss"),
    (b"<?xml", ".xml"),
    (b'{"', ".jsonl"),
    (b"WARC/1.", ".warc"),
)


def is_known(name: str) -> bool:
    """Tell whether a file of this name is read: a compressed one where the file inside is.

    >>> is_known("dump.jsonl.gz"), is_known("dump.sql.gz"), is_known("news.tgz")
    (True, False, True)
    """
    path = PurePath(name)
    suffix = path.suffix.lower()
    return suffix in READERS and (suffix not in COMPRESSED or not PurePath(path.stem).suffix or is_known(path.stem))


def suffix_of(name: str, stream: Stream) -> str:
    """Return the suffix that says how a file is read: its own, or without one what its first bytes look like."""
    suffix = PurePath(name).suffix.lower()
    if suffix:
        return suffix
    start = stream.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((s for mark, s in _STARTS if start[: len(mark)].lower() == mark.lower()), ".txt")


def unknown(suffix: str) -> InputError:
    """Return the error for a file of a kind that is not read."""
    return InputError(f"files of kind {suffix!r} are not read; known: {', '.join(sorted(READERS))}.")
