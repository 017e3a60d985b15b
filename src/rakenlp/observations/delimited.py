"""Delimited text: its encoding, its delimiter, its records."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..errors import InputError
from .columns import FREE_FIELDS
from .limits import DEFAULT_LIMITS, ReadingLimits
from .report import IssueLog, row_list
from .table import Grid, Recognise, known_names

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# How ä, ö, å, Ä, Ö and Å are written in the eight-bit encodings that Finnish exports come in.
_EIGHT_BIT = {
    "cp1252": b"\xe4\xf6\xe5\xc4\xd6\xc5",
    "mac_roman": b"\x8a\x9a\x8c\x80\x85\x81",
    "cp850": b"\x84\x94\x86\x8e\x99\x8f",
}
_DELIMITERS = ";\t,|"
_NO_DELIMITER = "\x1f"
SEPARATOR_HINT = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_SAMPLE_RECORDS = 60


class _TooLong(Exception):
    """A field is longer than the limit."""

    def __init__(self, row: int, characters: int) -> None:
        super().__init__(row, characters)
        self.row, self.characters = row, characters


@dataclass(frozen=True)
class Decoded:
    """Text of a file, the encoding it was read with, and the numbers of lines that were in another one."""

    text: str
    encoding: str
    odd_lines: tuple[int, ...] = ()


def looks_binary(data: bytes) -> bool:
    """Tell whether the bytes cannot be text: many control characters that are not UTF-16."""
    sample = data[:65_536]
    if not sample or sample.startswith(tuple(bom for bom, _ in _BOMS)) or _utf16_without_bom(sample):
        return False
    controls = sum(sample.count(code) for code in (*range(9), *range(14, 32), 127))
    return controls > max(0.03 * len(sample), 1 if len(sample) < 40 else 4)


def decode(data: bytes, encoding: str | None = None, *, path: object = "") -> Decoded:
    """Return the text of a file, in the encoding given or found.

    Raises
    ------
    InputError
        If the bytes are not in the encoding given.
    """
    if encoding is not None:
        try:
            return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
        except UnicodeError:
            raise InputError("wrong_encoding", path=path, encoding=encoding) from None
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Decoded(data.decode(name, "replace").removeprefix("\ufeff"), name)
    if wide := _utf16_without_bom(data):
        return Decoded(data.decode(wide, "replace"), wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    return _decode_mixed(data) or _decode_eight_bit(data)


def _utf16_without_bom(data: bytes) -> str | None:
    sample = data[:4096]
    if len(sample) < 8:
        return None
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.05 else None


def _decode_mixed(data: bytes) -> Decoded | None:
    """Read line by line a file where most lines with special letters are UTF-8 and some are not."""
    lines = data.split(b"\n")
    texts, good, odd = [], 0, []
    for number, line in enumerate(lines, start=1):
        try:
            texts.append(line.decode("utf-8"))
            good += not line.isascii()
        except UnicodeDecodeError:
            texts.append(_decode_eight_bit(line).text)
            odd.append(number)
    return Decoded("\n".join(texts), "utf-8", tuple(odd)) if good >= len(odd) else None


def _decode_eight_bit(data: bytes) -> Decoded:
    counts = {name: sum(data.count(code) for code in letters) for name, letters in _EIGHT_BIT.items()}
    name = max(counts, key=lambda each: (counts[each], each == "cp1252"))
    if name != "cp1252" and counts[name] < 3 * counts["cp1252"]:
        name = "cp1252"
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError:
        return Decoded(data.decode("latin-1"), "latin-1")


def read_delimited(
    text: str,
    *,
    delimiter: str | None,
    recognise: Recognise,
    log: IssueLog,
    header_rows: Sequence[int] = (),
    limits: ReadingLimits = DEFAULT_LIMITS,
    path: object = "",
) -> Grid:
    """Split delimited text into a grid; rows are numbered as a spreadsheet shows them.

    Quoted line breaks, unclosed quotes and rows with too many fields are understood and reported.

    Raises
    ------
    InputError
        If a cell is longer than the limit.
    """
    csv.field_size_limit(max(csv.field_size_limit(), min(limits.cell_characters, 2**31 - 1)))  # of the whole process
    lines = list(io.StringIO(text, newline=""))
    if lines and (hint := SEPARATOR_HINT.fullmatch(lines[0])):
        del lines[0]  # a spreadsheet does not show this line either
        delimiter = delimiter or hint[1]
    chosen = delimiter or sniff(lines, recognise)
    try:
        records, unclosed = _records(lines, chosen)
    except _TooLong as found:
        limit = limits.cell_characters
        raise InputError(
            "limit_cell_characters", path=path, row=found.row, received=found.characters, limit=limit
        ) from None
    return grid_of(records, unclosed, chosen, recognise, log, header_rows)


def grid_of(
    records: list[list[object]],
    unclosed: Sequence[int],
    delimiter: str,
    recognise: Recognise,
    log: IssueLog,
    header_rows: Sequence[int] = (),
) -> Grid:
    """Return parsed records as a grid, with surplus fields back where they came from."""
    while records and not records[-1]:
        records.pop()
    log.add_rows("unclosed_quote", unclosed)
    _fit_width(records, delimiter, recognise, log, header_rows)
    return Grid(records, list(range(1, len(records) + 1)))


def sniff(lines: Iterable[str], recognise: Recognise) -> str:
    """Return the delimiter of a file, told by its first records."""
    best, best_score = _NO_DELIMITER, (0, 0.0, 0)
    for delimiter in _DELIMITERS:
        sample = []
        with contextlib.suppress(csv.Error):  # a field too long: what came before it is enough
            for _, record in zip(range(_SAMPLE_RECORDS), csv.reader(lines, delimiter=delimiter), strict=False):
                sample.append(record)
        widths = Counter(len(record) for record in sample if record)
        known, header_width = max(
            ((known_names(record, recognise), len(record)) for record in sample[:20]), default=(0, 0)
        )
        if known == 0:
            header_width = next((len(record) for record in sample if record), 0)
        share = widths[header_width] / max(sum(widths.values()), 1)
        enough = share >= (0.3 if known > 1 else 0.6)
        if header_width > 1 and enough and (known, share, header_width) > best_score:
            best, best_score = delimiter, (known, share, header_width)
    return best


def _records(lines: list[str], delimiter: str) -> tuple[list[list[object]], list[int]]:
    """Parse the lines; where a quote that is never closed swallows whole rows, read its line without quotes."""
    records: list[list[object]] = []
    unclosed: list[int] = []
    start = 0
    width = 0
    while start < len(lines):
        reader = csv.reader(_from(lines, start), delimiter=delimiter)
        base = start
        try:
            for record in reader:
                end = base + reader.line_num
                if end - start > 1 and width > 1 and swallowed(lines[start:end], record, width, delimiter):
                    break
                records.append(list(record))
                width = max(width, len(record)) if len(records) <= 3 else width
                start = end
            else:
                return records, unclosed
        except csv.Error:  # a field longer than the limit: this line's own, or that of a quote that is never closed
            if base + reader.line_num - start <= 1:
                raise _TooLong(len(records) + 1, len(lines[start])) from None
        try:
            plain = next(csv.reader([lines[start]], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
        except csv.Error:
            raise _TooLong(len(records) + 1, len(lines[start])) from None
        records.append([field.strip('"') for field in plain])
        unclosed.append(len(records))
        start += 1
    return records, unclosed


def _from(lines: list[str], start: int) -> Iterator[str]:
    return (lines[position] for position in range(start, len(lines)))


def swallowed(lines: list[str], record: list[str], width: int, delimiter: str) -> bool:
    """Tell whether the lines of a record are rows that a quote has swallowed."""
    if len(record) == width and len(lines) < 3:
        return False
    whole = sum(line.count(delimiter) >= width - 1 for line in lines[1:])
    inside = whole - (lines[-1].count(delimiter) >= width - 1 and len(record) == width)
    return whole > 0 and inside > 0 and inside * 2 >= len(lines) - 1


def _fit_width(
    records: list[list[object]], delimiter: str, recognise: Recognise, log: IssueLog, header_rows: Sequence[int]
) -> None:
    """Put surplus fields, born of a delimiter inside a text, back to the text they most likely came from."""
    if header_rows and header_rows[-1] <= len(records):
        header_position = header_rows[-1] - 1
    else:
        header_position = max(
            range(min(20, len(records))), key=lambda at: (known_names(records[at], recognise), -at), default=0
        )
    if not records:
        return
    header = records[header_position]
    width = max(len(header), 1)
    names = [recognise(str(cell)) for cell in header]
    texts = [index for index, name in enumerate(names) if name in FREE_FIELDS]
    target = texts[0] if texts else width - 1
    surplus, short = [], []
    for position in range(header_position + 1, len(records)):
        record = records[position]
        while len(record) > width and not record[-1]:
            record.pop()
        extra = len(record) - width
        if extra > 0:
            joined = delimiter.join(str(cell) for cell in record[target : target + extra + 1])
            records[position] = [*record[:target], joined, *record[target + extra + 1 :]]
            surplus.append(position + 1)
        elif record and extra < 0:
            short.append(position + 1)
    for row in surplus:
        log.add("extra_fields", row=row, n=width)
    if short:
        log.add("missing_fields", n=len(short), rows=row_list(short))
