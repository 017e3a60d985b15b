"""Plots: what is drawn, what is said in words, and that nothing else changes."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fake_analysis import fake_analysis, fake_rows

from rakenlp.errors import MissingExtraError, ParameterError
from rakenlp.reporting.plots import Plots, alt_text
from rakenlp.texts import get_language, set_language

matplotlib = pytest.importorskip("matplotlib")
from matplotlib.figure import Figure  # noqa: E402

KINDS = ("timeline", "expected", "voices", "first_heard", "map")


class _Model:
    """Gives 0.8 to the phenomenon of an observation; the rest is shared."""

    def __init__(self, analysis: Any) -> None:
        self.phenomenon_ids_ = sorted(analysis.phenomena["phenomenon_id"])
        self.taxonomy = analysis.model.taxonomy
        self._labels = dict(zip(analysis.obs.texts, analysis.observations["phenomenon_id"], strict=True))

    def predict_proba(self, texts: list[str]) -> np.ndarray:
        n = len(self.phenomenon_ids_)
        out = np.full((len(texts), n), 0.2 / max(n, 1))
        for row, key in zip(out, (self._labels[text] for text in texts), strict=True):
            if isinstance(key, str):
                row[self.phenomenon_ids_.index(key)] = 0.8
        return out


def make(n: int | None = None, **options: Any) -> Any:
    analysis = fake_analysis(n, **options)
    analysis.model = _Model(analysis)
    return analysis


def words(figure: Any) -> str:
    """Everything written in a figure."""
    return "\n".join(t.get_text() for t in figure.findobj(matplotlib.text.Text) if t.get_text())


def marks(figure: Any, colour: str | None = None) -> int:
    """How many marks the scatters hold, of one edge or face colour when given."""
    total = 0
    for each in figure.axes[0].collections:
        used = [matplotlib.colors.to_hex(c) for c in (*each.get_facecolors(), *each.get_edgecolors())]
        if colour is None or colour in used:
            total += len(each.get_offsets())
    return total


def png(figure: Any) -> bytes:
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=25)
    return content.getvalue()


@pytest.mark.parametrize("n", [0, 1, 2, 30])
@pytest.mark.parametrize("kind", KINDS)
def test_any_number_of_observations_gives_a_picture(kind: str, n: int) -> None:
    figure = getattr(Plots(make(n)), kind)()
    assert isinstance(figure, Figure)
    assert png(figure).startswith(b"\x89PNG")
    if n == 0:
        assert "ei ole yhtään ilmoitusta" in words(figure) and "ei ole yhtään ilmoitusta" in alt_text(figure)


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_and_no_id_of_an_observation_is_in_a_picture(kind: str) -> None:
    analysis = make()
    figure = getattr(Plots(analysis), kind)()
    everything = words(figure) + alt_text(figure)
    for key, text in zip(analysis.obs.frame.index, analysis.obs.texts, strict=True):
        assert key not in everything
        assert text[:25] not in everything


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_picture_for_rows_in_any_order(kind: str) -> None:
    rows = fake_rows()
    shuffled = rows.sample(frac=1, random_state=3)
    figures = [getattr(Plots(make(frame=frame)), kind)() for frame in (rows, shuffled)]
    assert png(figures[0]) == png(figures[1])
    assert alt_text(figures[0]) == alt_text(figures[1])


@pytest.mark.parametrize("kind", KINDS)
def test_settings_and_open_figures_of_matplotlib_stay_as_they_are(kind: str) -> None:
    from matplotlib import pyplot

    before, open_figures = dict(matplotlib.rcParams), pyplot.get_fignums()
    figure = getattr(Plots(make(6)), kind)()
    png(figure)
    assert dict(matplotlib.rcParams) == before
    assert pyplot.get_fignums() == open_figures


@pytest.mark.parametrize("kind", KINDS)
def test_a_notebook_shows_the_picture_with_its_alternative_text(kind: str) -> None:
    figure = getattr(Plots(make(6)), kind)()
    data, about = figure._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert about["image/png"]["alt"] == figure.rakenlp_alt_text == alt_text(figure) == data["text/plain"]
    assert 'alt="' in data["text/html"] and "<script" not in data["text/html"]


def test_names_cannot_break_out_of_the_notebook_html_and_are_not_mathematics() -> None:
    analysis = make()
    analysis.phenomena["name"] = [f'$x_{i}^{{ "><script>{i} 100 %' for i in range(len(analysis.phenomena))]
    figure = Plots(analysis).map()
    assert "<script" in alt_text(figure)
    assert "<script" not in figure._repr_mimebundle_()[0]["text/html"]
    assert png(Plots(analysis).timeline()) and png(Plots(analysis).voices())


@pytest.mark.parametrize("kind", KINDS)
def test_given_axes_are_drawn_in_and_their_figure_is_returned(kind: str) -> None:
    own = Figure(figsize=(14, 20))
    first, second = own.subplots(2, 1)
    plots = Plots(make(6))
    assert getattr(plots, kind)(ax=first) is own
    assert not hasattr(own, "rakenlp_alt_text")
    plots.voices(ax=second)
    assert alt_text(own).splitlines() == [alt_text(first), alt_text(second)]
    assert len(png(own)) > 1000


def test_a_figure_can_be_pickled() -> None:
    figure = pickle.loads(pickle.dumps(Plots(make(1)).map()))
    assert alt_text(figure)


def test_the_timeline_has_a_mark_for_each_observation_and_repeats_are_hollow() -> None:
    analysis = make()
    figure = Plots(analysis).timeline()
    assert marks(figure) == len(analysis.observations)
    white = marks(figure, "#ffffff")
    single = int(analysis.observations["phenomenon_id"].isna().sum())
    assert white == int(analysis.observations["duplicate_of"].notna().sum()) + single


def test_the_timeline_shades_the_window_of_each_growing_flag_and_tells_its_numbers() -> None:
    analysis = make()
    growing = analysis.flags[analysis.flags["kind"] == "growing"]
    figure = Plots(analysis).timeline()
    boxes = [p for p in figure.axes[0].patches if matplotlib.colors.to_hex(p.get_edgecolor()) == "#d55e00"]
    assert len(boxes) == len(growing) > 0
    start = pd.Timestamp("2024-09-01")
    window = growing.iloc[0]["window"].split("/")
    assert sorted(box.get_x() for box in boxes)[0] == (pd.Timestamp(window[0]) - start).days
    assert "kasvava: 5, odotettu noin 0,3" in words(figure)
    assert "Kasvava: kaivovesi, haihtua, sameus, 5 ilmoitusta 1.1.–30.6.2026" in alt_text(figure)


def test_a_growing_phenomenon_is_shown_even_when_it_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    from rakenlp.reporting import _plot_timeline_rows

    monkeypatch.setattr(_plot_timeline_rows, "ROWS_SHOWN", 1)
    said = words(Plots(make()).timeline())
    assert "kaivovesi" in said and "Yksinäisyys" not in said
    assert "Kuvassa 2 ilmiötä; kaikkiaan ilmiöitä on 11." in said


def test_another_phenomenon_that_fits_is_a_mark_in_its_row_too() -> None:
    analysis = make()
    analysis.observations["also"] = [[] for _ in range(len(analysis.observations))]
    analysis.observations.at[2, "also"] = ["koyhyys"]
    figure = Plots(analysis).timeline("koyhyys")
    own = int((analysis.observations["phenomenon_id"] == "koyhyys").sum())
    assert marks(figure) == own + 1
    assert marks(figure, "#56b4e9") == 1
    assert "koskee myös tätä ilmiötä" in words(figure)


def test_the_timeline_says_that_there_are_no_dates() -> None:
    figure = Plots(make(dates=False, flags=False)).timeline()
    assert "ei ole päiväyksiä" in words(figure) and "ei ole päiväyksiä" in alt_text(figure)
    assert not figure.axes[0].collections


def test_observations_without_a_date_are_counted_in_words() -> None:
    rows = fake_rows()
    rows.iloc[:2, rows.columns.get_loc("received_date")] = pd.NaT
    figure = Plots(make(frame=rows)).timeline()
    assert "2 ilmoituksesta puuttuu päiväys" in words(figure)
    assert marks(figure) == len(rows) - 2


def test_the_timeline_of_a_period_holds_its_days_only() -> None:
    plots = Plots(make())
    figure = plots.timeline(period="2026-03")
    frame = fake_rows()
    assert marks(figure) == int((frame["received_date"].dt.strftime("%Y-%m") == "2026-03").sum())
    assert "Ajalla vuosi 1999 ei ole" in words(plots.timeline(period="1999"))


def test_months_are_finnish_or_those_of_the_language_chosen() -> None:
    plots = Plots(make())
    assert "tammi" in words(plots.timeline()).split()
    before = get_language()
    try:
        set_language("sv")
        said = words(plots.timeline())
        assert "jan" in said.split() and "Anmälningarna i tiden" in said
    finally:
        set_language(before)


def test_many_observations_are_drawn_as_months() -> None:
    figure = Plots(make(1600)).timeline()
    assert marks(figure) == 0
    assert "pylväs on kuukauden" in words(figure).replace("\n", " ")


@pytest.mark.parametrize("days", [["2026-01-05"] * 3, ["1950-01-05", "2026-01-05", "2026-01-06"]])
def test_very_short_and_very_long_times_can_be_drawn(days: list[str]) -> None:
    rows = fake_rows(3)
    rows["received_date"] = pd.to_datetime(pd.Series(days, index=rows.index))
    figure = Plots(make(frame=rows, flags=False)).timeline()
    assert marks(figure) == 3
    assert len(words(figure).split()) < 120


def test_the_grid_of_voices_has_every_count_and_draws_empty_cells_and_silent_groups() -> None:
    rows = fake_rows()
    rows = rows[rows["respondent_group"] != "seurakunta"]
    analysis = make(frame=rows)
    figure = Plots(analysis).voices()
    table = analysis.observations[analysis.observations["duplicate_of"].isna()]
    assert f"\n{len(table)}\n" in f"\n{words(figure)}\n"
    boxes = figure.axes[0].patches
    assert len(boxes) == (len(analysis.phenomena) + 1) * 11
    assert sum(box.get_hatch() is not None for box in boxes) == len(analysis.phenomena) + 1
    assert "seurakunnat: ei kuultu" in words(figure)
    assert "Ei kuultu lainkaan: seurakunnat" in alt_text(figure)


def test_voices_of_chosen_phenomena_keep_the_order_asked_for() -> None:
    figure = Plots(make()).voices(["yksinaisyys", "koyhyys"])
    said = words(figure)
    assert said.index("Yksinäisyys") < said.index("Köyhyys")
    assert "Mikään ilmiö ei sovi" not in said


def test_unknown_groups_are_not_called_silent() -> None:
    rows = fake_rows(4)
    rows["respondent_group"] = "ei_kerrottu"
    figure = Plots(make(frame=rows)).voices()
    assert "ei kuultu" not in words(figure)
    assert "Ilmoittajaryhmiä ei ole kerrottu" in words(figure)


def test_a_group_that_the_form_does_not_know_has_its_own_column() -> None:
    rows = fake_rows(4)
    rows.iloc[0, rows.columns.get_loc("respondent_group")] = "naapuri"
    assert "naapuri" in words(Plots(make(frame=rows)).voices())


def test_the_map_holds_every_observation_and_names_every_phenomenon() -> None:
    analysis = make()
    figure = Plots(analysis).map()
    assert marks(figure) == len(analysis.observations)
    said = words(figure).replace("\n", " ")
    for name in analysis.phenomena["name"]:
        assert name in said
    stars = [line for line in figure.axes[0].lines if line.get_marker() == "*"]
    assert len(stars) == int((analysis.phenomena["kind"] == "emerging").sum()) > 0


def test_marks_and_names_of_the_map_do_not_cover_each_other() -> None:
    figure = Plots(make()).map()
    figure.canvas.draw()
    ax = figure.axes[0]
    spots = np.vstack([each.get_offsets() for each in ax.collections])
    apart = np.linalg.norm(spots[:, None] - spots[None], axis=2) + np.eye(len(spots))
    assert apart.min() > 0.05
    boxes = [t.get_window_extent() for t in ax.texts if t.get_path_effects()]
    overlaps = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.overlaps(b)]
    assert len(boxes) == 11 and overlaps == []


def test_an_observation_is_nearest_to_the_name_of_its_phenomenon() -> None:
    analysis = make()
    ax = Plots(analysis).map().axes[0]
    names = {t.get_text().replace("\n", " "): t.get_position() for t in ax.texts if t.get_path_effects()}
    for parent, marker_colour in (("asunnottomuus", "#0072b2"), ("päihteet ja riippuvuudet", "#cc79a7")):
        own = analysis.phenomena.loc[analysis.phenomena["parent"] == parent, "name"]
        spots = np.vstack(
            [
                each.get_offsets()
                for each in ax.collections
                if matplotlib.colors.to_hex(each.get_facecolors()[0]) == marker_colour
            ]
        )
        for spot in spots:
            nearest = min(names, key=lambda name: np.hypot(*(np.array(names[name]) - spot)))
            assert nearest in set(own)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_taxonomy_phenomena_are_not_marked_as_new(kind: str) -> None:
    analysis = make(taxonomy=False)
    analysis.phenomena["kind"] = "emerging"
    analysis.phenomena["parent"] = "muu"
    figure = getattr(Plots(analysis), kind)()
    assert "uusi aihe" not in words(figure)
    assert "Asunnottomuus" not in words(figure)


@pytest.mark.parametrize("wrong", ["ei_tunneta", ["koyhyys", "ei_tunneta"], [], 3, [None]])
@pytest.mark.parametrize("kind", ["timeline", "expected", "voices", "first_heard"])
def test_an_unknown_phenomenon_is_a_parameter_error(kind: str, wrong: Any) -> None:
    with pytest.raises(ParameterError, match=f"Plots.{kind}"):
        getattr(Plots(make()), kind)(wrong)


def test_an_unreadable_period_is_a_parameter_error() -> None:
    with pytest.raises(ParameterError, match="period"):
        Plots(make()).timeline(period="joskus")


@pytest.mark.parametrize("kind", KINDS)
def test_without_matplotlib_the_error_names_the_extra(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"rakenlp\[plot\]"):
        getattr(Plots(make(2)), kind)()


def test_plots_are_importable_without_loading_matplotlib() -> None:
    code = (
        "import sys, rakenlp.reporting.plots, rakenlp.reporting._plot_timeline, rakenlp.reporting._plot_voices,"
        " rakenlp.reporting._plot_map; print('matplotlib' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


@pytest.mark.parametrize("n", [0, 1, 5, 40])
def test_the_layout_of_phenomena_is_finite_and_inside_the_sheet(n: int) -> None:
    from rakenlp.reporting._plot_layout import scale_classically, spread_boxes

    places = np.random.default_rng(n).normal(size=(n, 6))
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    boxes = np.full((n, 2), 0.5)
    spots = spread_boxes(scale_classically(distances), boxes, (12.0, 8.0))
    assert spots.shape == (n, 2) and np.isfinite(spots).all()
    assert ((spots >= 0.25) & (spots <= np.array([11.75, 7.75]))).all()
    apart = np.abs(spots[:, None] - spots[None]).max(axis=2) + np.eye(n)
    assert n < 2 or apart.min() > 0.49


def test_phenomena_that_are_all_equally_unlike_still_get_places_of_their_own() -> None:
    from rakenlp.reporting._plot_layout import scale_classically

    places = scale_classically(1.0 - np.eye(6))
    assert np.isfinite(places).all()
    assert len({tuple(p) for p in places.round(3)}) == 6
    assert np.isfinite(scale_classically(np.zeros((4, 4)))).all()


# --- months beside their expected range --------------------------------------------------------------------------


def test_months_above_their_range_are_marked_and_told() -> None:
    figure = Plots(make()).expected()
    said = words(figure)
    assert "Häädöt ja vuokravelat" in said.replace("\n", " ") and "odotettu vaihtelu (80 %)" in said
    marked = [line for line in figure.axes[0].lines if line.get_marker() == "^" and len(line.get_xdata())]
    assert f"Odotettua enemmän {len(marked)} kuukautena" in alt_text(figure) and marked


def test_the_range_of_a_month_is_what_the_test_of_growth_expected_by_what_came_before() -> None:
    from rakenlp.reporting._plot_expected import _bands
    from rakenlp.signals import growth_evidence

    counts = pd.DataFrame(np.random.default_rng(0).poisson(1.5, (20, 6)))
    bands = _bands(counts, [3, None])
    assert all(band is None for band in bands[0][:7]) and all(band is None for band in bands[1])
    evidence = growth_evidence(counts.to_numpy()[:15], windows=(1,))
    assert bands[0][14] == (*evidence.interval(3, 0), float(evidence.expected[3, 0]))
    later = counts.copy()
    later.iloc[15:] += 50  # what comes later changes nothing
    assert _bands(later, [3])[0][14] == pytest.approx(bands[0][14], rel=1e-12)


def test_a_short_past_has_no_range_and_says_so() -> None:
    figure = Plots(make(6, flags=False)).expected()
    assert "alle kahdeksan kuukautta" in words(figure).replace("\n", " ")
    assert "alle kahdeksan kuukautta" in alt_text(figure)


def test_bars_hold_every_dated_observation_of_the_phenomena_chosen() -> None:
    analysis = make()
    figure = Plots(analysis).expected(["koyhyys", "toimeentulotuki"])
    bars = [p for p in figure.axes[0].patches if matplotlib.colors.to_hex(p.get_facecolor()) in ("#0072b2", "#d55e00")]
    table = analysis.observations
    own = table[table["phenomenon_id"].isin(["koyhyys", "toimeentulotuki"]) & table["duplicate_of"].isna()]
    heights = np.array([bar.get_height() for bar in bars])
    unit = heights.min() / 1
    assert round(heights.sum() / unit) == len(own)


@pytest.mark.parametrize("kind", ["timeline", "expected", "first_heard"])
def test_without_dates_a_plot_of_time_says_so(kind: str) -> None:
    figure = getattr(Plots(make(dates=False, flags=False)), kind)()
    assert "ei ole päiväyksiä" in words(figure) and "ei ole päiväyksiä" in alt_text(figure)


# --- first heard ---------------------------------------------------------------------------------------------------


def test_the_newest_phenomenon_is_on_top_with_its_day_and_who_told_of_it() -> None:
    figure = Plots(make()).first_heard()
    said = words(figure)
    assert said.index("kaivovesi") < said.index("Köyhyys")
    assert "20.1.2026 · asukkaat" in said
    assert "Viimeksi esiin tulleet: kaivovesi, haihtua, sameus (20.1.2026, asukkaat)" in alt_text(figure)
    diamonds = [line for line in figure.axes[0].lines if line.get_marker() == "D"]
    new = [line for line in diamonds if line.get_markerfacecolor() == "#D55E00" and len(line.get_xdata())]
    assert len(new) == 1


def test_what_is_heard_after_a_year_of_silence_is_marked() -> None:
    rows = fake_rows(3)
    rows["received_date"] = pd.to_datetime(pd.Series(["2023-01-05", "2023-02-05", "2024-06-06"], index=rows.index))
    analysis = make(frame=rows, flags=False)
    analysis.observations["phenomenon_id"] = "koyhyys"
    figure = Plots(analysis).first_heard()
    assert "uudelleen vuoden hiljaisuuden jälkeen" in words(figure)
    assert "Vuoden hiljaisuuden jälkeen uudelleen: Köyhyys ja ruoka-apu" in alt_text(figure)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_plots_speak_one_language(kind: str, language: str) -> None:
    plots = Plots(make())
    set_language(language)
    said = words(getattr(plots, kind)()) + alt_text(getattr(plots, kind)())
    internal = {"fi": "Sisäiseen käyttöön", "sv": "För internt bruk", "en": "For internal use"}
    assert [code for code, phrase in internal.items() if phrase in said] == [language]


# --- colours, seen otherwise ---------------------------------------------------------------------------------------

#: Linear RGB as dichromats see it (Viénot, Brettel & Mollon 1999, Color Research & Application 24).
_SEEN = {
    "protanopia": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deuteranopia": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
}


def _linear(colour: str) -> np.ndarray:
    parts = np.array(matplotlib.colors.to_rgb(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB, in which a distance of some ten is seen at a glance."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _apart(one: str, other: str, vision: str) -> float:
    pair = [_linear(one), _linear(other)]
    if vision == "greyscale":
        return float(abs(_lab(pair[0])[0] - _lab(pair[1])[0]))
    if vision in _SEEN:
        pair = [np.array(_SEEN[vision]) @ each for each in pair]
    return float(np.linalg.norm(_lab(pair[0]) - _lab(pair[1])))


@pytest.mark.parametrize("vision", ["greyscale", "protanopia", "deuteranopia"])
def test_shades_of_counts_are_told_apart_by_anyone(vision: str) -> None:
    from rakenlp.reporting import _palette as palette
    from rakenlp.reporting._plot_voices import _STEPS

    for shades in ([face for _, face, _ in _STEPS] + ["#ffffff"], [palette.DEEP, palette.MIDDLE, palette.PALE]):
        for dark, light in zip(shades, shades[1:], strict=False):
            assert _apart(dark, light, vision) >= 5, (dark, light)
            assert _lab(_linear(dark))[0] < _lab(_linear(light))[0]  # darker is more


@pytest.mark.parametrize("vision", ["seen", "protanopia", "deuteranopia"])
def test_parents_on_the_map_differ_in_colour_and_in_shape(vision: str) -> None:
    from rakenlp.reporting._plot_map import LOOKS

    shapes = [shape for shape, _ in LOOKS.values()]
    assert len(set(shapes)) == len(shapes)
    looks = [colour for _, colour in LOOKS.values()]
    for place, one in enumerate(looks):
        for other in looks[place + 1 :]:
            assert _apart(one, other, vision) >= 10, (one, other)


@pytest.mark.parametrize("vision", ["greyscale", "protanopia", "deuteranopia"])
def test_what_is_flagged_or_above_stands_out_or_has_a_shape_too(vision: str) -> None:
    from rakenlp.reporting import _palette as palette
    from rakenlp.reporting._plot_expected import _BAND

    assert _apart(palette.BLUE, palette.VERMILLION, vision) >= 8  # and a triangle
    assert min(_apart(colour, _BAND, vision) for colour in (palette.BLUE, palette.VERMILLION)) >= 25
    assert _apart(palette.SHADE, palette.WHITE, vision) >= 3  # and an edge
    assert _apart(palette.FLAGGED, palette.SHADE, vision) >= 25


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mark_in_a_legend_has_its_own_shape_or_fill(kind: str) -> None:
    """What a colour tells, a shape, a hatch, an edge or a dash tells too."""
    legend = getattr(Plots(make()), kind)().axes[0].get_legend()
    seen = []
    for handle in legend.legend_handles:
        if hasattr(handle, "get_marker"):
            hollow = matplotlib.colors.to_hex(handle.get_markerfacecolor()) == "#ffffff"
            seen.append(("mark", handle.get_marker(), handle.get_linestyle(), hollow))
        else:
            face = round(_lab(_linear(matplotlib.colors.to_hex(handle.get_facecolor())))[0] / 10)
            seen.append(("area", face, handle.get_hatch()))
    assert len(set(seen)) == len(seen), seen
