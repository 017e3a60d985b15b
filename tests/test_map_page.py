"""The map of phenomena as a page: everything is in it, nothing of a text, and no script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")

from test_kooste import Page  # noqa: E402
from test_plots import make  # noqa: E402

from rakenlp.errors import ParameterError  # noqa: E402
from rakenlp.reporting.plots import Plots  # noqa: E402
from rakenlp.texts import LANGUAGES, set_language, text  # noqa: E402


def page_of(analysis, folder: Path) -> str:
    return Plots(analysis).map_page(folder / "kartta.html").read_text(encoding="utf-8")


def test_every_observation_is_a_mark_and_every_phenomenon_a_link_to_its_row(tmp_path) -> None:
    analysis = make()
    source = page_of(analysis, tmp_path)
    page = Page(source)
    drawing = source[source.index("<svg viewBox") : source.index("</svg>")]
    assert drawing.count("<path") == len(analysis.observations)
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert links == [f"#p{n}" for n in range(1, len(analysis.phenomena) + 1)]
    assert all(f'id="{link[1:]}"' in source and f'id="t{link[2:]}"' in source for link in links)
    for name, n in zip(analysis.phenomena["name"], analysis.phenomena["n_unique"], strict=True):
        assert f'aria-label="{name}: ilmoituksia {n}, eri ääniä' in source


def test_nothing_of_a_text_and_no_script_is_in_it(tmp_path) -> None:
    analysis = make()
    source = page_of(analysis, tmp_path)
    for key, words in zip(analysis.obs.frame.index, analysis.obs.texts, strict=True):
        assert key not in source and words[:25] not in source
    page = Page(source)
    assert "script" not in {tag for tag, _ in page.tags} and not re.search(r"https?:", source)


def test_names_are_escaped(tmp_path) -> None:
    analysis = make()
    analysis.phenomena["name"] = "<script>alert(1)</script> \"'&"
    source = page_of(analysis, tmp_path)
    Page(source)
    assert "<script" not in source


@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_any_number_of_observations_gives_a_page(n, tmp_path) -> None:
    source = page_of(make(n), tmp_path)
    Page(source)
    assert ("ei ole yhtään ilmoitusta" in source) == (n == 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_chosen(language, tmp_path) -> None:
    analysis = make()
    set_language(language)
    source = page_of(analysis, tmp_path)
    assert f'<html lang="{language}">' in source and text("plots.map_title", language) in source


def test_the_same_page_for_rows_in_any_order_and_only_html(tmp_path) -> None:
    from fake_analysis import fake_rows

    rows = fake_rows()
    shuffled = rows.sample(frac=1, random_state=3)
    assert page_of(make(frame=rows), tmp_path) == page_of(make(frame=shuffled), tmp_path)
    with pytest.raises(ParameterError, match="map_page"):
        Plots(make(1)).map_page(tmp_path / "kartta.pdf")
