"""What is masked: whether names are, the words of one's own that always are, and those that never."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, ParameterError
from ..texts import text as say
from ._forms import is_form, stems
from ._span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+(?:[-'’:][^\W_]+)*")
_LONGEST = 40  # letters of a word that are looked at


@dataclass(frozen=True)
class Masking:
    """Settings of masking: for :func:`rakenlp.mask`, ``read_observations(mask=...)``, tables and pipelines.

    Parameters
    ----------
    names : bool, default=True
        Mask names of people, too.
    keep : tuple of str
        Words that are never masked: names of places, services and units ("Hatanpää", "Kela") and, say, the number of
        your own switchboard. In any case form.
    always : tuple of str
        Names that are always masked, such as those of the county's workers; in any case form, also in lower case.
        They come before ``keep``.
    numbered : bool, default=False
        Number the tokens, so that one sees who is the same: ``[NIMI 1]`` … ``[NIMI 2]`` … ``[NIMI 1]``.

    Raises
    ------
    ParameterError
        If a value is of a wrong type, or a listed word is empty.

    Examples
    --------
    >>> from rakenlp.privacy import Masking, mask
    >>> own = Masking(keep=["Hatanpää"], always=["Taina Korpi"], numbered=True)
    >>> mask("taina korvelta kysyin, Korpi vastasi Hatanpäältä, soita 040 123 4567", own).text
    '[NIMI 1] kysyin, [NIMI 1] vastasi Hatanpäältä, soita [PUHELIN 1]'
    """

    names: bool = True
    keep: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    numbered: bool = False

    def __post_init__(self) -> None:
        for name in ("names", "numbered"):
            if not isinstance(getattr(self, name), bool):
                raise _wrong(name, "True, False", getattr(self, name))
        for name in ("keep", "always"):
            words = getattr(self, name)
            listed = isinstance(words, list | tuple | set | frozenset)
            if not listed or not all(isinstance(word, str) and _WORD.search(word) for word in words):
                raise _wrong(name, say("privacy.expected_words"), type(words).__name__)
            ordered = sorted(words) if isinstance(words, set | frozenset) else words
            object.__setattr__(self, name, tuple(dict.fromkeys(" ".join(word.split()) for word in ordered)))

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Masking:
        """Read the settings from a TOML file; see ``docs/peitto-example.toml``.

        Parameters
        ----------
        path : path

        Returns
        -------
        Masking

        Raises
        ------
        InputError
            If the file is missing or is not TOML, or a setting in it is unknown.
        """
        file = Path(path).expanduser()
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise InputError("file_not_found", path=str(path)) from None
        except (ValueError, OSError) as error:
            raise InputError("masking_unreadable", path=str(path), reason=type(error).__name__) from error
        known = [field.name for field in fields(cls)]
        for name in values:
            if name not in known:
                raise InputError("masking_unknown", path=str(path), name=name, known=", ".join(known))
        return cls(**values)

    @classmethod
    def of(cls, value: Masking | str | PathLike[str] | None) -> Masking:
        """Return settings as they are, those of a file, or the defaults for None."""
        if value is None:
            return DEFAULT
        if isinstance(value, Masking):
            return value
        if isinstance(value, str | PathLike):
            return cls.read(value)
        raise _wrong("masking", "Masking, path, None", type(value).__name__)

    def listed(self, text: str) -> Iterator[Span]:
        """Yield the names that are always masked, in any form of theirs; whole names and each family name."""
        if not self.always:
            return
        words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
        reason = say("privacy.reason_always")
        at = 0
        while at < len(words):
            length = self._listed_at(words, at)
            if length:
                yield Span("name", words[at][0], words[at + length - 1][1], 1.0, reason)
            at += length or 1

    def _listed_at(self, words: list[tuple[int, int, str]], at: int) -> int:
        """Return how many words from one on are a listed name; 0 where none is."""
        low = words[at][2].casefold()
        longest = 0
        for size in range(2, min(len(low), _LONGEST) + 1):
            for phrase in self._always.get(low[:size], ()):
                here = words[at : at + len(phrase)]
                whole = len(here) == len(phrase) > longest
                if whole and all(is_form(word, name) for (_, _, word), name in zip(here, phrase, strict=True)):
                    longest = len(phrase)
        return longest

    @cached_property
    def _always(self) -> dict[str, list[tuple[str, ...]]]:
        """Listed names by the stems of their first word; of two words also turned, and the family name alone."""
        phrases = [tuple(_WORD.findall(name)) for name in self.always]
        turned = [(phrase[-1], *phrase[:-1]) for phrase in phrases if len(phrase) == 2]
        alone = [phrase[-1:] for phrase in phrases if len(phrase) > 1]
        found: dict[str, list[tuple[str, ...]]] = {}
        for phrase in dict.fromkeys((*phrases, *turned, *alone)):
            for stem in stems(phrase[0]):
                found.setdefault(stem, []).append(phrase)
        return found

    def keeps(self, piece: str) -> bool:
        """Return whether a piece of text is, in some form, one of the words to keep."""
        if not self.keep:
            return False
        words = _WORD.findall(piece)
        digits = "".join(c for c in piece if c.isdigit())
        for phrase in self._kept:
            if len(phrase) == len(words) and all(is_form(w, p) for w, p in zip(words, phrase, strict=True)):
                return True
        return len(digits) > 5 and digits in self._kept_digits

    @cached_property
    def _kept(self) -> list[list[str]]:
        return [_WORD.findall(word) for word in self.keep]

    @cached_property
    def _kept_digits(self) -> frozenset[str]:
        return frozenset("".join(c for c in word if c.isdigit()) for word in self.keep)


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="Masking", expected=expected, received=received)


DEFAULT = Masking()
