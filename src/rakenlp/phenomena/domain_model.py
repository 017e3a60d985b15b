"""What is known of the field: a linear model from texts to the phenomena of the taxonomy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import softmax

from .._resources import models_folder
from ..errors import ModelFormatError
from ..language.lemmas import PART
from ..language.words import is_person_name
from .domain_features import DomainFeatures

SCHEMA = 1


class DomainModel:
    """Probabilities of the known phenomena, and of none of them, for any text.

    A logistic regression and a naive Bayes model on the same features, mixed as log-probabilities, which
    makes one linear model. ``models/domain/README.md`` tells the training data, licence and figures.

    Parameters
    ----------
    features : DomainFeatures
    weights : ndarray of shape (n_features, n_classes)
    intercept : ndarray of shape (n_classes,)
    classes : list of str
        Codes of the taxonomy and of the background.
    background : list of str
        Classes that are no phenomenon of the taxonomy (other matters, spam).
    topicality : ndarray of shape (n_lemmas,)
        How much each lemma tells of the phenomenon at all; near 0 for *ilta*, *soittaa*.
    reference_texts : int
        Number of texts behind the features' document frequencies.
    version : str

    Examples
    --------
    >>> from rakenlp.phenomena.domain_model import DomainModel
    >>> model = DomainModel.default()
    >>> p = model.predict_proba(["Vuokrat on rästissä ja häätö tulossa ensi kuussa"])[0]
    >>> model.classes[p.argmax()]
    'haato_vuokravelka'
    """

    def __init__(
        self,
        features: DomainFeatures,
        weights: NDArray[np.float64],
        intercept: NDArray[np.float64],
        classes: list[str],
        background: list[str],
        topicality: NDArray[np.float64],
        reference_texts: int,
        version: str,
    ) -> None:
        self.features = features
        self.weights = weights
        self.intercept = intercept
        self.classes = classes
        self.background = background
        self.version = version
        self.reference_texts = reference_texts
        self.codes = [c for c in classes if c not in background]
        self._names = features.names
        lemmas = self._names[: features.n_lemmas]
        self.importance = {
            name.removeprefix(PART): float(v) for name, v in zip(lemmas, topicality, strict=True)
        }
        df = (1 + reference_texts) / np.exp(features.blocks["lemmas"].idf_ - 1) - 1
        self.reference: dict[str, float] = {}
        for name, n in zip(lemmas, df, strict=True):
            key = name.removeprefix(PART)
            self.reference[key] = max(self.reference.get(key, 0.0), float(n) / reference_texts)

    @classmethod
    def default(cls) -> DomainModel:
        """Return the model that ships with rakenlp, loaded once in a process."""
        return _default()

    @classmethod
    def load(cls, folder: Path) -> DomainModel:
        """Load a model from data files (no code is run).

        Raises
        ------
        ModelFormatError
            If a file is missing or damaged, or of another schema version.
        """
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            if manifest["schema"] != SCHEMA:
                raise ModelFormatError(
                    "model_version", path=folder.name, received=manifest["schema"], expected=SCHEMA
                )
            names = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
            with np.load(folder / "weights.npz", allow_pickle=False) as data:
                arrays = {key: data[key] for key in data.files}
        except FileNotFoundError as error:
            raise ModelFormatError("model_missing", path=str(error.filename)) from None
        except (ValueError, KeyError, OSError) as error:
            if isinstance(error, ModelFormatError):
                raise
            raise ModelFormatError("model_damaged", path=folder.name, reason=type(error).__name__) from None
        idf = {block: arrays[f"idf_{block}"].astype(np.float64) for block in names}
        weights = arrays["weights"].astype(np.float64) * arrays["scale"].astype(np.float64)
        return cls(
            DomainFeatures.restore(names, idf),
            weights,
            arrays["intercept"].astype(np.float64),
            manifest["classes"],
            manifest["background"],
            arrays["topicality"].astype(np.float64),
            manifest["reference_texts"],
            manifest["version"],
        )

    def predict_log_odds(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the linear scores, of shape (n_texts, n_classes); their softmax is the probability."""
        return self.scores(self.features.transform(list(texts)))

    def scores(self, matrix: sparse.csr_matrix) -> NDArray[np.float64]:
        """Return the linear scores of features, of shape (n_texts, n_classes)."""
        return np.asarray(matrix @ self.weights) + self.intercept

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probability of each class, of shape (n_texts, n_classes), in the order of ``classes``."""
        return np.asarray(softmax(self.predict_log_odds(texts), axis=1))

    def evidence(self, text: str, code: str, top: int = 5) -> list[str]:
        """Return the words of a text that speak most for a phenomenon.

        Parameters
        ----------
        text : str
        code : str
            One of ``classes``.
        top : int, default=5

        Returns
        -------
        list of str
            Lemmas and parts, strongest first; empty if none speaks for it.
        """
        return self._strongest([text], code, top, least=1)

    def evidence_of_group(self, texts: Sequence[str], code: str, top: int = 6) -> list[str]:
        """Return the words that speak most for a phenomenon over several texts, each in two of them at least."""
        return self._strongest(texts, code, top, least=2 if len(texts) > 2 else 1)

    def _strongest(self, texts: Sequence[str], code: str, top: int, least: int) -> list[str]:
        matrix = self.features.transform(list(texts))[:, : self.features.n_lemmas].tocsc()
        weights = self.weights[: self.features.n_lemmas]
        towards = weights[:, self.classes.index(code)] - weights.mean(axis=1)
        value = np.asarray(matrix.sum(axis=0)).ravel() * towards
        spread = np.diff(matrix.indptr)
        found: dict[str, float] = {}
        for feature in np.flatnonzero((value > 0) & (spread >= least)):
            name = self._names[feature].removeprefix(PART)
            if len(name) > 2:
                found[name] = max(found.get(name, 0.0), float(value[feature]))
        ordered = (name for name, _ in sorted(found.items(), key=lambda item: (-item[1], item[0])))
        return list(islice((name for name in ordered if not is_person_name(name)), top))


@lru_cache(maxsize=1)
def _default() -> DomainModel:
    return DomainModel.load(models_folder("domain"))
