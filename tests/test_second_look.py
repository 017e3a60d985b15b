"""The trained second look at what no rule has taken: what it finds, what it leaves, how it is read and saved."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from rakenlp.errors import ModelFormatError
from rakenlp.privacy import KINDS, Span, find_identifiers
from rakenlp.privacy._chunk_features import candidates, expand, terms
from rakenlp.privacy._chunk_model import KINDS as SCORED
from rakenlp.privacy._chunk_model import SIZE, ChunkModel, bucket
from rakenlp.privacy._chunk_words import word_of
from rakenlp.privacy._chunks import chunks
from rakenlp.privacy._second_look import missed
from rakenlp.privacy.identifiers import may_identify, ruled
from rakenlp.texts import text as say

MODEL = Path(__file__).resolve().parents[1] / "models" / "identifiers"
PLAIN = [
    "Mummo täytti tammikuussa 90 ja asuu yksin, eikä kukaan käy hänen luonaan enää.",
    "Summaa hän ei tiedä tarkkaan, arvasi eilen 9 000–60 000, eikä laskuja ole avattu.",
    "Nettopalkka on 1 150–1 300, eikä tukiin ole oikeutta, koska puoliso käy töissä.",
    "2021: 640. 2023: 715. 2025: 828. Sama linoleumi ja sama hana kuin silloin ennen.",
    "Lain 1301/2014 36 § koskee palvelutarpeen arviointia, ja hakemus jätettiin 14.3.2025.",
    "Lasku oli 1 250 € ja eräpäivä 12.4., vuokra nousi 48,50 euroa kuussa.",
    "Bussi 38 kulkee klo 9–15 ja huone 214 on toisessa kerroksessa.",
    "Soitin 112:een ja 116 117:ään, ja katsoin omakanta.fi-palvelua 3 kertaa.",
    "Isä on s. 1938 ja vuonna 1961 syntynyt äiti asuu yhä kotona",
    "Bussi tulee klo 10 12 14 16 18 20 22 ja arvosanat ovat 8 7 9 8 7 6 9 8",
    "Asiakkaita oli 15000 ja hakemuksia 12500 vuodessa taas",
    "Mies huutaa lottonumeroita: 4, 11, 17, 23, 38, koko ajan samat",
    "Verenpaine oli tänään taas RR 145/92 ja illalla 160/100 lepäämisen jälkeen",
    "KHO 2017:112 sanoo että vuokra 750/kk ei ole liian kallis yksinhuoltajalle",
    "Vuonna 2024 meitä oli 45 asiakasta ja 12 työntekijää, nyt 60 prosenttia vähemmän.",
]


def always(kind: str, begin: float = 0.5) -> ChunkModel:
    """A model that takes every chunk with a digit for one kind."""
    weights = np.zeros((SIZE, len(SCORED)), np.int8)
    bias = [0.0] * len(SCORED)
    bias[SCORED.index(kind)] = 6.0
    return ChunkModel(weights, [1.0] * len(SCORED), bias, {"begin": begin, "formed": begin, "join": begin})


def test_chunks_keep_their_places_and_part_what_is_glued() -> None:
    text = "(puh.040 123) [PUHELIN 1] tunnus:12-A, «a.b@c.fi»."
    found = chunks(text)
    said = [chunk.piece for chunk in found]
    assert said == ["puh", "040", "123", "[PUHELIN 1]", "tunnus", "12-A", "a.b@c.fi"]
    assert [text[chunk.start : chunk.end] for chunk in found] == said


def test_a_sentence_begins_at_a_capital_after_a_full_stop() -> None:
    assert [chunk.begins for chunk in chunks("Hän asuu. Siellä n. 5 on.")] == [True, False, True, False, False, False]


@pytest.mark.parametrize(
    ("piece", "group"),
    [
        ("3.4.2012", "D"), ("32.4.2012", "f"), ("1301/2014", "L"), ("2024", "Y"), ("12.4", "G"), ("12:40", "T"),
        ("ABC-123", "p"), ("abz73", "p"), ("tähti_83", "n"), ("010190-901X", "i"), ("KH-2025/12", "k"),
        ("toukokuuta", "M"), ("yksitoista", "N"), ("Koivukatu", "S"), ("VinttiHaamu", "aA"), ("5:ssä", "I"),
    ],
)  # fmt: skip
def test_what_a_piece_is_in_the_rough(piece: str, group: str) -> None:
    assert word_of(piece).group == group


def test_only_what_is_shaped_or_told_is_looked_at() -> None:
    pieces = chunks("Tämä on aivan tavallinen lause ilman mitään")
    assert candidates(pieces, [False] * len(pieces)) == []
    pieces = chunks("Nimimerkki hiljainen kävijä kirjoitti taas tänne")
    assert candidates(pieces, [False] * len(pieces)) == [1, 2, 3]


def test_a_feature_is_told_by_the_checksum_of_what_it_says() -> None:
    pieces = chunks("Hän syntyi 3.4.2012 kotona")
    found = [checksum for term in terms(pieces, 2, ["phone"]) for checksum in expand(term)]
    for feature in ("1", "o|g=D", "o|c=De", "-1|l=syntyä", "-|s=synty", "D-|l=syntyä", "D+1|e=na", "i|phone", "gD| "):
        assert crc32(feature.encode()) in found


def test_the_sums_of_a_term_are_those_of_its_weights() -> None:
    model = ChunkModel.default()
    for term in terms(chunks("Hän syntyi 3.4.2012 kotona"), 2, ["phone"]):
        rows = model.weights[[bucket(checksum) for checksum in expand(term)]].astype(int)
        odds = rows.sum(axis=0) * np.array(model.unit) + np.array(model.bias)
        shares = np.exp(odds - odds.max())
        assert np.allclose(model.probabilities([term]), shares / shares.sum())


def test_what_rules_have_taken_is_left_to_them_and_cut_words_are_made_whole() -> None:
    text = "Koodi 1234abc tässä"
    cut = Span("case_number", 6, 10, 0.9, "x")
    assert missed(text, [cut], always("none")) == [cut._replace(end=13)]
    assert missed(text, [cut._replace(end=13)], always("phone")) == []


def test_chunks_beside_each_other_are_one_identifier_with_a_reason_and_a_score() -> None:
    text = "Nro Zq 123 456, Zr\n7890 Zs Zt Zu"
    found = missed(text, [], always("phone"))
    assert [text[span.start : span.end] for span in found] == ["Nro Zq 123 456, Zr", "7890 Zs Zt Zu"]
    assert {span.kind for span in found} == {"phone"} and {span.reason for span in found} == {
        say("privacy.reason_scored")
    }
    assert all(0.5 <= span.score <= 0.95 for span in found)


def test_public_numbers_and_sites_stay_however_they_score() -> None:
    for text in ("112:sta", "116", "117:ään", "omakanta.fi-palvelua", "www.kela.fi"):
        assert missed(f"{text} ja muuta joka ei auta ketään", [], always("phone")) == []
    assert missed("omakantafi.example.fi1 ja muuta joka ei auta ketään", [], always("url")) != []


def test_a_short_cell_is_left_to_the_rules() -> None:
    assert missed("Zq 123 456", [], always("phone")) == []


@pytest.mark.parametrize("text", PLAIN)
def test_sums_laws_dates_and_public_services_stay(text: str) -> None:
    assert find_identifiers(text) == []


def test_nothing_is_found_without_a_sign_of_an_identifier() -> None:
    for text in ("Kukaan ei vastaa eikä auta", "Meidän äiti asuu yksin kylällä"):
        assert not may_identify(text) and find_identifiers(text) == []


def test_scored_identifiers_do_not_overlap_those_of_rules_and_threads_agree() -> None:
    texts = [
        f"{text} Ajoneuvo abz7{n} ja numero 040 123 45{n}{n}, nuorempi 17.6.9{n}." for text in PLAIN for n in range(9)
    ]
    alone = [find_identifiers(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(find_identifiers, texts)) == alone
    for text, spans in zip(texts, alone, strict=True):
        assert all(one.end <= other.start for one, other in zip(spans, spans[1:], strict=False))
        assert {span.kind for span in spans} <= set(KINDS)
        assert all(any(span.start <= rule.start and rule.end <= span.end for span in spans) for rule in ruled(text))


def test_the_kinds_of_the_model_are_those_of_masking() -> None:
    assert set(SCORED) == {"none", *KINDS} - {"name"}


def test_a_saved_model_scores_the_same(tmp_path: Path) -> None:
    model = ChunkModel.default()
    model.save(tmp_path)
    again = ChunkModel.load(tmp_path)
    pieces = chunks("Ajoneuvo abz73 löytyi")
    assert again.probabilities(terms(pieces, 1, [])) == model.probabilities(terms(pieces, 1, []))
    assert sum(model.probabilities(terms(pieces, 1, []))) == pytest.approx(1)


@pytest.mark.parametrize("change", ["schema", "sha256", "unit", "thresholds", "bias", "npz", "missing"])
def test_a_damaged_model_is_refused(tmp_path: Path, change: str) -> None:
    for path in MODEL.iterdir():
        if path.suffix in (".json", ".npz"):
            shutil.copy(path, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    if change == "npz":
        (tmp_path / "identifiers.npz").write_bytes(b"PK")
    elif change == "missing":
        (tmp_path / "identifiers.npz").unlink()
    else:
        manifest[change] = {"schema": 99, "sha256": "0", "unit": [1.0], "thresholds": {}, "bias": [float("nan")] * 14}[
            change
        ]
        (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelFormatError):
        ChunkModel.load(tmp_path)
