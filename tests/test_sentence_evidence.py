"""Which sentence speaks for a phenomenon."""

from __future__ import annotations

import pytest

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.phenomena.sentence_evidence import by_sentence, sentences

TEXT = "Talvi on ollut kova. Nukun kaverin sohvalla, omaa asuntoa ei ole.\nKiitos kun luitte!"


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("ei pistettä", ["ei pistettä"]),
        ("ei oo rahaa. oon väsyny", ["ei oo rahaa.", "oon väsyny"]),
        ("Tulin 12.4. klo 9. Odotin.", ["Tulin 12.4. klo 9. Odotin."]),
        ("Soitin esim. heille. Ei vastattu...", ["Soitin esim. heille.", "Ei vastattu..."]),
        ('Hän sanoi: "Ei onnistu." Lähdin!', ['Hän sanoi: "Ei onnistu."', "Lähdin!"]),
        ("Mitä nyt?! Apua…\r\n- vuokra", ["Mitä nyt?!", "Apua…", "- vuokra"]),
    ],
)
def test_sentences_are_told_apart(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_hostile_texts_take_time_in_proportion() -> None:
    for text in ("." * 200_000, ". " * 100_000, "a." * 100_000, "\n" * 200_000, "\ud800 \x00. x"):
        assert all(0 <= start < end <= len(text) for start, end in sentences(text))


def test_the_sentence_that_tells_is_found() -> None:
    model = rakenlp.PhenomenonModel().fit([])
    found = model.evidence_by_sentence(TEXT, "asunnottomuus")
    assert [TEXT[each.start : each.end] for each in found] == pieces(TEXT)
    assert found[1].share > 0.9 and sum(each.share for each in found) == pytest.approx(1)
    assert {"nukkua", "sohva"} & set(found[1].terms)
    with pytest.raises(ParameterError):
        model.evidence_by_sentence(TEXT, "nowhere")


def test_a_text_without_evidence_has_no_share() -> None:
    assert [each.share for each in by_sentence("Sataa. Tuulee.", {})] == [0.0, 0.0]
    assert rakenlp.PhenomenonModel().fit([]).evidence_by_sentence("", "asunnottomuus") == []


def test_phenomena_found_without_a_taxonomy_have_their_sentences() -> None:
    often = ("aina", "taas", "joskus", "usein", "kovasti", "vieläkin")
    texts = [f"Sataa {how}. Kuntosali on suljettu ja jumppa loppui." for how in often]
    texts += [f"Tuulee {how}. Kirjaston lehdet katosivat hyllystä." for how in often]
    model = rakenlp.PhenomenonModel(taxonomy=None, n_phenomena=2).fit(texts)
    for text, label in zip(texts, model.labels_, strict=True):
        found = model.evidence_by_sentence(text, model.phenomenon_ids_[label])
        assert found[1].share > found[0].share
