"""What people have decided feeds the next analysis: identities, names, places, and quiet flags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import rakenlp
from rakenlp.cli import main
from rakenlp.errors import ParameterError
from rakenlp.register import Register

TABLES = ("phenomena", "observations", "flags")

EVICTIONS = [
    "Vuokrat on rästissä kahdelta kuulta ja häätö uhkaa.",
    "Käräjäoikeudesta tuli paperi, että asunto pitää tyhjentää vuokravelan takia.",
    "Ulosottomies kävi ilmoittamassa häätöpäivän perheelle.",
    "Vuokravelka kasvoi lomautuksen aikana eikä maksusuunnitelmaa hyväksytty.",
    "Asumisneuvojaa ei ole, ja häädöt tulevat yllätyksenä.",
    "Vuokranantaja purki sopimuksen maksamattomien vuokrien vuoksi.",
    "Häätöuhka selvisi vasta kun lukot oli vaihdettu.",
    "Vuokrarästien takia sopimus irtisanottiin ja muutto on edessä.",
    "Häätö toteutettiin pakkasella, vaikka vuokravelkaa oli vain kuukausi.",
    "Perhe saa häädön, koska vuokra jäi maksamatta sairausloman aikana.",
    "Nuori aikuinen menetti asunnon vuokravelan vuoksi.",
    "Häätöpäätös tuli, eikä vuokravelkaan saatu apua ajoissa.",
]
LONELY = [
    "Vanhus on yksin päivät pitkät eikä kukaan käy.",
    "Olen yksinäinen, en ole puhunut kenellekään viikkoon.",
    "Kerho lakkautettiin ja moni jäi yksin kotiin.",
]

#: Fictional, of a matter that the taxonomy does not hold.
WELLS = [
    "Kaivomme kuivui elokuussa, eikä kaivosta tule enää vettä.",
    "Kaivovesi on sameaa ja haisee, vettä ei voi juoda ilman keittämistä.",
    "Naapurin kaivo kuivui, vesi haetaan kanisterilla kylän hanasta.",
    "Porakaivon vesi loppui, uuden kaivon poraaminen maksaa liikaa.",
    "Vesinäyte kaivosta oli huono, kaivovedessä on uraania.",
    "Kylän kaivot ovat kuivuneet toista kesää, ja vettä tuodaan tankilla.",
    "Kaivo on kuiva ja pumppu imee ilmaa, vettä riittää vain aamuun.",
    "Kaivovettä ei saa juottaa vauvalle, mutta vesiosuuskuntaan ei pääse.",
    "Rengaskaivo romahti ja kaivovesi muuttui ruskeaksi.",
    "Vettä kannetaan järvestä, koska kaivo ehtyi jo keväällä.",
    "Vesiosuuskunnan putki ei tule meille, ja oma kaivo on kuivunut.",
    "Kaivon vesi loppuu joka pakkasella, ja pumppu jäätyy.",
    "Kaivovesi värjää pyykin ja maistuu raudalle, suodatin maksaa tuhansia.",
    "Kuivuneen kaivon takia eläimille ajetaan vettä naapurikylästä.",
    "Kaivosta tulee savista vettä, eikä kaivoa ole varaa puhdistaa.",
    "Pohjavesi laski työmaan takia ja kaivomme kuivuivat.",
    "Kaivo ehtyi, ja vesitankki tuodaan kylälle kerran viikossa.",
    "Porakaivossa on arseenia, juomavesi ostetaan kaupasta.",
    "Kaivovesi loppui, joten pyykki pestään sukulaisten luona.",
    "Vesi haetaan kaivosta ämpärillä, koska pumppu rikkoutui ja kaivo on melkein kuiva.",
]


def evictions(n: int, groups: str = "asiakas läheinen asukas", last: str | None = None) -> rakenlp.Observations:
    """Return ``n`` observations of one phenomenon, one a week, and three of another."""
    names = groups.split()
    rows = [
        {
            "observation_id": f"h{k:02d}",
            "received_date": f"{pd.Timestamp('2026-01-05') + pd.Timedelta(days=7 * k):%Y-%m-%d}",
            "respondent_group": last if last and k == n - 1 else names[k % len(names)],
            "description": EVICTIONS[k],
        }
        for k in range(n)
    ]
    rows += [
        {"observation_id": f"y{k}", "received_date": "2026-01-07", "respondent_group": "asukas", "description": text}
        for k, text in enumerate(LONELY)
    ]
    return rakenlp.read_observations(rows)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path / "rake.sqlite", who="rake-tiimi") as opened:
        yield opened


def same_tables(one: rakenlp.Analysis, other: rakenlp.Analysis) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def flag(analysis: rakenlp.Analysis, phenomenon_id: str = "haato_vuokravelka") -> pd.Series:
    return analysis.flags.query("kind != 'single_voice'").set_index("phenomenon_id").loc[phenomenon_id]


@pytest.mark.slow
def test_an_empty_register_changes_nothing_and_looking_twice_neither(
    analysis: rakenlp.Analysis, example: rakenlp.Observations, register: Register
) -> None:
    first = rakenlp.analyse(example, register=register)
    same_tables(first, analysis)
    same_tables(rakenlp.analyse(example, register=register), analysis)
    assert set(first.observations["assigned_by"]) == {"machine"}
    found = register.assignments().set_index("observation_id")["machine_phenomenon_id"]
    assert found.reindex(first.observations["observation_id"]).tolist() == first.observations["phenomenon_id"].tolist()
    assert len(register.flag_states()) == len(first.flags)
    texts = {text[:40].encode() for text in example.texts if len(text) > 60}
    content = b"".join(path.read_bytes() for path in register.path.parent.iterdir())
    assert not any(text in content for text in texts)  # no text of an observation is stored


def test_decisions_are_in_force_in_the_next_analysis(register: Register, tmp_path: Path) -> None:
    obs = evictions(7)
    before = rakenlp.analyse(obs, register=register)
    assert before.phenomena["phenomenon_id"].tolist() == ["haato_vuokravelka", "yksinaisyys"]
    register.rename("haato_vuokravelka", "Vuokravelat ja häädöt")
    register.reassign("y0", "iakkaat_kotihoito", why="Kotihoito ei käy")
    register.reassign("y1", None)
    split = register.split("haato_vuokravelka", {"Asumisneuvonta": ["h04"]})
    part = split.content["parts"][0]["phenomenon_id"]
    after = rakenlp.analyse(obs, register=register)
    rows = after.observations.set_index("observation_id")
    assert rows.loc[["h00", "h04", "y0", "y2"], "phenomenon_id"].tolist() == [
        "haato_vuokravelka", part, "iakkaat_kotihoito", "yksinaisyys",
    ]  # fmt: skip
    assert rows.loc["y1", "phenomenon_id"] is None and rows.loc["y1", "is_single_voice"]
    assert rows.loc[["h04", "y0"], "machine_phenomenon_id"].tolist() == ["haato_vuokravelka", "yksinaisyys"]
    assert rows["assigned_by"].eq("human").sum() == 3
    table = after.phenomena.set_index("phenomenon_id")
    assert table.loc["haato_vuokravelka", ["name", "n"]].tolist() == ["Vuokravelat ja häädöt", 6]
    assert table.loc[part, ["name", "parent", "kind", "n"]].tolist() == [
        "Asumisneuvonta", "asunnottomuus", "emerging", 1,
    ]  # fmt: skip
    assert table["n"].sum() == rows["phenomenon_id"].notna().sum()
    assert after.explain(part)["text"].tolist() == [EVICTIONS[4]]
    assert after.explain("iakkaat_kotihoito").index.tolist() == ["y0"]
    # everything made of an analysis can be made of this one
    loaded = rakenlp.load_analysis(after.save(tmp_path / "malli"))
    pd.testing.assert_frame_equal(loaded.observations, after.observations)
    assert "Asumisneuvonta" in after.kooste(tmp_path / "k.html", profile="internal", period="all").read_text()
    after.to_tables(tmp_path / "taulukot")
    assert "human" in (tmp_path / "taulukot" / "observations.csv").read_text(encoding="utf-8-sig")
    assert register.corrections() == {"h04": part, "y0": "iakkaat_kotihoito", "y1": None}
    # and taken back
    for seq in range(register.version, 0, -1):
        register.undo(seq)
    same_tables(rakenlp.analyse(obs, register=register), before)


def test_a_split_phenomenon_can_be_drawn(register: Register) -> None:
    pytest.importorskip("matplotlib")
    obs = evictions(7)
    rakenlp.analyse(obs, register=register)
    register.split("haato_vuokravelka", {"Asumisneuvonta": ["h04", "h05"]})
    assert rakenlp.analyse(obs, register=register).plot.map() is not None


def test_merged_phenomena_are_one(register: Register) -> None:
    obs = evictions(7)
    rakenlp.analyse(obs, register=register)
    register.merge(["yksinaisyys"], into="haato_vuokravelka")
    after = rakenlp.analyse(obs, register=register)
    assert after.phenomena["phenomenon_id"].tolist() == ["haato_vuokravelka"]
    assert after.phenomena["n"].tolist() == [10]
    assert set(after.observations["machine_phenomenon_id"]) == {"haato_vuokravelka", "yksinaisyys"}
    assert (after.observations["runner_up"] != after.observations["phenomenon_id"]).all()
    words = after.explain("haato_vuokravelka")["evidence"]
    assert "yksinäinen" in words["y1"] and "häätö" in words["h00"]
    assert flag(after)["observed"] == 10


def test_a_handled_flag_is_quiet_until_the_evidence_doubles(register: Register) -> None:
    assert flag(rakenlp.analyse(evictions(4), register=register))["state"] == "new"
    assert flag(rakenlp.analyse(evictions(5), register=register))["state"] == "open"
    register.decide("accumulated:haato_vuokravelka", "mute", why="Odotetaan kevättä")
    assert register.flag_states().query("kind == 'accumulated'")["state"].tolist() == ["muted"]
    quiet = rakenlp.analyse(evictions(9), register=register)  # five were there, four came
    assert flag(quiet)["state"] == "muted" and "pysyy" not in flag(quiet)["reasons"]
    assert "hiljaa" in flag(quiet)["reasons"].splitlines()[-1]
    assert any("pysyy hiljaa" in note for note in quiet.notes)
    back = rakenlp.analyse(evictions(10), register=register)  # five came
    assert flag(back)["state"] == "returned" and "kaksinkertaistunut" in flag(back)["reasons"]
    register.decide("haato_vuokravelka", "mute")
    assert flag(rakenlp.analyse(evictions(12), register=register))["state"] == "muted"
    register.undo(register.version)
    assert flag(rakenlp.analyse(evictions(12), register=register))["state"] == "returned"


def test_a_handled_flag_returns_with_a_new_group(register: Register) -> None:
    rakenlp.analyse(evictions(6), register=register)
    register.decide("haato_vuokravelka", "mute")
    assert flag(rakenlp.analyse(evictions(7), register=register))["state"] == "muted"
    back = flag(rakenlp.analyse(evictions(8, last="järjestö"), register=register))
    assert back["state"] == "returned" and "järjest" in back["reasons"]


def test_what_was_accepted_is_counted_anew(register: Register, tmp_path: Path) -> None:
    rakenlp.analyse(evictions(6), register=register)
    register.open_report("haato_vuokravelka")
    assert str(register.handled()["haato_vuokravelka"]) == "2026-02-09"  # the last day that had been looked at
    after = rakenlp.analyse(evictions(8), register=register)
    assert "haato_vuokravelka" not in after.flags.query("kind == 'accumulated'")["phenomenon_id"].tolist()
    back = flag(rakenlp.analyse(evictions(12), register=register))
    assert back["observed"] == 6 and back["state"] == "returned"


def test_quiet_flags_suggest_nothing_in_what_people_read(register: Register, tmp_path: Path) -> None:
    from rakenlp.reporting.summary import summarise

    obs = evictions(7)
    loud = summarise(rakenlp.analyse(obs, register=register))
    register.decide("accumulated:haato_vuokravelka", "mute")
    quiet = rakenlp.analyse(obs, register=register)
    assert "Kertynyt" in loud or "kertynyt" in loud
    assert summarise(quiet) != loud
    page = quiet.kooste(tmp_path / "k.json", profile="internal", period="all").read_text(encoding="utf-8")
    assert '"flags": []' in page


def test_single_voices_are_handled_one_by_one(register: Register) -> None:
    rows = rakenlp.read_observations(["Lossi lakkautetaan ja kylä jää saarroksiin.", EVICTIONS[0], EVICTIONS[1]])
    found = rakenlp.analyse(rows, register=register).flags.query("kind == 'single_voice'")
    own = found["observation_ids"].iloc[0][0]
    register.decide(f"single_voice:{own}", "accept", why="Luettu")
    again = rakenlp.analyse(rows, register=register).flags.query("kind == 'single_voice'")
    assert again["state"].tolist() == ["accepted"] + ["new"] * (len(found) - 1)


@pytest.fixture
def lower_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty short texts do not reach the bar of an emerging phenomenon, and the inventory knows what they tell of."""
    monkeypatch.setattr("rakenlp.phenomena.emerging.EVIDENCE", 1e-4)
    monkeypatch.setattr("rakenlp.phenomena.emerging.STABLE", 0.5)
    monkeypatch.setattr("rakenlp.phenomena.domain_model.DomainModel.matters", lambda model, taken=(): [])


def wells(example: rakenlp.Observations, which: range, others: int = 90) -> rakenlp.Observations:
    columns = ["observation_id", "received_date", "respondent_group", "description"]
    rest = example.frame.reset_index()[columns].head(others)
    rows = [(f"kaivo-{k:02d}", pd.Timestamp("2026-01-05") + pd.Timedelta(days=k), "asukas", WELLS[k]) for k in which]
    return rakenlp.read_observations(pd.concat([rest, pd.DataFrame(rows, columns=columns)], ignore_index=True))


@pytest.mark.slow
@pytest.mark.usefixtures("lower_bar")
def test_an_emerging_phenomenon_keeps_its_identity_through_refits(
    example: rakenlp.Observations, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def emerging(analysis: rakenlp.Analysis) -> list[list[object]]:
        return analysis.phenomena.query("kind == 'emerging'")[["phenomenon_id", "name", "n"]].values.tolist()

    found = emerging(rakenlp.analyse(wells(example, range(16)), register=register))
    assert len(found) == 1 and found[0][2] >= 10
    key, name = found[0][:2]
    # other words are now the most telling: on its own it would have another identifier and another name
    monkeypatch.setattr("rakenlp.phenomena._known.slug", lambda terms: "toinen_tunnus")
    again = rakenlp.analyse(wells(example, range(20)), register=register)
    assert [key, name] in [row[:2] for row in emerging(again)]
    own = [(e.event, str(e.other_id).startswith("toinen_tunnus")) for e in again.lineage if e.phenomenon_id == key]
    assert own == [("continued", True)]
    assert key in again.model.phenomenon_ids_ and any(again.model.evidence(text, str(key)) for text in WELLS)
    assert "Sama kuin aiemmin" in register.phenomena().set_index("phenomenon_id").loc[key, "lineage"][-1]
    # people name it: from then on it goes on, even with texts too few to be found or in a small export
    register.rename(str(key), "Kaivot kuivuvat")
    for others in (90, 15):
        few = rakenlp.analyse(wells(example, range(16, 20), others), register=register)
        counts = {str(row[0]): row[1:] for row in emerging(few)}
        assert counts[str(key)][0] == "Kaivot kuivuvat" and counts[str(key)][1] >= 2  # type: ignore[operator]
    folder = few.save(tmp_path / "malli")
    loaded = rakenlp.load_analysis(folder)
    assert (loaded.model.predict_proba(WELLS) == few.model.predict_proba(WELLS)).all()
    assert key in loaded.model.phenomenon_ids_ and "NaN" not in next(folder.glob("model-*/model.json")).read_text()
    page = few.kooste(tmp_path / "k.html", profile="internal", period="all").read_text(encoding="utf-8")
    assert "Kaivot kuivuvat" in page and "nan" not in page.lower().split()
    # and is let go when they reject it
    register.decide(str(key), "reject", why="Ei ole ilmiö")
    after = rakenlp.analyse(wells(example, range(16, 20), 15), register=register)
    assert key not in [row[0] for row in emerging(after)]


@pytest.mark.slow
def test_phenomena_of_another_field_continue_by_their_observations(register: Register) -> None:
    texts = [*EVICTIONS, *WELLS, *LONELY]
    rows = [{"observation_id": f"t{k}", "description": text} for k, text in enumerate(texts)]
    first = rakenlp.analyse(rakenlp.read_observations(rows[3:]), register=register, taxonomy=None)
    places = first.observations.set_index("observation_id")["phenomenon_id"]
    register.rename(places["t3"], "Vuokravelat")
    second = rakenlp.analyse(rakenlp.read_observations(rows), register=register, taxonomy=None)
    assert second.phenomena.set_index("phenomenon_id")["name"][places["t3"]] == "Vuokravelat"
    assert set(first.phenomena["phenomenon_id"]) <= set(second.phenomena["phenomenon_id"])


def test_texts_are_kept_only_if_so_chosen_and_masked(tmp_path: Path) -> None:
    obs = rakenlp.read_observations(["Vuokra rästissä, soita 050 123 4567"], mask=False)
    with Register.open(tmp_path / "a.sqlite", keep_texts=True) as register:
        rakenlp.analyse(obs, register=register)
        assert register.assignments()["text"].tolist() == ["Vuokra rästissä, soita [PUHELIN]"]
    with Register.open(tmp_path / "b.sqlite") as register:
        rakenlp.analyse(obs, register=register)
        assert register.assignments()["text"].tolist() == [None]
    with Register.open(tmp_path / "a.sqlite") as register:
        assert register.forget_texts() == 1
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"PUHELIN" not in content and register.assignments()["text"].tolist() == [None]


@pytest.mark.parametrize("taxonomy", ["default", None])
@pytest.mark.parametrize("n", [0, 1, 2, 8])
def test_few_observations_are_remembered_too(register: Register, taxonomy: str | None, n: int) -> None:
    obs = rakenlp.read_observations(pd.DataFrame({"description": EVICTIONS[:n]}))
    first = rakenlp.analyse(obs, register=register, taxonomy=taxonomy)
    same_tables(rakenlp.analyse(obs, register=register, taxonomy=taxonomy), first)
    assert len(register.assignments()) == n and len(register.flag_states()) == len(first.flags)


def test_a_register_for_reading_only_is_left_as_it_was(tmp_path: Path) -> None:
    obs, path = evictions(6), tmp_path / "rake.sqlite"
    with Register.open(path) as register:
        rakenlp.analyse(obs, register=register)
        register.rename("haato_vuokravelka", "Häädöt")
        before = register.export_jsonl(tmp_path / "a.jsonl").read_bytes()
    with Register.open(path, read_only=True) as reader:
        found = rakenlp.analyse(obs, register=reader)
        assert found.phenomena["name"][0] == "Häädöt"
        assert reader.export_jsonl(tmp_path / "b.jsonl").read_bytes() == before


def test_a_path_will_do_and_nonsense_is_told(tmp_path: Path) -> None:
    obs = evictions(4)
    rakenlp.analyse(obs, register=tmp_path / "rake.sqlite")
    with Register.open(tmp_path / "rake.sqlite") as register:
        assert len(register.assignments()) == len(obs.frame)
    with pytest.raises(ParameterError, match="register"):
        rakenlp.analyse(obs, register=5)  # type: ignore[arg-type]


def test_the_command_line_takes_a_register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, path = tmp_path / "vienti.csv", tmp_path / "rake.sqlite"
    evictions(7).frame.reset_index()[["observation_id", "received_date", "description"]].to_csv(export, index=False)
    arguments = ["analyse", str(export), "--out", str(tmp_path / "tulokset"), "--register", str(path)]
    assert main(arguments) == 0
    with Register.open(path) as register:
        register.rename("haato_vuokravelka", "Vuokravelat ja häädöt")
    assert main(arguments) == 0
    assert "Vuokravelat ja häädöt" in capsys.readouterr().out
    (tmp_path / "muu.csv").write_text("ei rekisteri")
    assert main([*arguments[:-1], str(tmp_path / "muu.csv")]) == 2
    assert "ei ole rakenlp:n rekisteri" in capsys.readouterr().err


def test_the_command_line_shows_and_moves_a_register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rake.sqlite"
    with Register.open(path, who="Maija") as register:
        rakenlp.analyse(evictions(7), register=register)
        register.decide("haato_vuokravelka", "reject", why="Ensin lisää tietoa", when="2026-03-05")
        register.undo(register.rename("yksinaisyys", "Yksin"))
        register.merge(["yksinaisyys"], into="haato_vuokravelka")
        register.advance_report(register.open_report("haato_vuokravelka"), "kommentointi", when="2026-03-27")

    def said(*arguments: str) -> str:
        assert main(["register", str(path), *arguments]) == 0
        return capsys.readouterr().out

    assert all(word in said("history") for word in ("5.3.2026", "Maija", "hylkäys", "Ensin lisää tietoa"))
    assert "yhdistetty toiseen" in said("phenomena") and "Häädöt ja vuokravelat" in said("phenomena")
    assert "sosiaalisessa raportissa" in said("flags")
    assert "14.4.2026" in said("reports") and "2026-04-14" in said("reports", "--lang", "en")
    said("export", str(tmp_path / "vienti.jsonl"))
    before = said("history")
    path = tmp_path / "toinen.sqlite"
    said("import", str(tmp_path / "vienti.jsonl"))
    assert said("history") == before
    for wrong in (["export"], ["history", "x"], ["nonsense"]):
        assert main(["register", str(path), *wrong]) == 2


def test_the_machines_answer_stays_beside_the_persons_in_every_later_analysis(register: Register) -> None:
    obs = evictions(5)
    before = rakenlp.analyse(obs, register=register).observations.set_index("observation_id")["phenomenon_id"]
    for key in ("h00", "h01", "h02"):
        register.reassign(key, "toimeentulotuki")
    for _ in range(2):
        rows = rakenlp.analyse(obs, register=register).observations.set_index("observation_id")
        placed = rows[rows["assigned_by"] == "human"]
        assert placed.index.tolist() == ["h00", "h01", "h02"]
        assert placed["machine_phenomenon_id"].tolist() == before[placed.index].tolist() == ["haato_vuokravelka"] * 3
    seen = register.assignments().set_index("observation_id")["machine_phenomenon_id"]
    assert seen[placed.index].tolist() == ["haato_vuokravelka"] * 3


@pytest.mark.parametrize("keep", [True, False])
def test_texts_that_the_register_keeps_go_on_teaching(tmp_path: Path, keep: bool) -> None:
    """What was corrected earlier is learnt from though it is no longer in the export."""
    later = rakenlp.read_observations([{"observation_id": "uusi", "description": LONELY[0]}])
    with Register.open(tmp_path / "rake.sqlite", keep_texts=keep) as register:
        rakenlp.analyse(evictions(3), register=register)
        for key in ("y0", "y1"):
            register.reassign(key, "iakkaat_kotihoito")
        row = rakenlp.analyse(later, register=register).observations.iloc[0]
    assert row["assigned_by"] == "machine"
    assert row["phenomenon_id"] == ("iakkaat_kotihoito" if keep else "yksinaisyys")
