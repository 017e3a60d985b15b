"""What a county hands over: one file of aggregates beside a manifest with schema and checksums.

The folder holds no text, no identifier of an observation, no municipality and no day but the one looked at. It is
plain JSON, so that whoever answers for it can read all of it before it is given away.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .._files import MANIFEST, UNREADABLE, digest, read_json, read_settled, sealed, write_atomic
from .._packing import packed, unpacked
from .._saved_folders import read_manifest
from ..errors import ModelFormatError
from .summary import COUNTS, FLAGS, GROWTH, PERIODS, PUBLISHED, CountySummary, Emerging

KIND = "rakenlp-hand-over"
SCHEMA = 1
_TABLES = {"periods": PERIODS, "counts": COUNTS, "published": PUBLISHED, "growth": GROWTH, "flags": FLAGS}
_EMERGING = ("phenomenon_id", "name", "matter", "terms_hidden")


def write_hand_over(summary: CountySummary, folder: Path) -> Path:
    """Write a county's summary, hidden; see :meth:`CountySummary.hand_over`."""
    told = summary.hidden()
    content = json.dumps(_plain(told), ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8", "replace")
    name = f"luovutus-{digest(content)[:12]}.json"
    folder = Path(folder)
    older = _file_of(folder)
    write_atomic(folder / name, content)
    manifest = {
        "kind": KIND,
        "schema": SCHEMA,
        "county": told.county,
        "as_of": told.as_of,
        "versions": dict(told.versions),
        "file": name,
        "checksum": digest(content),
    }
    write_atomic(folder / MANIFEST, sealed(manifest))
    if older not in (None, name):
        with contextlib.suppress(OSError):
            (folder / str(older)).unlink()
    return folder


def read_hand_over(directory: str | Path) -> CountySummary:
    """Read what a county handed over.

    Parameters
    ----------
    directory : path
        The folder that :meth:`CountySummary.hand_over` or ``rakenlp hand-over`` wrote.

    Returns
    -------
    CountySummary

    Raises
    ------
    ModelFormatError
        If the folder holds no hand-over, or it is damaged, changed or of another schema version.

    Examples
    --------
    >>> import tempfile, rakenlp
    >>> from rakenlp.national import read_hand_over, summarise_county
    >>> analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa"]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_hand_over(summarise_county(analysis, "Kainuu").hand_over(folder))
    CountySummary('Kainuu', periods=1, emerging=0, is_hidden=True)
    """
    folder = Path(directory).expanduser()
    return read_settled(folder / MANIFEST, lambda: _read(folder))


def is_hand_over(directory: Path) -> bool:
    """Tell whether a folder holds a hand-over, whatever its state."""
    try:
        manifest = read_json(directory / MANIFEST)
    except ModelFormatError:
        return False
    return isinstance(manifest, dict) and manifest.get("kind") == KIND


def _read(folder: Path) -> CountySummary:
    manifest = read_manifest(folder, KIND, SCHEMA)
    name = str(manifest.get("file"))
    if Path(name).name != name or not name.startswith("luovutus-"):
        raise ModelFormatError("model_damaged", path=str(folder / MANIFEST), reason="file")
    try:
        content = (folder / name).read_bytes()
    except OSError:
        raise ModelFormatError("model_missing", path=str(folder / name)) from None
    if digest(content) != manifest.get("checksum"):
        raise ModelFormatError("model_damaged", path=str(folder / name), reason="sha256")
    try:
        return _summary(json.loads(content))
    except (*UNREADABLE, RecursionError) as error:
        raise ModelFormatError("model_damaged", path=str(folder / name), reason=type(error).__name__) from None


def _file_of(folder: Path) -> str | None:
    with contextlib.suppress(ModelFormatError):
        manifest = read_json(folder / MANIFEST)
        if isinstance(manifest, dict) and manifest.get("kind") == KIND:
            name = str(manifest.get("file"))
            return name if Path(name).name == name and name.startswith("luovutus-") else None
    return None


def _plain(summary: CountySummary) -> dict[str, Any]:
    return {
        "county": summary.county,
        "as_of": summary.as_of,
        "versions": dict(summary.versions),
        "space": summary.space,
        "taxonomy": {
            "parents": {code: list(own) for code, own in summary.parents.items()},
            "names": {code: dict(names) for code, names in summary.names.items()},
            "replaced": {code: list(own) for code, own in summary.replaced.items()},
        },
        "filled": dict(summary.filled),
        "tables": {name: packed(getattr(summary, name)) for name in _TABLES},
        "emerging": [
            {
                **{name: getattr(each, name) for name in _EMERGING},
                "terms": list(each.terms),
                "near": list(each.near),
                "centre": None if each.centre is None else [int(x) for x in each.centre],
            }
            for each in summary.emerging
        ],
    }


def _summary(content: Mapping[str, Any]) -> CountySummary:
    tables = {name: unpacked(content["tables"][name]) for name in _TABLES}
    if any(list(table.columns) != list(_TABLES[name]) for name, table in tables.items()):
        raise ValueError("columns")
    taxonomy = content["taxonomy"]
    emerging = tuple(
        Emerging(
            phenomenon_id=str(each["phenomenon_id"]),
            name=str(each["name"]),
            matter=each["matter"],
            n=None,
            voices=None,
            first=None,
            last=None,
            terms=tuple(map(str, each["terms"])),
            terms_hidden=int(each["terms_hidden"]),
            near=tuple(map(str, each["near"])),
            centre=None if each["centre"] is None else np.array(each["centre"], dtype=float),
        )
        for each in content["emerging"]
    )
    return CountySummary(
        county=str(content["county"]),
        is_hidden=True,
        as_of=None if content["as_of"] is None else str(pd.Timestamp(content["as_of"]).date()),
        versions={str(name): str(version) for name, version in content["versions"].items()},
        parents={str(code): [str(p) for p in own] for code, own in taxonomy["parents"].items()},
        names={str(code): dict(names) for code, names in taxonomy["names"].items()},
        replaced={str(code): [str(p) for p in own] for code, own in taxonomy["replaced"].items()},
        space=content["space"],
        emerging=emerging,
        filled={str(name): float(value) for name, value in content["filled"].items()},
        periods=tables["periods"],
        counts=tables["counts"].astype({"n": "Int64", "voices": "Int64"}),
        published=tables["published"],
        growth=tables["growth"],
        flags=tables["flags"],
    )
