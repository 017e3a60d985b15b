"""The whole way from observations to phenomena, flags and the documents for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ._assembly import (
    OBSERVATIONS,
    RESPONDENT,
    as_objects,
    assign,
    first_copies,
    notes_of,
    phenomena_table,
    signals_of,
    sub_phenomena_table,
    tell_flags,
)
from ._batches import AT_ONCE
from ._checkpoint import open_checkpoint
from ._decided import Decided
from ._evidence import quotes_of, speaking_for, strongest
from ._memory import Memory, open_memory
from .errors import ParameterError
from .language._kept import reading
from .observations import Observations
from .phenomena import PhenomenonModel
from .signals import Rules, single_voices
from .texts import get_language
from .texts import text as say

if TYPE_CHECKING:
    from .language.lexicon import Lexicon
    from .phenomena import Taxonomy
    from .phenomena.identity import Lineage
    from .register import Register
    from .reporting import FlagCards, ReadableTable
    from .reporting.plots import Plots
    from .triage import Triage
    from .vectors import LemmaVectors

Progress = Callable[[str, int, int], None]

#: Stages of an analysis, as told to ``progress``.
STAGES = ("duplicates", "phenomena", "signals", "tables")


def analyse(
    obs: Observations,
    register: Register | str | Path | Mapping[str, Any] | None = None,
    as_of: Any = None,
    random_state: int = 0,
    n_jobs: int | None = None,
    progress: Progress | None = None,
    *,
    taxonomy: Taxonomy | str | Path | None = "default",
    n_phenomena: int | None = None,
    rules: Rules | Mapping[str, Any] | str | Path | None = None,
    lexicon: Lexicon | str | Path | None = None,
    vectors: LemmaVectors | str | Path = "default",
    checkpoint: str | Path | None = None,
) -> Analysis:
    """Find the phenomena of observations, and which of them deserve a look.

    Parameters
    ----------
    obs : Observations
        From :func:`rakenlp.read_observations`.
    register : Register, path or mapping of str to date, optional
        The county's memory (see :class:`rakenlp.Register`): names, merges, splits and people's assignments are
        those decided, emerging phenomena found before keep their identifiers, handled flags stay quiet, and
        what this analysis finds is recorded for the next one (unless the register is open for reading only).
        A mapping only tells when each phenomenon (by ``phenomenon_id``) was last handled. What had come by
        that day no longer counts as accumulated.
    as_of : date, str or Timestamp, optional
        The day looked at: nothing received later counts in the signals. The last date of the data when None; a
        date in the future, more than three months after all others, is taken for mistyped, and ``notes`` tells so.
    random_state : int, default=0
        Seed of every random step.
    n_jobs : int, optional
        Processes for what is done text by text, as in joblib. Its back ends apply: within
        ``joblib.parallel_config(backend="dask")`` the workers of a Dask cluster do it. Results are the same.
    progress : callable, optional
        Called as ``progress(stage, done, total)`` with the stages of :data:`STAGES`; where texts are many, also
        with how many of them are done.
    taxonomy : "default", Taxonomy, path or None, default="default"
        Known phenomena of social work, or your own; None for texts of another field. See
        :class:`rakenlp.PhenomenonModel`.
    n_phenomena : int, optional
        See :class:`rakenlp.PhenomenonModel`.
    rules : Rules, mapping or path, optional
        Rules of the signals; see :class:`rakenlp.signals.Rules`.
    lexicon : Lexicon, str or Path, optional
        Your own words (abbreviations, names of services), added to the shipped ones: a file as in
        ``docs/sanasto-example.csv``.
    vectors : "default", LemmaVectors or path, default="default"
        See :class:`rakenlp.PhenomenonModel`.
    checkpoint : path, optional
        A folder in which what is done is kept, for numbers of texts that take hours: started again with the same
        observations and settings, an interrupted analysis goes on where it was. The folder can be removed when the
        analysis is there. It holds no texts, but numbers made of them; nobody else can read it.

    Returns
    -------
    Analysis
        Works for any number of observations; ``notes`` tells what the data do not allow to be said.

    Raises
    ------
    ParameterError
        If a parameter has a value that it cannot have.
    RegisterError
        If the register cannot be used.

    Examples
    --------
    >>> import rakenlp
    >>> obs = rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa", "Yömaja on täynnä, nukun autossa"])
    >>> analysis = rakenlp.analyse(obs)
    >>> analysis.phenomena["phenomenon_id"].tolist()
    ['asunnottomuus', 'haato_vuokravelka']
    >>> analysis.notes[0].split(":")[0]
    'Päivämäärät puuttuvat'
    """
    if not isinstance(obs, Observations):
        raise ParameterError(
            "parameter",
            name="obs",
            owner="analyse",
            expected="read_observations(...)",
            received=type(obs).__name__,
        )
    memory, book, opened = open_memory(register)
    try:
        model = PhenomenonModel(taxonomy, n_phenomena, random_state, n_jobs=n_jobs, lexicon=lexicon, vectors=vectors)
        analysis = _analysed(obs, memory, as_of, progress, model, rules, checkpoint)
        if book is not None and not book.read_only:
            book.record(analysis)
        return analysis
    finally:
        if opened and book is not None:
            book.close()


def _analysed(
    obs: Observations,
    memory: Memory,
    as_of: Any,
    progress: Progress | None,
    model: PhenomenonModel,
    rules: Rules | Mapping[str, Any] | str | Path | None,
    checkpoint: str | Path | None,
) -> Analysis:
    from .triage.building import vectors_of

    tell = progress or (lambda stage, done, total: None)
    rules = Rules.load(rules)
    texts = obs.texts
    tell("duplicates", 0, len(STAGES))
    first = first_copies(obs, texts, open_checkpoint(checkpoint, "duplicates"))
    tell("phenomena", 1, len(STAGES))
    corrections = memory.corrections(dict(zip(obs.frame.index, texts, strict=True)))
    counted = first == np.arange(len(texts))
    model.fit(
        texts,
        counted=counted,
        landmarks=memory.landmarks,
        corrections=corrections,
        progress=partial(tell, "phenomena") if len(texts) > AT_ONCE else None,
        checkpoint=checkpoint,
        beside=vectors_of if obs.masked else None,
    )
    lineage = memory.recognise(model, obs.frame.index.to_list())
    observations, fitting = memory.place(assign(obs, model, first), model, texts)
    tell("signals", 2, len(STAGES))
    observations["is_single_voice"] = single_voices(observations, as_of, rules).to_numpy()
    known_dates = observations["received_date"].dropna()
    day: Any = pd.Timestamp(as_of) if as_of is not None else known_dates.max()
    flags = memory.tell_states(signals_of(observations, fitting, model, memory, as_of, rules), observations, day)
    tell("tables", 3, len(STAGES))
    phenomena = as_objects(phenomena_table(memory.describe(model, observations, texts), observations))
    versions = versions_of(model)
    analysis = Analysis(
        obs=obs,
        model=model,
        phenomena=phenomena,
        observations=as_objects(observations[OBSERVATIONS]),
        flags=tell_flags(flags, phenomena, versions),
        as_of=day,
        notes=notes_of(obs, observations, flags, model),
        versions=versions,
        lineage=lineage,
        rules=rules,
        decided=memory.decided,
        language=get_language(),
    )
    analysis.told_vectors, model.beside_ = model.beside_, None
    tell("tables", len(STAGES), len(STAGES))
    return analysis


class Analysis:
    """Phenomena, flags and single voices of one set of observations, and the documents made of them.

    Made by :func:`rakenlp.analyse` or :func:`rakenlp.load_analysis`.

    Attributes
    ----------
    phenomena : DataFrame
        One row for each phenomenon with observations: phenomenon_id, name, parent, kind ("known" or
        "emerging"), n, n_unique (near-duplicates once), voices, first_seen, last_seen, terms, stability
        (0–1; NaN for known phenomena).
    observations : DataFrame
        observation_id, phenomenon_id (None if none fits), probability, runner_up, also (other phenomena that
        fit), is_single_voice, duplicate_of and duplicate_group (first member of its group), date and voice,
        machine_phenomenon_id and assigned_by ("machine" or "human": what people decided is in force, and beside
        it stands the answer of the machine that was not told of it).
    flags : DataFrame
        Signals with their reasons; see :func:`rakenlp.detect_signals`. An observation counts for every
        phenomenon that fits it (its best one and those of ``also``). ``state`` is "new" without a register;
        with one also "open" (an analysis of an earlier day had it), "accepted", "rejected", "muted" or
        "reported" (handled and quiet), or "returned" (handled, but a new group or twice the evidence came).
        After the columns of the detector: name and terms of the phenomenon, and the versions that the flag was
        made with. Growth that only a whole national phenomenon, a municipality or a service line shows has its
        own rows, told by ``level`` and ``area``.
    notes : list of str
        What the data do not allow to be said, and why.
    obs : Observations
    model : PhenomenonModel
    as_of : Timestamp
        The day looked at; NaT without dates.
    versions : dict of str to str
        Versions of rakenlp, the taxonomy and the models.
    lineage : list of Lineage
        How emerging phenomena continue those that the register knew; empty without one, and not saved.
    rules : Rules
        Those of the signals.
    decided : Decided
        Merges, splits and handlings that were in force.
    language : str or None
        Language of the names, reasons and notes ("fi", "sv" or "en"); None where an older version saved it without.
        Reports and plots are in the language set when they are made, whatever this is.
    indicators : DataFrame or None
        What :meth:`attach_indicators` was given.
    """

    def __init__(
        self,
        *,
        obs: Observations,
        model: PhenomenonModel,
        phenomena: pd.DataFrame,
        observations: pd.DataFrame,
        flags: pd.DataFrame,
        as_of: Any,
        notes: list[str],
        versions: dict[str, str] | None = None,
        lineage: Sequence[Lineage] = (),
        rules: Rules | None = None,
        decided: Decided | None = None,
        language: str | None = None,
    ) -> None:
        self.obs = obs
        self.model = model
        self.phenomena = phenomena
        self.observations = observations
        self.flags = flags
        self.as_of = as_of
        self.notes = notes
        self.lineage = list(lineage)
        self.rules = rules or Rules()
        self.decided = decided or Decided()
        self.language = language
        self.versions = versions or versions_of(model)
        self.indicators: pd.DataFrame | None = None
        #: What triage compares texts by, of the texts of ``obs``; None for an analysis that was loaded.
        self.told_vectors: np.ndarray | None = None

    def timeline(self, freq: str = "MS") -> pd.DataFrame:
        """Return how many observations each phenomenon got in each period, near-duplicates once.

        Parameters
        ----------
        freq : str, default="MS"
            Period, as in pandas: "MS" month, "QS" quarter, "YS" year.

        Returns
        -------
        DataFrame of shape (n_periods, n_phenomena)
            Index: first day of the period; columns: phenomenon_id. Empty without dates.
        """
        rows = self.observations
        rows = rows[rows["duplicate_of"].isna() & rows["received_date"].notna() & rows["phenomenon_id"].notna()]
        if not len(rows):
            return pd.DataFrame(index=pd.DatetimeIndex([], name="period"))
        counts = (
            rows.groupby([pd.Grouper(key="received_date", freq=freq), "phenomenon_id"]).size().unstack(fill_value=0)
        )
        counts = counts.asfreq(freq, fill_value=0).reindex(columns=self.phenomena["phenomenon_id"], fill_value=0)
        return counts.rename_axis(index="period", columns=None)

    def explain(self, phenomenon_id: str) -> pd.DataFrame:
        """Return the observations of a phenomenon and the words that put them there.

        Parameters
        ----------
        phenomenon_id : str
            One of ``phenomena["phenomenon_id"]``.

        Returns
        -------
        DataFrame
            Index observation_id, most probable first: probability, runner_up, evidence (words), sentence (the one
            that speaks most for it), date, voice, flags (kinds of the signals that it is in), decisive (kinds of
            those that would not be there without it), text (masked, unless the observations were read with
            ``mask=False``). ``.attrs["flags"]`` lists the signals of the phenomenon, each a mapping with all that is
            known of it.
        """
        self._check_phenomenon(phenomenon_id, "explain")
        rows = self.observations[self.observations["phenomenon_id"] == phenomenon_id].set_index("observation_id")
        texts = dict(zip(self.obs.frame.index, self.obs.texts, strict=True))
        out = rows[["probability", "runner_up", *RESPONDENT]].copy()
        speaks_for = speaking_for(rows, phenomenon_id, self.model.phenomenon_ids_)
        words, sentences = [], []
        for i, key in zip(out.index, speaks_for, strict=True):
            with reading():
                words.append(", ".join(self.model.evidence(texts[i], key)) if key else "")
                sentences.append(strongest(self.model, texts[i], key)[0])
        out.insert(2, "evidence", words)
        out.insert(3, "sentence", sentences)
        own = [flag for flag in self.flags.to_dict("records") if flag["phenomenon_id"] == phenomenon_id]
        for column, ids in (("flags", "observation_ids"), ("decisive", "decisive_observations")):
            kinds = [[flag["kind"] for flag in own if i in flag[ids]] for i in out.index]
            out[column] = [", ".join(dict.fromkeys(found)) for found in kinds]
        out["text"] = [texts[i] for i in out.index]
        out = out.sort_values("probability", ascending=False, kind="stable")
        out.attrs["flags"] = own
        return out

    def quotes(self, phenomenon_id: str, n: int = 3) -> pd.DataFrame:
        """Return what people say of a phenomenon in their own words: the sentence of a text that tells most of it.

        The most probable observations come first, one of each respondent group before a second of any; of
        near-duplicates only the first. The texts are as they were read, masked by default: for the working group, not
        for publication.

        Parameters
        ----------
        phenomenon_id : str
            One of ``phenomena["phenomenon_id"]``.
        n : int, default=3
            At most so many.

        Returns
        -------
        DataFrame
            observation_id, respondent_group, quote, share (of all in the text that speaks for the phenomenon; 0 where
            people put it there and no word does), probability.

        Raises
        ------
        ParameterError
            If there is no such phenomenon, or ``n`` is not a whole number of at least one.
        """
        self._check_phenomenon(phenomenon_id, "quotes")
        if isinstance(n, bool) or not isinstance(n, int) or n < 1:
            raise ParameterError("parameter", name="n", owner="Analysis.quotes", expected="int >= 1", received=n)
        return quotes_of(self.obs, self.model, self.observations, phenomenon_id, n)

    def sub_phenomena(self, phenomenon_id: str) -> pd.DataFrame:
        """Return what a known phenomenon consists of: its sub-phenomena, the most frequent first.

        Parameters
        ----------
        phenomenon_id : str
            One of ``phenomena["phenomenon_id"]``.

        Returns
        -------
        DataFrame
            sub_phenomenon_id, name, n, n_unique (near-duplicates once), voices, first_seen, last_seen. Each
            observation counts for its nearest sub-phenomenon, so small numbers are to be read with care. Empty for
            an emerging phenomenon.
        """
        self._check_phenomenon(phenomenon_id, "sub_phenomena")
        return sub_phenomena_table(self.obs, self.model, self.observations, phenomenon_id)

    def _check_phenomenon(self, phenomenon_id: str, method: str) -> None:
        if phenomenon_id not in set(self.phenomena["phenomenon_id"]):
            raise ParameterError(
                "parameter",
                name="phenomenon_id",
                owner=f"Analysis.{method}",
                received=phenomenon_id,
                expected="analysis.phenomena['phenomenon_id']",
            )

    def to_check_before_publishing(self, k: int = 5, *, rare: bool = False) -> pd.DataFrame:
        """Return the observations that may tell a person by circumstances, for a person to read before publishing.

        Parameters
        ----------
        k : int, default=5
        rare : bool, default=False
            Whether rare combinations are listed too; see :func:`rakenlp.privacy.identifying`.

        Returns
        -------
        DataFrame
            observation_id, code, reason (in words, without the text); the surest first.
        """
        from .privacy import identifying

        return identifying(self.obs, self, k, rare=rare)

    @property
    def flag_cards(self) -> FlagCards:
        """The growing and accumulated flags as cards of reasons, which a notebook cell shows: no texts, no ids."""
        from .reporting import FlagCards

        return FlagCards(self)

    def readable(self, table: pd.DataFrame) -> ReadableTable:
        """Return a table of this analysis for people: headings and codes as words of the language now set.

        Parameters
        ----------
        table : DataFrame
            ``analysis.flags``, ``analysis.phenomena``, ``analysis.explain(...)``, ``obs.frame`` and so on, or some of
            their rows and columns.

        Returns
        -------
        ReadableTable
            A DataFrame, which a notebook cell shows without cutting texts. It is for reading: to count or to choose,
            use the table that was given.

        Examples
        --------
        >>> import rakenlp
        >>> analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa"]))
        >>> analysis.readable(analysis.observations[["phenomenon_id", "assigned_by"]]).iloc[0].to_dict()
        {'ilmiö': 'Häädöt ja vuokravelat', 'kuka sijoitti': 'kone'}
        """
        from .reporting import readable

        return readable(table, self.phenomena.set_index("phenomenon_id")["name"].to_dict())

    @property
    def plot(self) -> Plots:
        """Plots of the analysis (extra ``plot``): :class:`rakenlp.reporting.plots.Plots`.

        ``plot.timeline()``, ``plot.expected()``, ``plot.voices()``, ``plot.first_heard()``, ``plot.map()``,
        ``plot.map_page(path)``.
        """
        from .reporting.plots import Plots

        return Plots(self)

    def kooste(
        self,
        path: str | Path,
        profile: str = "published",
        period: Any = None,
        template: str | Path | None = None,
        register: Register | None = None,
    ) -> Path:
        """Write the kooste, the summary of a period for people.

        Parameters
        ----------
        path : path
            Ending in .html, .docx (extra ``report``), .md or .json.
        profile : {"published", "internal"}, default="published"
            The published one shows no count under five, no text and no id; the internal one shows everything
            and is for the rake team only.
        period : str, tuple or None
            "2026H1", "2026-03", "2026Q2", "2026", "2026-01-01/2026-06-30", "all"; None is the half-year of
            ``as_of``.
        template : path, optional
            A Word document or template of your own on which a .docx is made; see
            :mod:`rakenlp.reporting.word`.
        register : Register, optional
            Where the internal one looks up how the social reports stand; it is only read.

        Returns
        -------
        pathlib.Path
        """
        from .reporting import write_kooste

        return write_kooste(self, path, profile=profile, period=period, template=template, register=register)

    def slides(self, path: str | Path, profile: str = "published", period: Any = None) -> Path:
        """Write the kooste as slides for a quarter of an hour, one HTML file that prints one slide a page.

        Parameters
        ----------
        path : path
            Ending in .html.
        profile : {"published", "internal"}, default="published"
            As in :meth:`kooste`.
        period : str, tuple or None
            As in :meth:`kooste`.

        Returns
        -------
        pathlib.Path
        """
        from .reporting import write_slides

        return write_slides(self, path, profile=profile, period=period)

    def social_report(
        self,
        phenomenon_id: str,
        path: str | Path,
        profile: str = "published",
        period: Any = "all",
        *,
        template: str | Path | None = None,
        quotes: Iterable[str] | None = None,
        sent: Any = None,
        register: Register | None = None,
    ) -> Path:
        """Write the draft of a social report on one phenomenon: what was heard, and marked places to fill in.

        It opens no report in a register; people do, with :meth:`rakenlp.Register.open_report`.

        Parameters
        ----------
        phenomenon_id : str
            One of ``phenomena["phenomenon_id"]``.
        path : path
            Ending in .docx (extra ``report``), .html, .md or .json.
        profile : {"published", "internal"}, default="published"
            The published one shows counts as the published kooste does, and of the words of senders only those
            that people name in ``quotes``.
        period : str, tuple or None, default="all"
            As in :meth:`kooste`.
        template : path, optional
            As in :meth:`kooste`.
        quotes : iterable of str, optional
            Observations that may be quoted in the published profile, chosen by people; nothing is quoted otherwise.
            Those that :meth:`to_check_before_publishing` lists are refused; see
            :func:`rakenlp.reporting.build_social_report`.
        sent : date or str, optional
            The day on which the draft is sent for comments: they are due ten working days later.
        register : Register, optional
            Where the state of the report is looked up; it is only read.

        Returns
        -------
        pathlib.Path

        See Also
        --------
        attach_indicators : Figures of statistics for the report.
        """
        from .reporting import write_social_report

        options = {"template": template, "quotes": quotes, "sent": sent, "register": register}
        return write_social_report(self, phenomenon_id, path, profile, period, **options)

    def rake_vartti(self, phenomenon_id: str, path: str | Path) -> Path:
        """Write the card of a phenomenon for a team's quarter of an hour: one page.

        Parameters
        ----------
        phenomenon_id : str
            One of ``phenomena["phenomenon_id"]``.
        path : path
            Ending in .html, .docx (extra ``report``), .md or .json.

        Returns
        -------
        pathlib.Path
            It holds no text of an observation, but small counts: for the team only.
        """
        from .reporting import write_rake_vartti

        return write_rake_vartti(self, phenomenon_id, path)

    def attach_indicators(self, table: pd.DataFrame | Iterable[Mapping[str, Any]]) -> Analysis:
        """Take in figures of statistics, to be cited in social reports beside what people told.

        They are never added to counts of submissions, and are not saved with the analysis.

        Parameters
        ----------
        table : DataFrame or list of dict
            Columns source, year, region, indicator and value; optionally unit, address (where the figure is
            found), and phenomenon_id or parent when a figure is about one of them only. Replaces those attached
            before.

        Returns
        -------
        Analysis
            Itself.

        Raises
        ------
        InputError
            If a column is missing, or a row lacks its source, year, region, name or value.

        Examples
        --------
        >>> import rakenlp
        >>> analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa"]))
        >>> row = {"source": "Tilastokeskus", "year": 2025, "region": "Pirkanmaa", "indicator": "Häädöt"}
        >>> analysis.attach_indicators([row | {"value": "1 204"}]).indicators["value"].tolist()
        [1204.0]
        """
        from .reporting.indicators import checked_indicators

        self.indicators = checked_indicators(table)
        return self

    def to_tables(
        self, directory: str | Path, profile: str = "internal", formats: str | Iterable[str] = ("csv",)
    ) -> list[Path]:
        """Write tidy tables for reporting systems and their data dictionary into a folder.

        Parameters
        ----------
        directory : path
            Made when it does not exist.
        profile : {"internal", "published"}, default="internal"
            The published one holds only counts of national parents by period, suppressed as the published kooste.
        formats : str or iterable of {"csv", "parquet", "xlsx"}, default=("csv",)
            Parquet needs the extra ``parquet``, xlsx the extra ``excel``.

        Returns
        -------
        list of pathlib.Path

        See Also
        --------
        rakenlp.reporting.write_tables : What the tables are.
        """
        from .reporting import write_tables

        return write_tables(self, directory, profile, formats)

    def coding_sheet(self, path: str | Path, n: int = 100, seed: int = 0, by: str | None = "respondent_group") -> Path:
        """Write observations to be coded by hand, without the machine's answers (.csv or .xlsx).

        Parameters
        ----------
        path : path-like
            Ends in ``.csv`` or ``.xlsx``.
        n : int, default=100
            How many.
        seed : int, default=0
            The same one draws the same observations.
        by : str, optional
            Column whose values are drawn evenly; None: all alike.

        Returns
        -------
        pathlib.Path

        See Also
        --------
        rakenlp.research.write_coding_sheet : What the parameters mean.
        """
        from .research import write_coding_sheet

        return write_coding_sheet(self, path, n, seed, by)

    def citation(self, form: str = "text") -> str:
        """Return how the software and the analysis are cited: "text", "method" (a paragraph), "bibtex" or "cff".

        Parameters
        ----------
        form : {"text", "method", "bibtex", "cff"}, default="text"

        Returns
        -------
        str

        See Also
        --------
        rakenlp.research.citation : What each form holds.
        """
        from .research import citation

        return citation(self, form)

    def save(self, directory: str | Path) -> Path:
        """Save the analysis as JSON and npz (no code), atomically; texts are saved masked.

        Parameters
        ----------
        directory : path-like
            Made where there is none.

        Returns
        -------
        pathlib.Path
            The directory.

        See Also
        --------
        rakenlp.load_analysis : Read it back.
        """
        from ._saving import save_analysis

        return save_analysis(self, Path(directory))

    def triage(self, rules: Rules | Mapping[str, Any] | str | Path | None = None) -> Triage:
        """Return suggestions on new submissions, one at a time, that know the observations of this analysis.

        Parameters
        ----------
        rules : Rules, mapping or path, optional
            Those that the analysis was made with when None.

        Returns
        -------
        Triage
            It holds no text. ``triage.save(folder)`` keeps it for a service.
        """
        from .triage import Triage

        return Triage.of(self, rules)

    def __repr__(self) -> str:
        return say("analysis.repr", n=len(self.observations), phenomena=len(self.phenomena), flags=len(self.flags))

    def _repr_html_(self) -> str:
        from .reporting import analysis_html

        return analysis_html(self)


def versions_of(model: PhenomenonModel) -> dict[str, str]:
    """Return the versions of rakenlp and of the parts of a model."""
    from . import __version__

    return {"rakenlp": __version__, **model.versions_}


def load_analysis(directory: str | Path) -> Analysis:
    """Load an analysis saved with :meth:`Analysis.save`.

    Parameters
    ----------
    directory : path
        The folder that it was saved in, or the folder of results that ``rakenlp analyse --out`` wrote, which keeps
        it in the subfolder ``malli``.

    Returns
    -------
    Analysis
        Its model answers the same as before, to the last bit.

    Raises
    ------
    ModelFormatError
        If neither holds an analysis, or it is damaged, foreign or of another schema version.
    """
    from ._saving import read_analysis

    return read_analysis(Path(directory))
