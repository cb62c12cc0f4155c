"""An address → what lies there, where the user allows it: the one door to the network, imported only when it is opened.

Only http and https, only hosts all of whose addresses are public, asked anew at every redirect, and the connection goes to the
address that was checked, so that no name can mean one host when it is checked and another when it is asked. What comes is
bounded in size and time, and fetched only where the host's robots.txt permits it.
"""

import http.client
import ssl
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from ipaddress import IPv6Address, IPv6Network, ip_address
from socket import SHUT_RDWR, SOCK_STREAM, create_connection, getaddrinfo, socket
from threading import Thread, Timer
from typing import TypeVar
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from kg.errors import InputError
from kg.read.article import Fetched
from kg.read.page import MAX_PAGE

T = TypeVar("T")

AGENT = "newskg"
"""The name that robots.txt may speak of."""

SECONDS = 30
"""Of the clock, for one answer with all that it takes."""

MAX_REDIRECTS = 5
MAX_ROBOTS = 500_000
"""Bytes of a robots.txt (RFC 9309)."""

KINDS = {
    "application/atom+xml": ".atom",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/rss+xml": ".rss",
    "application/xhtml+xml": ".html",
    "application/xml": ".xml",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/xml": ".xml",
}
"""Type of an answer → suffix of a file of the kind."""

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST = "/%:=&?~+!$,;'@()*[]"
_NAT64 = IPv6Network("64:ff9b::/32")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    kind: str
    location: str
    data: bytes


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open network: no private, local, reserved or multicast one, however wrapped.

    >>> is_public("93.184.216.34"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1"), is_public("2002:7f00:1::")
    (True, False, False, False)
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64 or (inner is not None and not is_public(str(inner))):
            return False
    return ip.is_global and not ip.is_multicast


def fetch(address: str, *, admits: Callable[[str], bool] = is_public) -> Fetched:
    """Return what lies at an address.

    Args:
        address: begins with http:// or https://.
        admits: tells whether an IP address may be connected to; there is no option for it.

    Raises:
        InputError: it may not or cannot be fetched, is too large or too slow, or of a kind that is not read.
    """
    for _ in range(MAX_REDIRECTS + 1):
        _check_robots(address, admits)
        answer = _get(address, MAX_PAGE, admits)
        if answer.status not in _REDIRECTS:
            break
        address = _joined(address, answer.location)
    else:
        raise InputError(f"over {MAX_REDIRECTS} redirects; not followed.")
    if answer.status != HTTPStatus.OK:
        raise InputError(f"the host answers with status {answer.status}, not with an article.")
    if answer.kind not in KINDS:
        raise InputError(f"the host sends {answer.kind[:80] or 'no type'!r}, which is not read; known: {', '.join(KINDS)}.")
    return Fetched(address, KINDS[answer.kind], answer.data)


def _check_robots(address: str, admits: Callable[[str], bool]) -> None:
    """Refuse an address that its host asks programs to leave alone; what cannot be asked counts as a no (RFC 9309)."""
    robots = _joined(address, "/robots.txt")
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(robots, MAX_ROBOTS, admits)
        if answer.status not in _REDIRECTS:
            break
        robots = _joined(robots, answer.location)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in _REDIRECTS:
        raise InputError("its host's robots.txt cannot be read, so nothing is fetched from there.")
    rules = RobotFileParser()
    rules.parse(answer.data.decode("utf-8", "replace").splitlines() if answer.status == HTTPStatus.OK else [])
    if not rules.can_fetch(AGENT, address):
        raise InputError("its host's robots.txt asks programs not to fetch it.")


def _joined(address: str, target: str) -> str:
    try:
        return urljoin(address, target)
    except ValueError as error:
        raise InputError("not an address with http or https, a host, and no password.") from error


def _get(address: str, limit: int, admits: Callable[[str], bool]) -> _Answer:
    """Ask once, following nothing."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            raise InputError("not an address with http or https, a host, and no password.")
        return _ask(parts, (_checked(host, port, admits), port), limit)
    except (OSError, UnicodeError, ValueError, http.client.HTTPException) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise InputError(f"cannot be fetched: {why}.") from error


def _checked(host: str, port: int, admits: Callable[[str], bool]) -> str:
    """Return an IP address of a host, all of which are admitted."""
    names = in_time(partial(getaddrinfo, host, port, type=SOCK_STREAM), SECONDS)
    found = list(dict.fromkeys(str(info[4][0]) for info in names))
    if not found or not all(map(admits, found)):
        raise InputError(f"its host {host[:100]!r} is not on the public network; not fetched.")
    return found[0]


def in_time(work: Callable[[], T], seconds: float) -> T:
    """Return what some work gives that nobody can interrupt; if it takes longer, it goes on unheard and ends with the program.

    Raises:
        InputError: it takes longer.
        OSError, UnicodeError: what the work raises.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except (OSError, UnicodeError) as error:
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    try:
        return done.result(seconds)
    except TimeoutError as error:
        raise InputError(f"no address of its host within {seconds:g} seconds.") from error


def _ask(parts: SplitResult, peer: tuple[str, int], limit: int) -> _Answer:
    with closing(create_connection(peer, SECONDS)) as plain:
        cut: list[bool] = []
        wire = [plain]
        clock = Timer(SECONDS, _cut, (wire, cut))
        clock.daemon = True
        clock.start()
        try:
            if parts.scheme == "https":
                wire[0] = ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
            with closing(wire[0]):
                answer = _talk(parts, wire[0], limit)
            if cut:  # what ends with the connection looks whole
                raise TimeoutError
        except (OSError, ValueError, http.client.HTTPException) as error:
            if cut:
                raise InputError(f"no whole answer within {SECONDS} seconds.") from error
            raise
        else:
            return answer
        finally:
            clock.cancel()


def _cut(wire: list[socket], cut: list[bool]) -> None:
    """End a connection from outside, whatever is being waited for."""
    cut.append(True)
    try:
        socket.shutdown(wire[0], SHUT_RDWR)  # not the method of a TLS socket, which would wait for the other side
    except OSError:
        return


def _talk(parts: SplitResult, wire: socket, limit: int) -> _Answer:
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.sock = wire
    target = quote(parts.path or "/", safe=_MOST) + (f"?{quote(parts.query, safe=_MOST)}" if parts.query else "")
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", target, headers=headers | {"Host": parts.netloc.encode("idna").decode("ascii")})
    with closing(connection.getresponse()) as response:
        redirected = response.status in _REDIRECTS
        data = b"" if redirected else response.read(limit + 1)
        if len(data) > limit:
            raise InputError(f"over {limit / 1e6:g} MB, the limit for what is fetched.")
        if response.length and not redirected:
            raise http.client.IncompleteRead(b"")
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise InputError("the host sends it compressed, which was not asked for.")
        kind = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
        return _Answer(response.status, kind, response.getheader("Location", ""), data)
