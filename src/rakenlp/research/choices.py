"""How much the results depend on choices: the same analysis made otherwise, set beside the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from inspect import signature
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import ParameterError
from ..observations import Observations
from ..signals.quiet import QUIET
from .codes import NO_PHENOMENON

if TYPE_CHECKING:
    from ..analysis import Analysis

COLUMNS = (
    "choice",
    "n",
    "same",
    "adjusted_rand",
    "phenomena",
    "emerging",
    "flags",
    "flags_kept",
    "flags_lost",
    "flags_new",
)


def sensitivity(analysis: Analysis, choices: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Make the analysis again with other choices and tell what changes.

    Parameters
    ----------
    analysis : Analysis
        The one to compare with.
    choices : mapping of str to mapping
        Name of each choice, and the parameters of :func:`rakenlp.analyse` that are other than the defaults, such as
        ``{"another seed": {"random_state": 1}}``; ``obs`` analyses other observations, see :func:`leave_one_out`.
        If the analysis was made with parameters of its own, give them in every choice.

    Returns
    -------
    DataFrame
        One row a choice: choice, n (observations in both), same (share of them with the same phenomenon),
        adjusted_rand (how alike the two groupings are, whatever the phenomena are called: 1 the same, 0 as by chance),
        phenomena, emerging (found now), flags (growing and accumulated ones now), flags_kept (how many of the
        analysis's are there still), flags_lost and flags_new (as "kind:phenomenon").

    Raises
    ------
    ParameterError
        If there is nothing to compare, or :func:`rakenlp.analyse` does not know a parameter.

    Notes
    -----
    An emerging phenomenon is taken for the same when the two share more than half of all their observations. An
    analysis made with a register is compared by the machine's own answers.

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.research import sensitivity
    >>> obs = rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa", "Yömaja on täynnä, nukun autossa"])
    >>> sensitivity(rakenlp.analyse(obs), {"seed": {"random_state": 1}})["same"].tolist()
    [1.0]
    """
    from ..analysis import analyse

    if not isinstance(choices, Mapping) or not choices:
        expected = '{"seed": {"random_state": 1}}'
        raise ParameterError(
            "parameter", name="choices", owner="sensitivity", expected=expected, received=type(choices).__name__
        )
    allowed = set(signature(analyse).parameters)
    rows = []
    for name, options in choices.items():
        given = dict(options)
        obs = given.pop("obs", analysis.obs)
        if unknown := sorted(set(given) - allowed):
            raise ParameterError(
                "parameter", name="choices", owner="sensitivity", expected=", ".join(sorted(allowed)), received=unknown
            )
        rows.append((name, *_compared(analysis, analyse(obs, **given))))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def leave_one_out(analysis: Analysis, by: str = "respondent_group", min_n: int = 10) -> dict[str, dict[str, Any]]:
    """Return choices for :func:`sensitivity`: the analysis without one group at a time.

    Parameters
    ----------
    analysis : Analysis
    by : str, default="respondent_group"
        Column of ``obs.frame``.
    min_n : int, default=10
        Groups of fewer observations are not left out.

    Returns
    -------
    dict of str to dict
        By ``"−group"``.

    Raises
    ------
    ParameterError
        If there is no such column.
    """
    frame = analysis.obs.frame
    if by not in frame.columns:
        raise ParameterError("parameter", name="by", owner="leave_one_out", expected="obs.frame.columns", received=by)
    sizes = frame[by].value_counts()
    groups = sorted(map(str, sizes.index[sizes >= min_n]))
    return {f"−{group}": {"obs": _without(analysis.obs, by, group), "as_of": _day(analysis)} for group in groups}


def _without(obs: Observations, by: str, group: str) -> Observations:
    return replace(obs, frame=obs.frame[obs.frame[by] != group])


def _day(analysis: Analysis) -> Any:
    return None if pd.isna(analysis.as_of) else analysis.as_of


def _compared(one: Analysis, other: Analysis) -> tuple[Any, ...]:
    from sklearn.metrics import adjusted_rand_score

    before, after = (_labels(each) for each in (one, other))
    ids = before.index.intersection(after.index)
    before, after = before[ids], after[ids]
    renamed = _recognised(before, after, other)
    after = after.map(lambda code: renamed.get(code, code))
    same = float((before == after).mean()) if len(ids) else float("nan")
    alike = float(adjusted_rand_score(before, after)) if len(ids) else float("nan")
    flags, now = _flags(one, {}), _flags(other, renamed)
    table = other.phenomena
    emerging = int((table["kind"] == "emerging").sum())
    lost, new = sorted(flags - now), sorted(now - flags)
    return len(ids), same, alike, len(table), emerging, len(now), len(flags & now), lost, new


def _labels(analysis: Analysis) -> pd.Series:
    rows = analysis.observations.set_index("observation_id")["machine_phenomenon_id"]
    return rows.where(rows.notna(), NO_PHENOMENON)


def _recognised(before: pd.Series, after: pd.Series, other: Analysis) -> dict[str, str]:
    """Return what the emerging phenomena of another analysis are called in the first, where they are the same."""
    found = {}
    known = set(before) - {NO_PHENOMENON} - set(other.model.phenomenon_ids_)
    for code in sorted(_emerging(other)):
        members = set(after.index[after == code])
        for old in sorted(known):
            olds = set(before.index[before == old])
            if members | olds and len(members & olds) / len(members | olds) > 0.5:
                found[code] = old
    return found


def _emerging(analysis: Analysis) -> set[str]:
    taxonomy = analysis.model.taxonomy_
    return {code for code in analysis.model.phenomenon_ids_ if taxonomy is None or code not in taxonomy.phenomena}


def _flags(analysis: Analysis, renamed: Mapping[str, str]) -> set[str]:
    flags = analysis.flags
    flags = flags[(flags["kind"] != "single_voice") & ~flags["state"].isin(QUIET)]
    out = set()
    for flag in flags.to_dict("records"):
        level, area = flag.get("level"), flag.get("area")
        key = renamed.get(flag["phenomenon_id"], flag["phenomenon_id"])
        own = level in (None, "phenomenon") or level != level
        subject = str(key) if own else f"{area}" if level == "parent" else f"{key}@{area}"
        out.add(f"{flag['kind']}:{subject}")
    return out
