"""Hostile inputs beside good articles: the good ones stay as they are. Each alone: `python -m tests.torture --full`."""

from tests.torture.hostile import make
from tests.torture.trial import together


def test_together(tmp_path):
    """The project's own inputs."""
    make(tmp_path / "hostile")
    assert together(tmp_path / "hostile", tmp_path) == []
