"""The mapping file of a form platform: which header means what."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError
from .columns import CONTACT, FINNISH, FREE_FIELDS, NAMES, fold, name_from_user
from .limits import ReadingLimits, limits_of
from .values import CONTROLLED, controlled_value

_SECTIONS = ("columns", "constants", "values", "dates", "read", "limits")
_READ_KEYS = ("encoding", "delimiter", "header_row", "sheet")
_DATE_KEYS = ("format", "dayfirst")
_DELIMITERS = {"tab": "\t", "sarkain": "\t", "\\t": "\t"}


@dataclass(frozen=True)
class Mapping:
    """A validated mapping; the empty one changes nothing."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    date_format: str | None = None
    dayfirst: bool | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: tuple[int, ...] = ()
    sheet: str | int | None = None
    limits: ReadingLimits = ReadingLimits()

    def name_of(self, header: str) -> str | None:
        """Return the name that the mapping gives to a header, as written or tolerantly."""
        if not self.columns or header in self.columns:
            return self.columns.get(header)
        folded = fold(header)
        return next((name for source, name in self.columns.items() if folded and fold(source) == folded), None)


def load_mapping(mapping: str | os.PathLike[str] | AbstractMapping[str, Any] | Mapping | None) -> Mapping:
    """Read and check a mapping.

    Parameters
    ----------
    mapping : path, dict or None
        A TOML file or the same as a dict. Sections: ``[columns]`` header to name (several headers may be
        joined into one text field), ``[constants]`` name to value, ``[values.<name>]`` value to value,
        ``[dates]`` with ``format`` and ``dayfirst``, ``[read]`` with ``encoding``, ``delimiter``,
        ``header_row`` and ``sheet``, ``[limits]`` with the names of :class:`ReadingLimits`. A dict without sections
        is read as ``[columns]``.

    Returns
    -------
    Mapping

    Raises
    ------
    InputError
        If the file is missing or not TOML, or a section, key, name or value is unknown.

    Examples
    --------
    >>> load_mapping({"Kerro havainnostasi": "kuvaus"}).columns
    {'Kerro havainnostasi': 'description'}
    """
    if mapping is None:
        return Mapping()
    if isinstance(mapping, Mapping):
        return mapping
    if isinstance(mapping, AbstractMapping):
        return _check(mapping, "dict")
    if not isinstance(mapping, (str, os.PathLike)):
        raise InputError("mapping_type", received=type(mapping).__name__)
    path = Path(mapping)
    if not path.is_file():
        raise InputError("file_not_found", path=path)
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("mapping_toml", path=path, reason=error) from None
    return _check(content, path.name)


def _check(content: AbstractMapping[str, Any], origin: str) -> Mapping:
    if content and not set(content) & set(_SECTIONS) and all(isinstance(name, str) for name in content.values()):
        content = {"columns": content}
    for section, value in content.items():
        if section not in _SECTIONS:
            raise InputError("mapping_key", key=section, origin=origin, expected=", ".join(_SECTIONS))
        if not isinstance(value, AbstractMapping):
            raise InputError("mapping_section", key=section, origin=origin, received=type(value).__name__)
    columns = {str(header): _name(name, origin, "columns") for header, name in content.get("columns", {}).items()}
    _check_doubles(columns, origin)
    values = {
        _name(key, origin, "values"): _translations(key, table, origin)
        for key, table in content.get("values", {}).items()
    }
    return Mapping(
        columns=columns,
        constants=_constants(content.get("constants", {}), origin),
        values=values,
        **_dates(content.get("dates", {}), origin),
        **_read(content.get("read", {}), origin),
        limits=limits_of(content.get("limits", {}), origin),
    )


def _name(name: object, origin: str, section: str) -> str:
    found = name_from_user(name) if isinstance(name, str) else None
    if found is None or (found == CONTACT and section != "columns"):
        known = ", ".join([*FINNISH.values(), "yhteystieto"] if section == "columns" else FINNISH.values())
        raise InputError("mapping_name", name=name, origin=origin, section=section, expected=known)
    return found


def _check_doubles(columns: dict[str, str], origin: str) -> None:
    single = [name for name in columns.values() if name not in FREE_FIELDS and name != CONTACT]
    for name in NAMES:
        if single.count(name) > 1:
            raise InputError("mapping_double", name=FINNISH[name], origin=origin)


def _constants(section: AbstractMapping[str, Any], origin: str) -> dict[str, str]:
    constants = {}
    for key, value in section.items():
        name = _name(key, origin, "constants")
        if name in FREE_FIELDS or name in ("observation_id", "contact_given"):
            raise InputError("mapping_constant", name=key, origin=origin)
        constants[name] = _target(name, value, origin)
    return constants


def _translations(key: str, table: object, origin: str) -> dict[str, str]:
    name = _name(key, origin, "values")
    if not isinstance(table, AbstractMapping) or name in FREE_FIELDS or name in ("observation_id", "received_date"):
        raise InputError("mapping_values", name=key, origin=origin)
    return {str(source): _target(name, target, origin) for source, target in table.items()}


def _target(name: str, value: object, origin: str) -> str:
    target = value if isinstance(value, str) else str(value)
    if name in CONTROLLED:
        meant, certain = controlled_value(name, target)
        if meant is None or not certain:
            expected = ", ".join(CONTROLLED[name])
            raise InputError("mapping_value", value=target, name=FINNISH[name], origin=origin, expected=expected)
        return meant
    return target


def _dates(section: AbstractMapping[str, Any], origin: str) -> dict[str, Any]:
    _known_keys(section, _DATE_KEYS, "dates", origin)
    pattern, dayfirst = section.get("format"), section.get("dayfirst")
    if pattern is not None and (not isinstance(pattern, str) or "%" not in pattern):
        raise InputError("mapping_entry", key="dates.format", origin=origin, expected='"%d.%m.%Y"', received=pattern)
    if dayfirst is not None and not isinstance(dayfirst, bool):
        raise InputError(
            "mapping_entry", key="dates.dayfirst", origin=origin, expected="true, false", received=dayfirst
        )
    return {"date_format": pattern, "dayfirst": dayfirst}


def _read(section: AbstractMapping[str, Any], origin: str) -> dict[str, Any]:
    _known_keys(section, _READ_KEYS, "read", origin)
    encoding, delimiter = section.get("encoding"), section.get("delimiter")
    if encoding is not None:
        try:
            "".encode(encoding)
        except (LookupError, TypeError):
            raise InputError(
                "mapping_entry", key="read.encoding", origin=origin, expected='"utf-8", "cp1252"', received=encoding
            ) from None
    if delimiter is not None:
        delimiter = _DELIMITERS.get(delimiter, delimiter) if isinstance(delimiter, str) else delimiter
        if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
            raise InputError(
                "mapping_entry", key="read.delimiter", origin=origin, expected='";", ",", "tab"', received=delimiter
            )
    rows = section.get("header_row", ())
    rows = (rows,) if isinstance(rows, int) else tuple(rows) if isinstance(rows, (list, tuple)) else (None,)
    if any(not isinstance(row, int) or isinstance(row, bool) or row < 1 for row in rows) or len(rows) > 2:
        raise InputError(
            "mapping_entry", key="read.header_row", origin=origin, expected="1, [1, 2]", received=section["header_row"]
        )
    sheet = section.get("sheet")
    if sheet is not None and (not isinstance(sheet, (str, int)) or isinstance(sheet, bool)):
        raise InputError("mapping_entry", key="read.sheet", origin=origin, expected='"Taul1", 0', received=sheet)
    return {"encoding": encoding, "delimiter": delimiter, "header_rows": rows, "sheet": sheet}


def _known_keys(section: AbstractMapping[str, Any], known: tuple[str, ...], name: str, origin: str) -> None:
    for key in section:
        if key not in known:
            expected = ", ".join(f"{name}.{each}" for each in known)
            raise InputError("mapping_key", key=f"{name}.{key}", origin=origin, expected=expected)
