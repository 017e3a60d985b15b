"""Field knowledge that is asked before Voikko: abbreviations, office words, services and sure misspellings."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from os import PathLike
from typing import Any

from ..errors import ModelFormatError
from ._lexicon_entries import Entry as Entry
from ._lexicon_entries import Headword as Headword
from ._lexicon_entries import Split as Split
from ._lexicon_tables import Tables
from ._shared import once

#: Version of the form that ``to_dict`` gives; other versions are refused.
SCHEMA = 1
#: Longer words are nobody's headwords.
LONGEST = 60
_MARK = re.compile(r"[-./]")


class Lexicon:
    """Word forms that Voikko does not know or reads wrongly. Immutable, hashable and picklable.

    Parameters
    ----------
    headwords : iterable of Headword
        A later one wins over an earlier one with the same form.
    respellings : mapping of str to str, optional
        Misspelt part of a word to its right spelling, wherever in a word it stands; ^ binds it to the beginning.
    words : mapping of str to str, optional
        Misspelt whole word to its right spelling.
    version : str, default=""

    Attributes
    ----------
    fingerprint : str
        Digest of the content; equal lexicons have equal ones.

    Examples
    --------
    >>> from rakenlp.language.lexicon import Lexicon
    >>> lexicon = Lexicon.default()
    >>> lexicon.get("sossun")
    Entry(lemma='sossu', pos='NOUN', meaning=('sosiaalitoimisto',), kind='term')
    >>> lexicon.get("PTT:tä").meaning, lexicon.get("ihmisen")
    (('perustoimeentulotuki',), None)
    >>> lexicon.respell("toimentulotukihakemuksen")
    'toimeentulotukihakemuksen'
    """

    __slots__ = ("_built", "_digest", "headwords", "respellings", "version", "words")
    headwords: tuple[Headword, ...]
    respellings: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...]
    version: str
    _built: Tables | None
    _digest: str

    def __init__(
        self,
        headwords: Iterable[Headword] = (),
        respellings: Mapping[str, str] | None = None,
        words: Mapping[str, str] | None = None,
        version: str = "",
    ) -> None:
        values = {
            "headwords": tuple(headwords),
            "respellings": tuple(sorted((respellings or {}).items())),
            "words": tuple(sorted((words or {}).items())),
            "version": version,
            "_built": None,
            "_digest": "",
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def default(cls) -> Lexicon:
        """Return the lexicon that ships with rakenlp."""
        return _default()

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Lexicon:
        """Read a user's own lexicon.

        Parameters
        ----------
        path : str or Path
            A CSV file (separated by ; , or tab) with the column ``muoto`` or ``form`` and, as wanted,
            ``perusmuoto``/``lemma``, ``merkitys``/``meaning`` (lemmas separated by ``|``), ``sanaluokka``/``pos``,
            ``taipuu``/``inflects_like`` (a model word) and ``oikein``/``correct`` (for a misspelt word);
            or a TOML file of the form of the shipped one. See ``docs/sanasto-example.csv``.

        Returns
        -------
        Lexicon
            Of these words only; ``Lexicon.default() | Lexicon.read(path)`` adds them to the shipped ones.

        Raises
        ------
        InputError
            If the file cannot be read; the message names the file, the row and what to do.
        ModelFormatError
            If a TOML file is of an unknown schema version.
        """
        from ._lexicon_files import read_lexicon

        return read_lexicon(path)

    def get(self, form: str) -> Entry | None:
        """Return what is known of a word form, or None.

        Parameters
        ----------
        form : str
            As written, composed (NFC) and without soft hyphens.

        Returns
        -------
        Entry or None
        """
        tables = self._built or self._tables
        low = form.lower()
        found = tables.direct(form, low)
        if found is not None or len(low) > LONGEST or not low:
            return found
        if low[:3] not in tables.starts and ":" not in low and low[-1] not in ".-":
            return None
        return tables.derived(form, low)

    def respell(self, form: str) -> str | None:
        """Return the right spelling of the same inflected form, or None if no known misspelling is in it.

        Ask it before Voikko too: *toimentulotuki* is a legal compound of other words.

        Parameters
        ----------
        form : str

        Returns
        -------
        str or None
        """
        tables = self._built or self._tables
        low = form.lower()
        if not 4 < len(low) <= LONGEST:
            return None
        right = tables.words.get(low) or tables.replace(low)
        if right is None:
            return None
        return right.upper() if form.isupper() else right.capitalize() if form[0].isupper() else right

    def split(self, form: str, known: Callable[[str], bool]) -> Split | None:
        """Split a compound that Voikko does not know and the lexicon knows a part of.

        Parameters
        ----------
        form : str
        known : callable
            Tells whether Voikko knows a word form.

        Returns
        -------
        Split or None

        Examples
        --------
        >>> from rakenlp.language.lexicon import Lexicon
        >>> from rakenlp.language.voikko import morphology
        >>> split = Lexicon.default().split("TE-toimistosta", lambda word: bool(morphology().analyze(word)))
        >>> split.head_entry.meaning, split.tail
        (('työ', 'elinkeino'), 'toimistosta')
        """
        if len(form) > LONGEST:
            return None
        mark = _MARK.search(form, 1, len(form) - 1)
        return self._split_marked(form, mark.start(), known) if mark else self._split_solid(form, known)

    def _split_marked(self, form: str, place: int, known: Callable[[str], bool]) -> Split | None:
        """Split at a hyphen (nepsy-lapsi), or after an abbreviation at a full stop or a slash (psyk.osasto)."""
        head, tail = form[:place], form[place + 1 :]
        low = head.lower()
        entry = self._tables.first.get(low) or self.get(head)
        if entry is not None and not entry.meaning:  # MT is ambiguous alone, MT-kuntoutuja is not
            entry = self.get(low) or entry
        if form[place] != "-" and (entry is None or entry.kind != "abbreviation"):
            return None
        tail_entry = self.get(tail)
        if tail_entry is None and (entry is None or not known(tail)):
            return None
        return Split(head, tail, entry, tail_entry)

    def _split_solid(self, form: str, known: Callable[[str], bool]) -> Split | None:
        tables, low = self._tables, form.lower()
        for i in range(len(low) - 4, 2, -1):
            head, tail = low[:i], low[i:]
            entry = tables.heads.get(head)
            if entry is not None:
                tail_entry = tables.inflected.get(tail)
                if tail_entry is not None or known(tail):
                    return Split(head, tail, entry, tail_entry)
        for i in range(4, len(low) - 3):
            tail_entry = tables.inflected.get(low[i:])
            if tail_entry is not None and known(low[:i]):
                return Split(low[:i], low[i:], None, tail_entry)
        return None

    @property
    def _tables(self) -> Tables:
        if self._built is None:
            object.__setattr__(self, "_built", Tables(self))
        assert self._built is not None
        return self._built

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content, the same on every machine."""
        if not self._digest:
            content = {key: value for key, value in self.to_dict().items() if key != "version"}
            data = json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")
            object.__setattr__(self, "_digest", hashlib.sha256(data).hexdigest())
        return self._digest

    def to_dict(self) -> dict[str, Any]:
        """Return the lexicon as data for JSON."""
        return {
            "schema": SCHEMA,
            "version": self.version,
            "headwords": [
                [w.form, w.entry.lemma, w.entry.pos, list(w.entry.meaning), w.entry.kind, *w[2:7], list(w.withheld)]
                for w in self.headwords
            ],
            "respellings": dict(self.respellings),
            "words": dict(self.words),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lexicon:
        """Return the lexicon that ``to_dict`` gave.

        Parameters
        ----------
        data : mapping

        Returns
        -------
        Lexicon

        Raises
        ------
        ModelFormatError
            If the data is damaged or of another schema version.
        """
        schema = data.get("schema") if isinstance(data, Mapping) else None
        if schema != SCHEMA:
            raise ModelFormatError("model_version", path="Lexicon", received=schema, expected=SCHEMA)
        try:
            headwords = [
                Headword(form, Entry(lemma, pos, tuple(meaning), kind), like, case, use, stem, plural, tuple(withheld))
                for form, lemma, pos, meaning, kind, like, case, use, stem, plural, withheld in data["headwords"]
            ]
            return cls(headwords, data["respellings"], data["words"], str(data["version"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelFormatError("model_damaged", path="Lexicon", reason=type(error).__name__) from error

    def __or__(self, other: Lexicon) -> Lexicon:
        """Return the words of both; the right one wins where both have a word."""
        if not isinstance(other, Lexicon):
            return NotImplemented
        new = {(word.form.lower(), word.use): word.case for word in other.headwords}
        kept = [
            word
            for word in self.headwords
            if (case := new.get((word.form.lower(), word.use))) is None
            or not (case == word.case or "any" in (case, word.case))
        ]
        return Lexicon(
            [*kept, *other.headwords],
            {**dict(self.respellings), **dict(other.respellings)},
            {**dict(self.words), **dict(other.words)},
            "+".join(filter(None, (self.version, other.version))),
        )

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Lexicon cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Lexicon cannot be changed: {name}")

    def __len__(self) -> int:
        return len(self.headwords)

    def __bool__(self) -> bool:
        return True  # one of respellings only, or of nothing, must not give way to the shipped one

    def __eq__(self, other: object) -> bool:
        return self.fingerprint == other.fingerprint if isinstance(other, Lexicon) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[Any, ...]:
        return Lexicon, (self.headwords, dict(self.respellings), dict(self.words), self.version)

    def __repr__(self) -> str:
        return f"Lexicon({len(self.headwords)} words, version={self.version!r})"


@once
def _default() -> Lexicon:
    from ._lexicon_files import parse_toml

    source = resources.files(__package__).joinpath("field_lexicon.toml")
    return parse_toml(source.read_text(encoding="utf-8"), "field_lexicon.toml")
