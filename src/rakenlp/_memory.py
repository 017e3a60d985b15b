"""What an analysis takes from the register: identities, names, people's assignments, handled flags.

Without a register, or with a plain mapping of handled dates, everything stays as the machine found it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ._decided import Decided
from .errors import ParameterError
from .language.lemmas import map_texts, own_words
from .language.terms import topic_lemmas
from .phenomena import PhenomenonModel
from .phenomena.identity import Identity, Lineage, match_identities
from .phenomena.naming import distinctive_terms
from .phenomena.sub_phenomena import retold_name

if TYPE_CHECKING:
    from .phenomena.emerging import Landmark
    from .register import Register
    from .register.snapshot import Snapshot


def open_memory(register: Any) -> tuple[Memory, Register | None, bool]:
    """Return what an analysis remembers, the register to write to, and whether it was opened here."""
    from .register import Register

    if register is None or isinstance(register, Mapping):
        return Memory(None, dict(register or {})), None, False
    opened = isinstance(register, (str, Path))
    if opened:
        register = Register.open(register)
    if not isinstance(register, Register):
        raise ParameterError(
            "parameter",
            name="register",
            owner="analyse",
            expected="None, Register, path, {phenomenon_id: date}",
            received=type(register).__name__,
        )
    return Memory(register.snapshot(), register.handled()), register, opened


class Memory:
    """The past of an analysis.

    Parameters
    ----------
    snapshot : Snapshot or None
        The register at the start of the analysis.
    handled : dict of str to date
        When each phenomenon was last handled; by the identifiers before merges are followed.
    """

    def __init__(self, snapshot: Snapshot | None, handled: dict[str, Any]) -> None:
        self.snapshot = snapshot
        self.handled = handled

    @property
    def resolve(self) -> Callable[[str], str]:
        """Follows merges."""
        return self.snapshot.state.resolve if self.snapshot else str

    @property
    def landmarks(self) -> dict[str, Landmark]:
        """Emerging phenomena that people have made their own: they go on even where nobody tells of them now."""
        return self.snapshot.landmarks() if self.snapshot else {}

    def corrections(self, texts: Mapping[str, str]) -> list[tuple[str, str | None]]:
        """Return what the model learns from: texts, and where people have placed them.

        Parameters
        ----------
        texts : mapping of str to str
            Of the observations at hand. Of earlier ones the register's own are used, where it keeps them.
        """
        if self.snapshot is None:
            return []
        found = []
        for key, place in sorted(self.snapshot.state.human.items()):
            seen = self.snapshot.observations.get(key)
            told = texts.get(key, seen.text if seen else None)
            if told:
                found.append((told, place and self.resolve(place)))
        return found

    @property
    def decided(self) -> Decided:
        """What people have decided, for answers on later submissions."""
        return Decided.of_state(self.snapshot.state) if self.snapshot else Decided.of_days(self.handled)

    def recognise(self, model: PhenomenonModel, ids: Sequence[str]) -> list[Lineage]:
        """Give emerging phenomena that were found before their earlier identifiers.

        Parameters
        ----------
        model : PhenomenonModel
            Fitted; its identifiers are changed.
        ids : sequence of str
            Observations in the order of the model's texts.
        """
        if self.snapshot is None:
            return []
        kinds = dict(zip(model.phenomena_["phenomenon_id"], model.phenomena_["kind"], strict=True))
        landmarks = model.landmarks()
        found = {}
        for column, key in enumerate(model.phenomenon_ids_):
            if key in landmarks or kinds.get(key) == "emerging" or model.taxonomy is None:
                members = frozenset(ids[i] for i in np.flatnonzero(model.labels_ == column).tolist())
                mark = landmarks.get(key)
                found[key] = Identity(members, mark.centre, mark.space) if mark else Identity(members)
        names, lineage = match_identities(
            self.snapshot.identities(),
            found,
            seen=frozenset(self.snapshot.observations),
            present=frozenset(ids),
            taken=[*self.snapshot.phenomena, *(key for key in model.phenomenon_ids_ if key not in found)],
        )
        model.rename_ids(names)
        return lineage

    def place(
        self, observations: pd.DataFrame, model: PhenomenonModel, texts: Sequence[str]
    ) -> tuple[pd.DataFrame, list[list[str]]]:
        """Put observations where people have put them, and follow merges.

        Parameters
        ----------
        observations : DataFrame
            As the machine assigned them, in the order of the model's texts.
        model : PhenomenonModel
        texts : sequence of str

        Returns
        -------
        observations : DataFrame
            With assigned_by and machine_phenomenon_id, which for those that people have placed is the answer of
            the model that was not told of it.
        fitting : list of list of str
            Every phenomenon that fits each observation, the best one first, before merges are followed.
        """
        best = [key if isinstance(key, str) else None for key in observations["phenomenon_id"]]
        machine = list(best)
        table = observations.assign(assigned_by="machine")
        also = [list(keys) for keys in observations["also"]]
        if self.snapshot is not None:
            human, column = self.snapshot.state.human, {key: k for k, key in enumerate(model.phenomenon_ids_)}
            probability = table["probability"].to_numpy(dtype=float, copy=True)
            by, ids = table["assigned_by"].to_list(), table["observation_id"].to_list()
            placed = [i for i, key in enumerate(ids) if key in human]
            for i, label in zip(placed, model.predict_untold([texts[i] for i in placed]).tolist(), strict=True):
                machine[i] = model.phenomenon_ids_[label] if label >= 0 else None
            for i in placed:
                key = ids[i]
                by[i], also[i] = "human", [other for other in also[i] if other != human[key]]
                if best[i] != (theirs := human[key]):
                    best[i] = theirs
                    place = None if theirs is None else column.get(theirs)
                    probability[i] = model.probabilities_[i, place] if place is not None else np.nan
            table = table.assign(probability=probability, assigned_by=by)
        table["machine_phenomenon_id"] = pd.Series(machine, index=table.index, dtype=object)
        fitting = [[first, *rest] if first is not None else [] for first, rest in zip(best, also, strict=True)]
        final = [None if key is None else self.resolve(key) for key in best]
        table["phenomenon_id"] = pd.Series(final, index=table.index, dtype=object)
        others = [
            [key for key in dict.fromkeys(map(self.resolve, rest)) if key != own]
            for own, rest in zip(final, also, strict=True)
        ]
        table["also"] = pd.Series(others, index=table.index, dtype=object)
        runner = [self.resolve(key) if isinstance(key, str) else None for key in table["runner_up"]]
        runner = [None if key == own else key for key, own in zip(runner, final, strict=True)]
        table["runner_up"] = pd.Series(runner, index=table.index, dtype=object)
        table["assigned_by"] = table["assigned_by"].astype(object)
        return table, fitting

    def describe(
        self, model: PhenomenonModel, observations: pd.DataFrame, texts: Sequence[str]
    ) -> list[dict[str, Any]]:
        """Return a description of each phenomenon that some observation has, as in ``model.phenomena_``."""
        own_rows = [{str(key): value for key, value in row.items()} for row in model.phenomena_.to_dict("records")]
        if self.snapshot is None:
            return own_rows
        rows, by_id = [], {row["phenomenon_id"]: row for row in own_rows}
        keys = observations["phenomenon_id"].to_numpy(dtype=object)
        found = np.array([*model.phenomenon_ids_, None], dtype=object)[model.labels_]
        for key in sorted({key for key in keys if key is not None}):
            own = [texts[i] for i in np.flatnonzero(keys == key).tolist()]
            if key in by_id and ((keys == key) == (found == key)).all():  # as the machine found it
                rows.append({**by_id[key], "name": self._kept_name(key) or by_id[key]["name"]})
                continue
            if key in model.phenomenon_ids_:
                row = model.describe(key, own)
            else:
                row = self._described_by_people(
                    key, own, [texts[i] for i in np.flatnonzero(keys != key).tolist()], model
                )
            row["name"] = self._kept_name(key) or row["name"]
            rows.append({**row, "phenomenon_id": key, "terms": ", ".join(row["terms"])})
        return rows

    def _kept_name(self, key: str) -> str | None:
        """Return the name that must survive, people's as it is, the machine's in the language now set."""
        if self.snapshot is None:
            return None
        kept, state = self.snapshot.kept_name(key), self.snapshot.state
        return kept if kept is None or key in state.names or key in state.parts else retold_name(key, kept)

    def tell_states(self, flags: pd.DataFrame, observations: pd.DataFrame, as_of: Any) -> pd.DataFrame:
        """Fill in the state of flags, with a sentence among the reasons of those that people have handled."""
        if self.snapshot is None or not len(flags):
            return flags
        from .register.entries import parent_target

        rows = observations.set_index("observation_id")
        groups, copies = rows["respondent_group"].to_dict(), rows["duplicate_group"].to_dict()
        days = {key: None if pd.isna(day) else str(day)[:10] for key, day in rows["received_date"].items()}
        today = None if as_of is None or pd.isna(as_of) else str(as_of)[:10]
        states, reasons = [], []
        for flag in flags.to_dict("records"):
            members = [(i, groups.get(i), copies.get(i), days.get(i)) for i in flag["observation_ids"]]
            target = parent_target(flag["area"]) if flag["level"] == "parent" else flag["phenomenon_id"]
            state, why = self.snapshot.flag_state(flag["kind"], target, members, today)
            states.append(state)
            reasons.append("\n".join(filter(None, [flag["reasons"], why])))
        told = flags.assign(
            state=pd.Series(states, index=flags.index, dtype=object),
            reasons=pd.Series(reasons, index=flags.index, dtype=object),
        )
        told.attrs = dict(flags.attrs)
        return told

    def _described_by_people(
        self, key: str, own: Sequence[str], rest: Sequence[str], model: PhenomenonModel
    ) -> dict[str, Any]:
        """Describe a phenomenon that the model does not know: made by splitting, or not found this time."""
        assert self.snapshot is not None
        known = self.snapshot.phenomena.get(key)
        lemmas_of = partial(topic_lemmas, lexicon=own_words(model.lexicon))
        inside, outside = map_texts(lemmas_of, list(own), model.n_jobs), map_texts(lemmas_of, list(rest), model.n_jobs)
        shares: dict[str, float] = {}
        for document in outside:
            for lemma in set(document):
                shares[lemma] = shares.get(lemma, 0.0) + 1 / len(outside)
        terms = distinctive_terms(inside, shares, floor=1 / (len(own) + len(rest) + 1))
        return {
            "name": known.name if known else key,
            "parent": known.parent if known else "muu",
            "kind": "known" if known and known.kind == "known" else "emerging",
            "terms": [term for term, _ in terms],
            "stability": float("nan"),
        }
