"""How to cite an analysis: the software with its versions, and the material that the answer is of."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import ParameterError
from ..texts import text

if TYPE_CHECKING:
    from ..analysis import Analysis

FORMS = ("text", "method", "bibtex", "cff")


def citation(analysis: Analysis, form: str = "text") -> str:
    """Return how the software and the analysis are cited.

    Parameters
    ----------
    analysis : Analysis
    form : {"text", "method", "bibtex", "cff"}, default="text"
        "text": one line for the list of references. "method": a paragraph for the chapter on methods, with the
        versions of everything that the result depends on, what was read and what was set aside. "bibtex": an entry for
        a reference manager. "cff": a CITATION.cff of the software.

    Returns
    -------
    str
        Ends without a line end. The same analysis gives the same text.

    Raises
    ------
    ParameterError
        If the form is not known.

    Notes
    -----
    The fingerprint in the paragraph on methods is of the identifiers and the masked texts: whoever has the same export
    can see whether it is the same material, and nothing can be read from it.

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.research import citation
    >>> analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa"]))
    >>> citation(analysis)
    'rakenlp (versio 0.1.0) [tietokoneohjelma]. Lisenssi EUPL-1.2.'
    """
    if form not in FORMS:
        raise ParameterError("parameter", name="form", owner="citation", expected=" / ".join(FORMS), received=form)
    version = analysis.versions["rakenlp"]
    if form == "text":
        return text("research.cite_text", version=version)
    if form == "method":
        return _method(analysis)
    if form == "bibtex":
        return "\n".join(
            (
                f"@software{{rakenlp_{version.replace('.', '_')},",
                "  author = {{rakenlp contributors}},",
                f"  title = {{{{{_title()}}}}},",
                f"  version = {{{version}}},",
                "  license = {EUPL-1.2},",
                f"  note = {{{_versions(analysis)}}}",
                "}",
            )
        )
    return "\n".join(
        (
            "cff-version: 1.2.0",
            'message: "If you use this software, please cite it as below."',
            "type: software",
            f'title: "{_title()}"',
            "authors:",
            '  - name: "rakenlp contributors"',
            f'version: "{version}"',
            "license: EUPL-1.2",
            "keywords:",
            *(f'  - "{word}"' for word in ("Finnish", "structural social work", "social reporting", "text mining")),
        )
    )


def fingerprint(analysis: Analysis) -> str:
    """Return what tells whether two analyses are of the same material: twelve hexadecimal digits."""
    from ._texts import masked_texts

    whole = hashlib.sha256()
    for key, words in sorted(masked_texts(analysis).items()):
        whole.update(f"{key}\x1f{words}\x1e".encode("utf-8", "replace"))
    return whole.hexdigest()[:12]


def _method(analysis: Analysis) -> str:
    report, rows = analysis.obs.import_report, analysis.observations
    dates = rows["received_date"].dropna()
    told: dict[str, Any] = {
        "read": report.rows_read,
        "kept": len(rows),
        "set_aside": report.rows_set_aside,
        "copies": int(rows["duplicate_of"].notna().sum()),
        "placed": int(rows["phenomenon_id"].notna().sum()),
        "phenomena": len(analysis.phenomena),
        "emerging": int((analysis.phenomena["kind"] == "emerging").sum()),
        "moved": int((rows["assigned_by"] == "human").sum()),
        "seed": analysis.model.random_state,
        "versions": _versions(analysis),
        "fingerprint": fingerprint(analysis),
    }
    period = _period(dates) if len(dates) else text("research.cite_undated")
    masked = text("research.cite_masked" if analysis.obs.masked else "research.cite_unmasked")
    return text("research.cite_method", period=period, masked=masked, **told)


def _period(dates: pd.Series) -> str:
    from ..reporting._format import format_date

    return text("research.cite_period", start=format_date(dates.min()), end=format_date(dates.max()))


def _versions(analysis: Analysis) -> str:
    return ", ".join(f"{name} {version}" for name, version in analysis.versions.items())


def _title() -> str:
    return "rakenlp: social reporting for structural social work"
