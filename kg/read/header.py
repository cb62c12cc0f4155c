"""What a line above or below an article says about it: date, source, by-line; and the dateline of its first paragraph."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from kg.errors import UsageError

MAX_LINE = 200
"""A line of metadata is short; longer lines are not looked at (and cannot make a pattern slow)."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])",
        rf"\b{_DAY}\s+{_MONTH},?\s+(?P<year>\d{{4}})\b",
        rf"\b{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})\b",
        r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?![\d.]*\d)",
    )
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_CLOCK = r"(?:[T,]?\s*(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2})?)?"
_DATE_ONLY = tuple(re.compile(_WEEKDAY + d.pattern + _CLOCK + r"\.?", re.IGNORECASE) for d in _DATES)

_LABEL = re.compile(
    r"(?P<label>(?:first |last |date )?(?:published|updated|posted|modified)(?: on| at)?|date|source|publisher|agency|authors?"
    r"|by-?line|url|link|photo(?:graph)?|image|picture|caption|credit|category|section|topics?|tags?|keywords?|language"
    r"|copyright|editing|reporting|our standards|read more|read also|see also|related)\s*:\s*(?P<value>.*)",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(?:first |last )?(?:published|updated|posted)\b(?:[^.]|\.(?=\d))*\d(?:[^.]|\.(?=\d))*", re.IGNORECASE)
_UPDATED = re.compile(r"(?:last )?(?:updated|modified)", re.IGNORECASE)
_AMENDED = re.compile(
    r"(?:this|the) (?:article|page|piece|report|story) (?:was|has been) (?:\w+ )?(?:amended|corrected|edited|updated)\b.*",
    re.IGNORECASE,
)
_NAME = r"(?:[A-Z][\w.’'-]*|de|van|von|der|al|bin|la|da|di)"
_BYLINE = re.compile(rf"[Bb](?:y|Y) {_NAME}(?: {_NAME}){{0,4}}(?:(?:,| and| in| for) {_NAME}(?: {_NAME}){{0,4}}){{0,5}}")
_WORKPLACE = re.compile(r"(?:,| in| for) .*")
"""What follows the names of a by-line: "By Nino Beridze in Tbilisi", "By Lea Roth, Berlin"."""
_OTHER = re.compile(
    r"https?://\S+|www\.\S+|[\d\W]*\d[\d\W]*|\d+ min(?:ute)?s? read|©.*|advertisement|share(?: this(?: article)?)?"
    r"|\(?(?:additional )?(?:reporting|writing|editing) by [^.]*|sign up.{0,80}newsletter.{0,80}",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"continue reading|already a (?:subscriber|member).{0,80}|(?:get|enjoy) (?:full|unlimited) (?:digital )?access.{0,120}"
    r"|(?:subscribe|log in|sign in|register)(?: now| today)?,? (?:and|for|or|to) .{0,150}",
    re.IGNORECASE,
)
_AGENCIES = frozenset(
    {"Reuters", "AP", "AFP", "TASS", "Interfax", "Ukrinform", "Xinhua", "DPA", "ANSA", "EFE", "Kyodo", "Anadolu", "Bloomberg"}
    | {"BBC", "CNN", "UPI", "RIA", "PTI", "Associated Press", "The Associated Press", "Agence France-Presse", "Al Jazeera"}
    | {"RIA Novosti", "RFE/RL", "UN News"},
)

_PLACE = r"(?:[A-Z][\w.’'-]*)(?:[ /][A-Z][\w.’'-]*){0,3}"
_WHEN = r"(?:\d{1,2} [A-Z][a-z]{2,8}\.?|[A-Z][a-z]{2,8}\.? \d{1,2})(?:,? \d{4})?"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?P<country>, (?!{_WHEN}){_PLACE})?(?P<when>, {_WHEN}\.?)?"
    r"(?P<agency> ?[(/][A-Z][\w ./-]{1,30}?[)/]\.?)?(?: ?[—–]| ?--| -|(?<=/\.)) (?=\S)",
)


class Stamp(NamedTuple):
    """What a line of metadata or a dateline says; empty where it says nothing."""

    published: str = ""
    source: str = ""
    updated: str = ""
    section: str = ""
    place: str = ""
    author: str = ""


def first_of(stamps: Iterable[Stamp], name: str) -> str:
    """Return what the first line says that says anything of it, and "" where none does."""
    found: Iterator[str] = (getattr(stamp, name) for stamp in stamps)
    return next(filter(None, found), "")


def read_date(text: str) -> str | None:
    """Return the first date in `text` as ISO 8601, or None; a form like 7/6/2024 could be two days and counts as none.

    Where numbers are written with points, the day comes first everywhere.

    >>> read_date("Friday, 7 June 2024"), read_date("Sept. 7, 2024"), read_date("7/6/2024"), read_date("2024-02-30")
    ('2024-06-07', '2024-09-07', None, None)
    >>> read_date("7.6.2024"), read_date("version 7.6.2024.1")
    ('2024-06-07', None)
    """
    for pattern in _DATES:
        match = pattern.search(text)
        if match:
            month = match["month"].casefold()
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
            try:
                return date(int(match["year"]), number, int(match["day"])).isoformat()
            except ValueError:
                continue
    return None


def check_date(text: str) -> str:
    """Return the date a user typed as ISO 8601.

    Raises:
        UsageError: it is no date, or one that can be read in two ways.
    """
    found = read_date(text)
    if found is None or not any(pattern.fullmatch(text.strip()) for pattern in _DATES):
        raise UsageError(f"{text!r} is not a date. Write it as 2024-06-07.")
    return found


def is_prompt(line: str) -> bool:
    """Tell a line that asks the reader to pay or to log in for the rest of the article.

    >>> is_prompt("Subscribe now to continue reading."), is_prompt("Subscribers left the network in May.")
    (True, False)
    """
    return len(line) <= MAX_LINE and _PROMPT.fullmatch(line) is not None


def read_header(line: str) -> Stamp | None:
    """Return what a line of metadata says, or None when the line belongs to the story.

    >>> read_header("Published: 2026-03-18 | Meridian Wire")
    Stamp(published='2026-03-18', source='Meridian Wire', updated='', section='', place='', author='')
    >>> read_header("By Friday the toll had reached 12.") is None
    True
    """
    if len(line) > MAX_LINE:
        return None
    first, *others = (part.strip() for part in re.split(r"\s[|·•]\s", line))
    label = _LABEL.fullmatch(first)
    if label:
        return _labelled(label["label"].casefold(), label["value"].strip(), others)
    if line in _AGENCIES:
        return Stamp(source=line)
    if any(pattern.fullmatch(first) for pattern in _DATE_ONLY) or _STAMP.fullmatch(first):
        day, source = read_date(first) or "", next((o for o in others if read_header(o) is None or o in _AGENCIES), "")
        return Stamp("", source, updated=day) if _UPDATED.match(first) else Stamp(day, source)
    if _BYLINE.fullmatch(first):
        days = (read_header(other) for other in others)
        return Stamp(next((day.published for day in days if day), ""), author=_WORKPLACE.sub("", first[len("By ") :]))
    if _AMENDED.fullmatch(line):
        return Stamp(updated=read_date(line) or "")
    return Stamp() if _OTHER.fullmatch(line) or is_prompt(line) else None


def read_dateline(text: str) -> tuple[int, Stamp] | None:
    """Return the length of the dateline that opens a first paragraph, and what it says; None without one.

    A place alone counts only in capitals and before a capital: "NATO — the alliance" is none.

    >>> length, stamp = read_dateline("KYIV, June 7 (Reuters) — Two people were killed.")
    >>> length, stamp.place, stamp.source
    (24, 'KYIV', 'Reuters')
    """
    match = _DATELINE.match(text[:MAX_LINE])
    if match is None or not (match["when"] or match["agency"] or _capitals_only(match, text)):
        return None
    agency = (match["agency"] or "").strip(" ()/.")
    place = match["place"] + (match["country"] or "")
    return len(match[0].rstrip()), Stamp(read_date(match["when"] or "") or "", agency, place=place)


def _capitals_only(match: re.Match[str], text: str) -> bool:
    return match["place"].isupper() and len(match["place"]) > 1 and not text[match.end()].islower()


def _labelled(label: str, value: str, others: list[str]) -> Stamp:
    if label in {"category", "section"}:
        return Stamp(section=value)
    if label.startswith("author") or label.replace("-", "") == "byline":
        return Stamp(author=value)
    if _UPDATED.match(label):
        return Stamp(source=others[0] if others else "", updated=read_date(value) or "")
    if "date" in label or "publish" in label or "posted" in label:
        if label == "publisher":
            return Stamp(source=value)
        return Stamp(read_date(value) or "", others[0] if others else "")
    named = label == "agency" or (label == "source" and not value[:1].islower())  # "Source: regional authorities"
    return Stamp(source=value) if named else Stamp()
