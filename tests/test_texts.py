"""The catalogue: three languages side by side, equal placeholders, and no key asked for in vain."""

from __future__ import annotations

import ast
import pickle
import re
import string
import tomllib
from pathlib import Path

import pytest

import rakenlp
from rakenlp import errors
from rakenlp.texts import LANGUAGES, Phrase, get_language, plural, set_language, text

PACKAGE = Path(rakenlp.__file__).parent
AREAS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (PACKAGE / "texts").glob("*.toml")}
ENTRIES = [(f"{area}.{name}", entry) for area, entries in AREAS.items() for name, entry in entries.items()]


def placeholders(template: str) -> set[str]:
    return {str(field) for _, field, _, _ in string.Formatter().parse(template) if field is not None}


@pytest.mark.parametrize("area", sorted(AREAS))
def test_every_entry_has_the_three_languages_with_the_same_placeholders(area: str) -> None:
    wrong = []
    for name, entry in AREAS[area].items():
        if set(entry) != set(LANGUAGES):
            wrong.append(f"{area}.{name}: languages {sorted(entry)}")
        elif not all(isinstance(value, str) and value.strip() for value in entry.values()):
            wrong.append(f"{area}.{name}: empty")
        elif len({frozenset(placeholders(value)) for value in entry.values()}) > 1:
            wrong.append(f"{area}.{name}: placeholders differ")
    assert wrong == []


def test_placeholders_are_named_so_that_languages_may_order_them() -> None:
    unnamed = [key for key, entry in ENTRIES for value in entry.values() if placeholders(value) & {"", "0", "1"}]
    assert unnamed == []


def _asked_for() -> list[tuple[str, str]]:
    """Literal keys of text(), plural() and the coded errors in the sources, with where they stand."""
    asked = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            key, where = node.args[0].value, f"{path.relative_to(PACKAGE)}:{node.lineno}"
            if not isinstance(key, str):
                continue
            if name in ("text", "say") and "." in key:
                asked.append((key, where))
            elif name == "plural" and "." in key:
                asked.extend([(f"{key}_one", where), (f"{key}_many", where)])
            elif name.endswith("Error") and issubclass(getattr(errors, name, int), errors.RakeError):
                asked.append((f"errors.{key}", where))
    return asked


def test_every_key_that_the_sources_name_is_in_the_catalogue() -> None:
    keys = {key for key, _ in ENTRIES}
    asked = _asked_for()
    assert len(asked) > 50
    assert [f"{key} ({where})" for key, where in asked if key not in keys] == []


def test_a_text_is_given_in_the_language_asked_for() -> None:
    assert text("common.yes", "en") == "yes"
    assert plural("common.observations", 1, "en") == "1 submission"
    before = get_language()
    try:
        set_language("sv")
        assert text("common.yes") == "ja"
    finally:
        set_language(before)


def test_a_language_without_texts_is_refused() -> None:
    with pytest.raises(ValueError, match="Got 'de' instead"):
        set_language("de")


def test_an_unknown_key_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        text("common.no_such_text")


def test_what_is_part_of_a_text_comes_in_its_language() -> None:
    error = errors.ParameterError(
        "parameter", name="until", owner="decide", expected=Phrase("register.a_day"), received=5
    )
    assert "pitää olla päivä, esimerkiksi" in str(error)
    assert "ska vara en dag" in text(f"errors.{error.code}", "sv", **error.values)
    assert pickle.loads(pickle.dumps(error)).values == error.values


def test_the_registers_errors_name_no_call_of_python() -> None:
    """The same messages are read in a browser and on the command line."""
    told = [(key, value) for key, entry in ENTRIES for value in entry.values() if key.startswith("errors.register_")]
    assert [key for key, value in told if re.search(r"\w\(|[a-z]\.[a-z]+\(", value)] == []


#: Words for which another one was chosen (see docs/sanasto.md), by language: what is one thing has one name.
REJECTED = {
    "fi": r"havainto|havainno|vastaajaryhm[äi]|signaali",
    "sv": r"iakttagels|(?<!read_)observation(?!_|s\.csv|\})|svarandegrupp|respondentgrupp|formulär|sammandrag|\bsignal",
    "en": r"\bobservations?\b(?!\.csv|\})|groups? of senders|sender groups?|\bsignals?\b|\bseparate reports?\b",
}
#: Texts that may say them: a signal of the operating system, and the name of a column.
SPARED = {
    "errors.serve_no_signal",
    "errors.serve_nothing_to_reload",
    "cli.serve_reload",
    "research.column_observation_id",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_name(language: str) -> None:
    found = [
        f"{key}: {match.group()}"
        for key, entry in ENTRIES
        if key not in SPARED and (match := re.search(REJECTED[language], entry[language], re.IGNORECASE))
    ]
    assert found == []


def test_the_flags_tell_of_submissions_and_reports_are_documents() -> None:
    told = {key: entry["en"] for key, entry in ENTRIES if key.startswith("flags.")}
    assert [key for key, value in told.items() if re.search(r"(?<!social )\breports?\b", value, re.IGNORECASE)] == []
