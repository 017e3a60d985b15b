"""The trained finder of names as data: lists, hashed weights, the second pass; made by ``models/names/train.py``."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .._files import digest, pack_words, read_json, unpack_words, write_atomic
from .._remember import Remembered
from .._resources import models_folder
from ..language._shared import once
from ._name_rows import COLUMNS
from ._name_runs import read_runs
from ._name_table import NameTable
from ._name_text import BY_PLACE, expand_pair
from ._name_trees import Trees
from ._name_words import LONGEST, Lists, NameWord, read_name_word
from ._scored_files import MANIFEST, damaged, numbers_of, saved_scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Version of the files.
SCHEMA = 3
SIZE = 1 << 20
_ARRAYS = "names.npz"
_WORDS, _SUMS = 1 << 18, 1 << 18
#: Where words stand that need another probability.
THRESHOLDS = ("middle", "start", "small", "small_rare", "small_unmet", "beside")
#: What the first pass tells apart: persons, places, other things.
KINDS = 3
_BITS = 21
_MASK = SIZE - 1
_BY_PLACE = tuple(start.encode() for start in BY_PLACE)
_HALF, _FIELD = 1 << (_BITS - 1), (1 << _BITS) - 1


def bucket(feature: str) -> int:
    """Return where the weight of a feature lies."""
    return crc32(feature.encode("utf-8", "surrogatepass")) & _MASK


def together(weights: NDArray[Any]) -> array[int]:
    """Return the weights of a bucket for each kind, as one number: sums of it are sums of each (:func:`apart`)."""
    import numpy as np

    wide = weights.astype(np.int64)
    return array("q", sum(wide[n] << (_BITS * n) for n in range(KINDS)).tobytes())


def apart(total: int) -> tuple[int, int, int]:
    """Return the three sums that a sum of such numbers holds."""
    first = ((total + _HALF) & _FIELD) - _HALF
    total = (total - first) >> _BITS
    second = ((total + _HALF) & _FIELD) - _HALF
    return first, second, (total - second) >> _BITS


def sum_single(weights: Sequence[int], word: NameWord, role: str) -> int:
    """Return the sum of the weights of :func:`expand_single`: what all features of a role begin with is hashed once.

    The checksum of two strings one after the other is that of the second, gone on with from that of the first.
    """
    if role[0] != "c":
        roles = [crc32(f"{told}|".encode("utf-8", "surrogatepass")) for told in (role, role[0])]
        near = [feature.encode("utf-8", "surrogatepass") for feature in word.near]
        return sum(weights[crc32(feature, told) & _MASK] for feature in near for told in roles)
    start, capitals, language, mark = role[1], role[2], role[3], role[4:]
    total = 0
    if mark:
        brief = f"r{mark}|{word.brief}{start}"
        total = sum(weights[bucket(feature)] for feature in (f"r{mark}|{word.shape}", f"r{mark}|{word.kind}", brief))
    if not word.alone:
        return total
    alone = word.alone.encode("utf-8", "surrogatepass").split(b"\n")
    placed = [feature for feature in alone if feature.startswith(_BY_PLACE)]
    for told, features in (
        ("c|", alone),
        (f"c{start}{capitals}|", placed),
        (f"c{language}{start == 'M'}|", placed),
    ):
        first = crc32(told.encode())
        total += sum([weights[crc32(feature, first) & _MASK] for feature in features])
    return total


class NameModel:
    """Everything that was learned of names.

    Parameters
    ----------
    lists : Lists
    weights : array of float
        Of the first pass, by kind and bucket, in units of ``unit``, from -127 to 127.
    unit, bias : sequence of float
        By kind.
    second : Trees
        The second pass, in which a word knows what the first said of its neighbours.
    thresholds : mapping of str to float
        Probability from which a word is a name: "middle" and "start" of a sentence, "small" in lower case where the
        writer uses no capitals, "small_rare" where the writer does,
        "small_unmet" in lower case and in no dictionary, "beside" a name that it is of the same person with.
    """

    def __init__(
        self,
        lists: Lists,
        weights: NDArray[Any],
        unit: Sequence[float],
        bias: Sequence[float],
        second: Trees,
        thresholds: Mapping[str, float],
    ) -> None:
        self.lists, self.unit, self.bias = lists, tuple(unit), tuple(bias)
        self.weights = together(weights)
        self.second, self.thresholds = second, dict(thresholds)
        #: Ready answers on common words; they are the same as those made anew.
        self.table: NameTable | None = None
        self.words = Remembered(self._read, _WORDS, longest=4 * LONGEST)
        self.singles = Remembered(self._single, _SUMS, longest=4 * LONGEST)
        self.pairs = Remembered(self._pair, _SUMS, longest=4 * LONGEST)

    def _read(self, piece: str) -> NameWord:
        ready = None if self.table is None else self.table.get(piece)
        return ready or read_name_word(piece, self.lists)

    def _single(self, piece: str, role: str) -> int:
        if not piece:
            return self.weights[bucket(role + "|w=")] + self.weights[bucket(role[0] + "|w=")]
        return sum_single(self.weights, self.words[piece], role)

    def odds(self, total: int) -> tuple[float, float, float]:
        """Return the log odds of a sum of weights: a person, a place, another thing."""
        first, second, third = apart(total)
        unit, bias = self.unit, self.bias
        return first * unit[0] + bias[0], second * unit[1] + bias[1], third * unit[2] + bias[2]

    def _pair(self, left: str, right: str) -> int:
        return self.weights[bucket(expand_pair(left, right))]

    def save(self, folder: str | Path) -> None:
        """Write the model: an npz file and a manifest with its checksum."""
        import io

        import numpy as np

        buffer = io.BytesIO()
        names, common = sorted(self.lists.names), sorted(self.lists.common)
        arrays = dict(
            names=pack_words(names),
            flags=np.array([self.lists.names[name] for name in names], np.uint32),
            common=pack_words(common),
            lemmas=pack_words(sorted(self.lists.groups)),
            groups=np.array([n for _, n in sorted(self.lists.groups.items())], np.uint8),
            width=np.array([self.lists.common[word] for word in common], np.uint8),
            runs=pack_words(_run_rows(self.lists)),
            weights=_kinds(self.weights),
            **self.second.arrays(),
        )
        np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
        write_atomic(Path(folder) / _ARRAYS, buffer.getvalue())
        manifest = {
            "schema": SCHEMA,
            "sha256": digest(buffer.getvalue()),
            "unit": list(self.unit),
            "bias": list(self.bias),
            "thresholds": self.thresholds,
        }
        write_atomic(Path(folder) / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")

    @staticmethod
    def manifest(folder: str | Path) -> Any:
        """Return what is told of a saved model, with the checksum of its arrays.

        Raises
        ------
        ModelFormatError
            If the file is missing or damaged.
        """
        return read_json(Path(folder) / MANIFEST)

    @classmethod
    def load(cls, folder: str | Path) -> NameModel:
        """Read a saved model.

        Raises
        ------
        ModelFormatError
            If a file is missing, damaged or of another schema.
        """
        path = Path(folder)
        with saved_scorer(path, _ARRAYS, {"schema": SCHEMA}) as (manifest, arrays):
            weights = arrays["weights"]
            unit, bias, thresholds = numbers_of(path, manifest, THRESHOLDS)
            if weights.shape != (KINDS, SIZE) or weights.dtype.str != "|i1" or len(unit) != KINDS or len(bias) != KINDS:
                raise damaged(path / _ARRAYS, "weights")
            lists = Lists(
                dict(zip(unpack_words(arrays["names"]), arrays["flags"].tolist(), strict=True)),
                dict(zip(unpack_words(arrays["common"]), arrays["width"].tolist(), strict=True)),
                dict(zip(unpack_words(arrays["lemmas"]), arrays["groups"].tolist(), strict=True)),
                *read_runs(unpack_words(arrays["runs"])),
            )
            model = cls(lists, weights, unit, bias, Trees.of(arrays, COLUMNS), thresholds)
            model.table = NameTable.beside(path, manifest["sha256"], lists)
            return model

    @classmethod
    @once
    def default(cls) -> NameModel:
        """Return the shipped model, loaded once per process."""
        return cls.load(models_folder("names"))


def _kinds(weights: Sequence[int]) -> NDArray[Any]:
    """Return the weights of each kind again."""
    import numpy as np

    rest = np.array(weights, np.int64)
    kinds = np.empty((KINDS, len(rest)), np.int8)
    for n in range(KINDS):
        low = ((rest + _HALF) & _FIELD) - _HALF
        kinds[n] = low
        rest = (rest - low) >> _BITS
    return kinds


def _run_rows(lists: Lists) -> list[str]:
    return sorted(f"{letter} {' '.join((first, *rest))}" for first, some in lists.runs.items() for rest, letter in some)
