"""``rakenlp doctor``: what is present, what is missing, and the exact line that brings it."""

from __future__ import annotations

import argparse
import locale
import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from ..errors import RakeError
from ..texts import get_language, text

#: The distributions that each extra brings, as in pyproject.toml.
EXTRAS = {
    "excel": ("openpyxl",),
    "parquet": ("pyarrow",),
    "plot": ("matplotlib",),
    "report": ("python-docx",),
    "server": ("fastapi", "uvicorn"),
    "pure": ("pyvoikko",),
    "dask": ("dask", "distributed"),
    "encoder": ("sentence-transformers",),
    "vault": ("cryptography",),
    "notebook": ("jupyterlab", "matplotlib", "openpyxl", "python-docx"),
}
PACKAGES = ("scikit-learn", "spacy", "libvoikko", "numpy", "pandas", "joblib")
MODELS = ("taxonomy", "domain", "lemmas", "names", "identifiers", "vectors", "triage", "corpus")
WORD, LEMMA = "asunnottomien", "asunnoton"
PYTHONS = ((3, 11), (3, 14))
_INSTALL = (
    ("Debian / Ubuntu", "sudo apt-get install libvoikko1 voikko-fi"),
    ("Fedora", "sudo dnf install libvoikko voikko-fi"),
    ("macOS", "brew install libvoikko"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--json", action="store_true", help=text("cli.doctor_json"))


def run(args: argparse.Namespace) -> int:
    """Print the findings; 0 if rakenlp can be used, 1 if not."""
    found = examine()
    if args.json:
        import json

        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found)))
    return 0 if found["usable"] else 1


def examine() -> dict[str, Any]:
    """Look at this machine and installation; everything is plain data, ready for JSON."""
    from .. import __version__

    packages = {name: _version(name) for name in PACKAGES}
    here = _system()
    found: dict[str, Any] = {
        "rakenlp": __version__,
        "python": {
            "version": platform.python_version(),
            "executable": sys.executable,
            "supported": PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1],
        },
        "platform": platform.platform(),
        "packages": packages,
        "voikko": _voikko(),
        "extras": [_extra(name, distributions) for name, distributions in EXTRAS.items()],
        "models": _models(),
        "locale": {
            "locale": locale.setlocale(locale.LC_CTYPE),
            "stdout": getattr(sys.stdout, "encoding", None) or "?",
            "filesystem": sys.getfilesystemencoding(),
            "language": get_language(),
        },
        "install": [
            {"system": system, "command": command, "this_machine": system == here}
            for system, command in (*_INSTALL, ("Windows", _install_extra("pure", windows=True)))
        ],
    }
    found["problems"] = _problems(found)
    found["usable"] = not found["problems"]
    return found


def _voikko() -> dict[str, Any]:
    from ..language.voikko import BACKEND_VARIABLE, active_backend, available_backends, morphology

    found: dict[str, Any] = {
        "active": None,
        "forced": os.environ.get(BACKEND_VARIABLE) or None,
        "variable": BACKEND_VARIABLE,
        "error": None,
        "backends": [
            {
                "name": b.name,
                "available": b.available,
                "version": b.version,
                "dictionary": b.dictionary,
                "reason": b.reason,
            }
            for b in available_backends()
        ],
        "check": {"word": WORD, "expected": LEMMA, "lemma": None, "ok": False},
    }
    try:
        found["active"] = active_backend().name
        lemmas = [analysis.get("BASEFORM", "") for analysis in morphology().analyze(WORD)]
    except RakeError as error:
        found["error"] = str(error)
        return found
    lemma = LEMMA if LEMMA in lemmas else next(iter(lemmas), None)
    found["check"].update(lemma=lemma, ok=lemma == LEMMA)
    return found


def _extra(name: str, distributions: tuple[str, ...]) -> dict[str, Any]:
    versions = {distribution: _version(distribution) for distribution in distributions}
    return {
        "name": name,
        "installed": all(versions.values()),
        "packages": versions,
        "install": _install_extra(name),
    }


def _install_extra(name: str, windows: bool = os.name == "nt") -> str:
    """The line that brings an extra: in a checkout through its script, else through pip."""
    root = Path(__file__).resolve().parents[3]
    checkout = (root / "rake").is_file() and (root / "pyproject.toml").is_file()
    if checkout and not windows:
        return f"./rake setup {name}"
    return f'python -m pip install "{"." if checkout else "rakenlp"}[{name}]"'


def _models() -> dict[str, bool]:
    from .._resources import models_folder

    present = {}
    for name in MODELS:
        try:
            present[name] = any(models_folder(name).iterdir())
        except RakeError:
            present[name] = False
    return present


def _problems(found: dict[str, Any]) -> list[str]:
    problems = []
    if not found["python"]["supported"]:
        problems.append(text("doctor.reason_python", version=found["python"]["version"]))
    if missing := [name for name, version in found["packages"].items() if version is None]:
        problems.append(text("doctor.reason_packages", names=", ".join(missing)))
    if not found["voikko"]["check"]["ok"]:
        problems.append(found["voikko"]["error"] or text("doctor.reason_backend"))
    if missing := [name for name, present in found["models"].items() if not present]:
        problems.append(text("doctor.reason_models", names=", ".join(missing)))
    return problems


def _lines(found: dict[str, Any]) -> list[str]:
    python = found["python"]
    missing = text("doctor.missing")
    packages = ", ".join(f"{name} {version or missing}" for name, version in found["packages"].items())
    models = ", ".join(name if there else f"{name} ({missing})" for name, there in found["models"].items())
    rows = [
        (text("doctor.python"), [f"{python['version']}  {python['executable']}", found["platform"]]),
        (text("doctor.packages"), [packages]),
        (text("doctor.voikko"), _voikko_lines(found["voikko"])),
        (text("doctor.extras"), [_extra_line(extra) for extra in found["extras"]]),
        (text("doctor.models"), [models]),
        (text("doctor.locale"), [text("doctor.locale_line", **found["locale"])]),
    ]
    width = max(len(name) for name, _ in rows) + 1
    lines = [text("doctor.title", version=found["rakenlp"])]
    for name, values in rows:
        for position, value in enumerate(values):
            lines.append(f"  {name if position == 0 else '':<{width}} {value}".rstrip())
    lines += ["", text("doctor.install")]
    for install in found["install"]:
        mark = f"   {text('doctor.this_machine')}" if install["this_machine"] else ""
        lines.append(f"  {install['system']:<16} {install['command']}{mark}")
    lines += [f"  {text('doctor.install_note')}", ""]
    problems = [text("doctor.not_usable", reason=problem) for problem in found["problems"]]
    return lines + (problems or [text("doctor.usable")])


def _voikko_lines(voikko: dict[str, Any]) -> list[str]:
    lines = []
    for backend in voikko["backends"]:
        name = text(f"doctor.backend_{backend['name']}")
        if not backend["available"]:
            lines.append(f"{name}: {text('doctor.unavailable', reason=backend['reason'])}")
            continue
        state = text("doctor.in_use" if backend["name"] == voikko["active"] else "doctor.available")
        if backend["dictionary"]:
            state += ", " + text("doctor.dictionary", name=backend["dictionary"])
        lines.append(f"{name} {backend['version']}: {state}")
    if voikko["forced"]:
        lines.append(text("doctor.forced", variable=voikko["variable"], value=voikko["forced"]))
    if voikko["active"] == "pure":
        lines.append(text("doctor.pure_slower"))
    check = voikko["check"]
    if check["lemma"] is not None:
        lines.append(text("doctor.check_ok" if check["ok"] else "doctor.check_wrong", **check))
    return lines


def _extra_line(extra: dict[str, Any]) -> str:
    what = f"{extra['name']} ({text('doctor.extra_' + extra['name'])})"
    if not extra["installed"]:
        return f"{what}: {text('doctor.extra_get', command=extra['install'])}"
    return f"{what}: " + ", ".join(f"{name} {version}" for name, version in extra["packages"].items())


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _system() -> str:
    """The name in the install table that is this machine's, or an empty string."""
    if sys.platform == "darwin":
        return "macOS"
    if sys.platform == "win32":
        return "Windows"
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ""
    names = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    if names & {"debian", "ubuntu"}:
        return "Debian / Ubuntu"
    return "Fedora" if names & {"fedora", "rhel", "centos"} else ""
