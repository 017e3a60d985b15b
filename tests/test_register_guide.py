"""The guide to the register runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rakenlp

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "rekisteri.md").read_text(encoding="utf-8")


def test_python_of_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example_path: Path) -> None:
    lines = example_path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (tmp_path / "vienti.csv").write_text("".join(lines[:120]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL):
        exec(compile(block, "rekisteri.md", "exec"), space)
    with rakenlp.Register.open("toinen.sqlite") as register:
        assert register.version == 12
        assert register.reports()["deadline"].astype(str).tolist() == ["2026-04-14"]
        names = register.phenomena().set_index("phenomenon_id")["name"]
        assert names["haato_vuokravelka"] == "Vuokravelat ja häädöt"
        assert "Ikäihmisten yksinäisyys" not in set(names)


def test_commands_of_the_guide_exist() -> None:
    usage = (ROOT / "rake").read_text(encoding="utf-8")
    for command in re.findall(r"^\./rake (\w+)", GUIDE, re.MULTILINE):
        assert f"./rake {command}" in usage
