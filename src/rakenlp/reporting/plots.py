"""Plots of an analysis for the working group: observations in time, what was expected, voices, a map of phenomena."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from ..texts import text
from . import _plot_figure as page
from ._language import in_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..analysis import Analysis


class Plots:
    """Draw an analysis; reached as ``analysis.plot``.

    Every plot returns a :class:`matplotlib.figure.Figure`: shown by a notebook when it is the last line of a
    cell, written with ``figure.savefig("kuva.png")``. Given ``ax``, a plot is drawn in it and the figure of
    ``ax`` is returned. The settings and open figures of matplotlib are left as they are.

    Parameters
    ----------
    analysis : Analysis

    See Also
    --------
    alt_text : The alternative text of a plot, for pages read aloud.

    Notes
    -----
    Plots hold no text and no id of an observation, but they show single observations and counts under five:
    they are for the working group. What may be published is in ``analysis.kooste(path)``.

    Colours are those of Okabe and Ito, and shapes or hatches say the same, so that a plot can be read without
    seeing colours and in greyscale.

    Examples
    --------
    >>> import rakenlp
    >>> obs = rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa", "Yömaja on täynnä, nukun autossa"])
    >>> figure = rakenlp.analyse(obs).plot.voices()
    >>> alt_text(figure).split(".")[0]
    'Ruudukko ilmiöistä ja ilmoittajaryhmistä: 2 ilmiötä, 11 ryhmää, 2 ilmoitusta'
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def timeline(
        self, phenomena: str | Iterable[str] | None = None, period: Any = None, ax: Axes | None = None
    ) -> Figure:
        """Draw each observation as a mark on a line of time, one row for each phenomenon.

        Near-duplicates are hollow, single voices open triangles, and observations that have another
        phenomenon first but fit this one too small diamonds (flags count them). The window of a growing flag is
        shaded, with its count. Above 1,500 marks rows hold counts by month instead.

        Parameters
        ----------
        phenomena : str or iterable of str, optional
            ``phenomenon_id`` of the rows, in this order. None takes the twelve with most observations, every
            growing one, the largest emerging ones, and a row of those that no phenomenon fits.
        period : str, tuple or None
            Days shown, as in :meth:`rakenlp.Analysis.kooste` ("2026H1", "2026-03", …); all when None.
        ax : matplotlib.axes.Axes, optional
            Where to draw; in a figure of its own when None.

        Returns
        -------
        matplotlib.figure.Figure
            Without dates, it says so in words.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        ParameterError
            If a phenomenon is not in the analysis, or the period cannot be read.
        """
        page.need_matplotlib("Analysis.plot.timeline")
        from ._plot_timeline import draw_timeline

        return draw_timeline(in_language(self.analysis), self._checked(phenomena, "timeline"), period, ax)

    def voices(self, phenomena: str | Iterable[str] | None = None, ax: Axes | None = None) -> Figure:
        """Draw how many observations each respondent group has made of each phenomenon.

        Cells without observations are drawn too, and groups not heard at all are hatched: silence is seen.
        Near-duplicates count once.

        Parameters
        ----------
        phenomena : str or iterable of str, optional
            ``phenomenon_id`` of the rows, in this order. None takes the twenty with most observations and a
            row of those that no phenomenon fits.
        ax : matplotlib.axes.Axes, optional
            Where to draw; in a figure of its own when None.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        ParameterError
            If a phenomenon is not in the analysis.
        """
        page.need_matplotlib("Analysis.plot.voices")
        from ._plot_voices import draw_voices

        return draw_voices(in_language(self.analysis), self._checked(phenomena, "voices"), ax)

    def expected(self, phenomena: str | Iterable[str] | None = None, ax: Axes | None = None) -> Figure:
        """Draw the months of each phenomenon beside the range that its past let expect: small multiples.

        The range of a month is what the test of growth (:func:`rakenlp.signals.growth_evidence`) expected of it by
        what had come before, at 80 %: from the phenomenon's own past, all phenomena, and how much the others were
        written of. It is drawn where six months or more had come before. Months above it are of another colour
        and have a triangle. All panels have the same scale.

        Parameters
        ----------
        phenomena : str or iterable of str, optional
            ``phenomenon_id`` of the panels, in this order. None takes the twelve with most observations, every
            growing one and the largest emerging ones.
        ax : matplotlib.axes.Axes, optional
            Where to draw; in a figure of its own when None.

        Returns
        -------
        matplotlib.figure.Figure
            The last 36 months. Without dates, it says so in words.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        ParameterError
            If a phenomenon is not in the analysis.

        Notes
        -----
        A month above the range is no flag: flags look at one, three and six months, at voices instead of
        observations, and at how sure it is that an observation is of the phenomenon.
        """
        page.need_matplotlib("Analysis.plot.expected")
        from ._plot_expected import draw_expected

        return draw_expected(in_language(self.analysis), self._checked(phenomena, "expected"), ax)

    def first_heard(self, phenomena: str | Iterable[str] | None = None, ax: Axes | None = None) -> Figure:
        """Draw when each phenomenon was first heard, who told of it, and when it was heard again; the newest first.

        A phenomenon first heard when the data had lasted for a year is in bold and another colour: earlier ones may
        be older than the data. Hollow diamonds are observations after a year of silence.

        Parameters
        ----------
        phenomena : str or iterable of str, optional
            ``phenomenon_id`` of the rows, in this order. None takes the forty that were first heard last.
        ax : matplotlib.axes.Axes, optional
            Where to draw; in a figure of its own when None.

        Returns
        -------
        matplotlib.figure.Figure
            Without dates, it says so in words.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        ParameterError
            If a phenomenon is not in the analysis.
        """
        page.need_matplotlib("Analysis.plot.first_heard")
        from ._plot_first import draw_first

        return draw_first(in_language(self.analysis), self._checked(phenomena, "first_heard"), ax)

    def map(self, ax: Axes | None = None) -> Figure:
        """Draw every observation on a map of phenomena.

        Phenomena are laid out by classical multidimensional scaling of how alike their observations are in the
        probabilities of the model, moved apart until their names can be read. An observation lies between the
        phenomena that fit it, weighted by the squares of their probabilities; marks that would cover each other are
        moved a little. Emerging phenomena have a star, single voices are open triangles, near-duplicates
        hollow.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; in a figure of its own when None.

        Returns
        -------
        matplotlib.figure.Figure
            The same for the same observations in any order.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.

        Notes
        -----
        Two dimensions cannot hold all the differences of dozens of phenomena: what is near on the map is alike,
        but what is far apart may be alike too. The probabilities are computed anew from the texts.
        """
        page.need_matplotlib("Analysis.plot.map")
        from ._plot_map import draw_map

        return draw_map(in_language(self.analysis), ax)

    def map_page(self, path: str | os.PathLike[str]) -> Path:
        """Write the map as one page that answers: pointed at or reached with the tab key, a phenomenon tells of itself.

        Parameters
        ----------
        path : path-like
            Ends in ``.html``. Self-contained, without scripts.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        MissingExtraError
            If matplotlib, which measures the words, is not installed.
        ParameterError
            If the file name does not end in ``.html``.
        """
        from .map_page import write_map_page

        return write_map_page(self.analysis, path)

    def _checked(self, phenomena: str | Iterable[str] | None, method: str) -> list[str] | None:
        if phenomena is None:
            return None
        try:
            wanted = [phenomena] if isinstance(phenomena, str) else list(phenomena)
        except TypeError:
            wanted = [phenomena]  # type: ignore[list-item]
        known = set(self.analysis.phenomena["phenomenon_id"])
        wrong = [each for each in wanted if not isinstance(each, str) or each not in known]
        if wrong or not wanted:
            raise ParameterError(
                "parameter",
                name="phenomena",
                owner=f"Plots.{method}",
                expected=text("plots.phenomena_expected"),
                received=wrong[0] if wrong else phenomena,
            )
        return list(dict.fromkeys(wanted))


def alt_text(figure: Any) -> str:
    """Return the alternative text of a plot, in the language in which it was drawn.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or matplotlib.axes.Axes
        From :class:`Plots`. The text is also its attribute ``rakenlp_alt_text``; a figure with several plots
        has one on each of their axes.

    Returns
    -------
    str
        One paragraph for each plot; empty when there is none.
    """
    return page.told_alt(figure)
