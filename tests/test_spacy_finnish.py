"""spaCy's own tests of Finnish, run on the tokenizer of our pipeline: those of whatever spaCy is installed."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import spacy

import rakenlp

fi = pytest.importorskip("spacy.tests.lang.fi", reason="this spaCy comes without its tests")

#: Where we cut otherwise on purpose, with our token. spaCy cuts a conjunction and the negative verb written as one word
#: in two and respells the halves ("ett" → "että"). Here a written word is one token, so that places, marked words and
#: counts are those of the text that a person wrote; the negation is in its features instead.
ONE_WRITTEN_WORD = {
    "Päätimme ettemme tule.": "ettemme",
    "Miksei puhuttaisi?": "Miksei",
    "He tottelivat vaikkeivat halunneet": "vaikkeivat",
}


def cases() -> Iterator[Any]:
    """Yield every function of spaCy's Finnish tests with each of its sets of arguments."""
    for module in pkgutil.iter_modules(fi.__path__):
        for name, test in inspect.getmembers(importlib.import_module(f"{fi.__name__}.{module.name}")):
            if not name.startswith("test_"):
                continue
            for names, rows in [mark.args for mark in getattr(test, "pytestmark", [])] or [("", [()])]:
                arguments = [one.strip() for one in names.split(",") if one]
                for number, row in enumerate(rows):
                    given = dict(zip(arguments, [row] if len(arguments) == 1 else row, strict=True))
                    yield pytest.param(test, given, id=f"{name.removeprefix('test_')}-{number}")


CASES = list(cases())


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    return rakenlp.load_language()


def test_there_are_as_many_as_ever() -> None:
    assert len(CASES) >= 43 and set(ONE_WRITTEN_WORD) <= {case.values[1].get("text") for case in CASES}


@pytest.mark.parametrize(("test", "given"), CASES)
def test_the_case_passes_or_is_listed(nlp: spacy.Language, test: Callable[..., None], given: dict[str, Any]) -> None:
    if (token := ONE_WRITTEN_WORD.get(given.get("text", ""))) is None:
        test(nlp.tokenizer, **given)
        return
    with pytest.raises(AssertionError):  # a listed case that passes is not to be listed
        test(nlp.tokenizer, **given)
    found = [t.text for t in nlp.tokenizer(given["text"])]
    first, second = given["expected_tokens"][(at := found.index(token)) : at + 2]
    assert first + second == token
    assert [*found[:at], first, second, *found[at + 1 :]] == given["expected_tokens"]


@pytest.mark.parametrize("token", ["ettemme", "Miksei", "vaikkeivät"])  # spaCy's "vaikkeivat" is misspelt
def test_a_negation_that_is_not_cut_off_is_in_the_features(nlp: spacy.Language, token: str) -> None:
    [word] = nlp(token)
    assert word.morph.get("Polarity") == ["Neg"] and word.lemma_ in ("ettei", "miksei", "vaikkei")
