"""Random requests over the description: never a 5xx, and every answer is as described.

Needs the command ``schemathesis`` (``pipx install schemathesis``), which is no dependency; skipped without it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import rakenlp

pytest.importorskip("fastapi", reason="needs the extra server")

from running_service import Service  # noqa: E402

KEY = "arvattavan-avain-0123456789"
COMMAND = shutil.which("schemathesis")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(COMMAND is None, reason="needs the command schemathesis")]
#: What is lawful beside the statuses that the tool knows: 413 for what is too long; of decisions 422 for what no
#: schema can tell (a date, an observation in two parts); without a register 503.
SETTINGS = """
[checks]
negative_data_rejection.expected-statuses = [400, 401, 404, 405, 413, 415, 422]
positive_data_acceptance.expected-statuses = ["2xx"]

[[operations]]
include-path = "/decisions"
checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 409, 422]
"""


@pytest.fixture(scope="module")
def service(example: rakenlp.Observations, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    place = tmp_path_factory.mktemp("fuzz")
    with rakenlp.Register.open(place / "rake.sqlite") as register:
        rakenlp.analyse(example, register=register).triage().save(place / "malli")
    running = Service(str(place / "malli"), "--register", str(place / "rake.sqlite"), RAKENLP_API_KEY=KEY)
    yield running
    assert running.stop() == 0
    assert not any("service_internal" in line or "Traceback" in line for line in running.said)


def test_the_service_is_as_it_is_described(service: Service, tmp_path: Path) -> None:
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    command = [str(COMMAND), "--config-file", str(settings), "run", f"{service.address}openapi.json", "--checks", "all"]
    bounds = ["--max-examples", "30", "--workers", "1", "--seed", "1", "--header", f"X-API-Key: {KEY}"]
    done = subprocess.run([*command, *bounds], capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-6_000:]
