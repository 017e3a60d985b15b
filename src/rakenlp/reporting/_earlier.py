"""What became of earlier flags: their states, and where the social reports of the register stand."""

from __future__ import annotations

from typing import Any

from ._flags import name_of
from ._format import clean, is_missing, iso_day, label_of
from ._material import Material


def earlier_flags(analysis: Any, material: Material, register: Any = None) -> dict[str, Any]:
    """Return the flags that were there before or that people have handled, and the social reports.

    Parameters
    ----------
    analysis : Analysis
    material : Material
    register : Register, optional
        Where the social reports are looked up; it is only read.

    Returns
    -------
    dict
        flags, and reports (None without a register; finished ones are told of the period only).
    """
    flags = analysis.flags[(analysis.flags["kind"] != "single_voice") & (analysis.flags["state"] != "new")]
    names = material.phenomena["name"].to_dict()
    decided = getattr(getattr(analysis, "decided", None), "handled", {})
    listed = []
    for _, flag in flags.iterrows():
        handled = decided.get(flag["phenomenon_id"])
        last = flag.get("last_handled") if handled is None else handled.day
        listed.append(
            {
                "name": name_of(flag, names),
                "kind": flag["kind"],
                "state": flag["state"],
                "state_label": label_of("state", flag["state"]),
                "decided": iso_day(last),
                "observed": None if is_missing(flag["observed"]) else int(flag["observed"]),
            }
        )
    for key in sorted(set(decided) - set(flags["phenomenon_id"])):  # handled, and quiet since
        state = decided[key].state or "handled"
        listed.append(
            {
                "name": clean(names.get(key, key)),
                "kind": None,
                "state": state,
                "state_label": label_of("state", state),
                "decided": iso_day(decided[key].day),
                "observed": None,
            }
        )
    listed.sort(key=lambda each: (each["state"] != "returned", each["name"], each["kind"] or ""))
    return {"flags": listed, "reports": None if register is None else _reports(register, material)}


def _reports(register: Any, material: Material) -> list[dict[str, Any]]:
    start = material.period.start
    rows = []
    for row in register.reports().to_dict("records"):
        since = iso_day(row["since"])
        is_finished = row["next_step"] is None
        if is_finished and start is not None and since is not None and since < start.isoformat():
            continue
        rows.append(
            {
                "title": clean(row["title"]),
                "step": row["step"],
                "step_name": str(row["step_name"]),
                "since": since,
                "deadline": None if is_finished or row["step"] != "kommentointi" else iso_day(row["deadline"]),
            }
        )
    return rows
