"""The example export: its form, what is planted in it, and that it is what its script builds."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "src" / "rakenlp" / "demo"
SOURCE = ROOT / "models" / "example"
CORPUS = ROOT / "models" / "corpus" / "observations.jsonl"
TAXONOMY = ROOT / "models" / "taxonomy" / "phenomena.csv"

COLUMNS = [
    *("ilmoitus_id", "saapunut_pvm", "kanava", "vastaajaryhma", "palvelulinja", "kunta", "kohderyhma"),
    *("kuvaus", "vaikutukset", "syyt_yhteydet", "ehdotus"),
    *("savy", "toistuvuus", "ilmiovalinta", "yhteystieto"),
]
GROUPS = {
    *("asiakas", "kokemustoimija", "asukas", "läheinen", "ammattilainen", "viranomainen"),
    *("järjestö", "seurakunta", "oppilaitos", "muu", "ei_kerrottu"),
}
CHANNELS = {
    *("avoin_lomake", "rake_vartti", "kysely", "etsivä_työ", "yhteisösosiaalityö"),
    *("perhekeskus", "näkymä", "muu"),
}
LINES = {
    "avopalvelut",
    "ikäihmisten ja vammaisten palvelut",
    "lasten nuorten ja perheiden palvelut",
    "sairaalapalvelut",
}
TOWNS = {
    *("Akaa", "Hämeenkyrö", "Ikaalinen", "Juupajoki", "Kangasala", "Kihniö", "Kuhmoinen", "Lempäälä"),
    *("Mänttä-Vilppula", "Nokia", "Orivesi", "Parkano", "Pirkkala", "Punkalaidun", "Pälkäne", "Ruovesi"),
    *("Sastamala", "Tampere", "Urjala", "Valkeakoski", "Vesilahti", "Virrat", "Ylöjärvi"),
}
START, END = dt.date(2024, 7, 1), dt.date(2026, 6, 30)

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (DEMO / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Rows of the export joined with their ground truth."""
    return [{**row, **truth} for row, truth in zip(read("example.csv"), read("ground_truth.csv"), strict=True)]


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("example_build", SOURCE / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def day(row: Row) -> dt.date | None:
    try:
        return dt.datetime.strptime(row["saapunut_pvm"], "%d.%m.%Y").date()
    except ValueError:
        return None


def of_kind(rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["laji"] == kind]


def months_before_end(row: Row) -> int:
    date = day(row)
    assert date is not None
    return (END.year - date.year) * 12 + END.month - date.month


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_export_has_the_columns_of_the_form() -> None:
    assert (DEMO / "example.csv").read_bytes().startswith(b"\xef\xbb\xbfilmoitus_id;saapunut_pvm;")
    assert list(read("example.csv")[0]) == COLUMNS


def test_ground_truth_follows_the_export_row_by_row() -> None:
    export, truth = read("example.csv"), read("ground_truth.csv")
    assert [row["ilmoitus_id"] for row in export] == [row["ilmoitus_id"] for row in truth]
    assert [int(row["rivi"]) for row in truth] == list(range(2, len(export) + 2))


def test_ids_are_unique_and_the_size_is_as_promised(rows: list[Row]) -> None:
    assert len({row["ilmoitus_id"] for row in rows}) == len(rows)
    assert 480 <= len(rows) <= 520


@pytest.mark.parametrize("name", ["example.csv", "ground_truth.csv"])
def test_shipped_file_equals_a_fresh_build(build: ModuleType, name: str) -> None:
    fresh = build.files()[name]
    shipped = (DEMO / name).read_bytes().decode("utf-8")
    assert shipped.replace("\r\n", "\n") == fresh.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("column", "allowed"),
    [
        ("vastaajaryhma", GROUPS),
        ("kanava", CHANNELS),
        ("palvelulinja", LINES),
        ("kunta", TOWNS),
        ("savy", {"epäkohta", "myönteinen", "neutraali"}),
        ("toistuvuus", {"yksittäinen", "toistuva", "lisääntynyt", "en_tiedä"}),
        ("laji", {"tausta", "kasvava", "uusi_ilmio", "kampanja", "tyhja", "testi"}),
        ("kieli", {"fi", "sv", "en"}),
    ],
)
def test_values_belong_to_their_lists(rows: list[Row], column: str, allowed: set[str]) -> None:
    assert {row[column] for row in rows} - {""} <= allowed


def test_phenomena_are_those_of_the_taxonomy(rows: list[Row]) -> None:
    with TAXONOMY.open(encoding="utf-8", newline="") as stream:
        codes = {row["code"] for row in csv.DictReader(stream)}
    planted = {row["ilmio"] for row in rows}
    assert codes <= planted
    assert planted - codes == {"uusi:laakkeiden_saatavuus", "muu", "asiaton"}
    assert {code for row in rows for code in row["sivuilmiot"].split("|") if code} <= codes


def test_dates_span_two_years_with_three_unusable_ones(rows: list[Row]) -> None:
    unusable = sorted(row["saapunut_pvm"] for row in rows if day(row) is None)
    assert unusable == ["", "", "31.11.2024"]
    dates = [date for row in rows if (date := day(row))]
    assert dates == sorted(dates)
    assert min(dates) >= START and max(dates) <= END
    assert len({(date.year, date.month) for date in dates}) == 24


def test_summer_dips_and_uptake_grows(rows: list[Row]) -> None:
    count = Counter((date.year, date.month) for row in rows if (date := day(row)))
    for year in (2024, 2025):
        assert count[year, 7] < 0.7 * (count[year, 9] + count[year, 10]) / 2
    first = sum(n for (year, month), n in count.items() if (year, month) < (2025, 7))
    assert len(rows) - first > 1.2 * first


def test_growing_phenomenon_grows_in_its_window_only_and_by_many_voices(rows: list[Row]) -> None:
    mine = [row for row in rows if row["ilmio"] == "haato_vuokravelka"]
    window = [row for row in mine if months_before_end(row) < 4]
    before = [row for row in mine if months_before_end(row) >= 4]
    assert {row["laji"] for row in before} == {"tausta"}
    assert len(of_kind(window, "kasvava")) == len(of_kind(mine, "kasvava")) == 15
    assert len(window) / 4 > 6 * len(before) / 20
    assert len({row["vastaajaryhma"] for row in of_kind(mine, "kasvava")}) >= 5
    assert len({row["kunta"] for row in of_kind(mine, "kasvava")} - {""}) >= 5


def test_no_other_phenomenon_of_the_taxonomy_grows_like_it(rows: list[Row]) -> None:
    lately: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    for row in of_kind(rows, "tausta"):
        if day(row) and row["ilmio"] != "haato_vuokravelka":
            (lately if months_before_end(row) < 4 else earlier)[row["ilmio"]] += 1
    for code, number in lately.items():
        assert number / 4 <= 3.5 * max(earlier[code], 1) / 20, code


def test_emerging_phenomenon_is_new_and_has_many_voices(rows: list[Row]) -> None:
    emerging = of_kind(rows, "uusi_ilmio")
    assert {row["ilmio"] for row in emerging} == {"uusi:laakkeiden_saatavuus"}
    assert len(emerging) >= 15
    assert all(months_before_end(row) < 7 for row in emerging)
    assert len({row["vastaajaryhma"] for row in emerging}) >= 5
    assert len({row["kunta"] for row in emerging} - {""}) >= 5


def test_campaign_falls_within_two_weeks_and_is_one_group(rows: list[Row]) -> None:
    campaign = of_kind(rows, "kampanja")
    dates = [date for row in campaign if (date := day(row))]
    assert len(dates) == len(campaign) >= 8
    assert (max(dates) - min(dates)).days < 14
    assert {row["kaksoiskappale_ryhma"] for row in campaign} == {campaign[0]["ilmoitus_id"]}
    assert len({row["kuvaus"] for row in campaign}) > 1


def test_double_submissions_are_marked(rows: list[Row]) -> None:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row["kaksoiskappale_ryhma"] and row["laji"] != "kampanja":
            groups.setdefault(row["kaksoiskappale_ryhma"], []).append(row)
    assert [len(group) for group in groups.values()] == [2, 2]
    for first, second in groups.values():
        assert first["kuvaus"] == second["kuvaus"] and first["saapunut_pvm"] == second["saapunut_pvm"]


def test_texts_repeat_only_where_marked(rows: list[Row]) -> None:
    texts = Counter(" ".join(words(row["kuvaus"])) for row in rows if row["ilmio"] != "asiaton")
    repeated = {text for text, number in texts.items() if number > 1}
    assert repeated == {
        " ".join(words(row["kuvaus"]))
        for row in rows
        if row["kaksoiskappale_ryhma"] and texts[" ".join(words(row["kuvaus"]))] > 1
    }


def test_blank_and_test_rows_are_planted_and_no_other_row_is_blank(rows: list[Row]) -> None:
    blank = of_kind(rows, "tyhja")
    assert len(blank) >= 6 and all(not words(row["kuvaus"]) for row in blank)
    assert len(of_kind(rows, "testi")) >= 6
    assert {row["ilmio"] for row in rows if row["laji"] in ("tyhja", "testi")} == {"asiaton"}
    assert all(words(row["kuvaus"]) for row in rows if row["laji"] not in ("tyhja", "testi"))


def test_other_languages_missing_cells_and_line_breaks_occur(rows: list[Row]) -> None:
    languages = Counter(row["kieli"] for row in rows)
    assert languages["sv"] >= 8 and languages["en"] >= 5
    for column in ("vastaajaryhma", "palvelulinja", "kunta", "savy"):
        assert any(not row[column] for row in rows), column
    assert sum("\n" in row["kuvaus"] and row["ilmio"] != "asiaton" for row in rows) >= 3
    towns = Counter(row["kunta"] for row in rows if row["kunta"])
    assert len(towns) >= 12 and towns.most_common(1)[0][0] == "Tampere"


@pytest.mark.parametrize(
    ("column", "pattern"),
    [
        ("yhteystieto", r"@esimerkki\.fi$"),
        ("kuvaus", r"\b131052-308T\b"),
        ("kuvaus", r"\b0\d\d 000 0000\b"),
        ("kuvaus", r"@esimerkki\.fi\b"),
        ("kuvaus", r"\bFI21 1234 5600 0007 85\b"),
    ],
)
def test_there_is_something_to_drop_and_to_mask(rows: list[Row], column: str, pattern: str) -> None:
    assert any(re.search(pattern, row[column]) for row in rows)


def test_every_contact_detail_is_a_fictional_one(rows: list[Row]) -> None:
    for row in rows:
        cells = " ".join(row[column] for column in COLUMNS[7:])
        assert all(domain == "esimerkki.fi" for domain in re.findall(r"@([\w.-]+\w)", cells))
        assert all(code == "131052-308T" for code in re.findall(r"\b\d{6}[-+A]\d{3}\w\b", cells))
        assert all(number.endswith("000 0000") for number in re.findall(r"\b0[45]\d[ -]?\d[\d -]{4,}\d", cells))


def test_no_example_text_occurs_in_the_training_corpus(rows: list[Row]) -> None:
    run = 10

    def runs(text: str) -> set[tuple[str, ...]]:
        found = words(text)
        return {tuple(found[n : n + run]) for n in range(len(found) - run + 1)}

    trained_on: set[tuple[str, ...]] = set()
    whole: set[str] = set()
    with CORPUS.open(encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["teksti"]
            trained_on |= runs(text)
            whole.add(" ".join(words(text)))
    for row in rows:
        if row["ilmio"] != "asiaton":
            assert not runs(row["kuvaus"]) & trained_on, row["ilmoitus_id"]
            assert " ".join(words(row["kuvaus"])) not in whole, row["ilmoitus_id"]


def test_readme_counts_are_those_of_the_file(rows: list[Row]) -> None:
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    kinds = Counter(row["laji"] for row in rows)
    kinds["tausta"] -= (other := sum(row["ilmio"] == "muu" for row in rows))
    assert f"{len(rows)} rows" in readme
    stated = re.findall(r"\| `(\w+)` \| (\d+) \|", readme)
    assert stated == [("tausta", str(kinds["tausta"])), ("tausta", str(other))] + [
        (kind, str(kinds[kind])) for kind in ("kasvava", "uusi_ilmio", "kampanja", "tyhja", "testi")
    ]
