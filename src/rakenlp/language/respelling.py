"""List the words of texts that are read as other words, so that every repair can be seen and undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

from .forms import normalise_word, respelt
from .lemmas import check_texts, own_words
from .lexicon import Lexicon
from .terms import read_as
from .tokens import words

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ["form", "read_as", "reason", "n"]


def repairs(texts: Iterable[str], lexicon: Lexicon | str | PathLike[str] | None = None) -> pd.DataFrame:
    """List the words that are read as another word: what the lexicon and the spelling repair did.

    The texts themselves are never changed. To undo a repair, put the word into your own lexicon file: a word
    that a lexicon knows is not repaired.

    Parameters
    ----------
    texts : iterable of str
    lexicon : Lexicon, str or Path, optional
        Your own words, as in :func:`rakenlp.lemmatize`.

    Returns
    -------
    pandas.DataFrame
        Columns ``form``, ``read_as``, ``reason`` ("lexicon" for a known misspelling, "spelling" for evidence of
        raw text) and ``n`` (times in the texts), the most frequent first.

    Raises
    ------
    ParameterError
        If ``texts`` is a single string or holds something else than strings.

    Examples
    --------
    >>> from rakenlp.language import repairs
    >>> repairs(["Asunottomuus kasvaa ja toimentulotuki viipyy"]).values.tolist()
    [['asunottomuus', 'asunnottomuus', 'lexicon', 1], ['toimentulotuki', 'toimeentulotuki', 'lexicon', 1]]
    """
    import pandas as pd

    own = own_words(lexicon)
    finnish = (text for text in check_texts(texts, "repairs") if read_as(text) == "fi")
    seen = Counter(normalise_word(word).lower() for text in finnish for word in words(text))
    rows = []
    for form, n in seen.items():
        right = respelt(form, own)
        if right != form:
            known = (own or Lexicon.default()).respell(form) is not None
            rows.append((form, right, "lexicon" if known else "spelling", n))
    rows.sort(key=lambda row: (-row[3], row[0]))
    return pd.DataFrame(rows, columns=_COLUMNS)
