"""What an analysis found, as rows of the register: observations, phenomena, flags and lineage."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from .entries import parent_target

if TYPE_CHECKING:
    import pandas as pd

#: Kind of the phenomena that people made by splitting; shown as emerging, like all that the taxonomy lacks.
PART = "part"
_PLACE = ("space", "centre", "threshold", "common")
_OPTIONAL = ("respondent_group", "municipality", "service_line", "duplicate_of")


def start_run(connection: sqlite3.Connection, at: str, as_of: str | None, n: int, versions: Mapping[str, str]) -> int:
    """Add a run and return its number."""
    cursor = connection.execute(
        "INSERT INTO runs (at, as_of, n_observations, versions) VALUES (?, ?, ?, ?)",
        (at, as_of, n, json.dumps(dict(versions), ensure_ascii=False, sort_keys=True)),
    )
    return int(cursor.lastrowid or 0)


def write_phenomena(connection: sqlite3.Connection, run: int | None, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add phenomena; of those that are there the name, parent and kind stay as they were."""
    connection.executemany(
        """INSERT INTO phenomena (phenomenon_id, name, parent, kind, terms, space, centre, threshold, common,
        first_run, last_run) VALUES (:phenomenon_id, :name, :parent, :kind, :terms, :space, :centre, :threshold,
        :common, :run, :run)
        ON CONFLICT (phenomenon_id) DO UPDATE SET terms = excluded.terms, last_run = excluded.last_run,
        space = coalesce(excluded.space, space), centre = coalesce(excluded.centre, centre),
        threshold = coalesce(excluded.threshold, threshold), common = coalesce(excluded.common, common),
        first_run = coalesce(first_run, excluded.first_run)""",
        [{**dict.fromkeys(_PLACE), "terms": "", **row, "run": run} for row in rows],
    )


def write_observations(
    connection: sqlite3.Connection, run: int, table: pd.DataFrame, texts: Mapping[str, str] | None
) -> None:
    """Add observations with the machine's assignment, or bring those that are there up to date."""
    connection.executemany(
        """INSERT INTO observations (observation_id, received_date, respondent_group, municipality, service_line,
        duplicate_of, phenomenon_id, probability, also, first_run, last_run, text)
        VALUES (:observation_id, :received_date, :respondent_group, :municipality, :service_line, :duplicate_of,
        :phenomenon_id, :probability, :also, :run, :run, :text)
        ON CONFLICT (observation_id) DO UPDATE SET received_date = excluded.received_date,
        respondent_group = excluded.respondent_group, municipality = excluded.municipality,
        service_line = excluded.service_line, duplicate_of = excluded.duplicate_of,
        phenomenon_id = excluded.phenomenon_id, probability = excluded.probability, also = excluded.also,
        last_run = excluded.last_run, text = coalesce(excluded.text, text)""",
        [{**row, "run": run, "text": (texts or {}).get(row["observation_id"])} for row in _observations(table)],
    )


def write_flags(connection: sqlite3.Connection, run: int, flags: pd.DataFrame) -> None:
    """Add the flags of a run, one of each name: people decide on a phenomenon or a parent, not on a part of one."""
    rows: dict[str, tuple[Any, ...]] = {}
    for flag in flags.to_dict("records"):
        ids = [str(key) for key in flag["observation_ids"]]
        phenomenon = _plain(flag["phenomenon_id"])
        level, area = _plain(flag.get("level")) or "phenomenon", _plain(flag.get("area"))
        name = flag_id(flag["kind"], parent_target(area) if level == "parent" else phenomenon, ids)
        if name in rows:  # the first is the strongest
            continue
        rows[name] = (
            run,
            name,
            flag["kind"],
            phenomenon,
            str(flag.get("window") or ""),
            int(flag["observed"]),
            int(flag["voices"]),
            json.dumps(ids, ensure_ascii=False),
            level,
            None if area is None else str(area),
            _own_reasons(flag),
        )
    connection.executemany(
        """INSERT OR REPLACE INTO flags (run, flag_id, kind, phenomenon_id, period, observed, voices, observation_ids,
        level, area, reasons) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        list(rows.values()),
    )


def _own_reasons(flag: Mapping[Any, Any]) -> str:
    """Return the reasons of a flag without the sentence on its state (the last one), which later decisions change."""
    from ..signals.quiet import QUIET

    sentences = str(_plain(flag.get("reasons")) or "").split("\n")
    told = _plain(flag.get("state")) in (*QUIET, "returned")
    return "\n".join(sentences[:-1] if told else sentences)


def write_lineage(connection: sqlite3.Connection, run: int, events: Iterable[Any]) -> None:
    """Add what became of emerging phenomena in a run."""
    connection.executemany(
        "INSERT INTO lineage VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(run, e.phenomenon_id, e.event, e.other_id, e.shared, e.mine, e.theirs, _plain(e.nearness)) for e in events],
    )


def flag_id(kind: str, target: str | None, observation_ids: Sequence[str]) -> str:
    """Return the name of a flag: its kind and phenomenon (or parent), or the observation of a single voice.

    Examples
    --------
    >>> from rakenlp.register._recording import flag_id
    >>> flag_id("growing", "koyhyys", ["1", "2"]), flag_id("single_voice", None, ["7"])
    ('growing:koyhyys', 'single_voice:7')
    """
    return f"{kind}:{observation_ids[0] if kind == 'single_voice' else target}"


def machine_ids(table: pd.DataFrame) -> pd.Series:
    """Return the machine's own assignment of each row."""
    return table["machine_phenomenon_id" if "machine_phenomenon_id" in table else "phenomenon_id"]


def _observations(table: pd.DataFrame) -> list[dict[str, Any]]:
    if "observation_id" not in table or "phenomenon_id" not in table:
        raise ParameterError(
            "parameter",
            name="observations",
            owner="Register.record_observations",
            expected="observation_id, phenomenon_id",
            received=", ".join(map(str, table.columns)),
        )
    rows = []
    for row, machine in zip(table.to_dict("records"), machine_ids(table), strict=True):
        day = _plain(row.get("received_date"))
        also = row.get("also")
        rows.append(
            {
                "observation_id": str(row["observation_id"]),
                "received_date": None if day is None else str(day)[:10],
                **{name: _plain(row.get(name)) for name in _OPTIONAL},
                "phenomenon_id": _plain(machine),
                "probability": _plain(row.get("probability")),
                "also": json.dumps([str(key) for key in also] if isinstance(also, (list, tuple)) else []),
            }
        )
    return rows


def _plain(value: Any) -> Any:
    """Return a value as SQLite knows it; NaN, NaT and NA are None."""
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return None
    return value.item() if hasattr(value, "item") else value
