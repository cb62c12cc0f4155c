"""`python -m tests.torture --quick`: hostile inputs beside good articles; `--full [FOLDER …]`: also each alone, with limits.

`--full` begins with the store: writers killed, calls of the kernel refused, files damaged, writers at once. The inputs of
the shared torture kit are made and tried as well where it lies beside the checkout.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.torture import disk
from tests.torture.hostile import make
from tests.torture.trial import ROOT, alone, together

MAKER = ROOT.parent / "shared" / "torture" / "make_bad_inputs.py"


def main(arguments: list[str]) -> int:
    """Run the trials; return 0 where nothing is wrong, else 1."""
    full = "--full" in arguments
    folders = [Path(argument) for argument in arguments if not argument.startswith("-")]
    with tempfile.TemporaryDirectory() as scratch:
        inputs = Path(scratch, "hostile")
        files = make(inputs)
        wrong = sum(map(_told, disk.trials(Path(scratch, "disk")))) if full else 0
        wrong += _told(together(inputs, Path(scratch)))
        if full:
            folders += _shared(Path(scratch, "shared"))
            files += [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix and not path.is_dir()]
            wrong += sum(_told(together(folder, Path(scratch))) for folder in folders)
            wrong += sum(_told(alone(path, Path(scratch))) for path in files)
    sys.stdout.write(f"{len(files)} hostile inputs, {wrong} faults\n")
    return 1 if wrong else 0


def _told(faults: list[str]) -> int:
    """Print faults as soon as they are known; return their number."""
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.stdout.flush()
    return len(faults)


def _shared(folder: Path) -> list[Path]:
    """Make the inputs of the shared kit; nothing where there is none."""
    if not MAKER.exists():
        sys.stdout.write(f"skipped: no shared torture kit at {MAKER}\n")
        return []
    subprocess.run([sys.executable, MAKER, folder], check=True, capture_output=True)
    return [folder]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
