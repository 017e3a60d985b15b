"""Cleaning and screening of texts, ids derived from them, masking at load."""

from __future__ import annotations

import random
import time
import types
import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rakenlp.observations import read_observations
from rakenlp.observations.cleaning import as_text, clean_text, is_missing
from rakenlp.observations.screening import screen_text


def read(source, **options):
    return read_observations(source, **{"mask": False, **options})


def issues(obs, code):
    found = obs.import_report.issues
    return found[found["code"] == code]


# --- cleaning ---


@pytest.mark.parametrize(
    ("raw", "clean", "changes"),
    [
        ("Rahat loppu.", "Rahat loppu.", ()),
        ("Äiti – 80 € – ei pääse…", "Äiti – 80 € – ei pääse…", ()),
        ("  a \r\n\r\n\r\n\r\n b\tc  ", "a\n\nb c", ("whitespace",)),
        ("a\u00a0b\u202fc", "a b c", ("whitespace",)),
        ("lää\u00adkä\u200bri\ufeff", "lääkäri", ("invisible",)),
        ("a\u200db", "ab", ("invisible",)),
        ("a\x00b\x07c\x1f", "abc", ("invisible",)),
        ("”no” ’joo’ »ei« ‘x’", "\"no\" 'joo' \"ei\" 'x'", ("quotes",)),
        ("a\u0308iti", "äiti", ("unicode",)),
        ("eﬁnn", "efinn", ("unicode",)),
        ("PÃ¤Ã¤ttÃ¤jÃ¤ Ã–ljysÃ¤iliÃ¶ Ã…bo", "Päättäjä Öljysäiliö Åbo", ("mojibake",)),
        ("vitsi â€œniinâ€ ja itâ€™s", 'vitsi "niin" ja it\'s', ("mojibake", "quotes")),
        ("pÃƒÂ¤Ã¤", "pää", ("mojibake",)),
        ("hinta 80 â‚¬", "hinta 80 €", ("mojibake",)),
        ("√§iti", "äiti", ("mojibake",)),
        ("100 Â€", "100 Â€", ()),
        ("h\ud83d\ude00i", "h😀i", ("surrogates",)),
        ("h\ud83di", "h\ufffdi", ("surrogates",)),
        ("k\ufffdyh\ufffd", "k\ufffdyh\ufffd", ("lost_characters",)),
        ("its \x93ok\x94 \x96 no", 'its "ok" – no', ("invisible", "quotes")),
        ("a<br>b<br/>c &amp; d &auml;", "a\nb\nc & d ä", ("markup",)),
        ("<p>yksi</p><p>kaksi</p>", "yksi\nkaksi", ("markup", "whitespace")),
        ("a_x000D_\nb", "a\nb", ("markup", "whitespace")),
        ("5 < 6 ja 7 > 6 & muuta", "5 < 6 ja 7 > 6 & muuta", ()),
        ("👨\u200d👩\u200d👧 perhe", "👨\u200d👩\u200d👧 perhe", ()),
    ],
)
def test_cleaning(raw, clean, changes):
    assert clean_text(raw) == (clean, changes)


@pytest.mark.parametrize("text", ["Ordet ”Å” finns", "Håll ’Å’ kvar", "Ã yksin", "á é í", "Помощь", "مرحبا", "Â x"])
def test_uncertain_repairs_are_not_made(text):
    assert "mojibake" not in clean_text(text)[1]


@settings(max_examples=400, deadline=None)
@given(st.text())
def test_cleaning_is_stable_and_leaves_nothing_behind(raw):
    clean, _ = clean_text(raw)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert not any(unicodedata.category(character) == "Cc" and character != "\n" for character in clean)
    clean.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyzåäöÅÄÖ ,.!?-–€", min_size=1))
def test_finnish_misread_as_cp1252_comes_back(text):
    text = " ".join(text.split())
    misread = text.encode("utf-8").decode("cp1252", "ignore")
    if misread.encode("cp1252", "ignore") == text.encode("utf-8"):
        assert clean_text(misread)[0] == clean_text(text)[0]


def test_a_megabyte_is_cleaned_in_a_moment():
    start = time.process_time()
    clean_text(("Ei  pÃ¤Ã¤se ”lää\u00adkäriin” " * 40_000)[:1_000_000])
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (float("nan"), None),
        (pd.NA, None),
        (pd.NaT, None),
        ("", ""),
        (5, "5"),
        (5.0, "5"),
        (5.25, "5.25"),
        (True, "kyllä"),
        (b"\xc3\xa4", "ä"),
        (["a", None, "b"], "a, b"),
        ({"x": "a"}, "a"),
        (pd.Timestamp("2026-02-01"), "2026-02-01T00:00:00"),
    ],
)
def test_cells_of_any_type_as_text(value, shown):
    assert as_text(value) == shown
    assert is_missing(value) == (shown is None or shown == "")


def test_changes_are_reported_by_row_or_by_column():
    obs = read(
        [
            "  Rahat loppu",
            "PÃ¤Ã¤tÃ¶s viipyy",
            "k\ufffdyh\ufffd asia",
            "lää\u00adkäri puuttuu",
            "”Ei aikoja”",
            12,
            "x" * 60_000,
        ]
    )
    assert issues(obs, "mojibake")["row"].tolist() == [2]
    assert issues(obs, "lost_characters")["row"].tolist() == [3]
    assert issues(obs, "long_text")["row"].tolist() == [7]
    for code, row in (("clean_whitespace", 1), ("clean_invisible", 4), ("clean_quotes", 5), ("not_text", 6)):
        note = issues(obs, code)
        assert note["row"].isna().tolist() == [True]
        assert f"(rivit {row})" in note["message"].iloc[0]
    assert len(obs.frame["description"].iloc[-1]) == 60_000


# --- screening ---


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "blank"),
        ("", "blank"),
        (" \n ", "blank"),
        ("-", "no_words"),
        ("...", "no_words"),
        ("?!", "no_words"),
        ("123", "no_words"),
        ("👍", "no_words"),
        ("1.2.2026", "no_words"),
        ("ei mitään", "boilerplate"),
        ("Ei mitään.", "boilerplate"),
        ("EI MITÄÄN!!", "boilerplate"),
        ("ei mitaan", "boilerplate"),
        ("Ei kommentoitavaa", "boilerplate"),
        ("ei komentoitavaa", "boilerplate"),
        ("ei kommentoitavva", "boilerplate"),
        ("En osaa sanoa.", "boilerplate"),
        ("eos", "boilerplate"),
        ("nej inget", "boilerplate"),
        ("Inget att tillägga", "boilerplate"),
        ("nothing", "boilerplate"),
        ("No comment", "boilerplate"),
        ("n/a", "boilerplate"),
        ("I don't know", "boilerplate"),
        ("ok", "boilerplate"),
        ("eiiii", "boilerplate"),
        ("nan", "boilerplate"),
        ("testi", "test"),
        ("TESTI!", "test"),
        ("test", "test"),
        ("testi testi 123 kuuluuko", "test"),
        ("Tämä on testi", "test"),
        ("koe koe, näkyykö tämä jossain", "test"),
        ("This is just a test", "test"),
        ("testing", "test"),
        ("asdf", "keyboard"),
        ("asdfghjklö", "keyboard"),
        ("qwertyuiop", "keyboard"),
        ("asdf jkl ööö", "keyboard"),
        ("aaaa", "keyboard"),
        ("aaaa bbbb 12345 asdf", "keyboard"),
        ("lkjhg", "keyboard"),
        ("#NAME?", "excel_error"),
        ("#ARVO!", "excel_error"),
    ],
)
def test_rows_that_say_nothing(text, reason):
    assert screen_text(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Rahat loppu.",
        "Yksinäisyys.",
        "Apua!",
        "Nälkä",
        "Vuokra.",
        "Väkivalta",
        "velat",
        "Jono.",
        "Ohi on.",
        "Tyhjä.",
        "Ei mitään rahaa",
        "Ei mitään apua mistään",
        "En tiedä mihin mennä",
        "Ei ole asuntoa",
        "Ei vastausta Kelasta",
        "Testi oli positiivinen ja jäin yksin",
        "Testataan uutta palvelua",
        "Koe meni huonosti, koulukiusaaminen",
        "Hei, rahat loppu",
        "Kiitos ruoka-avusta!",
        "ok mutta yksin",
        "Ensamhet",
        "Hungry",
        "Help",
        "No money",
        "Ingen hjälper",
        "Помощь",
        "مساعدة",
        "Päihteet",
        "Poika",
        "Oppi",
        "Loppu",
        "Työttömyys",
        "se ei",
        "En jaksa",
        "En pysty",
        "Ei pysty",
    ],
)
def test_short_real_messages_are_kept(text):
    assert screen_text(text) is None


def test_a_row_is_kept_if_any_field_says_something():
    rows = [
        {"kuvaus": "-", "vaikutukset": "Lapset näkevät nälkää", "ehdotus": ""},
        {"kuvaus": "Vuokra nousi", "vaikutukset": "ei mitään", "ehdotus": "-"},
        {"kuvaus": "", "vaikutukset": "-", "ehdotus": "Lisää asuntoja"},
        {"kuvaus": "", "vaikutukset": "-", "ehdotus": None},
        {"kuvaus": "Vuokra nousi", "vaikutukset": "Ei jää ruokaan", "ehdotus": "Lisää asuntoja"},
    ]
    obs = read(rows)
    assert obs.texts == ["Lapset näkevät nälkää", "Vuokra nousi", "Lisää asuntoja", "Vuokra nousi\nEi jää ruokaan"]
    assert obs.frame["effects"].tolist() == ["Lapset näkevät nälkää", "ei mitään", "-", "Ei jää ruokaan"]
    assert obs.frame["description"].tolist() == ["-", "Vuokra nousi", "", "Vuokra nousi"]
    assert obs.set_aside[["row", "code"]].values.tolist() == [[4, "no_words"]]
    assert issues(obs, "proposal_as_text")["row"].tolist() == [3]
    assert set(issues(obs, "empty_answer")["column"]) == {"kuvaus", "vaikutukset", "ehdotus"}


def test_set_aside_rows_can_be_read_by_a_person():
    obs = read(["Rahat loppu", "testi", "  "])
    assert obs.set_aside.columns.tolist() == ["row", "code", "message", "description"]
    assert obs.set_aside[["row", "code", "description"]].values.tolist() == [[2, "test", "testi"], [3, "blank", ""]]
    assert obs.set_aside["message"].str.len().gt(10).all()


# --- ids ---


def test_given_ids_stay_and_repeated_ones_get_a_suffix():
    rows = [
        ("7", "Rahat loppu", "2.2.2026"),
        (7.0, "Vuokra nousi", "1.2.2026"),
        ("7-2", "Jono kasvaa", ""),
        (None, "Ei apua", ""),
    ]
    obs = read([{"id": number, "kuvaus": text, "pvm": date} for number, text, date in rows])
    ids = obs.frame.index.tolist()
    assert ids[:3] == ["7-3", "7", "7-2"]
    assert ids[3].startswith("h") and len(ids[3]) == 13
    assert issues(obs, "id_repeated")["row"].tolist() == [1]


def test_ids_that_are_personal_data_are_replaced():
    obs = read(
        [
            {"id": "131052-308T", "kuvaus": "Rahat loppu"},
            {"id": "a@b.fi", "kuvaus": "Vuokra"},
            {"id": "2026-001", "kuvaus": "Jono"},
        ]
    )
    assert obs.frame.index.tolist()[2] == "2026-001"
    assert issues(obs, "id_personal")["row"].tolist() == [1, 2]
    assert "308T" not in obs.frame.reset_index().to_csv() + obs.import_report.issues.to_csv()


def test_derived_ids_do_not_depend_on_order_or_on_other_rows():
    rows = [
        {"kuvaus": f"Havainto numero {number // 2} asiasta", "pvm": "1.2.2026", "kunta": str(number)}
        for number in range(20)
    ]
    first = read(rows).frame
    by_place = dict(zip(first["municipality"], first.index, strict=True))
    assert first.index.is_unique
    shuffled = random.Random(3).sample(rows, len(rows))
    second = read(shuffled).frame
    assert dict(zip(second["municipality"], second.index, strict=True)) == by_place
    alone = read(rows[:1], mask=True).frame
    assert alone.index[0] in (by_place["0"], by_place["1"])


# --- masking ---


@pytest.fixture
def fake_privacy(monkeypatch):
    """A stand-in that masks the word SALA, so that the test does not hang on the rules of masking."""

    def mask(text, masking=None):
        count = text.count("SALA")
        return types.SimpleNamespace(text=text.replace("SALA", "[X]"), counts={"phone": count} if count else {})

    monkeypatch.setattr("rakenlp.privacy._cell_masking.mask", mask)


def test_masking_covers_texts_unknown_columns_and_set_aside_rows(fake_privacy):
    rows = [
        {"kuvaus": "Soita SALA tai SALA", "ehdotus": "SALA", "oma": "huone SALA", "luku": 5, "rooli": "SALA 12345"},
        {"kuvaus": "testi", "ehdotus": "", "oma": "SALA", "luku": 6, "rooli": ""},
    ]
    obs = read_observations(rows)
    assert obs.masked
    assert obs.texts == ["Soita [X] tai [X]"]
    assert obs.frame["oma"].tolist() == ["huone [X]"] and obs.frame["luku"].tolist() == [5]
    everything = (
        obs.frame.to_csv() + obs.import_report.issues.to_csv() + obs.set_aside.to_csv() + obs.import_report.summary()
    )
    assert "SALA" not in everything
    notes = issues(obs, "masked").set_index("column")["message"]
    assert "puhelinnumero 2" in notes["kuvaus"] and "puhelinnumero 1" in notes["oma"]
    assert read(rows).texts == ["Soita SALA tai SALA"]


def test_ids_are_the_same_with_and_without_masking(fake_privacy):
    rows = ["Soita SALA heti", "Vuokra nousi"]
    assert read_observations(rows).frame.index.tolist() == read(rows).frame.index.tolist()
