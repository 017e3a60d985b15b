"""``rakenlp triage TEXT|FILE``: what one submission is about, or in what order those of a file are to be read."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..texts import decimal, text

if TYPE_CHECKING:
    from ..triage import Triage, TriageSuggestion

_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".json", ".jsonl", ".parquet", ".gz", ".xz", ".bz2")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("what", metavar=text("cli.triage_what"), help=text("cli.triage_text"))
    parser.add_argument("--model", metavar=text("cli.folder"), help=text("cli.triage_model"))
    parser.add_argument("--json", action="store_true", help=text("cli.triage_json"))
    parser.add_argument("--mapping", metavar="TOML", help=text("cli.analyse_mapping"))
    parser.add_argument("--sheet", metavar=text("cli.name"), help=text("cli.analyse_sheet"))


def run(args: argparse.Namespace) -> int:
    """Print the suggestions; of a file in the order in which its submissions are to be read."""
    file = file_meant(args.what)
    if file is None:
        suggestion = _triage(args.model).suggest(args.what)
        if args.json:
            print(json.dumps(suggestion.to_dict(), ensure_ascii=False))
        else:
            print(described(suggestion))
        return 0
    rows = _rows(file, args.mapping, args.sheet)
    found = _triage(args.model).suggest_batch(rows)
    order = {"first": 0, "human": 1, "ordinary": 2}
    queue = sorted(zip(rows, found, strict=True), key=lambda pair: (order[pair[1].priority], *_age(pair[0])))
    for row, suggestion in queue:
        if args.json:
            own = {"observation_id": row["observation_id"], **suggestion.to_dict()}
            print(json.dumps(own, ensure_ascii=False))
        else:
            print(in_one_line(row["observation_id"], suggestion))
    return 0


def described(suggestion: TriageSuggestion) -> str:
    """Return a suggestion in some lines for a person."""
    lines = [_line("priority", text(f"triage.priority_{suggestion.priority}")), _line("phenomena", "")]
    for guess in suggestion.phenomena:
        lines.append(f"  {guess.name} {_percent(guess.probability)}")
        if guess.evidence_terms:
            lines.append("    " + text("triage.title_evidence", terms=", ".join(guess.evidence_terms)))
    if not suggestion.fits:
        lines.append("  " + text("triage.line_none"))
    if suggestion.similar:
        near = ", ".join(f"{item.observation_id} ({decimal(item.similarity, 2)})" for item in suggestion.similar)
        lines.append(_line("similar", near))
    if suggestion.flag_status is not None:
        lines.append(_line("status", suggestion.flag_status.text))
    if suggestion.service_line is not None:
        lines.append(_line("line", suggestion.service_line))
    lines += [_line("language", suggestion.language), _line("novelty", decimal(suggestion.novelty, 2))]
    if suggestion.reasons:
        lines += [_line("reasons", ""), *(f"  – {reason.text}" for reason in suggestion.reasons)]
    return "\n".join([*(line.rstrip() for line in lines), "", text("triage.closing")])


def in_one_line(observation_id: str, suggestion: TriageSuggestion) -> str:
    """Return a suggestion in one line: priority, id, phenomenon, reasons."""
    guess = suggestion.phenomena[0] if suggestion.fits else None
    name = f"{guess.name} {_percent(guess.probability)}" if guess else text("triage.line_none")
    parts = [text(f"triage.priority_{suggestion.priority}"), observation_id, name]
    return " | ".join([*parts, " ".join(reason.text for reason in suggestion.reasons)]).rstrip(" |")


def file_meant(what: str, more: tuple[str, ...] = ()) -> Path | None:
    """Return the path that was meant; None where it is the text of a submission. ``more`` endings tell files, too."""
    try:
        path = Path(what).expanduser()
        if path.is_file():
            return path
    except (OSError, ValueError):  # too long, or with characters that no path has
        return None
    if what.lower().endswith((*_ENDINGS, *more)) and len(what.split()) == 1:
        raise InputError("file_not_found", path=what)
    return None


def _rows(file: Path, mapping: str | None, sheet: str | None) -> list[dict[str, Any]]:
    from .. import read_observations

    obs = read_observations(file, mapping=mapping, sheet=sheet, mask=False)  # what was masked is told
    fields = ("received_date", "respondent_group", "municipality", "service_line")
    columns = {name: obs.frame[name].tolist() for name in fields}
    return [
        {"observation_id": str(name), "text": said, **{field: columns[field][i] for field in fields}}
        for i, (name, said) in enumerate(zip(obs.frame.index, obs.texts, strict=True))
    ]


def _triage(model: str | None) -> Triage:
    from ..triage import Triage

    return Triage.default() if model is None else Triage.load(model)


def _age(row: dict[str, Any]) -> tuple[bool, Any, str]:
    """Return a key that puts the older submissions first, the undated last."""
    day = row["received_date"]
    known = day is not None and day == day
    return (not known, day.isoformat() if known else "", row["observation_id"])


def _line(title: str, value: str) -> str:
    return f"{text(f'triage.title_{title}')}: {value}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"
