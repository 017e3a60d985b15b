"""What a group of texts is called."""

from __future__ import annotations

from rakenlp.phenomena.phrases import name_of, typical_phrases

MEDICINES = [
    "Lääkkeiden saatavuudesta ei tiedä kukaan.",
    "Lääkkeiden saatavuus on surkea, apteekki myy eioota.",
    "Kävin apteekissa, lääkkeiden saatavuuteen tulee katko.",
]


def test_a_noun_is_told_with_its_genitive_as_it_is_written() -> None:
    found = typical_phrases(MEDICINES, ["saatavuus", "lääke", "apteekki"])
    assert found == [("lääkkeiden saatavuus", ("lääke", "saatavuus"))]


def test_an_adjective_is_told_in_base_form() -> None:
    texts = ["Epäselvästä päätöksestä valitin.", "Tuli epäselvä päätös.", "Epäselviin päätöksiin ei saa vastausta."]
    assert [phrase for phrase, _ in typical_phrases(texts, ["päätös"])] == ["epäselvä päätös"]


def test_one_text_is_no_phrase_and_persons_are_none() -> None:
    assert typical_phrases(["Lääkkeiden saatavuus."], ["saatavuus"]) == []
    assert typical_phrases(["Matin auto.", "Matin auto hajosi."], ["auto"]) == []
    assert typical_phrases([], ["auto"]) == []


def test_nouns_go_before_other_words() -> None:
    assert name_of(["x"], ["säätää", "laki", "nopea", "asetus", "vero"]) == "laki, asetus, vero"
    assert name_of(["x"], ["säätää", "laki"]) == "laki, säätää"
    assert name_of(MEDICINES, []) == ""


def test_the_order_of_texts_does_not_matter() -> None:
    terms = ["saatavuus", "lääke", "apteekki"]
    assert name_of(MEDICINES, terms) == name_of(MEDICINES[::-1], terms) == "lääkkeiden saatavuus, apteekki"
