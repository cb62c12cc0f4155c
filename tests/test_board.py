"""The quick lines of the scoreboard, held to their floors; `python -m tests.board` measures all of them."""

import pytest

from tests.board import BOARD, SHARED, gold_file, is_same, new_floor, score


def test_floors_are_lowered_on_purpose():
    """A floor rises by itself, and falls only where that is asked for and told."""
    assert new_floor("LGL", 58.5, 61.7, "", lower=False) == 60.5
    assert new_floor("LGL", 58.5, 59.3, "LGL", lower=True) == 58.5
    assert new_floor("LGL", 58.5, 56.0, "- LGL is read without villages.", lower=True) == 55.0
    for lower, changes in ((False, "LGL"), (True, "Nothing of it.")):
        with pytest.raises(SystemExit, match="below its floor"):
            new_floor("LGL", 58.5, 56.0, changes, lower=lower)


@pytest.mark.parametrize("name", [name for name, line in BOARD.items() if line.get("quick")])
def test_board(name, tmp_path):
    """A benchmark scores at least its floor."""
    line = BOARD[name]
    if not gold_file(line["data"]).is_file() or not (SHARED / "scorers" / line["scorer"]).is_file():
        pytest.skip(f"{gold_file(line['data'])} is not here: the benchmarks lie beside the project in CI")
    assert is_same(line), f"{gold_file(line['data'])} is not the data that the floor was measured on"
    assert score(line, tmp_path) >= line["floor"]
