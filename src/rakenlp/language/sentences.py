"""Read the words of a text one after the other: by form, and by the words around where the form leaves a doubt."""

from __future__ import annotations

from collections.abc import Sequence

from . import context
from .forms import possible_readings, read_word
from .lexicon import Lexicon
from .ranker import choose
from .stored_readings import Reading

_READ = read_word.kept  # type: ignore[attr-defined]


def read_words(words: Sequence[str], lexicon: Lexicon | None = None) -> list[Reading]:
    """Read the tokens of a text, each with its neighbours.

    Parameters
    ----------
    words : sequence of str
        Tokens in order, punctuation included.
    lexicon : Lexicon, optional
        Words of the field; the shipped ones by default.

    Returns
    -------
    list of Reading
        One a token.

    Examples
    --------
    >>> from rakenlp.language.sentences import read_words
    >>> [reading.lemma for reading in read_words("Voi loppui".split())]
    ['voi', 'loppua']
    >>> [reading.lemma for reading in read_words("Hän voi hyvin".split())]
    ['hän', 'voida', 'hyvin']
    """
    alone = [read_word(word, lexicon) for word in words] if lexicon else list(map(_READ.__getitem__, words))
    readings = list(alone)
    for position in [at for at, reading in enumerate(alone) if 0 < reading.certainty < context.SURE]:
        readings[position] = read_in_context(words, alone, position, lexicon)
    return readings


def is_doubtful(reading: Reading) -> bool:
    """Tell whether the words around are to be asked."""
    return 0 < reading.certainty < context.SURE


def read_in_context(
    words: Sequence[str], alone: Sequence[Reading], position: int, lexicon: Lexicon | None = None
) -> Reading:
    """Read one doubtful word among its neighbours.

    Parameters
    ----------
    words : sequence of str
        Tokens of the text.
    alone : sequence of Reading
        Their readings by form.
    position : int
        Of the doubtful word.
    lexicon : Lexicon, optional

    Returns
    -------
    Reading
    """
    choice = possible_readings(words[position], lexicon)
    if len(choice.candidates) < 2:
        return alone[position]
    return choose(choice.candidates, context.scores(choice, context.around(words, alone, position)))
