"""Lexicons in files: the shipped TOML form and a user's CSV table."""

from __future__ import annotations

import csv
import io
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError, ModelFormatError
from ._inflection import MODELS, fits, guess_model, is_verb
from ._lexicon_entries import Entry, Headword
from ._lexicon_tables import KEY, START
from .lexicon import LONGEST, SCHEMA, Lexicon

_COLUMNS = {
    "form": ("muoto", "sana", "form", "word"),
    "lemma": ("perusmuoto", "lemma"),
    "meaning": ("merkitys", "meaning"),
    "pos": ("sanaluokka", "pos"),
    "like": ("taipuu", "inflects_like"),
    "correct": ("oikein", "correct"),
}
_POS = {
    "substantiivi": "NOUN",
    "lyhenne": "NOUN",
    "erisnimi": "PROPN",
    "verbi": "VERB",
    "adjektiivi": "ADJ",
    "adverbi": "ADV",
    "pronomini": "PRON",
    "numeraali": "NUM",
    "interjektio": "INTJ",
} | {pos.lower(): pos for pos in ("NOUN", "PROPN", "VERB", "ADJ", "ADV", "PRON", "NUM", "INTJ", "ADP", "AUX", "X")}
_NO_INFLECTION = ("-", "ei", "no", "nej")
_CASES = ("any", "upper", "lower", "capital")
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252"))
_SEPARATOR = re.compile(r"\s*[|,/]\s*")


def read_lexicon(path: str | os.PathLike[str]) -> Lexicon:
    """Read a lexicon from a CSV or TOML file; see :meth:`rakenlp.language.Lexicon.read`."""
    file = Path(path)
    if file.is_dir():
        raise InputError("is_directory", path=file)
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise InputError("file_not_found", path=file) from error
    except (OSError, ValueError) as error:  # a NUL in the path is a ValueError
        raise InputError("file_unreadable", path=file, reason=type(error).__name__) from error
    text = _decode(data, file)
    if not text.strip():
        raise InputError("lexicon_empty", path=file)
    return parse_toml(text, str(file), kind="user") if file.suffix.lower() == ".toml" else parse_csv(text, str(file))


def _decode(data: bytes, path: Path) -> str:
    for mark, encoding in _ENCODINGS:
        if data.startswith(mark):
            try:
                return unicodedata.normalize("NFC", data.decode(encoding))
            except UnicodeDecodeError:
                continue
    raise InputError("lexicon_unreadable", path=path)


def parse_csv(text: str, path: str) -> Lexicon:
    """Return the lexicon of a user's table; ``path`` is named in the errors."""
    first = text.lstrip().split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    headwords: list[Headword] = []
    parts: dict[str, str] = {}
    words: dict[str, str] = {}
    try:
        header = next(row for row in rows if any(cell.strip() for cell in row))
        places = _places([name.strip().lower() for name in header], path)
        for row in rows:
            values = {name: row[i].strip() if i < len(row) else "" for name, i in places.items()}
            if not any(values.values()) or values["form"].startswith("#"):
                continue
            if values.get("correct"):
                _add_correction(values["form"], values["correct"], parts, words, path, rows.line_num)
            else:
                headwords.append(_user_word(values, path, rows.line_num))
    except csv.Error as error:
        raise InputError("lexicon_unreadable", path=path) from error
    return Lexicon(headwords, parts, words)


def _places(header: list[str], path: str) -> dict[str, int]:
    places = {name: header.index(alias) for name, aliases in _COLUMNS.items() for alias in aliases if alias in header}
    if "form" not in places:
        raise InputError("lexicon_columns", path=path, columns=", ".join(header))
    return places


def _add_correction(
    given: str, right: str, parts: dict[str, str], words: dict[str, str], path: str, row: object
) -> None:
    """Add a misspelling: a whole word, the beginning of words (ahist*), or a part of any word (*toimentulo*)."""
    right = _one_word(right.strip("*"), path, row).lower()
    wrong = _one_word(given.strip("*"), path, row).lower()
    part = given.endswith("*")
    _check_correction(wrong, right, part, path, row)
    if part:
        parts[wrong if given.startswith("*") else START + wrong] = right
    else:
        words[wrong] = right


def _check_correction(wrong: object, right: object, part: bool, path: str, row: object) -> None:
    fine = isinstance(wrong, str) and isinstance(right, str) and right and wrong != right
    if not fine or (part and (str(wrong) in str(right) or len(str(wrong)) < KEY)):
        raise InputError("lexicon_correction", path=path, row=row, wrong=wrong, right=right, least=KEY)


def _one_word(form: str, path: str, row: object) -> str:
    if not form or len(form) > LONGEST or len(form.split()) != 1 or not any(c.isalpha() for c in form):
        raise InputError("lexicon_form", path=path, row=row, received=form[:LONGEST], longest=LONGEST)
    return form


def _user_word(values: Mapping[str, str], path: str, row: object) -> Headword:
    form = _one_word(values["form"], path, row)
    capitals = form.isupper() and len(form) > 1
    given = {key: value for key, value in values.items() if value}
    lemma = given.get("lemma", form).lower()
    if "like" not in given and lemma != form.lower():
        given["like"] = "-"  # one inflected form on a row of its own
    default = "PROPN" if form[0].isupper() and not capitals else "NOUN"
    case = "upper" if capitals else "any"
    return _headword(form, {"pos": default, **given, "lemma": lemma, "kind": "user", "case": case}, path, row)


def parse_toml(text: str, path: str, kind: str = "") -> Lexicon:
    """Return the lexicon of a TOML text of the form of ``field_lexicon.toml``; ``kind`` overrides what it says."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("lexicon_unreadable", path=path) from error
    if data.get("schema", SCHEMA) != SCHEMA:
        raise ModelFormatError("model_version", path=path, received=data["schema"], expected=SCHEMA)
    try:
        headwords = list(_toml_words(data, path, {"kind": kind} if kind else {}))
        parts, words = dict(data.get("respell", {})), dict(data.get("respell_words", {}))
    except (TypeError, ValueError, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("lexicon_unreadable", path=path) from error
    for wrong, right in parts.items():
        _check_correction(wrong.removeprefix(START), right, True, path, wrong)
    for wrong, right in words.items():
        _check_correction(wrong, right, False, path, wrong)
    return Lexicon(headwords, parts, words, str(data.get("version", "")))


def _toml_words(data: Mapping[str, Any], path: str, forced: Mapping[str, Any]) -> Iterator[Headword]:
    for group in data.get("group", ()):
        shared = {key: value for key, value in group.items() if key != "words"}
        for form, value in group.get("words", {}).items():
            own = {"meaning": value} if isinstance(value, str) else value
            yield _headword(_one_word(form, path, form), {**shared, **own, **forced}, path, form)


def _headword(form: str, values: Mapping[str, Any], path: str, row: object) -> Headword:
    pos = _POS.get(values.get("pos", "NOUN").lower())
    like = values.get("like", "").lower() or guess_model(form)
    like = "-" if like in _NO_INFLECTION else like
    case, use = values.get("case", "any"), values.get("use", "any")
    for column, received, known in (
        ("pos", values.get("pos") if pos is None else pos, {*_POS, *_POS.values()}),
        ("inflects_like", like, MODELS),
        ("case", case, _CASES),
        ("use", use, ("any", "first")),
    ):
        if received not in known:
            expected = ", ".join(sorted(known) if isinstance(known, set) else known)
            raise InputError("lexicon_value", path=path, row=row, column=column, received=received, expected=expected)
    if not fits(form, like):
        raise InputError("lexicon_model", path=path, row=row, word=form, received=like, expected=guess_model(form))
    pos = "VERB" if is_verb(like) else str(pos)
    meaning = tuple(part for part in _SEPARATOR.split(values.get("meaning", "").lower().strip()) if part)
    entry = Entry(values.get("lemma") or form.lower(), pos, meaning, values.get("kind", "term"))
    stem, plural, withheld = values.get("stem", ""), bool(values.get("plural", True)), tuple(values.get("withheld", ()))
    return Headword(form, entry, like, case, use, stem, plural, withheld)
