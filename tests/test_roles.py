"""What may tell a person by circumstances: rare combinations and phrases, listed for people to check."""

import pandas as pd
import pytest

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.privacy import identifying
from rakenlp.privacy._telling_phrases import phrases_of, place_stems


def rows(*texts, municipality="Kihniö", group="asiakas"):
    frame = pd.DataFrame({"description": list(texts), "municipality": municipality, "respondent_group": group})
    frame.index = [f"o{i}" for i in range(len(frame))]
    return frame


def assigned(frame, phenomenon="kayhyys"):
    return pd.DataFrame({"observation_id": frame.index, "phenomenon_id": phenomenon})


def codes(text, **fields):
    frame = rows(text, **fields)
    found = identifying(frame, assigned(frame, None))
    assert text not in " ".join(found["reason"]) and found["reason"].map(bool).all()
    return [code for code in found["code"] if code != "unique_combination"]


@pytest.mark.parametrize(
    "text",
    [
        "Olemme kunnan ainoa kurdiperhe.", "Poika on koulun ainoa romanioppilas", "asuu ainoana perheenä koko kylällä",
        "olen ainoa yksinhuoltaja meidän rapussa", "ainoa nainen tässä yksikössä", "Meidän kylän ainut lääkäri lähti",
        "ainoana maahanmuuttajana luokalla", "Vi är den enda kurdiska familjen i byn",
        "the only Somali family in the village", "Olen ainoa somali Kihniössä", "kukaan muu kylällä ei puhu kurdia",
        "Kihniön ainoa kurdi", "I Kihniö är jag den enda i Kihniö",
    ],
)  # fmt: skip
def test_the_only_one(text):
    assert codes(text)[0] == "only_one"


@pytest.mark.parametrize(
    "text",
    [
        "ainoa keino on odottaa",
        "Ainoa asia mitä pyydän on vastaus",
        "ainoastaan perheet saavat",
        "enda möjligheten var att vänta",
    ],
)
def test_other_only_things_are_not_listed(text):
    assert codes(text) == []


def test_unit_and_profession_and_rare_diagnosis():
    assert codes("Kyläkoulun rehtori ei kuuntele") == [] and codes("koulun uusi rehtori ei kuuntele") == [
        "unit_and_profession"
    ]
    assert codes("Lapsella on harvinainen sairaus") == ["rare_diagnosis"]
    assert codes("Lapsella on harvinainen sairaus", municipality=None) == []


def test_rare_combinations_are_counted():
    frame = pd.concat([rows(*"abcde"), rows("f", municipality="Nokia"), rows(*"gh", group="läheinen")])
    frame.index = [f"o{i}" for i in range(len(frame))]
    found = identifying(frame, assigned(frame), rare=True)
    assert found[["observation_id", "code"]].values.tolist() == [
        ["o5", "unique_combination"], ["o6", "rare_combination"], ["o7", "rare_combination"]
    ]  # fmt: skip
    assert "Nokia" in found["reason"][0] and "2 ilmoitusta" in found["reason"][1]
    assert identifying(frame, assigned(frame))["observation_id"].tolist() == ["o5"]
    many, few = (identifying(frame, assigned(frame), k=k, rare=True) for k in (6, 2))
    assert len(many) == 8 and len(few) == 1
    untold = rows("a", group="ei_kerrottu")
    assert identifying(untold, assigned(untold), rare=True).empty


def test_single_voices_enter_the_combinations():
    frame = pd.concat([rows(*"abcde"), rows("f", municipality="Nokia"), rows(*"gh", group="läheinen")])
    frame.index = [f"o{i}" for i in range(len(frame))]
    given = assigned(frame)
    given.loc[[4, 5], "phenomenon_id"] = None
    found = identifying(frame, given, rare=True)
    assert found["observation_id"].tolist()[0] == "o5" and "ei tunnettua" in found["reason"][0]
    assert {"o4", "o6", "o7"} <= set(found["observation_id"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ikaalinen", "ainoa somali ikaalisissa"), ("Lahti", "Lahdessa ainut"), ("Turku", "ainoana turussa"),
        ("Helsinki", "ainoa vanhempi koko helsingissä"), ("Ylöjärvi", "kukaan muu Ylöjärvellä ei tiedä"),
        ("Tampere", "tampereen ainoa"), ("Joki-Koski", "ainoa koskella"),
    ],
)  # fmt: skip
def test_municipalities_are_places(name, words):
    assert phrases_of(words, place_stems([name])) == ["only_one"]
    assert phrases_of("ainoa keino oli muuttaa", place_stems([name])) == []


def test_an_analysis_lists_them_with_names_and_the_kooste_shows_them(tmp_path):
    data = [
        {"kuvaus": "Olemme kunnan ainoa kurdiperhe, vuokrat on rästissä", "kunta": "Kihniö", "vastaajaryhmä": "asiakas",
         "saapunut pvm": "1.2.2026"},
        {"kuvaus": "Häätö uhkaa ja vuokra on maksamatta", "kunta": "Nokia", "vastaajaryhmä": "läheinen",
         "saapunut pvm": "2.2.2026"},
    ]  # fmt: skip
    analysis = rakenlp.analyse(rakenlp.read_observations(data))
    found = analysis.to_check_before_publishing()
    assert found["code"].tolist() == ["only_one", "unique_combination", "unique_combination"]
    assert "Häädöt" in found["reason"][1]
    for form in ("html", "md", "json"):
        internal = analysis.kooste(tmp_path / f"i.{form}", profile="internal").read_text(encoding="utf-8")
        assert found["reason"][0] in internal and found["observation_id"][0] in internal
        published = analysis.kooste(tmp_path / f"p.{form}", profile="published").read_text(encoding="utf-8")
        assert found["reason"][0] not in published


@pytest.mark.parametrize("wrong", [(3, None, 5), (rows("a"), "x", 5), (rows("a"), assigned(rows("a")), 1)])
def test_wrong_parameters_are_told(wrong):
    with pytest.raises(ParameterError):
        identifying(*wrong)
