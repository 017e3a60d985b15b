"""Masked and raw texts lead to the same phenomena: at least 99 of 100 observations, at the settings as they are."""

import numpy as np
import pytest

import rakenlp
from rakenlp.privacy import mask

# Fictional sentences of personal data, as people put them among the rest.
PERSONAL = [
    "Terveisin Minna Virtanen, puh. 040 123 4567.", "Poikani Jaska, synt. 3.5.2011, on samaa mieltä.",
    "Asun Satakunnankadulla 12 B 4, 33210 Tampere.", "Asiakasnumeroni on 48291 ja hetu 010190-923X.",
    "Vastaa osoitteeseen minna.virtanen@posti.fi tai instassa @minnuliini.",
    "Sosiaalityöntekijä Kaarina Möttönen tietää.",
    "Päätös 2024/1187, dnro PIRHA/1234/2025.", "Kerroin Ahmedille ja Nguyenin perheelle.", "hra Lahtinen auto ABC-123",
    "Tilini on FI21 1234 5600 0007 85.", "Sano terveisiä Tuulalle ja Pekan äidille.", "tv. Marja-Leena",
]  # fmt: skip


@pytest.fixture(scope="module")
def model():
    return rakenlp.PhenomenonModel().fit([])


@pytest.fixture(scope="module")
def raw(example_path):
    return rakenlp.read_observations(example_path, mask=False).texts


def agreement(model, raw, masked):
    first, second = model.predict_proba(raw), model.predict_proba(masked)
    return float(np.mean(np.array(model.labels_of(first)) == np.array(model.labels_of(second))))


def test_example_texts_lead_to_the_same_phenomena(model, raw):
    assert agreement(model, raw, [mask(text).text for text in raw]) >= 0.99


def test_texts_with_personal_data_in_them_lead_to_the_same_phenomena(model, raw):
    put = [f"{text} {PERSONAL[i % len(PERSONAL)]}" for i, text in enumerate(raw)]
    masked = [mask(text).text for text in put]
    assert sum("[" in text for text in masked) > 0.6 * len(put)
    assert agreement(model, put, masked) >= 0.99
    assert agreement(model, put, [mask(text, numbered=True).text for text in put]) >= 0.99
