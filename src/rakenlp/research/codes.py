"""The codebook: what each phenomenon means, for people who code the same observations themselves."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..phenomena import parent_name
from ..phenomena.taxonomy import PARENTS
from ..texts import text

if TYPE_CHECKING:
    from ..analysis import Analysis

#: The code of an observation that no phenomenon fits.
NO_PHENOMENON = "ei_ilmiota"
COLUMNS = ("code", "name", "parent", "kind", "definition", "terms")


def codebook(analysis: Analysis) -> pd.DataFrame:
    """Return the codes that an observation can have, with what they mean.

    It holds every known phenomenon, also those that the machine did not find, so that a coder can. It tells no counts
    and no answer of the machine, so that it may lie beside a blind coding sheet.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    DataFrame
        code, name, parent (in words), kind ("known", "emerging", "decided" for those that people made by splitting,
        "none"), definition and terms. Known ones have their definition and words from the taxonomy; an emerging one
        has none but the words that are typical of it in the data, and people define it. The last code,
        :data:`NO_PHENOMENON`, is for what no phenomenon fits.

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.research import codebook
    >>> analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa"]))
    >>> book = codebook(analysis)
    >>> len(book), book["code"].iloc[0], book["code"].iloc[-1]
    (40, 'asunnottomuus', 'ei_ilmiota')
    """
    taxonomy = analysis.model.taxonomy_
    found: dict[Any, dict[Any, Any]] = analysis.phenomena.set_index("phenomenon_id").to_dict("index")
    codes = [code for code in (*analysis.model.phenomenon_ids_, *found) if code not in analysis.decided.merged]
    rows: list[dict[str, Any]] = []
    for code in dict.fromkeys(codes):
        known = taxonomy.phenomena.get(code) if taxonomy is not None else None
        told = found.get(code)
        if known is not None and taxonomy is not None:
            name = taxonomy.name(code) if told is None else told["name"]
            parent, kind = taxonomy.parent(code), "known"
            definition, terms = known.definition, ", ".join(known.seeds)
        elif told is not None:
            name, parent, terms = told["name"], told["parent"], told["terms"]
            kind = "decided" if code in analysis.decided.parts else "emerging"
            definition = text(f"research.define_{kind}")
        else:  # an emerging one that no observation has any more
            continue
        parent = parent_name(parent) if parent in PARENTS else parent
        rows.append(dict(zip(COLUMNS, (code, name, parent, kind, definition, terms), strict=True)))
    rows.append(
        {
            "code": NO_PHENOMENON,
            "name": text("research.none_name"),
            "parent": "",
            "kind": "none",
            "definition": text("research.none_definition"),
            "terms": "",
        }
    )
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def find_code(book: pd.DataFrame, written: str) -> str | None:
    """Return the code that somebody wrote by its code or name, in any case of letters; None if there is none."""
    wanted = " ".join(written.split()).casefold()
    for code, name in zip(book["code"], book["name"], strict=True):
        if wanted in (str(code).casefold(), " ".join(str(name).split()).casefold()):
            return str(code)
    return None


def nearest_codes(book: pd.DataFrame, written: str, n: int = 3) -> list[str]:
    """Return the codes that look most like what somebody wrote, for an error that helps."""
    shown = {str(value).casefold(): code for code, name in zip(book["code"], book["name"], strict=True)
             for value in (code, name)}  # fmt: skip
    close = difflib.get_close_matches(written.casefold()[:80], list(shown), n=2 * n, cutoff=0.4)
    return list(dict.fromkeys(str(shown[each]) for each in close))[:n]
