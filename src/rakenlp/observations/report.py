"""The import report: what happened to every row between the export and the observations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from ..texts import plural, text

INFO, WARNING, SET_ASIDE = "info", "warning", "set_aside"
ISSUE_COLUMNS = ("row", "column", "code", "message", "remedy", "severity")
_SHOWN_ROWS = 10
_SHOWN_CHARACTERS = 60

_WARNINGS = frozenset(
    {
        "cell_error",
        "column_conflict",
        "date_ambiguous",
        "date_future",
        "date_invalid",
        "date_old",
        "encoding_mixed",
        "extra_fields",
        "formula",
        "id_personal",
        "id_repeated",
        "long_text",
        "lost_characters",
        "mapping_column_missing",
        "mojibake",
        "no_rows",
        "other_sheets",
        "surrogates",
        "unclosed_quote",
        "value_ambiguous",
        "value_unknown",
    }
)
SET_ASIDE_CODES = (
    "blank",
    "no_words",
    "boilerplate",
    "test",
    "keyboard",
    "excel_error",
    "repeated_header",
    "unreadable_line",
)


@dataclass(frozen=True, slots=True)
class Issue:
    """One changed, doubtful or set-aside thing; ``row`` is None for a note on a whole column or file."""

    row: int | None
    column: str | None
    code: str
    message: str
    remedy: str
    severity: str


class IssueLog:
    """Collects issues while an export is read; the texts come from the catalogue."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def add(self, code: str, *, row: int | None = None, column: str | None = None, **values: object) -> None:
        """Add one issue; its severity follows from its code."""
        severity = SET_ASIDE if code in SET_ASIDE_CODES else WARNING if code in _WARNINGS else INFO
        shown = shorten(column) if column is not None else ""
        filled = {"column": shown, **values}
        self.issues.append(
            Issue(
                row,
                column,
                code,
                text(f"import.{code}", **filled),
                text(f"import.{code}_remedy", **filled),
                severity,
            )
        )

    def add_rows(self, code: str, rows: Sequence[int], *, column: str | None = None, **values: str) -> None:
        """Add one note for many rows (``n`` and ``rows`` of its text), or none if there are no rows."""
        if rows:
            self.add(code, row=None, column=column, n=len(rows), rows=row_list(rows), **values)

    def frame(self) -> pd.DataFrame:
        """Issues as a table, whole-file notes first, then in the order of the rows."""
        ordered = sorted(self.issues, key=lambda issue: -1 if issue.row is None else issue.row)
        columns = {
            name: pd.Series([getattr(issue, name) for issue in ordered], dtype=object)
            for name in ISSUE_COLUMNS
            if name != "row"
        }
        rows = pd.array([issue.row for issue in ordered], dtype="Int64")
        return pd.DataFrame({"row": pd.Series(rows), **columns})[list(ISSUE_COLUMNS)]


def row_list(rows: Iterable[int]) -> str:
    """Row numbers for a message: the first ones, then an ellipsis."""
    ordered = sorted(rows)
    shown = ", ".join(str(row) for row in ordered[:_SHOWN_ROWS])
    return f"{shown} …" if len(ordered) > _SHOWN_ROWS else shown


def shorten(value: object, limit: int = _SHOWN_CHARACTERS) -> str:
    """One line of at most ``limit`` characters, for names of columns and values of controlled fields."""
    line = " ".join(str(value).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


@dataclass(frozen=True, repr=False, eq=False)
class ImportReport:
    """What was read, kept, changed and set aside.

    Attributes
    ----------
    source : str
        Name of what was read: a file name without its folder, or the kind of the object.
    rows_read, rows_kept, rows_set_aside : int
        ``rows_read`` always equals ``rows_kept + rows_set_aside``.
    issues : pandas.DataFrame
        Columns row (missing for notes on a whole column), column (as named in the source), code, message,
        remedy, severity ("info", "warning" or "set_aside"). No text of an observation is in it.
    columns : pandas.DataFrame
        How the columns of the source were understood: source, name ("contact" for dropped ones, None for
        unknown ones kept as they were).
    """

    source: str
    rows_read: int
    rows_kept: int
    rows_set_aside: int
    issues: pd.DataFrame
    columns: pd.DataFrame

    def summary(self) -> str:
        """Return what a person should know of the import, as a few lines of text.

        Returns
        -------
        str

        Examples
        --------
        >>> from rakenlp.observations import read_observations
        >>> obs = read_observations(["Vuokra nousi, rahat loppu.", "-"], mask=False)
        >>> print(obs.import_report.summary())
        Luettiin 2 riviä (list). Mukana on 1 ilmoitus, sivuun jätettiin 1 rivi.
        Sivuun jätetty: ei sanoja 1 (rivi 2)
        Hyvä tietää: päivämääriä ei ole; ilmoittajaryhmiä ei ole; kuntaa tai palvelulinjaa ei ole; ...
        """
        read = plural("import.rows", self.rows_read)
        aside = plural("import.rows", self.rows_set_aside)
        kept = plural("common.observations", self.rows_kept)
        lines = [text("import.summary_read", read=read, source=self.source, kept=kept, aside=aside)]
        for severity in (SET_ASIDE, WARNING, INFO):
            parts = self._by_code(severity)
            if parts:
                lines.append(f"{text(f'import.summary_{severity}')}: {'; '.join(parts)}")
        return "\n".join(lines)

    def _by_code(self, severity: str) -> list[str]:
        issues = self.issues[self.issues["severity"] == severity]
        parts = []
        for code, group in issues.groupby("code", sort=False):
            label = text(f"import.{code}_label")
            rows = [int(row) for row in group["row"].dropna()]
            if rows:
                parts.append(f"{label} {len(rows)} ({plural('import.summary_rows', len(rows), rows=row_list(rows))})")
            else:
                columns = [shorten(name, 30) for name in group["column"] if name]
                parts.append(f"{label} ({', '.join(columns)})" if columns else label)
        return parts

    def __repr__(self) -> str:
        return (
            f"ImportReport(rows_read={self.rows_read}, rows_kept={self.rows_kept}, "
            f"rows_set_aside={self.rows_set_aside}, issues={len(self.issues)})"
        )

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.summary().splitlines())
        if self.issues.empty:
            return f"<div>{lines}</div>"
        names = [escape(text(f"import.head_{name}")) for name in ISSUE_COLUMNS]
        head = "".join(f'<th scope="col" style="text-align:left">{name}</th>' for name in names)
        body = "".join(_table_row(values) for values in self.issues.head(100).itertuples(index=False))
        more = len(self.issues) - 100
        rest = f"<p>{escape(text('import.more_issues', n=more))}</p>" if more > 0 else ""
        return f"<div>{lines}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}</div>"


def _table_row(values: Iterable[object]) -> str:
    shown = ["" if value is None or value is pd.NA else shorten(value, 300) for value in values]
    shown[-1] = text(f"import.severity_{shown[-1]}")
    return "<tr>" + "".join(f'<td style="text-align:left">{escape(value)}</td>' for value in shown) + "</tr>"
