"""Hostile inputs beside good articles: the good ones stay as they are. Each alone: `python -m tests.torture --full`."""

from tests.torture.hostile import make
from tests.torture.trial import alone, together


def test_together(tmp_path):
    """The project's own inputs."""
    make(tmp_path / "hostile")
    assert together(tmp_path / "hostile", tmp_path) == []


def test_one_alone(tmp_path):
    """One of them through the command line, with its limits; `--full` does it with all."""
    make(tmp_path / "hostile")
    (tmp_path / "scratch").mkdir()
    assert alone(tmp_path / "hostile" / "same_paragraph.txt", tmp_path / "scratch", "ok") == []
