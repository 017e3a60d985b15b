"""The known phenomena: codes, names, parents and history, as versioned data that a county can replace or extend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

from .._resources import models_folder
from ..errors import ParameterError, RakeError
from ..texts import LANGUAGES, get_language, text

#: The parents of the national model, in the order in which they are always shown.
PARENTS = (
    "asunnottomuus",
    "taloudellinen tilanne ja toimeentulo",
    "mielenterveys",
    "päihteet ja riippuvuudet",
    "muu",
)
_PARENT_KEYS = dict(zip(PARENTS, ("housing", "livelihood", "mental_health", "substances", "other"), strict=True))


@dataclass(frozen=True)
class KnownPhenomenon:
    """One phenomenon of the taxonomy.

    Attributes
    ----------
    code : str
        Stable identifier, used as ``phenomenon_id``.
    names : dict of str to str
        Name by language: "fi", "sv", "en". The Finnish one is needed.
    parent : str
        One of :data:`PARENTS`, or the code of another phenomenon under which it stands.
    definition : str
        In Finnish.
    need : str
        Number of the support need in section 11 of the Social Welfare Act (1301/2014); may be empty.
    seeds : tuple of str
        Words typical of the phenomenon.
    other_parents : tuple of str
        Parents beside the first one.
    aliases : tuple of str
        Other names and spellings of it, in any language.
    """

    code: str
    names: dict[str, str]
    parent: str
    definition: str = ""
    need: str = ""
    seeds: tuple[str, ...] = ()
    other_parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def parents(self) -> tuple[str, ...]:
        """All parents, the first one first."""
        return (self.parent, *self.other_parents)


@dataclass(frozen=True)
class Change:
    """What became of a code that is no longer used.

    Attributes
    ----------
    code : str
    into : tuple of str
        The code that replaced it (several old codes may have the same: a merge), or those it was split into.
    since : str
        Version of the taxonomy from which on.
    why : str
    """

    code: str
    into: tuple[str, ...]
    since: str = ""
    why: str = ""

    @property
    def is_split(self) -> bool:
        """Whether observations of the old code have to be looked at one by one."""
        return len(self.into) > 1


class Taxonomy:
    """The list of known phenomena that analyses compare with.

    Parameters
    ----------
    phenomena : iterable of KnownPhenomenon
    version : str
    history : iterable of Change
        What became of earlier codes.

    Attributes
    ----------
    phenomena : dict of str to KnownPhenomenon
    version : str
    history : dict of str to Change
        By the old code.

    Examples
    --------
    >>> from rakenlp.phenomena import Taxonomy
    >>> taxonomy = Taxonomy.default()
    >>> len(taxonomy.codes), taxonomy.parent("haato_vuokravelka")
    (39, 'asunnottomuus')
    >>> taxonomy.name("haato_vuokravelka", "en")
    'Evictions and rent arrears'
    """

    def __init__(self, phenomena: Iterable[KnownPhenomenon], version: str, history: Iterable[Change] = ()) -> None:
        self._given = list(phenomena)
        self._changes = list(history)
        self.phenomena = {p.code: p for p in self._given}
        self.history = {change.code: change for change in self._changes}
        self.version = version

    @classmethod
    def default(cls) -> Taxonomy:
        """Return the taxonomy that ships with rakenlp."""
        return _default()

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Send to another process which taxonomy this is, where it has it itself."""
        return (Taxonomy.default, ()) if self is Taxonomy.default() else super().__reduce_ex__(protocol)

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Taxonomy:
        """Read a taxonomy from a folder or a file, and check it.

        Parameters
        ----------
        path : path
            A folder with ``phenomena.csv`` (and ``version.json``, ``history.csv`` if there are such), or a file: a
            table (CSV, Excel), JSON as of :meth:`to_dict`, or SKOS as RDF/XML (.rdf, .xml, .skos) or Turtle
            (.ttl). ``docs/luokitus.md`` tells the columns.

        Returns
        -------
        Taxonomy

        Raises
        ------
        InputError
            If it cannot be read, or :meth:`validate` finds something wrong.

        Examples
        --------
        >>> from rakenlp.phenomena import Taxonomy
        >>> taxonomy = Taxonomy.read("docs/luokitus-example.csv")
        >>> taxonomy.codes, taxonomy.resolve("kuljetus")
        (['syrjaseudun_liikkuminen', 'kotouttaminen_kesken'], ('syrjaseudun_liikkuminen',))
        """
        from ._taxonomy_files import read

        taxonomy = read(Path(path))._with_parents()
        taxonomy.validate()
        return taxonomy

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Taxonomy:
        """Return what :meth:`to_dict` described; nothing is checked (see :meth:`validate`)."""
        from ._taxonomy_files import from_dict

        return from_dict(content, "dict")._with_parents()

    def to_dict(self) -> dict[str, Any]:
        """Return the taxonomy as plain data, ready for JSON."""
        phenomena = [
            {
                "code": p.code,
                "names": p.names,
                "parents": list(p.parents),
                "definition": p.definition,
                "need": p.need,
                "seeds": list(p.seeds),
                "aliases": list(p.aliases),
            }
            for p in self.phenomena.values()
        ]
        history = [
            {"code": c.code, "into": list(c.into), "since": c.since, "why": c.why} for c in self.history.values()
        ]
        return {"version": self.version, "phenomena": phenomena, "history": history}

    def problems(self) -> list[RakeError]:
        """Return everything that is wrong, as the errors that :meth:`validate` would raise."""
        from ._taxonomy_checks import problems_of

        return problems_of(self._given, self._changes)

    def validate(self) -> None:
        """Raise an error if something is wrong.

        Raises
        ------
        InputError
            With the code taxonomy_empty, taxonomy_code, taxonomy_duplicate, taxonomy_name, taxonomy_parent,
            taxonomy_circle or taxonomy_history; :meth:`problems` returns all of them.
        """
        for problem in self.problems():
            raise problem

    def extend(self, other: Taxonomy | str | PathLike[str]) -> Taxonomy:
        """Return this taxonomy with another's phenomena and history added.

        Where both have a code, what the other one says of it holds, and what it is silent of is kept; words (seeds,
        aliases) are joined. A phenomenon that the other's history replaces or splits is left out.

        Parameters
        ----------
        other : Taxonomy or path
            A file may name phenomena of this taxonomy as parents.

        Returns
        -------
        Taxonomy
            Its version names both.

        Raises
        ------
        InputError
            If the file cannot be read, or something is wrong with the whole.

        Examples
        --------
        >>> from rakenlp.phenomena import Taxonomy
        >>> len(Taxonomy.default().extend("docs/luokitus-example.csv").codes)
        41
        """
        if not isinstance(other, Taxonomy):
            from ._taxonomy_files import read

            other = read(Path(other))
        joined = dict(self.phenomena)
        for code, new in other.phenomena.items():
            joined[code] = _merged(joined[code], new) if code in joined else new
        for code in set(other.history) - set(other.phenomena):
            joined.pop(code, None)
        history = {code: change for code, change in self.history.items() if code not in other.phenomena}
        whole = Taxonomy(joined.values(), f"{self.version}+{other.version}", {**history, **other.history}.values())
        whole = whole._with_parents()
        whole.validate()
        return whole

    def without(self, codes: Iterable[str]) -> Taxonomy:
        """Return the taxonomy without some phenomena; those under them move up to their parents."""
        left_out = set(codes)
        if unknown := sorted(left_out - set(self.phenomena)):
            raise _unknown(unknown[0], "Taxonomy.without")
        kept = []
        for p in self.phenomena.values():
            if p.code not in left_out:
                parents = list(dict.fromkeys(self._up(parent, left_out) for parent in p.parents))
                kept.append(replace(p, parent=parents[0], other_parents=tuple(parents[1:])))
        return Taxonomy(kept, f"{self.version}-{len(left_out)}", self.history.values())

    def _with_parents(self) -> Taxonomy:
        """Return the taxonomy with the last national parent (muu) for phenomena of which none is told."""
        filled = [p if p.parent else replace(p, parent=PARENTS[-1]) for p in self._given]
        return Taxonomy(filled, self.version, self._changes)

    def _up(self, parent: str, left_out: set[str]) -> str:
        while parent in left_out and parent not in PARENTS:
            parent = self.phenomena[parent].parent
        return parent

    @property
    def codes(self) -> list[str]:
        """Codes of all phenomena, in the order of the taxonomy."""
        return list(self.phenomena)

    def name(self, code: str, language: str | None = None) -> str:
        """Return the name of a phenomenon in a language (that of the texts by default), else in Finnish."""
        if code not in self.phenomena:
            raise _unknown(code, "Taxonomy.name")
        names = self.phenomena[code].names
        return names.get(language or get_language()) or names["fi"]

    def parent(self, code: str) -> str:
        """Return the national parent of a phenomenon; "muu" for what the taxonomy does not know."""
        return self.parents(code)[0]

    def parents(self, code: str) -> tuple[str, ...]:
        """Return the national parents of a phenomenon, the first one first; a phenomenon may have two.

        Of one that stands under another phenomenon they are those of that one.

        Parameters
        ----------
        code : str

        Returns
        -------
        tuple of str
        """
        if code not in self.phenomena:
            return ("muu",)
        found: list[str] = []
        seen = {code}
        waiting = list(self.phenomena[code].parents)
        while waiting:
            parent = waiting.pop(0)
            if parent in PARENTS:
                found.append(parent)
            elif parent in self.phenomena and parent not in seen:
                seen.add(parent)
                waiting[:0] = self.phenomena[parent].parents
        return tuple(dict.fromkeys(found)) or ("muu",)

    def resolve(self, code: str) -> tuple[str, ...]:
        """Return what a code is called now: itself, what replaced it, or what it was split into.

        Parameters
        ----------
        code : str
            Of this or an earlier version.

        Returns
        -------
        tuple of str
            Empty for a code that never was, or whose phenomenon was given up.
        """
        found: list[str] = []
        seen: set[str] = set()
        waiting = [code]
        while waiting:
            now = waiting.pop(0)
            if now in seen:
                continue
            seen.add(now)
            if now in self.phenomena:
                found.append(now)
            elif now in self.history:
                waiting[:0] = self.history[now].into
        return tuple(found)

    def bring_up_to_date(self, codes: Iterable[str | None]) -> tuple[list[str | None], list[str]]:
        """Return the codes of an earlier analysis in this version's terms, so that the two can be compared.

        Parameters
        ----------
        codes : iterable of str or None
            Such as ``old.observations["phenomenon_id"]``.

        Returns
        -------
        codes : list of str or None
            Replaced codes as what replaced them. Codes that were split or given up, and those that no taxonomy knows
            (emerging phenomena), stay as they are.
        split : list of str
            Codes that were split: which part each observation belongs to, a person or a new analysis has to tell.

        Examples
        --------
        >>> from rakenlp.phenomena import Taxonomy
        >>> taxonomy = Taxonomy.read("docs/luokitus-example.csv")
        >>> taxonomy.bring_up_to_date(["kuljetus", None, "apteekki_laake_42c4"])
        (['syrjaseudun_liikkuminen', None, 'apteekki_laake_42c4'], [])
        """
        out: list[str | None] = []
        split: set[str] = set()
        for code in codes:
            found = self.resolve(code) if isinstance(code, str) else ()
            if len(found) > 1 and isinstance(code, str):
                split.add(code)
            out.append(found[0] if len(found) == 1 else code)
        return out, sorted(split)

    def find(self, name: str) -> str | None:
        """Return the code of a phenomenon by its code, a name or an alias, in any language; None if there is none."""
        wanted = name.strip().casefold()
        for p in self.phenomena.values():
            if wanted in {p.code.casefold(), *(n.casefold() for n in (*p.names.values(), *p.aliases))}:
                return p.code
        return None


@lru_cache(maxsize=1)
def _default() -> Taxonomy:
    return Taxonomy.read(models_folder("taxonomy"))


def parent_name(parent: str, language: str | None = None) -> str:
    """Return the display name of a national parent.

    Parameters
    ----------
    parent : str
        Its code.
    language : {"fi", "sv", "en"}, optional
        The one now set by default.

    Returns
    -------
    str

    Examples
    --------
    >>> from rakenlp.phenomena.taxonomy import parent_name
    >>> parent_name("mielenterveys", "sv")
    'Psykisk hälsa'
    """
    return text(f"phenomena.parent_{_PARENT_KEYS[parent]}", language)


def find_parent(name: str) -> str | None:
    """Return the national parent of a name in any language; None if it is none.

    Examples
    --------
    >>> from rakenlp.phenomena.taxonomy import find_parent
    >>> find_parent("Psykisk hälsa"), find_parent("Häädöt")
    ('mielenterveys', None)
    """
    wanted = " ".join(name.split()).casefold()
    for parent in PARENTS:
        if wanted in {parent, *(parent_name(parent, language).casefold() for language in LANGUAGES)}:
            return parent
    return None


def _merged(old: KnownPhenomenon, new: KnownPhenomenon) -> KnownPhenomenon:
    """Return a phenomenon of which two taxonomies tell: the newer one where it says something."""
    return KnownPhenomenon(
        code=old.code,
        names={**old.names, **{language: name for language, name in new.names.items() if name}},
        parent=new.parent or old.parent,
        definition=new.definition or old.definition,
        need=new.need or old.need,
        seeds=tuple(dict.fromkeys((*old.seeds, *new.seeds))),
        other_parents=new.other_parents if new.parent else old.other_parents,
        aliases=tuple(dict.fromkeys((*old.aliases, *new.aliases))),
    )


def _unknown(code: str, owner: str) -> ParameterError:
    return ParameterError("parameter", name="code", owner=owner, received=code, expected="taxonomy.codes")
