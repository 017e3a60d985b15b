"""Spelling repair: only with evidence, never into another word, always visible."""

from __future__ import annotations

import json
import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rakenlp._resources import models_folder
from rakenlp.errors import ParameterError
from rakenlp.language import repairs
from rakenlp.language._edits import one_edit, two_edits
from rakenlp.language.spelling import Repair, repair
from rakenlp.language.tokens import words
from rakenlp.language.voikko import active_backend, morphology

native = pytest.mark.skipif(active_backend().name != "native", reason="the pure dictionary knows other words")

# Synthetic frequencies of common forms.
COUNTS = {
    "asunnottomuus": 60,
    "asunnottomuuden": 40,
    "palvelut": 900,
    "palvelujen": 800,
    "päätös": 300,
    "hakemuksen": 250,
    "toimeentulotuki": 200,
    "lääkäri": 400,
    "lääkäriin": 150,
    "pitää": 2000,
    "pitäisi": 900,
    "sitä": 3000,
    "etuus": 80,
    "työttömyys": 200,
    "työttömyyden": 150,
    "vuokra": 500,
    "vuokran": 400,
    "vuokravelka": 60,
    "terveyskeskus": 300,
    "terveyskeskukseen": 200,
    "lastensuojelu": 300,
    "kotihoito": 120,
    "ihmisiä": 900,
    "ihmisin": 30,
    "sanoo": 400,
    "ottaa": 800,
    "pääsy": 700,
    "kysely": 400,
    "olut": 90,
    "tarvitsisi": 100,
    "koulun": 700,
    "koulut": 500,
    "mukaan": 5000,
    "oman": 900,
    "tarvis": 300,
    "taas": 900,
    "koska": 4000,
    "minä": 3000,
    "pakottaminen": 100,
    "julkiset": 300,
    "käsitellyn": 200,
    "käsittelyn": 190,
    "etä": 50,
    "ahdistus": 200,
    "psykologi": 150,
    "mielenterveys": 300,
    "ehdotus": 90,
}


def known(form: str) -> bool:
    return bool(morphology().analyze(form))


@cache
def corpus_counts() -> Counter[str]:
    lines = (models_folder("corpus") / "observations.jsonl").read_text(encoding="utf-8").splitlines()
    texts = (json.loads(line) for line in lines)
    return Counter(form.lower() for text in texts if text["kieli"] == "fi" for form in words(text["teksti"]))


@cache
def known_counts() -> dict[str, int]:
    return {form: n for form, n in corpus_counts().items() if known(form)}


@pytest.mark.parametrize(
    ("form", "repaired", "edit"),
    [
        ("asunottomuus", "asunnottomuus", "doubling"),
        ("asunnottommuus", "asunnottomuus", "doubling"),
        ("asunnotomuuden", "asunnottomuuden", "doubling"),
        ("työttömys", None, None),  # the end of a word is left alone
        ("työttömyden", "työttömyyden", "doubling"),
        ("laakari", "lääkäri", "dots"),
        ("laakariin", "lääkäriin", "dots"),
        ("lääkäriin", None, None),
        ("terveyskesksueen", None, None),  # two transpositions
        ("terevyskeskus", "terveyskeskus", "transposition"),
        ("terveyskesksu", None, None),
        ("toimeentuloutki", "toimeentulotuki", "transposition"),
        ("hakemksen", "hakemuksen", "missing"),
        ("hakemukisen", "hakemuksen", "extra"),
        ("hakekmuksen", "hakemuksen", "extra"),
        ("terveyskwskus", "terveyskeskus", "key"),
        ("terveyskuskus", None, None),  # another vowel makes another word
        ("terveyslekukseen", None, None),
        ("terveysjeskus", "terveyskeskus", "key"),
        ("asunotommuus", "asunnottomuus", None),
        ("asunotomuus", "asunnottomuus", "two"),
    ],
)
def test_misspelt_words_with_evidence(form: str, repaired: str | None, edit: str | None) -> None:
    found = repair(form, COUNTS)
    if edit is None:
        assert found is None
    else:
        assert found == Repair(form, str(repaired), edit, COUNTS[str(repaired)])


@pytest.mark.parametrize(
    "form",
    [
        *("ihmisii", "sannoot", "tarttis", "koulus", "koulust", "palvelui", "vuokraa", "oottaa", "pääss", "mukaa"),
        *("päässy", "kyselly", "ollu", "sanonu", "munkaan", "sunkaan", "takas", "kiska", "mihnä", "pakittaminen"),
        *("julkkiset", "käsitelyn", "ommaa", "tuun", "mä", "oon", "mää"),
    ],
)
def test_spoken_forms_and_other_words_are_never_repaired(form: str) -> None:
    assert repair(form, COUNTS) is None


def test_a_spoken_variant_of_the_same_word_may_be() -> None:
    assert repair("sannoo", COUNTS) == Repair("sannoo", "sanoo", "doubling", 400)


@pytest.mark.parametrize(
    "form",
    [
        "Asunottomuus",
        "ASUNOTTOMUUS",
        "asunottomuus2",
        "asunottomuus-asia",
        "kela:n",
        "asu nottomuus",
        "etu",
        "etusu",
        "",
    ],
)
def test_capitals_digits_colons_and_short_words_are_left_alone(form: str) -> None:
    assert repair(form, COUNTS) is None


def test_words_longer_than_thirty_letters_are_left_alone() -> None:
    long = "toimeentulotukihakemuslomakkeet"
    assert len(long) == 31
    assert repair(long[:5] + long[4:], {long: 1000}) is None
    assert repair("toimeentuloutkihakemuslomake", {"toimeentulotukihakemuslomake": 1000}) is not None


def test_a_common_word_is_needed_and_the_more_common_the_shorter_it_is() -> None:
    assert repair("asunottomuus", {"asunnottomuus": 2}) is None
    assert repair("asunottomuus", {"asunnottomuus": 3}) is not None
    assert repair("asunottomuus", {"asunnottomuus": 3}, minimum=4) is None
    assert repair("vuokkra", {"vuokra": 8}) is None
    assert repair("vuokkra", {"vuokra": 9}) is not None


def test_two_likely_words_are_a_reason_to_leave_it() -> None:
    assert repair("hakemksen", {"hakemuksen": 100, "hakemiksen": 5}) is not None
    assert repair("hakemksen", {"hakemuksen": 100, "hakemiksen": 50}) is None


@native
def test_a_part_of_a_compound_is_repaired_where_the_rest_is_common() -> None:
    assert repair("asunottomuuspalvelut", COUNTS, known=known) == Repair(
        "asunottomuuspalvelut", "asunnottomuuspalvelut", "doubling", 60
    )
    assert repair("asunottomuuspalvelut", COUNTS) is None  # nobody to ask whether there is such a compound
    assert repair("asunottomuusmankeli", COUNTS, known=known) is None


def test_what_voikko_does_not_know_is_no_repair() -> None:
    assert repair("asunottomuus", COUNTS, known=lambda word: False) is None


@native
def test_spoken_and_dialect_texts_keep_their_words() -> None:
    """On the synthetic corpus, full of spoken Finnish, few words are touched and those are misspelt."""
    counts = known_counts()
    unknown = [form for form in corpus_counts() if not known(form)]
    touched = {form: found for form in unknown if (found := repair(form, counts, known=known))}
    assert len(unknown) > 2000
    dotless = [form for form, found in touched.items() if found.edit == "dots"]  # typed without ä and ö
    assert len(dotless) < 0.01 * len(unknown)
    assert 20 < len(touched) - len(dotless) < 0.06 * len(unknown)
    endings = [form for form in touched if form.endswith(("ii", "nu", "ny", "ks", "st", "lt")) and form != "assiist"]
    assert endings == []
    for form in ("tarttis", "oottaa", "päässy", "takas", "kattoo", "siel", "ihmisii", "pieneks", "mihnä"):
        assert form not in touched


@native
def test_synthetic_misspellings_are_repaired_to_the_word_they_came_from() -> None:
    """Half of the words are kept out of the counts: a repair of those to another word would be wrong."""
    random_state = random.Random(0)
    forms = sorted(form for form, n in known_counts().items() if form.isalpha() and 6 <= len(form) <= 20)
    sample = random_state.choices(forms, [known_counts()[form] for form in forms], k=2500)
    held = set(random_state.sample(forms, len(forms) // 2))
    counts = {form: n * 20 for form, n in known_counts().items() if form not in held}
    right = wrong = tried = 0
    for form in sample:
        misspelt = _misspell(form, random_state)
        if misspelt == form or known(misspelt):
            continue
        tried += form not in held
        found = repair(misspelt, counts, known=known)
        if found is not None:
            right += found.repaired == form
            wrong += found.repaired != form and not _same_word(found.repaired, form)
    assert wrong <= 0.05 * (right + wrong)
    assert right >= 0.25 * tried


def _misspell(form: str, random_state: random.Random) -> str:
    i = random_state.randrange(1, len(form) - 1)
    kind = random_state.choice(["twice", "gone", "swapped", "dots"])
    if kind == "twice":
        return form[:i] + form[i] + form[i:]
    if kind == "gone":
        return form[:i] + form[i + 1 :]
    if kind == "swapped":
        return form[:i] + form[i + 1] + form[i] + form[i + 2 :]
    return form[:i] + form[i:].translate(str.maketrans("äöao", "aoäö"))


def _same_word(one: str, other: str) -> bool:
    lemmas = [{a["BASEFORM"] for a in morphology().analyze(form)} for form in (one, other)]
    return bool(lemmas[0] & lemmas[1])


@native
def test_repairs_lists_what_is_read_as_another_word(tmp_path: Path) -> None:
    texts = ["Asunottomuus jatkuu, asunottomuus.", "Minut laakariin! laakariin", "Kela:n päätös", "mä en jaksa"]
    table = repairs(texts)
    assert list(table.columns) == ["form", "read_as", "reason", "n"]
    assert table[["form", "read_as", "n"]].to_numpy().tolist() == [
        ["asunottomuus", "asunnottomuus", 2],
        ["laakariin", "lääkäriin", 2],
    ]
    own = tmp_path / "oma.csv"
    own.write_text("muoto;perusmuoto\nlaakariin;laakariini\n", encoding="utf-8")
    assert "laakariin" not in repairs(texts, own)["form"].tolist()  # a word of one's own is not repaired
    assert repairs([]).empty and list(repairs([])) == ["form", "read_as", "reason", "n"]


def test_one_text_must_be_in_a_list() -> None:
    with pytest.raises(ParameterError, match="texts"):
        repairs("asunottomuus")


@pytest.mark.parametrize(
    "form",
    ["\x00", "\ud800aaaaa", "😀😀😀😀😀", "ä" * 300, "asu\u00adnto", "a\u0308a\u0308kko\u0308", "aaaaaaa", "jjjjjjj"],
)
def test_odd_words_are_left_alone(form: str) -> None:
    assert repair(form, COUNTS, known=lambda word: True) is None


@given(st.text(alphabet="aeiouyäökltnsrmphvjdgbfå", min_size=1, max_size=32))
def test_a_repair_is_a_counted_word_near_the_form(form: str) -> None:
    found = repair(form, COUNTS)
    if found is not None:
        assert found.repaired in COUNTS and found.form == form != found.repaired
        edits = {word for _, words in one_edit(form, 2) for word in words} | set(two_edits(form, 2))
        assert found.repaired in edits
