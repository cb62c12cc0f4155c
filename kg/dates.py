"""Dates as exact as they are known (2024-06-07, 2024-06, 2024), and the days that they span."""

import re
from calendar import monthrange
from datetime import MINYEAR

_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-3]\d))?)?", re.ASCII)


def day_of(text: str) -> str:
    """Return the day, month or year that a date or time begins with, or "".

    >>> day_of("2024-06-07T10:00:00"), day_of("--05"), day_of("2023-02-29")
    ('2024-06-07', '', '')
    """
    match = _DATE.match(text)
    return match[0] if match and interval(match[0]) else ""


def interval(date: str) -> tuple[str, str] | None:
    """Return the first and the last day of a date as exact as it is known; None for what is no date of a calendar.

    >>> interval("2024-02"), interval("2024"), interval("2023-02-29")
    (('2024-02-01', '2024-02-29'), ('2024-01-01', '2024-12-31'), None)
    """
    match = _DATE.fullmatch(date)
    if not match or int(match[1]) < MINYEAR:
        return None
    first, last = (int(match[2]), int(match[2])) if match[2] else (1, 12)
    days = monthrange(int(match[1]), last)[1]
    if match[3] and not 1 <= int(match[3]) <= days:
        return None
    return f"{match[1]}-{first:02}-{match[3] or '01'}", f"{match[1]}-{last:02}-{match[3] or days}"
