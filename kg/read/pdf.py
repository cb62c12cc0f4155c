"""PDF files → the text of their pages."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from kg.errors import InputError
from kg.read.article import DAMAGE, Article, Found, Request, one_line, take
from kg.read.extras import require
from kg.read.files import Stream

MAX_PAGES = 2000

MIN_LETTERS = 20
"""Letters in a whole file; a scan has none, or the stamp of the scanner."""

MIN_REPEATS = 3
"""A line that stands first or last on so many pages, but for its numbers, is a running head or foot."""

_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad\u2010]\n(?=[a-z])")
_LENGTH = re.compile(rb"/Length (\d{6,20})\b")
_NUMBER = re.compile(r"\d+")


def read_pdf(stream: Stream, _: Request) -> Iterator[Found]:
    """Yield the text of a PDF without running heads and hyphens at line ends.

    Its date is when the file was made, often years after the news, and is no date of publication; its title is taken
    where the text has it too, since word processors put names of files there.

    Raises:
        InputError: the extra is missing, a scan, locked with a password, damaged, or over `MAX_PAGES`.
    """
    pypdf = require("pypdf", "pdf")
    errors = require("pypdf.errors", "pdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells each oddity of a file; only what is lost counts
    data = take(stream)
    if not data.lstrip().startswith(b"%PDF-"):
        raise InputError("not a PDF file.")
    try:
        reader = pypdf.PdfReader(io.BytesIO(_repaired(data)))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("locked with a password. Save it without one.")
        if len(reader.pages) > MAX_PAGES:
            raise InputError(f"{len(reader.pages):,} pages; the limit is {MAX_PAGES:,}. Split it.")
        pages = [page.extract_text() for page in reader.pages]
        about = reader.metadata or {}
        title, author = one_line(about.get("/Title")), one_line(about.get("/Author"))
    except errors.DependencyError as error:
        raise InputError("locked with a password. Save it without one.") from error
    except errors.PyPdfError as error:
        raise InputError(f"damaged, or no PDF: {one_line(str(error))[:120]}.") from error
    # The library raises whatever a damaged file makes it stumble over.
    except (*DAMAGE, OSError, AssertionError) as error:
        raise InputError("damaged: its parts cannot be read as PDF.") from error
    bare = [_HYPHEN.sub("", page) for page in _without_running_lines([p.strip() for p in pages])]
    text = "\n\n".join(bare)
    begins = accumulate((len(page) + len("\n\n") for page in bare), initial=0)
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        raise InputError(f"no text in its {len(pages)} pages: a scan. Run it through text recognition (OCR) first.")
    yield Article(
        text=text,
        title=title if title and title in one_line(text[:5000]) else "",
        author=author,
        parts=tuple((begin, f"page {n}") for n, (begin, page) in enumerate(zip(begins, bare, strict=False), 1) if page),
    )


def _repaired(data: bytes) -> bytes:
    """Give a file that lost its last bytes an end, and streams longer than the file no length: both can still be read."""
    true = _LENGTH.sub(lambda m: m[0] if int(m[1]) <= len(data) else b"/Length " + b"0" * len(m[1]), data)
    return true if b"%%EOF" in true[-1024:] else true + b"\nstartxref\n0\n%%EOF\n"


def _without_running_lines(pages: Sequence[str]) -> Iterator[str]:
    edges = Counter(edge for page in pages for edge in {_shape(line) for line in _edges(page)})
    for page in pages:
        lines = page.split("\n")
        while lines and edges[_shape(lines[0])] >= MIN_REPEATS:
            lines.pop(0)
        while lines and edges[_shape(lines[-1])] >= MIN_REPEATS:
            lines.pop()
        yield "\n".join(lines)


def _edges(page: str) -> tuple[str, ...]:
    lines = [line for line in page.split("\n") if line.strip()]
    return (*lines[:2], *lines[-2:])


def _shape(line: str) -> str:
    return _NUMBER.sub("0", line.strip())
