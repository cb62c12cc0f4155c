"""Which of the offered media types a client likes best (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """Choose from what is offered, the first where several are liked as well; None where none is accepted.

    >>> preferred("text/html, application/json;q=0.9, */*;q=0.1", ["application/json", "text/csv"])
    'application/json'
    >>> preferred("image/png", ["text/csv"]) is None
    True
    """
    ranges = [_range(part) for part in (accept.strip() or "*/*").split(",") if part.strip()]
    liked = [(_liking(kind, ranges), -at, kind) for at, kind in enumerate(offered)]
    best = max(liked, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = (piece.strip().casefold() for piece in part.split(";"))
    quality = next((p.partition("=")[2] for p in parameters if p.startswith("q=")), "1")
    try:
        return kind, float(quality)
    except ValueError:
        return kind, 0.0


def _liking(kind: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Take the quality of the most specific range that fits."""
    fitting = {kind: 3, f"{kind.partition('/')[0]}/*": 2, "*/*": 1}
    found = [(fitting[name], quality) for name, quality in ranges if name in fitting]
    return max(found)[1] if found else 0.0
