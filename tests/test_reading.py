"""Reading: every kind of source, every encoding, and every way a source can be broken."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import lzma
import sys
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rakenlp.errors import InputError, MissingExtraError, ParameterError
from rakenlp.observations import read_observations
from rakenlp.texts import set_language

TEXT = 'Äiti ei pääse\nlääkäriin, sanoi "koskaan"'
CSV = (
    "Ilmoitus_ID;Saapunut pvm;Vastaajaryhmä;Kunta;Kuvaus\r\n"
    '1;1.2.2026;Asiakkaat;Tampere;"Äiti ei pääse\r\nlääkäriin, sanoi ""koskaan"""\r\n'
    "2;2.2.2026 14:05;Läheinen;Nokia;Jonot ovat yhä pitkiä\r\n"
)


def read(source, **options):
    return read_observations(source, **{"mask": False, **options})


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def rows_by_code(obs, code):
    issues = obs.import_report.issues
    return issues.loc[issues["code"] == code, "row"].tolist()


def codes(obs):
    return set(obs.import_report.issues["code"])


@pytest.fixture(autouse=True)
def in_finnish():
    set_language("fi")
    yield
    set_language("fi")


# --- delimited text ---


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "cp850", "mac_roman"]
)
def test_encodings_are_found(tmp_path, encoding):
    obs = read(put(tmp_path, "a.csv", CSV.encode(encoding)))
    assert obs.texts == [TEXT, "Jonot ovat yhä pitkiä"]
    assert obs.frame["respondent_group"].tolist() == ["asiakas", "läheinen"]
    assert ("encoding" in codes(obs)) == (encoding not in ("utf-8", "utf-8-sig"))


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters_are_found(tmp_path, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["kuvaus", "kunta", "toimipiste"])
    writer.writerow(["Ensin jono; sitten, ehkä | aika", "Nokia", "a"])
    writer.writerow(["Vuokra nousi, rahat loppu", "Akaa", ""])
    obs = read(put(tmp_path, "a.csv", out.getvalue()))
    assert obs.texts == ["Ensin jono; sitten, ehkä | aika", "Vuokra nousi, rahat loppu"]
    assert obs.frame["municipality"].tolist() == ["Nokia", "Akaa"]


def test_one_column_keeps_its_commas(tmp_path):
    obs = read(put(tmp_path, "a.csv", "kuvaus\nVuokra nousi, rahat loppu\nJono on pitkä; ei aikoja\n"))
    assert obs.texts == ["Vuokra nousi, rahat loppu", "Jono on pitkä; ei aikoja"]


def test_separator_hint_of_excel(tmp_path):
    obs = read(put(tmp_path, "a.csv", "sep=;\nkuvaus;kunta\nVuokra, ruoka, sähkö;Nokia\n"))
    assert obs.texts == ["Vuokra, ruoka, sähkö"]
    assert obs.frame["row"].tolist() == [2]


def test_mixed_encoding_is_read_line_by_line(tmp_path):
    content = "kuvaus\nÄiti jäi yksin\nIsä jäi yksin\n".encode() + "Mökki jäi kylmilleen\n".encode("cp1252")
    obs = read(put(tmp_path, "a.csv", content))
    assert obs.texts == ["Äiti jäi yksin", "Isä jäi yksin", "Mökki jäi kylmilleen"]
    assert "encoding_mixed" in codes(obs)


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path):
    obs = read(put(tmp_path, "a.csv", 'id;kuvaus\n1;"eka rivi\nja toinen rivi"\n\n2;Kolmas havainto\n\n\n'))
    assert obs.frame["row"].tolist() == [2, 4]
    assert obs.set_aside[["row", "code"]].values.tolist() == [[3, "blank"]]
    assert obs.import_report.rows_read == 3


def test_title_rows_above_the_header(tmp_path):
    obs = read(put(tmp_path, "a.csv", "Raportti 1.1.2026;;\n;;\nid;kuvaus;kunta\n1;Rahat loppu;Nokia\n"))
    assert obs.texts == ["Rahat loppu"]
    assert obs.frame["row"].tolist() == [4]
    assert "header_row" in codes(obs)


def test_unclosed_quote_does_not_swallow_rows(tmp_path):
    content = (
        'id;kuvaus;kunta\n1;"Hän sanoi ettei;Nokia\n2;Toinen havainto;Akaa\n3;Kolmas;Ähtäri\n4;"neljäs";Ylöjärvi\n'
    )
    obs = read(put(tmp_path, "a.csv", content))
    assert obs.texts == ["Hän sanoi ettei", "Toinen havainto", "Kolmas", "neljäs"]
    assert "unclosed_quote" in codes(obs)


def test_surplus_fields_go_back_to_the_text(tmp_path):
    obs = read(
        put(tmp_path, "a.csv", "id,kuvaus,kunta\n1,Rahat, ruoka, apu loppu,Nokia\n2,Vuokra nousi,Akaa\n3,Vajaa\n")
    )
    assert obs.texts == ["Rahat, ruoka, apu loppu", "Vuokra nousi", "Vajaa"]
    assert obs.frame["municipality"].tolist() == ["Nokia", "Akaa", None]
    assert rows_by_code(obs, "extra_fields") == [2]
    assert "missing_fields" in codes(obs)


def test_repeated_header_rows_are_set_aside(tmp_path):
    obs = read(put(tmp_path, "a.csv", "id;kuvaus\n1;Rahat loppu\nid;kuvaus\n2;Vuokra nousi\n"))
    assert len(obs) == 2
    assert obs.set_aside[["row", "code"]].values.tolist() == [[3, "repeated_header"]]
    assert obs.import_report.rows_read == 3


def test_nul_and_control_characters_are_no_obstacle(tmp_path):
    obs = read(put(tmp_path, "a.csv", "kuvaus;kunta\nRahat\x00 loppu\x07 taas;Nokia\nVuokra nousi;Akaa\n"))
    assert obs.texts[0] == "Rahat loppu taas"


def test_a_cell_of_a_megabyte_is_kept_whole_and_fast(tmp_path):
    long = "Rahat loppuivat taas kesken kuun. " * 31_000
    path = put(tmp_path, "a.csv", f'kuvaus\n"{long}"\nToinen havainto\n')
    start = time.process_time()
    obs = read(path)
    assert time.process_time() - start < 10
    assert len(obs.frame["description"].iloc[0]) > 1_000_000
    assert rows_by_code(obs, "long_text") == [2]


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_compressed_files(tmp_path, ending, pack):
    assert read(put(tmp_path, "a.csv" + ending, pack(CSV.encode()))).texts[0] == TEXT
    with pytest.raises(InputError, match="file_damaged"):
        read(put(tmp_path, "b.csv" + ending, pack(CSV.encode())[:-10]))


def test_mapping_tells_encoding_delimiter_and_header(tmp_path):
    path = put(tmp_path, "a.csv", "otsikko#x\nAsia#Paikka\nÄiti jäi yksin#Nokia\n".encode("cp1252"))
    mapping = {
        "columns": {"Asia": "kuvaus", "Paikka": "kunta"},
        "read": {"encoding": "cp1252", "delimiter": "#", "header_row": 2},
    }
    obs = read(path, mapping=mapping)
    assert obs.texts == ["Äiti jäi yksin"]
    assert obs.frame["municipality"].tolist() == ["Nokia"]
    with pytest.raises(InputError, match="wrong_encoding"):
        read(path, mapping={"columns": {"Asia": "kuvaus"}, "read": {"encoding": "utf-8"}})


def test_text_file_is_one_text_per_line(tmp_path):
    obs = read(put(tmp_path, "a.txt", "Rahat loppu\r\n\r\nVuokra nousi, taas\r\n"))
    assert obs.texts == ["Rahat loppu", "Vuokra nousi, taas"]
    assert obs.frame["row"].tolist() == [1, 3]
    assert read(put(tmp_path, "b.txt", "kuvaus\tkunta\nRahat loppu\tAkaa\n")).frame["municipality"].tolist() == ["Akaa"]


# --- Excel ---


@pytest.fixture
def book():
    return pytest.importorskip("openpyxl").Workbook()


def save(book, folder, name="a.xlsx"):
    book.save(folder / name)
    return folder / name


def test_excel_with_merged_cells_and_two_header_rows(tmp_path, book):
    sheet = book.active
    sheet.append(["ilmoitus_id", "kuvaus", "saapunut pvm", "Taustatiedot", None])
    sheet.append([None, None, None, "kunta", "vastaajaryhmä"])
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"):
        sheet.merge_cells(area)
    sheet.append([1, "Rahat eivät riitä", dt.datetime(2026, 2, 1, 9, 30), "Tampere", "Asiakas"])
    sheet.append([2, "Jonot ovat pitkiä", 46054, None, "Omainen"])
    sheet.merge_cells("D3:D4")
    sheet.append([3, "Vuokra nousi", "3.2.2026", "Nokia", None])
    obs = read(save(book, tmp_path))
    assert obs.frame["municipality"].tolist() == ["Tampere", "Tampere", "Nokia"]
    assert obs.frame["respondent_group"].tolist() == ["asiakas", "läheinen", "ei_kerrottu"]
    assert obs.frame["received_date"].dt.strftime("%d.%m.%Y").tolist() == ["01.02.2026", "01.02.2026", "03.02.2026"]
    assert obs.frame["row"].tolist() == [3, 4, 5]
    assert {"merged_cells", "header_row"} <= codes(obs)


def test_two_header_rows_without_merging(tmp_path, book):
    sheet = book.active
    sheet.append(["ilmoitus_id", "kuvaus", "Tausta", None])
    sheet.append([None, None, "kunta", "vastaajaryhmä"])
    sheet.append([1, "Rahat loppu", "Akaa", "läheinen"])
    frame = read(save(book, tmp_path)).frame
    assert frame[["municipality", "respondent_group"]].values.tolist() == [["Akaa", "läheinen"]]


def test_a_text_merged_over_rows_is_one_observation(tmp_path, book):
    sheet = book.active
    sheet.append(["kuvaus", "kunta"])
    sheet.append(["Pitkä kertomus kahdella rivillä", "Nokia"])
    sheet.append([None, "Nokia"])
    sheet.merge_cells("A2:A3")
    obs = read(save(book, tmp_path))
    assert len(obs) == 1
    assert obs.set_aside["code"].tolist() == ["blank"]


def test_first_usable_sheet_and_choosing_one(tmp_path, book):
    book.active.title = "Ohje"
    book.active.append(["Lue tämä ensin"])
    for title, text in (("Kevät", "Rahat loppu"), ("Syksy", "Vuokra nousi")):
        sheet = book.create_sheet(title)
        sheet.append(["kuvaus", "kunta"])
        sheet.append([text, "Nokia"])
    path = save(book, tmp_path)
    obs = read(path)
    assert obs.texts == ["Rahat loppu"]
    assert "other_sheets" in codes(obs)
    assert read(path, sheet="syksy").texts == ["Vuokra nousi"]
    assert read(path, sheet=2).texts == ["Vuokra nousi"]
    assert read(path, mapping={"read": {"sheet": "Syksy"}}).texts == ["Vuokra nousi"]
    with pytest.raises(InputError, match="'Kevät', 'Syksy'"):
        read(path, sheet="Talvi")


def test_excel_cells_of_other_kinds(tmp_path, book):
    sheet = book.active
    sheet.append(["kuvaus", "vaikutukset"])
    for row in (
        ['=CONCATENATE("a","b")', None],
        [12345, None],
        [True, None],
        ["#NAME?", None],
        ["Vuokra_x000D_\nnousi", "#REF!"],
    ):
        sheet.append(row)
    sheet.append([None, "  "])
    obs = read(save(book, tmp_path))
    assert obs.texts == ["Vuokra\nnousi"]
    assert obs.set_aside[["row", "code"]].values.tolist() == [
        [2, "blank"],
        [3, "no_words"],
        [4, "boilerplate"],
        [5, "excel_error"],
    ]
    assert rows_by_code(obs, "formula") == [2]
    assert rows_by_code(obs, "cell_error") == [6]


def test_excel_under_another_name(tmp_path, book):
    book.active.append(["kuvaus"])
    book.active.append(["Rahat loppu"])
    assert read(save(book, tmp_path, "a.xlsx").rename(tmp_path / "a.csv")).texts == ["Rahat loppu"]
    assert read(put(tmp_path, "b.xls", "kuvaus\tkunta\nRahat loppu\tAkaa\n")).texts == ["Rahat loppu"]


def test_excel_without_openpyxl_names_the_extra(tmp_path, book, monkeypatch):
    path = save(book, tmp_path)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r"rakenlp\[excel\]"):
        read(path)


# --- JSON, Parquet, objects ---

RECORDS = [{"kuvaus": "Rahat loppu", "kunta": "Akaa"}, {"kuvaus": "Vuokra nousi", "kunta": None}]


@pytest.mark.parametrize(
    "content",
    [
        RECORDS,
        {"records": RECORDS},
        {"sivu": 1, "data": RECORDS},
        {"kuvaus": ["Rahat loppu", "Vuokra nousi"], "kunta": ["Akaa", None]},
        json.loads(pd.DataFrame(RECORDS).to_json()),
        json.loads(pd.DataFrame(RECORDS).to_json(orient="split")),
    ],
)
def test_shapes_of_json(tmp_path, content):
    obs = read(put(tmp_path, "a.json", json.dumps(content)))
    assert obs.texts == ["Rahat loppu", "Vuokra nousi"]
    assert obs.frame["municipality"].tolist() == ["Akaa", None]
    assert obs.frame["row"].tolist() == [1, 2]


def test_json_of_texts_and_of_nested_objects(tmp_path):
    assert read(put(tmp_path, "a.json", '["Rahat loppu", "Vuokra nousi"]')).texts == ["Rahat loppu", "Vuokra nousi"]
    obs = read(put(tmp_path, "b.json", '[{"kuvaus": "Rahat loppu", "x": {"y": 1, "z": ["a", "b"]}}]'))
    assert obs.frame[["x.y", "x.z"]].values.tolist() == [[1, "a, b"]]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_json_lines(tmp_path, name):
    obs = read(put(tmp_path, name, "\n".join(json.dumps(record) for record in RECORDS) + "\n"))
    assert obs.texts == ["Rahat loppu", "Vuokra nousi"]


def test_a_damaged_json_line_is_set_aside_not_lost(tmp_path):
    obs = read(put(tmp_path, "a.jsonl", '{"kuvaus": "Rahat loppu"}\n{rikki\n\n{"kuvaus": "Vuokra nousi"}\n'))
    assert obs.frame["row"].tolist() == [1, 4]
    assert obs.set_aside[["row", "code"]].values.tolist() == [[2, "unreadable_line"], [3, "blank"]]
    assert obs.import_report.rows_read == 4


def test_parquet(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    pd.DataFrame(RECORDS).to_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").texts == ["Rahat loppu", "Vuokra nousi"]
    with pytest.raises(InputError, match="file_damaged"):
        read(put(tmp_path, "b.parquet", b"PAR1" + b"x" * 50))
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'rakenlp\[parquet\]'"):
        read(tmp_path / "a.parquet")


def test_a_dataframe_is_never_changed():
    frame = pd.DataFrame(
        {
            "Kuvaus": ["Rahat loppu", pd.NA, None, float("nan"), True, 3, b"Vuokra nousi"],
            "saapunut": [
                pd.Timestamp("2026-01-01"),
                pd.NaT,
                None,
                dt.date(2026, 1, 2),
                np.datetime64("2026-01-03"),
                46054,
                "",
            ],
            "luokka": pd.Categorical(list("abcabca")),
            "Sähköposti": ["a@b.fi"] * 7,
        },
        index=[9] * 7,
    )
    before = frame.copy(deep=True)
    obs = read(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert obs.texts == ["Rahat loppu", "Vuokra nousi"]
    assert obs.frame["row"].tolist() == [2, 8]
    assert obs.set_aside["code"].tolist() == ["blank", "blank", "blank", "boilerplate", "no_words"]


def test_its_own_frame_can_be_read_again():
    first = read(
        [{"id": "a", "kuvaus": "Rahat loppu", "pvm": "1.2.2026", "puhelin": "040"}, {"kuvaus": "Vuokra nousi"}]
    )
    second = read(first.frame)
    assert second.frame.index.tolist() == first.frame.index.tolist()
    assert second.texts == first.texts
    assert second.frame["contact_given"].tolist() == [True, False]


@pytest.mark.parametrize("kind", [list, tuple, pd.Series, np.array])
def test_lists_of_texts(kind):
    obs = read(kind(["Rahat loppu", "Vuokra nousi"]))
    assert obs.texts == ["Rahat loppu", "Vuokra nousi"]
    assert obs.frame["row"].tolist() == [1, 2]
    assert obs.frame["received_date"].isna().all()
    assert {"no_dates", "no_groups", "no_places"} <= codes(obs)


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_small_numbers_of_observations(count):
    obs = read([f"Havainto numero {number} tästä asiasta" for number in range(count)])
    assert len(obs) == len(obs.texts) == len(obs.frame) == count
    assert obs.frame.index.is_unique
    assert obs.frame["received_date"].dtype == "datetime64[ns]"
    assert "_repr_html_" in dir(obs) and obs._repr_html_()


# --- what cannot be read ---


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"\xef\xbb\xbf\n\n", "file_empty"),
        ("a.csv", bytes(range(256)) * 20, "file_binary"),
        ("a.xlsx", bytes(range(256)) * 20, "file_damaged"),
        ("a.xlsx", b"PK\x03\x04 xl/ " + bytes(300), "file_damaged"),
        ("a.zip", b"PK\x03\x04" + bytes(300), "file_foreign"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(200), "excel_old"),
        ("a.xls", b"<html><table></table>", "file_foreign"),
        ("a.pdf", b"%PDF-1.4 x", "file_foreign"),
        ("a.parquet", b"not parquet at all", "file_damaged"),
        ("a.json", b'[{"kuvaus": ', "json_damaged"),
        ("a.json", b"[" * 100_000, "json_damaged"),
        ("a.json", b"5", "json_shape"),
        ("a.json", b'{"a": 1}', "json_shape"),
        ("a.jsonl", b"{x\n{y\n", "json_damaged"),
        ("a.csv", "pvm;otsikko;leipäteksti\n1.2.2026;aa;bb\n".encode(), "no_text_column"),
        ("a.csv", b"Rahat on aivan loppu.\nVuokra nousi.\n", "no_header"),
    ],
)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_unreadable_files_say_what_was_wrong(tmp_path, name, content, code, language):
    set_language(language)
    with pytest.raises(InputError) as caught:
        read(put(tmp_path, name, content))
    assert caught.value.code == code
    assert name in str(caught.value)
    assert caught.value.__cause__ is None


def test_missing_text_column_lists_columns_and_shows_a_mapping(tmp_path):
    with pytest.raises(InputError) as caught:
        read(put(tmp_path, "a.csv", "date,headline,lead\n2026-01-01,Lyhyt,Paljon pidempi teksti\n"))
    message = str(caught.value)
    assert "'date', 'headline', 'lead'" in message
    assert 'mapping={"lead": "kuvaus"}' in message


def test_errors_never_repeat_a_text(tmp_path):
    secret = "Äitini Maija jäi ilman hoitoa."
    for source in (
        put(tmp_path, "a.csv", f"{secret}\nToinen.\n"),
        f"{secret} Ja isäni.",
        put(tmp_path, "b.csv", f"{secret * 9};x\n"),
    ):
        with pytest.raises(InputError) as caught:
            read(source)
        assert "Maija" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("puuttuu.csv", "file_not_found"),
        ("a" * 900 + ".csv", "file_not_found"),
        ("x\0y.csv", "file_not_found"),
        (5, "source_type"),
        (None, "source_type"),
        (b"kuvaus", "source_type"),
        (np.array([["a"]]), "source_type"),
        (["a", {"kuvaus": "b"}], "list_mixed"),
        ([["a"]], "list_item"),
        (pd.DataFrame(), "no_header"),
    ],
)
def test_unusable_sources(source, code):
    with pytest.raises(InputError) as caught:
        read(source)
    assert caught.value.code == code


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match="is_directory"):
        read(tmp_path)


@pytest.mark.parametrize("options", [{"sheet": 0}, {"sheet": 1.5}, {"sheet": True}, {"mask": "kyllä"}])
def test_wrong_parameters(options):
    with pytest.raises(ParameterError):
        read_observations(["Rahat loppu"], **options)


# --- accounting ---

cells = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(["-", "testi", "ei mitään", "Rahat loppu.", "...", "asdf", "#NAME?", "1.2.2026", "Ã¤iti"]),
    st.integers(),
    st.floats(),
    st.booleans(),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries({"kuvaus": cells, "vaikutukset": cells, "pvm": cells, "id": cells, "muu": cells}),
        max_size=8,
    )
)
def test_every_row_is_accounted_for(records):
    obs = read(records)
    report = obs.import_report
    assert report.rows_read == len(records) == report.rows_kept + report.rows_set_aside
    assert report.rows_kept == len(obs) and report.rows_set_aside == len(obs.set_aside)
    rows = sorted(obs.frame["row"].tolist() + obs.set_aside["row"].tolist())
    assert rows == list(range(1, len(records) + 1))
    assert obs.frame.index.is_unique
    assert all(isinstance(text, str) and text for text in obs.texts)
    aside = report.issues[report.issues["severity"] == "set_aside"]
    assert aside["row"].tolist() == obs.set_aside["row"].tolist()


letters = st.one_of(st.characters(exclude_categories=["Cc", "Cs"]), st.sampled_from('\n\r\t\x0b"'))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(letters, max_size=30), min_size=1, max_size=6), st.sampled_from(";,\t"))
def test_any_text_survives_csv(tmp_path_factory, texts, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "kuvaus", "kunta"])
    writer.writerows([[number, text, "Nokia"] for number, text in enumerate(texts)])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(out.getvalue().encode("utf-8"))
    from_file, from_list = read(path), read(texts)
    assert from_file.import_report.rows_read == len(texts)
    assert from_file.texts == from_list.texts
