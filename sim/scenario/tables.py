"""CSV tables in: rows that know their file and line, and cells that say what is wrong with them.

Commas, semicolons or tabs may separate cells; whatever a file holds, the outcome is rows or faults, never a traceback.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from sim.errors import Fault, nearest
from sim.scenario.source import near_files, shown

MOST_BYTES = 50_000_000
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
GROUPED = re.compile(r"\d{1,3}([ ,.'’]\d{3})+", re.ASCII)
UNKNOWN = frozenset({"na", "n/a", "nan", "null", "none", "-", "--", "?", "..", "."})
TOTALS = frozenset({"total", "totals", "grand total", "sum", "summe", "gesamt", "yhteensä", "合计", "总计"})
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx, .ods and .xls begin
HINT = re.compile(r'\A"?sep=[^\r\n]*', re.IGNORECASE)  # a first line that spreadsheet programs write and read
TWO_WAYS = "may be read in two ways"
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}


@dataclass
class Findings:
    """What reading has found so far: faults, which end it, and notices of what was filled in or left out."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def fault(self, path: Path, line: int | None, where: str, message: str, remedy: str = "") -> None:
        """Records that something is wrong in a file."""
        self.faults.append(Fault(str(path), line, where, message, remedy))

    def note(self, notice: str) -> None:
        """Records what a user should know of how a file was read."""
        self.notices.append(notice)


@dataclass(frozen=True)
class Columns:
    """The columns of a table: those it must have, those it may have, and those of which it must have one."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.required, *self.one_of, *self.optional)


@dataclass(frozen=True)
class Row:
    """A row of a table: text by column, and the readers of its cells, which record faults."""

    file: str
    line: int
    cells: Mapping[str, str]
    decimal_comma: bool
    found: Findings

    def fault(self, column: str, message: str, remedy: str = "") -> None:
        """Records that the cell in `column` is wrong."""
        self.found.faults.append(Fault(self.file, self.line, column, message, remedy))

    def text(self, column: str) -> str:
        """The text of a cell; empty if the cell or its column is."""
        return self.cells.get(column, "")

    def required(self, column: str) -> str:
        """The text of a cell that must not be empty."""
        if not self.text(column):
            self.fault(column, "the cell is empty", "Write a text")
        return self.text(column)

    def plain(self, column: str) -> float:
        """The number in a cell, unchecked; NaN if there is none."""
        text = self.text(column)
        text = text.replace(",", ".", 1) if self.decimal_comma and "." not in text else text
        return float(text) if NUMBER.fullmatch(text) else math.nan

    def number(self, column: str, low: float, high: float, *, whole: bool = False, blank: float | None = None) -> float:
        """The number in a cell within `low` to `high`; `blank`, if given, for an empty cell; NaN after a fault."""
        text = self.text(column)
        if not text and blank is not None:
            return blank
        allowed = f"Allowed: {low:,.12g} to {high:,.12g}"
        if not text:
            self.fault(column, "the cell is empty", f"Write a number. {allowed}")
            return math.nan
        value = self.plain(column)
        if math.isnan(value):
            self.fault(column, f"{shown(text)} is not a number", _number_remedy(text, blank is not None) or allowed)
            return math.nan
        if whole and value.is_integer() and THOUSANDS.fullmatch(text):  # nobody counts thousandths of a person
            self.fault(column, f"{shown(text)} {TWO_WAYS}", _two_ways(text))
            return math.nan
        if not low <= value <= high:
            hint = f"It looks like per cent: write {value / 100:.6g}" if high == 1 < value <= 100 else allowed
            self.fault(column, f"{shown(text)} is outside its range", hint)
            return math.nan
        if whole and not value.is_integer():
            self.fault(column, f"{shown(text)} is not a whole number", _number_remedy(text, False) or allowed)
            return math.nan
        return value


def fault_thousands(rows: Sequence[Row], column: str) -> None:
    """Records a column in which every point or comma stands where thousands have it.

    A program that writes three decimals shows that by others, such as 1234.000 or 0.500.
    """
    marked = [row for row in rows if not math.isnan(row.plain(column)) and set(row.text(column)) & set(".,")]
    if marked and all(THOUSANDS.fullmatch(row.text(column)) for row in marked):
        text = marked[0].text(column)
        others = ", and so may all others with its sign" if len(marked) > 1 else ""
        marked[0].fault(column, f"{shown(text)} {TWO_WAYS}{others}", _two_ways(text))


def _two_ways(text: str) -> str:
    return f"Write {re.sub('[.,]', '', text)}, or {text[:-4] if text.endswith('000') else f'{text}0'}"


def _number_remedy(text: str, optional: bool) -> str:
    if GROUPED.fullmatch(text):
        return f"Write it without separators: {re.sub(r'[^0-9]', '', text)}"
    if text.endswith("%"):
        return "Write shares as parts of 1, such as 0.25"
    if text.lower() in UNKNOWN and optional:
        return "Leave the cell empty if the figure is not known"
    return "Write a decimal point, such as 0.25" if re.fullmatch(r"[-+]?\d+,\d+", text, re.ASCII) else ""


def absent(path: Path) -> bool:
    """Whether a file that may be left out is left out."""
    try:
        return not path.exists()
    except (OSError, ValueError):
        return False


def read_table(path: Path, columns: Columns, found: Findings) -> list[Row] | None:
    """The rows of a CSV file, or None if it cannot be read as a table with these columns; `found` says why."""
    text = _text(path, found)
    if text is None:
        return None
    separator = _separator(text, columns)
    try:
        lines = list(_lines(text, separator))
    except csv.Error as error:
        line = _broken_line(text, separator)
        found.fault(path, line, "", f"not a valid CSV file: {error}", "Check the quotes in that line")
        return None
    if not lines:
        found.fault(path, None, "", "the file is empty", f"Its first line has columns: {', '.join(columns.known)}")
        return None
    if separator != ",":
        found.note(f"{path.name}: {SEPARATORS[separator]}-separated; read as such, decimal commas are accepted")
    header_line, header = lines[0]
    names = [" ".join(cell.split()).lower().replace(" ", "_") for cell in header]
    if not _header_is_right(path, header_line, names, columns, found):
        return None
    rows = [_row(path, line, cells, names, columns, separator, found) for line, cells in lines[1:]]
    if not rows:
        found.fault(path, header_line, "", "the file has a header but no rows", "Write at least one row")
    return rows


def _text(path: Path, found: Findings) -> str | None:
    try:
        if not path.is_file():
            found.fault(path, None, "", "no such file", near_files(path))
            return None
        if path.stat().st_size > MOST_BYTES:
            found.fault(path, None, "", f"is larger than {MOST_BYTES // 1_000_000} MB", "Write one row for each group")
            return None
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        found.fault(path, None, "", f"cannot be read ({getattr(error, 'strerror', None) or error})")
        return None
    if data.startswith(SPREADSHEETS):
        found.fault(
            path, None, "", "is a spreadsheet, not a CSV file", "Save it as 'CSV UTF-8' in the spreadsheet program"
        )
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        found.fault(path, 1, "", "is UTF-16, not UTF-8", "Save it as 'CSV UTF-8'")
        return None
    try:
        return HINT.sub("", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found.fault(path, line, "", f"byte 0x{data[error.start]:02x} is not UTF-8", "Save the file as 'CSV UTF-8'")
        return None


def _separator(text: str, columns: Columns) -> str:
    """The separator that makes the first written line look most like the table's header."""
    first = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")

    def known(separator: str) -> int:
        return len({cell.strip(' "').lower() for cell in first.split(separator)} & set(columns.known))

    return max(SEPARATORS, key=lambda separator: (known(separator), first.count(separator)))


def _lines(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Line number and cells of every line that is not empty; a quoted cell may hold several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, line = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            lines.append((line, cells))
        line = reader.line_num + 1
    return lines


def _broken_line(text: str, separator: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for _ in reader:
            line = reader.line_num + 1
    except csv.Error:
        pass
    return line


def _header_is_right(path: Path, line: int, names: Sequence[str], columns: Columns, found: Findings) -> bool:
    """Whether every column that is needed is there, once; unknown ones are left out with a notice."""
    unknown = [name for name in names if name and name not in columns.known]
    missing = [name for name in columns.required if name not in names]
    if columns.one_of and not set(columns.one_of) & set(names):
        missing.append(columns.one_of[0])
    for name in missing:
        near = get_close_matches(name, unknown, n=1, cutoff=0.6)
        present = f"Add it to the first line, which has: {', '.join(names)}"
        remedy = f"Rename '{near[0]}' to '{name}'" if near else present
        other = f" (or '{columns.one_of[1]}')" if name in columns.one_of[:1] else ""
        found.fault(path, line, name, f"the column is missing{other}", remedy)
    twice = sorted({name for name in names if name in columns.known and names.count(name) > 1})
    for name in twice:
        found.fault(path, line, name, "the column stands twice", "Remove one of them")
    for name in dict.fromkeys(unknown):
        hint = nearest(name, columns.known)
        hint = f" ({hint})" if hint.startswith("Did") else ""
        found.note(f"{path.name}: the column {shown(name)} is not known and is left out{hint}")
    return not missing and not twice


def _row(
    path: Path, line: int, cells: Sequence[str], names: Sequence[str], columns: Columns, separator: str, found: Findings
) -> Row:
    """The row; one that is wrong as a whole says so once, and nothing of its cells."""
    texts = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    row = Row(str(path), line, dict(zip(names, texts, strict=False)), separator != ",", found)
    summed = [name for name in (*columns.required, *columns.one_of) if row.text(name).casefold() in TOTALS]
    if any(texts[len(names) :]):
        message = f"the line has {len(texts)} cells, the header {len(names)}"
        commas = "Write decimal points, and put" if separator == "," else "Put"
        row.fault("", message, f"{commas} a text that holds the separator in quotes")
    elif summed and summed != ["sex"]:  # of which `total` is a value
        row.fault(summed[0], f"{shown(row.text(summed[0]))}: a row of totals counts all others again", "Delete the row")
    else:
        for name, text in row.cells.items():
            if any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in text):
                row.fault(name, f"{shown(text)} holds characters that are no text", "Remove them")
        return row
    return replace(row, found=Findings())
