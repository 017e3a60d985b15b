"""Analyses on disk: JSON tables, the model as data, and a manifest with checksums, written last."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd

from ._decided import Decided
from ._files import read_json, write_atomic
from .analysis import Analysis
from .errors import ModelFormatError, ParameterError
from .observations import ImportReport, Observations
from .observations.observations import COLUMNS
from .phenomena import PhenomenonModel
from .privacy import mask
from .signals import Rules
from .triage import storage
from .triage.building import from_analysis

SCHEMA = 1
KIND = "rakenlp-analysis"
_TEXTS = ("description", "effects", "societal_links", "proposal")
_MANIFEST = "manifest.json"


def save_analysis(analysis: Analysis, folder: Path) -> Path:
    """Write an analysis into a folder; texts that were read unmasked are masked here.

    Parameters
    ----------
    analysis : Analysis
    folder : pathlib.Path
        Made if needed. Files of an earlier save are replaced one by one, the manifest last. What
        :meth:`rakenlp.Triage.load` needs is put into the subfolder ``triage``.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    report = analysis.obs.import_report
    frame, set_aside = analysis.obs.frame, analysis.obs.set_aside
    if not analysis.obs.masked:
        frame = _masked(frame, [c for c in frame.columns if c in _TEXTS or c not in COLUMNS])
        set_aside = _masked(set_aside, ["description"])
    tables = {
        "frame": frame.rename_axis("observation_id").reset_index(),
        "set_aside": set_aside,
        "issues": report.issues,
        "columns": report.columns,
        "phenomena": analysis.phenomena,
        "observations": analysis.observations,
        "flags": analysis.flags,
    }
    files = {}
    for name, table in tables.items():
        content = json.dumps(_packed(table), ensure_ascii=False).encode("utf-8", "replace")
        write_atomic(folder / f"{name}.json", content)
        files[f"{name}.json"] = hashlib.sha256(content).hexdigest()
    analysis.model.save(folder / "model")
    manifest = {
        "kind": KIND,
        "schema": SCHEMA,
        "versions": analysis.versions,
        "as_of": None if pd.isna(analysis.as_of) else analysis.as_of.isoformat(),
        "notes": analysis.notes,
        "rules": analysis.rules.plain(),
        "decided": analysis.decided.plain(),
        "report": {
            "source": report.source,
            "rows_read": report.rows_read,
            "rows_kept": report.rows_kept,
            "rows_set_aside": report.rows_set_aside,
        },
        "sha256": files,
    }
    write_atomic(folder / _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    knowledge = from_analysis(analysis)
    storage.save(knowledge, knowledge.identifier(), folder / storage.INSIDE, storage.source_of(folder))
    return folder


def read_analysis(folder: Path) -> Analysis:
    """Read what :func:`save_analysis` wrote; see :func:`rakenlp.load_analysis`."""
    manifest = _manifest(folder)
    tables = {name.removesuffix(".json"): _table(folder / name, digest) for name, digest in manifest["sha256"].items()}
    try:
        obs = Observations(
            frame=tables["frame"].set_index("observation_id"),
            import_report=ImportReport(**manifest["report"], issues=tables["issues"], columns=tables["columns"]),
            set_aside=tables["set_aside"],
            masked=True,
        )
        return Analysis(
            obs=obs,
            model=PhenomenonModel.load(folder / "model"),
            phenomena=tables["phenomena"],
            observations=tables["observations"],
            flags=tables["flags"],
            as_of=pd.Timestamp(manifest["as_of"] or "NaT"),
            notes=manifest["notes"],
            versions=manifest["versions"],
            rules=Rules.load(manifest.get("rules")),  # those saved by older versions have neither
            decided=Decided.of_plain(manifest.get("decided")),
        )
    except (KeyError, TypeError, ValueError, ParameterError) as error:
        raise ModelFormatError("model_damaged", path=str(folder), reason=type(error).__name__) from None


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / _MANIFEST
    manifest = read_json(path)
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise ModelFormatError("model_damaged", path=str(path), reason="kind")
    if manifest["schema"] != SCHEMA:
        raise ModelFormatError("model_version", path=str(folder), received=manifest["schema"], expected=SCHEMA)
    return manifest


def _table(path: Path, digest: str) -> pd.DataFrame:
    try:
        content = path.read_bytes()
    except OSError:
        raise ModelFormatError("model_missing", path=str(path)) from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelFormatError("model_damaged", path=str(path), reason="sha256")
    return _unpacked(json.loads(content))


def _masked(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    frame = frame.copy()
    for column in columns:
        frame[column] = pd.Series(
            [mask(value).text if isinstance(value, str) else value for value in frame[column]],
            index=frame.index,
            dtype=object,
        )
    return frame


def _packed(table: pd.DataFrame) -> dict[str, Any]:
    """Return a table as JSON: floats keep every digit, dates are ISO, missing values are null."""
    types = {str(name): _kind(table[name]) for name in table.columns}
    rows = [[_plain(value) for value in row] for row in table.itertuples(index=False, name=None)]
    return {"types": types, "rows": rows}


def _unpacked(content: dict[str, Any]) -> pd.DataFrame:
    names = list(content["types"])
    columns = list(zip(*content["rows"], strict=True)) or [()] * len(names)
    out = {}
    for name, values in zip(names, columns, strict=True):
        kind = content["types"][name]
        if kind == "date":
            out[name] = pd.Series(pd.to_datetime(pd.Series(list(values), dtype=object), format="ISO8601"))
            out[name] = out[name].astype("datetime64[ns]")
        else:
            out[name] = pd.Series(list(values), dtype=kind)
    return pd.DataFrame(out, columns=names)


def _kind(column: pd.Series) -> str:
    dtype = column.dtype
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "date"
    if pd.api.types.is_bool_dtype(dtype):
        return "bool"
    if pd.api.types.is_integer_dtype(dtype):
        return "Int64" if pd.api.types.is_extension_array_dtype(dtype) else "int64"
    return "float64" if pd.api.types.is_float_dtype(dtype) else "object"


def _plain(value: Any) -> Any:
    """Return a value that JSON knows."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (str, int, float, bool)) else str(value)
