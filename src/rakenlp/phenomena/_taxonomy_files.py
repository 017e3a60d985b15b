"""Taxonomies from files: a table, JSON, a folder of both, or SKOS."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .._files import read_json
from ..errors import InputError
from ..texts import LANGUAGES
from .taxonomy import Change, KnownPhenomenon, Taxonomy, find_parent

_SKOS = (".rdf", ".xml", ".skos", ".owl", ".ttl", ".turtle")
#: Columns of a table, by the names they may have.
_COLUMNS = {
    "code": ("code", "koodi", "kod", "tunnus"),
    "name_fi": ("name_fi", "nimi", "nimi_fi"),
    "name_sv": ("name_sv", "nimi_sv", "namn"),
    "name_en": ("name_en", "nimi_en", "name"),
    "parents": ("national_parent", "parent", "parents", "yläilmiö", "ylailmio", "överordnat"),
    "definition": ("definition_fi", "definition", "määritelmä", "maaritelma"),
    "need": ("shl11_need_no", "need", "tarve"),
    "seeds": ("seed_lemmas", "seeds", "avainsanat", "sanat"),
    "aliases": ("aliases", "alias", "muut_nimet", "rinnakkaisnimet", "aliases_fi", "aliases_sv", "aliases_en"),
    "replaces": ("replaces", "korvaa", "ersätter"),
}


def read(path: Path) -> Taxonomy:
    """Read a taxonomy; see :meth:`Taxonomy.read`."""
    path = path.expanduser()
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        raise InputError("file_not_found", path=path)
    ending = path.suffix.lower()
    if ending in _SKOS:
        from ._skos import read_skos

        return read_skos(path)
    if ending == ".json":
        try:
            content = json.loads(path.read_text(encoding="utf-8-sig"))
        except (ValueError, OSError, RecursionError) as error:
            raise InputError("json_damaged", path=path, line=getattr(error, "lineno", 1)) from None
        return from_dict(content, str(path))
    return _from_rows(_rows(path), path, None, ())


def from_dict(content: Any, origin: str) -> Taxonomy:
    """Return a taxonomy of plain data.

    Raises
    ------
    InputError
        If it has another form.
    """
    rows = content.get("phenomena") if isinstance(content, Mapping) else content
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise InputError("taxonomy_shape", path=origin)
    told = content if isinstance(content, Mapping) else {}
    changes = told.get("history", [])
    if not isinstance(changes, list) or not all(isinstance(row, Mapping) for row in changes):
        raise InputError("taxonomy_shape", path=origin)
    history = [
        Change(str(row.get("code", "")), _words(row.get("into")), str(row.get("since", "")), str(row.get("why", "")))
        for row in changes
    ]
    version = told.get("version")
    return Taxonomy([_phenomenon(row) for row in rows], str(version or _digest(rows)), history)


def _phenomenon(row: Mapping[str, Any]) -> KnownPhenomenon:
    names = row.get("names")
    if not isinstance(names, Mapping):
        names = {"fi": row.get("name", "")}
    parents = [_parent(name) for name in _words(row.get("parents", row.get("parent", "")))] or [""]
    return KnownPhenomenon(
        code=str(row.get("code", "")),
        names={language: str(names[language]).strip() for language in LANGUAGES if names.get(language)},
        parent=parents[0],
        definition=str(row.get("definition", "") or ""),
        need=str(row.get("need", "") or ""),
        seeds=_words(row.get("seeds")),
        other_parents=tuple(parents[1:]),
        aliases=_words(row.get("aliases")),
    )


def _parent(name: str) -> str:
    return find_parent(name) or name


def _words(value: Any) -> tuple[str, ...]:
    """Return a list, or a text with ``|`` between its items, as a tuple without empty ones."""
    items = value if isinstance(value, (list, tuple)) else str(value or "").split("|")
    return tuple(dict.fromkeys(item for item in (str(item).strip() for item in items) if item))


def _read_folder(folder: Path) -> Taxonomy:
    version = None
    if (folder / "version.json").exists():
        content = read_json(folder / "version.json")
        version = str(content.get("version", "")) if isinstance(content, dict) else None
    table = folder / "phenomena.csv"
    if not table.is_file():
        raise InputError("file_not_found", path=table)
    changes: list[Change] = []
    if (folder / "history.csv").is_file():
        rows = _plain_rows(folder / "history.csv")
        changes = [
            Change(row.get("code", ""), _words(row.get("into")), row.get("since", ""), row.get("why", ""))
            for row in rows
        ]
    return _from_rows(_plain_rows(table), table, version, changes)


def _from_rows(
    rows: Sequence[Mapping[str, str]], path: Path, version: str | None, changes: Sequence[Change]
) -> Taxonomy:
    names = {alias: column for column, aliases in _COLUMNS.items() for alias in aliases}
    plain: list[dict[str, Any]] = []
    history = list(changes)
    for row in rows:
        cells: dict[str, list[str]] = {}
        for header, cell in row.items():
            if cell and (column := names.get(header.strip().casefold())):
                cells.setdefault(column, []).append(cell)
        one = {column: "|".join(found) for column, found in cells.items()}
        history += [Change(old, (one.get("code", ""),), version or "") for old in _words(one.get("replaces"))]
        translated = {language: one.get(f"name_{language}", "") for language in LANGUAGES}
        plain.append({**one, "names": translated})
    if rows and not any("code" in row for row in plain):
        raise InputError("taxonomy_columns", path=path, columns=", ".join(repr(name) for name in rows[0]))
    merged = _merged_history(history)
    return Taxonomy([_phenomenon(row) for row in plain], version or _digest(plain), merged)


def _merged_history(changes: Sequence[Change]) -> list[Change]:
    """Join what several rows say of one old code: it was split into them."""
    out: dict[str, Change] = {}
    for change in changes:
        before = out.get(change.code)
        into = tuple(dict.fromkeys((*before.into, *change.into))) if before else change.into
        out[change.code] = Change(change.code, into, change.since, change.why)
    return list(out.values())


def _plain_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{str(k): v or "" for k, v in row.items() if isinstance(v, str)} for row in csv.DictReader(file)]


def _rows(path: Path) -> list[dict[str, str]]:
    from ..observations.cleaning import as_text
    from ..observations.mapping import Mapping as ColumnMapping
    from ..observations.reading import read_table

    table = read_table(path, ColumnMapping(), None)
    cells = zip(*table.columns, strict=True)
    return [{header: as_text(cell) or "" for header, cell in zip(table.headers, row, strict=True)} for row in cells]


def _digest(rows: Any) -> str:
    """Return a version told by the content, for a taxonomy that tells none."""
    plain = json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str)
    return f"own-{hashlib.sha256(plain.encode('utf-8', 'replace')).hexdigest()[:8]}"
