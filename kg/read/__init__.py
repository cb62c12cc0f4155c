"""Files, folders, archives and standard input → Documents: a format is one function and one line in `READERS`."""

import hashlib
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from kg.errors import InputError
from kg.model import Document
from kg.read.article import MAX_FILE, Article, Fetch, Found, Options, Request, buffered, compose, original_address, take
from kg.read.dates import normalise_date
from kg.read.fields import NoTextError, parse_fields
from kg.read.files import MAX_ID, STANDARD_INPUT, Failure, Input, Inputs, Skipped, Stream, numbered, open_file, slug
from kg.read.files import find_inputs as _find_inputs
from kg.read.formats import GUARDED, READERS, is_known, suffix_of, unknown
from kg.read.guard import Guard
from kg.read.header import check_date
from kg.read.layout import Layout, lay_out
from kg.read.prose import parsed_blocks
from kg.read.text import MAX_CHARACTERS

__all__ = [
    "MAX_ID",
    "METADATA",
    "READERS",
    "STANDARD_INPUT",
    "Failure",
    "Fetch",
    "Input",
    "Inputs",
    "Options",
    "Skipped",
    "find_inputs",
    "parse_fields",
    "read_documents",
]

METADATA = ("published", "updated", "source", "author", "section", "place")
"""What is told of an article with who says it."""
_DAYS = ("published", "updated")

_NAME_WORDS = 6


def find_inputs(paths: Iterable[str | Path]) -> Inputs:
    """List the files behind the paths (`-` is standard input), each with its id, and what was left out and why."""
    return _find_inputs(paths, is_known)


def read_documents(inputs: Inputs, options: Options | None = None) -> Iterator[Document | Failure | Skipped]:
    """Yield a Document for each article that can be read and a Failure for each that cannot: one never loses the others.

    Raises:
        UsageError: a date among the options is none.
    """
    told = options or Options()
    last, published = (check_date(day) if day else "" for day in (told.as_of, told.published))
    said = Article("", published=published, source=told.source or "", author=told.author or "")
    ids = _Ids({item.id for item in inputs.files})
    yield from inputs.failures
    with Guard() as guard:
        for item in inputs.files:
            count = 0
            try:
                request = Request(item.path.name, told.fields or {}, read=partial(_read_inner, guard))
                pieces = _read_address(item, request, guard, told.fetch) if item.address else _read_input(item, request, guard)
                for found in pieces:
                    count += not isinstance(found, Skipped)
                    yield _finished(found, item, (said, last), ids)
                if not count:
                    raise InputError("nothing in it is of a kind that is read.")  # noqa: TRY301 - told like its other faults
            except NoTextError as error:
                yield Failure(item.name, str(error)) if item.below is None else Skipped(1)
            except InputError as error:
                yield Failure(item.name, str(error))


class _Ids:
    """Ids in one run: an article in a file of many is called after its file and its own id or number."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def name(self, item: Input, article: Article, headline: str) -> str:
        base = item.id or _id_from_words(headline, article.text)
        if item.id and not article.key:
            return base
        name = next(n for n in numbered(slug(f"{base}-{article.key}".strip("-"))) if n not in self._taken)
        self._taken.add(name)
        return name


def _read_input(item: Input, request: Request, guard: Guard) -> Iterator[Found]:
    with ExitStack() as stack:
        if str(item.path) == STANDARD_INPUT:
            stream: Stream = io.BufferedReader(sys.stdin.buffer)  # for peek, which a redirected one may lack
            stack.callback(stream.detach)
            name = ""
        else:
            stream = stack.enter_context(open_file(item.path))
            name = request.name
        suffix = suffix_of(name.removeprefix("."), stream)
        if suffix not in READERS:
            raise unknown(suffix)
        yield from _read(stream, replace(request, name=name if suffix in name.lower() else f"{name}{suffix}"), suffix, guard)


def _read_address(item: Input, request: Request, guard: Guard, fetch: Fetch | None) -> Iterator[Found]:
    """Yield what lies at an address, which is the article's whatever its page says; the items of a feed have their own."""
    if fetch is None:
        raise InputError("an address; nothing is fetched without --allow-network.")
    fetched = fetch(item.address)
    request = replace(request, name=f"page{fetched.suffix}")
    for found in _read(buffered(fetched.data), request, fetched.suffix, guard):
        if isinstance(found, Article) and not (found.key and found.url):
            yield replace(found, url=fetched.address)
        else:
            yield found


def _read_inner(guard: Guard, stream: Stream, request: Request) -> Iterator[Found]:
    """Yield what a file inside a file holds; one of another kind is passed over and counted."""
    if is_known(request.name):
        yield from _read(stream, request, Path(request.name).suffix.lower(), guard)
    else:
        yield Skipped(1)


def _read(stream: Stream, request: Request, suffix: str, guard: Guard) -> Iterator[Found]:
    reader = READERS[suffix]
    if reader in GUARDED:
        yield from guard.read(take(stream, MAX_FILE), suffix, request.fields)
    else:
        yield from reader(stream, request)


def _finished(found: Found, item: Input, told: tuple[Article, str], ids: _Ids) -> Document | Failure | Skipped:
    """Return the Document of an article, or the Failure with the name of its file."""
    if isinstance(found, Skipped):
        return found
    if isinstance(found, Failure):
        return Failure(f"{item.name}, {found.path}", found.message)
    try:
        return _document(found, item, told, ids)
    except InputError as error:
        return Failure(f"{item.name}, {found.key}" if found.key else item.name, str(error))


def _document(article: Article, item: Input, told: tuple[Article, str], ids: _Ids) -> Document:
    said, as_of = told
    text = compose(article)
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"{len(text):,} characters; the limit for one article is {MAX_CHARACTERS:,}. Split it.")
    if not text.strip():
        raise InputError("empty: there is no text in it.")
    layout = lay_out(text, article.title)
    stated = _stated(article, layout, said)
    return Document(
        id=ids.name(item, replace(article, text=text), layout.headline),
        text=text,
        headline=layout.headline,
        blocks=parsed_blocks(text, layout.blocks),
        language=article.language if article.language.casefold().startswith("en") else "en",
        url=original_address(article.url) if article.url.startswith(("https://", "http://")) else None,
        origin=", ".join(filter(None, (item.name, article.key))),
        file=", ".join(filter(None, (item.label, article.key))),
        parts=_placed(article, text),
        warnings=(*article.warnings, *_warnings(article, layout, [stated[name][0] for name in _DAYS if name in stated], as_of)),
        stated_by={name: who for name, (_, who) in stated.items()},
        **{name: value for name, (value, _) in stated.items()},
    )


def _stated(article: Article, layout: Layout, said: Article) -> dict[str, tuple[str, str]]:
    """Return the metadata that somebody states, with who: the file, else a line of the text, else the user."""
    found: dict[str, tuple[str, str]] = {}
    for name in METADATA:
        own = getattr(article, name, "")
        ways = (
            (normalise_date(own) if name in _DAYS else own, "file"),
            (getattr(layout, name, ""), "text"),
            (getattr(said, name, ""), "option"),
        )
        way = next((way for way in ways if way[0]), None)
        if way is not None:
            found[name] = way
    return found


def _placed(article: Article, text: str) -> tuple[tuple[int, str], ...]:
    """Return the parts of the file with offsets of the stored text, which may begin with the title."""
    body = article.text.strip("\ufeff")
    moved = len(text) - len(body) - article.text.find(body)
    return tuple((max(0, begin + moved), name) for begin, name in article.parts)


def _warnings(article: Article, layout: Layout, days: Sequence[str], as_of: str) -> Iterator[str]:
    """Say which dates are wrong: no days, other days in file and text, changed before published, later than `as_of`."""
    for name in _DAYS:
        stated = getattr(article, name)
        if stated and not normalise_date(stated):
            yield f"its file states the date {stated[:40]!r}, which is none or could be two days; not taken."
    day = normalise_date(article.published)
    if day and layout.published not in ("", day, layout.updated):
        yield f"its file says that it was published on {day}, a line of the text on {layout.published}; the file's is taken."
    if list(days) != sorted(days):
        yield f"it was changed on {days[1]}, before it was published on {days[0]}; one of them is wrong."
    yield from (f"it is dated {found}, which lies after {as_of}." for found in dict.fromkeys(days) if as_of and found > as_of)


def _id_from_words(headline: str, text: str) -> str:
    words = slug(" ".join(headline.split()[:_NAME_WORDS])).lower()
    return f"{words}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
