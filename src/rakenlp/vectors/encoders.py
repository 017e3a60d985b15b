"""Sentence encoders of one's own: any function from texts to numbers, or a model in a folder of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import normalize

from ..errors import MissingExtraError, ParameterError

#: What an encoder is: texts in, one row of numbers for each out.
Encoder = Callable[[list[str]], Any]
#: Two encodings of the same text may differ by this much of their length.
_SAME = 1e-3
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")
_PROBES = 4


class SentenceEncoder:
    """An encoder whose answers are checked, and whose rows do not depend on each other.

    Equal texts are encoded once. ``batch`` texts are given at a time: with 1, the default, a row cannot depend on its
    neighbours, whatever the encoder does with them. Transformers are several times as fast with more, but pad
    texts to the longest of a batch, which changes the last bits of a number; :meth:`check` refuses an encoder
    that changes more.

    Parameters
    ----------
    encoder : callable or path
        ``encoder(list_of_str)`` gives an array of shape (n_texts, n_dimensions), or the path of the folder of a
        sentence-transformers model (extra ``encoder``). Nothing is ever downloaded.
    batch : int, default=1

    Raises
    ------
    ParameterError
        If it is neither.

    Examples
    --------
    >>> from rakenlp.vectors.encoders import SentenceEncoder
    >>> encoder = SentenceEncoder(lambda texts: [[len(text), text.count("a")] for text in texts])
    >>> encoder.encode(["aaa", "b", "aaa"]).round(2).tolist()
    [[0.71, 0.71], [1.0, 0.0], [0.71, 0.71]]
    """

    def __init__(self, encoder: Encoder | str | PathLike[str], batch: int = 1) -> None:
        if isinstance(batch, bool) or not isinstance(batch, (int, np.integer)) or batch < 1:
            raise _wrong("encoder_batch", "int >= 1", batch)
        if not callable(encoder) and not (isinstance(encoder, (str, PathLike)) and Path(encoder).is_dir()):
            shown = encoder if isinstance(encoder, (str, PathLike)) else type(encoder).__name__
            raise _wrong("encoder", "callable / sentence-transformers …/", shown)
        self._encoder, self._batch = encoder, int(batch)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return unit rows of texts, of shape (n_texts, n_dimensions); a row of zeros stays one.

        Raises
        ------
        ParameterError
            If the encoder gives something else than a finite row of numbers for each text.
        MissingExtraError
            If the folder's model needs the extra ``encoder``.
        """
        if not texts:
            return np.zeros((0, 0))
        different = sorted(set(texts))
        place = {text: row for row, text in enumerate(different)}
        blocks = [self._ask(different[i : i + self._batch]) for i in range(0, len(different), self._batch)]
        if len({block.shape[1] for block in blocks}) > 1:
            raise _wrong("encoder", "shape (n_texts, n_dimensions)", "different n_dimensions")
        rows = np.asarray(normalize(np.vstack(blocks)))
        return rows[[place[text] for text in texts]]

    def check(self, texts: Sequence[str]) -> None:
        """Ask twice for some texts, alone and together, and see whether the answers are the same.

        Raises
        ------
        ParameterError
            If they are not: with such an encoder the same input would give different results.
        """
        probes = sorted(set(texts))[:_PROBES]
        if not probes:
            return
        alone = np.vstack([self._ask([text]) for text in probes])
        scale = max(float(np.abs(alone).max()), 1e-12)
        if np.abs(self._ask(probes[:1]) - alone[:1]).max() > _SAME * scale:
            raise ParameterError("encoder_random")
        if self._batch > 1 and np.abs(self._ask(probes) - alone).max() > _SAME * scale:
            raise ParameterError("encoder_batch", received=self._batch)

    def _ask(self, texts: list[str]) -> NDArray[np.float64]:
        encoder = self._encoder if callable(self._encoder) else _from_folder(str(Path(self._encoder).resolve()))
        found = encoder(list(texts))
        try:
            rows = np.asarray(found, dtype=np.float64)
        except (TypeError, ValueError):
            raise _wrong("encoder", f"array ({len(texts)}, n)", type(found).__name__) from None
        if rows.ndim != 2 or len(rows) != len(texts) or not rows.shape[1]:
            raise _wrong("encoder", f"array ({len(texts)}, n)", f"array {rows.shape}")
        if not np.isfinite(rows).all():
            raise _wrong("encoder", "finite numbers", "NaN / inf")
        return rows


@lru_cache(maxsize=2)
def _from_folder(folder: str) -> Encoder:
    """Load a sentence-transformers model on the processor, once in a process."""
    for name in _OFFLINE:
        os.environ.setdefault(name, "1")
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise MissingExtraError("extra", feature="encoder", extra="encoder") from None
    model = SentenceTransformer(folder, device="cpu", local_files_only=True)

    def encode(texts: list[str]) -> Any:
        return model.encode(texts, batch_size=len(texts), show_progress_bar=False, convert_to_numpy=True)

    return encode


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="ObservationVectorizer", expected=expected, received=received)
