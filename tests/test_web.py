"""The door to the network, against a server of this machine: closed by default, bounded, never to what is private."""

import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg import pipeline
from kg.errors import InputError
from kg.read import Options, web
from tests.formats import PAGE

HERE = "127.0.0.1"


class _Site(BaseHTTPRequestHandler):
    """A site with an article, and with everything that a hostile one may try."""

    robots = b"User-agent: *\nDisallow: /private\n"
    asked: list[str]

    def do_GET(self):
        """Answer by the path."""
        self.asked.append(self.path)
        port = self.server.server_address[1]
        moved = {
            "/moved": "/article",
            "/round": "/round",
            "/inward": f"http://127.0.0.2:{port}/article",
            "/cloud": "http://169.254.169.254/latest/meta-data",
            "/file": "file:///etc/passwd",
            "/to-private": "/private/article",
        }
        bodies = {
            "/robots.txt": ("text/plain", self.robots),
            "/article": ("text/html; charset=utf-8", PAGE.encode()),
            "/large": ("text/html", b"x" * 200_000),
            "/picture": ("image/png", b"\x89PNG"),
        }
        if self.path in moved:
            self._send(302, "text/html", b"", location=moved[self.path])
        elif self.path in bodies:
            self._send(200, *bodies[self.path])
        elif self.path == "/drip":
            self._drip()
        elif self.path == "/short":
            self._send(200, "text/html", b"<p>half", length=5_000)
        else:
            self._send(404, "text/html", b"none")

    def _send(self, status, kind, body, *, length=None, location=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:  # nobody listens any more
            return

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    """Serve the site for one test; its address, and what it was asked for."""
    handler = type("Site", (_Site,), {"asked": []})
    with ThreadingHTTPServer((HERE, 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield f"http://{HERE}:{server.server_address[1]}", handler
        server.shutdown()


def fetch(address):
    """Fetch with this machine admitted, which no user can ask for."""
    return web.fetch(address, admits=lambda ip: ip == HERE)


def test_an_article_from_an_address(site):
    """It is read as if its page had been saved, redirects are followed, and robots.txt is asked first."""
    address, handler = site
    result = pipeline.extract([f"{address}/moved"], Options(fetch=fetch))
    (reading,) = result.readings
    assert result.failures == ()
    assert reading.document.url == f"{address}/article"
    assert reading.document.origin == f"{address}/moved"
    assert handler.asked == ["/robots.txt", "/moved", "/robots.txt", "/article"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/inward", "not on the public network"),
        ("/cloud", "not on the public network"),
        ("/file", "not an address with http"),
        ("/round", "redirects"),
        ("/private/article", "robots.txt asks"),
        ("/to-private", "robots.txt asks"),
        ("/picture", "'image/png', which is not read"),
        ("/nowhere", "status 404"),
        ("/large", "over 0.1 MB"),
        ("/short", "IncompleteRead"),
    ],
)
def test_what_is_refused(site, monkeypatch, path, why):
    """Every redirect is checked like the first address; what is too much, broken or unwanted is one line."""
    monkeypatch.setattr(web, "MAX_PAGE", 100_000)
    with pytest.raises(InputError, match=why) as error:
        fetch(site[0] + path)
    assert "\n" not in str(error.value)


def test_a_slow_host_is_cut_off(site, monkeypatch):
    """A host that sends a byte now and then cannot hold the program for longer than one that sends none."""
    monkeypatch.setattr(web, "SECONDS", 0.5)
    with pytest.raises(InputError, match=r"no whole answer within 0\.5 seconds"):
        fetch(f"{site[0]}/drip")


def test_robots_that_cannot_be_asked(site):
    """A host whose rules cannot be had is left alone; one without rules is not."""
    address, handler = site
    handler.robots = b"User-agent: newskg\nDisallow: /\n"
    with pytest.raises(InputError, match=r"robots\.txt asks"):
        fetch(f"{address}/article")
    handler.robots = b""
    assert fetch(f"{address}/article").suffix == ".html"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost:8000/a", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://0/",
        "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/", "http://100.64.0.1/", "http://[fe80::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://224.0.0.1/", "https://user:word@127.0.0.1/",
        "http://", "https://[", "ftp://example.org/a",
    ],
)  # fmt: skip
def test_private_addresses(address):
    """However they are written, and whatever they are wrapped in."""
    with pytest.raises(InputError):
        web.fetch(address)


def test_the_door_is_closed():
    """Without the option an address is one line, and nothing of the network is loaded."""
    program = (
        "import sys; from kg.cli import cli\n"
        "try:\n    cli(['build', 'http://127.0.0.1:9/a.html', '--quiet'])\n"
        "except SystemExit as end:\n    print(end.code, sorted({'kg.read.web', 'urllib.robotparser'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1 []\n"
    assert done.stderr == "Failed: http://127.0.0.1:9/a.html: an address; nothing is fetched without --allow-network.\n"


def test_a_name_server_that_is_silent():
    """Who waits for the addresses of a host is not kept; what the search says in time is heard."""
    silence = threading.Event()
    with pytest.raises(InputError, match="no address of its host within"):
        web.in_time(silence.wait, 0.1)
    silence.set()
    assert web.in_time(silence.wait, 60)
    with pytest.raises(OSError, match="of this name"):
        web.in_time(lambda: (_ for _ in ()).throw(OSError("no host of this name")), 60)
