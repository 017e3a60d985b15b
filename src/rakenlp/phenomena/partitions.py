"""Phenomena of the partitions of a Dask DataFrame: for texts that are on several machines already."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, MissingExtraError, ParameterError
from ..privacy.settings import Masking
from ._assigned import best_of, others_fitting
from ._model import PhenomenonModel

if TYPE_CHECKING:
    import pandas as pd

_LOCK = threading.Lock()
#: The model that this process has used last: of a worker, loaded once.
_LOADED: dict[str, PhenomenonModel] = {}


def assign_partitions(
    frame: Any, model: PhenomenonModel | str | PathLike[str], text: str = "kuvaus", mask: bool | Masking = True
) -> Any:
    """Give the texts of a Dask DataFrame their phenomena, partition by partition.

    Parameters
    ----------
    frame : dask.dataframe.DataFrame
        Any index; it stays.
    model : PhenomenonModel or path
        Fitted, such as ``analysis.model``, or the folder it was saved in, which each worker must then see.
    text : str, default="kuvaus"
        Column of the texts; what is missing is an empty text.
    mask : bool or Masking, default=True
        Whether the texts are masked before they are read, as :func:`rakenlp.read_observations` does. If they are
        masked already, False saves the time.

    Returns
    -------
    dask.dataframe.DataFrame
        With the index and the partitions of ``frame``: phenomenon_id (None where none fits), probability (of the best
        one), runner_up, also (others that fit, most probable first, with | between them). No text is in it. It is
        computed when it is asked for; each worker loads the model once.

    Raises
    ------
    MissingExtraError
        If the extra ``dask`` is not installed.
    ParameterError
        If ``frame`` is no Dask DataFrame, or has no such column.

    Examples
    --------
    >>> import pandas as pd, rakenlp
    >>> from rakenlp.phenomena import assign_partitions
    >>> texts = pd.DataFrame({"kuvaus": ["Vuokrat rästissä, häätö tulee", "Kukaan ei käy, olen yksinäinen"]})
    >>> try:
    ...     import dask.dataframe as dd
    ...     found = assign_partitions(dd.from_pandas(texts, npartitions=2), rakenlp.PhenomenonModel().fit([]))
    ...     found.compute(scheduler="synchronous")["phenomenon_id"].tolist() == ["haato_vuokravelka", "yksinaisyys"]
    ... except ImportError:
    ...     True
    True
    """
    try:
        import dask.dataframe as dd
    except ImportError:
        raise MissingExtraError("extra", feature="assign_partitions", extra="dask") from None
    if not isinstance(frame, dd.DataFrame):
        raise ParameterError(
            "parameter",
            name="frame",
            owner="assign_partitions",
            expected="dask.dataframe.DataFrame",
            received=type(frame).__name__,
        )
    if text not in frame.columns:
        raise InputError("dask_column", column=text)
    masking = mask if isinstance(mask, Masking) else Masking() if mask else None
    given = _Model(model)
    return frame[[text]].map_partitions(_assigned, given, masking, meta=_table([], [], [], [], frame._meta.index[:0]))


class _Model:
    """A model on its way to workers: the folder it is in, or its files."""

    def __init__(self, model: PhenomenonModel | str | PathLike[str]) -> None:
        if isinstance(model, PhenomenonModel):
            self.files, self.folder = model.files(), ""
            self.key = hashlib.sha256(b"".join(self.files[name] for name in sorted(self.files))).hexdigest()
        else:
            PhenomenonModel.load(fspath(model))  # an error now rather than on the workers
            self.files, self.folder = {}, fspath(model)
            self.key = self.folder

    def __dask_tokenize__(self) -> str:
        return self.key

    def load(self) -> PhenomenonModel:
        """Return the model, loaded once in a process."""
        with _LOCK:
            if self.key not in _LOADED:
                _LOADED.clear()
                _LOADED[self.key] = self._read()
            return _LOADED[self.key]

    def _read(self) -> PhenomenonModel:
        if self.folder:
            return PhenomenonModel.load(self.folder)
        with tempfile.TemporaryDirectory() as folder:
            for name, content in self.files.items():
                Path(folder, name).write_bytes(content)
            return PhenomenonModel.load(folder)


def _assigned(part: pd.DataFrame, given: _Model, masking: Masking | None) -> pd.DataFrame:
    from ..privacy import mask

    model = given.load()
    texts = [text if isinstance(text, str) else "" for text in part.iloc[:, 0]]
    if masking is not None:
        texts = [mask(text, masking).text if text else text for text in texts]
    probabilities = model.predict_proba(texts)
    labels, names = model.labels_of(probabilities), [*model.phenomenon_ids_, None]
    runner, value = best_of(probabilities, labels)
    also = ["|".join(str(names[k]) for k in others) for others in others_fitting(probabilities, labels)]
    return _table([names[k] for k in labels], value, [names[k] for k in runner], also, part.index)


def _table(best: list[Any], value: Sequence[float], runner: list[Any], also: list[str], index: Any) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "phenomenon_id": pd.Series(best, index=index, dtype=object),
            "probability": pd.Series(value, index=index, dtype=float),
            "runner_up": pd.Series(runner, index=index, dtype=object),
            "also": pd.Series(also, index=index, dtype=object),
        },
        index=index,
    )
