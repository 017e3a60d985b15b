"""The spaCy component ``rakenlp_voikko``: lemmas, parts of speech, features and compound parts from Voikko."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from spacy.attrs import ORTH
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.symbols import IDS
from spacy.tokens import Doc, MorphAnalysis, Token
from spacy.training import Example
from spacy.vocab import Vocab

from .._files import write_atomic
from ..errors import ModelFormatError
from .context import REACH
from .forms import read_ahead, read_word
from .lexicon import Lexicon
from .sentences import is_doubtful, read_in_context
from .stored_readings import Reading
from .words import analyse_word

_LEXICON = "rakenlp_lexicon"
#: Lexicons of this process by fingerprint: documents carry only that, so that they can be sent and saved.
_LEXICONS: dict[str, Lexicon] = {}
#: Token types whose attributes are kept in memory, per vocabulary.
CACHE_SIZE = 1 << 20


def _score(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    examples = list(examples)
    return {
        **Scorer.score_token_attr(examples, "lemma", **kwargs),
        **Scorer.score_token_attr(examples, "pos", **kwargs),
        **Scorer.score_token_attr(examples, "morph", **{**kwargs, "getter": _feature_key}),
    }


def _feature_key(token: Token, attribute: str) -> int:
    """Return the number of a token's features, which is 0 where gold does not tell them."""
    return int(getattr(token, attribute).key)


class _Type(NamedTuple):
    """What a token type is by itself, in the numbers of a vocabulary."""

    lemma: int
    pos: int
    morph: MorphAnalysis
    doubtful: bool


class _Types(dict[int, _Type]):
    """The token types of one vocabulary, each read when it is first asked for.

    Threads may read the same type at once: what they put here is the same.
    """

    def __init__(self, vocab: Vocab, lexicon: Lexicon | None) -> None:
        super().__init__()
        self.vocab = vocab
        self.in_zone = vocab.in_memory_zone  # type: ignore[attr-defined]
        self.lexicon = lexicon
        self._features: dict[str, MorphAnalysis] = {}
        self._decisions: dict[tuple[int, ...], _Type] = {}

    def __missing__(self, key: int) -> _Type:
        form = self.vocab.strings[key]
        found = self[key] = self._type(form, read_word(form, self.lexicon))
        return found

    def _type(self, form: str, reading: Reading) -> _Type:
        lemma, pos = (form, "SPACE") if form.isspace() else reading[:2]
        morph = self._features.get(reading.feats)
        if morph is None:
            morph = self._features[reading.feats] = MorphAnalysis(self.vocab, reading.feats)
        return _Type(self.vocab.strings.add(lemma), IDS[pos], morph, is_doubtful(reading))

    def in_context(self, doc: Doc, position: int) -> _Type:
        """Return what a doubtful token is among its neighbours; remembered for the same few words."""
        start = max(0, position - REACH)
        near = [doc[i].orth for i in range(start, min(position + 2, len(doc)))]
        key = (position - start, *near)
        found = self._decisions.get(key)
        if found is None:
            words = [self.vocab.strings[orth] for orth in near]
            alone = [read_word(word, self.lexicon) for word in words]
            reading = read_in_context(words, alone, position - start, self.lexicon)
            if len(self._decisions) >= CACHE_SIZE:
                self._decisions.clear()
            found = self._decisions[key] = self._type(words[position - start], reading)
        return found


class VoikkoComponent:
    """Set the lemma, part of speech and features of every token; ``_.voikko`` and ``_.compound_parts`` on demand.

    Holds no Voikko handle: each thread and process opens its own, so the component can be pickled, copied and used
    in ``nlp.pipe(n_process=2)``. Threads may share one pipeline.

    Parameters
    ----------
    name : str
    overwrite : bool
        Whether what an earlier component has set is replaced.
    lexicon : Lexicon, str or Path, optional
        Words of the field; the shipped ones by default. A path adds the words of a file to the shipped ones. Where
        the file is missing it is asked for only when the words are needed: a saved pipeline brings them along.
    """

    _awaited: Path | None
    _lexicon: Lexicon | None
    _types: _Types | None
    _in_zone = False

    def __init__(
        self,
        name: str = "rakenlp_voikko",
        overwrite: bool = True,
        lexicon: Lexicon | str | PathLike[str] | None = None,
    ) -> None:
        self.name = name
        self.overwrite = overwrite
        path = None if lexicon is None or isinstance(lexicon, Lexicon) else Path(lexicon)
        if path is not None and path.exists():
            lexicon = Lexicon.default() | Lexicon.read(path)
        self.lexicon = lexicon if isinstance(lexicon, Lexicon) else None
        self._awaited = None if self.lexicon else path
        register_extensions()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_types": None, "_in_zone": False}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if self._lexicon is not None:
            _LEXICONS[self._lexicon.fingerprint] = self._lexicon
        register_extensions()

    @property
    def lexicon(self) -> Lexicon | None:
        """The words of the field; None for the shipped ones."""
        awaited = self._awaited
        if awaited is not None:
            self.lexicon = Lexicon.default() | Lexicon.read(awaited)
        return self._lexicon

    @lexicon.setter
    def lexicon(self, lexicon: Lexicon | None) -> None:
        if lexicon is not None:
            _LEXICONS[lexicon.fingerprint] = lexicon
        self._lexicon, self._awaited, self._types = lexicon, None, None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document in place and return it."""
        types, doubtful, overwrite = self._of(doc.vocab), [], self.overwrite
        for token in doc:  # for texts of some ten words quicker than arrays
            lemma, pos, morph, doubt = types[token.orth]
            if doubt:
                doubtful.append(token)
            elif overwrite:
                token.lemma, token.pos, token.morph = lemma, pos, morph
            else:
                _complete(token, lemma, pos, morph)
        for token in doubtful:
            lemma, pos, morph, _ = types.in_context(doc, token.i)
            _complete(token, lemma, pos, morph, overwrite)
        if types.lexicon is not None:
            doc.user_data[_LEXICON] = types.lexicon.fingerprint
        return doc

    def _of(self, vocab: Vocab) -> _Types:
        types, in_zone = self._types, vocab.in_memory_zone  # type: ignore[attr-defined]
        if in_zone and not self._in_zone:  # a zone that we were not told of may end at any time
            return _Types(vocab, self.lexicon)
        if types is None or types.vocab is not vocab or types.in_zone != in_zone or len(types) > CACHE_SIZE:
            types = self._types = _Types(vocab, self.lexicon)
        return types

    @contextmanager
    def memory_zone(self, mem: Any = None) -> Iterator[Any]:
        """Forget at the end of the block what was met inside it; spaCy calls this from ``nlp.memory_zone()``."""
        outside, self._types, self._in_zone = self._types, None, True
        try:
            yield mem
        finally:
            self._types, self._in_zone = outside, False

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Annotate a stream of documents; as long as there are many new words, those of a batch are read at once."""
        documents, size = iter(stream), batch_size
        while batch := list(islice(documents, size)):
            types = self._of(batch[0].vocab)
            known = len(types)
            if size > 1:
                keys = {key for doc in batch for key in doc.to_array(ORTH).tolist()}
                read_ahead([types.vocab.strings[key] for key in keys if key not in types], types.lexicon)
            for doc in batch:
                yield self(doc)
            size = batch_size if len(types) - known > len(batch) else 1

    def score(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        """Score lemmas, parts of speech and features against gold documents."""
        return _score(examples, **kwargs)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the settings and the lexicon (there is no other state) as JSON."""
        words = None if self.lexicon is None else self.lexicon.to_dict()
        return json.dumps({"overwrite": self.overwrite, "lexicon": words}, sort_keys=True).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> VoikkoComponent:
        """Restore the settings and the lexicon.

        Raises
        ------
        ModelFormatError
            If the data is damaged.
        """
        try:
            settings = json.loads(data)
            overwrite, words = bool(settings["overwrite"]), settings["lexicon"]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFormatError("model_damaged", path=self.name, reason=type(error).__name__) from error
        self.lexicon = None if words is None else Lexicon.from_dict(words)
        self.overwrite = overwrite
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the settings and the lexicon in a folder."""
        write_atomic(Path(path) / "settings.json", self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> VoikkoComponent:
        """Load the settings and the lexicon from a folder."""
        return self.from_bytes((Path(path) / "settings.json").read_bytes())


def _complete(token: Token, lemma: int, pos: int, morph: MorphAnalysis, overwrite: bool = False) -> None:
    """Set the attributes of a token, or only those that it does not have yet."""
    if overwrite or not token.lemma:
        token.lemma = lemma
    if overwrite or not token.pos:
        token.pos = pos
    if overwrite or not token.has_morph():
        token.morph = morph


def _lexicon(token: Token) -> Lexicon | None:
    return _LEXICONS.get(token.doc.user_data.get(_LEXICON, ""))


def _voikko(token: Token) -> tuple[dict[str, str], ...]:
    return tuple(dict(a) for a in analyse_word(token.text, _lexicon(token)).analyses)


def _parts(token: Token) -> tuple[str, ...]:
    return analyse_word(token.text, _lexicon(token)).parts


def _meaning(token: Token) -> tuple[str, ...]:
    return analyse_word(token.text, _lexicon(token)).meaning


def register_extensions() -> None:
    """Add the attributes ``token._.voikko``, ``token._.compound_parts`` and ``token._.meaning``, once."""
    for name, getter in (("voikko", _voikko), ("compound_parts", _parts), ("meaning", _meaning)):
        if not Token.has_extension(name):
            Token.set_extension(name, getter=getter)


@Language.factory(
    "rakenlp_voikko",
    assigns=["token.lemma", "token.pos", "token.morph"],
    default_config={"overwrite": True, "lexicon": None},
    default_score_weights={"lemma_acc": 0.5, "pos_acc": 0.5, "morph_acc": 0.0},
)
def make_component(nlp: Language, name: str, overwrite: bool, lexicon: str | None) -> VoikkoComponent:
    """Make the component for a pipeline; see :class:`VoikkoComponent`.

    ``lexicon`` is the path of a file of your own words (see :meth:`rakenlp.language.Lexicon.read`), added to
    the shipped ones. The saved pipeline carries the words and opens without the file.
    """
    return VoikkoComponent(name, overwrite, lexicon)
