"""The generated parts of README.md; its cog blocks call these, and `cog --check` compares."""

import ast
import atexit
import json
import shlex
import tempfile
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from kg.cli import cli
from kg.export import FORMATS

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "data" / "news" / "luhansk_strike.txt"


def commands():
    """Return the table of commands, in their order, with the first line of their help."""
    rows = [f"| `kg {name}` | {command.get_short_help_str(200)} |" for name, command in cli.commands.items()]
    return "\n".join(["| command | does |", "|---|---|", *rows])


def options():
    """Return the full help of every command, folded."""
    parts = []
    for name, command in cli.commands.items():
        calls = [[name], *([name, inner] for inner in getattr(command, "commands", ()))]
        helps = [CliRunner().invoke(cli, [*call, "--help"], prog_name="kg", terminal_width=90).output for call in calls]
        text = "\n\n".join(help_text.rstrip() for help_text in helps)
        parts.append(f"<details><summary><code>kg {name}</code></summary>\n\n```text\n{text}\n```\n\n</details>")
    return "\n".join(parts)


def formats():
    """Return the table of formats: who opens each, and what it cannot carry."""
    rows = [f"| `{name}` | `.{known.suffix}` | {known.opens} | {known.lacks} |" for name, known in FORMATS.items()]
    return "\n".join(["| format | suffix | opens in | cannot carry |", "|---|---|---|---|", *rows])


def rooms():
    """Return the map: every file or folder of `kg/` with the first sentence of its docstring."""
    paths = sorted(p for p in (ROOT / "kg").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists())
    rows = []
    for path in paths:
        source = path / "__init__.py" if path.is_dir() else path
        docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
        name = f"{path.name}/" if path.is_dir() else path.name
        rows.append(f"{name:<14}{docstring.partition(chr(10))[0]}")
    return "\n".join(["```text", *rows, "```"])


def claim():
    """Return the Turtle of one claim of the sample article, and of the words that are its evidence."""
    blocks = _turtle().split("\n\n")
    chosen = next(b for b in blocks if "kg:deaths" in b and " kg:Claim" in b)
    evidence = next(line for line in chosen.splitlines() if "kg:evidence" in line).split()[1]
    span = next(b for b in blocks if b.lstrip().startswith(f"{evidence} "))
    return f"```turtle\n{chosen.strip()}\n\n{span.strip()}\n```"


def floors():
    """Return how many of the golden expectations are met at least, by topic; nothing before there are floors."""
    path = ROOT / "tests" / "floors.json"
    held = json.loads(path.read_text(encoding="utf-8"))["cases"] if path.exists() else {}
    rows = [f"| {topic} | {percent:g} % |" for topic, percent in sorted(held.items())]
    return "\n".join(["| topic | met |", "|---|---|", *rows]) if rows else ""


def gold_floors():
    """Return the scores that the gold articles are held to, in percent."""
    held = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))["gold"]
    accurate, fast = held["accurate"]["data/gold"], held["fast"]["data/gold"]
    words = {
        "entities_f1": "entities, F1",
        "events_f1": "events, F1",
        "claims_f1": "claims, F1",
        "claimant_acc": "right claimant",
    }
    rows = [f"| {word} | {accurate[name]:g} % | {fast[name]:g} % |" for name, word in words.items()]
    false = f"| allegations told as facts | {accurate['false_facts']} | {fast['false_facts']} |"
    return "\n".join(["| what | at least | with `--model fast` |", "|---|---|---|", *rows, false])


def board():
    """Return the floors of the public benchmarks."""
    lines = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))["board"]
    rows = [f"| {name} | {line['metric']} | {line['floor']:g} |" for name, line in lines.items()]
    return "\n".join(["| benchmark, development part | measure | at least |", "|---|---|---|", *rows])


def answer(command, lines=8):
    """Return a command line on the graph of the sample article and what it prints, at most so many lines of it."""
    arguments = [str(_graph()) if word == "out/graph.ttl" else word for word in shlex.split(command)[1:]]
    result = CliRunner().invoke(cli, arguments, prog_name="kg", catch_exceptions=False)
    printed = result.output.rstrip().splitlines()
    more = [f"… {len(printed) - lines} more"] if len(printed) > lines else []
    return "\n".join(["```console", f"$ {command}", *printed[:lines], *more, "```"])


@cache
def _graph():
    """Build the graph of the sample article once."""
    folder = tempfile.TemporaryDirectory(prefix="kg-readme-")
    atexit.register(folder.cleanup)
    arguments = ["build", str(ARTICLE), "-o", folder.name, "--format", "turtle", "--quiet"]
    CliRunner().invoke(cli, arguments, catch_exceptions=False)
    return Path(folder.name, "graph.ttl")


def _turtle():
    return _graph().read_text(encoding="utf-8")
