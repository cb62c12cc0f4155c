"""Saved web pages → the article without menus, adverts and hidden text, and what the page says of it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.errors import InputError
from kg.read.article import Article, Found, Request, one_line, original_address, take
from kg.read.dates import EARLIEST, LATEST, stated_date
from kg.read.elements import find_elements, letters, locate
from kg.read.extras import require
from kg.read.files import Stream
from kg.read.header import Stamp, first_of, is_prompt, read_header
from kg.read.linked import Note, read_notes
from kg.read.markup import plain
from kg.read.text import declared_text
from kg.read.tidy import unfold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_PAGE = 20_000_000
"""Bytes; the extractor refuses more."""

MAX_ELEMENTS = 20_000
"""Its time grows faster than the page: 50,000 paragraphs took it 6 s. Larger pages give all their text, in one pass."""

MAX_ATTRIBUTES = 100
"""50,000 attributes of one element took 12 s; no page needs more than a few dozen."""

MAX_DEPTH = 10_000
"""Elements that are open at once; pages that people read have under 100."""

MIN_LETTERS = 25
"""A page with less is a login form or an error."""

MIN_PARAGRAPH = 80
"""Characters of a paragraph that is missed where it is not in the text; shorter ones are by-lines, prompts and captions."""

MAX_ABOVE = 12
"""Lines over the first paragraph in which a by-line and a date are looked for."""

MAX_LEFT = 0.2
"""Share of the paragraphs of a page that may be left out in silence."""

_MAIN = ("article", "main")
_APART = ("aside", "blockquote", "dialog", "figure", "footer", "form", "header", "nav")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_NESTED = re.compile(
    r"<(/?)(?!p\b|li\b|br\b|hr\b|img\b|input\b|link\b|meta\b|td\b|tr\b|option\b)[a-z][^<>]{0,2000}>", re.IGNORECASE
)


def read_page(stream: Stream, _: Request) -> Iterator[Found]:
    """Yield the article of a page; the charset is its byte-order mark, UTF-8 where that fits, or what the page declares.

    Raises:
        InputError: the extra is missing, no article in it, over `MAX_PAGE`, or nested beyond reason.
    """
    yield read_markup(declared_text(take(stream, MAX_PAGE)))


def read_markup(markup: str, url: str = "") -> Article:
    """Return the article of a decoded page.

    Raises:
        InputError: the extra is missing, no article in it, or nested beyond reason.
    """
    lxml_html = require("lxml.html", "html")
    _check_depth(markup)
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = lxml_html.document_fromstring(_without_declaration(markup), parser=parser)
    except (lxml_html.etree.ParserError, ValueError) as error:
        raise InputError("no article in this page: it has no text.") from error
    size = _clean(tree)
    elements = find_elements(tree) if size <= MAX_ELEMENTS else {}
    about = _about(tree)
    note = read_notes(tree)
    if size <= MAX_ELEMENTS:
        unfold(tree, live=note.live)
    paragraphs = _paragraphs(tree) if size <= MAX_ELEMENTS else []
    found = _extract(tree, url) if size <= MAX_ELEMENTS else {}
    # A tree ends where its library has had enough of the nesting; the markup does not, but shows hidden text too.
    text = found.get("text") or plain(lxml_html.tostring(tree, encoding="unicode")) or plain(markup)
    if sum(map(str.isalpha, text[:10_000])) < MIN_LETTERS:
        raise InputError("no article in this page: it has no text, or only scripts.")
    shown = one_line(found.get("url"))
    address, site = original_address(shown), one_line(found.get("sitename"))
    text = re.sub(r"\n+", "\n\n", text)
    title, author = one_line(found.get("title")), one_line(found.get("author"))
    published = one_line(found.get("date")) or stated_date(about.get("article:published_time") or about.get("date"))
    above = Stamp() if published and author else _above(plain(lxml_html.tostring(tree, encoding="unicode")), title, text)
    return Article(
        text=text,
        parts=tuple(locate(text, elements)) if elements else (),
        title=title,
        published=published or above.published,
        updated=stated_date(about.get("article:modified_time") or note.updated or about.get("datemodified")),
        # Without a name for the site its host is taken, which is that of the web archive.
        source=(urlsplit(address).hostname or "") if address != shown and site in shown else site,
        author=author or above.author,
        language=one_line(tree.get("lang") or tree.get("xml:lang")),
        url=address or url,
        section=one_line(about.get("article:section")) or note.section,
        warnings=tuple(_warnings(text, paragraphs, note)),
    )


def _about(tree: "HtmlElement") -> dict[str, str | None]:
    """Return what a page says of itself in its head, and where it marks a time."""
    marks = ((mark, mark.get("content") or mark.get("datetime")) for mark in tree.iter("time", "meta"))
    return {(mark.get("property") or mark.get("name") or mark.get("itemprop") or "").lower(): said for mark, said in marks}


def _above(page: str, title: str, text: str) -> Stamp:
    """Return what the lines between the headline of a page and the first paragraph say, which extractors leave out.

    What stands over the headline is not asked: there is the day on which the page was saved.
    """
    lines = [line for line in page.split("\n") if line]
    paragraph = next((letters(line) for line in text.split("\n") if len(line) >= MIN_PARAGRAPH), "")
    begins = (n for n, line in enumerate(lines) if paragraph and letters(line).startswith(paragraph[:MIN_PARAGRAPH]))
    first = next(begins, 0)
    near = lines[max(0, first - MAX_ABOVE) : first]
    headlines = (n for n, line in enumerate(near) if len(line) >= MIN_LETTERS and letters(line) in letters(title))
    stamps = [stamp for line in near[next(headlines, len(near)) + 1 :] if (stamp := read_header(line))]
    return Stamp(first_of(stamps, "published"), author=first_of(stamps, "author"))


def _paragraphs(tree: "HtmlElement") -> list[str]:
    """Return the letters of the paragraphs in the part of a page that holds its article, links and asides left out."""
    main = next((found for name in _MAIN if (found := list(tree.iter(name)))), [])
    if len(main) != 1:  # of several articles nobody knows which are other ones
        return []
    elements = [p for p in main[0].iter("p") if next(p.iterancestors(*_APART), None) is None]
    words = [("".join(p.itertext()), sum(len(a.text_content()) for a in p.iter("a"))) for p in elements]
    return [letters(text) for text, linked in words if len(text) >= MIN_PARAGRAPH and 2 * linked < len(text)]


def _warnings(text: str, paragraphs: list[str], note: Note) -> Iterator[str]:
    """Say what of an article may not have been read."""
    if note.closed or any(map(is_prompt, text.split("\n\n"))):
        yield "its page is for subscribers only; perhaps only the beginning of the text was saved."
    told = set(map(letters, text.split("\n\n")))
    left = sum(paragraph not in told for paragraph in paragraphs)
    if left > MAX_LEFT * len(paragraphs):
        yield f"{left} of the {len(paragraphs)} paragraphs of its page were taken for something else than the article."


def _extract(tree: "HtmlElement", url: str) -> dict[str, Any]:
    from datetime import datetime

    trafilatura = require("trafilatura", "html")
    dates = {
        "original_date": True,
        "extensive_search": False,  # else any date of the text, even of a copyright line, is taken
        "min_date": datetime(EARLIEST, 1, 1),  # noqa: DTZ001 - it compares with dates without a zone
        "max_date": datetime(LATEST, 12, 31),  # noqa: DTZ001 - its default is the clock
    }
    found = trafilatura.bare_extraction(
        tree, url=url or None, with_metadata=True, include_comments=False, date_extraction_params=dates
    )
    return found.as_dict() if found is not None else {}


def _clean(tree: "HtmlElement") -> int:
    """Take hidden text out of a tree and cut floods of attributes; return how many elements it has."""
    hidden: list[Any] = []
    size = 0
    for element in tree.iter("*"):
        size += 1
        if len(element.attrib) > MAX_ATTRIBUTES:
            element.attrib.clear()
        if "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")[:1000]):
            hidden.append(element)
    for element in hidden:
        element.clear(keep_tail=True)
    return size


def _check_depth(markup: str) -> None:
    depth = 0
    for match in _NESTED.finditer(markup):
        depth = max(0, depth - 1) if match[1] else depth + (not match[0].endswith("/>"))
        if depth > MAX_DEPTH:
            raise InputError(f"over {MAX_DEPTH:,} elements inside each other: damaged, or made to break readers.")


def _without_declaration(markup: str) -> str:
    """The parser refuses decoded text that still declares its encoding."""
    return re.sub(r"^\s*<\?xml[^>]{0,500}\?>", "", markup.replace("\0", ""))
