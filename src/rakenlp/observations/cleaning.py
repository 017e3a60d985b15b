"""Cleaning of one text cell: characters that were damaged or added on the way, never the words."""

from __future__ import annotations

import datetime
import html
import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

LONG_TEXT = 50_000

_SMART_QUOTES = {**dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'), **dict.fromkeys(map(ord, "‘’‚‛′ʼ＇"), "'")}
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1f\x7f]|(?<=[A-Za-zÀ-ɏ])[\u200c\u200d]+|[\u200c\u200d]+(?=[A-Za-zÀ-ɏ])|[\u200c\u200d]+$"
)
_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1_PATTERN = re.compile("[\x80-\x9f]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_BLANKS = re.compile("[^\\S\n]+")
_AROUND_BREAK = re.compile(" ?\n ?")
_MANY_BREAKS = re.compile("\n{3,}")
_EXCEL_ESCAPE = re.compile("_x00([0-9A-Fa-f]{2})_")
_ENTITY = re.compile("&(?:[A-Za-z]{2,8}|#[0-9]{2,5}|#x[0-9A-Fa-f]{2,4});")
_BREAK_TAG = re.compile(r"<\s*(?:br\s*/?|/p|/div|/li)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|div|span|b|i|u|em|strong|font|ul|ol|li|a)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_ORDINARY = re.compile("[ \n!-;=?-~ÄÖÅäöåé€–—…]*")

_CONTINUATION = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xC0))
_CONTINUATION = re.escape(_CONTINUATION) + "\x80-\x9f"
_MISREAD = re.compile(f"[ÂÃ][{_CONTINUATION}]|Å[¡½¾]|â[{_CONTINUATION}]{{2}}|ð[{_CONTINUATION}]{{3}}")
_MISREAD_CYRILLIC = re.compile(f"(?:[ÐÑ][{_CONTINUATION}]){{3,}}")
_LOST_CLOSING_QUOTE = re.compile("â€(?=\\s|[.,;:!?)]|$)")
_MAC_MISREAD = {"√§": "ä", "√∂": "ö", "√•": "å", "√Ñ": "Ä", "√ñ": "Ö", "√Ö": "Å", "√©": "é"}


def is_missing(value: object) -> bool:
    """Tell whether a cell holds nothing: None, NaN, NaT, pandas.NA or only white space."""
    if value is None or value is pd.NA:
        return True
    if isinstance(value, str):
        return not value or value.isspace()
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return False


def as_text(value: object) -> str | None:
    """Return the text of a cell of any type, or None if it holds nothing.

    Examples
    --------
    >>> as_text(12.0), as_text(True), as_text(float("nan"))
    ('12', 'kyllä', None)
    """
    if isinstance(value, str):
        return str(value)
    if is_missing(value):
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if str(value) in ("True", "False"):
        return "kyllä" if str(value) == "True" else "ei"
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(as_text, value.values())))
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return ", ".join(filter(None, map(as_text, parts)))
    if isinstance(value, datetime.date):
        return value.isoformat()
    shown = str(value)
    return shown[:-2] if re.fullmatch(r"-?\d+\.0", shown) else shown


def clean_text(raw: str) -> tuple[str, tuple[str, ...]]:
    """Return the cleaned text and the kinds of change made to it.

    Parameters
    ----------
    raw : str
        As it came from the source.

    Returns
    -------
    text : str
        NFC, without invisible and control characters, with plain quotes and line feeds, trimmed.
    changes : tuple of str
        Some of "mojibake", "surrogates", "lost_characters", "markup", "invisible", "quotes", "unicode" and
        "whitespace", in this order. "lost_characters" tells that the source itself had lost letters.

    Examples
    --------
    >>> clean_text("Ei  pÃ¤Ã¤se lää\\u00adkäriin")
    ('Ei pääse lääkäriin', ('mojibake', 'invisible', 'whitespace'))
    """
    if _ORDINARY.fullmatch(raw) and "&" not in raw and "_x00" not in raw:
        trimmed = _trim(raw) if "\n" in raw else " ".join(raw.split())
        return (raw, ()) if trimmed == raw else (trimmed, ("whitespace",))  # what does not change is not doubled
    changes = []
    text = raw
    for name, step in _STEPS:
        changed = step(text)
        if changed != text:
            changes.append(name)
            text = changed
        if name == "surrogates" and "\ufffd" in text and "\ufffd" in raw:
            changes.append("lost_characters")
    return text, tuple(changes)


def _trim(text: str) -> str:
    text = _BREAKS.sub("\n", text)
    text = _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text))
    return _MANY_BREAKS.sub("\n\n", text).strip()


def _join_surrogates(text: str) -> str:
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _repair_mojibake(text: str) -> str:
    for _ in range(2):  # some exports were misread twice
        repaired = _MISREAD.sub(_reread, text) if _MISREAD.search(text) else text
        repaired = _MISREAD_CYRILLIC.sub(_reread, repaired)
        if repaired != text:
            repaired = _LOST_CLOSING_QUOTE.sub('"', repaired)
        if repaired == text:
            break
        text = repaired
    if "√" in text:
        for wrong, right in _MAC_MISREAD.items():
            text = text.replace(wrong, right)
    return text


def _reread(match: re.Match[str]) -> str:
    """Read the characters again as UTF-8; they stay as they are unless that gives an ordinary character."""
    wrong = match.group()
    try:
        right = b"".join(_single_byte(character) for character in wrong).decode("utf-8")
    except UnicodeError:
        return wrong
    certain = all(unicodedata.category(character)[0] in "LPSZ" or character in "\u00ad\xa0ÂÃ" for character in right)
    return right if certain else wrong


def _single_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _strip_markup(text: str) -> str:
    if "_x00" in text:
        text = _EXCEL_ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
    if "<" in text:
        text = _TAG.sub("", _BREAK_TAG.sub("\n", text))
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text


def _strip_invisible(text: str) -> str:
    if _C1_PATTERN.search(text):
        text = text.translate(_C1)
    return _INVISIBLE.sub("", text)


def _plain_quotes(text: str) -> str:
    return text.translate(_SMART_QUOTES)


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_LIGATURES))


_STEPS = (
    ("mojibake", _repair_mojibake),
    ("surrogates", _join_surrogates),
    ("markup", _strip_markup),
    ("invisible", _strip_invisible),
    ("quotes", _plain_quotes),
    ("unicode", _compose),
    ("whitespace", _trim),
)
