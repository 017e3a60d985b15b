"""What the phenomena of a model are called, in any of the languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..phenomena import Taxonomy
from ..texts import text

if TYPE_CHECKING:
    from .building import Knowledge


class NamedPhenomenon(NamedTuple):
    """A phenomenon that can be suggested.

    Attributes
    ----------
    phenomenon_id, name, parent : str
    kind : {"known", "emerging"}
        Of the taxonomy, or found in the county's own submissions.
    """

    phenomenon_id: str
    name: str
    parent: str
    kind: str


def named(knowledge: Knowledge, code: str, language: str | None = None) -> NamedPhenomenon:
    """Return a phenomenon with its name: the one that people gave, or that of the language."""
    taxonomy = knowledge.model.taxonomy_ or Taxonomy.default()
    known = bool(knowledge.model.taxonomy) and code in taxonomy.phenomena
    kind = "known" if known else "emerging"
    title = knowledge.titles.get(code)
    if title is not None:
        made_of = title["made_of"]
        name = text(made_of[0], language, terms=made_of[1]) if made_of else title["name"]
        return NamedPhenomenon(code, name, title["parent"], kind)
    name = taxonomy.name(code, language) if code in taxonomy.phenomena else code
    return NamedPhenomenon(code, name, taxonomy.parent(code), kind)
