"""What may tell a person by circumstances: rare combinations and phrases, listed for people to check."""

import pandas as pd
import pytest

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.privacy import identifying


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
    return found["code"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "Olemme kunnan ainoa kurdiperhe.", "Poika on koulun ainoa romanioppilas", "asuu ainoana perheenä koko kylällä",
        "olen ainoa yksinhuoltaja meidän rapussa", "ainoa nainen tässä yksikössä", "Meidän kylän ainut lääkäri lähti",
        "ainoana maahanmuuttajana luokalla", "Vi är den enda kurdiska familjen i byn",
        "the only Somali family in the village",
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
    found = identifying(frame, assigned(frame))
    assert found[["observation_id", "code"]].values.tolist() == [
        ["o5", "unique_combination"], ["o6", "rare_combination"], ["o7", "rare_combination"]
    ]  # fmt: skip
    assert "Nokia" in found["reason"][0] and "2 ilmoitusta" in found["reason"][1]
    assert len(identifying(frame, assigned(frame), k=6)) == 8 and len(identifying(frame, assigned(frame), k=2)) == 1
    untold = rows("a", group="ei_kerrottu")
    assert identifying(untold, assigned(untold)).empty and identifying(frame, assigned(frame, None)).empty


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
