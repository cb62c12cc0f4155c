"""Which element of a page each paragraph of its article stands in, as an XPath."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    "article blockquote body dd div dt figcaption h1 h2 h3 h4 h5 h6 li main ol p pre section table td th tr ul".split()  # noqa: SIM905 - easier to read
)

MAX_PATH = 1_000
"""Characters of an XPath; longer ones lead into pages that are made to break readers."""


def find_elements(tree: "HtmlElement") -> dict[str, str]:
    """Return the letters of each paragraph of a page → the XPath of its element, the first of several with the same words."""
    root = tree.getroottree()
    found: dict[str, str] = {}
    for element in tree.iter(*_BLOCKS):
        if next(element.iterdescendants(*_BLOCKS), None) is None:
            words = letters("".join(element.itertext()))
            path = root.getpath(element) if words and words not in found else ""
            if 0 < len(path) <= MAX_PATH:
                found[words] = path
    return found


def locate(text: str, elements: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    r"""Yield for each paragraph of a text its offset and the XPath of its element, "" where no element has just these words.

    >>> list(locate("Two died.\n\nKyiv said so.", {"Twodied": "/html/body/p[2]"}))
    [(0, '/html/body/p[2]'), (11, '')]
    """
    begin = 0
    for paragraph in text.split("\n\n"):
        yield begin, elements.get(letters(paragraph), "")
        begin += len(paragraph) + len("\n\n")


def letters(text: str) -> str:
    """Return a text without what an extractor changes: spaces, bullets, quotation marks."""
    return "".join(filter(str.isalnum, text))
