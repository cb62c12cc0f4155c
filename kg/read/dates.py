"""A date as files write it → ISO 8601, or nothing: a wrong date is worse than none."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from kg.read.article import one_line
from kg.read.header import MAX_LINE, read_date

EARLIEST, LATEST = 1800, 2100
"""Years outside are slips or mischief; the clock is not asked, so that the same file always gives the same date."""

_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}.*)?")
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?")


def normalise_date(value: object) -> str:
    """Return the day of publication, in the zone it was written in; "" for what is none or could be two days.

    >>> normalise_date("Fri, 07 Jun 2024 23:30:00 +0300"), normalise_date("2024-06-07T10:00:00Z"), normalise_date("7/6/2024")
    ('2024-06-07', '2024-06-07', '')
    >>> normalise_date("20240607T101500Z"), normalise_date(1717754400), normalise_date("2999-01-01")
    ('2024-06-07', '2024-06-07', '')
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).strip()[:MAX_LINE]
    found = read_date(text) or _compact(text) or _seconds(text) or _mail(text)
    return found if found and EARLIEST <= int(found[:4]) <= LATEST else ""


def stated_date(value: object) -> str:
    """Return the day of publication, else what is stated instead of one, so that it can be told; "" where nothing is.

    >>> stated_date("Fri, 07 Jun 2024 23:30:00 +0300"), stated_date("32 May"), stated_date(None)
    ('2024-06-07', '32 May', '')
    """
    words = "" if isinstance(value, bool) or not isinstance(value, str | int | float) else one_line(str(value))
    return normalise_date(value) or words[:MAX_LINE]


def _compact(text: str) -> str:
    match = _COMPACT.fullmatch(text)
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""


def _seconds(text: str) -> str:
    """Read the seconds or milliseconds since 1970 that databases export."""
    match = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(match[1]), UTC).date().isoformat() if match else ""


def _mail(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, IndexError, TypeError, OverflowError):
        return ""
