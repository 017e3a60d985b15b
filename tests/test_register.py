"""The register: decisions, undoing, conflicts, reports, tables for people."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

import rakenlp
from rakenlp.errors import ConflictError, ParameterError, RegisterError
from rakenlp.register import STEPS, Register

OBSERVATIONS = pd.DataFrame(
    {
        "observation_id": ["h1", "h2", "h3", "h4", "h5", "h6"],
        "phenomenon_id": ["koyhyys", "koyhyys", "koyhyys", "kaivo_ab12", "kaivo_ab12", None],
        "received_date": pd.to_datetime(["2026-01-05", "2026-01-06", "2026-02-01", "2026-02-03", "2026-02-04", None]),
        "respondent_group": ["asiakas", "asiakas", "läheinen", "asukas", "asukas", None],
        "duplicate_of": [None, "h1", None, None, None, None],
        "probability": [0.9, 0.8, 0.7, 0.6, 0.5, float("nan")],
    }
)
PHENOMENA = pd.DataFrame(
    [("kaivo_ab12", "kaivo, vesi", "muu", "emerging", "kaivo")],
    columns=["phenomenon_id", "name", "parent", "kind", "terms"],
)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with rakenlp.Register.open(tmp_path / "rake.sqlite", who="rake-tiimi") as opened:
        opened.record_observations(OBSERVATIONS, PHENOMENA, as_of="2026-02-28")
        yield opened


def in_force(register: Register) -> dict[str, str | None]:
    return register.assignments().set_index("observation_id")["phenomenon_id"].to_dict()


def row(register: Register, phenomenon_id: str) -> dict[str, object]:
    return register.phenomena().set_index("phenomenon_id").loc[phenomenon_id].to_dict()  # type: ignore[no-any-return]


def test_what_is_recorded_is_the_machines(register: Register) -> None:
    table = register.assignments()
    assert table["assigned_by"].tolist() == ["machine"] * 6
    assert list(in_force(register).values()) == ["koyhyys"] * 3 + ["kaivo_ab12"] * 2 + [None]
    assert row(register, "koyhyys")["kind"] == "known" and row(register, "kaivo_ab12")["kind"] == "emerging"
    assert register.history().empty and register.version == 0


def test_names_are_peoples_and_identifiers_stay(register: Register) -> None:
    register.rename("kaivo_ab12", "  Kaivojen kuivuminen ", why="Puhuttiin rake-vartissa")
    found = row(register, "kaivo_ab12")
    assert (found["name"], found["machine_name"]) == ("Kaivojen kuivuminen", "kaivo, vesi")
    again = PHENOMENA.assign(name="vesi, tankki", terms="vesi, tankki")
    register.record_observations(OBSERVATIONS, again)
    assert row(register, "kaivo_ab12")["name"] == "Kaivojen kuivuminen"
    assert row(register, "kaivo_ab12")["machine_name"] == "kaivo, vesi"
    assert row(register, "kaivo_ab12")["terms"] == "vesi, tankki"


def test_merging_and_taking_it_back(register: Register) -> None:
    entry = register.merge(["kaivo_ab12"], into="koyhyys")
    assert set(in_force(register).values()) == {"koyhyys", None}
    assert row(register, "kaivo_ab12")["status"] == "merged" and row(register, "koyhyys")["n"] == 5
    assert "Yhdistettiin" in str(row(register, "kaivo_ab12")["lineage"])
    for decide in (
        lambda: register.rename("kaivo_ab12", "x"),
        lambda: register.merge(["koyhyys"], into="kaivo_ab12"),
        lambda: register.open_report("kaivo_ab12"),
        lambda: register.reassign("h1", "kaivo_ab12"),
    ):
        with pytest.raises(RegisterError, match="yhdistetty"):
            decide()
    register.undo(entry, why="Eri asia")
    assert in_force(register)["h4"] == "kaivo_ab12"
    assert register.history()["undone_by"].iloc[0] == 2


def test_chains_of_merges_end_where_they_end(register: Register) -> None:
    register.merge(["kaivo_ab12"], into="koyhyys")
    register.merge(["koyhyys"], into="asunnottomuus")
    assert in_force(register)["h4"] == "asunnottomuus"
    first = register.entries(action="merge")[0]
    register.undo(first)
    assert in_force(register)["h4"] == "kaivo_ab12" and in_force(register)["h1"] == "asunnottomuus"


def test_splitting_makes_phenomena_with_identifiers_of_their_own(register: Register) -> None:
    entry = register.split("koyhyys", {"Leipäjonot": ["h1", "h2"], "Lääkkeet": ["h3"]}, why="Kaksi asiaa")
    first, second = (part["phenomenon_id"] for part in entry.content["parts"])
    assert first.startswith("leipajonot_") and first != second
    assert in_force(register)["h1"] == first and in_force(register)["h3"] == second
    found = row(register, first)
    assert (found["name"], found["split_from"], found["kind"]) == ("Leipäjonot", "koyhyys", "emerging")
    assert found["parent"] == "taloudellinen tilanne ja toimeentulo"
    with pytest.raises(RegisterError, match="h3"):
        register.split("koyhyys", {"Muu": ["h3"]})


def test_same_name_twice_gives_two_identifiers_also_after_undo(register: Register) -> None:
    first = register.split("koyhyys", {"Jono": ["h1"]})
    undone = register.undo(first)
    second = register.split("koyhyys", {"Jono": ["h1"]})
    one, two = first.content["parts"][0]["phenomenon_id"], second.content["parts"][0]["phenomenon_id"]
    assert one != two and one not in set(register.phenomena()["phenomenon_id"])
    register.undo(undone)  # the first split is there again, and the second one came later
    assert in_force(register)["h1"] == two


def test_reassigning_shows_both_side_by_side(register: Register) -> None:
    register.reassign("h4", "koyhyys", why="Puhuu ruoasta", who="Maija")
    register.decide("h6", "reassign", to="kaivo_ab12")
    register.reassign("h5", None)
    found = register.assignments().set_index("observation_id")
    assert found.loc["h4", ["phenomenon_id", "machine_phenomenon_id", "assigned_by", "who"]].tolist() == [
        "koyhyys", "kaivo_ab12", "human", "Maija",
    ]  # fmt: skip
    assert found.loc["h5", "phenomenon_id"] is None and found.loc["h5", "assigned_by"] == "human"
    assert register.corrections() == {"h4": "koyhyys", "h5": None, "h6": "kaivo_ab12"}
    register.merge(["kaivo_ab12"], into="koyhyys")
    assert register.corrections()["h6"] == "koyhyys"


def test_undo_is_an_entry_and_can_be_undone(register: Register) -> None:
    named = register.rename("koyhyys", "Nälkä")
    undone = register.undo(named)
    assert row(register, "koyhyys")["name"] == "Köyhyys ja ruoka-apu"
    register.undo(undone)
    assert row(register, "koyhyys")["name"] == "Nälkä"
    with pytest.raises(RegisterError, match="jo kumottu"):
        register.undo(undone)
    fourth = register.undo(named.seq)
    assert fourth.seq == 4 and [e.undone_by for e in register.entries()] == [4, 3, None, None]
    with pytest.raises(RegisterError, match="register_unknown_entry"):
        register.undo(99)


def test_what_others_build_on_is_not_undone(register: Register) -> None:
    split = register.split("koyhyys", {"Jono": ["h1"]})
    part = split.content["parts"][0]["phenomenon_id"]
    renamed = register.rename(part, "Leipäjono")
    with pytest.raises(RegisterError, match=f"Kumoa ensin kirjaus {renamed.seq}"):
        register.undo(split)
    assert in_force(register)["h1"] == part  # nothing changed
    register.undo(renamed)
    register.undo(split)
    assert in_force(register)["h1"] == "koyhyys"


def test_two_people_at_once(tmp_path: Path, register: Register) -> None:
    seen = register.version
    with Register.open(register.path, who="Ville") as other:
        other.rename("koyhyys", "Nälkä")
    with pytest.raises(ConflictError, match="uusi nimi .koyhyys., Ville") as caught:
        register.merge(["kaivo_ab12"], into="koyhyys", expected_version=seen)
    assert caught.value.code == "register_conflict" and register.version == seen + 1
    register.merge(["kaivo_ab12"], into="koyhyys", expected_version=register.version)
    with pytest.raises(ParameterError, match="expected_version"):
        register.rename("koyhyys", "x", expected_version=99)


def test_decisions_quiet_and_count_as_handled(register: Register) -> None:
    register.decide("koyhyys", "accept", when="2026-03-05")
    register.decide("growing:kaivo_ab12", "mute", why="Kesken", when="2026-03-05")
    assert register.handled() == {"koyhyys": dt.date(2026, 2, 28)}  # what people could have seen
    register.decide("koyhyys", "reject", why="Liian vähän", when="2026-02-10")
    assert register.handled() == {"koyhyys": dt.date(2026, 2, 28)}
    assert row(register, "koyhyys")["status"] == "rejected"
    register.merge(["kaivo_ab12"], into="koyhyys")
    register.decide("koyhyys", "accept", when="2026-02-11")
    assert register.handled() == {"kaivo_ab12": dt.date(2026, 2, 11), "koyhyys": dt.date(2026, 2, 28)}


def test_rejecting_needs_a_reason(register: Register) -> None:
    with pytest.raises(ParameterError, match="why"):
        register.decide("koyhyys", "reject")
    assert register.version == 0


def test_reports_walk_their_way(register: Register) -> None:
    opened = register.open_report("koyhyys", when="2026-03-02")
    with pytest.raises(RegisterError, match="raportti_2026_1"):
        register.open_report("koyhyys")
    register.advance_report(opened, when="2026-03-09")
    draft = register.advance_report(opened.subject, when="2026-03-27")
    assert draft.content["step"] == "kommentointi" and draft.content["deadline"] == "2026-04-14"
    register.advance_report(opened, "kannanotto", note="Monipalveluvaliokunta § 16", when="2026-05-20")  # one skipped
    with pytest.raises(RegisterError, match="kannanotto"):
        register.advance_report(opened, "luonnos")
    report = register.reports().iloc[0]
    assert (report["step"], report["next_step"]) == ("kannanotto", "julkaistu")
    assert report["deadline"] == dt.date(2026, 4, 14)
    assert list(report["steps"]) == [step for step in STEPS if step not in ("valiokunta", "julkaistu")]
    assert report["notes"] == {"kannanotto": "Monipalveluvaliokunta § 16"}
    last = register.advance_report(opened, when="2026-06-01")
    with pytest.raises(RegisterError, match="julkaistu"):
        register.advance_report(opened)
    register.undo(last)
    assert register.reports()["step"].tolist() == ["kannanotto"]
    register.advance_report(opened)
    assert register.open_report("koyhyys", when="2026-09-01").subject == "raportti_2026_2"
    assert row(register, "koyhyys")["status"] == "reported"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda r: r.rename("keksitty", "x"), "register_unknown_phenomenon"),
        (lambda r: r.decide("growing:keksitty", "accept"), "register_unknown_phenomenon"),
        (lambda r: r.rename(None, "x"), "register_unknown_phenomenon"),
        (lambda r: r.reassign("h99", "koyhyys"), "register_unknown_observation"),
        (lambda r: r.decide("single_voice:h99", "accept"), "register_unknown_observation"),
        (lambda r: r.advance_report("raportti_2020_1"), "register_unknown_report"),
        (lambda r: r.decide("koyhyys", "hyväksy"), "parameter"),
        (lambda r: r.decide("koyhyys", "accept", to="x"), "parameter"),
        (lambda r: r.decide("koyhyys", "accept", until="2026-09-01"), "parameter"),
        (lambda r: r.decide("koyhyys", "accept", when="eilen"), "parameter"),
        (lambda r: r.decide("koyhyys", "accept", why=5), "parameter"),
        (lambda r: r.rename("koyhyys", "   "), "parameter"),
        (lambda r: r.rename("koyhyys", "x" * 10_001), "parameter"),
        (lambda r: r.merge("koyhyys", into="koyhyys"), "parameter"),
        (lambda r: r.merge(["koyhyys"], into="koyhyys"), "parameter"),
        (lambda r: r.split("koyhyys", {}), "parameter"),
        (lambda r: r.split("koyhyys", {"a": ["h1"], "b": ["h1"]}), "parameter"),
        (lambda r: r.split("koyhyys", {"a": []}), "parameter"),
        (lambda r: r.split("koyhyys", {"a": ["h4"]}), "register_not_member"),
        (lambda r: r.history(action="keksitty"), "parameter"),
        (lambda r: r.record(object()), "parameter"),
        (lambda r: r.record_flags(pd.DataFrame(), run=7), "parameter"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(register: Register, call: object, code: str) -> None:
    before = register.export_jsonl(register.path.with_suffix(".before")).read_bytes()
    with pytest.raises((RegisterError, ParameterError)) as caught:
        call(register)  # type: ignore[operator]
    assert caught.value.code == code
    assert register.export_jsonl(register.path.with_suffix(".after")).read_bytes() == before


def test_identifiers_in_reasons_and_names_are_masked(register: Register) -> None:
    register.rename("koyhyys", "Soita 050 123 4567", why="131052-308T kertoi", who="aino@esimerkki.fi")
    register.close()
    content = b"".join(path.read_bytes() for path in register.path.parent.iterdir())
    for secret in (b"123 4567", b"131052-308T", b"aino@"):
        assert secret not in content


def test_entries_cannot_be_changed_by_anyone(register: Register) -> None:
    register.rename("koyhyys", "Nälkä")
    foreign = sqlite3.connect(register.path)
    for statement in (
        "UPDATE entries SET why = 'x'",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries VALUES (1, '2026', '', '', 'rename', 'koyhyys', '{}')",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            foreign.execute(statement)
    foreign.close()
    assert row(register, "koyhyys")["name"] == "Nälkä"


def test_history_can_be_asked_by_subject(register: Register) -> None:
    register.rename("koyhyys", "Nälkä", why="Selkeämpi")
    register.rename("kaivo_ab12", "Kaivot")
    register.merge(["kaivo_ab12"], into="koyhyys")
    split = register.split("koyhyys", {"Jono": ["h1"]})
    assert register.history("kaivo_ab12")["seq"].tolist() == [2, 3]
    assert register.history("h1")["seq"].tolist() == [4]
    shot = register.snapshot()
    register.undo(2)
    assert register.history("kaivo_ab12")["seq"].tolist() == [2, 3, 5]
    assert shot.state.names["kaivo_ab12"] == "Kaivot"  # a snapshot stays as it was
    assert register.history(split.content["parts"][0]["phenomenon_id"])["seq"].tolist() == [4]
    table = register.history(action="rename")
    assert table["why"].tolist() == ["Selkeämpi", ""] and table["who"].tolist() == ["rake-tiimi"] * 2
    assert table["when"].iloc[0].tzinfo is not None


def test_threads_share_a_register(register: Register) -> None:
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for k in range(10):
                register.rename("koyhyys", f"{name} {k}")
                register.phenomena()
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"nimi {k}",)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and register.version == 40
    written = sorted(entry.content["name"] for entry in register.entries())
    assert written == sorted(f"nimi {i} {k}" for i in range(4) for k in range(10))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_opens_the_file_for_itself(register: Register) -> None:
    child = os.fork()
    if not child:
        try:
            register.rename("koyhyys", "lapsi")
            os._exit(0)
        except BaseException:  # noqa: BLE001
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    register.rename("koyhyys", "vanhempi")
    assert [e.content["name"] for e in register.entries()] == ["lapsi", "vanhempi"]


def test_a_closed_register_says_so(register: Register) -> None:
    register.close()
    with pytest.raises(RegisterError, match="suljettu"):
        register.rename("koyhyys", "x")


def test_read_only_reads_and_writes_nothing(register: Register) -> None:
    register.rename("koyhyys", "Nälkä")
    with Register.open(register.path, read_only=True) as reader:
        assert row(reader, "koyhyys")["name"] == "Nälkä"
        with pytest.raises(RegisterError, match="vain luettavaksi"):
            reader.rename("koyhyys", "x")
        with pytest.raises(RegisterError, match="vain luettavaksi"):
            reader.record_observations(OBSERVATIONS)


def test_a_report_does_not_go_back_in_time(register: Register) -> None:
    opened = register.open_report("koyhyys", when="2026-12-01")
    register.advance_report(opened, when="2026-12-10")
    before = register.version
    with pytest.raises(RegisterError, match="2026-12-10") as caught:
        register.advance_report(opened, when="2020-01-01")
    assert caught.value.code == "register_step_day" and register.version == before
    assert register.advance_report(opened, when="2026-12-10").content["deadline"] == "2026-12-28"
    register.undo(register.version)
    register.undo(2)
    assert register.advance_report(opened, when="2026-12-02").content["step"] == "luonnos"


def test_a_report_may_be_written_down_afterwards(register: Register) -> None:
    opened = register.open_report("koyhyys")
    assert register.advance_report(opened, "kommentointi", when="2020-03-27").content["deadline"] == "2020-04-14"
    with pytest.raises(RegisterError, match="register_step_day"):
        register.advance_report(opened, when="2020-03-26")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda r: r.decide("kö\ud800yhyys", "accept"), "register_unknown_phenomenon"),
        (lambda r: r.decide("growing:kö\ud800yhyys", "accept"), "register_unknown_phenomenon"),
        (lambda r: r.decide("single_voice:\ud800", "accept"), "register_unknown_observation"),
        (lambda r: r.reassign("\ud800", None), "register_unknown_observation"),
        (lambda r: r.rename("\ud800", "a"), "register_unknown_phenomenon"),
        (lambda r: r.open_report("\ud800"), "register_unknown_phenomenon"),
        (lambda r: r.advance_report(["raportti"]), "register_unknown_report"),
        (lambda r: r.undo(True), "register_unknown_entry"),
        (lambda r: r.undo("1"), "register_unknown_entry"),
        (lambda r: r.undo(1.0), "register_unknown_entry"),
        (lambda r: r.undo(None), "register_unknown_entry"),
        (lambda r: r.undo(10**30), "register_unknown_entry"),
    ],
)
def test_what_no_file_can_hold_is_unknown(register: Register, act: Callable[[Register], object], code: str) -> None:
    register.rename("koyhyys", "Köyhyys")
    with pytest.raises(RegisterError, match=code) as caught:
        act(register)
    assert str(caught.value).encode() and register.version == 1


def test_half_a_character_in_what_people_write_is_replaced(register: Register) -> None:
    assert register.decide("koyhyys", "accept", why="puolikas \ud83d merkki").why == "puolikas ? merkki"


def test_what_is_decided_in_a_transaction_is_written_whole_or_not_at_all(register: Register) -> None:
    with pytest.raises(RuntimeError), register.transaction():
        register.rename("koyhyys", "Ei jää")
        register.merge(["kaivo_ab12"], "koyhyys")
        assert register.version == 2
        raise RuntimeError
    assert (register.version, register.standing().names, register.standing().merged) == (0, {}, {})
    with pytest.raises(RegisterError), register.transaction():
        register.rename("koyhyys", "Ei jää")
        register.undo(77)
    assert register.version == 0 and in_force(register)["h4"] == "kaivo_ab12"
    with register.transaction():
        register.rename("koyhyys", "Jää")
        register.merge(["kaivo_ab12"], "koyhyys")
    with rakenlp.Register.open(register.path, read_only=True) as again:
        assert again.version == 2 and again.standing().names == {"koyhyys": "Jää"}


def test_standing_tells_names_and_merges_in_force(register: Register) -> None:
    part = register.split("koyhyys", {"Sähkölasku": ["h1"]}).content["parts"][0]["phenomenon_id"]
    register.merge(["kaivo_ab12"], part)
    merge = register.merge([part], "koyhyys")
    now = register.standing()
    assert (now.version, now.names, list(now.titles)) == (3, {}, ["koyhyys"])
    assert now.merged == {"kaivo_ab12": "koyhyys", part: "koyhyys"}
    assert register.standing(now) is now
    register.undo(merge)
    newer = register.standing(now)
    assert newer.merged == {"kaivo_ab12": part} and newer.titles[part][0] == "Sähkölasku"


def test_threads_read_while_another_program_writes(register: Register) -> None:
    with (
        rakenlp.Register.open(register.path, timeout=1.5) as shared,
        contextlib.closing(sqlite3.connect(register.path, isolation_level=None)) as other,
        ThreadPoolExecutor(3) as pool,
    ):
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        waiting = [pool.submit(shared.rename, "koyhyys", f"Nimi {n}") for n in range(3)]
        time.sleep(0.1)
        for _ in range(5):
            asked = time.monotonic()
            assert shared.version == 0
            assert time.monotonic() - asked < 0.7
        for each in waiting:
            with pytest.raises(RegisterError, match="register_busy"):
                each.result()
        assert 1.4 < time.monotonic() - started < 4
        other.execute("ROLLBACK")
        assert shared.rename("koyhyys", "Nyt").seq == 1


def parent_flag(ids: list[str], state: str = "new", reasons: str = "Kasvu näkyy yhteensä.") -> pd.DataFrame:
    own = {"kind": "growing", "phenomenon_id": None, "window": "2026-02-01/2026-02-28", "observed": len(ids)}
    told = {"voices": 2, "observation_ids": ids, "state": state, "reasons": reasons}
    return pd.DataFrame([{**own, **told, "level": "parent", "area": "muu"}])


def later_run(register: Register, groups: list[str]) -> list[str]:
    """Record another analysis with new observations of a phenomenon under the parent; return all of the parent's."""
    new = [f"n{i}" for i in range(len(groups))]
    more = pd.DataFrame({"observation_id": new, "phenomenon_id": "kaivo_ab12", "respondent_group": groups})
    more["received_date"] = pd.Timestamp("2026-03-20")
    register.record_observations(pd.concat([OBSERVATIONS, more]), PHENOMENA, as_of="2026-03-31")
    return ["h4", "h5", "h6", *new]


@pytest.mark.parametrize(
    ("groups", "state"), [(["asukas"], "muted"), (["asukas"] * 3, "returned"), (["järjestö"], "returned")]
)
def test_the_flag_of_a_whole_parent_goes_quiet_and_speaks_again(
    register: Register, groups: list[str], state: str
) -> None:
    register.record_flags(parent_flag(["h4", "h5", "h6"]))
    told = register.flag_states().iloc[0]
    assert (told["flag_id"], told["state"], told["reasons"]) == ("growing:parent:muu", "new", "Kasvu näkyy yhteensä.")
    entry = register.decide("growing:parent:muu", "mute", why="Odotetaan")
    assert register.flag_states()["state"].tolist() == ["muted"] and entry.content["observed"] == {"growing": 3}
    assert register.handled() == {} and register.phenomena()["status"].tolist() == ["new", "new"]
    register.record_flags(parent_flag(later_run(register, groups)))
    later = register.flag_states().iloc[0]
    assert later["state"] == state and later["name"] == "Muut ilmiöt yhteensä" and later["phenomenon_id"] is None
    register.undo(entry)
    assert register.flag_states()["state"].tolist() == ["open"]


def test_a_parent_that_no_analysis_has_flagged_cannot_be_decided_on(register: Register) -> None:
    for subject in ("growing:parent:muu", "growing:parent:", "growing:parent:\ud800", "accumulated:parent:muu"):
        with pytest.raises(RegisterError, match="register_unknown_phenomenon"):
            register.decide(subject, "accept")
    register.record_flags(parent_flag(["h4"]))
    register.decide("growing:parent:muu", "accept")
    with pytest.raises(RegisterError, match="register_unknown_phenomenon"):
        register.decide("parent:muu", "accept")
    assert register.version == 1 and register.handled() == {}


def test_reasons_are_kept_without_what_was_said_of_the_state(register: Register) -> None:
    own = "Ensimmäinen lause.\nToinen lause."
    for state, said in (
        ("new", ""),
        ("muted", "\nHiljennetty 5.3.2026."),
        ("returned", "\nHiljennetty 5.3.2026, mutta."),
    ):
        register.record_flags(parent_flag(["h4"], state, own + said))
        assert register.flag_states()["reasons"].tolist() == [own]
    register.record_flags(
        parent_flag(["h4"]).drop(columns=["reasons", "level", "area"]).assign(phenomenon_id="koyhyys")
    )
    old = register.flag_states().set_index("flag_id").loc["growing:koyhyys"]
    assert (old["reasons"], old["level"], old["area"]) == ("", "phenomenon", None)
