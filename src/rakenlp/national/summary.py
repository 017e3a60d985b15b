"""What is known of one county when counties are compared: aggregates, never a text nor an observation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..analysis import Analysis

#: What counts are told of: everything; national parents (each observation under one); the same with second parents;
#: phenomena; what else a parent holds (in a hand-over only); matters that no phenomenon holds; and where the
#: submissions came from.
LEVELS = ("total", "parent", "parent_any", "phenomenon", "rest", "matter", "group", "channel", "language")
COUNTS = ("level", "code", "period", "n", "shown", "voices")
PERIODS = ("period", "start", "end", "complete")
PUBLISHED = ("period", "parent", "n")
GROWTH = ("level", "code", "p_value", "observed", "expected", "months")
FLAGS = ("phenomenon_id", "level", "kind", "window", "observed", "expected", "chance_per_year", "voices", "state")
#: Width of a step of a coarse centre, in standard deviations of its coordinates.
_STEP = 0.8
#: Columns of the form whose absence takes something from a comparison.
FORM = ("received_date", "respondent_group", "municipality", "service_line", "channel", "language")


@dataclass(frozen=True, eq=False)
class Emerging:
    """An emerging phenomenon of a county, as other counties are told of it.

    Attributes
    ----------
    phenomenon_id : str
    name : str
    matter : str or None
        Its code, where it is a matter of the shipped inventory: the same in every county.
    n, voices : int or None
        Observations (near-duplicates once) and their voices; None where hidden: at least five, then.
    first, last : str or None
        The half-years in which it was first and last heard.
    terms : tuple of str
        Its words, most distinctive first.
    used : tuple of int
        How many of its observations use each word; empty where hidden.
    terms_hidden : int
        How many more there are that are not told.
    near : tuple of str
        Words of the shipped vocabulary that lie nearest to the centre: nobody's own words, but they tell what it is.
    centre : ndarray or None
        Where it lies in the space of the lemma vectors, each coordinate in five steps; see :func:`coarse`.
    """

    phenomenon_id: str
    name: str
    matter: str | None
    n: int | None
    voices: int | None
    first: str | None
    last: str | None
    terms: tuple[str, ...]
    used: tuple[int, ...] = ()
    terms_hidden: int = 0
    near: tuple[str, ...] = ()
    centre: NDArray[np.float64] | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class CountySummary:
    """Aggregates of one county's analysis, with which it can be compared with others.

    Made by :func:`summarise_county`; :meth:`hand_over` writes what may be given away.

    Attributes
    ----------
    county : str
    is_hidden : bool
        Whether small counts are hidden, as in everything that is handed over.
    as_of : str or None
        The day looked at.
    versions : dict of str to str
        What the analysis was made with.
    parents : dict of str to list of str
        National parents of the taxonomy's phenomena, the first one first.
    names : dict of str to (dict of str to str)
        Names of phenomena and matters by language.
    replaced : dict of str to list of str
        What phenomena of earlier versions of the taxonomy were replaced by or split into.
    space : str or None
        The space in which centres of emerging phenomena lie.
    periods : DataFrame
        period, start, end, complete.
    counts : DataFrame
        level (one of :data:`LEVELS`), code, period, n (missing where hidden), shown (the count, or the sign that hides
        it) and voices.
    published : DataFrame
        period, parent, n: the county's own published counts, with their signs.
    growth : DataFrame
        level, code, p_value, observed, expected, months: the growth test of each phenomenon and parent.
    flags : DataFrame
        Growing and accumulated flags without their observations.
    emerging : tuple of Emerging
    filled : dict of str to float
        Share of observations for which each column of the form is filled.
    undated, later, copies : int or None
        Observations without a date, those after the day looked at, and near-duplicates; None where hidden.
    """

    county: str
    is_hidden: bool
    as_of: str | None
    versions: Mapping[str, str]
    parents: Mapping[str, Sequence[str]]
    names: Mapping[str, Mapping[str, str]]
    replaced: Mapping[str, Sequence[str]]
    space: str | None
    periods: pd.DataFrame
    counts: pd.DataFrame
    published: pd.DataFrame
    growth: pd.DataFrame
    flags: pd.DataFrame
    emerging: tuple[Emerging, ...]
    filled: Mapping[str, float]
    undated: int | None = None
    later: int | None = None
    copies: int | None = None

    def hidden(self) -> CountySummary:
        """Return the summary as it may be handed over: small counts, and words that few wrote, are hidden.

        Returns
        -------
        CountySummary
            Itself, if it is hidden already.
        """
        if self.is_hidden:
            return self
        from ._hiding import hide

        return hide(self)

    def hand_over(self, directory: str | Path) -> Path:
        """Write what the county may hand over: its aggregates, with small counts hidden, and nothing else.

        Parameters
        ----------
        directory : path
            Made if needed; an earlier hand-over there is replaced in one step.

        Returns
        -------
        pathlib.Path
            The folder: ``manifest.json`` with schema and checksums, and ``luovutus-….json``.

        See Also
        --------
        read_hand_over : Reads it.
        """
        from .handover import write_hand_over

        return write_hand_over(self, Path(directory))

    def called(self, county: str) -> CountySummary:
        """Return the summary under another name of the county."""
        return replace(self, county=county)

    def __repr__(self) -> str:
        return (
            f"CountySummary({self.county!r}, periods={len(self.periods)}, emerging={len(self.emerging)}, "
            f"is_hidden={self.is_hidden})"
        )


def coarse(centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a centre with each coordinate in five steps, from -2 to 2.

    Two hundred such coordinates hold some 400 bits: enough to tell one matter from another, and far less than what the
    words of five texts would need. All comparisons are made with them, so that hand-overs compare as analyses do.

    Examples
    --------
    >>> import numpy as np
    >>> coarse(np.array([0.9, -0.2, 0.05, -0.5])).tolist()
    [2.0, 0.0, 0.0, -1.0]
    """
    width = float(np.std(centre))
    if not width > 0:
        return np.zeros(len(centre))
    return np.asarray(np.clip(np.round(np.asarray(centre, dtype=float) / width / _STEP), -2, 2) + 0.0)


def summarise_county(analysis: Analysis, county: str) -> CountySummary:
    """Return the aggregates of an analysis with which its county can be compared with others.

    Parameters
    ----------
    analysis : Analysis
        Made with a taxonomy.
    county : str
        What the county is called.

    Returns
    -------
    CountySummary
        With exact counts: for the county itself. ``summary.hand_over(folder)`` writes what may be given away.

    Raises
    ------
    ParameterError
        If the analysis was made without a taxonomy, or the county has no name.

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.national import summarise_county
    >>> obs = rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa", "Yömaja on täynnä, nukun autossa"])
    >>> summarise_county(rakenlp.analyse(obs), "Kainuu")
    CountySummary('Kainuu', periods=1, emerging=0, is_hidden=False)
    """
    from ._counting import summarised

    return summarised(analysis, county)
