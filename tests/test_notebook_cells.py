"""What notebook cells show: useful, escaped, without texts, in colours that the notebook chooses."""

from __future__ import annotations

import pickle
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from fake_analysis import fake_analysis

import rakenlp
from rakenlp.reporting import FlagCards, analysis_html
from rakenlp.texts import LANGUAGES, set_language

HOSTILE = "<img src=x onerror=\"alert(1)\"> & 'nimi'"


class Tags(HTMLParser):
    """Reads a piece of HTML and checks that it is balanced."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.styles: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)
        assert {name for name, _ in attrs} <= {"style", "scope"}
        self.styles += [value for name, value in attrs if name == "style"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def small() -> rakenlp.Analysis:
    told = {
        "asiakas": "Vuokra on kolme kuukautta rästissä ja isännöitsijä uhkaa häädöllä",
        "läheinen": "Veljelleni tuli käräjiltä haaste vuokraveloista, lapset ovat peloissaan",
        "ammattilainen": "Asumisneuvontaan tulee häätöuhkia vasta, kun vuokrarästi on jo ulosotossa",
        "asukas": "Naapuri häädettiin eilen, tavarat jäivät pihalle, velkaa oli muutama satanen",
        "järjestö": "Häädettyjä perheitä on jonossa enemmän kuin ennen, vuokravelkaa ei voi sovitella",
    }
    rows = [
        {"kuvaus": words, "vastaajaryhma": group, "saapunut_pvm": f"{n}.3.2026"}
        for n, (group, words) in enumerate(told.items(), start=1)
    ]
    return rakenlp.analyse(rakenlp.read_observations(rows))


def cells(analysis) -> dict[str, str]:
    return {
        "obs": analysis.obs._repr_html_(),
        "report": analysis.obs.import_report._repr_html_(),
        "model": analysis.model._repr_html_(),
        "analysis": analysis._repr_html_(),
        "flags": analysis.flag_cards._repr_html_(),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_hold_no_text_no_id_no_script_and_no_colour(small, language) -> None:
    set_language(language)
    for name, shown in cells(small).items():
        tags = Tags(shown)
        assert "script" not in tags.seen and "img" not in tags.seen, name
        assert not [style for style in tags.styles if re.search(r"(?<!-)color\s*:|background|#[0-9a-f]{3}", style)], (
            name
        )
        for key, words in zip(small.obs.frame.index, small.obs.texts, strict=True):
            assert words[:20] not in shown, name
            if name != "report":
                assert str(key) not in shown, name


def test_flag_cards_tell_why_and_of_whom_nothing_was_heard(small) -> None:
    shown = small.flag_cards._repr_html_()
    assert len(small.flag_cards) == 1 and shown.startswith("<div><p><strong>Yksi nosto.")
    assert "Häädöt ja vuokravelat (kertynyt)" in shown and "Ei kuultu" in shown and "seurakunnat" in shown
    card = small.flag_cards[0]
    flag = small.flags[small.flags["kind"] != "single_voice"].iloc[0]
    assert card["observed"] == flag["observed"] and card["reasons"] == flag["reasons"].splitlines()
    assert repr(small.flag_cards) == "Yksi nosto.\n- Häädöt ja vuokravelat (kertynyt)"


def test_flags_are_a_plain_data_frame(small) -> None:
    assert type(small.flags) is pd.DataFrame and type(small.flags.head(1)) is pd.DataFrame


def test_growing_flags_tell_what_was_expected() -> None:
    shown = FlagCards(fake_analysis())._repr_html_()
    Tags(shown)
    assert "Odotettu" in shown and re.search(r"noin \d,\d \(tavallisesti \d–\d\)", shown)


@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_few_observations_are_shown_too(n) -> None:
    texts = [f"Jono terapiaan on pitkä, odotin {k} kuukautta" for k in range(n)]
    analysis = rakenlp.analyse(rakenlp.read_observations(texts))
    for shown in cells(analysis).values():
        Tags(shown)
    if n < 3:
        assert "Mikään ilmiö ei ole noussut" in analysis.flag_cards._repr_html_()


def test_names_are_escaped() -> None:
    analysis = fake_analysis()
    analysis.phenomena["name"] = HOSTILE
    analysis.flags["reasons"] = HOSTILE
    for shown in (analysis_html(analysis), FlagCards(analysis)._repr_html_()):
        Tags(shown)
        assert "<img" not in shown and "&lt;img" in shown
    model = rakenlp.PhenomenonModel().fit(["Vuokra on rästissä, häätö uhkaa"])
    model.phenomena_["name"] = HOSTILE
    assert "<img" not in model._repr_html_() and "&lt;img" in model._repr_html_()


def test_a_model_shows_its_phenomena_also_saved_and_unfitted(small, tmp_path) -> None:
    shown = small.model._repr_html_()
    assert "Häädöt ja vuokravelat" in shown and "39 tunnettua, 0 aineistosta löytynyttä" in shown
    assert small.model._repr_mimebundle_()["text/html"] == shown
    small.model.save(tmp_path / "model")
    loaded = rakenlp.PhenomenonModel.load(tmp_path / "model")._repr_html_()
    Tags(loaded)
    assert "39 tunnettua" in loaded and "domain_model" in loaded
    assert "PhenomenonModel" in rakenlp.PhenomenonModel()._repr_html_()
    plain = rakenlp.PhenomenonModel(taxonomy=None).fit(["Juna oli myöhässä", "Bussi ei tullut", "Juna taas myöhässä"])
    assert "0 tunnettua" in plain._repr_html_() and "uusi aihe" not in plain._repr_html_()


def test_cards_can_be_kept(small) -> None:
    assert pickle.loads(pickle.dumps(small.flag_cards))[:] == small.flag_cards[:]
