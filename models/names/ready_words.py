"""Store what is read of common words (``words.npz``).

    python models/names/ready_words.py

``train.py`` does it too; it is to be done again after a change in ``models/lemmas``, whose forms these are. What is
stored is what is found without the file, so nothing changes but the time it takes.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from rakenlp._files import write_atomic
from rakenlp.language.lemma_model import common_forms
from rakenlp.privacy._name_model import NameModel
from rakenlp.privacy._name_table import FILE, NameTable, Sort, arrays, made_for
from rakenlp.privacy._name_words import Lists, NameWord, facts_of, read_name_word

HERE = Path(__file__).resolve().parent


def store_words() -> None:
    """Write the file, for the model of names and the readings as they are stored."""
    (HERE / FILE).unlink(missing_ok=True)  # an older one may be of another make
    common_forms.cache_clear()  # type: ignore[attr-defined]
    model, index = NameModel.load(HERE), common_forms()
    found = [stored(form, model.lists) for form in index]
    names = NameModel.manifest(HERE)["sha256"]
    columns = arrays(found, made_for(names, index))
    table = NameTable(index, columns, model.lists)
    wrong = {item[0] for item in found if item is not None and table.get(item[0]) != item[1]}
    if wrong:  # such as a lemma that no ending makes
        found = [None if item is None or item[0] in wrong else item for item in found]
        columns = arrays(found, made_for(names, index))
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **columns)
    write_atomic(HERE / FILE, buffer.getvalue())
    NameModel.default.cache_clear()
    count = sum(item is not None for item in found)
    print(f"{count} of {len(found)} words, {len(wrong)} left out, {len(buffer.getvalue()) / 1e6:.1f} MB")


def stored(form: str, lists: Lists) -> tuple[str, NameWord, Sort] | None:
    """Return a word with what is read of it and its sort; None for one that no sort fits."""
    if not form.isalpha():
        return None
    word = read_name_word(form, lists)
    if word.low != form.lower() or word.shape not in ("aa", "Aa") or word.used is None:
        return None
    classes, bits, listed = facts_of(form, lists)
    common = lists.common.get(word.low, 0)
    sort = Sort(
        word.kind, word.group, word.case, word.told, word.brief, word.about, word.language, word.shape, classes,
        common, bits, listed, word.hopeful, word.suspect,
    )  # fmt: skip
    return form, word, sort


if __name__ == "__main__":
    store_words()
