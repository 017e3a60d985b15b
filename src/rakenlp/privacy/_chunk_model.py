"""The trained scorer of chunks as data: hashed weights by kind; made by ``models/identifiers/train.py``."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._files import digest, write_atomic
from .._remember import Remembered
from .._resources import models_folder
from ..language._shared import once
from ._chunk_features import Term, expand
from ._chunks import LONGEST
from ._scored_files import MANIFEST, damaged, numbers_of, saved_scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Version of the files.
SCHEMA = 1
SIZE = 1 << 18
#: What a chunk may be of, after "none".
KINDS = (
    *("none", "hetu", "birth_date", "phone", "email", "url", "handle", "iban", "business_id", "plate"),
    *("case_number", "ip", "address", "postcode"),
)
#: Probability from which something is an identifier, the same for kinds that rules know well by their forms, and
#: from which what stands beside goes along.
THRESHOLDS = ("begin", "formed", "join")
_ARRAYS = "identifiers.npz"
_MASK = SIZE - 1
_TERMS = 1 << 16
_BITS = 24
_HALF, _FIELD = 1 << (_BITS - 1), (1 << _BITS) - 1


def bucket(checksum: int) -> int:
    """Return where the weight of a feature lies, by its checksum."""
    return checksum & _MASK


class ChunkModel:
    """What was learned of chunks of texts.

    Parameters
    ----------
    weights : array of int8, shape (SIZE, kinds)
        In units of ``unit``.
    unit, bias : sequence of float
        By kind.
    thresholds : mapping of str to float
    """

    def __init__(
        self, weights: NDArray[Any], unit: Sequence[float], bias: Sequence[float], thresholds: Mapping[str, float]
    ) -> None:
        self.weights, self.unit, self.bias = weights, tuple(unit), tuple(bias)
        self.thresholds = dict(thresholds)
        self._sums = Remembered(self._sum, _TERMS, longest=4 * LONGEST)
        self._rows = _together(weights)

    def _sum(self, *term: str) -> int:
        """Return the sums of a term's weights, one number for all kinds."""
        rows = self._rows
        return sum([rows[checksum & _MASK] for checksum in expand(term)])

    def probabilities(self, terms: Sequence[Term]) -> list[float]:
        """Return how probable each kind is for a chunk, none first."""
        sums = self._sums
        total = sum([sums[term] for term in terms])
        odds = []
        for unit, bias in zip(self.unit, self.bias, strict=True):
            low = ((total + _HALF) & _FIELD) - _HALF
            total = (total - low) >> _BITS
            odds.append(low * unit + bias)
        most = max(odds)
        parts = [math.exp(each - most) for each in odds]
        whole = sum(parts)
        return [part / whole for part in parts]

    def save(self, folder: str | Path) -> None:
        """Write the model: an npz file and a manifest with its checksum."""
        import numpy as np

        buffer = io.BytesIO()
        used = np.flatnonzero(self.weights.any(axis=1))
        np.savez_compressed(buffer, used=used.astype(np.int32), weights=self.weights[used].astype(np.int8))
        write_atomic(Path(folder) / _ARRAYS, buffer.getvalue())
        manifest = {
            "schema": SCHEMA,
            "sha256": digest(buffer.getvalue()),
            "kinds": list(KINDS),
            "unit": list(self.unit),
            "bias": list(self.bias),
            "thresholds": self.thresholds,
        }
        write_atomic(Path(folder) / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def load(cls, folder: str | Path) -> ChunkModel:
        """Read a saved model.

        Raises
        ------
        ModelFormatError
            If a file is missing, damaged or of another schema.
        """
        import numpy as np

        path = Path(folder)
        with saved_scorer(path, _ARRAYS, {"schema": SCHEMA, "kinds": list(KINDS)}) as (manifest, arrays):
            unit, bias, thresholds = numbers_of(path, manifest, THRESHOLDS)
            used, some = arrays["used"], arrays["weights"]
            shaped = some.shape == (len(used), len(KINDS)) and some.dtype.str == "|i1"
            if not shaped or len(unit) != len(KINDS) or len(bias) != len(KINDS):
                raise damaged(path / _ARRAYS, "weights")
            weights = np.zeros((SIZE, len(KINDS)), np.int8)
            weights[used] = some
            return cls(weights, unit, bias, thresholds)

    @classmethod
    @once
    def default(cls) -> ChunkModel:
        """Return the shipped model, loaded once per process."""
        return cls.load(models_folder("identifiers"))


def _together(weights: NDArray[Any]) -> list[int]:
    """Return of each bucket its weights as one number for all kinds: sums of such numbers are sums of each weight."""
    import numpy as np

    used = np.flatnonzero(weights.any(axis=1))
    left = weights[used].astype(np.int32)
    signs = np.empty((*left.shape, 4), np.uint8)
    borrowed = np.zeros(len(used), np.int32)
    for kind in range(left.shape[1]):
        field = left[:, kind] - borrowed
        borrowed = (field < 0).astype(np.int32)
        signs[:, kind] = field.astype("<i4")[:, None].view(np.uint8)
    size = left.shape[1] * _BITS // 8
    packed = signs[:, :, : _BITS // 8].tobytes()
    rows = [0] * SIZE
    for at, place in enumerate(used.tolist()):
        rows[place] = int.from_bytes(packed[at * size : (at + 1) * size], "little", signed=True)
    return rows
