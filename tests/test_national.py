"""Counties side by side: counts, what can be compared, versions, sources of every kind, hand-overs on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from national_worlds import random_county

import rakenlp
from rakenlp.errors import ModelFormatError, ParameterError
from rakenlp.national import CountyComparison, read_hand_over, summarise_county
from rakenlp.national._versions import analysis_up_to_date
from rakenlp.phenomena import Taxonomy
from rakenlp.phenomena.taxonomy import Change
from rakenlp.texts import set_language

HALVES = ["2025H1", "2025H2", "2026H1"]
POWER = [
    "Sähkölasku oli tammikuussa 600 euroa, pörssisähkö nousi ihan hulluksi",
    "Sähkön hinta pomppaa ja me pidetään sisällä 17 astetta, sähkölaskut ei muuten onnistu",
    "Pörssisähkön hintapiikki tuli pakkasella, suoralla sähköllä lämpiävä talo ja tonnin sähkölasku",
    "Sähkösopimus päättyi, uusi sähkön hinta on kolminkertainen",
    "Äiti sammuttaa patterit, koska pelkää sähkölaskua ja sähkön hintaa",
    "Kilowattitunnin hinta oli illalla kaksi euroa, sähkölasku jännittää joka kuukausi",
]
OTHERS = [
    "Vuokrat rästissä, häätö tulee", "Kukaan ei käy, olen yksinäinen", "Lapsi ei mene kouluun",
    "Ruokajonossa on yhä enemmän eläkeläisiä", "Toimeentulotuen päätöstä odotetaan viikkoja",
    "Nuori polttaa vapea koulun vessassa", "Kotihoito ei ehdi käydä äidin luona",
]  # fmt: skip


def planted(county: str, power: int, extra: tuple[str, ...] = ()) -> rakenlp.Observations:
    """A county in whose last months some tell of the price of power, which no list of phenomena holds."""
    texts = [*OTHERS, *POWER[:power], *extra]
    days = [*pd.date_range("2025-01-15", "2026-03-01", len(OTHERS)), *pd.date_range("2026-04-02", "2026-06-28", power)]
    days += [pd.Timestamp("2026-05-05")] * len(extra)
    groups = ["asiakas", "asukas", "ammattilainen", "läheinen"]
    rows = [
        {
            "ilmoitus_id": f"{county}-{i}",
            "kuvaus": f"{text}. {county}.",
            "saapunut_pvm": day.date().isoformat(),
            "vastaajaryhma": groups[i % 4],
            "kunta": ["Kajaani", "Kuhmo"][i % 2],
        }
        for i, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    return rakenlp.read_observations(rows)


@pytest.fixture(scope="module")
def analyses():  # type: ignore[no-untyped-def]
    licence = ("Ajokortti maksaa yli kaksi tuhatta, ajokortin hintaan ei ole nuorella varaa",)
    return {
        "Kainuu": rakenlp.analyse(planted("Kainuu", 6, licence), as_of="2026-06-30"),
        "Lappi": rakenlp.analyse(planted("Lappi", 5, licence), as_of="2026-06-30"),
        "Satakunta": rakenlp.analyse(planted("Satakunta", 0, licence), as_of="2026-06-30"),
    }


@pytest.fixture(scope="module")
def comparison(analyses):  # type: ignore[no-untyped-def]
    return rakenlp.compare_counties(analyses, populations={"Kainuu": 70_000, "Lappi": 175_000})


def test_an_emergence_planted_in_two_counties_is_found_as_one(comparison) -> None:  # type: ignore[no-untyped-def]
    match = comparison.matches[0]
    assert [county for county, _ in match.members] == ["Kainuu", "Lappi"] and match.matter == "sahkon_hinta"
    assert match.pairs[0].is_same_matter and match.pairs[0].cosine > 0.55
    assert "sähkölasku" in match.pairs[0].terms
    assert comparison.emerging["name"].tolist() == ["Uusi: Sähkön hinta ja hintapiikit"] * 2


def test_what_is_single_in_each_is_seen_together(comparison) -> None:  # type: ignore[no-untyped-def]
    row = comparison.few.set_index("code").loc["ajokortin_hinta"]
    assert row["is_single"] and row["n"] == 3 and row["counties"] == ("Kainuu", "Lappi", "Satakunta")


def test_counts_are_those_of_the_analyses(comparison, analyses) -> None:  # type: ignore[no-untyped-def]
    facts = comparison.facts
    for county, analysis in analyses.items():
        own = facts[(facts["county"] == county) & (facts["level"] == "total") & (facts["period"] == comparison.whole)]
        assert own["n"].item() == int(analysis.observations["duplicate_of"].isna().sum())
    parents = facts[(facts["level"] == "parent") & (facts["county"] == "total")].groupby("period")["n"].sum()
    totals = facts[(facts["level"] == "total") & (facts["county"] == "total")].set_index("period")["n"]
    assert parents.to_dict() == totals.to_dict()
    rates = facts[(facts["level"] == "total") & (facts["period"] == comparison.whole)].set_index("county")["rate"]
    assert rates["Kainuu"] == pytest.approx(14 / 7) and np.isnan(rates["Satakunta"]) and np.isnan(rates["total"])


def test_hand_overs_compare_as_what_they_were_made_of(analyses, tmp_path) -> None:  # type: ignore[no-untyped-def]
    folders = {}
    for county, analysis in analyses.items():
        folders[county] = summarise_county(analysis, county).hand_over(tmp_path / county)
    found = rakenlp.compare_counties(folders)
    hidden = CountyComparison([summarise_county(a, c).hidden() for c, a in analyses.items()], found.periods)
    pd.testing.assert_frame_equal(found.facts, hidden.facts)
    assert [m.members[0][0] for m in found.matches] == [m.members[0][0] for m in hidden.matches]
    assert len(found.matches[0].members) == 2 and found.matches[0].matter == "sahkon_hinta"
    pd.testing.assert_frame_equal(found.together, hidden.together)


def test_a_hand_over_holds_no_text_nor_identifier(analyses, tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = summarise_county(analyses["Kainuu"], "Kainuu").hand_over(tmp_path / "h")
    said = "\n".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert "Kajaani" not in said and "Kainuu-" not in said and "2026-05" not in said
    for text in [*POWER, *OTHERS]:
        words = text.split()
        assert not any(" ".join(words[i : i + 3]) in said for i in range(len(words) - 2))
    told = json.loads(next(folder.glob("luovutus-*.json")).read_text(encoding="utf-8"))
    assert set(told) == {
        "county", "as_of", "versions", "space", "taxonomy", "filled", "tables", "emerging"
    }  # fmt: skip


def test_saved_analyses_compare_as_they_did(analyses, comparison, tmp_path) -> None:  # type: ignore[no-untyped-def]
    for county, analysis in analyses.items():
        analysis.save(tmp_path / county)
    again = rakenlp.compare_counties({county: tmp_path / county for county in reversed(list(analyses))},
                                     populations=comparison.populations)  # fmt: skip
    for table in ("facts", "emerging", "pairs", "together", "few", "flags", "notes"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(comparison, table))


@pytest.mark.parametrize("spoil", ["content", "manifest", "schema", "missing", "kind"])
def test_a_spoilt_hand_over_is_refused(spoil: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = summarise_county(random_county(1, 30), "Kainuu").hand_over(tmp_path)
    path, manifest = next(folder.glob("luovutus-*.json")), folder / "manifest.json"
    if spoil == "content":
        path.write_text(path.read_text(encoding="utf-8").replace('"Kainuu"', '"Lappi"'), encoding="utf-8")
    elif spoil == "missing":
        path.unlink()
    else:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        told |= {"manifest": {"county": "Lappi"}, "schema": {"schema": 99}, "kind": {"kind": "muu"}}[spoil]
        manifest.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ModelFormatError):
        read_hand_over(folder)


def test_a_hand_over_replaces_the_one_before(tmp_path) -> None:  # type: ignore[no-untyped-def]
    summarise_county(random_county(1, 30), "Kainuu").hand_over(tmp_path)
    summarise_county(random_county(2, 60), "Kainuu").hand_over(tmp_path)
    assert len(list(tmp_path.glob("luovutus-*.json"))) == 1
    assert read_hand_over(tmp_path).county == "Kainuu"


@pytest.mark.parametrize("texts", [[], ["Vuokra on rästissä, häätö uhkaa"], ["Vuokra on rästissä", "Yömaja on täynnä"]])
def test_counties_of_none_one_and_two_texts(texts: list[str], tmp_path) -> None:  # type: ignore[no-untyped-def]
    few = rakenlp.read_observations(texts)
    found = rakenlp.compare_counties({"A": few, "B": few})
    assert found.facts[found.facts["level"] == "total"]["n"].tolist() == [len(texts), len(texts), 2 * len(texts)]
    assert found.facts["share"].isna().all()
    assert found.notes["text"].str.contains("vain|ei yhtään").any()
    public = found.published()
    assert not public.facts["n"].between(1, 4).any()
    for profile in ("internal", "published"):
        assert found.page(tmp_path / f"{profile}.html", profile).stat().st_size > 1000
        found.to_tables(tmp_path / profile, profile)


def test_what_cannot_be_compared_is_said() -> None:
    full = summarise_county(random_county(1, 150), "A")
    bare = random_county(2, 150)
    bare.observations["respondent_group"] = None
    bare.obs.frame["channel"] = None
    old = summarise_county(random_county(3, 150, start="2023-01-01", days=360, as_of="2023-12-31"), "C")
    other = replace(summarise_county(bare, "B"), versions={"taxonomy": full.versions["taxonomy"], "domain_model": "2"})
    codes = set(CountyComparison([full, other, old], HALVES).notes["code"])
    assert {"lacks_respondent_group", "lacks_channel", "versions", "period_missing", "growth_apart"} <= codes
    one_group = random_county(4, 150)
    one_group.observations["respondent_group"] = "ammattilainen"
    notes = CountyComparison([full, summarise_county(one_group, "D")], HALVES).notes
    told = notes[notes["code"] == "group_differs"]
    assert "D" in set(told["county"]) and not told["is_public"].any()


def test_what_is_true_of_several_counties_is_said_once(tmp_path: Path) -> None:
    """With 23 counties the page would otherwise be a list of the same sentences."""
    full = summarise_county(random_county(1, 150), "A")
    late = [replace(summarise_county(random_county(7, 150, start="2026-01-01", days=170), "B"), county=c) for c in "BC"]
    found = CountyComparison([full, *late], HALVES)
    assert found.notes["code"].tolist().count("period_missing") == 2
    page = found.page(tmp_path / "vertailu.md").read_text(encoding="utf-8")
    assert "B ja C: aineistoa ei ole ajalta" in page and page.count("aineistoa ei ole ajalta") == 1


def test_halves_that_most_have_finished_are_compared() -> None:
    counties = {"A": random_county(1, 90), "B": random_county(2, 90), "C": random_county(3, 90, as_of="2026-02-10")}
    found = rakenlp.compare_counties({name: summarise_county(each, name) for name, each in counties.items()})
    assert found.periods == tuple(HALVES)
    cell = found.facts[(found.facts["county"] == "C") & (found.facts["period"] == "2026H1")]
    assert cell["n"].isna().all()
    total = found.facts[(found.facts["county"] == "total") & (found.facts["period"] == "2026H1")]
    assert total[total["level"] == "total"]["n"].item() > 0
    asked = rakenlp.compare_counties({n: summarise_county(e, n) for n, e in counties.items()}, period="2025")
    assert asked.periods == ("2025H1", "2025H2")


def older_taxonomy(moved: bool = False) -> Taxonomy:
    """A taxonomy of an earlier version, in which a phenomenon had another code."""
    now = Taxonomy.default()
    parent = "mielenterveys" if moved else now.parent("rahapelit")
    given = [
        replace(p, code="pelaaminen", parent=parent) if p.code == "rahapelit" else p for p in now.phenomena.values()
    ]
    return Taxonomy(given, "2020.1")


def newer_taxonomy() -> Taxonomy:
    now = Taxonomy.default()
    return Taxonomy(now.phenomena.values(), now.version, [Change("pelaaminen", ("rahapelit",), "2021.1", "nimi")])


def test_versions_of_the_taxonomy_are_brought_to_one() -> None:
    old = random_county(1, 90, taxonomy=older_taxonomy(), codes=["pelaaminen", "asunnottomuus"])
    new = random_county(2, 90, codes=["rahapelit", "asunnottomuus"])
    summaries = {"Vanha": summarise_county(old, "Vanha"), "Uusi": summarise_county(new, "Uusi")}
    with pytest.raises(ParameterError, match="2020.1") as error:
        rakenlp.compare_counties(summaries)
    assert error.value.code == "national_versions"
    found = rakenlp.compare_counties(summaries, taxonomy=newer_taxonomy())
    own = found.facts[(found.facts["code"] == "rahapelit") & (found.facts["period"] == found.whole)]
    assert (own["n"] > 0).all() and "pelaaminen" not in set(found.facts["code"])
    mapped = summarise_county(analysis_up_to_date(old, newer_taxonomy()), "Vanha")
    key = ["level", "code", "period"]
    brought = [s.counts[s.counts["n"] > 0].sort_values(key, ignore_index=True) for s in (mapped, found.summaries[1])]
    for column in (*key, "n", "shown"):
        assert brought[0][column].tolist() == brought[1][column].tolist()


def test_a_hand_over_whose_parents_moved_is_not_guessed() -> None:
    old = random_county(1, 90, taxonomy=older_taxonomy(moved=True), codes=["pelaaminen"])
    new = summarise_county(random_county(2, 90), "Uusi")
    handed = summarise_county(old, "Vanha").hidden()
    with pytest.raises(ParameterError) as error:
        rakenlp.compare_counties({"Vanha": handed, "Uusi": new}, taxonomy=newer_taxonomy())
    assert error.value.code == "national_moved"


@pytest.mark.parametrize(
    "counties, options",
    [
        ({}, {}),
        ({"A": ["teksti"]}, {}),
        ({"A": 1, "B": 2}, {}),
        ({"A ": 1, "A": 2}, {}),
        ({"A": None, "total": None}, {}),
    ],
)
def test_wrong_counties(counties, options) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ParameterError, match="counties"):
        rakenlp.compare_counties(counties, **options)


@pytest.mark.parametrize("people", [{"C": 10}, {"A": 0}, {"A": 1.5}, {"A": True}])
def test_wrong_populations(people) -> None:  # type: ignore[no-untyped-def]
    pair = {name: summarise_county(random_county(k, 9), name) for k, name in enumerate("AB")}
    with pytest.raises(ParameterError, match="populations"):
        rakenlp.compare_counties(pair, populations=people)


def test_without_a_taxonomy_nothing_can_be_compared() -> None:
    analysis = rakenlp.analyse(rakenlp.read_observations(["Uusi silta avattiin"]), taxonomy=None)
    with pytest.raises(ParameterError) as error:
        summarise_county(analysis, "Kainuu")
    assert error.value.code == "national_no_taxonomy"


def test_the_comparison_speaks_three_languages(comparison, tmp_path) -> None:  # type: ignore[no-untyped-def]
    titles = {}
    for language in ("fi", "sv", "en"):
        set_language(language)
        titles[language] = comparison.page(tmp_path / f"{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in titles[language]
    assert "Uusi: Sähkön hinta" in titles["fi"] and "Uusi:" not in titles["en"]
    assert "Ajokortin hinta" in titles["fi"] and "yksittäinen kussakin" in titles["fi"]


def test_where_nothing_differs_nothing_is_said(tmp_path) -> None:  # type: ignore[no-untyped-def]
    analysis = random_county(1, 300)
    analysis.obs.frame["language"] = "fi"
    summary = summarise_county(analysis, "A")
    found = CountyComparison([summary, summary.called("B")], HALVES)
    assert found.notes.empty and found.published().notes.empty
    page = found.page(tmp_path / "sivu.html", "published").read_text(encoding="utf-8")
    assert "ei ole eroja" in page and "Julkaistava" in page
    with pytest.raises(ParameterError, match="profile"):
        found.page(tmp_path / "sivu.html", "secret")
    with pytest.raises(ParameterError, match="path"):
        found.page(tmp_path / "sivu.pdf")


def test_tables_have_a_dictionary_and_are_the_same_in_every_format(comparison, tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name in ("pyarrow", "openpyxl"):
        pytest.importorskip(name)
    for profile in ("internal", "published"):
        folder = tmp_path / profile
        written = comparison.to_tables(folder, profile, ["csv", "parquet", "xlsx", "json"])
        told = json.loads(written[-1].read_text(encoding="utf-8"))
        assert told["profile"] == profile and [c["county"] for c in told["counties"]] == comparison.counties
        for table in told["tables"]:
            name, columns = table["name"], [column["name"] for column in table["columns"]]
            csv = pd.read_csv(folder / f"{name}.csv", sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)
            rows = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            parquet = pd.read_parquet(folder / f"{name}.parquet")
            assert list(csv.columns) == list(parquet.columns) == columns
            assert len(csv) == len(rows) == len(parquet) == table["rows"]
            if table["key"]:
                assert not csv.duplicated(table["key"]).any()
    assert not (tmp_path / "published" / "county_growth.csv").exists()
    facts = pd.read_csv(tmp_path / "published" / "county_comparison.csv", sep=";", encoding="utf-8-sig")
    assert set(facts["level"]) <= {"total", "parent"} and not facts["shown"].isin(list("1234")).any()


def test_the_commands(analyses, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    from rakenlp.cli import main

    for county in ("Kainuu", "Lappi"):
        analyses[county].save(tmp_path / county)
        out = str(tmp_path / f"{county}-luovutus")
        assert main(["hand-over", str(tmp_path / county), "--county", county, "--out", out]) == 0
    capsys.readouterr()
    sources = [f"{county}={tmp_path / f'{county}-luovutus'}" for county in ("Kainuu", "Lappi")]
    command = ["compare", *sources, "--out", str(tmp_path / "v"), "--population", "Kainuu=69 000", "--json"]
    assert main(command) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counties"] == ["Kainuu", "Lappi"] and told["matched"] == 1
    assert all((tmp_path / "v" / name).is_file() for name in ("vertailu.html", "vertailu-julkaistava.html"))
    for wrong in (["Kainuu"], [sources[0]], [sources[0], sources[0]], [*sources, "--population", "Kainuu=monta"]):
        assert main(["compare", *wrong, "--out", str(tmp_path / "v")]) == 2
