"""The routes of the site, and what holds for all of them: this machine only, nothing is changed, nothing from elsewhere runs.

Every answer that takes work is made in a child process of its own (`kg.serving.child`).
"""

import asyncio
import json
from collections.abc import Callable
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import KgError, UsageError
from kg.serving import protocol, site
from kg.serving.accept import preferred
from kg.serving.child import AT_ONCE, Reply, answered, refusal
from kg.serving.site import Site
from kg.sparql.guard import MAX_BYTES

HOSTS = ["127.0.0.1", "localhost"]
"""Names under which the site answers; another one is a page elsewhere that was led here (DNS rebinding)."""
GRACE = 20.0
"""Seconds for a page or a picture; a query has its own deadline, and some time for writing its answer."""
WHOLE = 120.0
"""Seconds for a page of the whole graph, which is made once."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_OK, _TIMED_OUT = 200, 408


class _Answers:
    """The endpoints of a site."""

    def __init__(self, served: Site) -> None:
        self.site = served
        self.turns = asyncio.Semaphore(AT_ONCE)
        self.kept: dict[str, Reply] = {}

    async def made(self, work: Callable[[], Reply], deadline: float = GRACE) -> Response:
        """Let a child make the answer when it is this request's turn."""
        async with self.turns:
            return _response(await answered(work, deadline))

    async def page(self, request: Request, work: Callable[[], Reply]) -> Response:
        """Answer with a page; one of the whole graph, which is asked for without parameters and cannot change, is kept."""
        if request.url.query:
            return await self.made(work)
        path = request.url.path
        async with self.turns:
            if path not in self.kept:
                reply = await answered(work, WHOLE)
                if reply.status != _OK:
                    return _response(reply)
                self.kept[path] = reply
        return _response(self.kept[path])

    async def start(self, request: Request) -> Response:
        return await self.page(request, partial(site.home, self.site, request.query_params.get("q", "")))

    async def graph(self, request: Request) -> Response:
        asked = {name: request.query_params.getlist(name) for name in request.query_params}
        return await self.page(request, partial(site.graph_page, self.site, asked))

    async def event(self, request: Request) -> Response:
        return await self.page(request, partial(site.event_page, self.site, request.query_params.get("name", "")))

    async def picture(self, request: Request) -> Response:
        name = request.query_params.get("name", "")
        return await self.page(request, partial(site.picture, self.site, request.path_params["view"], name))

    async def sparql(self, request: Request) -> Response:
        try:
            body = await asyncio.wait_for(_body(request), GRACE)
            query = protocol.asked(request.method, request.headers.get("content-type", ""), request.url.query, body)
        except TimeoutError:
            return _response(Reply(b"the rest of the request did not come\n", status=_TIMED_OUT))
        except KgError as error:
            return _response(refusal(error))
        return _response(query) if isinstance(query, Reply) else await self.queried(request, query)

    async def queried(self, request: Request, query: str) -> Response:
        """Answer a query, or describe the service where there is none: as a page, or as a program likes it."""
        accept = request.headers.get("accept", "")
        if preferred(accept, [*(protocol.ROWS if query else ()), *protocol.TRIPLES, protocol.HTML]) == protocol.HTML:
            return await self.made(partial(site.query_page, self.site, query), self.site.deadline + GRACE)
        if not query:
            return _response(protocol.description(str(request.url.replace(query="")), accept))
        return await self.made(partial(site.answer, self.site, query, accept), self.site.deadline + GRACE)

    async def asset(self, request: Request) -> Response:
        try:
            return _response(site.asset(request.path_params["name"]))
        except KgError as error:
            return _response(refusal(error))

    async def style(self, _: Request) -> Response:
        return _response(site.style(self.site))

    async def health(self, _: Request) -> Response:
        return _response(Reply(json.dumps({"status": "ok", "graph": self.site.title}).encode(), "application/json"))


def make_app(served: Site) -> Starlette:
    """Make the application of a site."""
    answers = _Answers(served)
    routes = [
        Route("/", answers.start),
        Route("/graph", answers.graph),
        Route("/event", answers.event),
        Route("/picture/{view}.svg", answers.picture),
        Route("/sparql", answers.sparql, methods=["GET", "POST"]),
        Route("/site.css", answers.style),
        Route("/web/{name}", answers.asset),
        Route("/health", answers.health),
    ]
    return Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)])


async def _body(request: Request) -> bytes:
    """Read a body of bearable size.

    Raises: UsageError for a larger one.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > 3 * MAX_BYTES:  # a form needs up to three bytes for one
            raise UsageError(f"query refused: longer than {MAX_BYTES:,} bytes")
    return body


def _response(reply: Reply) -> Response:
    return Response(reply.body, reply.status, {"Content-Type": reply.kind, **_HEADERS, **reply.headers})
