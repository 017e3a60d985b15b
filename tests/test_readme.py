"""The README's own code runs as it stands."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    (tmp_path / "src").symlink_to(ROOT / "src")
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {}
    for block in BLOCKS:
        exec(compile(block, "README.md", "exec"), space)
    assert "</html>" in (tmp_path / "kooste.html").read_text(encoding="utf-8")
    ids = space["model"].phenomenon_ids_  # type: ignore[attr-defined]
    assert ids[space["probabilities"][0].argmax()] == "asunnottomuus"  # type: ignore[index]


def test_notebook_example_is_ten_lines() -> None:
    lines = [line for line in BLOCKS[0].splitlines() if line.strip()]
    assert len(lines) <= 10


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_links_of_the_readme_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_commands_of_the_readme_exist() -> None:
    usage = (ROOT / "rake").read_text(encoding="utf-8")
    for command in re.findall(r"^(?:RAKE_NATIVE=no )?\./rake (\w+)", README, re.MULTILINE):
        assert f"./rake {command}" in usage
    assert os.access(ROOT / "rake", os.X_OK)
