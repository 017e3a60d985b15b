"""The known phenomena: codes, names and national parents, as versioned data."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .._resources import models_folder
from ..errors import ParameterError
from ..texts import get_language, text

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
        Name by language: "fi", "sv", "en".
    parent : str
        One of :data:`PARENTS`.
    definition : str
        In Finnish.
    need : str
        Number of the support need in section 11 of the Social Welfare Act (1301/2014); may be empty.
    seeds : tuple of str
        Words typical of the phenomenon.
    """

    code: str
    names: dict[str, str]
    parent: str
    definition: str = ""
    need: str = ""
    seeds: tuple[str, ...] = ()


class Taxonomy:
    """The list of known phenomena that analyses compare with.

    Parameters
    ----------
    phenomena : list of KnownPhenomenon
    version : str

    Examples
    --------
    >>> from rakenlp.phenomena import Taxonomy
    >>> taxonomy = Taxonomy.default()
    >>> len(taxonomy.codes), taxonomy.parent("haato_vuokravelka")
    (39, 'asunnottomuus')
    >>> taxonomy.name("haato_vuokravelka", "en")
    'Evictions and rent arrears'
    """

    def __init__(self, phenomena: list[KnownPhenomenon], version: str) -> None:
        self.phenomena = {p.code: p for p in phenomena}
        self.version = version

    @classmethod
    def default(cls) -> Taxonomy:
        """Return the taxonomy that ships with rakenlp."""
        return _default()

    @classmethod
    def read(cls, folder: Path) -> Taxonomy:
        """Read a taxonomy from ``phenomena.csv`` and ``version.json`` in a folder."""
        version = json.loads((folder / "version.json").read_text(encoding="utf-8"))["version"]
        with (folder / "phenomena.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return cls(
            [
                KnownPhenomenon(
                    code=row["code"],
                    names={lang: row[f"name_{lang}"] for lang in ("fi", "sv", "en")},
                    parent=row["national_parent"],
                    definition=row["definition_fi"],
                    need=row["shl11_need_no"],
                    seeds=tuple(row["seed_lemmas"].split("|")),
                )
                for row in rows
            ],
            version,
        )

    @property
    def codes(self) -> list[str]:
        """Codes of all phenomena, in the order of the taxonomy."""
        return list(self.phenomena)

    def name(self, code: str, language: str | None = None) -> str:
        """Return the name of a phenomenon in a language (that of the texts by default)."""
        if code not in self.phenomena:
            raise ParameterError(
                "parameter", name="code", owner="Taxonomy.name", received=code, expected="taxonomy.codes"
            )
        return self.phenomena[code].names[language or get_language()]

    def parent(self, code: str) -> str:
        """Return the national parent of a phenomenon; "muu" for what the taxonomy does not know."""
        return self.phenomena[code].parent if code in self.phenomena else "muu"


@lru_cache(maxsize=1)
def _default() -> Taxonomy:
    return Taxonomy.read(models_folder("taxonomy"))


def parent_name(parent: str, language: str | None = None) -> str:
    """Return the display name of a national parent.

    Examples
    --------
    >>> from rakenlp.phenomena.taxonomy import parent_name
    >>> parent_name("mielenterveys", "sv")
    'Psykisk hälsa'
    """
    return text(f"phenomena.parent_{_PARENT_KEYS[parent]}", language)
