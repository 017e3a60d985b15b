"""The set-up script, run against stubs: no network, no packages, nothing of the system touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)] or ["sh"]
TOOLS = (
    *("sh", "cat", "sed", "cksum", "dirname", "tr", "mv", "rm", "tail", "head", "grep", "env", "readlink"),
    *("true", "mkdir", "cp", "touch"),
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the script is for POSIX systems")

# Stands for Python: tells what it finds (file "look"), notes what it is asked to run, fails if told to.
PYTHON_STUB = """#!/bin/sh
case "$*" in
    "- venv" | "- any") [ -e "$STUBS/no-venv" ] && [ "$2" = venv ] && exit 1; cat "$STUBS/look"; exit 0 ;;
    -c*) cat "$STUBS/cpus" 2>/dev/null; exit 0 ;;
    --version) echo "Python 3.12.0"; exit 0 ;;
    "-m venv .venv") echo "venv" >>"$STUBS/log"; rm -f "$STUBS/no-venv"
        mkdir -p .venv/bin; cp "$STUBS/python" .venv/bin/python; exit 0 ;;
    "-m venv --clear"*) echo "venv $4" >>"$STUBS/log"; mkdir -p "$4/bin"; cp "$STUBS/python" "$4/bin/python"; exit 0 ;;
    "-m pip"*) printf 'pip' >>"$STUBS/log"; for a in "$@"; do printf ' [%s]' "$a"; done >>"$STUBS/log"
        echo >>"$STUBS/log"
        if [ -e "$STUBS/pip-fails" ]; then echo "no matching distribution"; exit 1; fi
        exit 0 ;;
esac
printf 'run' >>"$STUBS/log"
for a in "$@"; do printf ' [%s]' "$a"; done >>"$STUBS/log"
printf ' voikko=%s\\n' "${RAKENLP_VOIKKO:-}" >>"$STUBS/log"
exit "$(cat "$STUBS/exit" 2>/dev/null || echo 0)"
"""


@dataclass
class Stage:
    """A copy of the script in a folder with a space in its name, and a PATH of stubs."""

    project: Path
    stubs: Path
    extra: dict[str, str] = field(default_factory=dict)

    def run(self, *args: str, shell: str = SHELLS[0], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.stubs), "STUBS": str(self.stubs), "HOME": "", **self.extra}
        name = [str(shutil.which(shell)), *(["sh"] if shell == "busybox" else [])]
        script = "./rake" if cwd is None else str(self.project / "rake")
        return subprocess.run(
            [*name, script, *args],
            cwd=cwd or self.project,
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
            stdin=subprocess.DEVNULL,
        )

    def log(self) -> list[str]:
        path = self.stubs / "log"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    def stub(self, name: str, body: str) -> None:
        path = self.stubs / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def look(self, answer: str) -> None:
        (self.stubs / "look").write_text(answer + "\n", encoding="utf-8")


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    project, stubs = tmp_path / "oma kansio", tmp_path / "stubs"
    project.mkdir()
    stubs.mkdir()
    for name in ("rake", "pyproject.toml"):
        shutil.copy(ROOT / name, project / name)
    for tool in TOOLS:
        (stubs / tool).symlink_to(str(shutil.which(tool)))
    made = Stage(project, stubs)
    for name in ("python3", "python"):
        (stubs / name).write_text(PYTHON_STUB, encoding="utf-8")
        (stubs / name).chmod(0o755)
    made.stub("uname", "echo Linux")
    made.stub("id", 'case "$1" in -u) echo 1000 ;; *) echo users ;; esac')
    made.look("native")
    (stubs / "no-venv").touch()
    return made


@pytest.mark.parametrize("shell", SHELLS)
def test_syntax(shell: str) -> None:
    command = [shell, *(["sh"] if shell == "busybox" else []), "-n", str(ROOT / "rake")]
    assert subprocess.run(command, capture_output=True, check=False).stderr == b""


def test_the_scripts_can_be_executed() -> None:
    for name in ("rake", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK), name


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("args", [(), ("help",), ("--help",)])
def test_help_needs_no_setup(stage: Stage, shell: str, args: tuple[str, ...]) -> None:
    done = stage.run(*args, shell=shell)
    assert done.returncode == 0 and done.stderr == ""
    for word in ("./rake demo", "./rake test", "./rake doctor", "RAKE_NATIVE=no", "Suomeksi"):
        assert word in done.stdout
    assert stage.log() == []


def test_an_unknown_task_says_so_and_does_nothing(stage: Stage) -> None:
    done = stage.run("demmo")
    assert done.returncode == 1 and "unknown task: demmo" in done.stderr
    assert stage.log() == [] and not (stage.project / ".venv").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_first_run_sets_up_and_second_run_only_runs(stage: Stage, shell: str) -> None:
    first = stage.run("demo", "--out", "a b", shell=shell)
    assert first.returncode == 0, first.stderr
    log = stage.log()
    assert log[0] == "venv" and "[--editable] [.]" in log[1]
    assert log[2] == "run [-m] [rakenlp.cli] [demo] [--out] [a b] voikko="
    second = stage.run("demo", shell=shell)
    assert second.stderr == "" and stage.log() == ["run [-m] [rakenlp.cli] [demo] voikko="]


def test_extras_are_added_and_kept(stage: Stage) -> None:
    stage.run("demo")
    stage.run("test", "-k", "x y")
    assert stage.log()[-2:] == [
        "pip [-m] [pip] [install] [--quiet] [--no-input] [--prefer-binary] [--editable] [.[dev]]",
        "run [-m] [pytest] [-k] [x y] voikko=",
    ]
    stage.run("setup", "report")
    assert stage.log() == [
        "pip [-m] [pip] [install] [--quiet] [--no-input] [--prefer-binary] [--editable] [.[dev,report]]"
    ]
    stage.run("test")
    assert stage.log() == ["run [-m] [pytest] voikko="]


IN_PARALLEL = "[-n] [2] [--dist] [loadfile] [--no-loadscope-reorder] "


@pytest.mark.parametrize("shell", SHELLS)
def test_the_tests_are_shared_by_processes(stage: Stage, shell: str) -> None:
    (stage.stubs / "cpus").write_text("2\n")
    stage.run("test", "-k", "x y", shell=shell)
    assert stage.log()[-1] == f"run [-m] [pytest] {IN_PARALLEL}[-k] [x y] voikko="
    stage.run("check", shell=shell)
    assert stage.log()[-1] == f"run [-m] [pytest] {IN_PARALLEL.strip()} voikko="


@pytest.mark.parametrize(
    "asked", ["-n 3", "-n0", "--numprocesses=3", "-p no:xdist", "--pdb", "-x -s", "rake", "rake::test_it"]
)
def test_whoever_asks_otherwise_gets_the_tests_otherwise(stage: Stage, asked: str) -> None:
    (stage.stubs / "cpus").write_text("2\n")
    stage.run("test", *asked.split())
    told = " ".join(f"[{word}]" for word in asked.split())
    assert stage.log()[-1] == f"run [-m] [pytest] {told} voikko="
    stage.extra["PYTEST_ADDOPTS"] = asked
    stage.run("test")
    assert stage.log()[-1] == "run [-m] [pytest] voikko="


def test_the_check_tells_the_coverage_when_asked(stage: Stage) -> None:
    stage.run("check", "--coverage", "-x")
    ran = [line.removesuffix(" voikko=") for line in stage.log() if line.startswith("run")]
    assert ran[2:] == [
        "run [-m] [coverage] [erase]",
        "run [-m] [coverage] [run] [-m] [pytest] [-x]",
        "run [-m] [coverage] [combine] [--quiet]",
        "run [-m] [coverage] [report]",
    ]


def test_on_one_cpu_the_tests_are_run_by_one_process(stage: Stage) -> None:
    (stage.stubs / "cpus").write_text("1\n")
    stage.run("test")
    assert stage.log()[-1] == "run [-m] [pytest] voikko="


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        ("minimum", "[--constraint] [.venv-minimum/constraints.txt]"),
        ("newest", "[--upgrade] [--upgrade-strategy] [eager]"),
    ],
)
def test_other_versions_have_an_environment_of_their_own(stage: Stage, versions: str, told: str) -> None:
    refused = stage.run("test", f"--{versions}")
    assert refused.returncode == 1 and "needs one of: python3.1" in refused.stderr
    shutil.copy(stage.stubs / "python", stage.stubs / "python3.11")
    shutil.copytree(ROOT / "tests", stage.project / "tests", ignore=shutil.ignore_patterns("test_*", "__pycache__"))
    done = stage.run("test", f"--{versions}", "-k", "x y")
    log = [line for line in stage.log() if "lowest_versions" not in line]
    assert done.returncode == 0 and log[0] == f"venv .venv-{versions}", done.stderr
    assert log[1:] == [
        f"pip [-m] [pip] [install] [--quiet] [--no-input] [--prefer-binary] {told} [--editable] [.[dev]]",
        "run [-m] [pytest] [-k] [x y] voikko=",
    ]
    assert not (stage.project / ".venv").exists()


def test_a_changed_pyproject_or_a_moved_folder_installs_again(stage: Stage) -> None:
    stage.run("demo")
    stage.log()
    with (stage.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    stage.run("demo")
    assert any(line.startswith("pip") for line in stage.log())
    stage.project = stage.project.rename(stage.project.with_name("toinen"))
    stage.run("demo")
    assert any(line.startswith("pip") for line in stage.log())


def test_a_failed_installation_shows_why_and_is_done_again(stage: Stage) -> None:
    (stage.stubs / "pip-fails").touch()
    failed = stage.run("demo")
    assert failed.returncode == 1 and "no matching distribution" in failed.stderr
    assert not any(line.startswith("run") for line in stage.log())
    (stage.stubs / "pip-fails").unlink()
    assert stage.run("demo").returncode == 0
    assert [line.split()[0] for line in stage.log()] == ["pip", "run"]


def test_a_broken_environment_is_made_again(stage: Stage) -> None:
    stage.run("demo")
    stage.log()
    (stage.stubs / "no-venv").touch()
    done = stage.run("demo")
    assert "making .venv again" in done.stderr
    assert [line.split()[0] for line in stage.log()] == ["venv", "pip", "run"]


@pytest.mark.parametrize("name", ["RAKE_NATIVE=no", "RAKENLP_VOIKKO=pure"])
def test_the_pure_way_on_request(stage: Stage, name: str) -> None:
    variable, value = name.split("=")
    stage.extra[variable] = value
    stage.stub("apt-get", 'echo "apt $*" >>"$STUBS/log"')
    assert stage.run("demo").returncode == 0
    log = stage.log()
    assert "[.[pure]]" in log[1] and log[2].endswith("voikko=pure")
    assert not any(line.startswith("apt") for line in log)


def test_without_rights_it_says_so_once_and_goes_on_with_pure(stage: Stage) -> None:
    stage.look("pure")
    stage.stub("apt-get", 'echo "apt $*" >>"$STUBS/log"')
    stage.stub("sudo", "exit 1")
    first = stage.run("demo")
    said = [line for line in first.stderr.splitlines() if "pure Python" in line]
    assert first.returncode == 0 and len(said) == 1
    assert "no administrator rights" in said[0] and "sudo apt-get install libvoikko1 voikko-fi" in said[0]
    assert not any(line.startswith("apt") for line in stage.log())
    assert stage.run("demo").stderr == ""


APT = """echo "apt $*" >>"$STUBS/log"
case "$1" in
    update) touch "$STUBS/lists" ;;
    install)
        if [ ! -e "$STUBS/lists" ]; then echo "E: Unable to locate package"; exit 100; fi
        echo native >"$STUBS/look" ;;
esac"""


@pytest.mark.parametrize("rights", ["root", "sudo"])
def test_apt_installs_the_native_library_with_rights(stage: Stage, rights: str) -> None:
    stage.look("pure")
    stage.stub("apt-get", APT)
    if rights == "root":
        stage.stub("id", "echo 0")
    else:
        stage.stub("sudo", 'echo "sudo $*" >>"$STUBS/log"; shift; exec "$@"')
    done = stage.run("demo")
    assert done.returncode == 0 and "libvoikko1 voikko-fi" in done.stderr and "pure Python" not in done.stderr
    log = stage.log()
    asked = [line.split()[1] for line in log if line.startswith("apt")]
    assert asked == ["install", "update", "install"]
    assert all(line.endswith("libvoikko1 voikko-fi") for line in log if line.startswith("apt install"))
    assert any(line.startswith("sudo -n env") for line in log) == (rights == "sudo")
    assert "[--editable] [.]" in next(line for line in log if line.startswith("pip"))


def test_a_failing_apt_ends_in_pure_with_its_reason(stage: Stage) -> None:
    stage.look("pure")
    stage.stub("id", "echo 0")
    stage.stub("apt-get", 'echo "Reading lists"; echo "E: Unable to locate package voikko-fi"; exit 100')
    done = stage.run("demo")
    assert done.returncode == 0
    assert "apt-get failed: E: Unable to locate package voikko-fi" in done.stderr
    assert "[.[pure]]" in stage.log()[1]


def test_homebrew_installs_on_a_mac(stage: Stage) -> None:
    stage.look("pure")
    stage.stub("uname", "echo Darwin")
    stage.stub("brew", 'echo "brew $*" >>"$STUBS/log"; echo native >"$STUBS/look"')
    assert stage.run("demo").returncode == 0
    assert "brew install libvoikko" in stage.log()


@pytest.mark.parametrize("answer", ["sys.exit(1)", "ensurepip"])
def test_python_that_will_not_do_is_told_with_what_to_install(stage: Stage, answer: str) -> None:
    old = 'case "$*" in *ensurepip*) exit 1 ;; *-venv*) echo python3.12-venv ;; '
    old += "--version) echo Python 3.9.2 ;; "
    old += "*version_info*) exit 0 ;; esac" if answer == "ensurepip" else "*) exit 1 ;; esac"
    for name in ("python3", "python"):
        stage.stub(name, old)
    done = stage.run("demo")
    assert done.returncode == 1
    if answer == "ensurepip":
        assert "sudo apt-get install python3.12-venv" in done.stderr
    else:
        assert "needs Python 3.11-3.14; found: Python 3.9.2" in done.stderr
    assert not (stage.project / ".venv").exists()


def test_the_exit_code_and_the_callers_folder_pass_through(stage: Stage, tmp_path: Path) -> None:
    (stage.stubs / "exit").write_text("7")
    assert stage.run("test").returncode == 7
    (stage.stubs / "exit").unlink()
    stage.log()
    assert stage.run("validate", "vienti.csv", cwd=tmp_path).returncode == 0
    assert stage.log()[-1] == "run [-m] [rakenlp.cli] [validate] [vienti.csv] voikko="


def test_a_symlink_to_the_script_finds_the_project(stage: Stage, tmp_path: Path) -> None:
    link = tmp_path / "rake"
    link.symlink_to(stage.project / "rake")
    environment = {"PATH": str(stage.stubs), "STUBS": str(stage.stubs)}
    done = subprocess.run([str(link), "demo"], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (stage.project / ".venv").is_dir()


def test_the_build_server_runs_the_command_of_the_readme(tmp_path: Path) -> None:
    project = tmp_path / "p"
    shutil.copytree(ROOT / ".ci", project / ".ci")
    (project / "rake").write_text('#!/bin/sh\necho "asked: $*"; exit 3\n')
    (project / "rake").chmod(0o755)
    done = subprocess.run([str(project / ".ci" / "run"), "-x"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 3 and done.stdout == "asked: test -x\n"


def test_tools_go_into_a_folder_of_their_own(stage: Stage) -> None:
    done = stage.run("tools")
    assert done.returncode == 1 and "schemathesis" in done.stderr  # the stub makes no second environment
    assert stage.log()[-1] == f"run [-m] [venv] [{stage.project}/.venv/tools] voikko="


def test_every_command_is_a_task() -> None:
    script = (ROOT / "rake").read_text(encoding="utf-8")
    tasks = {task for line in re.findall(r"^    ([a-z |-]+)\)$", script, re.MULTILINE) for task in line.split(" | ")}
    commands = {"demo", "analyse", "validate", "kooste", "check-tables", "report", "rake-vartti", "triage", "mask"}
    commands |= {"register", "serve", "vectors", "doctor", "slides", "tables", "hand-over", "compare"}
    assert commands <= tasks
    assert all(f"./rake {command}" in script for command in commands)
