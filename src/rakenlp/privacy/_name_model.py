"""The trained finder of names as data: lists, hashed weights, the second pass; made by ``models/names/train.py``."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .._files import UNREADABLE, digest, read_arrays, read_json, write_atomic
from .._remember import Remembered
from .._resources import models_folder
from ..errors import ModelFormatError
from ..language._shared import once
from ._name_text import expand_pair, expand_single
from ._name_words import LONGEST, Lists, NameWord, read_name_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Version of the files.
SCHEMA = 1
SIZE = 1 << 20
_MANIFEST, _ARRAYS = "manifest.json", "names.npz"
_WORDS, _SUMS = 1 << 18, 1 << 20


def bucket(feature: str) -> int:
    """Return where the weight of a feature lies."""
    return crc32(feature.encode("utf-8", "surrogatepass")) & (SIZE - 1)


class NameModel:
    """Everything that was learned of names.

    Parameters
    ----------
    lists : Lists
    weights : sequence of int
        By bucket, in units of ``unit``.
    unit, bias : float
    second : mapping of str to float
        Weights of the second pass, in which a word knows what the first said of its neighbours.
    threshold : float
        Probability from which a word is a name.
    small : float
        The same for a word in lower case, of which there are so many more.
    """

    def __init__(
        self,
        lists: Lists,
        weights: Sequence[int],
        unit: float,
        bias: float,
        second: Mapping[str, float],
        threshold: float,
        small: float,
    ) -> None:
        self.lists, self.weights, self.unit, self.bias = lists, weights, unit, bias
        self.second, self.threshold, self.small = second, threshold, small
        self.words = Remembered(self._read, _WORDS, longest=4 * LONGEST)
        self.singles = Remembered(self._single, _SUMS, longest=4 * LONGEST)
        self.pairs = Remembered(self._pair, _SUMS, longest=4 * LONGEST)

    def _read(self, piece: str) -> NameWord:
        return read_name_word(piece, self.lists)

    def _single(self, piece: str, role: str) -> int:
        if not piece:
            return self.weights[bucket(role + "|w=")] + self.weights[bucket(role[0] + "|w=")]
        return sum(self.weights[bucket(feature)] for feature in expand_single(self.words[piece], role))

    def _pair(self, left: str, right: str) -> int:
        return self.weights[bucket(expand_pair(left, right))]

    def save(self, folder: str | Path) -> None:
        """Write the model: an npz file and a manifest with its checksum."""
        import io

        import numpy as np

        buffer = io.BytesIO()
        names, common = sorted(self.lists.names), sorted(self.lists.common)
        np.savez_compressed(
            buffer,
            names=_packed(names),
            flags=np.array([self.lists.names[name] for name in names], np.uint32),
            common=_packed(common),
            lemmas=_packed(sorted(self.lists.groups)),
            groups=np.array([n for _, n in sorted(self.lists.groups.items())], np.uint8),
            width=np.array([self.lists.common[word] for word in common], np.uint8),
            weights=np.array(self.weights, np.int8),
        )
        write_atomic(Path(folder) / _ARRAYS, buffer.getvalue())
        manifest = {
            "schema": SCHEMA,
            "sha256": digest(buffer.getvalue()),
            "unit": self.unit,
            "bias": self.bias,
            "threshold": self.threshold,
            "small": self.small,
            "second": dict(sorted(self.second.items())),
        }
        write_atomic(Path(folder) / _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def load(cls, folder: str | Path) -> NameModel:
        """Read a saved model.

        Raises
        ------
        ModelFormatError
            If a file is missing, damaged or of another schema.
        """
        path = Path(folder)
        manifest = read_json(path / _MANIFEST)
        arrays = read_arrays(path / _ARRAYS)
        try:
            if manifest["schema"] != SCHEMA:
                raise _damaged(path / _MANIFEST, f"schema {manifest['schema']}, not {SCHEMA}")
            if digest((path / _ARRAYS).read_bytes()) != manifest["sha256"]:
                raise _damaged(path / _ARRAYS, "sha256")
            weights = array("b", arrays["weights"].tobytes())
            numbers = [float(manifest[name]) for name in ("unit", "bias", "threshold", "small")]
            second = {str(name): float(weight) for name, weight in manifest["second"].items()}
            if len(weights) != SIZE or not all(map(math.isfinite, [*numbers, *second.values()])):
                raise _damaged(path / _ARRAYS, "weights")
            lists = Lists(
                dict(zip(_unpacked(arrays["names"]), arrays["flags"].tolist(), strict=True)),
                dict(zip(_unpacked(arrays["common"]), arrays["width"].tolist(), strict=True)),
                dict(zip(_unpacked(arrays["lemmas"]), arrays["groups"].tolist(), strict=True)),
            )
            unit, bias, threshold, small = numbers
            return cls(lists, weights, unit, bias, second, threshold, small)
        except ModelFormatError:
            raise
        except (OSError, *UNREADABLE) as error:
            raise _damaged(path, type(error).__name__) from error

    @classmethod
    @once
    def default(cls) -> NameModel:
        """Return the shipped model, loaded once per process."""
        return cls.load(models_folder("names"))


def _damaged(path: Path, reason: str) -> ModelFormatError:
    return ModelFormatError("model_damaged", path=str(path), reason=reason)


def _packed(items: Iterable[str]) -> NDArray[Any]:
    import numpy as np

    return np.frombuffer("\n".join(items).encode(), np.uint8)


def _unpacked(array: NDArray[Any]) -> list[str]:
    return array.tobytes().decode().split("\n") if array.size else []
