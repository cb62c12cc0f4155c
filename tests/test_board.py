"""The quick lines of the scoreboard, held to their floors; `python -m tests.board` measures all of them."""

import pytest

from tests.board import BOARD, SHARED, gold_file, is_same, score


@pytest.mark.parametrize("name", [name for name, line in BOARD.items() if line.get("quick")])
def test_board(name, tmp_path):
    """A benchmark scores at least its floor."""
    line = BOARD[name]
    if not gold_file(line["data"]).is_file() or not (SHARED / "scorers" / line["scorer"]).is_file():
        pytest.skip(f"{gold_file(line['data'])} is not here: the benchmarks lie beside the project in CI")
    assert is_same(line), f"{gold_file(line['data'])} is not the data that the floor was measured on"
    assert score(line, tmp_path) >= line["floor"]
