"""A piece of HTML → its text, in one pass and linear time: for feeds, mails, records, and pages too odd for a tree.

No tree is built, so no nesting can exhaust the stack, and every search either moves on or ends.
"""

import html
import re

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_LOOKS_LIKE_HTML = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|blockquote|body|html)\s*>|<br\s*/?>|<p>", re.IGNORECASE
)
_BLOCKS = frozenset(
    """address article blockquote body center dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 header hr li main ol p pre
    section table tbody td th thead tr ul""".split()  # noqa: SIM905 - forty words are read as words
)
_SILENT = frozenset(
    "aside button footer form iframe nav noscript object script select style svg template textarea title".split()  # noqa: SIM905 - easier to read
)
_SPACE = re.compile(r"[^\S\n]+")
_AROUND = re.compile(r" ?\n ?")
_GAPS = re.compile(r"\n{3,}")


def looks_like_html(text: str) -> bool:
    """Tell whether a field of text holds markup: "a < b" is none."""
    return _LOOKS_LIKE_HTML.search(text) is not None


def plain(markup: str) -> str:
    r"""Return the text of HTML, a blank line between paragraphs; scripts, comments, menus and forms are left out.

    >>> plain("<p>Two people <b>died</b>.</p><script>x()</script><p>Kyiv &amp; Kharkiv.<br>Odesa.")
    'Two people died.\n\nKyiv & Kharkiv.\nOdesa.'
    """
    low = markup.lower() if len(markup.lower()) == len(markup) else markup
    parts: list[str] = []
    at = 0
    while at < len(markup):
        begin = markup.find("<", at)
        if begin < 0:
            parts.append(html.unescape(_flat(markup[at:])))
            break
        parts.append(html.unescape(_flat(markup[at:begin])))
        gap, at = _skip(low, begin)
        parts.append(gap)
    text = _SPACE.sub(" ", "".join(parts).replace("\xa0", " "))
    return _GAPS.sub("\n\n", _AROUND.sub("\n", text)).strip()


def _flat(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _skip(low: str, begin: int) -> tuple[str, int]:
    """Return what stands for the tag or comment at `begin`, and where the text goes on."""
    if low.startswith("<!--", begin):
        return "", _after(low, "-->", begin)
    tag = _TAG.match(low, begin)
    if tag is None:
        return ("", _after(low, ">", begin)) if low.startswith(("<!", "<?"), begin) else ("<", begin + 1)
    name = tag[1]
    if name in _SILENT and low[begin + 1] != "/":
        end = low.find(f"</{name}", begin)
        return " ", len(low) if end < 0 else _after(low, ">", end)
    gap = "\n" if name == "br" else "\n\n" if name in _BLOCKS else ""
    return gap, _after(low, ">", begin)


def _after(low: str, mark: str, begin: int) -> int:
    end = low.find(mark, begin)
    return len(low) if end < 0 else end + len(mark)
