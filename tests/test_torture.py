"""Hostile inputs beside good articles: the good ones stay as they are. Each alone: `python -m tests.torture --full`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.hostile import make
from tests.torture.trial import alone, together

MAKER = Path(__file__).parents[2] / "shared" / "torture" / "make_bad_inputs.py"


def test_together(tmp_path):
    """The project's own inputs."""
    make(tmp_path / "hostile")
    assert together(tmp_path / "hostile", tmp_path) == []


def test_one_alone(tmp_path):
    """One of them through the command line, with its limits; `--full` does it with all."""
    make(tmp_path / "hostile")
    (tmp_path / "scratch").mkdir()
    assert alone(tmp_path / "hostile" / "same_paragraph.txt", tmp_path / "scratch") == []


def test_shared_inputs(tmp_path):
    """Inputs that were made by others, of the formats that a build reads."""
    if not MAKER.exists():
        pytest.skip("the shared torture kit is not beside this checkout")
    subprocess.run([sys.executable, MAKER, tmp_path / "in"], check=True, capture_output=True)
    for kind in ("text", "html", "jsonl", "pdf", "archive", "fs"):
        assert together(tmp_path / "in" / kind, tmp_path) == []
