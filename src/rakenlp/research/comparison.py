"""One's own coding beside the machine's: where they agree, where not, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..errors import InputError, ParameterError
from ..texts import text
from .agreement import (
    Estimate,
    bootstrap_alpha,
    bootstrap_kappa,
    cohen_kappa,
    krippendorff_alpha,
    resamples_of,
    wilson,
)


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Two codings of the same observations beside each other; made by :func:`compare`.

    Attributes
    ----------
    pairs : DataFrame
        Index observation_id: own, other (main codes), same, overlap (whether any of their codes is the same), own_codes
        and other_codes (tuples).
    same, overlap : Estimate
        Share of observations with the same main code, and with any code in common (Wilson intervals).
    kappa : Estimate
        Cohen's kappa of the main codes.
    alpha : Estimate
        Krippendorff's alpha of the main codes.
    alpha_all : Estimate
        Krippendorff's alpha of all the codes of each observation, with the MASI distance.
    """

    pairs: pd.DataFrame
    same: Estimate
    overlap: Estimate
    kappa: Estimate
    alpha: Estimate
    alpha_all: Estimate

    def __len__(self) -> int:
        return len(self.pairs)

    def __repr__(self) -> str:
        return f"Comparison(n={len(self)}, same={self.same.value:.2f}, alpha={self.alpha.value:.2f})"

    def _repr_html_(self) -> str:
        return str(self.summary().round(2).to_html(index=False, border=0))

    def summary(self) -> pd.DataFrame:
        """Return the measures in words: measure, value, low, high (95 % interval)."""
        names = ("same", "overlap", "kappa", "alpha", "alpha_all")
        rows = [(text(f"research.measure_{name}"), *getattr(self, name)) for name in names]
        columns = [text(f"research.summary_{name}") for name in ("measure", "value", "low", "high")]
        return pd.DataFrame(rows, columns=columns)

    def by_code(self) -> pd.DataFrame:
        """Return how well the codings agree on each code that either of them used, the most used first.

        Returns
        -------
        DataFrame
            code, n_own, n_other, n_both, agreement (specific agreement: of the times that either used the code, how
            often both did, 2·both / (own + other)), kappa and alpha of this code against all the rest. With few
            observations of a code the figures say little.
        """
        own, other = self.pairs["own"], self.pairs["other"]
        rows = []
        for code in sorted({*own, *other}, key=lambda c: (-(own == c).sum(), -(other == c).sum(), c)):
            mine, theirs = (own == code).tolist(), (other == code).tolist()
            both = sum(a and b for a, b in zip(mine, theirs, strict=True))
            agreement = 2 * both / (sum(mine) + sum(theirs))
            kappa, alpha = cohen_kappa(mine, theirs), krippendorff_alpha([mine, theirs])
            rows.append((code, sum(mine), sum(theirs), both, agreement, kappa, alpha))
        return pd.DataFrame(rows, columns=["code", "n_own", "n_other", "n_both", "agreement", "kappa", "alpha"])

    def confusion(self) -> pd.DataFrame:
        """Return how many observations have each pair of codes: rows one's own, columns the other's."""
        codes = sorted({*self.pairs["own"], *self.pairs["other"]})
        table = pd.crosstab(self.pairs["own"], self.pairs["other"])
        return table.reindex(index=codes, columns=codes, fill_value=0)

    def disagreements(self) -> pd.DataFrame:
        """Return the pairs of codes that differ, the most frequent first: own, other, n, overlap, observation_ids.

        ``overlap`` tells of how many of them the codings have another code in common.

        Returns
        -------
        DataFrame
        """
        rows = self.pairs[~self.pairs["same"].astype(bool)]
        found = [
            (own, other, len(part), int(part["overlap"].sum()), sorted(map(str, part.index)))
            for (own, other), part in rows.groupby(["own", "other"], sort=True)
        ]
        found.sort(key=lambda row: (-row[2], row[0], row[1]))
        return pd.DataFrame(found, columns=["own", "other", "n", "overlap", "observation_ids"])

    def by(self, values: Mapping[Any, Any] | pd.Series) -> pd.DataFrame:
        """Return how often the codings agree by something that is known of the observations, such as the group.

        Parameters
        ----------
        values : mapping or Series
            By observation_id, such as ``obs.frame["respondent_group"]``.

        Returns
        -------
        DataFrame
            value, n, same, share, low, high (Wilson interval), the most observations first.
        """
        told = dict(values.items())
        groups = pd.Series([told.get(i) for i in self.pairs.index], index=self.pairs.index, dtype=object)
        rows = []
        for value, part in self.pairs.groupby(groups.where(groups.notna(), text("research.not_told")), sort=True):
            hits = int(part["same"].sum())
            rows.append((value, len(part), hits, *wilson(hits, len(part))))
        out = pd.DataFrame(rows, columns=["value", "n", "same", "share", "low", "high"])
        return out.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)

    def at_least(
        self, probabilities: Mapping[Any, float] | pd.Series, thresholds: Any = (0, 0.3, 0.5, 0.7, 0.9)
    ) -> pd.DataFrame:
        """Return how the agreement changes when only the answers that the machine is sure of are taken.

        Parameters
        ----------
        probabilities : mapping or Series
            By observation_id: ``analysis.observations.set_index("observation_id")["probability"]``.
        thresholds : iterable of float

        Returns
        -------
        DataFrame
            threshold, n (observations at least so probable), coverage (their share), share (with the same code), low,
            high.
        """
        sure = dict(probabilities.items())
        rows = []
        for threshold in thresholds:
            part = self.pairs[[sure.get(i, float("nan")) >= threshold for i in self.pairs.index]]
            coverage = len(part) / len(self) if len(self) else float("nan")
            rows.append((float(threshold), len(part), coverage, *wilson(int(part["same"].sum()), len(part))))
        return pd.DataFrame(rows, columns=["threshold", "n", "coverage", "share", "low", "high"])


def compare(own: pd.DataFrame, other: pd.DataFrame, resamples: int = 2000, seed: int = 0) -> Comparison:
    """Compare two codings of the same observations, such as one's own and the machine's.

    Parameters
    ----------
    own, other : DataFrame
        As from :func:`read_coding_sheet`, :func:`read_qda` or :func:`machine_coding`: index observation_id, columns
        code and codes. Observations that only one of them has are left out.
    resamples : int, default=2000
        Bootstrap resamples of the observations, for the 95 % intervals of kappa and alpha.
    seed : int, default=0

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        If no observation is in both, or a column is missing.
    ParameterError
        If ``resamples`` is not a positive whole number.

    Notes
    -----
    The intervals tell how much the figures depend on which observations were coded. They do not tell how much they
    depend on who coded: that takes another coder.

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.research import compare, machine_coding
    >>> obs = rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa", "Yömaja on täynnä, nukun autossa"])
    >>> machine = machine_coding(rakenlp.analyse(obs))
    >>> compare(machine, machine).same.value
    1.0
    """
    if isinstance(resamples, bool) or not isinstance(resamples, int) or resamples < 1:
        raise ParameterError("parameter", name="resamples", owner="compare", expected="int >= 1", received=resamples)
    for coding in (own, other):
        if missing := [name for name in ("code", "codes") if name not in coding.columns]:
            raise InputError("coding_form", names=", ".join(missing))
    ids = sorted(set(own.index) & set(other.index))
    if not ids:
        raise InputError("coding_nothing_common")
    mine, theirs = own.loc[ids], other.loc[ids]
    pairs = pd.DataFrame(
        {
            "own": mine["code"].tolist(),
            "other": theirs["code"].tolist(),
            "same": [a == b for a, b in zip(mine["code"], theirs["code"], strict=True)],
            "overlap": [bool(set(a) & set(b)) for a, b in zip(mine["codes"], theirs["codes"], strict=True)],
            "own_codes": mine["codes"].tolist(),
            "other_codes": theirs["codes"].tolist(),
        },
        index=pd.Index(ids, name="observation_id"),
    )
    weights = resamples_of(len(ids), resamples, seed)
    codes = [pairs["own"].tolist(), pairs["other"].tolist()]
    return Comparison(
        pairs=pairs,
        same=wilson(int(pairs["same"].sum()), len(ids)),
        overlap=wilson(int(pairs["overlap"].sum()), len(ids)),
        kappa=bootstrap_kappa(codes[0], codes[1], weights),
        alpha=bootstrap_alpha(codes, "nominal", weights),
        alpha_all=bootstrap_alpha([pairs["own_codes"].tolist(), pairs["other_codes"].tolist()], "masi", weights),
    )
