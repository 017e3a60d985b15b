"""Coding sheets: blind, drawn in strata, read back with errors that tell the row; the codebook beside them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import rakenlp
from rakenlp.errors import InputError, ParameterError
from rakenlp.research import NO_PHENOMENON, codebook, machine_coding, read_coding_sheet, write_coding_sheet
from rakenlp.research._sampling import quotas, sampled

ROWS = [
    {"id": "h1", "kuvaus": "Vuokra on rästissä, häätö uhkaa", "vastaajaryhma": "asiakas"},
    {"id": "h2", "kuvaus": "Yömaja on täynnä, nukun autossa", "vastaajaryhma": "järjestö"},
    {"id": "h3", "kuvaus": "=SUM(1) Bussi ei kulje kylälle enää", "vastaajaryhma": "asukas"},
]


@pytest.fixture(scope="module")
def small() -> rakenlp.Analysis:
    return rakenlp.analyse(rakenlp.read_observations(ROWS))


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", encoding="utf-8-sig", dtype=str, keep_default_na=False)


def sheet(path: Path, rows: list[tuple[str, ...]], heads: str = "ilmoitus_id;koodi;muut_koodit") -> Path:
    path.write_text("\n".join([heads, *(";".join(row) for row in rows)]), encoding="utf-8")
    return path


def test_the_codebook_tells_no_answer_of_the_machine(analysis: rakenlp.Analysis) -> None:
    book = codebook(analysis)
    assert list(book.columns) == ["code", "name", "parent", "kind", "definition", "terms"]
    assert set(analysis.model.taxonomy_.codes) < set(book["code"]) and book["code"].is_unique
    assert book["code"].iloc[-1] == NO_PHENOMENON
    assert (book.loc[book["kind"] != "none", ["definition", "terms"]].map(len) > 0).all(axis=None)
    emerging = set(analysis.phenomena.query("kind == 'emerging'")["phenomenon_id"])
    assert set(book.query("kind == 'emerging'")["code"]) == emerging


def test_a_sheet_is_blind_and_comes_with_the_codebook(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    path = write_coding_sheet(analysis, tmp_path / "koodaus.csv", n=40)
    table = read(path)
    assert list(table.columns) == ["ilmoitus_id", "teksti", "koodi", "muut_koodit", "muistiinpano"]
    assert len(table) == 40 and set(table["koodi"]) == {""}
    assert len(read(tmp_path / "koodaus-koodikirja.csv")) == len(codebook(analysis))
    assert read_coding_sheet(path, analysis).attrs["uncoded"] == 40


def test_the_sample_hears_rare_voices_and_no_text_twice(analysis: rakenlp.Analysis) -> None:
    chosen = sampled(analysis, 60, 1, "respondent_group")
    rows = analysis.observations.set_index("observation_id")
    assert len(set(chosen)) == 60 and rows.loc[chosen, "duplicate_of"].isna().all()
    sizes = analysis.obs.frame["respondent_group"].fillna("").value_counts()
    heard = rows.loc[chosen, "respondent_group"].fillna("").value_counts()
    assert all(heard[group] >= min(2, size) for group, size in sizes.items())
    assert chosen == sampled(analysis, 60, 1, "respondent_group") != sampled(analysis, 60, 2, "respondent_group")
    assert len(sampled(analysis, 5000, 0, None)) == int(rows["duplicate_of"].isna().sum())


@pytest.mark.parametrize("sizes", [[], [5], [80, 15, 4, 1], [1] * 30, [200, 200, 3]])
@pytest.mark.parametrize("n", [1, 7, 20, 1000])
def test_quotas_sum_up_and_ask_no_more_than_there_is(sizes: list[int], n: int) -> None:
    found = quotas(sizes, n)
    assert sum(found) == min(n, sum(sizes)) and all(0 <= q <= s for q, s in zip(found, sizes, strict=True))


def test_the_sample_does_not_depend_on_the_order_of_rows() -> None:
    one, other = (rakenlp.analyse(rakenlp.read_observations(rows)) for rows in (ROWS, ROWS[::-1]))
    assert sampled(one, 2, 0, "respondent_group") == sampled(other, 2, 0, "respondent_group")


def test_a_workbook_holds_a_list_of_codes_and_no_formula(small: rakenlp.Analysis, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = write_coding_sheet(small, tmp_path / "a.xlsx", n=3)
    assert path.read_bytes() == write_coding_sheet(small, tmp_path / "b.xlsx", n=3).read_bytes()
    book = openpyxl.load_workbook(path)
    first, second = book.worksheets
    assert [cell.value for cell in first[1]] == ["ilmoitus_id", "teksti", "koodi", "muut_koodit", "muistiinpano"]
    assert all(cell.data_type != "f" for row in first.iter_rows() for cell in row)
    choice = first.data_validations.dataValidation[0]
    assert str(second.max_row) in choice.formula1 and str(choice.sqref) == "C2:C4"
    for row in first.iter_rows(min_row=2):
        row[2].value = "asunnottomuus" if row[0].value == "h2" else None
    book.save(path)
    coded = read_coding_sheet(path, small)
    assert coded["code"].to_dict() == {"h2": "asunnottomuus"} and coded.attrs["uncoded"] == 2


def test_texts_read_unmasked_are_masked_in_the_sheet(tmp_path: Path) -> None:
    obs = rakenlp.read_observations(["Soita 040 123 4567, vuokra on rästissä"], mask=False)
    path = write_coding_sheet(rakenlp.analyse(obs), tmp_path / "k.csv")
    assert "4567" not in path.read_text(encoding="utf-8-sig")


def test_codes_are_read_by_code_and_name_in_any_language_of_the_sheet(small: rakenlp.Analysis, tmp_path: Path) -> None:
    path = sheet(tmp_path / "k.csv", [("h1", "HÄÄDÖT ja vuokravelat", "velkaantuminen|koyhyys"), ("h2", "", "")])
    coded = read_coding_sheet(path, small)
    assert coded.loc["h1", "codes"] == ("haato_vuokravelka", "velkaantuminen", "koyhyys")
    assert coded.attrs["uncoded"] == 1 and len(coded) == 1
    swedish = sheet(tmp_path / "s.csv", [("h1", "koyhyys")], "anmälan_id;kod")
    assert read_coding_sheet(swedish, small).loc["h1", "code"] == "koyhyys"


@pytest.mark.parametrize(
    ("rows", "code", "told"),
    [
        ([("h1", "koyhys", "")], "coding_code", "koyhyys"),
        ([("h9", "koyhyys", "")], "coding_observation", "h9"),
        ([("h1", "koyhyys", ""), ("h1", "koyhyys", "")], "coding_twice", "3"),
        ([("h1", "", "koyhyys")], "coding_main_missing", "2"),
        ([("h1", "koyhyys", NO_PHENOMENON)], "coding_none_and_other", "2"),
    ],
)
def test_errors_tell_the_row_and_the_remedy(
    small: rakenlp.Analysis, tmp_path: Path, rows: list[tuple[str, ...]], code: str, told: str
) -> None:
    with pytest.raises(InputError) as error:
        read_coding_sheet(sheet(tmp_path / "k.csv", rows), small)
    assert error.value.code == code and told in error.value.message


def test_files_that_are_no_sheets_are_refused(small: rakenlp.Analysis, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="koodi"):
        read_coding_sheet(sheet(tmp_path / "k.csv", [("h1",)], "ilmoitus_id"), small)
    with pytest.raises(InputError, match="file_not_found"):
        read_coding_sheet(tmp_path / "none.csv", small)
    (tmp_path / "e.csv").write_text("")
    with pytest.raises(InputError, match="file_empty"):
        read_coding_sheet(tmp_path / "e.csv", small)
    (tmp_path / "e.xlsx").write_bytes(b"PK\x03\x04rubbish")
    with pytest.raises(InputError, match="file_damaged"):
        read_coding_sheet(tmp_path / "e.xlsx", small)


@pytest.mark.parametrize("options", [{"n": 0}, {"n": True}, {"seed": -1}, {"by": "nimi"}, {"path": "k.txt"}])
def test_wrong_parameters_are_refused(small: rakenlp.Analysis, tmp_path: Path, options: dict[str, object]) -> None:
    given = {"path": "k.csv", **options}
    with pytest.raises(ParameterError):
        write_coding_sheet(small, tmp_path / str(given.pop("path")), **given)  # type: ignore[arg-type]


def test_the_machines_coding_is_its_own_answer(small: rakenlp.Analysis, tmp_path: Path) -> None:
    register = rakenlp.Register.open(tmp_path / "r.sqlite", who="tiimi")
    rakenlp.analyse(small.obs, register=register)
    register.reassign("h1", "koyhyys")
    moved = rakenlp.analyse(small.obs, register=register)
    assert moved.observations.set_index("observation_id").loc["h1", "phenomenon_id"] == "koyhyys"
    assert machine_coding(moved).loc["h1", "code"] == "haato_vuokravelka"
    register.merge(["haato_vuokravelka"], into="asunnottomuus")
    merged = rakenlp.analyse(small.obs, register=register)
    assert machine_coding(merged).loc["h1", "code"] == "asunnottomuus"
    assert "haato_vuokravelka" not in set(codebook(merged)["code"])
    register.close()
