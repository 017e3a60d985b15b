"""The numbers behind the signals: data in ``rules.toml``, each of them open to an expert's change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from ..errors import InputError, ParameterError
from ..texts import get_language, text

_MONTH_DAYS = 30.4375
_WHOLE = {  # name: (lowest, highest)
    "recent_months": (1, 120),
    "min_observations": (1, 10_000),
    "min_voices": (1, 10_000),
    "gap_months": (0, 24),
    "min_baseline_months": (1, 120),
    "min_history_months": (1, 120),
    "min_per_year": (0, 10_000_000),
    "cold_at_once": (0, 10_000),
    "stock_observations": (1, 10_000_000),
    "stock_voices": (1, 10_000),
    "first_voice_months": (1, 120),
    "campaign_copies": (2, 10_000),
    "resamples": (0, 10_000),
}
_REAL = {
    "max_chance_per_year": (0.0, 1_000_000.0),
    "max_chance_cold": (0.0, 1_000_000.0),
    "interval": (0.01, 0.999),
    "stock_times_mean": (0.0, 1_000.0),
    "min_probability": (0.0, 1.0),
    "label_error": (0.0, 0.5),
    "parent_share": (0.0, 0.45),
    "area_share": (0.0, 0.45),
}


def month_days(months: float) -> int:
    """Return how many days ``months`` months are here: 30, 91, 183 and 365 for 1, 3, 6 and 12."""
    return int(months * _MONTH_DAYS + 0.5)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    source = resources.files(__package__).joinpath("rules.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _default(name: str) -> Any:
    return field(default_factory=lambda: _shipped()[name])


@dataclass(frozen=True, kw_only=True)
class Rules:
    """When observations of one phenomenon become a signal.

    The defaults are those of ``rules.toml`` in this package; :meth:`explain` says each in plain words.

    Parameters
    ----------
    recent_months : int
        The recent past, in months of 30.4375 days (6 months are 183 days).
    min_observations, min_voices : int
        Entry condition of every signal over time: de-duplicated observations and voices in the recent past.
    windows_months : tuple of int
        Windows of the growth test, all ending on the day looked at.
    gap_months : int
        Months left out between a window and the past that it is compared with.
    min_baseline_months : int
        A window is tested only if at least this much past remains before it.
    min_history_months, min_per_year : int
        With less history, or fewer de-duplicated observations in the last year, growth is not tested.
    max_chance_per_year : float
        Growth is flagged if chance would give one as strong at most this many times a year.
    max_chance_cold : float
        The same for what the voice rule raises in cold start, against all phenomena.
    cold_at_once : int
        In the first year the voice rule alone is enough while at most this many phenomena meet it.
    interval : float
        Width of the predictive interval of the expected count.
    stock_observations, stock_voices : int
        Least de-duplicated observations and voices of an accumulated phenomenon.
    stock_times_mean : float
        ... which also has at least this many times the mean count of the other phenomena.
    first_voice_months : int
        An observation is a single voice if its phenomenon was silent this long before it.
    parent_share, area_share : float
        Shares of ``max_chance_per_year`` that the tests of national parents, and those by municipality and service
        line, may use; 0 leaves them out. What a level does not use (no such column, too few observations) stays
        with the phenomena.
    min_probability : float
        Where probabilities are given: an observation is told of as one of its phenomenon from this on. Smaller ones
        count by their probability only.
    label_error : float
        Expected share of wrong labels where labels are given without probabilities. Growth is then found from as many
        observations as would be left of ``min_observations`` (see :attr:`least_observations`).
    campaign_copies : int
        So many observations of the same content may be a campaign, and the flag says so.
    resamples : int
        How many times the data are drawn again to tell how stable a flag is; 0 leaves it out.

    Raises
    ------
    ParameterError
        If a value has the wrong type or is out of its range.

    Examples
    --------
    >>> from rakenlp.signals import Rules
    >>> Rules().min_observations, Rules(min_observations=4).min_observations
    (3, 4)
    """

    recent_months: int = _default("recent_months")
    min_observations: int = _default("min_observations")
    min_voices: int = _default("min_voices")
    windows_months: tuple[int, ...] = _default("windows_months")
    gap_months: int = _default("gap_months")
    min_baseline_months: int = _default("min_baseline_months")
    min_history_months: int = _default("min_history_months")
    min_per_year: int = _default("min_per_year")
    max_chance_per_year: float = _default("max_chance_per_year")
    max_chance_cold: float = _default("max_chance_cold")
    cold_at_once: int = _default("cold_at_once")
    interval: float = _default("interval")
    stock_observations: int = _default("stock_observations")
    stock_voices: int = _default("stock_voices")
    stock_times_mean: float = _default("stock_times_mean")
    first_voice_months: int = _default("first_voice_months")
    parent_share: float = _default("parent_share")
    area_share: float = _default("area_share")
    min_probability: float = _default("min_probability")
    label_error: float = _default("label_error")
    campaign_copies: int = _default("campaign_copies")
    resamples: int = _default("resamples")

    def __post_init__(self) -> None:
        for name, (low, high) in _WHOLE.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise _wrong(name, text("flags.expected_whole", low=low, high=high), value)
        for name, (least, most) in _REAL.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
                raise _wrong(name, text("flags.expected_real", low=least, high=most), value)
        object.__setattr__(self, "windows_months", self._windows())

    def _windows(self) -> tuple[int, ...]:
        given = self.windows_months
        ok = isinstance(given, list | tuple) and len(given) > 0
        if not ok or not all(
            isinstance(w, int) and not isinstance(w, bool) and 1 <= w <= self.recent_months for w in given
        ):
            raise _wrong("windows_months", text("flags.expected_windows", high=self.recent_months), given)
        return tuple(sorted(set(given)))

    @property
    def least_observations(self) -> int:
        """Observations that growth needs where labels have no probabilities.

        The fewest that stand for ``min_observations``: of so many, rounded, a share of ``label_error`` would have been
        given another phenomenon.

        Examples
        --------
        >>> from rakenlp.signals import Rules
        >>> [Rules(label_error=share).least_observations for share in (0.0, 0.1, 0.25)]
        [3, 3, 2]
        """
        return next(n for n in range(1, self.min_observations + 1) if self._stand_for(n) >= self.min_observations)

    def _stand_for(self, observations: int) -> int:
        return int(observations / (1 - self.label_error) + 0.5 + 1e-9)

    @classmethod
    def load(cls, source: Rules | Mapping[str, Any] | str | Path | None = None) -> Rules:
        """Return rules from a TOML file, a mapping, or the shipped defaults.

        Parameters
        ----------
        source : Rules, mapping, str, Path or None
            What is not given in a file or mapping keeps its default.

        Returns
        -------
        Rules

        Raises
        ------
        ParameterError
            If a name is unknown or a value out of its range.
        InputError
            If the file is missing or not TOML.

        Examples
        --------
        >>> from rakenlp.signals import Rules
        >>> Rules.load({"min_voices": 3}).min_voices
        3
        """
        if isinstance(source, Rules):
            return source
        if source is None:
            return cls()
        values = dict(source) if isinstance(source, Mapping) else _read(Path(source))
        known = [item.name for item in fields(cls)]
        for name in values:
            if name not in known:
                raise _wrong("rules", text("flags.expected_names", names=", ".join(known)), name)
        return cls(**values)

    def plain(self) -> dict[str, Any]:
        """Return the values by name, ready for JSON; :meth:`load` takes them back."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    def explain(self, language: str | None = None) -> dict[str, str]:
        """Return what each rule means, in plain words with its present value.

        Parameters
        ----------
        language : {"fi", "sv", "en"}, optional
            The language set by :func:`rakenlp.set_language` when None.

        Returns
        -------
        dict of str to str

        Examples
        --------
        >>> from rakenlp.signals import Rules
        >>> Rules().explain("fi")["min_voices"]
        'Lisäksi ilmoituksissa pitää kuulua vähintään 2 eri ääntä.'
        """
        found = {}
        for item in fields(self):
            value = getattr(self, item.name)
            shown = ", ".join(map(str, value)) if isinstance(value, tuple) else f"{value:g}"
            if (language or get_language()) != "en":
                shown = shown.replace(".", ",")
            found[item.name] = text(f"flags.rule_{item.name}", language, value=shown)
        return found


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="Rules", expected=expected, received=received)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError("file_not_found", path=str(path)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("rules_unreadable", path=str(path)) from error
