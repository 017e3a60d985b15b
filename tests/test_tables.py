"""Tables for spreadsheets: every row there, nothing that a spreadsheet would run, nothing small in public."""

from __future__ import annotations

import pandas as pd
import pytest
from fake_analysis import ROWS, fake_analysis, fake_rows

from rakenlp.errors import ParameterError
from rakenlp.reporting import build_kooste, write_tables


def read(path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)


@pytest.fixture
def tables(tmp_path):
    return {path.stem: read(path) for path in write_tables(fake_analysis(), tmp_path)}


def test_all_tables_with_a_dictionary_of_every_column(tables):
    assert set(tables) == {
        "phenomena", "observations", "flags", "timeline", "voices", "set_aside", "import_issues", "sarakkeet"
    }  # fmt: skip
    told = set(zip(tables["sarakkeet"]["table"], tables["sarakkeet"]["column"], strict=True))
    assert told == {(f"{name}.csv", c) for name, t in tables.items() if name != "sarakkeet" for c in t.columns}
    assert (tables["sarakkeet"]["meaning"] != "").all()


def test_every_observation_is_a_row_and_counts_add_up(tables):
    assert sorted(tables["observations"]["observation_id"]) == [f"h{i:03d}" for i in range(1, len(ROWS) + 1)]
    for name in ("timeline", "voices"):
        assert tables[name]["n"].sum() == len(ROWS)
        assert tables[name]["n_unique"].sum() == len(ROWS) - 3
    flags = tables["flags"]
    assert flags.loc[flags["phenomenon_id"] == "haato_vuokravelka", "observation_ids"].item().count("|") == 7
    assert tables["set_aside"]["row"].tolist() == [64, 65]


def test_opens_in_a_finnish_spreadsheet(tmp_path):
    write_tables(fake_analysis(), tmp_path)
    raw = (tmp_path / "phenomena.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfphenomenon_id;name;parent;kind;n;") and b"\r\n" in raw
    assert ";0,81\r\n" in raw.decode("utf-8-sig")
    assert ";2024-10-21;2026-06-09;" in raw.decode("utf-8-sig")


@pytest.mark.parametrize("start", ["=1+1", "+358", "-", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=cmd|' /C calc'!A0"])
def test_formulas_are_defused(tmp_path, start):
    rows = fake_rows(3)
    rows.loc["h002", ["description", "municipality", "proposal"]] = start + " teksti"
    write_tables(fake_analysis(frame=rows), tmp_path)
    row = read(tmp_path / "observations.csv").set_index("observation_id").loc["h002"]
    for column in ("description", "municipality", "proposal"):
        assert row[column].startswith("'")


def test_texts_keep_their_lines_quotes_and_semicolons(tmp_path):
    rows = fake_rows(3)
    rows.loc["h002", "description"] = 'rivi; "lainaus"\ntoinen rivi\x00'
    write_tables(fake_analysis(frame=rows), tmp_path)
    row = read(tmp_path / "observations.csv").set_index("observation_id").loc["h002"]
    assert row["description"] == 'rivi; "lainaus"\ntoinen rivi'


def test_texts_read_without_masking_are_masked(tmp_path):
    rows = fake_rows(3)
    rows.loc["h002", "description"] = "Soita 040 123 4567"
    write_tables(fake_analysis(frame=rows, masked=False), tmp_path)
    assert "040 123 4567" not in (tmp_path / "observations.csv").read_text(encoding="utf-8")


def test_published_is_the_suppressed_half_years_of_the_kooste(tmp_path):
    analysis = fake_analysis(frame=fake_rows(120))
    paths = write_tables(analysis, tmp_path, profile="published")
    assert [path.name for path in paths] == ["parents.csv", "sarakkeet.csv"]
    table = read(paths[0]).astype(str)
    assert not {"1", "2", "3", "4"} & set(table["n"])
    assert table["period"].unique().tolist() == ["2024H2", "2025H1", "2025H2", "2026H1"]
    kooste = build_kooste(analysis, "published", "2025H2")
    half = table[table["period"] == "2025H2"].set_index("parent")["n"]
    assert {parent["code"]: parent["shown"] for parent in kooste["parents"]} == half.drop(["none", "total"]).to_dict()
    assert half["total"] == kooste["total"]["shown"]


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("profile", ["internal", "published"])
def test_small_data(tmp_path, n, profile):
    for path in write_tables(fake_analysis(n), tmp_path / "uusi" / "kansio", profile):
        read(path)
    assert write_tables(fake_analysis(n, dates=False), tmp_path)


def test_same_bytes_for_any_row_order(tmp_path):
    analysis, other = fake_analysis(), fake_analysis()
    other.observations = other.observations.sample(frac=1, random_state=3)
    for one, two in zip(write_tables(analysis, tmp_path / "a"), write_tables(other, tmp_path / "b"), strict=True):
        assert one.read_bytes() == two.read_bytes()


def test_unknown_profile_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="internal"):
        write_tables(fake_analysis(2), tmp_path, profile="kaikki")
