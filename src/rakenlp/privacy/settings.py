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
from ._span import ListedName

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+(?:[-'’:][^\W_]+)*")
_HYPHEN = re.compile("[-–‑]")
_ABROAD = re.compile("(?:00)?3580?")
_LONGEST_PATH = 240
_LONGEST = 40  # letters of a word that are looked at


@dataclass(frozen=True, repr=False)
class Masking:
    """Settings of masking: for :func:`rakenlp.mask`, ``read_observations(mask=...)``, tables and pipelines.

    Parameters
    ----------
    names : bool, default=True
        Mask names of people, too.
    keep : tuple of str
        Words that are never masked: names of places, services and units ("Hatanpää", "Kela") and, say, the number of
        your own switchboard, also as +358. In any case form, and also where they begin or end a longer name: of
        "Hatanpään Minna Virtanen" the first word stays. A family name is therefore not to be listed here.
    always : tuple of str
        Names that are always masked, such as those of the county's workers; in any case form, also in lower case.
        They come before ``keep``. A listed family name is also found as a part of a double one.
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
                raise _wrong(name, "True, False", type(getattr(self, name)).__name__)
        for name in ("keep", "always"):
            words = getattr(self, name)
            listed = isinstance(words, list | tuple | set | frozenset)
            if not listed or not all(isinstance(word, str) and _WORD.search(word) for word in words):
                raise _wrong(name, say("privacy.expected_words"), type(words).__name__)
            ordered = sorted(words) if isinstance(words, set | frozenset) else words
            object.__setattr__(self, name, tuple(dict.fromkeys(" ".join(word.split()) for word in ordered)))

    def __repr__(self) -> str:
        kept, always = len(self.keep), len(self.always)
        return f"Masking(names={self.names}, keep: {kept}, always: {always}, numbered={self.numbered})"

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
        ParameterError
            If what was given is no path of a TOML file, but a text.
        """
        if isinstance(path, str) and not _like_path(path):
            raise _wrong("masking", say("privacy.expected_masking"), f"str ({len(path)})")
        try:
            values = tomllib.loads(Path(path).expanduser().read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise InputError("file_not_found", path=str(path)) from None
        except (ValueError, OSError, RuntimeError) as error:  # RuntimeError: a user that there is not, ~nobody
            raise InputError("masking_unreadable", path=str(path), reason=type(error).__name__) from None
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
        raise _wrong("masking", say("privacy.expected_masking"), type(value).__name__)

    def listed(self, text: str) -> Iterator[ListedName]:
        """Yield the names that are always masked, in any form of theirs; whole names and each family name."""
        if not self.always:
            return
        words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
        reason = say("privacy.reason_always")
        at = 0
        while at < len(words):
            length = self._listed_at(words, at)
            if length:
                yield ListedName("name", words[at][0], words[at + length - 1][1], 1.0, reason)
            at += length or 1

    def _listed_at(self, words: list[tuple[int, int, str]], at: int) -> int:
        """Return how many words from one on are a listed name; 0 where none is."""
        longest = 0
        for low in _parts(words[at][2].casefold()):
            for size in range(2, min(len(low), _LONGEST) + 1):
                for phrase in self._always.get(low[:size], ()):
                    here = words[at : at + len(phrase)]
                    whole = len(here) == len(phrase) > longest
                    if whole and all(_has_form(word, name) for (_, _, word), name in zip(here, phrase, strict=True)):
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
        if self._kept_words(_WORD.findall(piece), whole=True):
            return True
        digits = _number(piece)
        return len(digits) > 5 and digits in self._kept_digits

    def without_kept(self, piece: str) -> tuple[int, int]:
        """Return the part of a name that is left when the words to keep are cut off its ends; (0, 0) if nothing is."""
        words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(piece)] if self.keep else []
        first, last = 0, len(words)
        while first < last and (cut := self._kept_words([word for _, _, word in words[first:last]])):
            first += cut
        while first < last and (cut := self._kept_words([word for _, _, word in words[first:last]], at_end=True)):
            last -= cut
        if (first, last) == (0, len(words)):
            return 0, len(piece)
        if first == last:
            return 0, 0
        return words[first][0] if first else 0, words[last - 1][1] if last < len(words) else len(piece)

    def _kept_words(self, words: list[str], *, at_end: bool = False, whole: bool = False) -> int:
        """Return how many of the words, at their beginning or end, are something to keep; 0 if none are."""
        for phrase in self._kept:
            size = len(phrase)
            if size > len(words) or whole and size < len(words):
                continue
            here = words[len(words) - size :] if at_end else words[:size]
            if all(is_form(word, name) for word, name in zip(here, phrase, strict=True)):
                return size
        return 0

    @cached_property
    def _kept(self) -> list[list[str]]:
        return sorted((_WORD.findall(word) for word in self.keep), key=len, reverse=True)

    @cached_property
    def _kept_digits(self) -> frozenset[str]:
        return frozenset(_number(word) for word in self.keep)


def _number(piece: str) -> str:
    """Return the digits of a piece; those of a phone number as they are dialled within Finland."""
    digits = "".join(c for c in piece if c.isdigit())
    abroad = _ABROAD.match(digits)
    return f"0{digits[abroad.end() :]}" if abroad and len(digits) > 9 else digits


def _parts(word: str) -> tuple[str, ...]:
    """Return a word and, of a double name, its parts."""
    parts = _HYPHEN.split(word)
    return (word, *parts) if len(parts) > 1 else (word,)


def _has_form(word: str, name: str) -> bool:
    """Return whether a word, or a part of a double name, may be a form of a listed name."""
    return any(is_form(part, name) for part in _parts(word))


def _like_path(value: str) -> bool:
    """Return whether a string may be the path of a file of settings; a text of somebody is never told in an error."""
    if len(value) > _LONGEST_PATH or "\n" in value:
        return False
    try:
        return value.lower().endswith(".toml") or Path(value).expanduser().is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="Masking", expected=expected, received=received)


DEFAULT = Masking()
