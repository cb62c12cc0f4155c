"""The documentation says what the program does: every command is explained, every example runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import cli
from kg.drawing import VIEWS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(cli.commands)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example(name):
    """A command says what it does, shows a call of itself, and explains each option."""
    command = cli.commands[name]
    assert command.help
    assert "Example:" in command.epilog
    assert f"kg {name} " in f"{command.epilog} "
    assert all(getattr(p, "help", None) for p in command.params if p.param_type_name == "option")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name):
    """The README lists every command."""
    assert f"| `kg {name}` |" in README


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_python_examples_run(example):
    """The library examples run as they stand and print something."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", example], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_two_commands():
    """The README has two one-line commands that set everything up; CI runs the second as it stands."""
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert [line.split()[-1] for line in lines] == ["out", "tests/check.py"]


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_links_lead_somewhere(target):
    """Every file the README links to is there."""
    assert (ROOT / target).exists()


def test_gallery_has_every_article_in_every_view():
    """`python tests/gallery.py` was run since an article or a view came."""
    wanted = {f"{article.stem}.{view}.svg" for article in (ROOT / "data" / "news").glob("*.txt") for view in VIEWS}
    assert wanted == {path.name for path in (ROOT / "out" / "gallery").glob("*.svg")}
    assert all(f"({name})" in (ROOT / "out" / "gallery" / "README.md").read_text(encoding="utf-8") for name in wanted)
