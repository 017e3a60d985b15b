"""What a token is and what a word is: one definition for the spaCy pipeline and for the vectors.

A text is cut as the Finnish treebanks of Universal Dependencies cut it, and where people write otherwise (no
space after a full stop, a unit glued to its number, emojis) so that words come out whole. One pattern covers
every character, so nothing is lost whatever the input, in time linear in its length.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator

from .._remember import Remembered
from ._kept import kept
from .token_pattern import MASK, TOKEN

# Python before 3.11.5 loses characters to possessive repetitions (python/cpython#106052): there they are greedy.
_POSSESSIVE = sys.version_info >= (3, 11, 5)
_PIECES = re.compile(TOKEN if _POSSESSIVE else re.sub(r"(?<!\\)([+*}])\+", r"\1", TOKEN))
_MASKS = re.compile(MASK)
_SOFT_HYPHENS = re.compile(r"(?<=\S)\u00ad+(?=\S)")
_NUMBER_WORD = re.compile(r"\d[\d.,:/–-]*?(?:[-–‑][^\W\d_]|(?<=\d)(?=[^\W\d_]{3}))")
_ADDRESS = re.compile(r"(?i:https?://|ftp://|www\.)|[^@]*@|[^/]*\.[a-zA-Z]{2,3}/|[xX]D+$")
_CACHED_WORDS = 1 << 18
_LONGEST_CACHED = 64


def pieces(text: str) -> list[str]:
    """Cut a text into tokens, each with the one space that follows it.

    Parameters
    ----------
    text : str
        Any string; lone surrogates, NUL and unassigned characters are tokens of their own.

    Returns
    -------
    list of str
        Joined together they are ``text``, exactly. Other white space is a token of its own. Decomposed letters
        (a and its dots apart, as some programs save them) are cut like composed ones, and soft hyphens do not part.

    Examples
    --------
    >>> from rakenlp.language.tokens import pieces
    >>> pieces("Jono 24 viikkoa.Kukaan ei oo soittanu :(")
    ['Jono ', '24 ', 'viikkoa', '.', 'Kukaan ', 'ei ', 'oo ', 'soittanu ', ':(']
    >>> pieces("esim. Kela:n 2,5h e-resepti")
    ['esim. ', 'Kela:n ', '2,5', 'h ', 'e-resepti']
    """
    if "\u00ad" not in text and unicodedata.is_normalized("NFC", text):
        return _PIECES.findall(text)
    plain = unicodedata.normalize("NFC", _SOFT_HYPHENS.sub("", text))
    return list(_as_written(_PIECES.findall(plain), text))


def pieces_of(text: str) -> list[str]:
    """Return :func:`pieces` of a text, cut once while the text is read; not to be changed."""
    return kept(("pieces", text), lambda: pieces(text))


def _as_written(found: Iterable[str], text: str) -> Iterator[str]:
    """Cut a text where its plain form was cut: both have the same number of decomposed visible characters."""
    hidden = {place for match in _SOFT_HYPHENS.finditer(text) for place in range(*match.span())}
    sizes = [0 if place in hidden else len(unicodedata.normalize("NFD", char)) for place, char in enumerate(text)]
    start = end = needed = passed = 0
    for piece in found:
        needed += len(unicodedata.normalize("NFD", piece))
        while passed < needed or end < len(sizes) and not sizes[end]:
            passed += sizes[end]
            end += 1
        if end > start:
            yield text[start:end]
        start = end


def is_word(token: str) -> bool:
    """Tell whether a token is a word: not a number, an address, a name of a user, a masking token or a sign.

    Parameters
    ----------
    token : str

    Returns
    -------
    bool

    Examples
    --------
    >>> from rakenlp.language.tokens import is_word
    >>> [is_word(token) for token in ("Kela:n", "-luvulla", "18-vuotias", "#koti", "suomi.fi")]
    [True, True, True, True, True]
    >>> [is_word(token) for token in ("24/7", "20:n", "[PUHELIN]", "www.kela.fi", "@kela", ":D")]
    [False, False, False, False, False, False]
    """
    if token.isalpha():
        return not _ADDRESS.match(token)
    token = unicodedata.normalize("NFC", token.replace("\u00ad", ""))
    core = token.lstrip("-–‑#")
    return bool(core) and (core[0].isalpha() or bool(_NUMBER_WORD.match(core))) and not _ADDRESS.match(token)


def _word(piece: str) -> str:
    """Return the word in a piece; an empty string where there is none."""
    word = piece.rstrip(" ")
    return word if is_word(word) else ""


_WORDS = Remembered(_word, _CACHED_WORDS, _LONGEST_CACHED)


def words(text: str) -> list[str]:
    """Return the words of a text in order, without numbers, addresses and masking tokens.

    These are the tokens of the spaCy pipeline for which :func:`is_word` holds.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        As written, capitals included.

    Examples
    --------
    >>> from rakenlp.language.tokens import words
    >>> words("Kela:n päätöstä odotettu 24 viikkoa.Kukaan ei vastaa [PUHELIN]")
    ['Kela:n', 'päätöstä', 'odotettu', 'viikkoa', 'Kukaan', 'ei', 'vastaa']
    """
    return list(filter(None, words_of(pieces(text))))


def without_masks(text: str) -> str:
    """Return a text without masking tokens, whose letters tell nothing of what it is about.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> from rakenlp.language.tokens import without_masks
    >>> without_masks("Soita [PUHELIN], kertoi [NIMI 1]n äiti")
    'Soita , kertoi n äiti'
    """
    return _MASKS.sub("", text) if "[" in text else text


def words_of(found: Iterable[str]) -> list[str]:
    """Return the word in each of some :func:`pieces`; an empty string where :func:`is_word` does not hold."""
    return list(map(_WORDS.__getitem__, found))
