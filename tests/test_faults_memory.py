"""Absurd input: refused by its size, in little memory, with the row and the limit told; what is honest is read."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from faults import in_child, linux

import rakenlp
from rakenlp.cli import main
from rakenlp.errors import InputError, RakeError
from rakenlp.observations.limits import MEGABYTE, ReadingLimits
from rakenlp.phenomena import PhenomenonModel

ROW = "Vuokra on rästissä ja häätö uhkaa"
#: What the tests may use beside what is in use already, unless told otherwise.
ROOM = 400 * MEGABYTE


def in_little_memory(work: Any, room: int = ROOM) -> Any:
    """Do something in a process that gets only so much more memory than it has: the kernel gives no more."""

    def limited() -> Any:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        size = pages * resource.getpagesize() + room
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        return work()

    return in_child(limited)


def refused(source: Any, code: str, **options: Any) -> str:
    """Return what is said when a source is refused."""
    with pytest.raises(InputError) as caught:
        rakenlp.read_observations(source, **options)
    assert caught.value.code == code, caught.value
    assert str(caught.value.values.get("limit", "")) in str(caught.value) and ROW not in str(caught.value)
    return str(caught.value)


@linux
def test_a_cell_of_200_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="ascii") as file:
        file.write("ilmoitus_id;kuvaus\n1;Vuokra\n2;")
        for _ in range(200):
            file.write("x" * MEGABYTE)
        file.write("\n3;Vuokra\n")

    def work() -> None:
        told = refused(path, "limit_cell_characters")
        assert "rivillä 3 " in told and "20000000" in told and "[limits] cell_characters" in told

    in_little_memory(work, 1_500 * MEGABYTE)


@linux
def test_a_file_larger_than_the_limit_is_not_even_read(tmp_path: Path) -> None:
    """As with a quote that is never closed before gigabytes of rows: its size is asked first."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b'kuvaus;kunta\n"Vuokra')
        file.truncate(5_000 * MEGABYTE)  # a hole: takes no room on the disk
    in_little_memory(lambda: refused(path, "limit_file_mb"), 50 * MEGABYTE)


def test_a_quote_never_closed_loses_no_row(tmp_path: Path) -> None:
    """Rows after it are rows; where nothing tells the columns apart, the cell that swallows them is refused."""
    n = 2_000
    rows = [f"{k};Vuokra on rästissä jo kuukausia {k};Nokia\n" for k in range(n)]
    rows[1] = rows[1].replace(";Vuokra", ';"Vuokra')
    (tmp_path / "a.csv").write_text("ilmoitus_id;kuvaus;kunta\n" + "".join(rows), encoding="utf-8")
    obs = rakenlp.read_observations(tmp_path / "a.csv", mask=False)
    assert len(obs.frame) == n and "unclosed_quote" in obs.import_report.issues["code"].tolist()
    (tmp_path / "b.csv").write_text('kuvaus\n"' + "Vuokra on rästissä\n" * 4_000, encoding="utf-8")
    refused(tmp_path / "b.csv", "limit_cell_characters", mapping={"limits": {"cell_characters": 10_000}})


@linux
@pytest.mark.parametrize("kind", ["csv", "json", "frame", "list"])
def test_ten_thousand_columns(tmp_path: Path, kind: str) -> None:
    names = ["kuvaus", *(f"s{k}" for k in range(10_000))]
    if kind == "csv":
        source: Any = tmp_path / "a.csv"
        source.write_text(";".join(names) + "\n" + "\n".join(";".join(["x"] * len(names)) for _ in range(20)))
    elif kind == "json":  # each row has names of its own: rows times columns are two thousand millions
        source = tmp_path / "a.json"
        source.write_text(json.dumps([{"kuvaus": ROW, f"s{k}": 1} for k in range(45_000)]))
    elif kind == "frame":
        source = pd.DataFrame([["x"] * len(names)], columns=names)
    else:
        source = [dict.fromkeys(names, "x")]
    told = in_little_memory(lambda: refused(source, "limit_columns"))
    assert "[limits] columns" in told


def test_too_many_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        ";".join(["kuvaus", *"abcdefghij"]) + "\n" + ";".join(["Vuokra"] * 11) + "\n", encoding="utf-8"
    )
    refused(tmp_path / "a.csv", "limit_cells", mapping={"limits": {"cells": 20}})


@linux
@pytest.mark.parametrize(("ending", "module"), [("gz", gzip), ("bz2", bz2), ("xz", lzma)])
def test_a_packed_file_that_grows_a_thousandfold(tmp_path: Path, ending: str, module: Any) -> None:
    path = tmp_path / f"a.csv.{ending}"
    with module.open(path, "wb") as file:
        file.write(b"kuvaus\n")
        for _ in range(100):
            file.write(b"x" * MEGABYTE)
    assert path.stat().st_size < MEGABYTE
    mapping = {"limits": {"file_mb": 20}}
    in_little_memory(lambda: refused(path, "limit_file_mb", mapping=mapping), 110 * MEGABYTE)


def workbook(path: Path, **parts: bytes) -> Path:
    """Write a workbook of one sheet, with other content in some of its parts."""
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["kuvaus"])
    book.active.append([ROW])
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for mark, added in parts.items():
                content = content.replace(mark.encode(), added) if name.endswith("sheet1.xml") else content
            new.writestr(name, content)
    return path


@linux
def test_a_zip_bomb_in_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x", "w") as part:
        for _ in range(200):
            part.write(b"\0" * MEGABYTE)
    assert path.stat().st_size < MEGABYTE
    mapping = {"limits": {"workbook_mb": 100}}
    told = in_little_memory(lambda: refused(path, "limit_workbook_mb", mapping=mapping), 100 * MEGABYTE)
    assert "200 Mt" in told


@linux
def test_a_merged_area_of_a_whole_sheet(tmp_path: Path) -> None:
    """Each of its 17 thousand million cells would be made."""
    area = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = workbook(tmp_path / "a.xlsx", **{"</sheetData>": area})
    in_little_memory(lambda: refused(path, "limit_cells"), 200 * MEGABYTE)


@linux
def test_entities_that_multiply_in_a_workbook(tmp_path: Path) -> None:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (k, b"&l%d;" % (k - 1) * 10 if k else b"lol") for k in range(12))
    start = b"<!DOCTYPE worksheet [" + entities + b"]><worksheet "
    path = workbook(tmp_path / "a.xlsx", **{"<worksheet ": start, "</v>": b"&l11;</v>"})
    in_little_memory(lambda: refused(path, "file_damaged"), 200 * MEGABYTE)


def test_a_sheet_formatted_to_its_last_column_is_read(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["kuvaus", "kunta"])
    for k in range(20):
        book.active.append([f"{ROW} {k}", "Nokia"])
        book.active.cell(k + 2, 16_384).font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    obs = rakenlp.read_observations(tmp_path / "a.xlsx")
    assert len(obs.frame) == 20 and len(obs.import_report.columns) == 2


@pytest.mark.parametrize(
    ("ending", "pair", "depth"),
    [("json", "[]", 300), ("json", "{}", 980), ("json", "[]", 100_000), ("json", "{}", 100_000)]
    + [("jsonl", "[]", 300), ("jsonl", "{}", 980), ("jsonl", "[]", 100_000)],
)
def test_json_nested_without_end(tmp_path: Path, ending: str, pair: str, depth: int) -> None:
    """An error in plain words, or the row: never a crash, never a row lost."""
    inner = '{"a":' * depth + "1" + "}" * depth if pair == "{}" else "[" * depth + "]" * depth
    rows = [json.dumps({"kuvaus": f"{ROW} {k}"}) for k in range(3)]
    deep = f'{{"kuvaus": "{ROW}", "lisä": {inner}}}'
    path = tmp_path / f"a.{ending}"
    path.write_text(
        "\n".join([*rows, deep]) if ending == "jsonl" else f"[{', '.join([*rows, deep])}]", encoding="utf-8"
    )
    try:
        obs = rakenlp.read_observations(path)
    except InputError as error:
        assert error.code in ("json_damaged", "nested_too_deep") and ROW not in str(error)
    else:
        report = obs.import_report
        assert report.rows_read == report.rows_kept + report.rows_set_aside == 4


@pytest.mark.parametrize("n", [10**4, 10**9, 10**18])
@pytest.mark.parametrize("taxonomy", ["default", None])
def test_an_absurd_number_of_phenomena(n: int, taxonomy: str | None) -> None:
    """No more are made than there are texts."""
    texts = [ROW, "Lapsi ei mene kouluun", "Kukaan ei käy, olen yksin"]
    model = PhenomenonModel(taxonomy=taxonomy, n_phenomena=n).fit(texts)
    assert len(model.labels_) == 3 and len(model.phenomenon_ids_) < 100


@linux
def test_memory_that_runs_out_is_one_line(tmp_path: Path) -> None:
    """What is under every limit may still be too much for a small computer."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"kuvaus\n")
        file.truncate(300 * MEGABYTE)

    def work() -> tuple[int, str]:
        sys.stderr = told = io.StringIO()
        return main(["validate", str(path)]), told.getvalue()

    code, told = in_little_memory(work, 100 * MEGABYTE)
    assert code == 2 and told.strip().splitlines()[-1].startswith("virhe: Muisti ei riitä.") and "Traceback" not in told


@pytest.mark.parametrize("section", [{"rows": 3}, {"columns": 0}, {"columns": True}, {"cells": "paljon"}])
def test_limits_are_checked(section: dict[str, Any]) -> None:
    with pytest.raises(RakeError, match="limits"):
        rakenlp.read_observations([ROW], mapping={"limits": section})


def test_limits_can_be_raised_and_are_above_every_honest_export(tmp_path: Path) -> None:
    names = ["kuvaus", *(f"s{k}" for k in range(4_100))]
    (tmp_path / "a.csv").write_text(";".join(names) + "\n" + ";".join([ROW] * len(names)), encoding="utf-8")
    refused(tmp_path / "a.csv", "limit_columns")
    (tmp_path / "m.toml").write_text("[limits]\ncolumns = 5000\n", encoding="utf-8")
    assert len(rakenlp.read_observations(tmp_path / "a.csv", mapping=tmp_path / "m.toml", mask=False).frame) == 1
    limits = ReadingLimits()
    limits.check_bytes(900 * MEGABYTE, "nearly two million submissions")
    limits.check_shape(1_000_000, 150, "a million submissions of a wide form")
