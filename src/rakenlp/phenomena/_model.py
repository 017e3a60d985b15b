"""PhenomenonModel: which phenomenon a text is about, known or emerging."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.utils import Tags, estimator_html_repr

from .._batches import Told
from .._checkpoint import Checkpoint, open_checkpoint
from .._files import UNREADABLE
from ..errors import ModelFormatError, ParameterError, RakeError
from ..language._kept import reading
from ..language.lemmas import check_texts, own_words
from ..language.lexicon import Lexicon
from ..vectors import LemmaVectors
from ..vectors._order import sample
from ..vectors._sklearn import not_fitted, text_tags
from ._assigned import Beside, assigned, probabilities_of
from ._free import FreeEngine
from ._known import KnownEngine
from .sentence_evidence import SentenceEvidence, by_sentence
from .storage import load_state, load_vectors, packed, save_vectors, write_state
from .sub_phenomena import sub_phenomenon_name
from .taxonomy import Taxonomy

if TYPE_CHECKING:
    import pandas as pd

    from .emerging import Landmark

logger = logging.getLogger(__name__)
SCHEMA = 1
#: So many texts at most are kept read while a model is fitted; of more, each step reads them anew.
_READ_ONCE = 5_000
#: A phenomenon is described by so many of its texts at most.
_DESCRIBED = 100


class PhenomenonModel(TransformerMixin, ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Find the phenomena of observations: known ones, emerging ones, and single voices.

    With the taxonomy, a linear model knows 39 phenomena of social work; what it leaves unexplained is
    searched for groups that no list holds yet. Without it (``taxonomy=None``) every phenomenon arises from
    the texts. A text that no phenomenon fits has the label -1: a single voice to be read, never noise.

    Parameters
    ----------
    taxonomy : "default", Taxonomy, path or None, default="default"
        Known phenomena to compare with: those that ship, your own (see :meth:`Taxonomy.read` and
        ``docs/luokitus.md``), or None for texts of another field. Phenomena of your own that the domain model has
        not learnt are recognised by their words alone (``by_words_``), less surely. A saved model carries your own.
    n_phenomena : int, optional
        Number of phenomena to find. With the taxonomy: at most this many emerging ones. None lets the data
        decide.
    random_state : int, default=0
        Seed of every random step.
    min_size : int, optional
        Fewest texts that make a new phenomenon: 5 with the taxonomy and 3 without, unless given.
    n_jobs : int, optional
        Processes for lemmatising, as in joblib.
    lexicon : Lexicon, str or Path, optional
        Your own words, as in :func:`rakenlp.lemmatize`. A saved model carries them.
    vectors : "default", LemmaVectors or path, default="default"
        Lemma vectors that tell nearness in meaning: those that ship, or those of your own archive, such as the
        folder that ``rakenlp vectors train`` made. A saved model carries your own.

    Attributes
    ----------
    labels_ : ndarray of int of shape (n_texts,)
        Position in ``phenomenon_ids_``; -1 for a single voice. Equal to ``predict`` of the same texts.
    probabilities_ : ndarray or csr_matrix of shape (n_texts, n_phenomena)
        ``predict_proba`` of the same texts. Of more than 50,000 texts a sparse matrix: probabilities below 0.01 are
        left out, but for the two best of each text.
    phenomenon_ids_ : list of str
        Taxonomy codes (all of them, so that counties compare), then emerging phenomena.
    phenomena_ : DataFrame
        One row for each phenomenon that some text has: phenomenon_id, name, parent, kind, n, terms, stability.
    taxonomy_ : Taxonomy or None
    by_words_ : list of str
        Codes of phenomena that rest on the words of the taxonomy alone, and not on texts.
    beside_ : ndarray or None
        What ``beside`` of :meth:`fit` returned for each text.
    searched_ : int
        Number of texts among which new phenomena were looked for: all that count, or a sample of very many, drawn by
        their checksums, whatever their order.
    versions_ : dict of str to str
        Versions of the taxonomy and the domain model.

    See Also
    --------
    rakenlp.analyse : The whole way, from observations to flags.

    Notes
    -----
    Results do not depend on the order of texts, on batches or on threads; a saved model answers the same.

    Examples
    --------
    >>> import rakenlp
    >>> model = rakenlp.PhenomenonModel().fit(["Vuokrat rästissä, häätö tulee", "Kukaan ei käy, olen yksinäinen"])
    >>> [model.phenomenon_ids_[i] for i in model.labels_]
    ['haato_vuokravelka', 'yksinaisyys']
    >>> model.predict_proba(["Lapsi ei mene kouluun"]).shape
    (1, 39)
    """

    def __init__(
        self,
        taxonomy: Taxonomy | str | PathLike[str] | None = "default",
        n_phenomena: int | None = None,
        random_state: int = 0,
        min_size: int | None = None,
        n_jobs: int | None = None,
        lexicon: Lexicon | str | PathLike[str] | None = None,
        vectors: LemmaVectors | str | PathLike[str] = "default",
    ) -> None:
        self.taxonomy = taxonomy
        self.n_phenomena = n_phenomena
        self.random_state = random_state
        self.min_size = min_size
        self.n_jobs = n_jobs
        self.lexicon = lexicon
        self.vectors = vectors

    def fit(
        self,
        texts: Iterable[str],
        y: Any = None,
        *,
        counted: Sequence[bool] | None = None,
        landmarks: Mapping[str, Landmark] | None = None,
        corrections: Sequence[tuple[str, str | None]] = (),
        progress: Told | None = None,
        checkpoint: str | PathLike[str] | Checkpoint | None = None,
        beside: Beside | None = None,
    ) -> PhenomenonModel:
        """Find the phenomena of texts.

        Parameters
        ----------
        texts : iterable of str
            Observations; any number of them, also none.
        y : None
            Not used.
        counted : sequence of bool, optional
            False for near-duplicates: they get a phenomenon but cannot make one. All count by default.
        landmarks : mapping of str to Landmark, optional
            Emerging phenomena of an earlier fit to go on with, also if too few texts are about them now; see
            :meth:`landmarks`.
        corrections : sequence of (str, str or None), optional
            Texts and the known phenomenon that people put them under (None: no phenomenon). The shipped model is
            adapted to them without forgetting the rest; without the taxonomy they have no effect.
        progress : callable, optional
            Called as ``progress(done, total)`` with numbers of texts while many texts are given their phenomena.
        checkpoint : path, optional
            A folder in which what is done is kept, so that an interrupted fit on the same texts goes on where it was.
            Only numbers are kept there, and the terms of phenomena.
        beside : callable, optional
            Called with the terms of some texts (a list of str for each) while these are read anyway; the rows of
            numbers that it returns, one for each text, are kept in ``beside_``.

        Returns
        -------
        PhenomenonModel
            Itself.

        Raises
        ------
        ParameterError
            If a parameter or the texts are of the wrong kind.

        Notes
        -----
        New phenomena are looked for among a sample of the texts where these are very many (``searched_``); then each
        text is given its phenomena, whatever their number, batch by batch.
        """
        self._check_parameters()
        checked = check_texts(texts, "PhenomenonModel")
        counts = np.ones(len(checked), dtype=bool) if counted is None else np.asarray(counted, dtype=bool)
        if len(counts) != len(checked):
            raise ParameterError(
                "parameter",
                name="counted",
                owner="PhenomenonModel.fit",
                expected=f"len == {len(checked)}",
                received=len(counts),
            )
        self._engine = self._make_engine()
        self._tell_taxonomy()
        from .. import __version__

        saved = open_checkpoint(checkpoint, "PhenomenonModel", __version__)
        with reading() if len(checked) <= _READ_ONCE else nullcontext():
            if saved is not None:
                saved = self._fit_once(saved, checked, counts, landmarks or {}, corrections)
            else:
                self._engine.fit(checked, counts, corrections)
                self._engine.remember(landmarks or {})
            self.phenomenon_ids_ = self._engine.ids
            self.versions_ = dict(self._engine.versions)
            self.searched_ = min(int(counts.sum()), self._engine.searched_at_most)
            self.probabilities_, self.labels_, self.beside_ = assigned(
                self._engine, checked, self.n_jobs, beside=beside, progress=progress, checkpoint=saved
            )
            self.phenomena_ = self._table(checked)
        self.n_phenomena_ = len(self.phenomena_)
        logger.info("%d texts, %d phenomena", len(checked), self.n_phenomena_)
        return self

    def fit_predict(self, texts: Iterable[str], y: Any = None, **params: Any) -> NDArray[np.intp]:
        """Fit and return ``labels_``."""
        return self.fit(texts, **params).labels_

    def predict(self, texts: Iterable[str]) -> NDArray[np.intp]:
        """Return the phenomenon of each text, as positions in ``phenomenon_ids_``; -1 where none fits.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        ndarray of int of shape (n_texts,)
        """
        return self._fitted().labels(self.predict_proba(texts))

    def predict_proba(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Return how probable each phenomenon is for each text.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        ndarray of shape (n_texts, n_phenomena)
            Columns as in ``phenomenon_ids_``. A row may sum to less than one: the rest is "none of these".
            Two phenomena in one text show as two high values.
        """
        return probabilities_of(self._fitted(), check_texts(texts, "PhenomenonModel"), self.n_jobs)

    def predict_untold(self, texts: Iterable[str]) -> NDArray[np.intp]:
        """Return what :meth:`predict` would without the corrections that were given to :meth:`fit`.

        It is the machine's own answer, with which people's can be compared.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        ndarray of int of shape (n_texts,)

        Examples
        --------
        >>> import rakenlp
        >>> text = "Vanhus on yksin päivät pitkät eikä kukaan käy"
        >>> model = rakenlp.PhenomenonModel().fit([], corrections=[(text, "iakkaat_kotihoito")])
        >>> [model.phenomenon_ids_[int(found([text])[0])] for found in (model.predict, model.predict_untold)]
        ['iakkaat_kotihoito', 'yksinaisyys']
        """
        engine = self._fitted().untold()
        return engine.labels(probabilities_of(engine, check_texts(texts, "PhenomenonModel"), self.n_jobs))

    def labels_of(self, probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return what :meth:`predict` makes of probabilities: the phenomenon of each row, -1 where none fits."""
        return self._fitted().labels(probabilities)

    def transform(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Return the probabilities, as features for another estimator; see :meth:`predict_proba`."""
        return self.predict_proba(texts)

    def evidence(self, text: str, phenomenon_id: str) -> list[str]:
        """Return the words of a text that speak most for a phenomenon (lemmas, strongest first)."""
        return self._fitted().evidence(text, self._position(phenomenon_id, "evidence"))

    def evidence_by_sentence(self, text: str, phenomenon_id: str) -> list[SentenceEvidence]:
        """Return which sentences of a text speak for a phenomenon, and by which words.

        Parameters
        ----------
        text : str
        phenomenon_id : str
            One of ``phenomenon_ids_``.

        Returns
        -------
        list of SentenceEvidence
            All sentences in the order of the text: start and end, the share of everything in the text that speaks
            for the phenomenon (summing to one, or zero if nothing does), and the lemmas that do, strongest first.

        Examples
        --------
        >>> import rakenlp
        >>> text = "Talvi on ollut kova. Nukun kaverin sohvalla, omaa asuntoa ei ole."
        >>> model = rakenlp.PhenomenonModel().fit([])
        >>> best = max(model.evidence_by_sentence(text, "asunnottomuus"), key=lambda found: found.share)
        >>> text[best.start : best.end]
        'Nukun kaverin sohvalla, omaa asuntoa ei ole.'
        """
        engine = self._fitted()
        worths = engine.worths(text, self._position(phenomenon_id, "evidence_by_sentence"))
        return by_sentence(text, worths, engine.lexicon)

    def describe(self, phenomenon_id: str, texts: Iterable[str]) -> dict[str, Any]:
        """Return what there is to say of a phenomenon, given the texts that have it.

        Parameters
        ----------
        phenomenon_id : str
            One of ``phenomenon_ids_``.
        texts : iterable of str

        Returns
        -------
        dict
            name, parent, kind, terms (list of str), stability.
        """
        return self._fitted().describe(self.phenomenon_ids_.index(phenomenon_id), list(texts))

    def landmarks(self) -> dict[str, Landmark]:
        """Return what emerging phenomena can be recognised by in a later fit.

        Returns
        -------
        dict of str to Landmark
            By identifier; empty where every fit makes a space of its own (``taxonomy=None``).
        """
        return {self.phenomenon_ids_[k]: mark for k, mark in self._fitted().landmarks.items()}

    def rename_ids(self, names: Mapping[str, str]) -> None:
        """Call phenomena by other identifiers, such as those that they had before.

        Parameters
        ----------
        names : mapping of str to str
            New identifiers by the present ones; what is not told stays.

        Raises
        ------
        ParameterError
            If two phenomena would have the same identifier.
        """
        self._fitted()
        renamed = [names.get(key, key) for key in self.phenomenon_ids_]
        if len(set(renamed)) < len(renamed):
            raise ParameterError(
                "parameter",
                name="names",
                owner="PhenomenonModel.rename_ids",
                expected="len(set(names)) == len(names)",
                received=dict(names),
            )
        self.phenomenon_ids_ = renamed
        if hasattr(self, "phenomena_"):
            self.phenomena_ = self.phenomena_.assign(
                phenomenon_id=[names.get(key, key) for key in self.phenomena_["phenomenon_id"]]
            )

    def sub_phenomena(self, texts: Iterable[str], phenomenon_id: str) -> pd.DataFrame:
        """Return which sub-phenomenon of a known phenomenon each text is nearest to.

        Parameters
        ----------
        texts : iterable of str
            Texts that have the phenomenon.
        phenomenon_id : str
            One of ``phenomenon_ids_``.

        Returns
        -------
        DataFrame of shape (n_texts, 3)
            sub_phenomenon_id, name (in the language of the texts) and probability, given the phenomenon. Empty for
            an emerging phenomenon, whose parts nobody has told apart.

        Examples
        --------
        >>> import rakenlp
        >>> model = rakenlp.PhenomenonModel().fit([])
        >>> model.sub_phenomena(["Nukun autossa, makuupussi jäätyy"], "asunnottomuus")["sub_phenomenon_id"].tolist()
        ['ulkona_yopyminen']
        """
        import pandas as pd

        checked = check_texts(texts, "PhenomenonModel")
        engine, index = self._fitted(), self._position(phenomenon_id, "sub_phenomena")
        codes, shares = engine.sub_phenomena(checked, index)
        columns = ["sub_phenomenon_id", "name", "probability"]
        if not codes or not checked:
            return pd.DataFrame(columns=columns)
        best = shares.argmax(axis=1)
        rows = [(codes[k], sub_phenomenon_name(codes[k]), float(row[k])) for k, row in zip(best, shares, strict=True)]
        return pd.DataFrame(rows, columns=columns)

    def matters(self, texts: Iterable[str]) -> pd.DataFrame:
        """Return which matter of the inventory, outside the list of phenomena, each text is most likely about.

        It is of each text alone: a matter that only one text tells of is no phenomenon, but it has a name.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        DataFrame of shape (n_texts, 2)
            matter_id (None without the taxonomy) and probability. Below a half it is more likely something else.

        Examples
        --------
        >>> import rakenlp
        >>> model = rakenlp.PhenomenonModel().fit([])
        >>> model.matters(["Sähkölasku oli 600 euroa, sähkön hinta on hirveä"])["matter_id"].tolist()
        ['sahkon_hinta']
        """
        import pandas as pd

        checked = check_texts(texts, "PhenomenonModel")
        found = self._fitted().matters(checked)
        columns = {"matter_id": [code for code, _ in found], "probability": [value for _, value in found]}
        return pd.DataFrame(
            {"matter_id": pd.Series(columns["matter_id"], dtype=object), "probability": columns["probability"]}
        ).astype({"probability": float})

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the identifier of each column of :meth:`transform`."""
        self._fitted()
        return np.array(self.phenomenon_ids_, dtype=object)

    def save(self, folder: str | Path) -> None:
        """Write the model into a folder as JSON and npz; no text of an observation is saved.

        Whatever happens meanwhile, the folder holds the older model or this one.

        Parameters
        ----------
        folder : path

        Raises
        ------
        WriteError
            If the disk is full or the folder cannot be written to.
        """
        write_state(Path(folder), *self._state())

    def files(self) -> dict[str, bytes]:
        """Return what :meth:`save` writes into an empty folder, by the names of the files."""
        return packed(*self._state())

    def _state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Return the settings and arrays of the fitted model."""
        engine = self._fitted()
        settings, arrays = engine.state()
        words = None if engine.lexicon is None else engine.lexicon.to_dict()
        vectors = self._own_vectors()
        if vectors is not None:
            arrays = {**arrays, **save_vectors(vectors)}
        return (
            {
                "schema": SCHEMA,
                "parameters": {
                    **self.get_params(),
                    "lexicon": words,
                    "taxonomy": self._taxonomy_to_save(),
                    "vectors": "default" if vectors is None else vectors.version,
                },
                "ids": self.phenomenon_ids_,
                "versions": self.versions_,
                "engine": settings,
            },
            arrays,
        )

    @classmethod
    def load(cls, folder: str | Path) -> PhenomenonModel:
        """Load a model written by :meth:`save`; its predictions are the same to the last bit.

        ``labels_``, ``probabilities_`` and ``phenomena_`` belong to the texts and are not saved with the model.

        Parameters
        ----------
        folder : path-like

        Returns
        -------
        PhenomenonModel

        Raises
        ------
        ModelFormatError
            If the folder is damaged or foreign, or needs another version of rakenlp or of its models.
        """
        content, arrays = load_state(Path(folder), SCHEMA)
        try:
            parameters = dict(content["parameters"].items())
            if parameters.get("lexicon") is not None:
                parameters["lexicon"] = Lexicon.from_dict(parameters["lexicon"])
            if isinstance(parameters["taxonomy"], dict):
                parameters["taxonomy"] = Taxonomy.from_dict(parameters["taxonomy"])
            if parameters.get("vectors", "default") != "default":
                parameters["vectors"] = load_vectors(arrays, Path(folder))
            model = cls(**parameters)
            model._check_parameters()
            engine = model._make_engine()
            engine.restore(content["engine"], arrays)
            if engine.versions != content["versions"]:
                raise ModelFormatError(
                    "model_version", path=str(folder), received=content["versions"], expected=engine.versions
                )
            model.phenomenon_ids_, model.versions_ = list(map(str, content["ids"])), content["versions"]
            if len(model.phenomenon_ids_) != len(engine.ids):
                raise ValueError("ids")
        except ModelFormatError:
            raise
        except (RakeError, *UNREADABLE) as error:
            raise ModelFormatError("model_damaged", path=str(folder), reason=type(error).__name__) from None
        model._engine = engine
        model._tell_taxonomy()
        return model

    def _repr_html_(self) -> str:
        if not hasattr(self, "_engine"):
            return str(estimator_html_repr(self))
        from ._model_cell import model_html

        return model_html(self)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def __sklearn_tags__(self) -> Tags:
        return text_tags(super().__sklearn_tags__())

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_engine")

    def _fit_once(
        self,
        saved: Checkpoint,
        texts: Sequence[str],
        counts: NDArray[np.bool_],
        landmarks: Mapping[str, Landmark],
        corrections: Sequence[tuple[str, str | None]],
    ) -> Checkpoint:
        """Fit the engine, or take what an earlier run has found; return the checkpoint of what rests on it."""
        engine = self._fitted()
        settings = repr((self.n_phenomena, self.min_size, self.random_state, engine.versions, self._taxonomy_to_save()))
        words = "" if engine.lexicon is None else repr(engine.lexicon.to_dict())
        vectors = self._own_vectors()
        marks = [(key, mark.space, mark.centre.tobytes(), mark.terms) for key, mark in sorted(landmarks.items())]
        model = saved.of(settings, words, "" if vectors is None else vectors.version, repr(marks), repr(corrections))
        key = model.of("engine", counts.tobytes().hex()).key(texts)
        found = model.read(key)
        if found is None:
            engine.fit(texts, counts, corrections)
            engine.remember(landmarks)
            content, arrays = engine.state()
            model.keep(key, [json.dumps(content), arrays])
        else:
            engine.restore(json.loads(found[0]), found[1])
        return model.of(key)

    def _fitted(self) -> KnownEngine | FreeEngine:
        if not hasattr(self, "_engine"):
            raise not_fitted("PhenomenonModel")
        return self._engine

    def _position(self, phenomenon_id: str, method: str) -> int:
        self._fitted()
        if phenomenon_id not in self.phenomenon_ids_:
            raise ParameterError(
                "parameter",
                name="phenomenon_id",
                owner=f"PhenomenonModel.{method}",
                expected="phenomenon_ids_",
                received=phenomenon_id,
            )
        return self.phenomenon_ids_.index(phenomenon_id)

    def _make_engine(self) -> KnownEngine | FreeEngine:
        words, vectors = own_words(self.lexicon), self._own_vectors()
        if self.taxonomy is None:
            return FreeEngine(self.n_phenomena, self.min_size or 3, self.random_state, self.n_jobs, words, vectors)
        taxonomy = self._read_taxonomy()
        return KnownEngine(
            self.n_phenomena, self.min_size or 5, self.random_state, self.n_jobs, words, vectors, taxonomy
        )

    def _read_taxonomy(self) -> Taxonomy:
        """Return the taxonomy that the parameter means."""
        if isinstance(self.taxonomy, Taxonomy):
            self.taxonomy.validate()
            return self.taxonomy
        if self.taxonomy is None or self.taxonomy == "default":
            return Taxonomy.default()
        return Taxonomy.read(self.taxonomy)

    def _tell_taxonomy(self) -> None:
        engine = self._fitted()
        self.taxonomy_ = engine.taxonomy if isinstance(engine, KnownEngine) else None
        self.by_words_ = list(engine.knowledge.places.unknown) if isinstance(engine, KnownEngine) else []

    def _taxonomy_to_save(self) -> dict[str, Any] | str | None:
        if self.taxonomy is None or self.taxonomy_ is None:
            return None
        return "default" if self.taxonomy_ is Taxonomy.default() else self.taxonomy_.to_dict()

    def _own_vectors(self) -> LemmaVectors | None:
        """Return the vectors that are not those that ship."""
        vectors = LemmaVectors.of(self.vectors, "vectors", "PhenomenonModel")
        return None if vectors is LemmaVectors.default() else vectors

    def _check_parameters(self) -> None:
        if self.taxonomy not in ("default", None) and not isinstance(self.taxonomy, Taxonomy):
            is_path = isinstance(self.taxonomy, (str, PathLike))
            if not is_path or not Path(self.taxonomy).expanduser().exists():
                raise ParameterError(
                    "parameter",
                    name="taxonomy",
                    owner="PhenomenonModel",
                    expected='"default" / None / Taxonomy / .csv, .json, .ttl, .rdf',
                    received=str(self.taxonomy) if is_path else type(self.taxonomy).__name__,
                )
        for name, least in (("n_phenomena", 1 if self.taxonomy is None else 0), ("min_size", 2)):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, (int, np.integer)) or value < least):
                raise ParameterError(
                    "parameter",
                    name=name,
                    owner="PhenomenonModel",
                    expected=f"None / int >= {least}",
                    received=value,
                )

    def _table(self, texts: list[str]) -> pd.DataFrame:
        import pandas as pd

        rows = []
        for index, identifier in enumerate(self.phenomenon_ids_):
            members = [texts[i] for i in np.flatnonzero(self.labels_ == index)]
            if members:
                with reading():
                    told = self._fitted().describe(index, sample(members, _DESCRIBED))
                rows.append({"phenomenon_id": identifier, **told, "n": len(members)})
        table = pd.DataFrame(rows, columns=["phenomenon_id", "name", "parent", "kind", "n", "terms", "stability"])
        table["terms"] = [", ".join(terms) for terms in table["terms"]]
        return table.sort_values(["n", "phenomenon_id"], ascending=[False, True], ignore_index=True)
