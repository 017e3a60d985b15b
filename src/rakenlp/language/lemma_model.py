"""The trained lemma model as data: frequencies, suffix edits, ranker weights and ready readings of common forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

from .._files import digest, pack_words, read_arrays, unpack_words, write_atomic
from .._resources import models_folder
from ..errors import ModelFormatError
from ._form_counts import columns
from ._form_index import FormIndex
from ._form_terms import FILE, FormTerms
from ._shared import once
from .stored_readings import Reading, StoredReadings

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Version of the files below.
SCHEMA = 2
#: Share of capitals in the middle of sentences, in quarters; this value where too few were seen.
UNSEEN_CAPITALS = 9
_NONE: Mapping[str, float] = {}
_FILES = ("frequencies.npz", "ranker.npz", "readings.npz")


@dataclass(frozen=True)
class LemmaModel:
    """Everything that was learned for lemmas; made by ``models/lemmas/train.py``.

    Attributes
    ----------
    forms : mapping of str to int
        Lower-case forms of raw text to the binary logarithm of their count.
    capitals : mapping of str to int
        Forms to the share of capitals inside sentences, in quarters (0–4).
    lemmas : mapping of str to int
        Voikko's base forms to the binary logarithm of their count.
    edits : mapping
        Suffixes to edits, for words that Voikko does not know.
    seen : mapping of str to tuple
        Forms of the treebanks whose lemma no rule proposes, to (lemma, part of speech).
    weights : mapping of str to mapping
        Of the ranker: the candidate's half of a feature to the other half and its weight.
    context_weights : mapping of str to mapping
        For forms that leave a doubt: the candidate's half of a feature to the neighbours' half and its weight.
    readings : mapping of str to Reading
        Of the most common forms, as they would be read without this table.
    choices : mapping of str to str
        Of those common forms that leave a doubt: the possible candidates with their beliefs, one a line.
    lexicon : str
        Fingerprint of the lexicon that the readings were made with.
    """

    forms: Mapping[str, int]
    capitals: Mapping[str, int]
    lemmas: Mapping[str, int]
    edits: Mapping[str, Sequence[tuple[str, str, str, str, int]]]
    seen: Mapping[str, tuple[tuple[str, str], ...]]
    weights: Mapping[str, Mapping[str, float]]
    context_weights: Mapping[str, Mapping[str, float]]
    readings: Mapping[str, Reading]
    choices: Mapping[str, str]
    lexicon: str = ""

    @cached_property
    def remembered(self) -> frozenset[str]:
        """Forms that the ranker has weights of their own for."""
        tables = [found for key, found in self.weights.items() if key.startswith(("#wk", "#ws"))]
        return frozenset(form for found in tables for form in found)

    @cached_property
    def _tables(self) -> dict[tuple[str, ...], tuple[Mapping[str, float], ...]]:
        return {}

    def tables(self, keys: Callable[..., tuple[str, ...]], *kind: str) -> tuple[Mapping[str, float], ...]:
        """Return the ranker's tables of weights for one kind of candidate, in the order of its keys."""
        found = self._tables.get(kind)
        if found is None:
            found = self._tables[kind] = tuple(self.weights.get(key, _NONE) for key in keys(*kind))
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """Common forms that Voikko knows to about how many times raw text has them: evidence for spelling repair."""
        ready = self.readings.counts if isinstance(self.readings, StoredReadings) else None
        if ready is not None:
            return ready
        return {form: 1 << count for form, count in self.forms.items() if form in self.readings}

    def save(self, folder: str | Path) -> None:
        """Write the model as npz files, each in one step."""
        import numpy as np

        forms = sorted(self.forms)
        lemmas = sorted(self.lemmas)
        _write(
            Path(folder) / _FILES[0],
            forms=pack_words(forms),
            counts=np.array([self.forms[f] for f in forms], np.uint8),
            capitals=np.array([self.capitals.get(f, UNSEEN_CAPITALS) for f in forms], np.uint8),
            lemmas=pack_words(lemmas),
            lemma_counts=np.array([self.lemmas[lemma] for lemma in lemmas], np.uint8),
        )
        weights, near = _flat(self.weights), _flat(self.context_weights)
        rest = {"edits": dict(self.edits), "seen": dict(self.seen), "lexicon": self.lexicon, "schema": SCHEMA}
        _write(
            Path(folder) / _FILES[1],
            names=pack_words(weights),
            weights=np.array(list(weights.values()), np.float16),
            context_names=pack_words(near),
            context_weights=np.array(list(near.values()), np.float16),
            tables=_json(rest),
        )
        self._save_readings(Path(folder) / _FILES[2])

    def _save_readings(self, path: Path) -> None:
        import numpy as np

        forms = sorted(self.readings)
        tails = [edit(form.lower(), self.readings[form].lemma) for form in forms]
        adds = sorted({add for _, add in tails})
        kinds = sorted({(r.pos, r.feats) for r in self.readings.values()})
        add_number = {add: i for i, add in enumerate(adds)}
        kind_number = {kind: i for i, kind in enumerate(kinds)}
        _write(
            path,
            forms=pack_words(forms),
            strip=np.array([strip for strip, _ in tails], np.uint8),
            add=np.array([add_number[add] for _, add in tails], np.uint16),
            adds=pack_words(adds),
            kind=np.array([kind_number[self.readings[f].pos, self.readings[f].feats] for f in forms], np.uint16),
            kinds=pack_words(["\t".join(kind) for kind in kinds]),
            certainty=np.array([int(self.readings[f].certainty * 255) for f in forms], np.uint8),
            choices=pack_words(f"{form}\n{found}\n" for form, found in sorted(self.choices.items())),
        )

    @classmethod
    def load(cls, folder: str | Path, index: FormIndex | None = None) -> LemmaModel:
        """Read a saved model.

        Parameters
        ----------
        folder : path
        index : FormIndex, optional
            Of the forms of its readings, where there is one already.

        Returns
        -------
        LemmaModel

        Raises
        ------
        ModelFormatError
            If a file is missing, damaged or of another schema.
        """
        frequencies, ranker, readings = (read_arrays(Path(folder) / name) for name in _FILES)
        try:
            tables = json.loads(ranker["tables"].tobytes())
            if tables["schema"] != SCHEMA:
                raise ModelFormatError(
                    "model_damaged", path=str(folder), reason=f"schema {tables['schema']}, not {SCHEMA}"
                )
            stored = StoredReadings(readings, index)
            stored.terms = _terms(Path(folder), len(stored))
            rows = [
                unpack_words(frequencies["forms"]),
                *(frequencies[name].tolist() for name in ("counts", "capitals")),
            ]
            known = readings["forms"].tobytes().split(b"\n")
            forms, capitals, stored.counts = columns(zip(*rows, strict=True), known, UNSEEN_CAPITALS)
            return cls(
                forms=forms,
                capitals=capitals,
                lemmas=dict(
                    zip(unpack_words(frequencies["lemmas"]), frequencies["lemma_counts"].tolist(), strict=True)
                ),
                edits=_edits(tables["edits"]),
                seen={form: tuple((a, b) for a, b in pairs) for form, pairs in tables["seen"].items()},
                weights=nested(_weights(ranker, "")),
                context_weights=nested(_weights(ranker, "context_")),
                readings=stored,
                choices=dict(item.split("\n", 1) for item in _text(readings["choices"]).split("\n\n") if item),
                lexicon=tables["lexicon"],
            )
        except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
            raise ModelFormatError("model_damaged", path=str(folder), reason=type(error).__name__) from error

    @classmethod
    @once
    def default(cls) -> LemmaModel:
        """Return the shipped model, loaded once per process."""
        return cls.load(models_folder("lemmas"), common_forms())


@once
def common_forms() -> FormIndex:
    """Return where the forms of the stored readings stand, loaded once per process: all that other tables need."""
    path = models_folder("lemmas") / _FILES[2]
    try:
        return FormIndex(read_arrays(path)["forms"])
    except KeyError:
        raise ModelFormatError("model_damaged", path=str(path), reason="forms") from None


def _terms(folder: Path, size: int) -> FormTerms | None:
    """Return the ready terms of a folder, None where there are none that were made for its readings."""
    if not (folder / FILE).is_file():
        return None
    found = read_arrays(folder / FILE)
    same = found["readings"].tobytes().decode("ascii") == digest((folder / _FILES[2]).read_bytes())
    return FormTerms(found, size) if same else None


def _edits(found: Mapping[str, Any]) -> dict[str, tuple[tuple[str, str, str, str, int], ...]]:
    """Return the edits of suffixes; those that many have are kept once."""
    shared: dict[Any, Any] = {}
    for suffix, some in found.items():
        edits = tuple(shared.setdefault(one, one) for one in map(_edit_of, some))
        shared[suffix] = shared.setdefault(edits, edits)
    return {suffix: shared[suffix] for suffix in found}


def _edit_of(found: Sequence[Any]) -> tuple[str, str, str, str, int]:
    strip, add, pos, signature, odds = found
    return intern(strip), intern(add), intern(pos), intern(signature), odds


def _weights(found: Mapping[str, NDArray[Any]], kind: str) -> dict[str, float]:
    shared: dict[float, float] = {}
    values = (shared.setdefault(value, value) for value in found[kind + "weights"].tolist())
    return dict(zip(unpack_words(found[kind + "names"]), values, strict=True))


def nested(weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return named weights by the two halves of their names, which a tab parts."""
    found: dict[str, dict[str, float]] = {}
    for name, weight in weights.items():
        key, _, value = name.partition("\t")
        found.setdefault(key, {})[intern(value)] = weight
    return found


def _flat(weights: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {f"{key}\t{value}": found[value] for key, found in sorted(weights.items()) for value in sorted(found)}


def edit(form: str, lemma: str) -> tuple[int, str]:
    """Return how a lemma is made of a form: the letters that go from its end, and those that come."""
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]


def _text(array: NDArray[Any]) -> str:
    return array.tobytes().decode().rstrip("\n")


def _json(value: object) -> NDArray[Any]:
    import numpy as np

    return np.frombuffer(json.dumps(value, ensure_ascii=False, sort_keys=True).encode(), np.uint8)


def _write(path: Path, **arrays: NDArray[Any]) -> None:
    import io

    import numpy as np

    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    write_atomic(path, buffer.getvalue())
