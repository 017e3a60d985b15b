"""When a handled flag speaks again."""

from __future__ import annotations

import datetime as dt

import pytest

from rakenlp.signals.quiet import QUIET, Handling, Member, state_of

DAY = dt.date(2026, 3, 5)


def handling(**changes: object) -> Handling:
    values = {"state": "rejected", "day": DAY, "observed": 3, "groups": frozenset({"asiakas", "asukas"})}
    return Handling(**{**values, **changes})  # type: ignore[arg-type]


def members(old: int, new: str = "", group: str = "asiakas") -> list[Member]:
    """Return ``old`` observations of before, and later ones from ``group``, by their units."""
    before = [Member("asiakas", f"v{k}", False) for k in range(old)]
    return [*before, *(Member(group, unit, True) for unit in new)]


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (members(3), "rejected"),
        (members(3, "ab"), "rejected"),
        (members(3, "abc"), "returned"),  # as many as there were
        (members(0, "abc"), "returned"),
        (members(3, "aaaaaa"), "rejected"),  # near-duplicates are one
        ([*members(3), *(Member("asiakas", "v0", True) for _ in range(5))], "rejected"),  # of an earlier one, none
        (members(3, "a", "läheinen"), "returned"),  # a new group
        (members(3, "a", "ei_kerrottu"), "rejected"),  # nobody knows whether it is one
        ([*members(3), Member(None, "a", True)], "rejected"),
        ([*members(2), Member("läheinen", "x", False)], "rejected"),  # heard before the decision
        ([], "rejected"),
    ],
)
def test_evidence_and_voices(found: list[Member], state: str) -> None:
    told, reason = state_of(handling(), found, True)
    assert told == state
    assert reason.startswith("Hylätty 5.3.2026") and (("hiljaa" in reason) == (state == "rejected"))


def test_a_flag_that_was_not_there_is_measured_by_what_had_come() -> None:
    assert state_of(handling(observed=None), members(4, "abc"), True)[0] == "rejected"
    assert state_of(handling(observed=None), members(3, "abc"), True)[0] == "returned"
    assert state_of(handling(observed=None), members(0), True)[0] == "rejected"


def test_muting_can_have_an_end() -> None:
    muted = handling(state="muted", until=dt.date(2026, 9, 1))
    assert state_of(muted, members(3), True, dt.date(2026, 8, 31))[0] == "muted"
    assert state_of(muted, members(3), True, dt.date(2026, 9, 1))[0] == "returned"
    assert state_of(muted, members(3), True)[0] == "muted"


def test_without_a_decision() -> None:
    assert state_of(None, members(3), False) == ("new", "")
    assert state_of(None, members(3), True) == ("open", "")


@pytest.mark.parametrize("state", QUIET)
def test_new_groups_are_named(state: str) -> None:
    told, reason = state_of(handling(state=state), members(3, "ab", "järjestö"), True)
    assert told == "returned" and "järjestöt" in reason
