"""JSON Lines and JSON → articles: a damaged record is named by its line and never loses the others."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from kg.errors import InputError
from kg.folders import knowledge
from kg.lexicon import field_names
from kg.read.article import Article, Found, Request, take
from kg.read.fields import to_article
from kg.read.files import Failure, Skipped, Stream

MAX_LINE = 5_000_000
"""Bytes of one record."""

MAX_BAD = 100
"""So many bad lines at the beginning are another kind of file, and not worth a message each."""

_KINDS = {list: "a list", dict: "an object", str: "a string", bool: "true or false", int: "a number", float: "a number"}


@dataclass(slots=True)
class Keys:
    """The ids of one file: the same record again counts once, the same id with another text is a contradiction."""

    texts: dict[str, bytes] = field(default_factory=dict)

    def admit(self, article: Article, number: int) -> Article | None:
        """Return the article under its id or its number, or None when it was there before.

        Raises:
            InputError: its id has another text already.
        """
        key = article.key or str(number)
        digest = hashlib.sha256(article.text.encode("utf-8", "replace")).digest()
        known = self.texts.get(key)
        if known is None:
            self.texts[key] = digest
            return replace(article, key=key)
        if known != digest:
            raise InputError(f"the id {key[:80]!r} has another text earlier in this file; only the first is kept.")
        return None


def read_lines(stream: Stream, request: Request) -> Iterator[Found]:
    """Yield an article for each line of JSON Lines, however long the file; blank lines and repeated records are passed over.

    Raises:
        InputError: UTF-16, or no article among the first `MAX_BAD` lines.
    """
    keys, bad, good = Keys(), 0, 0
    for number, line in _lines(stream):
        try:
            article = keys.admit(to_article(_record(line), request.fields), number)
        except InputError as error:
            bad += 1
            yield Failure(f"line {number}", str(error))
        else:
            good += 1
            if article is not None:
                yield article
        if bad >= MAX_BAD and not good:
            raise InputError(f"not JSON Lines: no article in its first {MAX_BAD} lines; the rest was not read.")
    if not bad and not good:
        raise InputError("empty: there is no record in it.")


def read_json(stream: Stream, request: Request) -> Iterator[Found]:
    """Yield the articles of a JSON file: one record, a list of records, or a record that holds such a list.

    Raises:
        InputError: not JSON, or no list of records in it.
    """
    value = parse_json(take(stream))
    several = _records(value)
    if several is None:
        if not isinstance(value, dict):
            raise InputError(f"{_kind(value)}, not an object or a list of objects.")
        yield replace(to_article(value, request.fields), key="")
        return
    keys = Keys()
    chat = isinstance(value, dict) and several is value.get("messages")
    for number, record in enumerate(several, 1):
        if chat and _is_wordless(record):
            yield Skipped(1)
            continue
        try:
            article = keys.admit(to_article(_object(record), request.fields), number)
        except InputError as error:
            yield Failure(f"record {number}", str(error))
        else:
            if article is not None:
                yield article


def parse_json(data: bytes) -> Any:  # noqa: ANN401 - what JSON can hold
    """Return the value of strict JSON in UTF-8: no NaN, no name twice, no number beyond a double.

    Raises:
        InputError: it is none.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte 0x{data[error.start]:02x} at offset {error.start}); JSON is UTF-8.") from error
    except RecursionError as error:
        raise InputError("lists or objects nested beyond reason.") from error
    except ValueError as error:
        raise InputError(f"not JSON: {str(error)[:120]}.") from error


def _lines(stream: Stream) -> Iterator[tuple[int, bytes]]:
    """Yield the numbered lines; only the beginning of one that is too long, which is all that its refusal needs."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        tail = line
        while not tail.endswith(b"\n") and (tail := stream.readline(1 << 20)):
            pass
        if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise InputError("UTF-16; JSON Lines are UTF-8. Save it as UTF-8.")
        if line.strip():
            yield number, line


def _record(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise InputError(f"over {MAX_LINE / 1e6:.0f} MB, the limit for one record.")
    if line.strip() in (b"{", b"["):
        raise InputError("a record over several lines; if the file is JSON, name it .json.")
    value = parse_json(line)
    return _object(value, "; if the file is JSON, name it .json" if isinstance(value, list) and value else "")


def _object(value: object, hint: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{_kind(value)}, not an object{hint}.")
    return value


def _records(value: object) -> list[object] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        for name in field_names(knowledge("lexicons"))["records"]:
            inner = value.get(name)
            found = _records(inner) if isinstance(inner, list) or (name in ("hits", "response", "data") and inner) else None
            if found is not None:
                return found
    return None


def _is_wordless(message: object) -> bool:
    """Tell a picture, or a notice of who joined, from the other messages of a chat."""
    return isinstance(message, dict) and not message.get("text", message.get("message"))


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), "a value")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"the name {twice[:60]!r} stands twice in one object")
    return record


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number
