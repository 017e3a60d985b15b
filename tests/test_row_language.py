"""The language of a row."""

from __future__ import annotations

import csv
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rakenlp.observations import detect_language, read_observations

ROWS = Path(__file__).with_name("language_rows.tsv")


def rows(*parts: str) -> list[dict[str, str]]:
    """Short synthetic rows in many languages; "fresh" ones were written when the word lists were frozen."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in found if row["part"] in parts]


def misses(found: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    answers = [(row["expected"], detect_language(row["text"]), row["text"]) for row in found]
    return [(expected, got, text) for expected, got, text in answers if got not in expected.split("|")]


def test_short_rows_of_many_languages():
    assert len(rows("development", "kept", "fresh")) >= 500
    assert len(misses(rows("kept"))) / len(rows("kept")) <= 0.03
    assert len(misses(rows("fresh"))) / len(rows("fresh")) <= 0.05


def test_finnish_rows_hardly_ever_pass_for_another_language():
    finnish = [row for row in rows("development", "kept", "fresh") if row["expected"] == "fi"]
    wrong = [miss for miss in misses(finnish) if miss[1] != "unknown"]
    assert len(finnish) > 180 and wrong == []


def test_swedish_is_not_norwegian_nor_finnish_estonian():
    kin = [row for row in rows("development", "kept", "fresh") if row["kind"] in ("et", "no_da")]
    assert len(kin) > 30
    assert len(misses(kin)) <= 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("[NIMI] [PUHELIN]", "unknown"),
        ("https://example.org/the/need/help", "unknown"),
        ("Ring [SÄHKÖPOSTI] snarast, tack", "sv"),
        ("asdfghjkl öööö", "unknown"),
        ("\u00adhy\u00advä päivä", "fi"),
        (unicodedata.normalize("NFD", "äiti jäi yöksi ilman lääkettä"), "fi"),
        (unicodedata.normalize("NFD", "får ingen hjälp på svenska"), "sv"),
        ("apua\x00 ei saa", "fi"),
    ],
)
def test_marks_and_odd_letters(text, language):
    assert detect_language(text) == language


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text):
    assert detect_language(text) in {"fi", "sv", "en", "unknown"}


@pytest.mark.parametrize(
    "text", ["a\ud800 b\udfff", "ä" * 1_000_000, "x" * 300, "\u0308" * 5000, " " * 1_000_000 + "ei rahaa"]
)
def test_a_huge_or_broken_cell_takes_no_time(text):
    start = time.process_time()
    detect_language(text)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        "Vuokra nousi niin paljon, ettei ruokaan jää rahaa.",
        "mä en oikeesti jaksa enää",
        "ei oo rahaa bussiin",
        "tiiän et muilki on samaa, mut kukaa ei sano mitää",
        "Toimeentulotuki evättiin.",
        "asunto hometta taynna eika kukaan vastaa",
        "Lääkäriaikoja ei vaan saa, jonotan 3 kk",
        "Omaishoitaja uupuu",
        "Yksinäisyys.",
        "Iäkkäät eivät osaa käyttää sovellusta, digituki lopetettu",
        "Asiakas soitti 14.2. ja kertoi, että sähköt katkaistaan",
        "He ovat jonossa.",
        "Isännöitsijä sano et muuttakaa",
    ],
)
def test_finnish(text):
    assert detect_language(text) == "fi"


@pytest.mark.parametrize(
    "text",
    [
        "Hyran är för hög och pengarna räcker inte till mat.",
        "Jag får ingen hjälp på svenska.",
        "Köerna till tandvården är långa",
        "Ingen hjälper mig.",
        "Barnen mår dåligt och skolan gör inget",
        "Bussen går inte mer till vår by",
        "Vi behöver mera hemvård",
    ],
)
def test_swedish(text):
    assert detect_language(text) == "sv"


@pytest.mark.parametrize(
    "text",
    [
        "The rent went up and we cannot pay for food.",
        "I have no money left",
        "Nobody answers the phone.",
        "Interpreter not available",
        "my kids are hungry",
        "We wait months for a doctor",
    ],
)
def test_english(text):
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "!!!",
        "ab",
        "qwrtp",
        "Мне нужна помощь, денег нет.",
        "أحتاج إلى المساعدة",
        "Mul on väga halb olla, keegi ei aita mind ja raha pole.",
        "Jeg får ikke hjelp og vet ikke hva jeg skal gjøre.",
        "Ich bekomme keine Hilfe und weiß nicht, was ich machen soll.",
        "Waxaan u baahanahay caawimaad, ma haysto lacag.",
        "Je ne reçois aucune aide de la commune.",
    ],
)
def test_unknown(text):
    assert detect_language(text) == "unknown"


def test_a_megabyte_is_no_burden_and_the_frame_tells_the_language():
    obs = read_observations(
        ["Vuokra nousi taas. " * 50_000, "Jag får ingen hjälp.", "Help us, we have nothing."], mask=False
    )
    assert obs.frame["language"].tolist() == ["fi", "sv", "en"]
