"""Texts as lemmas, without the cost of a spaCy document, over processes when there is enough to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from os import PathLike

from .._batches import in_batches
from ..errors import ParameterError
from ._kept import reading
from .english import english_lemmas
from .lexicon import Lexicon
from .swedish import swedish_lemmas
from .terms import read_as, topic_lemmas

_CHUNK = 2_000
_OWN_WORDS = {"sv": swedish_lemmas, "en": english_lemmas}


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
    done = in_batches(partial(_map_chunk, function), texts, n_jobs, _CHUNK)
    return [item for chunk in done for item in chunk]


def own_words(lexicon: Lexicon | str | PathLike[str] | None) -> Lexicon | None:
    """Return the shipped lexicon with a user's words added; None where there are none."""
    if lexicon is None:
        return None
    return Lexicon.default() | (lexicon if isinstance(lexicon, Lexicon) else Lexicon.read(lexicon))


def lemmatize(
    texts: Iterable[str], n_jobs: int | None = 1, lexicon: Lexicon | str | PathLike[str] | None = None
) -> list[list[str]]:
    """Return the content lemmas of each text, in order.

    Closed-class words (pronouns, conjunctions, adverbs, numerals) and the field's empty words (*asia*,
    *ihminen*, *olla*) are left out. The words are those of the spaCy pipeline of
    :func:`rakenlp.load_language`, without its documents. Misspelt words are read as the right ones where that is
    sure (:func:`rakenlp.language.repairs` lists them). Swedish and English texts give words of their own.

    Parameters
    ----------
    texts : iterable of str
    n_jobs : int, default=1
        Processes to use, as in joblib. The result does not depend on it.
    lexicon : Lexicon, str or Path, optional
        Your own words (abbreviations, names of services), added to the shipped ones: a file as in
        :meth:`rakenlp.language.Lexicon.read`, or what it gave.

    Returns
    -------
    list of list of str
        One list a text; empty for a text without content words.

    Raises
    ------
    ParameterError
        If ``texts`` is a single string or holds something else than strings.
    InputError
        If the file of words cannot be read.
    BackendError
        If no Voikko works on this machine.

    Examples
    --------
    >>> import rakenlp
    >>> rakenlp.lemmatize(["Asunnottomien nuorten määrä on kasvanut.", ""])
    [['asunnoton', 'nuori'], []]
    """
    listed = check_texts(texts, "lemmatize")
    return map_texts(partial(_lemmas, lexicon=own_words(lexicon)), listed, n_jobs)


def _lemmas(text: str, lexicon: Lexicon | None) -> list[str]:
    with reading():
        own = _OWN_WORDS.get(read_as(text))
        return own(text) if own else topic_lemmas(text, lexicon)


def check_texts(texts: Iterable[str], owner: str) -> list[str]:
    """Return ``texts`` as a list of str, or raise an error that names what was received."""
    is_table = getattr(texts, "ndim", 1) != 1  # a DataFrame would give its column names
    if isinstance(texts, (str, bytes)) or not isinstance(texts, Iterable) or is_table:
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
