"""Every check in one command: `python tests/check.py`; stops at the first that fails and shows what it said."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = (
    "ruff check .",
    "ruff format --check .",
    "mypy",
    "lint-imports",
    "cog --check README.md",
    "pytest -q",
)
"""Tools beside this Python, in the order of their speed."""


def main() -> int:
    """Run the checks; return 0, or the exit code of the one that failed."""
    for check in CHECKS:
        tool, *arguments = check.split()
        began = time.monotonic()
        command = [str(Path(sys.executable).parent / tool), *arguments]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        output = done.stdout.strip()
        if done.returncode:
            sys.stdout.write(f"{output}\nFAILED: {check} (exit code {done.returncode})\n")
            return done.returncode
        closing = output.splitlines()[-1] if output else ""
        sys.stdout.write(f"passed: {check} ({time.monotonic() - began:.0f} s) {closing}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
