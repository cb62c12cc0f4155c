"""`python -m tests.torture --quick`: hostile inputs beside good articles; `--full [FOLDER …]`: also each alone, with limits."""

import sys
import tempfile
from pathlib import Path

from tests.torture.hostile import make
from tests.torture.trial import alone, together


def main(arguments: list[str]) -> int:
    """Run the trials; return 0 where nothing is wrong, else 1."""
    full = "--full" in arguments
    folders = [Path(argument) for argument in arguments if not argument.startswith("-")]
    with tempfile.TemporaryDirectory() as scratch:
        inputs = Path(scratch, "hostile")
        files = make(inputs)
        wrong = together(inputs, Path(scratch))
        if full:
            files += [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix and not path.is_dir()]
            wrong += [fault for path in files for fault in alone(path, Path(scratch))]
    for fault in wrong:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(files)} hostile inputs, {len(wrong)} faults\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
