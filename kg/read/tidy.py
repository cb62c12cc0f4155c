"""A page's tree before its article is taken out: what extractors stumble over is made plain. Every walk is linear."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CELL = 400
"""Letters of a cell from which on its table holds the page rather than figures."""

_TABLE = frozenset({"table", "tbody", "td", "tfoot", "th", "thead", "tr"})


def unfold(tree: "HtmlElement", *, live: bool) -> None:
    """Take repeated words out of a tree, and the frames that cut an article into pieces.

    Args:
        tree: of the page; it is changed.
        live: the page is one of many posts, each an article to its author and all of them one to its readers.
    """
    for quote in [element for element in tree.iter("aside", "blockquote", "div", "p", "figure") if _is_pull_quote(element)]:
        quote.clear(keep_tail=True)
    for post in list(tree.iter("article")) if live else ():
        post.tag = "div"
    _unfold_tables(tree)


def _is_pull_quote(element: "HtmlElement") -> bool:
    """Tell words of the article that are shown a second time, in large letters, and without who says them."""
    return "pullquote" in element.get("class", "")[:1000].casefold().replace("-", "").replace("_", "")


def _unfold_tables(tree: "HtmlElement") -> None:
    """Make stretches of text out of tables that only place things on a page, as pages of the nineties do."""
    elements = list(tree.iter("*"))
    letters: dict[HtmlElement, int] = {}
    for element in reversed(elements):  # children come before their parents
        inner = sum(letters[child] + len((child.tail or "").strip()) for child in element.iterchildren("*"))
        letters[element] = inner + len((element.text or "").strip())
    table: dict[HtmlElement, HtmlElement | None] = {}
    placing: set[HtmlElement] = set()
    for element in elements:
        parent = element.getparent()
        around = table.get(parent) if parent is not None else None
        table[element] = element if element.tag == "table" else around
        if around is not None and (element.tag == "table" or (element.tag in ("td", "th") and letters[element] > CELL)):
            placing.add(around)
    for element in elements:
        if element.tag in _TABLE and table[element] in placing:
            element.tag = "div"
