"""Tables as people write them: no false proof because a total, a thousand or a period was not recognised."""

from __future__ import annotations

import pytest

from rakenlp.cli import main
from rakenlp.errors import ParameterError
from rakenlp.privacy import check_tables

LEAK = "ryhma;n\nasiakas;{a}\nläheinen;{b}\n{total};{c}\n"


def table(tmp_path, words):
    path = tmp_path / "t.csv"
    path.write_text(words, encoding="utf-8")
    return path


@pytest.mark.parametrize("total", ["yhteensä", "Yhteensä", "SUMMA", "kaikki", "Total", "totalt", "Sammanlagt"])
def test_totals_are_recognised(tmp_path, total):
    leaks = check_tables([table(tmp_path, LEAK.format(a=20, b="<5", c=23, total=total))]).leaks
    assert leaks["cell"].tolist() == ["ryhma=läheinen"] and leaks["low"].tolist() == [3]


@pytest.mark.parametrize(
    ("a", "b", "c"),
    [
        ("1 000", "<5", "1 003"),
        ("1\u00a0000", "alle 5", "1\u00a0003"),
        ("20 kpl", "1–4", "23 kpl"),
        ("20", "1-4", "23"),
    ],
)
def test_counts_as_they_are_written(tmp_path, a, b, c):
    assert not check_tables([table(tmp_path, LEAK.format(a=a, b=b, c=c, total="yhteensä"))]).ok


@pytest.mark.parametrize("cell", ["noin 3", "3?", "2 0", "3,5"])
def test_a_count_that_is_not_understood_is_refused(tmp_path, cell):
    with pytest.raises(ParameterError, match="values"):
        check_tables([table(tmp_path, LEAK.format(a=20, b=cell, c=23, total="total"))])


def test_periods_are_read_or_refused_and_missed_ones_told(tmp_path, capsys):
    path = table(tmp_path, "ryhma;kausi;n\nasiakas;2026Q1;20\nasiakas;2026-01-01/2026-04-30;22\n")
    assert main(["check-tables", str(path)]) == 0 and "--periods kausi" in capsys.readouterr().out
    assert main(["check-tables", str(path), "--periods", "kausi"]) == 1
    wrong = table(tmp_path, "ryhma;kausi;n\nasiakas;tammi-maaliskuu 2026;20\n")
    with pytest.raises(ParameterError, match="tammi-maaliskuu"):
        check_tables([wrong], periods=["kausi"])


def test_what_was_taken_is_told(tmp_path, capsys):
    path = table(tmp_path, "ryhma;n;prosentti\nasiakas;46;92 %\nläheinen;<5;8 %\nYhteensä;–;100 %\n")
    assert main(["check-tables", str(path)]) == 0
    assert "jaottelu: ryhma; kaudet: ei ole; summarivit: ryhma (1); merkit: <5, –" in capsys.readouterr().out
    main(["check-tables", str(table(tmp_path, "ryhma;n\nasiakas;20\nläheinen;<5\n"))])
    assert "Ei summariviä" in capsys.readouterr().out
    main(["check-tables", str(table(tmp_path, "ryhma;n\nasiakas;20\nläheinen;9\ntotal;29\n"))])
    assert "Peitettyjä lukuja ei ole" in capsys.readouterr().out
