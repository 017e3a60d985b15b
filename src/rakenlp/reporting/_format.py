"""How numbers, dates, labels and texts of observations look to a reader."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from ..texts import get_language, text

UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def is_missing(value: Any) -> bool:
    """Tell whether a single cell is None, NaN or NaT."""
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value is pd.NA


def iso_day(value: Any) -> str | None:
    """Return the day of a timestamp as "2026-03-01", None when missing."""
    return None if is_missing(value) else pd.Timestamp(value).date().isoformat()


def format_number(value: float | int | None, decimals: int = 0, language: str | None = None) -> str:
    """Write a number with the decimal mark and thousands space of the language.

    Examples
    --------
    >>> format_number(1234.5, 1, "fi"), format_number(1234.5, 1, "en")
    ('1\\xa0234,5', '1,234.5')
    """
    if value is None or is_missing(value):
        return "–"
    plain = f"{value:,.{decimals}f}"
    if (language or get_language()) == "en":
        return plain.replace("-", "−")
    return plain.replace(",", "\xa0").replace(".", ",").replace("-", "−")


def format_change(value: int | None) -> str:
    """Write a change with its sign: "+3", "−2", "0"; a dash when it is not known."""
    if value is None:
        return "–"
    return f"+{value}" if value > 0 else (f"−{-value}" if value < 0 else "0")


def format_date(value: Any, language: str | None = None) -> str:
    """Write a day as people do: 1.2.2026 in Finnish and Swedish, 1 February 2026 in English.

    Examples
    --------
    >>> format_date("2026-02-01", "fi"), format_date("2026-02-01", "en")
    ('1.2.2026', '1 February 2026')
    """
    if is_missing(value) or value == "":
        return text("kooste.no_date", language)
    day = pd.Timestamp(value).date()
    if (language or get_language()) == "en":
        return f"{day.day} {text(f'kooste.month_{day.month}', 'en')} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def format_dates(start: date, end: date, language: str | None = None) -> str:
    """Write the days from one to another as short as they can be read.

    Examples
    --------
    >>> from datetime import date
    >>> format_dates(date(2026, 1, 1), date(2026, 6, 30), "fi")
    '1.1.–30.6.2026'
    >>> format_dates(date(2026, 3, 1), date(2026, 3, 31), "sv")
    '1–31.3.2026'
    """
    language = language or get_language()
    last = format_date(end, language)
    if start == end:
        return last
    if start.year != end.year:
        return f"{format_date(start, language)}–{last}"
    same_month = start.month == end.month
    if language == "en":
        return (
            f"{start.day}–{last}" if same_month else f"{start.day} {text(f'kooste.month_{start.month}', 'en')}–{last}"
        )
    dot = "." if language == "fi" else ""
    return f"{start.day}{dot}–{last}" if same_month else f"{start.day}.{start.month}{dot}–{last}"


def month_short(month: int, language: str | None = None) -> str:
    """Return the name of a month as it stands on an axis ("tammi", "jan")."""
    return text("kooste.months_short", language).split()[month - 1]


def label_of(kind: str, code: Any, language: str | None = None) -> str:
    """Return the reader's word for a code of the data, the code itself when the catalogue has none.

    Examples
    --------
    >>> label_of("group", "läheinen", "fi"), label_of("group", "naapuri", "fi")
    ('läheiset', 'naapuri')
    """
    if is_missing(code) or code == "":
        return text("kooste.not_told", language)
    try:
        return text(f"kooste.{kind}_{code}", language)
    except KeyError:
        return clean(code)


def join_words(words: Iterable[str], language: str | None = None) -> str:
    """Join words as in a sentence: "a, b ja c"."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {text('kooste.and', language)} {items[-1]}"


def clean(value: Any) -> str:
    """Return the text of a cell without control characters, "" when there is none.

    Examples
    --------
    >>> clean("rivi\\r\\ntoinen\\x00"), clean(None)
    ('rivi\\ntoinen', '')
    """
    if is_missing(value):
        return ""
    return UNPRINTABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")).strip()


def shorten(words: str, limit: int) -> tuple[str, bool]:
    """Cut a text at a word boundary near ``limit`` characters and tell whether it was cut.

    Examples
    --------
    >>> shorten("yksi kaksi kolme", 11)
    ('yksi kaksi …', True)
    """
    if len(words) <= limit:
        return words, False
    head = words[:limit]
    space = head.rfind(" ")
    return (head[:space] if space > limit * 0.7 else head).rstrip() + " …", True
