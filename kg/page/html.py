"""The page as one file: template, style, scripts and data put together, and only what is in it may run.

The browser is told by a Content Security Policy (W3C, level 3) to run the two scripts and the style whose hashes it names, and
to fetch nothing. Data stands in a block of JSON without any "<", and reaches the document as text only.
"""

import json
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

import pyoxigraph as ox

from kg.drawing import DrawnSummary
from kg.drawing.style import THEMES, Theme
from kg.errors import UsageError
from kg.network import Network
from kg.page.articles import read_sources
from kg.page.content import Heading, choose, content
from kg.store import write_atomic

MOST = 5_000
"""Things on a page where nothing else is asked; 2,000 move smoothly, 10,000 can still be used."""
WEB = Path(__file__).parent / "web"
SCRIPTS = ("lists", "names", "graph", "details", "table", "page")
"""The page's own scripts, in the order in which they build on each other."""


def is_page(path: Path | str) -> bool:
    """Tell whether a file of this name is a page."""
    return Path(path).suffix.casefold() in {".html", ".htm"}


def write_page(quads: Iterable[ox.Quad], network: Network, path: Path | str, heading: Heading, most: int = 0) -> DrawnSummary:
    """Write a network, a part of the graph that the quads are, as a page of at most `most` things (0: what suits a browser).

    Raises: UsageError for less than one thing, OutputError.
    """
    if most < 0:
        raise UsageError("a page needs room for at least 1 thing")
    shown = choose(network, most or MOST)
    page = render(content(network, shown, read_sources(quads), heading)).encode()
    write_atomic(path, lambda file: file.write(page))
    return shown.summary


def page_text(quads: Iterable[ox.Quad], network: Network, heading: Heading, most: int = 0, home: str = "") -> str:
    """Return such a page as text; `home` is the address of the server whose page it is."""
    return render(content(network, choose(network, most or MOST), read_sources(quads), heading) | {"home": home})


def render(data: dict[str, object]) -> str:
    """Put a page together from what `content` gathered."""
    style = f"{colours()}\n{_part('page.css')}"
    library = _part("cytoscape.min.js")
    script = '"use strict";\n' + "\n".join(_part(f"{name}.js") for name in SCRIPTS)
    parts = {
        "policy": policy([library, script], style),
        "title": escape(str(data["title"])),
        "style": style,
        "library": library,
        "script": script,
        "data": block(data),
    }
    return Template(_part("page.html")).substitute(parts)


def block(value: object) -> str:
    r"""Write JSON that nothing in it can end or break out of.

    >>> block("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def policy(scripts: list[str], style: str) -> str:
    """Allow these scripts and this style, and nothing else."""
    allowed = " ".join(_hash(script) for script in scripts)
    own = f"script-src {allowed}; style-src {_hash(style)}; img-src data:"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _part(name: str) -> str:
    return (WEB / name).read_text(encoding="utf-8")


def colours() -> str:
    """Write the themes as CSS variables: light or dark as the reader's system has it, unless one is chosen."""
    light, dark = _variables(THEMES["light"]), _variables(THEMES["dark"])
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ color-scheme: dark; {dark} }} }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}"
    )


def _variables(theme: Theme) -> str:
    colours = {"paper": theme.paper, "ink": theme.ink, "faint": theme.faint, "tint": theme.tint, "frame": theme.frame}
    colours |= {f"line-{name}": colour for name, colour in theme.lines.items()}
    colours |= {f"fill-{name}": colour for name, colour in theme.fills.items()}
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())
