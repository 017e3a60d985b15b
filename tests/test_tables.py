"""Tables for spreadsheets: every row there, nothing that a spreadsheet would run, nothing small in public."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import pandas as pd
import pytest
from fake_analysis import ROWS, fake_analysis, fake_rows

from rakenlp.errors import MissingExtraError, ParameterError
from rakenlp.privacy import check_tables
from rakenlp.reporting import _table_rows, build_kooste, write_kooste, write_tables
from rakenlp.reporting._table_schema import INTERNAL, TABLES, columns_of
from rakenlp.texts import set_language


def read(path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)


@pytest.fixture
def tables(tmp_path):
    return {path.stem: read(path) for path in write_tables(fake_analysis(), tmp_path) if path.suffix == ".csv"}


def test_all_tables_with_a_dictionary_of_every_column(tables):
    assert set(tables) == {
        "phenomena", "observations", "facts", "flags", "timeline", "voices", "set_aside", "import_issues", "sarakkeet"
    }  # fmt: skip
    told = set(zip(tables["sarakkeet"]["table"], tables["sarakkeet"]["column"], strict=True))
    assert told == {(name, c) for name, t in tables.items() if name != "sarakkeet" for c in t.columns}
    assert (tables["sarakkeet"]["meaning"] != "").all()


def test_one_thing_has_one_name_in_all_tables():
    columns = {table: [column.name for column in columns_of(table)] for table in TABLES}
    assert all(("parent" in names) == ("parent_name" in names) for names in columns.values())
    assert not {"start", "end", "label"} & {name for names in columns.values() for name in names}
    assert all(("period" in names) == ("period_start" in names) for names in columns.values())


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
    assert raw.startswith(b"\xef\xbb\xbfphenomenon_id;name;parent;parent_name;kind;n;") and b"\r\n" in raw
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
    assert [path.name for path in paths] == ["parents.csv", "sarakkeet.csv", "sarakkeet.json"]
    table = read(paths[0]).astype(str)
    assert not {"1", "2", "3", "4"} & set(table["n"])
    table = table[table["period_kind"] == "half_year"]
    assert table["period"].unique().tolist() == ["2024H2", "2025H1", "2025H2", "2026H1"]
    kooste = build_kooste(analysis, "published", "2025H2")
    half = table[table["period"] == "2025H2"].set_index("parent")["n"]
    assert {parent["code"]: parent["shown"] for parent in kooste["parents"]} == half.drop(["none", "total"]).to_dict()
    assert half["total"] == kooste["total"]["shown"]


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("profile", ["internal", "published"])
def test_small_data(tmp_path, n, profile):
    formats = ("csv", "parquet", "xlsx")
    for path in write_tables(fake_analysis(n), tmp_path / "uusi" / "kansio", profile, formats):
        if path.suffix == ".csv":
            assert len(read(path)) == len(pd.read_parquet(path.with_suffix(".parquet")))
    assert write_tables(fake_analysis(n, dates=False), tmp_path, formats=formats)


def test_same_bytes_for_any_row_order(tmp_path):
    analysis, other = fake_analysis(), fake_analysis()
    other.observations = other.observations.sample(frac=1, random_state=3)
    formats = ("csv", "parquet", "xlsx")
    written = zip(
        write_tables(analysis, tmp_path / "a", formats=formats),
        write_tables(other, tmp_path / "b", formats=formats),
        strict=True,
    )
    assert [one.name for one, two in written if one.read_bytes() != two.read_bytes()] == []


def test_unknown_profile_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="internal"):
        write_tables(fake_analysis(2), tmp_path, profile="kaikki")


@pytest.mark.parametrize("formats", ["ods", (), ("csv", "pdf")])
def test_unknown_format_is_refused(tmp_path, formats):
    with pytest.raises(ParameterError, match="csv, parquet, xlsx"):
        write_tables(fake_analysis(2), tmp_path, formats=formats)


@pytest.mark.parametrize(("wanted", "module"), [("parquet", "pyarrow"), ("xlsx", "openpyxl")])
def test_a_missing_extra_is_named_before_anything_is_written(tmp_path, monkeypatch, wanted, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r"rakenlp\[(parquet|excel)\]"):
        write_tables(fake_analysis(2), tmp_path, formats=("csv", wanted))
    assert list(tmp_path.iterdir()) == []


# --- the table of counts ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("luvut")
    write_tables(fake_analysis(), folder, formats="parquet")
    return pd.read_parquet(folder / "facts.parquet")


@pytest.mark.parametrize("kind", ["month", "half_year"])
def test_each_kind_of_period_holds_every_observation_once(facts, kind):
    analysis = fake_analysis()
    own = facts[facts["period_kind"] == kind]
    assert own["n"].sum() == len(ROWS) and own["n_unique"].sum() == len(ROWS) - 3
    counts = own.groupby("phenomenon_id")["n"].sum()
    assigned = analysis.observations["phenomenon_id"].fillna("none")
    assert counts.to_dict() == assigned.value_counts().to_dict()


def test_half_years_are_the_sums_of_their_months(facts):
    months, halves = (facts[facts["period_kind"] == kind].dropna(subset="period") for kind in ("month", "half_year"))
    half = months["period"].str[:4] + "H" + (months["period"].str[5:].astype(int).gt(6) + 1).astype(str)
    cell = ["phenomenon_id", "service_line", "municipality", "respondent_group"]
    for column in ("n", "n_unique"):
        summed = months.groupby([half, *cell], dropna=False)[column].sum()
        assert summed.to_dict() == halves.groupby(["period", *cell], dropna=False)[column].sum().to_dict()


def test_the_key_tells_every_row_apart(facts):
    key = [column.name for column in columns_of("facts") if column.is_key]
    assert len(key) == 6 and not facts.duplicated(key).any()


def test_voices_are_counted_by_their_column(facts):
    kooste = build_kooste(fake_analysis(), "internal", "2026H1")
    rows = facts[(facts["period"] == "2026H1") & (facts["voices"] > 0)]
    assert rows["voice"].nunique() == kooste["numbers"]["voices"]
    assert rows["n_unique"].sum() == kooste["numbers"]["n_unique"]
    assert set(facts["voices"]) <= {0, 1}


def test_an_unfinished_period_is_told(tmp_path):
    analysis = fake_analysis()
    analysis.as_of = pd.Timestamp("2026-06-09")
    write_tables(analysis, tmp_path, formats="parquet")
    told = pd.read_parquet(tmp_path / "facts.parquet").drop_duplicates("period").set_index("period")["complete"]
    assert not told["2026-06"] and told["2026-05"] and told["2025H2"]


def test_facts_without_dates_or_places(tmp_path):
    write_tables(fake_analysis(4, dates=False), tmp_path, formats="parquet")
    table = pd.read_parquet(tmp_path / "facts.parquet")
    assert table["n"].sum() == 8 and table["period"].isna().all() and table["complete"].isna().all()


# --- read back ----------------------------------------------------------------------------------------------------


def test_what_is_read_back_is_the_same_in_every_format(tmp_path):
    write_tables(fake_analysis(), tmp_path, formats=("csv", "parquet", "xlsx"))
    sheets = pd.read_excel(tmp_path / "taulukot.xlsx", sheet_name=None, keep_default_na=False, na_values=[""])
    assert list(sheets) == [*INTERNAL, "sarakkeet"]
    for name, sheet in sheets.items():
        parquet, csv = pd.read_parquet(tmp_path / f"{name}.parquet"), read(tmp_path / f"{name}.csv")
        assert list(parquet.columns) == list(sheet.columns) == list(csv.columns)
        for column in columns_of(name):
            one, two, three = (_plain(table[column.name], column.type) for table in (parquet, sheet, csv))
            assert one == two, (name, column.name)
            assert one == three, (name, column.name)


def _plain(values: pd.Series, kind: str) -> list:
    found = [None if pd.isna(value) or value == "" else value for value in values]
    if kind == "date":
        return [value and pd.Timestamp(value).date() for value in found]
    if kind == "number":
        return [None if value is None else round(float(str(value).replace(",", ".")), 4) for value in found]
    if kind in ("integer", "boolean"):
        return [None if value is None else int(value) for value in found]
    return [None if value is None else str(value).removeprefix("'") for value in found]


def test_parquet_holds_the_analysis_itself(tmp_path):
    analysis = fake_analysis()
    write_tables(analysis, tmp_path, formats="parquet")
    table = pd.read_parquet(tmp_path / "phenomena.parquet")
    for column in ("phenomenon_id", "name", "n", "n_unique", "voices", "stability"):
        assert table[column].tolist() == analysis.phenomena[column].tolist()
    rows = pd.read_parquet(tmp_path / "observations.parquet").set_index("observation_id")
    own = analysis.observations.set_index("observation_id").loc[rows.index]
    assert rows["probability"].tolist() == own["probability"].tolist()
    assert pd.to_datetime(rows["received_date"]).tolist() == own["received_date"].tolist()
    assert rows["is_single_voice"].tolist() == own["is_single_voice"].tolist()


@pytest.mark.parametrize("start", ["=1+1", "+358", "-", "@SUM(A1)", "#REF!", '=HYPERLINK("x")', "\u200b=1", "1.2.2026"])
def test_texts_of_a_workbook_are_texts(tmp_path, start):
    openpyxl = pytest.importorskip("openpyxl")
    rows = fake_rows(3)
    words = start if start in ("#REF!", "1.2.2026") else start + " teksti"
    rows.loc["h002", ["description", "municipality", "proposal"]] = words
    write_tables(fake_analysis(frame=rows), tmp_path, formats="xlsx")
    book = openpyxl.load_workbook(tmp_path / "taulukot.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value == words]
    assert len(cells) >= 5 and {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert all(cell.quotePrefix for cell in cells) == (start not in ("#REF!", "1.2.2026"))
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)


def test_a_text_too_long_for_a_sheet_is_cut_and_says_so(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    rows = fake_rows(2)
    rows.loc["h002", "description"] = "vuokra " * 6000
    write_tables(fake_analysis(frame=rows), tmp_path, formats=("xlsx", "parquet"))
    sheet = openpyxl.load_workbook(tmp_path / "taulukot.xlsx")["observations"]
    longest = max((str(cell.value) for line in sheet.iter_rows() for cell in line), key=len)
    assert len(longest) <= 32_767 and longest.endswith(" …")
    assert pd.read_parquet(tmp_path / "observations.parquet")["description"].str.len().max() == 41_999


def test_a_workbook_has_heads_that_stay_and_no_author(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    write_tables(fake_analysis(), tmp_path, formats="xlsx")
    book = openpyxl.load_workbook(tmp_path / "taulukot.xlsx")
    assert book.properties.creator == "rakenlp" and book.properties.created.isoformat() == "2026-06-30T00:00:00"
    assert all(sheet.freeze_panes == "A2" and sheet["A1"].font.bold for sheet in book)


# --- the data dictionary ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["internal", "published"])
def test_the_dictionary_tells_each_column_in_every_language(tmp_path, profile):
    write_tables(fake_analysis(), tmp_path, profile, formats=("csv", "parquet"))
    told = json.loads((tmp_path / "sarakkeet.json").read_text(encoding="utf-8"))
    assert told["schema"] == "rakenlp-tables/1" and told["profile"] == profile
    for table in told["tables"]:
        rows = read(tmp_path / f"{table['name']}.csv")
        assert table["rows"] == len(rows) and [c["name"] for c in table["columns"]] == list(rows.columns)
        for column in table["columns"]:
            assert set(column["meaning"]) == {"fi", "sv", "en"} and all(column["meaning"].values())
            if column["allowed"]:
                assert set(rows[column["name"]].astype(str)) - {""} <= set(column["allowed"])
    pyarrow = pytest.importorskip("pyarrow.parquet")
    schema = pyarrow.read_schema(tmp_path / f"{told['tables'][0]['name']}.parquet")
    assert json.loads(schema.metadata[b"rakenlp"])["profile"] == profile


def test_names_of_columns_are_the_same_in_every_language(tmp_path):
    heads = {}
    for language in ("fi", "sv", "en"):
        set_language(language)
        for path in write_tables(fake_analysis(), tmp_path / language):
            if path.suffix == ".csv":
                heads.setdefault(path.name, set()).add(path.read_text(encoding="utf-8-sig").partition("\n")[0])
    assert all(len(found) == 1 for found in heads.values())


# --- what is published --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [12, *(pytest.param(n, marks=pytest.mark.slow) for n in (40, 120, 400))])
def test_nothing_hidden_can_be_worked_out_of_what_is_published(tmp_path, n):
    analysis = fake_analysis(frame=fake_rows(n))
    paths = write_tables(analysis, tmp_path, "published", ("csv", "parquet", "xlsx"))
    files = [paths[0]]
    for period in ("2025H1", "2025H2", "2025", "2025-10", "2025Q4", "all"):
        files.append(write_kooste(analysis, tmp_path / f"k{period}.json", period=period))
    assert check_tables(files, ranges=False).ok
    table = pd.read_parquet(tmp_path / "parents.parquet")
    shown = table["n_number"].dropna()
    assert not shown.between(1, 4).any() and (table["n"][shown.index].astype(int) == shown).all()


def test_months_are_left_out_where_they_would_tell_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(_table_rows, "check_tables", lambda *given, **options: SimpleNamespace(ok=False))
    table = read(write_tables(fake_analysis(frame=fake_rows(12)), tmp_path, "published")[0])
    assert set(table["period_kind"]) == {"half_year"}
