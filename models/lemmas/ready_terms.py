"""Store the terms of the common forms whose readings are stored (``terms.npz``).

    python models/lemmas/ready_terms.py

``train.py`` does it too. What is stored is what is found without the file, so nothing changes but the time it takes.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from rakenlp._files import digest, write_atomic
from rakenlp.language._form_terms import ANEW, EMPTY, FILE, LISTED, PLAIN, packed, written
from rakenlp.language.forms import normalise_word
from rakenlp.language.lemma_model import LemmaModel, common_forms
from rakenlp.language.stored_readings import Reading
from rakenlp.language.terms import word_anew
from rakenlp.language.words import is_person_name_anew

HERE = Path(__file__).resolve().parent
_LONGEST = 60_000


def store_terms() -> None:
    """Write the file, for the readings as they are stored."""
    (HERE / FILE).unlink(missing_ok=True)  # an older one may be of another make
    forget_model()
    readings = LemmaModel.default().readings
    found = [stored(form, readings[form]) for form in readings]
    common = [not is_person_name_anew(form) for form in readings]
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **packed(found, common, digest((HERE / "readings.npz").read_bytes())))
    write_atomic(HERE / FILE, buffer.getvalue())
    forget_model()
    count = sum(code != ANEW for code, _ in found)
    print(f"terms of {count} of {len(found)} forms, {len(buffer.getvalue()) / 1e6:.1f} MB")


def forget_model() -> None:
    """Let the model be loaded anew, with its list of forms."""
    common_forms.cache_clear()  # type: ignore[attr-defined]
    LemmaModel.default.cache_clear()  # type: ignore[attr-defined]


def stored(form: str, reading: Reading) -> tuple[int, str]:
    """Return what is stored of a form: a code, and the terms where they are listed."""
    word = word_anew(form, reading)
    if normalise_word(form) != form:
        return ANEW, ""
    if word is None:
        return EMPTY, ""
    own = word.lemma
    if not own or not word.terms or not all(word.terms):
        return ANEW, ""
    if word == (reading.lemma, (reading.lemma,)):
        return PLAIN, ""
    text = written(own, word.terms, reading.lemma)
    return (LISTED, text) if len(text.encode()) < _LONGEST and text.count("\t") == len(word.terms) else (ANEW, "")


if __name__ == "__main__":
    store_terms()
