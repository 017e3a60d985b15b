"""The lowest versions that pyproject.toml allows, as constraints for pip: ``./rake test --minimum`` installs them.

python tests/lowest_versions.py >constraints.txt
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?>=(?P<version>[\d.]+)")


def lowest_versions(project: dict[str, Any]) -> dict[str, str]:
    """Return the lowest version of each package that a project asks for, those of its extras too."""
    found: dict[str, str] = {}
    for requirement in [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]:
        if requirement.startswith(f"{project['name']}["):
            continue  # extras of its own
        matched = _REQUIREMENT.fullmatch(requirement)
        if matched is None:
            raise ValueError(f"pyproject.toml: {requirement} has no lower bound of the form name>=version")
        if found.setdefault(matched["name"], matched["version"]) != matched["version"]:
            raise ValueError(f"pyproject.toml: {matched['name']} has two lower bounds")
    return found


if __name__ == "__main__":
    told = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, version in lowest_versions(told).items():
        print(f"{name}=={version}")  # noqa: T201
