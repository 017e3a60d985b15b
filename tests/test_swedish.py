"""Swedish texts in Finnish terms."""

from __future__ import annotations

import csv
import json
import random
import re
import time
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rakenlp._resources import models_folder
from rakenlp.language import term_lists
from rakenlp.language.swedish import UNKNOWN, swedish_lemmas, swedish_terms, swedish_word
from rakenlp.language.swedish_stemmer import swedish_stem
from rakenlp.language.terms import topic_terms

# Computed once with the reference implementation (snowballstemmer 3.1.1).
STEMS = """
barn barn, barnet barnet, barnen barn, barnskyddets barnskyddet, bostad bost, bostaden bostad, bostäder bostäd,
bostadslösa bostadslös, bostadslösheten bostadslös, hyra hyr, hyran hyran, hyror hyr, hyresskulderna hyresskuld,
vård vård, vården vård, vårdas vård, vårdarna vård, vårdarnas vård, hemvårdens hemvård, närståendevårdarnas
närståendevård, äldre äldr, åldringarna åldring, arbetslös arbetslös, arbetslösheten arbetslös, arbetslöshetens
arbetslös, arbetade arbet, arbetande arbet, hjälplöst hjälplös, medvetslöst medvetslös, lättläst lättläst,
hoppfullt hoppfull, rådlös rådlös, kärlek kärlek, nyhet nyhet, nyheterna nyhet, frihetens frihet, kvalitet
kvalitet, kapaciteten kapacitet, universitet universitet, alfabetet alfabet, identitet identitet, huset hus,
husets hus, flickornas flick, pojkarna pojk, skolan skolan, skolorna skol, köer köer, köerna köern, nätt nätt,
natt natt, kallt kallt, glatt glatt, vandt vand, byggt bygg, sagt sagt, friskt frisk, vänlig vän, vänligt vän,
ensamheten ensam, ledigheter led, händelse händ, händelsen händ, jag jag, och och, ö ö, på på, av av, mig mig,
klostret klostret, aste ast, bord bord, bordens bord, ängar äng, änglarnas ängl, skadades skad, skräms skräm
"""
PAIRS = [tuple(pair.split()) for pair in STEMS.split(",")]


@pytest.mark.parametrize(("word", "stem"), PAIRS)
def test_stems_of_the_reference(word, stem):
    assert swedish_stem(word) == stem


def test_the_stemmer_equals_the_reference_on_the_whole_list_and_on_made_up_words():
    reference = pytest.importorskip("snowballstemmer").stemmer("swedish")
    source = resources.files("rakenlp.language").joinpath("swedish_terms.txt").read_text(encoding="utf-8")
    listed = set(re.findall(r"[^\W\d_]+", source.lower()))
    draw = random.Random(1)
    endings = ["a", "arna", "heten", "het", "et", "ets", "s", "ast", "fullt", "öst", "lig", "gt", "nn", "cit", "h", "t"]
    made_up = {"".join(draw.choices([*endings, *"aeioubdfklmnprstv"], k=draw.randint(1, 5))) for _ in range(20_000)}
    assert [w for w in listed | made_up if swedish_stem(w) != reference.stemWord(w)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hon är bostadslös.", {"asunnoton"}),
        ("bostadslösheten ökar", {"asunnottomuus"}),
        ("Utkomststödet från FPA dröjer", {"toimeentulotuki", "kela", "viipyä"}),
        ("Han har en hyresskuld", {"vuokravelka"}),
        ("barnskyddsanmälningarna", {"lastensuojeluilmoitus"}),
        ("Hemvårdens besök", {"kotihoito", "käynti"}),
        ("närståendevårdarna orkar inte", {"omaishoitaja", "jaksaa"}),
        ("Våld i nära relationer", {"lähisuhdeväkivalta"}),
        ("ta sitt liv", {"itsemurha"}),
        ("Hon skär sig", {"viillellä"}),
        ("mobbning i skolan", {"kiusaaminen", "koulu"}),
        ("Ingen tolk", {"tulkki"}),
        ("diskriminerad för min hudfärg", {"syrjintä"}),
        ("servicesedeln", {"palveluseteli"}),
        ("utmätningen tar lönen", {"ulosotto", "palkka"}),
        ("matkön ringlar", {"leipäjono"}),
        ("ensamheten", {"yksinäisyys"}),
        ("rökte cannabis", {"kannabis"}),
    ],
)
def test_a_word_of_the_field_becomes_its_finnish_lemma(text, expected):
    assert expected <= set(swedish_terms(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("soc svara int i telefon", {"sosiaalitoimisto", "puhelin"}),
        ("sku behöva nån att prata me", {"jutella"}),
        ("fick int ti na jobb", {"työpaikka"}),
        ("super på alko igen", {"juoda", "alko"}),
        ("morsan e ensam", {"äiti", "yksinäinen"}),
        ("ungarna har int halare", {"lapsi", "haalari"}),
    ],
)
def test_spoken_finland_swedish(text, expected):
    terms = swedish_terms(text)
    assert expected <= set(terms)
    assert not {term for term in terms if term in {"sv:int", "sv:sku", "sv:na", "sv:e", "sv:nån"}}


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("hyresräkning", ("vuokra", "lasku")),
        ("vräkningsbeslutet", ("häätö", "päätös")),
        ("skolrestaurang", ("koulu", "ravintola")),
        ("kvarkräkning", ("sv:kvark", "lasku")),
        ("demensboendet", ("muistisairaus", "muistisairas", "asuminen")),
        ("livssituationen", ()),
        ("överkvark", ("sv:överkvark",)),
    ],
)
def test_compounds_are_split_by_known_parts(word, terms):
    assert swedish_word(word).terms == terms


def test_nothing_is_lost_but_what_has_no_topic():
    assert swedish_terms("Pannkakorna på Rhodos") == ["sv:pannkak", "sv:rhodo"]
    assert swedish_terms("och men det är inte så att jag har något") == []
    assert swedish_terms("") == []


def test_missing_dots_are_understood_only_where_the_text_has_none():
    assert "hoito" in swedish_terms("vardplats saknas") or "hoivapaikka" in swedish_terms("vardplats saknas")
    assert swedish_terms("nagra skulder, hjalp") == ["velka"]
    assert "velka" in swedish_terms("skulder åt alla")
    assert not {"lapsi", "hoito"} & set(swedish_terms("på vards"))


def test_shown_words_are_words():
    assert swedish_lemmas("Bostadslösa unga sov i trapphusen") == ["bostadslös", "ung", "sova", "trapphus"]
    assert swedish_lemmas("Pannkakor och hyresräkningar") == ["pannkakor", "hyresräkningar"]
    assert swedish_lemmas("våld i nära relationer") == ["våld i nära relation"]


@pytest.mark.parametrize(("text", "shown"), [("en zigenare", ["rom"]), ("en knarkare", ["missbrukare"])])
def test_words_that_must_not_be_shown_are_understood(text, shown):
    assert swedish_lemmas(text)[0] not in text
    assert swedish_terms(text) == swedish_terms(shown[0])


def test_masks_addresses_and_numbers_are_left_out():
    assert swedish_terms("Ring [PUHELIN] eller namn@example.org, 040 123") == swedish_terms("Ring eller")


def entries() -> list[tuple[list[str], list[str]]]:
    source = resources.files("rakenlp.language").joinpath("swedish_terms.txt").read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if line and not line.startswith("#")]
    return [(left.replace("!", "").split("|"), right.split()) for left, right in (line.split(" = ") for line in lines)]


def test_every_variant_stands_once_and_no_stop_word_among_them():
    variants = [variant for left, _ in entries() for variant in left]
    assert len(variants) == len(set(variants))
    stops = resources.files("rakenlp.language").joinpath("swedish_stop_words.txt").read_text(encoding="utf-8")
    assert not set(variants) & {w for line in stops.splitlines() if not line.startswith("#") for w in line.split()}
    assert len(entries()) > 900


def test_every_finnish_side_says_something_to_the_finnish_path():
    empty = [
        left[0]
        for left, right in entries()
        if right != ["-"] and all(t.startswith(UNKNOWN) for t in topic_terms(f"det är inte så att jag har {left[0]}"))
    ]
    assert empty == []


def test_every_phenomenon_and_sub_phenomenon_is_named_in_known_words():
    """Its Swedish name has at least one word that the list turns into Finnish."""
    with (models_folder("corpus") / "sub-phenomena.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name_sv"] for row in csv.DictReader(file) if row["parent_code"] != "muu"]
    with (models_folder("taxonomy") / "phenomena.csv").open(encoding="utf-8", newline="") as file:
        names += [row["name_sv"] for row in csv.DictReader(file)]
    assert len(names) > 260
    assert [n for n in names if all(term.startswith(UNKNOWN) for term in swedish_terms(n))] == []


def test_swedish_observations_come_to_their_phenomena():
    """Held texts, written before the list: with the list more of them reach their phenomenon than without."""
    from rakenlp.phenomena.domain_model import DomainModel

    path = Path(__file__).with_name("swedish_observations.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["half"] == "held"]
    assert len(rows) >= 40 and len({row["code"] for row in rows}) == 39
    model = DomainModel.default()
    texts = [" ".join(t for t in swedish_terms(row["text"]) if not t.startswith(UNKNOWN)) for row in rows]
    probabilities = model.predict_proba(texts)[:, [model.classes.index(code) for code in model.codes]]
    best = [model.codes[i] for i in probabilities.argmax(axis=1)]
    right = sum(code in {row["code"], *row["also"]} for code, row in zip(best, rows, strict=True))
    assert right / len(rows) >= 0.85


@pytest.mark.parametrize(
    "text",
    ["\x00" * 5, "a\ud800 vård \udfff", "👍🏽 tack", "vård\u00aden", "vård" * 100, "å" * 100_000, "x" * 300],
)
def test_odd_input_never_raises(text):
    assert isinstance(swedish_terms(text), list)
    assert isinstance(swedish_lemmas(text), list)


def test_decomposed_letters_and_soft_hyphens():
    assert swedish_terms("hja\u0308lpmedel") == swedish_terms("hjälpmedel") == swedish_terms("hjälp\u00admedel")


def test_long_words_without_sense_are_no_burden():
    draw = random.Random(0)
    parts = ["barn", "skydds", "vård", "hyres", "kö", "ar", "bostads", "lös", "s"]
    made_up = ["".join(draw.choices(parts, k=14)) for _ in range(50)]
    start = time.process_time()
    for word in made_up:
        swedish_word(word)
    assert time.process_time() - start < 5


@given(st.text(max_size=200))
def test_any_text_gives_terms_without_spaces(text):
    terms = swedish_terms(text)
    assert all(term and " " not in term for term in terms)
    assert terms == swedish_terms(text)


def test_a_term_never_depends_on_its_neighbours_beyond_a_phrase():
    first, second = "Hyran är hög", "köerna till tandvården"
    assert swedish_terms(f"{first}. Tack, {second}") == [
        *swedish_terms(first),
        *swedish_terms("Tack"),
        *swedish_terms(second),
    ]


def test_the_lists_are_read_once(monkeypatch):
    swedish_terms("hyra")
    monkeypatch.setattr(term_lists, "_lines", lambda name: pytest.fail("read again"))
    assert swedish_terms("hyran") == ["vuokra"]
