"""Run a command and write what it took, as JSON, into the file named first.

A program of its own and small: on Linux the peak of a process's memory begins with that of the process that launched it.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path


def main(note: str, seconds: str, *command: str) -> None:
    """Run the command; one that still runs after so many seconds of the clock is killed."""
    process = subprocess.Popen(command)
    deadline = threading.Timer(float(seconds), os.kill, (process.pid, 9))
    deadline.start()
    _, status, used = os.wait4(process.pid, 0)
    deadline.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    took = {"code": process.returncode, "seconds": used.ru_utime + used.ru_stime, "kib": used.ru_maxrss}
    Path(note).write_text(json.dumps(took), encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
