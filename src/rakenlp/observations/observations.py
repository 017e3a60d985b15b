"""The observations of a county, as every later step sees them."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from .._checkpoint import Checkpoint
from ..errors import ParameterError
from ..texts import plural, text
from .columns import TEXT_FIELDS
from .report import ImportReport
from .screening import screen_text
from .work import Work

if TYPE_CHECKING:
    from ..privacy.settings import Masking

COLUMNS = (
    "received_date",
    "channel",
    "respondent_group",
    "service_line",
    "municipality",
    "county",
    "target_group",
    "description",
    "effects",
    "societal_links",
    "proposal",
    "valence",
    "recurrence",
    "phenomenon_self",
    "contact_given",
    "language",
    "row",
)


@dataclass(frozen=True, repr=False, eq=False)
class Observations:
    """Observations read from an export; made by :func:`read_observations`.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per kept submission, in the order of the source; index ``observation_id`` (unique str).
        The columns of the contract come first, always and in the same order, then the unknown columns of
        the source as they were. ``description`` is always a str (perhaps empty), other missing values are
        None, missing dates NaT.
    import_report : ImportReport
        What happened to every row.
    set_aside : pandas.DataFrame
        Rows that hold no observation: row, code, message, description.
    masked : bool
        Whether identifiers were masked at load.
    """

    frame: pd.DataFrame
    import_report: ImportReport
    set_aside: pd.DataFrame
    masked: bool

    @cached_property
    def texts(self) -> list[str]:
        """What is analysed, in the order of ``frame``: description, effects and societal links.

        Fields that say nothing ("-", "ei mitään") are left out; where nothing else is left, the proposal
        is the text.
        """
        return texts_of(self.frame)

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return (
            f"Observations(n={len(self.frame)}, set_aside={len(self.set_aside)}, "
            f"issues={len(self.import_report.issues)}, masked={self.masked})"
        )

    def _repr_html_(self) -> str:
        dates = self.frame["received_date"].dropna()
        period = "–" if dates.empty else f"{_finnish_date(dates.min())} – {_finnish_date(dates.max())}"
        missing = len(self.frame) - len(dates)
        rows = [
            (text("import.html_observations"), str(len(self.frame))),
            (text("import.html_set_aside"), str(len(self.set_aside))),
            (text("import.html_period"), period),
            (text("import.html_undated"), str(missing)),
            (text("import.html_groups"), _counts(self.frame["respondent_group"], "group")),
            (text("import.html_languages"), _counts(self.frame["language"], "language")),
            (text("import.html_masked"), text("common.yes") if self.masked else text("common.no")),
        ]
        body = "".join(
            f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
            f'<td style="text-align:left">{escape(value)}</td></tr>'
            for name, value in rows
        )
        title = escape(plural("common.observations", len(self.frame)))
        return f"<div><p><strong>{title}</strong></p><table><tbody>{body}</tbody></table></div>"


def texts_of(frame: pd.DataFrame) -> list[str]:
    """Return the texts to analyse of a frame like ``Observations.frame``."""
    columns = [frame[name].tolist() if name in frame else [None] * len(frame) for name in (*TEXT_FIELDS, "proposal")]
    return [_joined(fields[:-1]) or _joined(fields[-1:]) for fields in zip(*columns, strict=True)]


def _joined(fields: tuple[Any, ...]) -> str:
    return "\n".join(field for field in fields if isinstance(field, str) and screen_text(field) is None)


def read_observations(
    source: str | PathLike[str] | pd.DataFrame | list[Any] | Any,
    mapping: str | PathLike[str] | AbstractMapping[str, Any] | None = None,
    sheet: str | int | None = None,
    mask: bool | Masking | str | PathLike[str] = True,
    *,
    n_jobs: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    checkpoint: str | PathLike[str] | None = None,
) -> Observations:
    """Read the export of a form as observations.

    Parameters
    ----------
    source : path, DataFrame, list of str or list of dict
        A path to CSV (delimiter and encoding are found), XLSX (extra ``excel``), JSON, JSON lines, Parquet
        (with pyarrow) or TXT (one text per line), possibly compressed (.gz, .xz, .bz2). Never changed.
    mapping : path or dict, optional
        Tells what the columns of a form platform mean, for headers that are not known as such; see
        ``docs/mapping-example.toml``.
    sheet : str or int, optional
        Name or position (from 0) of an Excel sheet. The first one with known columns when None.
    mask : bool, Masking or path, default=True
        Replace names and identifiers in texts and unknown columns by what kind they were; settings tell words of your
        own to mask or to keep (see :class:`rakenlp.privacy.Masking`). Contact columns are
        dropped in any case; only whether one was given stays.
    n_jobs : int, optional
        Processes that mask the texts, as in joblib, whose back ends apply. The result is the same.
    progress : callable, optional
        Called as ``progress(stage, done, total)`` while many texts are masked ("masking") and their languages told
        ("language").
    checkpoint : path, optional
        A folder in which what is done is kept, so that an interrupted reading of many texts goes on where it was. It
        holds masked texts, which are personal data: nobody else can read it, and you remove it in the end.

    Returns
    -------
    Observations

    Raises
    ------
    InputError
        If the source cannot be read, has no text column, or the mapping is wrong. The message tells what
        was received and what to do.
    MissingExtraError
        If an optional package is needed.
    ParameterError
        If a parameter is of a wrong type, or ``sheet`` is given for a source without sheets.

    See Also
    --------
    find_near_duplicates : Groups the same text sent again.

    Notes
    -----
    Rows are numbered as a person sees them: a header is row 1; where there is none (lists, JSON), the
    first record is row 1. Rows without an observation ("-", "testi") are not dropped but listed in
    ``set_aside``, so ``rows_read == rows_kept + rows_set_aside``. Missing ids are derived from the date
    and the text, so they stay the same in the next export.

    Examples
    --------
    >>> import rakenlp
    >>> obs = rakenlp.read_observations(
    ...     [
    ...         {"saapunut pvm": "1.2.2026", "Vastaajaryhmä": "Asiakkaat", "kuvaus": "Rahat loppu."},
    ...         {"saapunut pvm": "2.2.2026", "Vastaajaryhmä": "", "kuvaus": "testi"},
    ...     ],
    ...     mask=False,
    ... )
    >>> obs
    Observations(n=1, set_aside=1, issues=4, masked=False)
    >>> obs.frame["respondent_group"].tolist(), obs.texts
    (['asiakas'], ['Rahat loppu.'])
    """
    from .building import build
    from .mapping import load_mapping
    from .reading import read_table

    masking = _masking(mask)
    if sheet is not None and (isinstance(sheet, bool) or not isinstance(sheet, (str, int))):
        raise ParameterError(
            "parameter", name="sheet", owner="read_observations", expected="str, int, None", received=sheet
        )
    checked = load_mapping(mapping)
    kept = None
    if checkpoint is not None and masking is not None:  # texts that are not masked are not kept
        from .. import __version__

        kept = Checkpoint(checkpoint, "read_observations", __version__, repr(masking))
    work = Work(n_jobs, progress, kept)
    return build(read_table(source, checked, sheet), checked, masking=masking, work=work)


def _masking(given: Any) -> Masking | None:
    """Return the settings of masking; None where nothing is masked."""
    from ..privacy.settings import Masking

    if given is False:
        return None
    if given is True:
        return Masking()
    if isinstance(given, Masking | PathLike) or (isinstance(given, str) and given.lower().endswith(".toml")):
        return Masking.of(given)
    expected = "True, False, Masking(...), *.toml"
    received = type(given).__name__  # a text given by mistake is not told
    raise ParameterError("parameter", name="mask", owner="read_observations", expected=expected, received=received)


def _finnish_date(moment: pd.Timestamp) -> str:
    return f"{moment.day}.{moment.month}.{moment.year}"


def _counts(values: pd.Series, kind: str) -> str:
    counts = values.value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return ", ".join(f"{_word(kind, str(code))} {count}" for code, count in ordered) or "–"


def _word(kind: str, code: str) -> str:
    """Return the reader's word for a code; a value of the county's own is one already."""
    try:
        return text(f"kooste.{kind}_{code}")
    except KeyError:
        return code
