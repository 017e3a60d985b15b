"""The facade: tables, notes, few observations, sameness, saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.signals import FLAG_COLUMNS
from rakenlp.texts import set_language

TABLES = ("phenomena", "observations", "flags")


def test_tables_have_the_columns_of_the_contract(analysis: rakenlp.Analysis) -> None:
    assert list(analysis.phenomena.columns) == [
        "phenomenon_id", "name", "parent", "kind", "n", "n_unique", "voices", "first_seen", "last_seen", "terms",
        "stability",
    ]  # fmt: skip
    needed = {"observation_id", "phenomenon_id", "probability", "runner_up", "is_single_voice", "duplicate_of"}
    assert needed <= set(analysis.observations.columns)
    assert list(analysis.flags.columns[:14]) == [
        "phenomenon_id", "kind", "window", "observed", "expected", "expected_low", "expected_high", "chance_per_year",
        "voices", "missing_voices", "observation_ids", "reasons", "decisive_observations", "state",
    ]  # fmt: skip
    assert list(analysis.flags.columns) == [*FLAG_COLUMNS, "name", "terms", "versions"]


def test_every_observation_is_there_once(analysis: rakenlp.Analysis) -> None:
    assert analysis.observations["observation_id"].tolist() == analysis.obs.frame.index.tolist()
    fits = analysis.observations["phenomenon_id"].notna()
    assert analysis.phenomena["n"].sum() == fits.sum()
    assert analysis.observations.loc[~fits, "is_single_voice"].all()
    assert (analysis.phenomena["n_unique"] <= analysis.phenomena["n"]).all()
    assert (analysis.phenomena["voices"] <= analysis.phenomena["n_unique"]).all()


def test_timeline_counts_what_the_table_counts(analysis: rakenlp.Analysis) -> None:
    monthly = analysis.timeline()
    assert len(monthly) == 24
    dated = analysis.observations
    dated = dated[dated["received_date"].notna() & dated["duplicate_of"].isna() & dated["phenomenon_id"].notna()]
    assert int(monthly.to_numpy().sum()) == len(dated)
    assert int(analysis.timeline("YS").to_numpy().sum()) == len(dated)
    assert list(monthly.columns) == analysis.phenomena["phenomenon_id"].tolist()


def test_explain_shows_words_and_texts(analysis: rakenlp.Analysis) -> None:
    table = analysis.explain("haato_vuokravelka")
    assert len(table) == int(analysis.phenomena.set_index("phenomenon_id").loc["haato_vuokravelka", "n"])
    assert table["probability"].is_monotonic_decreasing
    assert table["evidence"].str.len().gt(0).mean() > 0.9
    with pytest.raises(ParameterError, match="phenomenon_id"):
        analysis.explain("nowhere")


def test_quotes_are_sentences_by_different_voices(analysis: rakenlp.Analysis) -> None:
    found = analysis.quotes("haato_vuokravelka", n=3)
    groups = analysis.explain("haato_vuokravelka")["respondent_group"].fillna("").nunique()
    assert found["respondent_group"].fillna("").nunique() == min(3, groups, len(found))
    texts = dict(zip(analysis.obs.frame.index, analysis.obs.texts, strict=True))
    assert all(row.quote and row.quote in texts[row.observation_id] for row in found.itertuples())
    assert analysis.explain("haato_vuokravelka")["sentence"].str.len().min() > 0
    for wrong in (0, True, "3"):
        with pytest.raises(ParameterError, match="n"):
            analysis.quotes("haato_vuokravelka", n=wrong)  # type: ignore[arg-type]


def test_row_order_does_not_matter(example: rakenlp.Observations, analysis: rakenlp.Analysis) -> None:
    source = example.frame.reset_index().drop(columns=["row", "language"])
    shuffled = source.sample(frac=1, random_state=4)
    other = rakenlp.analyse(rakenlp.read_observations(shuffled))
    left = analysis.observations.set_index("observation_id").sort_index()
    right = other.observations.set_index("observation_id").sort_index()
    pd.testing.assert_frame_equal(left, right, check_dtype=False)
    pd.testing.assert_frame_equal(analysis.phenomena, other.phenomena, check_dtype=False)
    assert analysis.flags["reasons"].tolist() == other.flags["reasons"].tolist()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_saved_and_loaded_analysis_is_the_same(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    folder = analysis.save(tmp_path / "malli")
    loaded = rakenlp.load_analysis(folder)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(analysis, name), getattr(loaded, name), check_dtype=False)
    assert loaded.obs.texts == analysis.obs.texts
    assert loaded.notes == analysis.notes
    assert loaded.as_of == analysis.as_of
    assert loaded.obs.import_report.summary() == analysis.obs.import_report.summary()
    texts = analysis.obs.texts
    assert (loaded.model.predict_proba(texts) == analysis.model.predict_proba(texts)).all()
    again = loaded.save(tmp_path / "toinen")
    assert contents(again) == contents(folder)


def test_unmasked_texts_are_masked_when_saved(tmp_path: Path) -> None:
    rows = ["Vuokrat rästissä, soita 050 123 4567 tai 131052-308T", "Äiti yksin, posti aino.esimerkki@esimerkki.fi"]
    analysis = rakenlp.analyse(rakenlp.read_observations(rows, mask=False))
    assert "131052-308T" in analysis.obs.texts[0]
    folder = analysis.save(tmp_path)
    content = "".join(p.read_text(encoding="utf-8") for p in folder.rglob("*.json"))
    for secret in ("123 4567", "131052-308T", "aino.esimerkki"):
        assert secret not in content
    assert "[HETU]" in rakenlp.load_analysis(folder).obs.texts[0]


@pytest.mark.parametrize("taxonomy", ["default", None])
@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_few_observations_give_a_small_honest_result(
    taxonomy: str | None, n: int, example: rakenlp.Observations, tmp_path: Path
) -> None:
    table = example.frame.reset_index()[["observation_id", "received_date", "respondent_group", "description"]].head(n)
    obs = rakenlp.read_observations(table)
    analysis = rakenlp.analyse(obs, taxonomy=taxonomy)
    assert len(analysis.observations) == n
    assert analysis.notes
    assert "growing" not in set(analysis.flags["kind"])  # nothing can be said of growth yet
    if n in (1, 2):
        assert analysis.observations["is_single_voice"].all()
    for profile in ("published", "internal"):
        page = analysis.kooste(tmp_path / f"{profile}.html", profile=profile).read_text(encoding="utf-8")
        assert "</html>" in page
    analysis.to_tables(tmp_path / "taulukot")
    loaded = rakenlp.load_analysis(analysis.save(tmp_path / "malli"))
    pd.testing.assert_frame_equal(loaded.observations, analysis.observations, check_dtype=False)
    assert analysis._repr_html_()
    assert isinstance(analysis.timeline(), pd.DataFrame)


def test_plain_texts_say_what_they_cannot_tell() -> None:
    analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä", "Vuokravelka ja häätö uhkaa"]))
    joined = " ".join(analysis.notes)
    assert "Päivämäärät puuttuvat" in joined
    assert "moniäänisyyttä" in joined
    assert pd.isna(analysis.as_of)
    assert analysis.timeline().empty


def test_notes_and_names_follow_the_language() -> None:
    set_language("sv")
    analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä ja häätö uhkaa"]))
    assert analysis.phenomena["name"].tolist() == ["Vräkningar och hyresskulder"]
    assert "atum" in analysis.notes[0]


def test_the_future_is_not_looked_at(example: rakenlp.Observations) -> None:
    analysis = rakenlp.analyse(example, as_of="2025-12-31")
    assert "haato_vuokravelka" not in set(analysis.flags.query("kind == 'growing'")["phenomenon_id"])
    for window in analysis.flags["window"]:
        assert not window or window.endswith("2025-12-31")


EVICTIONS = [
    "Vuokrat on rästissä kahdelta kuulta ja häätö uhkaa.",
    "Käräjäoikeudesta tuli paperi, että asunto pitää tyhjentää vuokravelan takia.",
    "Ulosottomies kävi ilmoittamassa häätöpäivän perheelle.",
    "Vuokravelka kasvoi lomautuksen aikana eikä maksusuunnitelmaa hyväksytty.",
    "Asumisneuvojaa ei ole, ja häädöt tulevat yllätyksenä.",
    "Vuokranantaja purki sopimuksen maksamattomien vuokrien vuoksi.",
    "Häätöuhka selvisi vasta kun lukot oli vaihdettu.",
]


def test_what_was_handled_is_not_accumulated_again() -> None:
    groups = ["asiakas", "läheinen", "järjestö", "asukas"]
    rows = [
        {"received_date": f"2025-0{1 + i % 4}-1{i}", "respondent_group": groups[i % 4], "description": text}
        for i, text in enumerate(EVICTIONS)
    ]
    obs = rakenlp.read_observations(rows)
    before = rakenlp.analyse(obs, as_of="2025-12-31").flags
    assert before.query("kind == 'accumulated'")["phenomenon_id"].tolist() == ["haato_vuokravelka"]
    after = rakenlp.analyse(obs, as_of="2025-12-31", register={"haato_vuokravelka": "2025-06-30"}).flags
    assert "accumulated" not in set(after["kind"])


def test_near_duplicates_are_shown_and_counted_once() -> None:
    letter = "Kylämme sosiaaliasema aiotaan sulkea ja lähin palvelu on kohta viidenkymmenen kilometrin päässä, {}."
    rows = [
        {"received_date": f"2026-03-0{1 + i}", "respondent_group": "asukas", "description": letter.format(name)}
        for i, name in enumerate(["vaatii kylä", "vaatii Kylä", "vaatii kyla", "vaati kylä"])
    ]
    analysis = rakenlp.analyse(rakenlp.read_observations(rows))
    assert len(analysis.observations) == 4
    assert analysis.observations["duplicate_of"].notna().sum() == 3
    assert analysis.phenomena["n"].tolist() == [4]
    assert analysis.phenomena["n_unique"].tolist() == [1]


def test_progress_is_told_in_order(example: rakenlp.Observations) -> None:
    told: list[tuple[str, int, int]] = []
    few = rakenlp.read_observations(example.frame.reset_index().head(5))
    rakenlp.analyse(few, progress=lambda stage, done, total: told.append((stage, done, total)))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1] == told[-1][2]


@pytest.mark.parametrize("wrong", [None, ["teksti"], pd.DataFrame()])
def test_wrong_observations_are_named(wrong: object) -> None:
    with pytest.raises(ParameterError, match="read_observations"):
        rakenlp.analyse(wrong)  # type: ignore[arg-type]


def test_repr_holds_no_text(analysis: rakenlp.Analysis) -> None:
    shown = repr(analysis) + analysis._repr_html_()
    assert not any(text[:40] in shown for text in analysis.obs.texts if len(text) > 40)
    assert np.isfinite(analysis.observations["probability"]).all()
