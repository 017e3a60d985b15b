"""The tokenizer of the spaCy pipeline: the tokens of :mod:`rakenlp.language.tokens` as documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spacy import registry
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from .tokens import pieces

#: Name in spaCy's registry of tokenizers.
NAME = "rakenlp.tokenizer.v1"
#: Pieces whose identifiers are kept in memory, per vocabulary.
CACHE_SIZE = 1 << 16

_LONGEST_CACHED = 64
_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """Return the text with every lone surrogate, which UTF-8 cannot hold, as U+FFFD; the length stays.

    Examples
    --------
    >>> from rakenlp.language.tokenizer import encodable
    >>> encodable("koti\\ud83d") == "koti\\ufffd"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


class _Pieces(dict[str, tuple[int, bool]]):
    """The identifier of a piece's token in the vocabulary and whether a space follows, for the pieces met.

    What is met inside a memory zone of the vocabulary is forgotten by it at the end, so it must not be kept
    in a cache made outside.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._in_zone = vocab.in_memory_zone  # type: ignore[attr-defined]

    def __missing__(self, piece: str) -> tuple[int, bool]:
        spaced = piece[-1] == " " and not piece.isspace()
        found = self._vocab.strings.add(piece[:-1] if spaced else piece), spaced
        in_zone = self._vocab.in_memory_zone  # type: ignore[attr-defined]
        if len(piece) <= _LONGEST_CACHED and in_zone == self._in_zone:
            if len(self) >= CACHE_SIZE:
                self.clear()
            self[piece] = found
        return found


class Tokenizer:
    """Cut texts into spaCy documents, several times as fast as spaCy's own tokenizer.

    Works as any tokenizer of a pipeline: saved with it, pickled, copied, in ``nlp.pipe(n_process=2)`` and in
    ``nlp.memory_zone()``. It has no settings and no state but the vocabulary.

    Parameters
    ----------
    vocab : spacy.vocab.Vocab
        Of the pipeline.

    Notes
    -----
    ``doc.text`` is the text as it was given, whatever the characters, with one exception: spaCy cannot hold
    lone surrogates (half of an emoji, from a broken export), so each becomes U+FFFD. Places stay the same.

    Examples
    --------
    >>> import spacy
    >>> from rakenlp.language.tokenizer import Tokenizer
    >>> nlp = spacy.blank("fi")
    >>> nlp.tokenizer = Tokenizer(nlp.vocab)
    >>> [token.text for token in nlp("THL:n ohje, ks. www.thl.fi")]
    ['THL:n', 'ohje', ',', 'ks.', 'www.thl.fi']
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    @property
    def vocab(self) -> Vocab:
        """The vocabulary of the documents."""
        return self._vocab

    @vocab.setter
    def vocab(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._pieces = _Pieces(vocab)

    def __call__(self, text: str) -> Doc:
        """Return the text as a document.

        Parameters
        ----------
        text : str

        Returns
        -------
        spacy.tokens.Doc
            Its tokens are those of :func:`rakenlp.language.tokens.pieces`.
        """
        found = list(map(self._pieces.__getitem__, pieces(encodable(text))))
        if not found:
            return Doc(self._vocab)
        words, spaces = zip(*found, strict=True)
        return Doc(self._vocab, words=words, spaces=spaces)  # type: ignore[arg-type]  # it takes any sequences

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterator[Doc]:
        """Cut a stream of texts.

        Parameters
        ----------
        texts : iterable of str
        batch_size : int, default=1000
            Not used: texts are cut one by one. spaCy's interface asks for it.

        Yields
        ------
        spacy.tokens.Doc
        """
        return map(self, texts)

    @contextmanager
    def memory_zone(self, mem: Any = None) -> Iterator[Any]:
        """Forget at the end of the block what was met inside it; spaCy calls this from ``nlp.memory_zone()``."""
        outside = self._pieces
        self._pieces = _Pieces(self._vocab)
        self._pieces.update(outside)
        try:
            yield mem
        finally:
            self._pieces = outside

    def __reduce__(self) -> tuple[type[Tokenizer], tuple[Vocab]]:
        return type(self), (self._vocab,)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return no bytes: there is nothing to save."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Tokenizer:
        """Return the tokenizer as it is."""
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing: there is nothing to save."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Tokenizer:
        """Return the tokenizer as it is."""
        return self


@registry.tokenizers(NAME)
def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """Return what makes the tokenizer for a pipeline; spaCy calls this where a config names it.

    Examples
    --------
    >>> import spacy
    >>> from rakenlp.language import tokenizer
    >>> nlp = spacy.blank("fi", config={"nlp": {"tokenizer": {"@tokenizers": tokenizer.NAME}}})
    >>> [token.text for token in nlp("ei oo Kela:n päätöstä")]
    ['ei', 'oo', 'Kela:n', 'päätöstä']
    """

    def make(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab)

    return make
