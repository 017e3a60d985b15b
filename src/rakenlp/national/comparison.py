"""Several counties in one run: their aggregates brought together, and what is seen only from there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import ParameterError
from ..reporting._format import label_of
from ..texts import Phrase, get_language, text
from . import _comparable, _facts, _together
from ._sources import checked_populations, compared_periods, finished, named_sources, summary_of
from ._versions import check_one_version, version_of, wanted_taxonomy
from .matching import Match, match_emerging
from .summary import CountySummary

if TYPE_CHECKING:
    from ..phenomena import Taxonomy

Progress = Callable[[str, int, int], None]
PROFILES = ("internal", "published")
EMERGING = ("match", "name", "county", "phenomenon_id", "n", "voices", "first", "last", "terms", "near")
PAIRS = ("match", "county", "phenomenon_id", "other_county", "other_id", "cosine", "terms", "is_same_matter")
FLAGGED = (
    "code",
    "name",
    "level",
    "county",
    "kind",
    "window",
    "observed",
    "expected",
    "chance_per_year",
    "voices",
    "state",
)


def compare_counties(
    counties: Mapping[str, Any],
    *,
    taxonomy: Taxonomy | str | os.PathLike[str] | None = None,
    populations: Mapping[str, int] | None = None,
    period: Any = None,
    as_of: Any = None,
    n_jobs: int | None = None,
    progress: Progress | None = None,
) -> CountyComparison:
    """Put several counties side by side.

    Parameters
    ----------
    counties : mapping of str to source
        The name of each county, and what there is of it: what it handed over (a folder, or a
        :class:`~rakenlp.national.CountySummary`), a saved analysis (a folder), an :class:`rakenlp.Analysis`,
        :class:`rakenlp.Observations`, or an export (a file). Of each only aggregates are kept.
    taxonomy : Taxonomy, "default" or path, optional
        The version that all are brought to, by its history of replaced and split phenomena. When None all must have
        the same one.
    populations : mapping of str to int, optional
        Inhabitants of the counties, for rates.
    period : str, tuple or Period, optional
        Whose half-years are compared, as in :meth:`rakenlp.Analysis.kooste`, also unfinished ones. When None those
        that are over in more than half of the counties; the others have no counts of them.
    as_of : date or str, optional
        The day looked at, for the counties that are analysed here.
    n_jobs : int, optional
        Processes for lemmatising, for the counties that are analysed here.
    progress : callable, optional
        Called as ``progress(county, done, total)``.

    Returns
    -------
    CountyComparison

    Raises
    ------
    ParameterError
        If there are fewer than two counties, they have different versions of the taxonomy, a population is not a
        whole number above zero, or a source is of another kind.
    ModelFormatError
        If a folder is damaged or of another schema.

    Examples
    --------
    >>> import rakenlp
    >>> one = rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa", "Yömaja on täynnä, nukun autossa"])
    >>> other = rakenlp.read_observations(["Häätö tulee, vuokravelkaa on kolmelta kuulta"])
    >>> found = rakenlp.compare_counties({"Kainuu": one, "Lappi": other})
    >>> shared = found.facts[(found.facts["code"] == "haato_vuokravelka")]
    >>> shared[["county", "n"]].values.tolist()
    [['Kainuu', 1], ['Lappi', 1], ['total', 2]]
    """
    names = named_sources(counties)
    target = wanted_taxonomy(taxonomy)
    tell = progress or (lambda county, done, total: None)
    summaries = []
    for done, (name, source) in enumerate(names.items()):
        tell(name, done, len(names))
        summaries.append(summary_of(name, source, target, as_of, n_jobs))
    tell("", len(names), len(names))
    if target is None:
        check_one_version(summaries)
    people = checked_populations(populations or {}, list(names))
    settled = [finished(summary) for summary in summaries] if period is None else summaries
    return CountyComparison(settled, compared_periods(summaries, period), people)


class CountyComparison:
    """Counties side by side; made by :func:`compare_counties`.

    It holds aggregates only. Tables are for the national working group; ``published()`` is what may be shown to all.

    Parameters
    ----------
    summaries : iterable of CountySummary
        Kept in the order of the counties' names.
    periods : sequence of str
        The half-years compared.
    populations : mapping of str to int, optional
        Inhabitants.
    profile : {"internal", "published"}, default="internal"
    totals : DataFrame, optional
        Sums over the counties with small counts hidden; without them the sums are counted.
    """

    def __init__(
        self,
        summaries: Iterable[CountySummary],
        periods: Sequence[str],
        populations: Mapping[str, int] | None = None,
        *,
        profile: str = "internal",
        totals: pd.DataFrame | None = None,
    ) -> None:
        self.summaries = tuple(sorted(summaries, key=lambda summary: summary.county))
        self.periods = tuple(periods)
        self.populations = dict(populations or {})
        self.profile = profile
        self._totals = totals

    @property
    def counties(self) -> list[str]:
        """Names of the counties."""
        return [summary.county for summary in self.summaries]

    @property
    def taxonomy_version(self) -> str:
        """The one version of the taxonomy."""
        return version_of(self.summaries[0])

    @property
    def whole(self) -> str | None:
        """The label of the compared half-years together, such as "2025H1/2026H1"; None where there is none."""
        return _facts.whole(self.periods) if self.periods else None

    @cached_property
    def facts(self) -> pd.DataFrame:
        """The long table, a row for each phenomenon or parent, county and period.

        Columns: level, code, county ("total": all together), period, n, shown, base, share, share_low, share_high
        (Wilson, 95 %), voices, population, rate, rate_low and rate_high (by 10,000 inhabitants, Poisson).
        """
        table = _facts.facts_of(self.summaries, self.periods, self.populations, self._totals)
        return table[table["level"].isin(["total", "parent"])].reset_index(drop=True) if self._is_public else table

    @cached_property
    def matches(self) -> list[Match]:
        """The counties' emerging phenomena, those that are the same together; see :func:`match_emerging`."""
        return match_emerging(self.summaries)

    @property
    def emerging(self) -> pd.DataFrame:
        """Emerging phenomena, a row for each county's, with what they are matched to.

        Columns: match, name, county, phenomenon_id, n, voices, first, last, terms and near (words of the shipped
        vocabulary nearest in meaning).
        """
        lines = []
        for key, match in _together.keyed(self.matches).items():
            for county, each in match.members:
                own = (each.phenomenon_id, each.n, each.voices, each.first, each.last)
                lines.append((key, self.name_of_match(match), county, *own, list(each.terms), list(each.near)))
        return pd.DataFrame(lines, columns=list(EMERGING)).astype({"n": "Int64", "voices": "Int64"})

    @property
    def pairs(self) -> pd.DataFrame:
        """Why those of two counties are taken for the same: cosine, shared words, the same matter or not."""
        lines = [
            (key, *pair.one, *pair.other, pair.cosine, list(pair.terms), pair.is_same_matter)
            for key, match in _together.keyed(self.matches).items()
            for pair in match.pairs
        ]
        return pd.DataFrame(lines, columns=list(PAIRS)).astype({"cosine": float})

    @cached_property
    def together(self) -> pd.DataFrame:
        """What grows in several counties at once; see ``docs/hyvinvointialueet.md``."""
        return _together.growth_together(self.summaries, self.matches)

    @cached_property
    def few(self) -> pd.DataFrame:
        """What is told by fewer than five in each county but in at least three of them: nobody sees it alone.

        In the published profile only what at least five counties tell of.
        """
        least = 5 if self._is_public else _together.LEAST_COUNTIES
        return _together.few_in_each(self.summaries, self.periods, self.matches, least)

    @property
    def flags(self) -> pd.DataFrame:
        """The counties' growing and accumulated flags side by side."""
        known = {(county, each.phenomenon_id): self.name_of_match(match)
                 for match in self.matches for county, each in match.members}  # fmt: skip
        lines: list[tuple[Any, ...]] = []
        for summary in self.summaries:
            for row in summary.flags.to_dict("records"):
                key = row["phenomenon_id"]
                name = known.get((summary.county, key)) or self.name_of(key, row["level"])
                told = [row[column] for column in FLAGGED[4:]]
                lines.append((key, name, row["level"], summary.county, *told))
        table = pd.DataFrame(lines, columns=list(FLAGGED))
        return table.sort_values(["level", "name", "county", "kind"], ignore_index=True)

    @property
    def notes(self) -> pd.DataFrame:
        """What can be compared and what cannot: county, code, text, is_public."""
        table = _comparable.notes_of(self.summaries, self.periods)
        return table[table["is_public"].astype(bool)].reset_index(drop=True) if self._is_public else table

    def published(self) -> CountyComparison:
        """Return the comparison as it may be published: small counts hidden, also from subtraction.

        Each county's counts are those of its own published kooste; of the totals as many are shown as give nothing
        away.

        Returns
        -------
        CountyComparison
        """
        if self._is_public:
            return self
        totals = _facts.protected_totals(self.summaries, self.periods)
        hidden = [summary.hidden() for summary in self.summaries]
        told = {period for summary in hidden for period in summary.periods["period"]}
        periods = [period for period in self.periods if period in told]
        return CountyComparison(hidden, periods, self.populations, profile="published", totals=totals)

    def page(self, path: str | os.PathLike[str], profile: str = "internal") -> Path:
        """Write the comparison as a page for people.

        Parameters
        ----------
        path : path-like
            Ends in ``.html`` or ``.md``.
        profile : {"internal", "published"}

        Returns
        -------
        pathlib.Path
        """
        from .page import write_page

        return write_page(self.of_profile(profile, "page"), path)

    def to_tables(
        self, directory: str | os.PathLike[str], profile: str = "internal", formats: str | Iterable[str] = ("csv",)
    ) -> list[Path]:
        """Write the comparison as tables with their data dictionary.

        Parameters
        ----------
        directory : path-like
        profile : {"internal", "published"}
        formats : str or iterable of {"csv", "parquet", "xlsx", "json"}

        Returns
        -------
        list of pathlib.Path
        """
        from .tables import write_comparison

        return write_comparison(self.of_profile(profile, "to_tables"), directory, formats)

    def of_profile(self, profile: str, owner: str) -> CountyComparison:
        """Return the comparison in a profile: itself, or what may be published of it."""
        if profile not in PROFILES:
            raise ParameterError(
                "parameter", name="profile", owner=owner, expected=Phrase("kooste.profile_expected"), received=profile
            )
        return self.published() if profile == "published" else self

    def name_of(self, code: str, level: str = "phenomenon") -> str:
        """Return the name of a phenomenon, matter or parent in the language now set."""
        if code == "ei_kerrottu":
            return label_of("group", code)
        if level in ("parent", "parent_any", "group", "channel", "language"):
            return label_of("parent" if level == "parent_any" else level, code)
        names = next((summary.names for summary in self.summaries if code in summary.names), {})
        return _together.name_of(code, names, get_language())

    def name_of_match(self, match: Match) -> str:
        """Return what emerging phenomena that are the same are called."""
        if match.matter:
            return text("phenomena.emerging_name", terms=self.name_of(match.matter))
        words = [word for _, each in match.members for word in each.near]
        if not words:
            return max(match.members, key=lambda member: (member[1].n or 0, member[0]))[1].name
        often = sorted(set(words), key=lambda word: (-words.count(word), words.index(word)))
        return text("phenomena.emerging_name", terms=", ".join(often[:3]))

    @property
    def _is_public(self) -> bool:
        return self.profile == "published"

    def __repr__(self) -> str:
        shared = sum(len(match.members) > 1 for match in self.matches)
        return f"CountyComparison(counties={len(self.summaries)}, periods={list(self.periods)}, matched={shared})"
