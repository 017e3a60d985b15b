"""The register's names and merges in what triage answers, before the next analysis learns of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

from ..errors import RakeError
from ..phenomena import Taxonomy
from ..register import Register, Standing
from ..triage import Triage
from ..triage.reasons import priority_of
from ..triage.suggestion import Reason
from ._work import Work

#: Seconds for which what was last read of the register holds. What is decided here is known at once.
FRESH = 1.0
#: Seconds that an answer waits for a register that is busy; then what was last read has to do.
PATIENCE = 0.25
_NOTHING = Standing(0, {}, {}, {})


class InForce:
    """What people have decided of the phenomena, as last read; no answer waits long for it.

    Parameters
    ----------
    register : Register or None
    work : Work
        Threads in which the register is read.
    """

    def __init__(self, register: Register | None, work: Work) -> None:
        self._register, self._work = register, work
        self._lock = threading.Lock()
        self._known: Standing | None = None
        self._looked = float("-inf")
        self._reading: Future[None] | None = None

    @property
    def version(self) -> int | None:
        """Version of the register that is known; None where there is no register or it has not been read."""
        known = self._known
        return None if known is None else known.version

    def read(self) -> None:
        """Read the register now."""
        if self._register is None:
            return
        newer = self._register.standing(self._known)
        with self._lock:
            if self._known is None or newer.version >= self._known.version:  # another thread may have been faster
                self._known = newer
            self._looked = time.monotonic()

    def look(self) -> Standing:
        """Return what is known, read anew if it is old and the register is not busy."""
        if self._register is None:
            return _NOTHING
        with self._lock:
            if time.monotonic() - self._looked > FRESH and (self._reading is None or self._reading.done()):
                reading = self._reading = self._work.begin(self._try)
            else:
                reading = None
        if reading is not None:
            wait([reading], PATIENCE)
        return self._known or _NOTHING

    def _try(self) -> None:
        try:
            self.read()
        except RakeError:  # told by the health and the routes of the register; suggestions go on with what is known
            self._looked = time.monotonic()


def suggested(ask: Callable[[int], Any], triage: Triage, now: Standing, top_k: int) -> dict[str, Any]:
    """Return a suggestion with the names in force, merged phenomena as the one that they are part of.

    Parameters
    ----------
    ask : callable
        Gives the suggestion for a number of phenomena.
    triage : Triage
    now : Standing
    top_k : int
    """
    gone = len(now.merged.keys() & set(triage.phenomenon_ids)) if now.merged else 0
    found: dict[str, Any] = ask(min(100, top_k + gone)).to_dict()
    if not now.merged and not now.names:
        return found
    guesses: dict[str, dict[str, Any]] = {}
    first_two = [now.merged.get(guess["phenomenon_id"], guess["phenomenon_id"]) for guess in found["phenomena"][:2]]
    for guess in found["phenomena"]:
        code = now.merged.get(guess["phenomenon_id"], guess["phenomenon_id"])
        if (same := guesses.get(code)) is not None:
            same["probability"] = min(1.0, round(same["probability"] + guess["probability"], 8))
            same["evidence_terms"] = list(dict.fromkeys([*same["evidence_terms"], *guess["evidence_terms"]]))
            continue
        guesses[code] = guess if code == guess["phenomenon_id"] else {**guess, **_title(triage, now, code)}
        guesses[code]["name"] = now.names.get(code, guesses[code]["name"])
    best = next(iter(guesses), None)  # stays the first: it is what the reasons and the status speak of
    ranked = sorted(guesses.values(), key=lambda guess: (guess["phenomenon_id"] != best, -guess["probability"]))
    found["phenomena"] = ranked[:top_k]
    if (status := found["flag_status"]) is not None:
        status["phenomenon_id"] = now.merged.get(status["phenomenon_id"], status["phenomenon_id"])
    if len(first_two) == 2 and first_two[0] == first_two[1]:  # the two that were close are one
        reasons = [reason for reason in found["reasons"] if reason["code"] != "two_close"]
        found["reasons"] = reasons
        found["needs_human"] = any(reason["asks"] for reason in reasons)
        found["priority"] = priority_of([Reason(**reason) for reason in reasons])
    return found


def _title(triage: Triage, now: Standing, code: str) -> dict[str, Any]:
    """Return the identifier, name and parent of a phenomenon that another is part of."""
    for row in triage.phenomena():
        if row.phenomenon_id == code:
            return {"phenomenon_id": code, "name": row.name, "parent": row.parent}
    taxonomy = Taxonomy.default()
    if code in taxonomy.phenomena:
        return {"phenomenon_id": code, "name": taxonomy.name(code), "parent": taxonomy.parent(code)}
    name, parent = now.titles.get(code, (code, ""))
    return {"phenomenon_id": code, "name": name, "parent": parent}
