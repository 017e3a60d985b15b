"""Recording what an analysis found, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from ..privacy import mask
from . import _recording as rows
from ._core import Core, add_from_taxonomy
from ._writing import moment
from .calendar import as_day

if TYPE_CHECKING:
    import pandas as pd

_NO_VERSIONS: Mapping[str, str] = {}


class Recorder(Core):
    """Record analyses, or tables of one's own."""

    keep_texts = False

    def record(self, analysis: Any, *, when: Any = None) -> int:
        """Remember what an analysis found. ``analyse(obs, register=...)`` has done this already.

        Texts are stored only in a register opened with ``keep_texts=True``, and masked.

        Parameters
        ----------
        analysis : Analysis
        when : datetime, optional
            Now when None.

        Returns
        -------
        int
            Number of the run.
        """
        observations = getattr(analysis, "observations", None)
        if observations is None or not hasattr(analysis, "flags"):
            raise ParameterError(
                "parameter",
                name="analysis",
                owner="Register.record",
                expected="analyse(...)",
                received=type(analysis).__name__,
            )
        found = getattr(analysis.model, "phenomena_", None)  # the machine's own; a loaded model has none
        tables = [analysis.phenomena] if found is None else [analysis.phenomena, found]
        phenomena = [_described(row) for table in tables for row in _records(table)]
        landmarks = analysis.model.landmarks() if hasattr(analysis.model, "landmarks") else {}
        texts = None
        if self.keep_texts:
            ids = map(str, analysis.obs.frame.index)
            texts = {key: mask(text).text for key, text in zip(ids, analysis.obs.texts, strict=True)}
        at = moment(when, "Register.record").isoformat()
        with self._database.writing() as connection:
            run = rows.start_run(connection, at, _day(analysis.as_of), len(observations), analysis.versions)
            _add_phenomena(connection, run, observations, phenomena, landmarks)
            rows.write_observations(connection, run, observations, texts)
            rows.write_flags(connection, run, analysis.flags)
            rows.write_lineage(connection, run, getattr(analysis, "lineage", ()))
        return run

    def record_observations(
        self,
        observations: pd.DataFrame,
        phenomena: pd.DataFrame | None = None,
        *,
        as_of: Any = None,
        when: Any = None,
        versions: Mapping[str, str] = _NO_VERSIONS,
    ) -> int:
        """Remember assignments from elsewhere than an Analysis.

        Parameters
        ----------
        observations : DataFrame
            observation_id and phenomenon_id; as far as known received_date, respondent_group, municipality,
            service_line, duplicate_of, probability, also.
        phenomena : DataFrame, optional
            phenomenon_id, name, parent, kind, terms.
        as_of : date, optional
            The day looked at.
        when : datetime, optional
            Now when None.
        versions : mapping of str to str, optional
            What made the assignments.

        Returns
        -------
        int
            Number of the run.
        """
        described = [] if phenomena is None else [_described(row) for row in _records(phenomena)]
        at = moment(when, "Register.record_observations").isoformat()
        with self._database.writing() as connection:
            run = rows.start_run(connection, at, _day(as_of), len(observations), versions)
            _add_phenomena(connection, run, observations, described, {})
            rows.write_observations(connection, run, observations, None)
        return run

    def forget_texts(self) -> int:
        """Delete the texts that are stored, for good: also from the log and from what is free in the file.

        Returns
        -------
        int
            How many there were.

        Raises
        ------
        RegisterError
            If another program is reading: the texts are deleted, but the log could not be emptied; try again.
        """
        with self._database.writing() as connection:
            count = connection.execute("UPDATE observations SET text = NULL WHERE text IS NOT NULL").rowcount
        self._database.empty_log()
        return int(count)

    def record_flags(self, flags: pd.DataFrame, run: int | None = None) -> None:
        """Remember flags, as :func:`rakenlp.detect_signals` gives them.

        Parameters
        ----------
        flags : DataFrame
        run : int, optional
            The run that they belong to; the newest when None.
        """
        with self._database.writing() as connection:
            newest = connection.execute("SELECT max(run) FROM runs").fetchone()[0]
            if newest is None or (run is not None and not 1 <= run <= newest):
                raise ParameterError(
                    "parameter",
                    name="run",
                    owner="Register.record_flags",
                    expected="record_observations(...)",
                    received=run,
                )
            rows.write_flags(connection, run or newest, flags)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _described(row: dict[str, Any]) -> dict[str, Any]:
    key = str(row["phenomenon_id"])
    return {
        "phenomenon_id": key,
        "name": str(row.get("name") or key),
        "parent": str(row.get("parent") or "muu"),
        "kind": str(row.get("kind") or "emerging"),
        "terms": str(row.get("terms") or ""),
    }


def _day(value: Any) -> str | None:
    if value is None or value != value or str(value) == "NaT":
        return None
    return as_day(value, "Register.record", "as_of").isoformat()


def _add_phenomena(
    connection: sqlite3.Connection,
    run: int,
    observations: pd.DataFrame,
    described: Iterable[dict[str, Any]],
    landmarks: Mapping[str, Any],
) -> None:
    """Add the phenomena told of, and those that only the observations name."""
    by_id = {row["phenomenon_id"]: row for row in described}
    column = rows.machine_ids(observations) if "phenomenon_id" in observations else ()
    named = {str(key) for key in column if key is not None and key == key}
    known = {row[0] for row in connection.execute("SELECT phenomenon_id FROM phenomena")}
    for key in sorted(named - set(by_id) - known):
        if not add_from_taxonomy(connection, key):
            by_id[key] = _described({"phenomenon_id": key})
    for key, mark in landmarks.items():
        if key in by_id:
            by_id[key] |= {"space": mark.space, "threshold": mark.threshold}
            by_id[key] |= {"centre": _packed(mark.centre), "common": _packed(mark.common)}
    rows.write_phenomena(connection, run, by_id.values())


def _packed(vector: Any) -> bytes:
    import numpy as np

    return np.ascontiguousarray(vector, dtype="<f8").tobytes()
