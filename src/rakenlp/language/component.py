"""The spaCy component ``rakenlp_voikko``: lemmas, parts of speech and compound parts from Voikko."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Token
from spacy.training import Example

from .words import analyse_word


def _score(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    examples = list(examples)
    return {
        **Scorer.score_token_attr(examples, "lemma", **kwargs),
        **Scorer.score_token_attr(examples, "pos", **kwargs),
    }


class VoikkoComponent:
    """Set ``lemma_``, ``pos_``, ``_.voikko`` and ``_.compound_parts`` of every token.

    Holds no Voikko handle: each thread and process opens its own, so the component can be pickled, copied
    and used in ``nlp.pipe(n_process=2)``.

    Parameters
    ----------
    name : str
    overwrite : bool
        Whether lemmas and parts of speech that an earlier component has set are replaced.
    """

    def __init__(self, name: str = "rakenlp_voikko", overwrite: bool = True) -> None:
        self.name = name
        self.overwrite = overwrite
        register_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document in place and return it."""
        for token in doc:
            if token.is_space or token.is_punct:
                word_lemma, pos = token.text, "SPACE" if token.is_space else "PUNCT"
            else:
                word = analyse_word(token.text)
                word_lemma, pos = word.lemma, word.pos
            if self.overwrite or not token.lemma:
                token.lemma_ = word_lemma
            if self.overwrite or not token.pos:
                token.pos_ = pos
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Annotate a stream of documents."""
        for doc in stream:
            yield self(doc)

    def score(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        """Score lemmas and parts of speech against gold documents."""
        return _score(examples, **kwargs)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the settings (there is no other state)."""
        return b"1" if self.overwrite else b"0"

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> VoikkoComponent:
        """Restore the settings."""
        self.overwrite = data == b"1"
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the settings in a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "settings").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> VoikkoComponent:
        """Load the settings from a folder."""
        return self.from_bytes((Path(path) / "settings").read_bytes())


def _voikko(token: Token) -> tuple[dict[str, str], ...]:
    return tuple(dict(a) for a in analyse_word(token.text).analyses)


def _parts(token: Token) -> tuple[str, ...]:
    return analyse_word(token.text).parts


def register_extensions() -> None:
    """Add the attributes ``token._.voikko`` and ``token._.compound_parts``, once."""
    for name, getter in (("voikko", _voikko), ("compound_parts", _parts)):
        if not Token.has_extension(name):
            Token.set_extension(name, getter=getter)


@Language.factory(
    "rakenlp_voikko",
    assigns=["token.lemma", "token.pos"],
    default_config={"overwrite": True},
    default_score_weights={"lemma_acc": 0.5, "pos_acc": 0.5},
)
def make_component(nlp: Language, name: str, overwrite: bool) -> VoikkoComponent:
    """Make the component for a pipeline; see :class:`VoikkoComponent`."""
    return VoikkoComponent(name, overwrite)
