"""The register's file: made, migrated, refused, exported, imported."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from rakenlp.errors import RegisterError
from rakenlp.register import Register
from rakenlp.register._database import use_wal
from rakenlp.register._schema import APPLICATION_ID, SCHEMA, migrate

#: A register as version 1 left it, written down by hand; never to be changed.
VERSION_1 = f"""
CREATE TABLE entries (seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
    action TEXT NOT NULL, subject TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE runs (run INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, as_of TEXT,
    n_observations INTEGER NOT NULL);
CREATE TABLE phenomena (phenomenon_id TEXT PRIMARY KEY, name TEXT NOT NULL, parent TEXT NOT NULL, kind TEXT NOT NULL,
    terms TEXT NOT NULL, space TEXT, centre BLOB, first_run INTEGER REFERENCES runs, last_run INTEGER REFERENCES runs);
CREATE TABLE observations (observation_id TEXT PRIMARY KEY, received_date TEXT, respondent_group TEXT,
    municipality TEXT, service_line TEXT, duplicate_of TEXT, phenomenon_id TEXT REFERENCES phenomena,
    probability REAL, also TEXT NOT NULL, first_run INTEGER NOT NULL REFERENCES runs,
    last_run INTEGER NOT NULL REFERENCES runs);
CREATE TABLE flags (run INTEGER NOT NULL REFERENCES runs, flag_id TEXT NOT NULL, kind TEXT NOT NULL,
    phenomenon_id TEXT, period TEXT NOT NULL, observed INTEGER NOT NULL, voices INTEGER NOT NULL,
    observation_ids TEXT NOT NULL, PRIMARY KEY (run, flag_id));
INSERT INTO runs VALUES (1, '2026-03-01T10:00:00+02:00', '2026-02-28', 2);
INSERT INTO phenomena VALUES ('koyhyys', 'Köyhyys', 'muu', 'known', 'jono', NULL, NULL, 1, 1);
INSERT INTO observations VALUES ('h1', '2026-02-01', 'asiakas', 'Tampere', NULL, NULL, 'koyhyys', 0.9, '[]', 1, 1);
INSERT INTO observations VALUES ('h2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[]', 1, 1);
INSERT INTO entries VALUES (1, '2026-03-02T09:00:00+02:00', 'Maija', 'Selkeämpi', 'rename', 'koyhyys',
    '{{"day": "2026-03-02", "name": "Nälkä"}}');
INSERT INTO entries VALUES (2, '2026-03-02T09:05:00+02:00', 'Maija', '', 'reassign', 'h2',
    '{{"day": "2026-03-02", "to": "koyhyys"}}');
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = 1;
"""


def make(path: Path, script: str) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path


def filled(path: Path) -> Register:
    register = Register.open(path, who="rake")
    rows = {
        "observation_id": ["h1", "h2", "h3"],
        "phenomenon_id": ["koyhyys", "uusi_1", None],
        "probability": [0.1 + 0.2, 1 / 3, float("nan")],
        "also": [["uusi_1"], [], []],
        "respondent_group": ["läheinen", "näkö\u2028kulma\x85", None],
    }
    register.record_observations(pd.DataFrame(rows), as_of="2026-02-28", versions={"rakenlp": "0.1.0"})
    flag = {
        "kind": "growing",
        "phenomenon_id": "koyhyys",
        "window": "",
        "observed": 1,
        "voices": 1,
        "observation_ids": ["h1"],
    }
    register.record_flags(pd.DataFrame([flag]))
    register.rename("koyhyys", 'Lainaus " ja rivin\u2028vaihto\n')
    register.undo(register.split("koyhyys", {"Jono": ["h1"]}))
    register.decide("growing:koyhyys", "reject", why="Ä" * 100)
    return register


def test_version_1_is_migrated_with_everything_in_it(tmp_path: Path) -> None:
    path = make(tmp_path / "vanha.sqlite", VERSION_1)
    with pytest.raises(RegisterError, match="read_only"):
        Register.open(path, read_only=True)
    with Register.open(path) as register:
        assert register.phenomena()["name"].tolist() == ["Nälkä"]
        table = register.assignments().set_index("observation_id")
        assert table["phenomenon_id"].to_dict() == {"h1": "koyhyys", "h2": "koyhyys"}
        assert table.loc["h2", "who"] == "Maija" and table.loc["h1", "text"] is None
        register.undo(2)
        register.record_observations(pd.DataFrame({"observation_id": ["h9"], "phenomenon_id": ["koyhyys"]}))
        assert register.assignments()["phenomenon_id"].tolist() == ["koyhyys", None, "koyhyys"]
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    fresh = Register.open(tmp_path / "uusi.sqlite")
    fresh.close()
    connection = sqlite3.connect(fresh.path)
    assert tables == {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()


def test_flags_of_version_2_have_no_reasons_yet(tmp_path: Path) -> None:
    path, connection = tmp_path / "vanha.sqlite", sqlite3.connect(tmp_path / "vanha.sqlite", isolation_level=None)
    connection.execute("BEGIN")
    migrate(connection, 2)
    connection.execute("COMMIT")
    connection.execute("INSERT INTO runs VALUES (1, '2026-03-01T10:00:00+02:00', '2026-02-28', 1, '{}')")
    connection.execute("INSERT INTO flags VALUES (1, 'growing:koyhyys', 'growing', 'koyhyys', '', 3, 2, '[\"h1\"]')")
    connection.close()
    with Register.open(path) as register:
        told = register.flag_states().iloc[0]
        assert (told["flag_id"], told["level"], told["area"], told["reasons"]) == (
            "growing:koyhyys",
            "phenomenon",
            None,
            "",
        )
        register.export_jsonl(tmp_path / "vienti.jsonl")
    with Register.import_jsonl(tmp_path / "vienti.jsonl", tmp_path / "kopio.sqlite") as copy:
        assert copy.flag_states().iloc[0].equals(told)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = make(tmp_path / "vanha.sqlite", VERSION_1 + "CREATE TABLE lineage (other TEXT);")
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="lineage"):
        Register.open(path)
    assert path.read_bytes() == before


def test_an_export_of_version_1_is_read(tmp_path: Path) -> None:
    rows = [
        {"kind": "rakenlp-register", "schema": 1},
        {"table": "runs", "run": 1, "at": "2026-03-01T10:00:00+02:00", "as_of": None, "n_observations": 0},
        {"table": "phenomena", "phenomenon_id": "koyhyys", "name": "Köyhyys", "parent": "muu", "kind": "known",
         "terms": "", "space": None, "centre": None, "first_run": 1, "last_run": 1},
    ]  # fmt: skip
    body = "".join(json.dumps(row) + "\n" for row in rows)
    end = json.dumps({"end": len(rows), "sha256": hashlib.sha256(body.encode()).hexdigest()}) + "\n"
    (tmp_path / "v1.jsonl").write_text(body + end, encoding="utf-8")
    with Register.import_jsonl(tmp_path / "v1.jsonl", tmp_path / "uusi.sqlite") as register:
        assert register.phenomena()["name"].tolist() == ["Köyhyys"]


def _newer(path: Path) -> None:
    Register.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()


def _halved(path: Path) -> None:
    filled(path).close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _scrambled(path: Path) -> None:
    filled(path).close()
    content = bytearray(path.read_bytes())
    content[4096:12288] = bytes(range(256)) * 32
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_newer, "register_newer"),
        (_halved, "register_damaged"),
        (_scrambled, "register_damaged"),
        (lambda path: path.write_text("ilmoitus_id;kuvaus\n1;Rahat loppu\n"), "register_foreign"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + b"\0" * 4080), "register_foreign"),
        (lambda path: make(path, "CREATE TABLE muu (x)"), "register_foreign"),
        (lambda path: path.mkdir(), "is_directory"),
    ],
)
def test_what_is_no_register_is_told_and_not_touched(tmp_path: Path, spoil: object, code: str) -> None:
    path = tmp_path / "rake.sqlite"
    spoil(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else b""
    for read_only in (False, True):
        with pytest.raises(RegisterError) as caught:
            Register.open(path, read_only=read_only)
        assert caught.value.code == code and str(path) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else b"") == before
    # SQLite's own empty log and index may be there after looking in; nothing else
    assert {file.name for file in tmp_path.iterdir()} <= {path.name, f"{path.name}-wal", f"{path.name}-shm"}


def test_missing_folders_and_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="kansiota"):
        Register.open(tmp_path / "puuttuu" / "rake.sqlite")
    with pytest.raises(RegisterError, match="ei löydy"):
        Register.open(tmp_path / "rake.sqlite", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_register(tmp_path: Path) -> None:
    path = tmp_path / "rake.sqlite"
    path.touch()
    with Register.open(path) as register:
        assert register.version == 0


def test_wal_and_full_synchrony_are_in_use(tmp_path: Path) -> None:
    with filled(tmp_path / "rake.sqlite") as register, register._database.reading() as connection:
        assert register.notes == []
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_disk_without_shared_memory_falls_back(tmp_path: Path) -> None:
    """As on a network drive: this way of locking files has no shared memory, and so no WAL."""
    uri = f"file:{tmp_path / 'verkko.sqlite'}?vfs=unix-dotfile"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    except sqlite3.OperationalError:
        pytest.skip("SQLite without unix-dotfile")
    assert not use_wal(connection)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 3  # EXTRA
    connection.close()


def test_a_register_moved_to_such_a_disk_works_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rake.sqlite"
    filled(path).close()  # in WAL mode

    def without_shared_memory(path: Path, read_only: bool, timeout: float) -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?vfs=unix-dotfile"
        return sqlite3.connect(uri, timeout, isolation_level=None, check_same_thread=False, uri=True)

    monkeypatch.setattr("rakenlp.register._database._connect", without_shared_memory)
    try:
        register = Register.open(path)
    except RegisterError:
        pytest.skip("SQLite without unix-dotfile")
    with register, Register.open(path) as other:
        assert "verkkolevy" in register.notes[0]
        register.rename("koyhyys", "x")
        other.rename("koyhyys", "y")
        assert register.version == other.version == 6


def test_the_fallback_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rakenlp.register._database.use_wal", lambda connection, timeout: False)
    with filled(tmp_path / "rake.sqlite") as register:
        assert "verkkolevy" in register.notes[0]
        assert register.version == 4


def test_a_writer_that_holds_on_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rake.sqlite"
    filled(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    with Register.open(path, timeout=0.1) as register:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegisterError, match="varattu"):
            register.rename("koyhyys", "x")
        assert register.version == 4  # reading goes on
        other.execute("ROLLBACK")
        register.rename("koyhyys", "x")
    other.close()


def test_export_and_import_lose_nothing(tmp_path: Path) -> None:
    with filled(tmp_path / "a.sqlite") as register:
        first = register.export_jsonl(tmp_path / "a.jsonl")
        tables = [register.assignments(), register.phenomena(), register.history(), register.flag_states()]
    with Register.import_jsonl(first, tmp_path / "b.sqlite") as copy:
        assert copy.export_jsonl(tmp_path / "b.jsonl").read_bytes() == first.read_bytes()
        copied = [copy.assignments(), copy.phenomena(), copy.history(), copy.flag_states()]
        for one, other in zip(tables, copied, strict=True):
            pd.testing.assert_frame_equal(one, other)
        assert copy.rename("koyhyys", "jatkuu").seq == 5
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("spoil", ["cut", "line", "change", "order", "foreign", "empty"])
def test_spoilt_exports_are_refused_whole(tmp_path: Path, spoil: str) -> None:
    with filled(tmp_path / "a.sqlite") as register:
        path = register.export_jsonl(tmp_path / "a.jsonl")
    content = path.read_text(encoding="utf-8")
    lines = content.splitlines(keepends=True)
    path.write_text(
        {
            "cut": content[: len(content) // 2],
            "line": "".join(lines[:3] + lines[4:]),
            "change": content.replace("läheinen", "ystävä"),
            "order": "".join([lines[0], lines[2], lines[1], *lines[3:]]),
            "foreign": '{"a": 1}\n{"b": 2}\n',
            "empty": "",
        }[spoil],
        encoding="utf-8",
    )
    with pytest.raises(RegisterError, match="register_export_damaged"):
        Register.import_jsonl(path, tmp_path / "b.sqlite")
    assert not (tmp_path / "b.sqlite").exists()


def test_import_never_overwrites(tmp_path: Path) -> None:
    with filled(tmp_path / "a.sqlite") as register:
        path = register.export_jsonl(tmp_path / "a.jsonl")
    with pytest.raises(RegisterError, match="on jo olemassa"):
        Register.import_jsonl(path, tmp_path / "a.sqlite")
    with pytest.raises(RegisterError, match="ei löydy"):
        Register.import_jsonl(tmp_path / "puuttuu.jsonl", tmp_path / "b.sqlite")


def test_a_transaction_cut_short_is_rolled_back(tmp_path: Path) -> None:
    """What a killed writer left in the log, but did not commit, is not seen."""
    path = tmp_path / "a.sqlite"
    register = filled(path)
    with register._database.reading():
        pass
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA cache_size = 1")
    other.execute("BEGIN IMMEDIATE")
    for k in range(200):
        values = (f"kesken-{k}", "x" * 500)
        other.execute(
            "INSERT INTO observations VALUES (?, NULL, ?, NULL, NULL, NULL, NULL, NULL, '[]', 1, 1, NULL)", values
        )
    for name in ("a.sqlite", "a.sqlite-wal"):
        shutil.copy(tmp_path / name, tmp_path / f"kopio-{name}")
    other.close()
    register.close()
    with Register.open(tmp_path / "kopio-a.sqlite") as found:
        assert len(found.assignments()) == 3 and found.version == 4


def tampered(path: Path, **columns: object) -> None:
    """Change an entry as someone could who knows SQLite."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER entries_are_not_changed")
    for name, value in columns.items():
        connection.execute(f"UPDATE entries SET {name} = ? WHERE seq = 4", (value,))
    connection.commit()
    connection.close()


NO_DECISION = ["{", "[]", "3", "{}", "[" * 100_000, '{"through": "eilen"}', '{"through": "2026-03-01"}']


@pytest.mark.parametrize(
    "change",
    [
        *({"content": content} for content in NO_DECISION),
        {"action": "evil"},
        {"action": "undo", "content": '{"undoes": 4}'},
        {"action": "undo", "content": '{"undoes": true}'},
        {"action": "merge", "content": '{"ids": "koyhyys"}'},
        {"action": "split", "content": '{"parts": [{"name": "a"}]}'},
        {"action": "open_report", "content": '{"phenomenon_id": "koyhyys"}'},
        {"action": "advance_report", "subject": "raportti_2026_9"},
        {"at": "nope"},
        {"who": b"\xff"},
    ],
)
def test_an_entry_that_was_never_written_is_told(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "a.sqlite"
    filled(path).close()
    tampered(path, **change)
    with Register.open(path, read_only=True) as register:
        for look in (register.phenomena, register.reports, register.handled, register.snapshot):
            with pytest.raises(RegisterError, match="register_damaged"):
                look()
    with Register.open(path) as register, pytest.raises(RegisterError, match="register_damaged"):
        register.rename("koyhyys", "Uusi nimi")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("flags", "observation_ids", "["),
        ("flags", "observation_ids", "{}"),
        ("flags", "level", "x"),
        ("flags", "level", "parent"),
        ("flags", "area", "Nokia"),
        ("flags", "reasons", b"x"),
        ("observations", "received_date", "joskus"),
        ("phenomena", "centre", b"abc"),
        ("runs", "as_of", "x"),
    ],
)
def test_other_rows_that_were_never_written_are_told(tmp_path: Path, table: str, column: str, value: object) -> None:
    path = tmp_path / "a.sqlite"
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    connection.commit()
    connection.close()
    with Register.open(path) as register, pytest.raises(RegisterError, match="register_damaged"):
        register.snapshot()


def forged(source: Path, target: Path, **changes: object) -> Path:
    """Change rows of the table named first, with the right checksum at the end."""
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").split("\n")[:-2]]
    table = changes.pop("of")
    for row in rows:
        if row.get("table", "head") == table:
            row.update(changes)
    body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    end = json.dumps({"end": len(rows), "sha256": hashlib.sha256(body.encode()).hexdigest()}) + "\n"
    target.write_text(body + end, encoding="utf-8")
    return target


@pytest.mark.parametrize(
    "changes",
    [
        {"of": "head", "schema": -1},
        {"of": "head", "schema": True},
        {"of": "runs", "table": "sqlite_master"},
        {"of": "runs", "table": ["runs"]},
        {"of": "runs", "x) values (1); --": 1},
        {"of": "runs", "as_of": {"base64": "!!"}},
        {"of": "runs", "as_of": {"a": 1}},
        {"of": "runs", "as_of": [1]},
        {"of": "runs", "run": 10**30},
        {"of": "runs", "at": None},
        {"of": "phenomena", "centre": "abc"},
        {"of": "flags", "observation_ids": "["},
        {"of": "flags", "level": "x"},
        {"of": "entries", "action": "evil"},
        {"of": "entries", "content": "["},
        {"of": "entries", "content": "{}"},
        {"of": "entries", "at": "nope"},
        {"of": "entries", "seq": 1},
    ],
)
def test_forged_exports_are_refused_whole(tmp_path: Path, changes: dict[str, object]) -> None:
    with filled(tmp_path / "a.sqlite") as register:
        path = register.export_jsonl(tmp_path / "a.jsonl")
    forged(path, tmp_path / "f.jsonl", **changes)
    with pytest.raises(RegisterError, match="register_export_damaged"):
        Register.import_jsonl(tmp_path / "f.jsonl", tmp_path / "b.sqlite")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "a.sqlite", "f.jsonl"]


def test_an_export_nested_beyond_measure_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.jsonl").write_text("[" * 200_000 + "\n[]\n")
    with pytest.raises(RegisterError, match="register_export_damaged"):
        Register.import_jsonl(tmp_path / "f.jsonl", tmp_path / "b.sqlite")
