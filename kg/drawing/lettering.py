"""Text as the picture needs it: cleaned, measured with the real font, cut and wrapped."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

ABSENT = "\N{WHITE VERTICAL RECTANGLE}"
"""Stands for a character that cannot be drawn: the font lacks it, or it runs from right to left, unknown to matplotlib."""
LEADING = 1.2
"""Distance of two baselines in font sizes."""
LONGEST = 400
"""Characters of a text that are looked at; no label has room for more."""

_FROM_RIGHT = frozenset({"R", "AL", "AN"})
_FACES = {
    "plain": ("normal", "normal", "DejaVuSans.ttf"),
    "bold": ("normal", "bold", "DejaVuSans-Bold.ttf"),
    "italic": ("italic", "normal", "DejaVuSans-Oblique.ttf"),
}
_FAMILIES = ["DejaVu Sans", "Verdana", "sans-serif"]
"""Verdana has the same widths: an SVG keeps its look where DejaVu is not installed."""


@cache
def font(face: str) -> FontProperties:
    """Give the shipped font of a face: `plain`, `bold` or `italic`."""
    style, weight, name = _FACES[face]
    file = Path(mpl.get_data_path()) / "fonts" / "ttf" / name
    return FontProperties(family=_FAMILIES, style=style, weight=weight, fname=str(file), size=10)  # type: ignore[arg-type]  # stubs say str


def _table(face: str) -> FT2Font:
    """Open the font file of a face; matplotlib keeps it open."""
    return get_font(font(face).get_file() or "")


@cache
def _drawable() -> frozenset[int]:
    """Collect the code points that every face can draw."""
    return frozenset.intersection(*(frozenset(_table(face).get_charmap()) for face in _FACES))


def clean(text: object) -> str:
    r"""Make any value one line of drawable text: no control characters, no runs of blanks, `ABSENT` for unknown glyphs.

    >>> clean("a\x00b\n c")
    'ab c'
    """
    given = str(text)[: LONGEST * 2]
    if given.isascii() and given.isprintable():  # as most are, and in a tenth of the time
        return cut(re.sub("  +", " ", given).strip(), LONGEST)
    kept = []
    for char in given:
        category = unicodedata.category(char)
        if char.isspace() or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category not in {"Cc", "Cf", "Cs"}:
            drawable = ord(char) in _drawable() and unicodedata.bidirectional(char) not in _FROM_RIGHT
            kept.append(char if drawable else ABSENT)
    return cut(re.sub(" +", " ", "".join(kept)).strip(), LONGEST)


def cut(text: str, length: int) -> str:
    """Shorten a text to so many characters, the last one an ellipsis.

    >>> cut("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


@lru_cache(maxsize=4096)
def _advance(char: str, face: str) -> float:
    """Read how far a character moves the pen, in font sizes, from the font's own table."""
    table = _table(face)
    table.set_size(1000, 72)
    return float(table.load_char(ord(char), LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 1000


def width(text: str, size: float, face: str = "plain") -> float:
    """Measure one line in points with the font's own metrics; without kerning, which only draws letters together."""
    return sum(_advance(char, face) for char in text) * size


def wrap(text: str, limit: float, size: float, *, face: str = "plain", lines: int = 3, even: bool = True) -> tuple[str, ...]:
    """Break a text into at most so many lines that are no wider than the limit (points); the rest ends in an ellipsis.

    `even` lines are of like length; otherwise the first ones are full. No-break spaces hold words together.

    >>> wrap("supplies weapons to", 70, 8)
    ('supplies', 'weapons to')
    """
    words = [piece for word in text.split(" ") if word for piece in _pieces(word, limit, size, face)]
    broken = _filled(words, limit, size, face)
    if len(broken) > lines:
        return (*broken[: lines - 1], _fit(" ".join(broken[lines - 1 :]), limit, size, face))
    # As few lines, but of even length: no single word is left behind on the last one.
    for share in (0.5, 0.6, 0.7, 0.8, 0.9) if even and len(broken) > 1 else ():
        tried = _filled(words, limit * share, size, face)
        if len(tried) == len(broken) and max(width(line, size, face) for line in tried) <= limit:
            return tuple(tried)
    return tuple(broken)


def _filled(words: list[str], limit: float, size: float, face: str) -> list[str]:
    """Fill lines with words, one after the other."""
    broken: list[str] = []
    for word in words:
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and width(longer, size, face) <= limit:
            broken[-1] = longer
        else:
            broken.append(word)
    return broken


def _pieces(word: str, limit: float, size: float, face: str) -> list[str]:
    """Break a word that is wider than a line after so many characters as fit."""
    if width(word, size, face) <= limit:
        return [word]
    step = max(1, int(len(word) * limit / width(word, size, face)) - 1)
    return [word[at : at + step] for at in range(0, len(word), step)]


def _fit(text: str, limit: float, size: float, face: str) -> str:
    """Cut a text so that it fits one line with its ellipsis."""
    length = len(text)
    while length > 1 and width(cut(text, length), size, face) > limit:
        length -= 1
    # What did not fit is always marked, also when the rest happens to be short enough.
    return cut(text, length)
