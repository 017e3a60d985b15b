"""Lemma vectors of an archive of one's own: no text, no name of a person and no rare word enters them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from os import PathLike

from ..errors import InputError, ParameterError
from ..language.lemmas import map_texts, own_words
from ..language.lexicon import Lexicon
from ..language.terms import PART, topic_terms
from ._lemma_vectors import LemmaVectors
from .associations import WEIGHT, Associations, read_associations
from .corpus import Corpus, read_corpus
from .joining import joined
from .person_names import NameCounts

Progress = Callable[[str, int, int], None]
#: Texts between two steps of progress.
_STEP = 2_000


def train_vectors(
    corpus: str | PathLike[str] | Sequence[str | PathLike[str]] | Corpus,
    *,
    dimensions: int = 200,
    min_texts: int = 5,
    max_lemmas: int = 40_000,
    columns: Sequence[str] = (),
    lines: bool = False,
    base: LemmaVectors | str | PathLike[str] | None = None,
    associations: Associations | str | PathLike[str] | None = "default",
    association_weight: float = WEIGHT,
    lexicon: Lexicon | str | PathLike[str] | None = None,
    random_state: int = 0,
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> LemmaVectors:
    """Train lemma vectors on the texts of folders and files.

    A vector tells what company a lemma keeps. An archive of the county's own texts knows the words of its field,
    whoever wrote them. Identifiers are masked before anything is counted, the names of persons are left out
    (those that Voikko knows, and unknown words that these texts write with a capital), and so are lemmas of fewer
    than ``min_texts`` different texts.

    Parameters
    ----------
    corpus : path, sequence of paths or Corpus
        Folders of .txt files and tables, or such files; see :func:`rakenlp.vectors.corpus.read_corpus`.
    dimensions : int, default=200
        Fewer where there are fewer lemmas. With ``base`` those of the base.
    min_texts : int, default=5
        Fewest different texts of a lemma, 2 or more.
    max_lemmas : int, default=40000
        The commonest ones are kept.
    columns : sequence of str
        Columns of the tables that hold the text; those that the reader knows by default.
    lines : bool, default=False
        Whether each line of a .txt file in a folder is a text of its own.
    base : "default", LemmaVectors or path, optional
        Vectors to add to, such as those that ship: see :func:`rakenlp.vectors.joining.joined`.
    associations : mapping, path or None, default="default"
        What words go with, told by people: the dictionary that ships, one of your own (see
        :func:`rakenlp.vectors.associations.read_associations`), or None for the texts alone.
    association_weight : float, default=15.0
        As how many meetings side by side an association counts; of some hundred thousand texts less was as good.
    lexicon : Lexicon, str or Path, optional
        Your own words, as in :func:`rakenlp.lemmatize`.
    random_state : int, default=0
    n_jobs : int, optional
        Processes for lemmatising, as in joblib.
    progress : callable, optional
        Called as ``progress(stage, done, total)`` with the stages vectors_read, vectors_words, vectors_train.

    Returns
    -------
    LemmaVectors
        Their ``training`` tells in counts what they were made of; no text is kept.

    Raises
    ------
    InputError
        If the texts cannot be read, or no lemma is in enough of them.
    ParameterError
        If a parameter has a value that it cannot have.

    Examples
    --------
    >>> from rakenlp.vectors.corpus import Corpus
    >>> from rakenlp.vectors.training import train_vectors
    >>> texts = [f"Vuokra on rästissä {n}. kuukautta, ja Matti pelkää häätöä" for n in range(5)]
    >>> sorted(train_vectors(Corpus(texts, 1, 5), associations=None).vocabulary)
    ['häätö', 'pelätä', 'rästi', 'vuokra']
    """
    bounds = (("dimensions", dimensions, 2), ("min_texts", min_texts, 2), ("max_lemmas", max_lemmas, 3))
    for name, value, least in bounds:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            expected = f"int >= {least}"
            raise ParameterError("parameter", name=name, owner="train_vectors", expected=expected, received=value)
    known = None if base is None else LemmaVectors.of(base, "base", "train_vectors")
    tell = progress or (lambda stage, done, total: None)
    if not isinstance(corpus, Corpus):
        sources = [corpus] if isinstance(corpus, (str, PathLike)) else list(corpus)
        corpus = read_corpus(sources, columns=columns, lines=lines, progress=progress)
    words = own_words(lexicon)
    documents = _documents(corpus.texts, words, n_jobs, tell)
    tell("vectors_train", 0, 1)
    documents, n_names = _without_names(documents, NameCounts(words).add_all(corpus.texts), min_texts)
    size = known.dimensions if known is not None else dimensions
    told = _told(associations)
    vectors = LemmaVectors.train(
        documents,
        size,
        min_texts,
        max_lemmas,
        associations=told,
        association_weight=association_weight,
        random_state=random_state,
    )
    if not vectors.vocabulary:
        raise InputError("vectors_too_few", n=len(corpus.texts), min_texts=min_texts)
    training = {
        "texts": len(corpus.texts),
        "texts_read": corpus.n_read,
        "files": corpus.n_files,
        "files_left_out": corpus.left_out,
        "words": sum(not term.startswith(PART) for document in documents for term in document),
        "lemmas": len(vectors.vocabulary),
        "names_left_out": n_names,
        "associations": len(told),
        "min_texts": min_texts,
        "base": None if known is None else known.version,
    }
    if known is not None:
        vectors = joined(known, vectors, len(corpus.texts))
    vectors.training = training
    tell("vectors_train", 1, 1)
    return vectors


def _told(associations: Associations | str | PathLike[str] | None) -> Associations:
    if associations is None or isinstance(associations, Mapping):
        return associations or {}
    return read_associations(None if associations == "default" else associations)


def _documents(texts: Sequence[str], lexicon: Lexicon | None, n_jobs: int | None, tell: Progress) -> list[list[str]]:
    read = partial(topic_terms, lexicon=lexicon)
    step = _STEP if n_jobs in (None, 1) else 10 * _STEP
    documents: list[list[str]] = []
    for start in range(0, len(texts), step):
        tell("vectors_words", start, len(texts))
        documents += map_texts(read, texts[start : start + step], n_jobs)
    tell("vectors_words", len(texts), len(texts))
    return documents


def _without_names(documents: list[list[str]], counts: NameCounts, min_texts: int) -> tuple[list[list[str]], int]:
    """Return documents without the names of persons, and how many such lemmas would else have had a vector."""
    frequency: Counter[str] = Counter()
    whole: set[str] = set()
    for document in documents:
        frequency.update({term.removeprefix(PART) for term in document})
        whole.update(term for term in document if not term.startswith(PART))
    frequent = (lemma for lemma, n in frequency.items() if n >= min_texts)  # the others have no vector anyway
    names = counts.names_among({lemma: lemma not in whole for lemma in frequent})
    kept = [[term for term in document if term.removeprefix(PART) not in names] for document in documents]
    return kept, len(names)
