"""Triage: the contract, honest answers on any input, and the same answer whatever runs it."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.phenomena import FITS
from rakenlp.texts import set_language
from rakenlp.triage import SCHEMA, Guess, Similar, TriageHolder, TriageSuggestion
from rakenlp.triage.status import _ordinal
from rakenlp.triage.triage import LONGEST

HOMELESS = "oon nukkunu kaverin sohvalla toukokuusta asti eikä asuntoa löydy"
TEXTS = [
    HOMELESS,
    "Vuokra on rästissä ja häätö uhkaa perhettä",
    "En jaksa enää elää.",
    "Soita 040 123 4567, hetu 010100A123D, terveisin Matti",
    "Jag är bostadslös och får ingen hjälp av kommunen.",
    "",
    "testi",
    "…",
    "Bussi ei kulje kylälle",
    "\x00\ud800 vuokra",
    "a" * 300,
    " ".join(["Lapsi ei mene kouluun ja äiti on väsynyt."] * 12),
]


@pytest.fixture(scope="module")
def shipped() -> rakenlp.Triage:
    return rakenlp.Triage.default()


@pytest.fixture(scope="module")
def triage(analysis: rakenlp.Analysis) -> rakenlp.Triage:
    return analysis.triage()


def rows(*given: tuple[str, str | None, str | None, str | None, str], line: str | None = None) -> rakenlp.Observations:
    """Return observations of (date, group, municipality, id, text)."""
    names = ("received_date", "respondent_group", "municipality", "observation_id", "description")
    return rakenlp.read_observations([{**dict(zip(names, row, strict=True)), "service_line": line} for row in given])


def codes(suggestion: TriageSuggestion) -> list[str]:
    return [reason.code for reason in suggestion.reasons]


def test_the_contract(triage: rakenlp.Triage) -> None:
    found = triage.suggest(HOMELESS, "2026-05-01", "asiakas", "Nokia", None, top_k=3)
    assert [type(guess) for guess in found.phenomena] == [Guess] * 3
    code, name, parent, probability, terms = found.phenomena[0]
    assert (code, parent) == ("asunnottomuus", "asunnottomuus") and name.startswith("Asunnottomuus")
    assert 0.5 < probability <= 1 and {"sohva", "nukkua"} & set(terms)
    assert all(isinstance(item, Similar) for item in found.similar) and len(found.similar) == 5
    assert found.near_duplicate_of is None and 0 <= found.novelty <= 1 and not found.is_single_voice
    assert found.language == "fi" and found.personal_data == {} and found.model_id == triage.model_id
    assert found.flag_status is not None and found.flag_status.phenomenon_id == "asunnottomuus"


def test_probabilities_are_those_of_the_model(triage: rakenlp.Triage, analysis: rakenlp.Analysis) -> None:
    for text in analysis.obs.texts[::25]:
        found, row = triage.suggest(text, top_k=100), analysis.model.predict_proba([text])[0]
        assert [g.probability for g in found.phenomena] == pytest.approx(sorted(row, reverse=True), abs=1e-8)
        assert found.fits == (analysis.model.predict([text])[0] >= 0)
        best = found.phenomena[0]
        assert best.evidence_terms == analysis.model.evidence(text, best.phenomenon_id)


def test_a_batch_equals_single_answers(triage: rakenlp.Triage) -> None:
    alone = [triage.suggest(text) for text in TEXTS]
    assert triage.suggest_batch(TEXTS) == alone
    assert triage.suggest_batch(reversed(TEXTS)) == alone[::-1]
    assert triage.suggest_batch([]) == []
    assert json.dumps([s.to_dict() for s in alone]) == json.dumps([s.to_dict() for s in triage.suggest_batch(TEXTS)])


def test_a_batch_of_form_rows(triage: rakenlp.Triage) -> None:
    row = {
        "description": HOMELESS,
        "effects": "Yöt ovat kylmiä",
        "societal_links": "-",
        "received_date": dt.date(2026, 5, 1),
        "respondent_group": "Asiakkaat",
        "anything": object(),
    }
    expected = triage.suggest(f"{HOMELESS}\nYöt ovat kylmiä", "1.5.2026", "asiakas")
    assert triage.suggest_batch([row]) == [expected]
    text = {"text": HOMELESS, "top_k": 1, "received_date": pd.NaT, "municipality": float("nan")}
    assert triage.suggest_batch([text]) == [triage.suggest(HOMELESS, top_k=1)]


def test_the_words_of_the_evidence_are_found_in_the_text(triage: rakenlp.Triage) -> None:
    for said in ("😀\tHäätö uhkaa,\n häädöstä tuli kirje. Häätö‑ilmoitus", "Jag är bostadslös. Hyran är obetald."):
        terms = {term for guess in triage.suggest(said).phenomena for term in guess.evidence_terms}
        spans = triage.evidence_spans(said, terms)
        assert spans and {span.term for span in spans} <= terms
        assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
        assert all(said[s.start : s.end].strip() == said[s.start : s.end] != "" for s in spans)
    places = triage.evidence_spans("Häädöt, HÄÄTÖ", ["häätö"])
    assert [(place.start, place.end) for place in places] == [(0, 6), (8, 13)]
    assert triage.evidence_spans(HOMELESS, []) == triage.evidence_spans("", ["sohva"]) == []
    for text in TEXTS:
        triage.evidence_spans(text, ["sohva", "vuokra"])
    with pytest.raises(ParameterError, match="text"):
        triage.evidence_spans(3, [])  # type: ignore[arg-type]


def test_phenomena_have_names_in_every_language(triage: rakenlp.Triage) -> None:
    swedish = {row.phenomenon_id: row for row in triage.phenomena("sv")}
    assert list(swedish) == triage.phenomenon_ids
    assert swedish["asunnottomuus"].name.startswith("Bostadslöshet") and swedish["asunnottomuus"].kind == "known"
    guess = triage.suggest(HOMELESS).phenomena[0]
    assert guess[1:3] == {row.phenomenon_id: row for row in triage.phenomena()}[guess.phenomenon_id][1:3]


def test_threads_answer_the_same(triage: rakenlp.Triage) -> None:
    alone = [triage.suggest(text) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(triage.suggest, TEXTS * 8)) == alone * 8


def test_other_processes_answer_the_same(triage: rakenlp.Triage, tmp_path: Path) -> None:
    folder = triage.save(tmp_path / "t")
    code = (
        "import json, sys, rakenlp\n"
        "texts, folder = json.load(sys.stdin)\n"
        "print(json.dumps([s.to_dict() for s in rakenlp.Triage.load(folder).suggest_batch(texts)]))"
    )
    given = json.dumps([TEXTS, str(folder)])
    out = subprocess.run([sys.executable, "-c", code], input=given, capture_output=True, text=True, check=True)
    assert json.loads(out.stdout) == [s.to_dict() for s in triage.suggest_batch(TEXTS)]


def test_a_pickled_triage_answers_the_same(triage: rakenlp.Triage) -> None:
    assert pickle.loads(pickle.dumps(triage)).suggest_batch(TEXTS) == triage.suggest_batch(TEXTS)


def test_nothing_of_it_can_be_changed(triage: rakenlp.Triage) -> None:
    with pytest.raises(AttributeError, match="does not change"):
        triage.model_id = "x"
    with pytest.raises(AttributeError, match="does not change"):
        del triage.model_id
    with pytest.raises(AttributeError):
        triage.suggest(HOMELESS).novelty = 1.0  # type: ignore[misc]


def test_json_is_stable_and_comes_back(triage: rakenlp.Triage) -> None:
    for text in TEXTS:
        found = triage.suggest(text)
        data = found.to_dict()
        assert list(data) == ["schema", *TriageSuggestion.__dataclass_fields__] and data["schema"] == SCHEMA
        again = TriageSuggestion.from_dict(json.loads(json.dumps(data)))
        assert again == found and json.dumps(again.to_dict()) == json.dumps(data)


@pytest.mark.parametrize("data", [None, [], {}, {"schema": 99}, {"schema": SCHEMA}, {"schema": SCHEMA, "phenomena": 3}])
def test_foreign_json_is_refused(data: Any) -> None:
    with pytest.raises(ParameterError, match="from_dict"):
        TriageSuggestion.from_dict(data)


def test_no_text_comes_out(triage: rakenlp.Triage, caplog: pytest.LogCaptureFixture) -> None:
    secret = "Zyxwvut"
    found = triage.suggest(f"{secret} Korhonen soittaa 0401234567 ja vuokra on rästissä")
    everything = json.dumps(found.to_dict()) + repr(found) + repr(triage) + caplog.text
    assert "0401234567" not in everything and "Korhonen" not in everything
    assert found.personal_data == {"name": 1, "phone": 1} and "personal_data" in codes(found)


def test_without_county_data(shipped: rakenlp.Triage) -> None:
    found = shipped.suggest(HOMELESS, "2026-05-01", "asiakas")
    assert found.phenomena[0].phenomenon_id == "asunnottomuus" and not found.is_single_voice
    assert (found.similar, found.near_duplicate_of, found.service_line, found.flag_status) == ([], None, None, None)
    assert 0 <= found.novelty < 0.95
    assert shipped.suggest("Kvarkkien spin ja neutriinojen oskillaatio kvanttikentässä").novelty > found.novelty
    assert shipped.n_observations == 0 and len(shipped.phenomenon_ids) == 39


@pytest.mark.parametrize(("text", "code"), [
    ("", "text_empty"), (" \n\t", "text_empty"), ("...", "text_empty"), ("\x00", "text_empty"),
    ("testi", "text_says_nothing"), ("ei mitään", "text_says_nothing"), ("asdfgh", "text_says_nothing"),
])  # fmt: skip
def test_what_says_nothing_gets_an_answer(triage: rakenlp.Triage, text: str, code: str) -> None:
    found = triage.suggest(text)
    assert codes(found) == [code] and found.needs_human and found.phenomena == [] and not found.is_single_voice


@pytest.mark.parametrize(("text", "code"), [
    ("En jaksa enää elää, kukaan ei välitä", "danger_suicide"),
    ("Jag vill inte leva längre", "danger_suicide"),
    ("He said he wants to die", "danger_suicide"),
    ("Mies on uhannut tappaa vaimonsa", "danger_violence"),
    ("Han har hotat att döda mig flera gånger", "danger_violence"),
    ("Elämällä ei ole enää tarkoitusta", "danger_suicide"),
    ("En näe mitään syytä jatkaa", "danger_suicide"),
    ("Aion ottaa kaikki lääkkeet kerralla", "danger_suicide"),
    ("Olen miettinyt, etten halua herätä aamulla", "danger_suicide"),
    ("Tekisi mieli päättää päivät", "danger_suicide"),
    ("Vanhus makaa omissa ulosteissaan ilman ruokaa", "danger_neglect"),
    ("Lapsi jätetään yöksi yksin", "danger_neglect"),
    ("Mamma låg i sin egen avföring hela dagen", "danger_neglect"),
])  # fmt: skip
def test_danger_is_read_first(shipped: rakenlp.Triage, text: str, code: str) -> None:
    found = shipped.suggest(text)
    assert codes(found)[0] == code and found.priority == "first" and found.needs_human


def test_danger_by_the_phenomenon_alone(shipped: rakenlp.Triage) -> None:
    found = shipped.suggest("Kylällä on kaksi nuorta miestä haudattu tänä keväänä, oma valinta, hiljaista on")
    shares = {g.phenomenon_id: g.probability for g in found.phenomena}
    assert (shares.get("itsemurhat", 0.0) >= 0.2) == ("danger_suicide" in codes(found))


def test_ordinary_texts_are_not_danger(shipped: rakenlp.Triage) -> None:
    for text in (HOMELESS, "Bussi ei kulje kylälle", "Jonot terveyskeskukseen ovat pitkät"):
        assert shipped.suggest(text).priority != "first"


def test_languages(shipped: rakenlp.Triage) -> None:
    swedish = shipped.suggest("Jag är bostadslös och får ingen hjälp av kommunen.")
    assert swedish.language == "sv" and "foreign_language" in codes(swedish)
    assert swedish.phenomena[0].phenomenon_id == "asunnottomuus"
    unknown = shipped.suggest("Мне негде жить и никто не помогает")
    assert unknown.language == "unknown" and "unknown_language" in codes(unknown)


def test_reasons_and_names_speak_three_languages(shipped: rakenlp.Triage) -> None:
    found = shipped.suggest("En jaksa enää elää")
    finnish = found.reasons[0].text
    set_language("sv")
    assert found.reasons[0].text == found.reasons[0].texts["sv"] != finnish
    assert shipped.suggest("Vuokra on rästissä, häätö uhkaa").phenomena[0].name == "Vräkningar och hyresskulder"
    assert all(set(reason.texts) == {"fi", "sv", "en"} for reason in found.reasons)


def test_a_long_text_is_cut_and_says_so(shipped: rakenlp.Triage) -> None:
    long = (HOMELESS + " ") * 16_000
    found = shipped.suggest(long)
    assert "text_cut" in codes(found) and found.phenomena[0].phenomenon_id == "asunnottomuus"
    assert found.phenomena == shipped.suggest(long[:LONGEST]).phenomena


@pytest.mark.parametrize("call", [
    lambda t: t.suggest(None), lambda t: t.suggest(b"x"), lambda t: t.suggest(3), lambda t: t.suggest(["x"]),
    lambda t: t.suggest("x", received_date=3), lambda t: t.suggest("x", received_date=["2026"]),
    lambda t: t.suggest("x", respondent_group=3), lambda t: t.suggest("x", municipality=b"x"),
    lambda t: t.suggest("x", service_line={}), lambda t: t.suggest("x", top_k=0), lambda t: t.suggest("x", top_k=1.5),
    lambda t: t.suggest("x", top_k=True), lambda t: t.suggest("x", top_k=101), lambda t: t.suggest_batch("x"),
    lambda t: t.suggest_batch(3), lambda t: t.suggest_batch({"text": "x"}), lambda t: t.suggest_batch([None]),
    lambda t: t.suggest_batch([{}]), lambda t: t.suggest_batch([{"text": None}]), lambda t: t.warm_up(seconds=-1),
    lambda t: t.suggest_batch(["x", {"text": "x", "top_k": "3"}]),
])  # fmt: skip
def test_wrong_types_are_told(shipped: rakenlp.Triage, call: Any) -> None:
    with pytest.raises(ParameterError, match="Triage"):
        call(shipped)


@pytest.mark.parametrize("day", [
    "2026-05-01", "1.5.2026", "2026-05-01T12:30:00+03:00", dt.date(2026, 5, 1), dt.datetime(2026, 5, 1, 23, 59),
    pd.Timestamp("2026-05-01"), np.datetime64("2026-05-01"), np.datetime64("2026-05-01T10:00:00.000000001"),
])  # fmt: skip
def test_dates_in_many_forms(triage: rakenlp.Triage, day: Any) -> None:
    assert triage.suggest(HOMELESS, day) == triage.suggest(HOMELESS, "2026-05-01")


@pytest.mark.parametrize("day", ["huomenna", "32.1.2026", "2026-13-01", "٣.٣.٢٠٢٦"])
def test_an_unreadable_date_is_told_and_left_out(triage: rakenlp.Triage, day: str) -> None:
    found = triage.suggest(HOMELESS, day)
    assert codes(found)[-1] == "date_unreadable" and found.phenomena == triage.suggest(HOMELESS).phenomena
    assert triage.suggest(HOMELESS, "") == triage.suggest(HOMELESS, pd.NaT) == triage.suggest(HOMELESS)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=()), max_size=400), day=st.none() | st.text(max_size=12))
def test_any_text_gets_an_answer(triage: rakenlp.Triage, text: str, day: str | None) -> None:
    found = triage.suggest(text, day, respondent_group=text[:30], municipality=text[-20:])
    assert (
        found
        == triage.suggest_batch(
            [{"text": text, "received_date": day, "respondent_group": text[:30], "municipality": text[-20:]}]
        )[0]
    )
    json.dumps(found.to_dict()).encode()
    assert 0 <= found.novelty <= 1 and found.needs_human == any(reason.asks for reason in found.reasons)


@pytest.mark.parametrize(
    "piece", ["a", "\x00", "\ud800", "ä ", "0401234567 ", "@", "aaaaaaaaaa-", "🏚", "\u0301", "<b>"]
)
def test_a_megabyte_of_anything_gets_an_answer_in_time(shipped: rakenlp.Triage, piece: str) -> None:
    import time

    start = time.process_time()
    found = shipped.suggest(piece * (1_000_000 // len(piece)))
    assert "text_cut" in codes(found) and time.process_time() - start < 5


def test_a_stored_text_is_found_again(triage: rakenlp.Triage, analysis: rakenlp.Analysis) -> None:
    table = analysis.observations
    group = dict(zip(table["observation_id"], table["duplicate_group"], strict=True))
    for position in range(0, len(table), 23):
        text, name = analysis.obs.texts[position], table["observation_id"][position]
        found = triage.suggest(text, table["received_date"][position])
        assert found.near_duplicate_of is not None
        assert found.near_duplicate_of == name or group[found.near_duplicate_of] == group[name] is not None
        if len(text) > 60:
            assert name in [item.observation_id for item in found.similar] or group[name] is not None
            assert found.similar[0].similarity > 0.999 and found.novelty < 0.05


@pytest.fixture(scope="module")
def small() -> rakenlp.Triage:
    texts = {
        "a": "Vuokrat on rästissä ja häätö tulossa, perheellä ei ole paikkaa minne mennä ensi kuussa.",
        "b": "Häätöuhka: asiakkaan vuokravelka kasvaa, eikä maksusuunnitelmaan suostuta vuokranantajan puolelta.",
        "c": "Häädön saanut nuori pari nukkuu autossa, vuokravelkaa on kolmelta kuukaudelta.",
    }
    return rakenlp.analyse(
        rows(
            ("2025-01-10", "asiakas", "Nokia", "a", texts["a"]),
            ("2026-03-01", "asiakas", "Nokia", "b", texts["b"]),
            line="avopalvelut",
        )
    ).triage()


EVICTION = "Vuokravelkaa on kertynyt ja häätö on edessä, kirje tuli tänään."


def test_the_status_counts_observations_and_voices(small: rakenlp.Triage) -> None:
    same = small.suggest(EVICTION, "2026-04-01", "asiakas", "Nokia").flag_status
    assert same is not None and (same.observations, same.voices, same.state) == (2, 1, "short")
    assert (same.missing_observations, same.missing_voices) == (1, 1) and same.one_short
    assert same.text.startswith("Toinen ilmoitus 6 kuukauden aikana; ääni on kuultu jo")
    other = small.suggest(EVICTION, "2026-04-01", "Ammattilainen", "Nokia").flag_status
    assert other is not None and (other.observations, other.voices) == (2, 2)
    assert other.text == ("Toinen ilmoitus ja toinen ääni 6 kuukauden aikana. Ehdotukseen puuttuu vielä yksi ilmoitus.")
    assert "asiakas" not in other.missing_groups and "järjestö" in other.missing_groups
    assert same.text.endswith("Ehdotukseen puuttuu vielä yksi ilmoitus ja yksi ääni.")


def test_what_is_one_short_is_told_as_it_is(small: rakenlp.Triage) -> None:
    def said(group: str) -> list[str]:
        found = small.suggest(EVICTION, "2026-04-01", group, "Nokia")
        return [reason.text for reason in found.reasons if reason.code == "one_voice_short"]

    assert said("ammattilainen") == ["Ilmiöstä puuttuu ehdotukseen enää yksi ilmoitus; ääniä on jo tarpeeksi."]
    assert said("asiakas") == ["Ilmiöstä puuttuu ehdotukseen enää yksi ilmoitus uudella äänellä."]
    three = rakenlp.analyse(
        rows(*[(f"2026-03-0{i}", "asiakas", "Nokia", f"v{i}", text) for i, text in enumerate(EVICTIONS, 1)])
    ).triage()
    found = three.suggest(EVICTION, "2026-04-01", "asiakas", "Nokia")
    assert found.flag_status is not None and found.flag_status.one_short and not found.flag_status.changes
    assert "one_voice_short" not in codes(found) and not found.needs_human  # nothing changed: one voice was lacking


EVICTIONS = [
    "Vuokrat on rästissä kahdelta kuulta ja häätö uhkaa perhettä.",
    "Vuokranantaja purki sopimuksen maksamattomien vuokrien vuoksi.",
    "Häätöpäätös tuli, eikä vuokravelkaan saatu apua ajoissa.",
    "Nuori aikuinen menetti asunnon vuokravelan vuoksi.",
]


def test_a_submission_asks_only_when_it_changes_something() -> None:
    given = [(f"2026-03-0{i}", "asiakas", "Nokia", f"v{i}", text) for i, text in enumerate(EVICTIONS, 1)]
    three = rakenlp.analyse(rows(*given)).triage()
    found = three.suggest(EVICTION, "2026-04-01", "ammattilainen", "Nokia")  # the second voice
    assert found.flag_status is not None and found.flag_status.state == "entry_met"
    assert "entry_met" in codes(found) and found.needs_human
    given[3] = (given[3][0], "läheinen", *given[3][2:])
    met = rakenlp.analyse(rows(*given))
    met.flags = met.flags.iloc[:0]  # as where there is a past, and it lets expect this much
    found = met.triage().suggest(EVICTION, "2026-04-01", "ammattilainen", "Nokia")
    assert found.flag_status is not None and found.flag_status.state == "met_before"
    assert "entry_met" not in codes(found) and "jo ilman tätä" in found.flag_status.text
    assert found.priority == "ordinary"


def test_the_queue_of_the_example_is_ordered(example: rakenlp.Observations) -> None:
    """The last fifth of the example export, asked of the analysis of what came before it."""
    days = example.frame["received_date"]
    cut = days.quantile(0.8)
    earlier, later = days[days <= cut].index, days[days > cut].index
    form = ["received_date", "respondent_group", "municipality", "service_line"]
    frame = example.frame.assign(observation_id=example.frame.index, description=example.texts)
    table = frame[["observation_id", "description", *form]]
    triage = rakenlp.analyse(rakenlp.read_observations(table.loc[earlier])).triage()
    found = triage.suggest_batch(table.loc[later].to_dict("records"))
    shares = {name: sum(s.priority == name for s in found) / len(found) for name in ("first", "human", "ordinary")}
    assert shares["ordinary"] > 0.4 and shares["first"] < 0.1 and shares["human"] > 0.1
    changing = [s for s in found if "entry_met" in codes(s)]
    assert changing and all(s.flag_status is not None and s.flag_status.changes for s in changing)


@pytest.mark.parametrize(("number", "expected"), [
    (3, ("Kolmas", "Tredje", "Third")), (11, ("11.", "11:e", "11th")), (21, ("21.", "21:a", "21st")),
    (22, ("22.", "22:a", "22nd")), (23, ("23.", "23:e", "23rd")), (112, ("112.", "112:e", "112th")),
])  # fmt: skip
def test_ordinals(number: int, expected: tuple[str, ...]) -> None:
    assert tuple(_ordinal(number, language) for language in ("fi", "sv", "en")) == expected


def test_the_rules_of_the_analysis_are_those_of_triage(tmp_path: Path) -> None:
    given = [(f"2026-03-0{i}", "asiakas", "Nokia", f"v{i}", text) for i, text in enumerate(EVICTIONS, 1)]
    analysis = rakenlp.analyse(rows(*given), rules={"min_voices": 9, "min_observations": 12})
    folder = analysis.save(tmp_path / "a")
    again = rakenlp.load_analysis(folder)
    assert again.rules == analysis.rules
    for triage in (analysis.triage(), rakenlp.Triage.load(folder), again.triage()):
        status = triage.suggest(EVICTION, "2026-04-01").flag_status
        assert status is not None and (status.needed_observations, status.needed_voices) == (12, 9)
    other = analysis.triage({"min_voices": 2}).suggest(EVICTION, "2026-04-01").flag_status
    assert other is not None and other.needed_voices == 2


def test_the_status_is_of_the_day(small: rakenlp.Triage) -> None:
    later = small.suggest(EVICTION, "2027-04-01", "asiakas", "Nokia").flag_status
    assert later is not None and later.observations == 1
    unknown = small.suggest(EVICTION).flag_status  # the last day of the stored ones is assumed
    assert unknown is not None and unknown.observations == 2


def test_a_copy_adds_no_voice(small: rakenlp.Triage) -> None:
    copy = "Häätöuhka: asiakkaan vuokravelka kasvaa eikä maksusuunnitelmaan suostuta vuokranantajan puolelta!"
    found = small.suggest(copy, "2026-03-20", "järjestö", "Tampere")
    assert found.near_duplicate_of == "b" and found.flag_status is not None and not found.flag_status.counts
    assert (found.flag_status.observations, found.flag_status.voices) == (1, 1)
    assert "near_duplicate" in codes(found) and "one_voice_short" not in codes(found)


def test_near_duplicates_are_of_the_same_time_unless_identical(small: rakenlp.Triage) -> None:
    edited = "Vuokrat on rästissä, ja häätö tulossa; perheellä ei ole paikkaa minne mennä ensi kuussakaan."
    assert small.suggest(edited, "2025-02-10").near_duplicate_of == "a"
    assert small.suggest(edited, "2026-02-10").near_duplicate_of is None
    assert small.suggest(edited).near_duplicate_of == "a"
    same = "vuokrat on RÄSTISSÄ ja häätö tulossa perheellä ei ole paikkaa minne mennä ensi kuussa"
    assert small.suggest(same, "2026-02-10").near_duplicate_of == "a"


def test_single_voices(small: rakenlp.Triage) -> None:
    assert not small.suggest(EVICTION, "2026-04-01").is_single_voice
    assert small.suggest(EVICTION, "2027-04-01").is_single_voice  # nothing of it in the 12 months before
    first = small.suggest("Koulussa kiusataan ja poika ei enää mene kouluun aamuisin", "2026-04-01")
    assert first.fits and first.is_single_voice and "single_voice" in codes(first)
    none = small.suggest("Ihan mukava päivä ja aurinko paistaa", "2026-04-01")
    assert none.fits or none.is_single_voice


def test_an_analysis_of_nothing_answers() -> None:
    empty = rakenlp.analyse(rakenlp.read_observations([{"description": "testi"}])).triage()
    found = empty.suggest(EVICTION, "2026-04-01", "asiakas", "Nokia")
    assert found.fits and found.is_single_voice and found.similar == [] and found.service_line is None


def test_the_service_line_comes_from_the_county_alone(analysis: rakenlp.Analysis, triage: rakenlp.Triage) -> None:
    assert triage.suggest("Bussi").service_line is None or triage.suggest("Bussi").service_line_counts
    known = {str(v) for v in analysis.observations["service_line"] if v}
    seen = [s for s in triage.suggest_batch(analysis.obs.texts[:150]) if s.service_line is not None]
    assert seen
    for found in seen:
        assert found.service_line in known and sum(found.service_line_counts.values()) >= 5
        assert found.service_line_counts[found.service_line] > 0
        assert list(found.service_line_counts.values()) == sorted(found.service_line_counts.values(), reverse=True)


def test_flags_of_the_analysis_are_told(analysis: rakenlp.Analysis, triage: rakenlp.Triage) -> None:
    flags = analysis.flags[analysis.flags["kind"].isin(["growing", "accumulated"])]
    flagged = set(flags["phenomenon_id"])
    states = {
        s.flag_status.phenomenon_id: s.flag_status
        for s in triage.suggest_batch(analysis.obs.texts)
        if s.flag_status is not None
    }
    assert flagged & set(states)
    for code, status in states.items():
        assert (status.state == "flagged") == (code in flagged)
        assert status.kinds == sorted(set(flags[flags["phenomenon_id"] == code]["kind"]))


def test_what_asks_for_a_person(shipped: rakenlp.Triage) -> None:
    for found in shipped.suggest_batch(TEXTS):
        shares = [guess.probability for guess in found.phenomena]
        if found.fits and not any(code.startswith(("danger", "unlike")) for code in codes(found)):
            close = len(shares) > 1 and shares[1] >= FITS and shares[0] - shares[1] < 0.15
            assert ("two_close" in codes(found)) == close
            assert ("low_probability" in codes(found)) == (shares[0] < 0.5 and not close)
        assert ("nothing_fits" in codes(found)) == (bool(found.phenomena) and not found.fits)


def test_after_warm_up_no_text_waits_for_what_few_texts_need() -> None:
    asked = """
from rakenlp import Triage
from rakenlp.language import swedish
from rakenlp.language.lemma_model import LemmaModel
Triage.default().warm_up(["Vuokra nousi."], seconds=0)
assert "counts" in vars(LemmaModel.default()), "a word that nobody knows would wait for it"
assert swedish._lists.cache_info().currsize == 1
"""
    subprocess.run([sys.executable, "-c", asked], check=True)  # a process that has read nothing yet


def test_health_and_warm_up(triage: rakenlp.Triage, analysis: rakenlp.Analysis) -> None:
    before = triage.suggest(HOMELESS)
    assert triage.warm_up(TEXTS) == len(TEXTS) and triage.warm_up(seconds=0) == 1
    health = triage.health()
    assert health["status"] == "ok" and health["observations"] == len(analysis.observations)
    assert health["county_data"] and health["as_of"] == analysis.as_of.date().isoformat()
    json.dumps(health)
    assert triage.suggest(HOMELESS) == before


def test_a_newer_model_takes_over_while_serving(
    triage: rakenlp.Triage, shipped: rakenlp.Triage, tmp_path: Path
) -> None:
    holder, stop, wrong = TriageHolder(shipped), threading.Event(), []
    expected = {t.model_id: t.suggest(HOMELESS) for t in (triage, shipped)}
    folder = triage.save(tmp_path / "t")

    def ask() -> None:
        while not stop.is_set():
            current = holder.current
            found = current.suggest(HOMELESS)
            if found != expected.get(found.model_id) or found.model_id != current.model_id:
                wrong.append(found.model_id)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        assert holder.swap(triage) is shipped
        assert holder.swap(shipped) is triage
    assert holder.reload(folder, warm_up=False) is shipped and holder.current.model_id == triage.model_id
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    with pytest.raises(rakenlp.errors.ModelFormatError):
        holder.reload(tmp_path / "nothing")
    assert holder.current.model_id == triage.model_id


FOOTBALL = [
    "Jalkapallon liigassa pelattiin eilen tasapeli", "Jalkapallo: liigan kausi alkoi kotijoukkueen voitolla",
    "Liigan jalkapallo-ottelu siirtyi sateen vuoksi", "Maalivahti pelasti jalkapalloliigan paikallisottelun",
    "Jalkapallojoukkue nousi liigan kärkeen maalierolla", "Liigajalkapallon ottelussa nähtiin neljä maalia",
]  # fmt: skip
BUDGET = [
    "Hallitus päätti valtion budjetista ja veroista", "Budjetti ja verot puhuttivat hallituksen neuvotteluissa",
    "Verotus kiristyy, kun hallitus etsii säästöjä budjettiin", "Valtion budjetin alijäämä kasvaa veroista huolimatta",
    "Hallituksen budjettiriihi sopi veronkevennyksistä", "Budjetissa hallitus leikkaa menoja ja nostaa veroja",
]  # fmt: skip


def test_without_a_taxonomy() -> None:
    analysis = rakenlp.analyse(rakenlp.read_observations(FOOTBALL + BUDGET), taxonomy=None)
    triage, text = analysis.triage(), "Jalkapallon liigassa ottelu päättyi tasapeliin"
    found = triage.suggest(text)
    best = found.phenomena[0]
    assert found.fits and best.phenomenon_id in analysis.model.phenomenon_ids_ and best.parent == "muu"
    assert best.name == dict(analysis.phenomena[["phenomenon_id", "name"]].to_numpy().tolist())[best.phenomenon_id]
    assert set(best.evidence_terms) & {"jalkapallo", "liiga", "ottelu"}


def test_a_model_without_phenomena_answers() -> None:
    analysis = rakenlp.analyse(rakenlp.read_observations(FOOTBALL[:2]), taxonomy=None)
    found = analysis.triage().suggest(FOOTBALL[2])
    assert found.phenomena == [] and found.is_single_voice and "nothing_fits" in codes(found)
    assert analysis.triage().health()["status"] == "ok"


@pytest.mark.slow
def test_memory_stays_flat(shipped: rakenlp.Triage, example: rakenlp.Observations) -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1])

    if not Path("/proc/self/statm").exists():
        pytest.skip("no /proc")

    def new_texts(seed: int) -> list[str]:
        draw, parts = random.Random(seed), [part for text in example.texts for part in text.split(". ")]
        made = [" ".join(draw.sample(parts, 3)) for _ in range(150)]
        return [f"{text} {''.join(draw.choices('aeiouklmnprstv', k=9))}" for text in made]

    for _ in range(20):
        shipped.suggest_batch(TEXTS)
    shipped.suggest_batch(new_texts(0))
    before = resident()
    for _ in range(100):
        shipped.suggest_batch(TEXTS)
    assert (resident() - before) * 4096 < 8 << 20
    shipped.suggest_batch(new_texts(1))  # words that were not met: about as much as their own count
    assert (resident() - before) * 4096 < 24 << 20
