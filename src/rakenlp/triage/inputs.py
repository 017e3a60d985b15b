"""What may be given to ``suggest``: checked once, so that nothing fails later."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ParameterError
from ..observations.columns import TEXT_FIELDS
from ..observations.screening import screen_text
from ..observations.values import RESPONDENT_GROUPS as RESPONDENT_GROUPS
from ..observations.values import controlled_value
from ..texts import text as say
from .sketches import NO_DAY

_EPOCH = dt.date(1970, 1, 1)
_ISO = re.compile(r"\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?\s*", re.DOTALL)
_FINNISH = re.compile(r"\s*([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:[T ,].*)?\s*", re.DOTALL)
_LONGEST_FIELD = 500
#: What a dictionary of ``suggest_batch`` may hold beside its text.
FIELDS = ("received_date", "respondent_group", "municipality", "service_line", "top_k")


@dataclass(frozen=True)
class Submission:
    """One checked submission.

    Attributes
    ----------
    text : str
    day : int
        Days since 1.1.1970; ``NO_DAY`` where not known.
    day_unreadable : bool
    respondent_group, municipality, service_line : str or None
    top_k : int
    """

    text: str
    day: int
    day_unreadable: bool
    respondent_group: str | None
    municipality: str | None
    service_line: str | None
    top_k: int


def checked(
    text: object,
    received_date: object = None,
    respondent_group: object = None,
    municipality: object = None,
    service_line: object = None,
    top_k: object = 3,
) -> Submission:
    """Return the parameters of ``suggest``, checked.

    Raises
    ------
    ParameterError
        If one of them is of a wrong type, or ``top_k`` out of its range.
    """
    if not isinstance(text, str):
        raise _wrong("text", "expected_text", type(text).__name__)
    if isinstance(top_k, bool) or not isinstance(top_k, int) or not 1 <= top_k <= 100:
        raise _wrong("top_k", "expected_top_k", top_k if isinstance(top_k, int | float) else type(top_k).__name__)
    day, unreadable = _day(received_date)
    group = _field("respondent_group", respondent_group)
    return Submission(
        text=str(text),
        day=day,
        day_unreadable=unreadable,
        respondent_group=group and (controlled_value("respondent_group", group)[0] or group),
        municipality=_field("municipality", municipality),
        service_line=_field("service_line", service_line),
        top_k=int(top_k),
    )


def checked_items(items: object) -> list[Submission]:
    """Return the items of ``suggest_batch``, checked: texts, or dictionaries with a text and other fields.

    A dictionary holds ``text``, or the fields of a form: ``description``, ``effects``, ``societal_links`` and
    ``proposal`` are joined as :attr:`rakenlp.Observations.texts` joins them. What else it holds is not looked at.
    """
    if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
        raise _wrong("items", "expected_items", type(items).__name__, "Triage.suggest_batch")
    return [_item(position, item) for position, item in enumerate(items)]


def _item(position: int, item: Any) -> Submission:
    if isinstance(item, str):
        return checked(item)
    if not isinstance(item, Mapping) or not ("text" in item or "description" in item):
        raise _wrong(f"items[{position}]", "expected_items", type(item).__name__, "Triage.suggest_batch")
    return checked(item["text"] if "text" in item else _joined(item), **{k: item[k] for k in FIELDS if k in item})


def _joined(item: Mapping[str, Any]) -> object:
    if not isinstance(item["description"], str):
        return item["description"]
    fields = [item.get(name) for name in (*TEXT_FIELDS, "proposal")]
    said = [field if isinstance(field, str) and screen_text(field) is None else "" for field in fields]
    return "\n".join(field for field in said[:-1] if field) or said[-1] or item["description"]


def _field(name: str, value: object) -> str | None:
    """Return a field of the form; what JSON and tables give for nothing is None."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if not isinstance(value, str):
        raise _wrong(name, "expected_text_or_none", type(value).__name__)
    return value[:_LONGEST_FIELD].strip() or None


def _day(value: object) -> tuple[int, bool]:
    """Return a day and whether what was given could not be read; a type that is no date is an error."""
    if value is None or value != value:  # NaT and NaN are not equal to themselves
        return NO_DAY, False
    if hasattr(value, "astype") and type(value).__name__ == "datetime64":
        value = value.astype("datetime64[D]").astype(object)
        if value is None:
            return NO_DAY, False
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, str):
        if not value.strip():
            return NO_DAY, False
        found = _of_text(value[:_LONGEST_FIELD])
        return (NO_DAY, True) if found is None else ((found - _EPOCH).days, False)
    if not isinstance(value, dt.date):
        raise _wrong("received_date", "expected_date", type(value).__name__)
    return (value - _EPOCH).days, False


def _of_text(value: str) -> dt.date | None:
    if iso := _ISO.fullmatch(value):
        year, month, day = iso.groups()
    elif finnish := _FINNISH.fullmatch(value):
        day, month, year = finnish.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _wrong(name: str, expected: str, received: object, owner: str = "Triage.suggest") -> ParameterError:
    return ParameterError("parameter", name=name, owner=owner, expected=say(f"triage.{expected}"), received=received)
