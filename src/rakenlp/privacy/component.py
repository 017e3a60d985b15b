"""A spaCy component that tells what is to be masked: ``nlp.add_pipe("rakenlp_mask")``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from .._files import write_atomic
from ..errors import ModelFormatError
from ._span import Span
from .masking import MaskedText, mask
from .settings import Masking

#: Key of what was found in ``doc.user_data``.
_FOUND = "rakenlp_mask"


class MaskComponent:
    """Set ``doc.spans["rakenlp_mask"]`` and ``doc._.masked``; the text of the document stays as it is.

    Threads may share one pipeline. It can be pickled and used in ``nlp.pipe(n_process=2)``; what was found goes with
    the document through ``doc.to_bytes()`` and ``DocBin(store_user_data=True)``. Documents, and a vocabulary that has
    read them, hold the words as they were written: ``nlp.to_disk`` saves those of the vocabulary in ``strings.json``.
    Read texts inside ``with nlp.memory_zone():`` before saving a pipeline; save ``doc._.masked.text``, not documents.

    Parameters
    ----------
    name : str
    masking : Masking, path or None
        Settings; a file is read at once, and the saved pipeline carries what it said.
    spans_key : str
        Key of the spans in ``doc.spans``. Where a token of the pipeline goes on behind an identifier ("Minna-äiti"),
        the span takes all of it in; the exact places are in ``doc._.masked.spans``.
    """

    def __init__(
        self, name: str = "rakenlp_mask", masking: Masking | str | None = None, spans_key: str = "rakenlp_mask"
    ) -> None:
        self.name = name
        self.masking = Masking.of(masking)
        self.spans_key = spans_key
        register_extension()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        register_extension()

    def __call__(self, doc: Doc) -> Doc:
        """Tell of one document what is to be masked in it, and return it."""
        found = mask(doc.text, self.masking)
        spans = [doc.char_span(span.start, span.end, label=span.kind, alignment_mode="expand") for span in found.spans]
        doc.spans[self.spans_key] = [span for span in spans if span is not None]
        doc.user_data[_FOUND] = {  # plain data, which documents are sent and saved with
            "text": found.text,
            "spans": [list(span) for span in found.spans],
            "places": [list(place) for place in found.places],
        }
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the settings as JSON."""
        return json.dumps({"masking": asdict(self.masking), "spans_key": self.spans_key}, sort_keys=True).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> MaskComponent:
        """Restore the settings.

        Raises
        ------
        ModelFormatError
            If the data is damaged.
        """
        try:
            content = json.loads(data)
            self.masking, self.spans_key = Masking(**content["masking"]), str(content["spans_key"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFormatError("model_damaged", path=self.name, reason=type(error).__name__) from error
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the settings in a folder."""
        write_atomic(Path(path) / "settings.json", self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> MaskComponent:
        """Load the settings from a folder."""
        return self.from_bytes((Path(path) / "settings.json").read_bytes())


def register_extension() -> None:
    """Add the attribute ``doc._.masked``, once: what was found as a :class:`rakenlp.privacy.MaskedText`."""
    if not Doc.has_extension("masked"):
        Doc.set_extension("masked", getter=_masked)


def _masked(doc: Doc) -> MaskedText:
    """Return what the component found; an empty text where it has not read the document."""
    found = doc.user_data.get(_FOUND)
    if found is None:
        return MaskedText("")
    spans = tuple(Span(*span) for span in found["spans"])
    return MaskedText(found["text"], spans, tuple((start, end) for start, end in found["places"]))


@Language.factory("rakenlp_mask", default_config={"masking": None, "spans_key": "rakenlp_mask"})
def make_component(nlp: Language, name: str, masking: str | None, spans_key: str) -> MaskComponent:
    """Make the component for a pipeline; ``masking`` is the path of a file of settings."""
    return MaskComponent(name, masking, spans_key)
