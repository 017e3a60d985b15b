"""The checker of published tables: it finds planted leaks, and nothing in what the koosteet publish."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from fake_analysis import fake_analysis, fake_rows

from rakenlp.cli import main
from rakenlp.errors import ParameterError
from rakenlp.privacy import PublishedTable, check_tables, read_tables
from rakenlp.reporting import write_kooste, write_tables

PERIODS = [
    *(f"{year}H{half}" for year in (2024, 2025, 2026) for half in (1, 2)),
    *("2024", "2025", "2026", "all"),
    *(f"{year}Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4)),
    *(f"2025-{month:02d}" for month in range(1, 13)),
    *(f"2026-{month:02d}" for month in range(1, 7)),
    *("2026-01-01/2026-03-31", "2026-01-01/2026-04-30", "2026-01-01/2026-04-29"),
]
GRID = {"row": list("aaabbb") + ["total"] * 3, "column": ["x", "y", "total"] * 3}


def planted(table, **options):
    result = check_tables(table, **options)
    return [(leak.cell, leak.low, leak.high, leak.verdict) for leak in result.leaks.itertuples()]


def test_a_hole_told_by_its_row_or_column():
    table = pd.DataFrame({**GRID, "n": ["<5", "9", "11", "14", "30", "44", "16", "39", "55"]})
    assert planted(table) == [("row=a, column=x", 2, 2, "exact")]
    table["n"] = ["<5", "–", "11", "–", "–", "44", "16", "39", "55"]
    assert planted(table) == []
    cells = check_tables(table).cells.set_index("cell")
    assert cells.loc["row=a, column=x", ["low", "high"]].tolist() == [1, 4]
    assert cells.loc["row=b, column=y", ["low", "high"]].tolist() == [29, 32]


def test_a_hole_told_by_a_chain_of_rows_and_columns():
    rows = [("a", "x", "<5"), ("a", "y", "–"), ("b", "x", "7"), ("b", "y", "–"), ("total", "x", "9")]
    rows += [("a", "total", "20"), ("b", "total", "30"), ("total", "y", "41")]
    found = planted(pd.DataFrame(rows, columns=["row", "column", "n"]))
    assert ("row=a, column=x", 2, 2, "exact") in found


def test_counts_bounded_to_under_five_though_not_known():
    table = pd.DataFrame({"group": ["a", "b", "c", "total"], "n": ["–", "–", "40", "44"]})
    assert planted(table) == [("group=a", 0, 4, "bounded"), ("group=b", 0, 4, "bounded")]


def test_a_hole_told_by_a_parent():
    parents = {"group": {"nuoret": "lapset ja nuoret", "lapset": "lapset ja nuoret"}}
    one = pd.DataFrame({"group": ["lapset", "nuoret"], "n": ["12", "<5"]})
    other = pd.DataFrame({"group": ["lapset ja nuoret"], "n": ["15"]})
    assert planted(one) == []
    assert planted([one, other], hierarchies=parents) == [("group=nuoret", 3, 3, "exact")]


def test_a_hole_told_by_months_of_a_half_year():
    months = [f"2026-{month:02d}" for month in range(1, 7)]
    table = pd.DataFrame({"period": [*months, "2026H1"], "n": ["10", "<5", "9", "8", "7", "6", "43"]})
    assert planted(table, periods=["period"]) == [("period=2026-02", 3, 3, "exact")]


def test_a_group_told_by_two_exports():
    march = pd.DataFrame({"period": ["2026-01-01/2026-03-31"], "n": ["20"]})
    april = pd.DataFrame({"period": ["2026-01-01/2026-04-30"], "n": ["22"]})
    assert planted(march, periods=["period"]) == planted(april, periods=["period"]) == []
    ((cell, low, high, verdict),) = planted([march, april], periods=["period"])
    assert "2026-04-30" in cell and (low, high, verdict) == (2, 2, "exact")


def test_small_counts_that_are_shown_and_names_that_say_at_least_one():
    assert planted(pd.DataFrame({"group": ["a"], "n": [3]})) == [("group=a", 3, 3, "shown")]
    parents = {"group": dict.fromkeys("abcde", "all")}
    table = pd.DataFrame({"group": [*"abcde", "all"], "n": ["≥1"] * 5 + ["5"]})
    assert {verdict for *_, verdict in planted(table, hierarchies=parents)} == {"exact"}


def test_contradictions_prove_nothing():
    result = check_tables(pd.DataFrame({"group": ["a", "b", "total"], "n": ["12", "13", "20"]}))
    assert not result.ok and not result.consistent and "ristiriidassa" in result.summary()


@pytest.mark.parametrize(
    "rows", [420, pytest.param(60, marks=pytest.mark.slow), pytest.param(180, marks=pytest.mark.slow)]
)
def test_nothing_can_be_worked_out_of_all_published_koosteet_together(tmp_path, rows):
    analysis = fake_analysis(frame=fake_rows(rows))
    files = [write_kooste(analysis, tmp_path / f"{i}.json", "published", p) for i, p in enumerate(PERIODS)]
    files.append(write_tables(analysis, tmp_path, profile="published")[0])
    groups = read_tables(files)
    assert len(groups) >= 2
    for group in groups:
        result = check_tables(group, ranges=False)
        assert result.ok and result.proved, result.summary()


@pytest.mark.slow
def test_nor_of_the_koosteet_of_consecutive_analyses(tmp_path):
    files, rows = [], fake_rows(240)
    for day in ("2025-06-30", "2025-10-15", "2025-12-31", "2026-02-10", "2026-04-30", "2026-06-30"):
        analysis = fake_analysis(frame=rows[rows["received_date"] <= day])
        analysis.as_of = pd.Timestamp(day)
        for place, period in enumerate([None, "all", day[:4], f"{day[:4]}H1", day[:7], f"{day[:4]}-01-01/{day}"]):
            files.append(write_kooste(analysis, tmp_path / f"{day}-{place}.json", "published", period))
    shown = sum(json.loads(file.read_text(encoding="utf-8"))["counts_shown"] for file in files)
    assert shown > len(files) / 3
    for group in read_tables(files):
        result = check_tables(group, ranges=False)
        assert result.ok, result.summary()


def kooste_of(path, period, parents, **told):
    """Write a published kooste of one parent for each entry: (code, shown, names, names_complete)."""
    entries = [
        {"code": code, "shown": shown, "value": int(shown) if shown.isdigit() else None, "change": None}
        | {"names": names, **({} if complete is None else {"names_complete": complete})}
        for code, shown, names, complete in parents
    ]
    total = {"shown": str(sum(int(parent[1]) for parent in parents)) if told.get("counts_shown", True) else "peitetty"}
    content = {"schema": "rakenlp-kooste/1", "profile": "published", "period": {"key": period}, "parents": entries}
    content |= {"total": total, "single_voices": {"shown": "0"}, **told}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("period", "complete", "leaks"),
    [("2026-02", True, True), ("2026-02", None, True), ("2026Q1", None, True), ("2026H1", None, False)],
)
def test_a_name_in_a_month_is_at_least_five(tmp_path, period, complete, leaks):
    path = kooste_of(tmp_path / "k.json", period, [("asunnottomuus", "6", ["Häädöt"], complete)])
    assert check_tables([path]).ok is not leaks


def test_a_name_that_is_missing_is_at_most_four(tmp_path):
    first = kooste_of(tmp_path / "a.json", "2026-02", [("koti", "20", ["a", "b"], True)])
    second = kooste_of(tmp_path / "b.json", "2026-03", [("koti", "20", ["a"], True)])
    cells = check_tables([first, second]).cells.set_index("cell")
    assert cells.loc["period=2026-03, phenomenon=b", ["published", "low", "high"]].tolist() == ["≤4", 0, 4]
    open_ended = kooste_of(tmp_path / "b.json", "2026-03", [("koti", "20", ["a"], False)])
    assert "period=2026-03, phenomenon=b" not in set(check_tables([first, open_ended]).cells["cell"])


def test_days_picked_by_hand_tell_no_names(tmp_path):
    old = [
        kooste_of(
            tmp_path / f"{day}.json", f"2026-02-01/2026-02-{day:02d}", [("koti", "–", names, None)], counts_shown=False
        )
        for day, names in ((4, []), (5, ["a"]))
    ]
    day = kooste_of(tmp_path / "d.json", "2026-02-05", [("koti", "–", [], None)], counts_shown=False)
    cells = check_tables([*old, day]).cells.set_index("cell")
    assert cells.loc["period=2026-02-05, phenomenon=a", ["low", "high"]].tolist() == [1, 4]
    analysis = fake_analysis(frame=fake_rows(420))
    for period in ("2026-01-01/2026-03-31", "2026-02-01/2026-02-28", "2026H2", "2026-07"):
        content = json.loads(
            write_kooste(analysis, tmp_path / "n.json", "published", period).read_text(encoding="utf-8")
        )
        assert not any(parent["names"] for parent in content["parents"]) and not content["flags"]
        page = write_kooste(analysis, tmp_path / "n.md", "published", period).read_text(encoding="utf-8")
        assert "nimiä ei julkaista" in page


def test_names_of_months_leave_every_count_open(tmp_path):
    rows = fake_rows(1200)
    analysis = fake_analysis(frame=rows)
    names, months = 0, [f"2026-{month:02d}" for month in range(1, 7)]
    files = []
    for period in [*months, "2026Q1", "2026Q2", "2026H1"]:
        files.append(write_kooste(analysis, tmp_path / f"{period}.json", "published", period))
        content = json.loads(files[-1].read_text(encoding="utf-8"))
        for parent in content["parents"] if period != "2026H1" else ():
            names += len(parent["names"])
            assert not parent["names"] or parent["value"] - 5 * len(parent["names"]) >= 5
    assert names and check_tables(files, ranges=False).ok


def test_the_same_numbers_in_every_form(tmp_path):
    analysis = fake_analysis(frame=fake_rows(180))
    for period in ("2026H1", "2026-03"):
        told = json.loads(write_kooste(analysis, tmp_path / "k.json", "published", period).read_text(encoding="utf-8"))
        for form in ("html", "md"):
            page = write_kooste(analysis, tmp_path / f"k.{form}", "published", period).read_text(encoding="utf-8")
            for parent in told["parents"]:
                shown = parent["shown"].replace("<", "&lt;") if form == "html" else parent["shown"]
                assert parent["label"] in page and (shown in page or shown.replace("<", "\\<") in page)


def test_the_command_tells_and_returns(tmp_path, capsys):
    analysis = fake_analysis(frame=fake_rows(180))
    files = [str(write_kooste(analysis, tmp_path / f"{p}.json", "published", p)) for p in ("2025H2", "2026H1")]
    assert main(["check-tables", *files]) == 0
    assert "Mitään niistä ei voi laskea" in capsys.readouterr().out
    table = tmp_path / "taulu.csv"
    table.write_text(
        "kunta;kausi;luku\nNokia;2026H1;<5\nTampere;2026H1;20\nPirkanmaa;2026H1;23\n", encoding="utf-8-sig"
    )
    arguments = ["check-tables", str(table), "--values", "luku", "--periods", "kausi"]
    arguments += ["--part", "kunta:Nokia=Pirkanmaa", "--part", "kunta:Tampere=Pirkanmaa"]
    assert main(arguments) == 1
    assert "kunta=Nokia, kausi=2026H1: voi laskea tarkasti: 3" in capsys.readouterr().out
    for language, words in (("sv", "kan räknas ut exakt: 3"), ("en", "can be worked out exactly: 3")):
        assert main([*arguments, "--lang", language]) == 1
        assert words in capsys.readouterr().out
    assert main(["check-tables", str(table), "--part", "kunta"]) == 2
    assert main(["check-tables", str(tmp_path / "puuttuu.csv")]) == 2


@pytest.mark.parametrize("content", ["{}", "[1]", "{", '{"schema": "rakenlp-kooste/1", "profile": "internal"}'])
def test_files_of_another_kind_are_refused(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError, match="x.json"):
        check_tables([path])


def test_columns_that_are_not_there_are_refused():
    with pytest.raises(ParameterError, match="kunta"):
        check_tables(PublishedTable(pd.DataFrame({"n": [1]}), ["kunta"]))
