"""Texts as lemmas and as terms for the vectors, without the cost of a spaCy document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import resources

from ..errors import ParameterError
from .tokens import words
from .words import CACHE_SIZE, CLOSED, analyse_word

#: Mark before a term that is a part of a compound or the base of a derivation.
PART = "_"
_CHUNK = 2_000


@lru_cache(maxsize=1)
def stop_lemmas() -> frozenset[str]:
    """Return the lemmas that every social report holds and that name no topic (asia, ihminen, olla...)."""
    listing = resources.files(__package__).joinpath("stop_lemmas.txt").read_text(encoding="utf-8")
    return frozenset(listing.split())


@lru_cache(maxsize=CACHE_SIZE)
def content_lemma(form: str) -> str | None:
    """Return the lemma of a word form, or None if the word carries no topic of its own."""
    word = analyse_word(form)
    return None if word.pos in CLOSED or word.lemma in stop_lemmas() else word.lemma


@lru_cache(maxsize=CACHE_SIZE)
def word_terms(form: str) -> tuple[str, ...]:
    """Return what one word form brings to the vectors: its readings' lemmas and its parts.

    Parameters
    ----------
    form : str

    Returns
    -------
    tuple of str
        Lemmas of every reading that carries a topic, then the parts, each part marked with ``"_"``.

    Examples
    --------
    >>> from rakenlp.language.lemmas import word_terms
    >>> word_terms("asunnottomuutta")
    ('asunnottomuus', '_asunto')
    """
    word = analyse_word(form)
    lemmas = [lemma for lemma, pos in word.readings if pos not in CLOSED]
    if word.pos not in CLOSED and word.lemma not in lemmas:
        lemmas.append(word.lemma)
    return (*lemmas, *(PART + part for part in word.parts)) if lemmas else ()


def topic_terms(text: str) -> list[str]:
    """Return the terms of a text without those of the field's empty words: what the vectors are made of.

    Examples
    --------
    >>> from rakenlp.language.lemmas import topic_terms
    >>> topic_terms("Asunnottomien nuorten määrä on kasvanut")
    ['asunnoton', '_asunto', 'nuori']
    """
    stops = stop_lemmas()
    return [
        term
        for form in words(text)
        if content_lemma(form) is not None
        for term in word_terms(form)
        if term.removeprefix(PART) not in stops
    ]


def content_lemmas(text: str) -> list[str]:
    """Return the lemmas of a text that carry a topic, in order."""
    return [lemma for form in words(text) if (lemma := content_lemma(form)) is not None]


def _map_chunk(function: Callable[[str], list[str]], chunk: Sequence[str]) -> list[list[str]]:
    return [function(text) for text in chunk]


def map_texts(function: Callable[[str], list[str]], texts: Sequence[str], n_jobs: int | None = None) -> list[list[str]]:
    """Apply ``function`` to every text, over processes when there is enough to do.

    Parameters
    ----------
    function : callable
        A function of a module (it is sent to the workers), from text to list.
    texts : sequence of str
    n_jobs : int, optional
        As in joblib; None and 1 mean this process.

    Returns
    -------
    list of list of str
        In the order of the texts, whatever ``n_jobs`` is.
    """
    if n_jobs in (None, 1) or len(texts) <= _CHUNK:
        return _map_chunk(function, texts)
    from joblib import Parallel, delayed

    chunks = [texts[i : i + _CHUNK] for i in range(0, len(texts), _CHUNK)]
    done: Iterable[list[list[str]]] = Parallel(n_jobs=n_jobs)(delayed(_map_chunk)(function, c) for c in chunks)
    return [item for chunk in done for item in chunk]


def lemmatize(texts: Iterable[str], n_jobs: int | None = 1) -> list[list[str]]:
    """Return the content lemmas of each text, in order.

    Closed-class words (pronouns, conjunctions, adverbs, numerals) and the field's empty words (*asia*,
    *ihminen*, *olla*) are left out. The words are those of the spaCy pipeline of
    :func:`rakenlp.load_language`, without its documents.

    Parameters
    ----------
    texts : iterable of str
    n_jobs : int, default=1
        Processes to use, as in joblib. The result does not depend on it.

    Returns
    -------
    list of list of str
        One list a text; empty for a text without content words.

    Raises
    ------
    ParameterError
        If ``texts`` is a single string or holds something else than strings.
    BackendError
        If no Voikko works on this machine.

    Examples
    --------
    >>> import rakenlp
    >>> rakenlp.lemmatize(["Asunnottomien nuorten määrä on kasvanut.", ""])
    [['asunnoton', 'nuori'], []]
    """
    return map_texts(content_lemmas, check_texts(texts, "lemmatize"), n_jobs)


def check_texts(texts: Iterable[str], owner: str) -> list[str]:
    """Return ``texts`` as a list of str, or raise an error that names what was received."""
    if isinstance(texts, (str, bytes)) or not isinstance(texts, Iterable):
        raise ParameterError(
            "parameter", name="texts", owner=owner, expected="list[str]", received=type(texts).__name__
        )
    out = list(texts)
    for position, item in enumerate(out):
        if not isinstance(item, str):
            raise ParameterError(
                "parameter",
                name=f"texts[{position}]",
                owner=owner,
                expected="str",
                received=type(item).__name__,
            )
    return out
