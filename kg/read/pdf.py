"""PDF files → the text of their pages."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from statistics import median

from kg.errors import InputError
from kg.read.article import DAMAGE, Article, Found, Request, one_line, take
from kg.read.extras import require
from kg.read.files import Stream

MAX_PAGES = 2000

MIN_LETTERS = 20
"""Letters in a whole file; a scan has none, or the stamp of the scanner."""

MIN_REPEATS = 3
"""A line that stands first or last on so many pages, but for its numbers, is a running head or foot."""

SHORT = 0.8
"""Share of the usual length of a line up to which it may be the last of its paragraph."""

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)]*\s*\Z")
_HYPHEN = re.compile(r"(?<=[a-z])(?<!\bself)(?<!\bwell)(?<!\blong)(?<!\bnon)[-\u00ad\u2010]\n(?=[a-z])")
"""At the end of a line; "self-" and its like keep it: they have it in the middle of a line, too."""
_LENGTH = re.compile(rb"/Length (\d{6,20})\b")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
"""Letters that type-setting joins, which no word list knows."""
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
        pages = [page.extract_text().translate(_LIGATURES) for page in reader.pages]
        about = reader.metadata or {}
        title, author = one_line(about.get("/Title")), one_line(about.get("/Author"))
    except errors.DependencyError as error:
        raise InputError("locked with a password. Save it without one.") from error
    except errors.PyPdfError as error:
        raise InputError(f"damaged, or no PDF: {one_line(str(error))[:120]}.") from error
    # The library raises whatever a damaged file makes it stumble over.
    except (*DAMAGE, OSError, AssertionError) as error:
        raise InputError("damaged: its parts cannot be read as PDF.") from error
    bare = [_paragraphs(_HYPHEN.sub("", page)) for page in _without_running_lines([p.strip() for p in pages])]
    text, begins = _joined(bare)
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        raise InputError(f"no text in its {len(pages)} pages: a scan. Run it through text recognition (OCR) first.")
    yield Article(
        text=text,
        title=title if _opens_a_line(title, text[:5000]) else "",
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


def _paragraphs(page: str) -> str:
    """Part a page, in which only lines are told apart, after short lines that end a sentence."""
    lines = page.split("\n")
    full = SHORT * median(map(len, lines))
    return "".join(
        line + ("\n\n" if len(line) < full and _SENTENCE_END.search(line) and not following[:1].islower() else "\n")
        for line, following in zip_longest(lines, lines[1:], fillvalue="")
    ).strip()


def _joined(pages: Iterable[str]) -> tuple[str, list[int]]:
    """Return the text of all pages, in which a sentence goes on from one page to the next, and where each begins."""
    pieces: list[str] = []
    begins: list[int] = []
    length = 0
    for page in pages:
        if pieces and page:
            goes_on = page[0].islower() and not _SENTENCE_END.search(pieces[-1][-10:])
            cut = goes_on and _HYPHEN.search(f"{pieces[-1][-2:]}\n{page[0]}")
            pieces.append("" if cut else "\n" if goes_on else "\n\n")
            pieces[-2] = pieces[-2][:-1] if cut else pieces[-2]
            length += -1 if cut else len(pieces[-1])
        begins.append(length)
        pieces += [page] if page else []
        length += len(page)
    return "".join(pieces), begins


def _opens_a_line(title: str, text: str) -> bool:
    """Tell a title of the article from the name of a file, or a letter: the text has it too, as a line or in several."""
    words = r"\s+".join(map(re.escape, title.split()))
    return bool(words) and re.search(rf"^\W*{words}(?!\w)", text, re.MULTILINE) is not None


def _edges(page: str) -> tuple[str, ...]:
    lines = [line for line in page.split("\n") if line.strip()]
    return (*lines[:2], *lines[-2:])


def _shape(line: str) -> str:
    return _NUMBER.sub("0", line.strip())
