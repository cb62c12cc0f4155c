"""What a build touches, as the kernel sees it: no connection, and nothing written but the output."""

import os
import re
import shutil
import subprocess
import sys
from email.message import EmailMessage

import pytest

from tests.formats import PAGE, STORY, pdf, zipped
from tests.test_read import ARTICLE, put
from tests.torture.trial import ROOT

STRACE = shutil.which("strace")
CALLS = (
    "%network,open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,execve"
)
_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_WRITING = re.compile("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")


@pytest.mark.skipif(STRACE is None, reason="no strace on this machine")
def test_a_build_touches_nothing_else(tmp_path):
    """Readers of five kinds, hidden links and pictures in the page included: no socket is opened, no program is run."""
    news, home, temporary = (tmp_path / name for name in ("news", "home", "temporary"))
    for folder in (home, temporary):
        folder.mkdir()
    mail = EmailMessage()
    mail["Subject"] = "Strike kills two"
    mail.set_content(STORY)
    put(news, "a.html", PAGE.replace("<p>", '<img src="https://tracker.example/x.gif"><p>', 1))
    put(news, "b.pdf", pdf(STORY.split("\n\n"), extra=b""))
    put(news, "c.eml", mail.as_bytes())
    put(news, "d.zip", zipped(**{"in/e.txt": ARTICLE, "../out.txt": ARTICLE}))
    put(news, "f.txt")
    command = [sys.executable, "-m", "kg", "build", "news", "-o", "out", "--format", "turtle", "--format", "graphml", "--quiet"]
    settings = {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    log = tmp_path / "log"
    done = subprocess.run(
        [STRACE, "-f", "-qq", "-o", log, "-e", f"trace={CALLS}", *command],
        cwd=tmp_path, env=os.environ | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ptrace" in done.stderr or not log.exists():
        pytest.skip("strace may not watch processes here")
    assert done.stderr == "Failed: news/d.zip, ../out.txt: its name leads out of the archive; not read.\n"
    calls = [match.groups() for line in log.read_text(errors="replace").splitlines() if (match := _CALL.match(line))]
    assert any(name == "openat" and "graph.ttl" in what for name, what in calls)
    network = {"socket", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg"}
    assert [call for call in calls if call[0] in network and "AF_UNIX" not in call[1]] == []
    programs = {_PATH.search(what)[1] for name, what in calls if name == "execve" and what.endswith("= 0")}
    assert programs <= {sys.executable, shutil.which("python"), os.path.realpath(sys.executable)}
    written = {_PATH.search(what)[1] for name, what in calls if _is_writing(name, what)}
    allowed = ("/dev/null", str(temporary), str(tmp_path / "out"))
    assert [path for path in written if not path.startswith(allowed)] == []
    assert not list(home.iterdir())
    assert not list(temporary.iterdir())


def _is_writing(name, what):
    if name in ("open", "openat", "openat2"):
        return _WRITING.search(what) is not None and "= -1" not in what
    return name not in ("execve", "socketpair") and _PATH.search(what) is not None
