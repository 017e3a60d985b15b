"""Triage follows what people have decided: merges, splits, names and handled phenomena, also when loaded from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import rakenlp
from rakenlp._decided import Decided
from rakenlp.triage import TriageSuggestion

EVICTIONS = [
    "Vuokrat on rästissä kahdelta kuulta ja häätö uhkaa perhettä.",
    "Vuokranantaja purki sopimuksen maksamattomien vuokrien vuoksi.",
    "Häätöpäätös tuli, eikä vuokravelkaan saatu apua ajoissa.",
    "Nuori aikuinen menetti asunnon vuokravelan vuoksi.",
    "Asumisneuvojaa ei ole, ja häädöt tulevat yllätyksenä.",
    "Vuokravelka kasvoi lomautuksen aikana eikä maksusuunnitelmaa hyväksytty.",
]
HOMELESS = [
    "Olen nukkunut kaverin sohvalla toukokuusta eikä asuntoa löydy.",
    "Asunnoton mies nukkuu autossa, yömaja on täynnä.",
    "Asunnottomien yömajassa ei ole tilaa, ihmisiä nukkuu rappukäytävissä.",
]
BUSES = [
    "Bussi ei kulje kylälle, kauppaan ei pääse ilman autoa.",
    "Bussivuorot lakkautettiin, eikä kylältä pääse enää lääkäriin.",
    "Linja-auto kulkee kerran viikossa, nuori ei pääse kouluun.",
]
EVICTION = "Vuokravelkaa on kertynyt ja häätö on edessä, kirje tuli tänään."
LATER = {"received_date": "2026-07-15", "respondent_group": "asiakas", "municipality": "Nokia"}


@pytest.fixture(scope="module")
def obs() -> rakenlp.Observations:
    groups = ("asiakas", "ammattilainen", "läheinen")
    return rakenlp.read_observations(
        [
            {
                "observation_id": f"{name}{i}",
                "description": text,
                "received_date": f"2026-0{1 + i}-10",
                "respondent_group": groups[i % 3],
                "municipality": "Tampere",
                "service_line": line,
            }
            for name, line, texts in (("h", "avopalvelut", EVICTIONS), ("a", "asuminen", HOMELESS), ("b", "muu", BUSES))
            for i, text in enumerate(texts)
        ]
    )


@pytest.fixture
def register(tmp_path: Path, obs: rakenlp.Observations) -> rakenlp.Register:
    register = rakenlp.Register.open(tmp_path / "rake.sqlite", who="rake-tiimi")
    rakenlp.analyse(obs, register=register)
    return register


def asked(analysis: rakenlp.Analysis, folder: Path, text: str, **more: Any) -> TriageSuggestion:
    """Ask in every way that there is; the answers are the same."""
    ways = [analysis.triage(), rakenlp.Triage.load(analysis.save(folder)), rakenlp.load_analysis(folder).triage()]
    ways.append(rakenlp.Triage.load(ways[0].save(folder.with_name("t"))))
    found = [way.suggest(text, **{**LATER, **more}) for way in ways]
    assert found == [found[0]] * 4
    assert found[0] == ways[0].suggest_batch(["x", {"text": text, **LATER, **more}])[1]
    return found[0]


def codes(found: TriageSuggestion) -> list[str]:
    return [reason.code for reason in found.reasons if reason.asks]


def test_merged_phenomena_are_one(obs: rakenlp.Observations, register: rakenlp.Register, tmp_path: Path) -> None:
    before = {g.phenomenon_id: g for g in rakenlp.analyse(obs).triage().suggest(EVICTION, top_k=100).phenomena}
    register.merge(["haato_vuokravelka"], "asunnottomuus")
    register.rename("asunnottomuus", "Asuminen vaarassa")
    analysis = rakenlp.analyse(obs, register=register)
    found = asked(analysis, tmp_path / "a", EVICTION, top_k=100)
    after = {g.phenomenon_id: g for g in found.phenomena}
    triage = analysis.triage()
    assert "haato_vuokravelka" not in after and "haato_vuokravelka" not in triage.phenomenon_ids
    assert len(triage.phenomenon_ids) == len(set(triage.phenomenon_ids)) == len(after) == 38
    best = found.phenomena[0]
    together = before["haato_vuokravelka"].probability + before["asunnottomuus"].probability
    assert best.phenomenon_id == "asunnottomuus" and best.name == "Asuminen vaarassa"
    assert best.probability == pytest.approx(together, abs=0.05) and {"häätö", "vuokravelka"} & set(best.evidence_terms)
    assert not found.is_single_voice and found.service_line == "avopalvelut"
    assert found.service_line_counts == {"avopalvelut": 6, "asuminen": 3}
    assert found.flag_status is not None and found.flag_status.phenomenon_id == "asunnottomuus"
    assert found.flag_status.observations == 8  # seven of the last six months, and this


def test_a_chain_of_merges_and_one_taken_back(obs: rakenlp.Observations, register: rakenlp.Register) -> None:
    register.merge(["haato_vuokravelka"], "asunnottomuus")
    last = register.merge(["asunnottomuus"], "kohtuuhintainen_asunto")
    triage = rakenlp.analyse(obs, register=register).triage()
    assert triage.suggest(EVICTION, **LATER).phenomena[0].phenomenon_id == "kohtuuhintainen_asunto"
    assert len(triage.phenomenon_ids) == 37
    register.undo(last.seq)
    triage = rakenlp.analyse(obs, register=register).triage()
    assert triage.suggest(EVICTION, **LATER).phenomena[0].phenomenon_id == "asunnottomuus"


def test_what_was_handled_before_a_merge_stays_handled(
    obs: rakenlp.Observations, register: rakenlp.Register, tmp_path: Path
) -> None:
    register.decide("haato_vuokravelka", "accept", why="käsitelty yhdessä")
    register.merge(["haato_vuokravelka"], "asunnottomuus")
    analysis = rakenlp.analyse(obs, register=register)
    status = asked(analysis, tmp_path / "a", EVICTION).flag_status
    assert status is not None and status.phenomenon_id == "asunnottomuus" and status.state == "handled"
    assert status.observations == status.voices == 1  # this one: all the others had come by then
    assert "jälkeen" in status.texts["fi"]
    alone = rakenlp.analyse(obs).triage().suggest(EVICTION, **LATER).flag_status
    assert alone is not None and alone.state != "handled" and alone.observations > 1


def test_danger_survives_a_merge(obs: rakenlp.Observations, register: rakenlp.Register) -> None:
    plain = rakenlp.analyse(obs).triage()
    register.merge(["lahisuhdevakivalta", "itsemurhat"], "yksinaisyys")
    merged = rakenlp.analyse(obs, register=register).triage()
    for text in ("Nainen hakeutui turvakotiin väkivaltaisen miehen takia", "Veljeni kuoli oman käden kautta"):
        assert plain.suggest(text).priority == merged.suggest(text).priority == "first"


def test_a_part_is_suggested_where_its_members_are_nearest(
    obs: rakenlp.Observations, register: rakenlp.Register, tmp_path: Path
) -> None:
    made = register.split("haato_vuokravelka", {"Maksusuunnitelmat": ["h0", "h5"]})
    part = made.content["parts"][0]["phenomenon_id"]
    analysis = rakenlp.analyse(obs, register=register)
    assert part in analysis.triage().phenomenon_ids
    found = asked(analysis, tmp_path / "a", EVICTIONS[5])  # repeats one of the part
    assert found.phenomena[0][:2] == (part, "Maksusuunnitelmat") and found.phenomena[0].evidence_terms
    assert found.flag_status is not None and found.flag_status.phenomenon_id == part
    others = asked(analysis, tmp_path / "b", EVICTIONS[2])
    assert others.phenomena[0].phenomenon_id == "haato_vuokravelka"
    register.undo(made.seq)
    again = rakenlp.analyse(obs, register=register)
    assert part not in again.triage().phenomenon_ids
    assert again.triage().suggest(EVICTIONS[5], **LATER).phenomena[0].phenomenon_id == "haato_vuokravelka"


@pytest.mark.parametrize(("action", "word"), [("accept", "hyväksytty"), ("reject", "hylätty"), ("mute", "hiljennetty")])
def test_handled_phenomena_do_not_nag(
    obs: rakenlp.Observations, register: rakenlp.Register, tmp_path: Path, action: str, word: str
) -> None:
    flagged = rakenlp.analyse(obs).triage().suggest(EVICTION, **LATER).flag_status
    assert flagged is not None and flagged.state == "flagged"
    register.decide("haato_vuokravelka", action, why="käsitelty yhdessä")
    found = asked(rakenlp.analyse(obs, register=register), tmp_path / "a", EVICTION)
    status = found.flag_status
    assert status is not None and status.state == "handled" and status.kinds == []
    assert status.text.startswith(f"Käsitelty: {word} ") and "seuraava analyysi" not in status.text
    assert status.observations == (6 if action == "mute" else 1)  # what was handled does not count any more
    assert not found.needs_human and [r.code for r in found.reasons] == ["handled"]


def test_a_phenomenon_in_a_report_does_not_nag(obs: rakenlp.Observations, register: rakenlp.Register) -> None:
    register.open_report("haato_vuokravelka")
    status = rakenlp.analyse(obs, register=register).triage().suggest(EVICTION, **LATER).flag_status
    assert status is not None and status.state == "handled" and "sosiaalisessa raportissa" in status.text


def test_days_of_handling_without_a_register(obs: rakenlp.Observations) -> None:
    analysis = rakenlp.analyse(obs, register={"haato_vuokravelka": "2026-05-01"})
    status = analysis.triage().suggest(EVICTION, **LATER).flag_status
    assert status is not None and (status.observations, status.state) == (3, "entry_met")


@pytest.mark.parametrize("plain", [
    3, [], {}, {"merged": {}, "parts": {}}, {"merged": [], "parts": {}, "handled": {}},
    {"merged": {"a": 3}, "parts": {}, "handled": {}},
    {"merged": {}, "parts": {}, "handled": {"a": ["x", "", None, None]}},
    {"merged": {}, "parts": {}, "handled": {"a": ["muted", "eilen", None, None]}},
])  # fmt: skip
def test_a_foreign_record_of_decisions_is_refused(plain: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        Decided.of_plain(plain)
    assert Decided.of_plain(None) == Decided()
