"""What is known of the field: a model from texts to the phenomena of the taxonomy and their sub-phenomena."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .._files import read_arrays, read_json
from .._resources import models_folder
from ..errors import ModelFormatError
from ..language._kept import kept
from ..language.lexicon import Lexicon
from ..language.terms import PART, text_words
from ..language.words import is_person_name
from .domain_features import DomainFeatures
from .feature_rows import FeatureRows, GroupedRows
from .inventory import Inventory
from .sub_phenomena import SubPhenomena

SCHEMA = 2
#: The class of matters that are none of the taxonomy's phenomena.
MUU = "muu"
#: Words that tell less than this of any phenomenon (months, times of day) are evidence only where no other is.
_TELLING = 0.2
#: Words that tell what a group of texts is about, at least.
_FEWEST_TERMS = 3


class Linear(NamedTuple):
    """The linear part of the model.

    Attributes
    ----------
    classes : list of str
        Codes of the taxonomy and of the background.
    weights : ndarray of shape (n_features, n_classes)
        In 8 bits, or floats.
    intercept : ndarray of shape (n_classes,)
    scale : float or ndarray of shape (n_classes,), default=1.0
        What the weights are multiplied by.
    """

    classes: list[str]
    weights: NDArray[Any]
    intercept: NDArray[np.float64]
    scale: float | NDArray[np.float64] = 1.0


class _TextFeatures(NamedTuple):
    """The different words of a text with the features of their readings and parts, one after the other.

    Attributes
    ----------
    lemmas : list of str
        In order; each has one word at least, and each word one feature.
    firsts : ndarray of int
        Number of the first word of each lemma.
    starts : ndarray of int
        Where the features of each word begin.
    shares : ndarray
        The values of the features in the text.
    weights : ndarray of shape (n, n_classes)
        What each of them adds to the score of each class by itself.
    differences : GroupedRows
        What tells the sub-phenomena apart by each of them, with how probable these are within their phenomena.
    usual : ndarray
        What each of them adds to the score of a class on average.
    """

    lemmas: list[str]
    firsts: NDArray[np.intp]
    starts: NDArray[np.intp]
    shares: NDArray[np.float64]
    weights: NDArray[np.float64]
    differences: GroupedRows
    usual: NDArray[np.float64]


class DomainModel:
    """Probabilities of the known phenomena, and of none of them, for any text.

    A logistic regression over the phenomena and a naive Bayes model over their sub-phenomena, on the same features,
    mixed as log-probabilities. ``models/domain/README.md`` tells the training data, licence and figures.

    Parameters
    ----------
    features : DomainFeatures
    linear : Linear
        What is linear in the features.
    subs : SubPhenomena
        What the sub-phenomena add.
    background : list of str
        Classes that are no phenomenon of the taxonomy (other matters, spam).
    topicality : ndarray of shape (n_lemmas,)
        How much each lemma tells of the phenomenon at all; near 0 for *ilta*, *soittaa*.
    shares : ndarray of shape (n_lemmas,)
        Share of the training submissions that hold each lemma.
    reference_texts : int
        Number of training submissions.
    version : str

    Attributes
    ----------
    classes : list of str
        In the order of the columns of :meth:`predict_proba`.
    codes : list of str
        Those that are phenomena.

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
        linear: Linear,
        subs: SubPhenomena,
        background: list[str],
        topicality: NDArray[np.float64],
        shares: NDArray[np.float64],
        reference_texts: int,
        version: str,
    ) -> None:
        self.features = features
        self.classes, self.intercept = linear.classes, linear.intercept
        self.weights = FeatureRows(linear.weights, linear.scale)
        self.subs = subs
        self.background = background
        self.version = version
        self.reference_texts = reference_texts
        self.codes = [c for c in self.classes if c not in background]
        lemmas = features.names[: features.n_lemmas]
        self.importance = {name.removeprefix(PART): float(v) for name, v in zip(lemmas, topicality, strict=True)}
        self.reference = {name.removeprefix(PART): float(v) for name, v in zip(lemmas, shares, strict=True)}

    @classmethod
    def default(cls) -> DomainModel:
        """Return the model that ships with rakenlp, loaded once in a process."""
        return _default()

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Send to another process which model this is, where it has it itself."""
        return (DomainModel.default, ()) if self is DomainModel.default() else super().__reduce_ex__(protocol)

    @classmethod
    def load(cls, folder: Path) -> DomainModel:
        """Load a model from data files (no code is run).

        Parameters
        ----------
        folder : path-like

        Returns
        -------
        DomainModel

        Raises
        ------
        ModelFormatError
            If a file is missing or damaged, or of another schema version.
        """
        manifest = read_json(folder / "manifest.json")
        if manifest["schema"] != SCHEMA:
            raise ModelFormatError("model_version", path=str(folder), received=manifest["schema"], expected=SCHEMA)
        names = read_json(folder / "vocabulary.json")
        arrays = read_arrays(folder / "weights.npz")
        idf = {block: arrays[f"idf_{block}"].astype(np.float64) for block in names}
        return cls(
            DomainFeatures.restore(names, idf),
            Linear(
                manifest["classes"],
                np.ascontiguousarray(arrays["weights"]),
                arrays["intercept"].astype(np.float64),
                arrays["scale"].astype(np.float64),
            ),
            SubPhenomena.restore(manifest["sub_phenomena"], arrays),
            manifest["background"],
            arrays["topicality"].astype(np.float64),
            arrays["shares"].astype(np.float64),
            manifest["training_texts"],
            manifest["version"],
        )

    def predict_log_odds(self, texts: Sequence[str], lexicon: Lexicon | None = None) -> NDArray[np.float64]:
        """Return the scores, of shape (n_texts, n_classes); their softmax is the probability."""
        return self.scores(self.features.transform(list(texts), lexicon))

    def scores(self, matrix: sparse.csr_matrix, sub_scores: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return the scores of features, of shape (n_texts, n_classes), from :meth:`sub_scores` if they are there."""
        if sub_scores is None:
            sub_scores = self.sub_scores(matrix)
        return self.weights.sums(matrix) + self.intercept + self.subs.above(sub_scores)

    def sub_scores(self, matrix: sparse.csr_matrix) -> NDArray[np.float64]:
        """Return the scores of the sub-phenomena, computed once for a text that is asked about more than once."""
        if matrix.shape[0] != 1:
            return self.subs.scores(matrix)
        # the matrix is kept beside its scores, so that no other one can have its id meanwhile
        return kept(("subs", id(self), id(matrix)), lambda: (matrix, self.subs.scores(matrix)))[1]

    def predict_sub_phenomena(self, texts: Sequence[str], lexicon: Lexicon | None = None) -> NDArray[np.float64]:
        """Return the probability of each sub-phenomenon, of shape (n_texts, n_sub), in the order of ``subs.codes``.

        Those of one phenomenon sum to its probability.

        Parameters
        ----------
        texts : sequence of str
        lexicon : Lexicon, optional
            Your own words.

        Returns
        -------
        ndarray of shape (n_texts, n_sub)
        """
        matrix = self.features.transform(list(texts), lexicon)
        found = self.sub_scores(matrix)
        above = softmax(self.scores(matrix, found))
        return np.asarray(above[:, self.subs.parents] * self.subs.within(found))

    def predict_proba(self, texts: Sequence[str], lexicon: Lexicon | None = None) -> NDArray[np.float64]:
        """Return the probability of each class, of shape (n_texts, n_classes), in the order of ``classes``."""
        return softmax(self.predict_log_odds(texts, lexicon))

    def matters(self, taken: Sequence[str] = ()) -> list[str]:
        """Return the codes of the matters that are none of the phenomena but have a name, less those ``taken``."""
        return [code for code in self._matters if code not in taken]

    @cached_property
    def _matters(self) -> dict[str, int]:
        of_muu = np.flatnonzero(self.subs.parents == self.classes.index(MUU)).tolist()
        return {self.subs.codes[i]: i for i in of_muu if self.subs.codes[i] != MUU}

    def inventory(
        self, sub_scores: NDArray[np.float64], probabilities: NDArray[np.float64], codes: Sequence[str]
    ) -> Inventory:
        """Return how probable some of the matters are, given the scores below and the probabilities of the classes."""
        if not codes:
            return Inventory([], np.zeros((len(probabilities), 0)))
        columns = [self._matters[code] for code in codes]
        inside = self.subs.within(sub_scores)[:, columns]
        return Inventory(list(codes), inside * probabilities[:, [self.classes.index(MUU)]])

    def evidence(
        self, text: str, code: str, top: int = 5, lexicon: Lexicon | None = None, sub: str | None = None
    ) -> list[str]:
        """Return the words of a text that speak most for a phenomenon.

        Parameters
        ----------
        text : str
        code : str
            One of ``classes``.
        top : int, default=5
        lexicon : Lexicon, optional
        sub : str, optional
            The sub-phenomenon or matter of it that is asked about.

        Returns
        -------
        list of str
            Lemmas and parts, strongest first; empty if none speaks for it.
        """
        return self._strongest([text], code, top, 1, lexicon, sub)

    def evidence_of_group(
        self, texts: Sequence[str], code: str, top: int = 6, lexicon: Lexicon | None = None
    ) -> list[str]:
        """Return the words that speak most for a phenomenon over several texts: those in two of them at least.

        If these are fewer than three, words of single texts follow.

        Parameters
        ----------
        texts : sequence of str
        code : str
            Of the phenomenon.
        top : int, default=6
            At most so many words.
        lexicon : Lexicon, optional
            Your own words.

        Returns
        -------
        list of str
        """
        several = self._strongest(texts, code, top, 2 if len(texts) > 2 else 1, lexicon)
        if len(several) >= min(_FEWEST_TERMS, top):
            return several
        others = (lemma for lemma in self._strongest(texts, code, top, 1, lexicon) if lemma not in several)
        return [*several, *others][: min(_FEWEST_TERMS, top)]

    def _words_of(self, texts: Sequence[str], lexicon: Lexicon | None) -> list[_TextFeatures]:
        if len(texts) == 1:
            return kept(("evidence", id(self), texts[0], lexicon), lambda: self._read_words(texts, lexicon))
        return self._read_words(texts, lexicon)

    def _read_words(self, texts: Sequence[str], lexicon: Lexicon | None) -> list[_TextFeatures]:
        matrix = self.features.transform(list(texts), lexicon)
        vocabulary = self.features.blocks["lemmas"].vocabulary_
        found = []
        within = self.subs.within(self.sub_scores(matrix))
        ends = zip(texts, matrix.indptr[:-1].tolist(), matrix.indptr[1:].tolist(), within, strict=True)
        for text, start, end, inside in ends:
            lemmas: list[str] = []
            firsts: list[int] = []
            starts: list[int] = []
            columns: list[int] = []
            own = matrix.indices[start:end]
            n_own = int(np.searchsorted(own, self.features.n_lemmas))
            # names and identifiers are left out of the features
            value = dict(zip(own[:n_own].tolist(), matrix.data[start : start + n_own].tolist(), strict=True))
            for lemma, terms in sorted(set(text_words(text, lexicon=lexicon))):
                known = [column for term in terms if (column := vocabulary.get(term)) in value]
                if len(known) > 1:
                    known = sorted(set(known))
                if known and len(lemma) > 2:
                    if not lemmas or lemmas[-1] != lemma:
                        lemmas.append(lemma)
                        firsts.append(len(starts))
                    starts.append(len(columns))
                    columns += known
            places = np.array(columns, dtype=np.intp)
            rows = self.subs.differences.some(places)
            usual = self._usual[places] + self.subs.worth(rows.dot(inside)) / len(self.classes)
            shares = np.array([value[column] for column in columns], dtype=np.float64)
            begin, word_begin = np.array(firsts, dtype=np.intp), np.array(starts, dtype=np.intp)
            differences = rows.by_group(inside, self.subs.bounds)
            weights = self.weights.rows(places)
            found.append(_TextFeatures(lemmas, begin, word_begin, shares, weights, differences, usual))
        return found

    @cached_property
    def _usual(self) -> NDArray[np.float64]:
        """What each lemma adds to the score of a class on average."""
        return np.asarray(self.weights.rows(slice(self.features.n_lemmas)).mean(axis=1))

    def worths(self, text: str, code: str, lexicon: Lexicon | None = None, sub: str | None = None) -> dict[str, float]:
        """Return what each lemma of a text adds to the score of a class, of those that speak for it."""
        return self._worths([text], code, 1, lexicon, sub)

    def _strongest(
        self,
        texts: Sequence[str],
        code: str,
        top: int,
        least: int,
        lexicon: Lexicon | None,
        sub: str | None = None,
    ) -> list[str]:
        """Rank the lemmas of texts by what they add to the score of a class."""
        worths = self._worths(texts, code, least, lexicon, sub)
        return [lemma for lemma, _ in sorted(worths.items(), key=lambda item: (-item[1], item[0]))[:top]]

    def _worths(
        self, texts: Sequence[str], code: str, least: int, lexicon: Lexicon | None, sub: str | None
    ) -> dict[str, float]:
        """Sum what the readings and parts of each lemma add to the score of a class, where that is above zero."""
        index = self.classes.index(code)
        value: defaultdict[str, float] = defaultdict(float)
        said: list[str] = []
        for words in self._words_of(texts, lexicon):
            if not words.lemmas:
                continue
            if sub is None:
                inside = words.differences.sums(index)
            else:
                inside = words.differences.rows.dot(np.array([code == sub for code in self.subs.codes], dtype=float))
            told = words.weights[:, index] - words.usual + self.subs.worth(inside)
            of_words = np.add.reduceat(words.shares * told, words.starts)
            for lemma, worth in zip(words.lemmas, np.maximum.reduceat(of_words, words.firsts).tolist(), strict=True):
                value[lemma] += worth
            if least > 1:
                said += words.lemmas
        spread = Counter(said) if least > 1 else {}
        found = [lemma for lemma, worth in value.items() if worth > 0 and (least < 2 or spread[lemma] >= least)]
        found = [lemma for lemma in found if self.importance.get(lemma, 1.0) >= _TELLING] or found
        return {lemma: value[lemma] for lemma in found if not is_person_name(lemma)}


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of scores, row by row: as SciPy's, without its cost for a single row."""
    parts = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


@lru_cache(maxsize=1)
def _default() -> DomainModel:
    return DomainModel.load(models_folder("domain"))
