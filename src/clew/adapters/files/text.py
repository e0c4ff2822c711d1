"""CSV and JSON Lines as rows."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, cast

import msgspec

from clew.adapters.files.errors import UnreadableFile
from clew.adapters.files.unfit import NUL, NUL_FAULT, holds_nul
from clew.events.imports import Row, fitting
from clew.events.imports.ports import RowChunk
from clew.kernel.packing import from_json

Opener = Callable[[], AbstractContextManager[tuple[io.TextIOBase, Any]]]
"""Opens the text anew, with the raw file whose position measures progress."""

_LONGEST_ROW = 1 << 24
_LOOK = 4
"""Lines of a record that doesn't fit, of which one that is a row by itself shows a quote left open."""

_BAD_BYTES = re.compile("[\udc80-\udcff]")
"""How the opener gives bytes that are not of the encoding: as escapes that no text holds."""
_LONG_NUMBER = re.compile("[0-9]{19}")


class _TextRows:
    """What both share: chunks, and how much of the file lies behind."""

    def __init__(self, opener: Opener, size: int, fingerprint: str) -> None:
        self._open = opener
        self._size = max(1, size)
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """A digest of the content and of how it is read."""
        return self._fingerprint

    def chunks(self, *, size: int = 10_000) -> Iterator[RowChunk]:
        """All rows in order, in chunks of about `size`.

        Raises:
            UnreadableFile: if the file breaks off, or is not what its name says.
        """
        with self._open() as (text, raw):
            rows: list[Row] = []
            for row in self._rows(text):
                rows.append(row)
                if len(rows) >= size:
                    yield RowChunk(rows, min(1.0, raw.tell() / self._size))
                    rows = []
            if rows:
                yield RowChunk(rows, 1.0)

    def _rows(self, text: io.TextIOBase) -> Iterator[Row]:
        raise NotImplementedError


class _Lines:
    """Lines of a text, of which those of the present record can be had again."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._next = iter(text).__next__
        self._again: list[str] = []
        self.number = 0
        self.held: list[str] = []
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        try:
            line = self._again.pop() if self._again else self._next()
        except StopIteration:
            self.ended = True
            raise
        self.number += 1
        self.held.append(line)
        return line

    def written(self, count: int | None = None) -> bytes:
        """The present record as it stands in the file, or so many lines of it."""
        return "".join(self.held[:count]).rstrip("\r\n").encode("utf-8", "surrogateescape")

    def back_to_first(self) -> None:
        """Give every line but the first of the present record once more."""
        rest = self.held[1:]
        self._again += reversed(rest)
        self.number -= len(rest)
        self.ended = False


class CsvRows(_TextRows):
    """A CSV file with a header; an empty cell is absent.

    A quote that is left open costs its own line, not the lines after it.
    """

    def __init__(self, opener: Opener, size: int, fingerprint: str, delimiter: str) -> None:
        super().__init__(opener, size, fingerprint)
        self._delimiter = delimiter

    def _rows(self, text: io.TextIOBase) -> Iterator[Row]:
        csv.field_size_limit(_LONGEST_ROW)
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=self._delimiter)
        header = self._header(reader)
        width, number = len(header), 0
        while True:
            lines.held.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                fault = f"not CSV near line {lines.number}: {error}"
                written = lines.written(1)
                lines.back_to_first()
                yield Row(number, {}, fault, written)
                continue
            if not cells:
                continue
            number += 1
            if self._is_open(lines, len(cells), width):
                fault = f"a quote is left open on line {lines.number - len(lines.held) + 1}"
                written = lines.written(1)
                lines.back_to_first()
                yield Row(number, {}, fault, written)
                continue
            if len(cells) != width:
                yield Row(number, {}, f"{len(cells)} cells where the header has {width}", lines.written())
                continue
            whole = "".join(cells)
            if not whole.isascii() or NUL in whole:
                fault = _unfit(whole)
                if fault:
                    yield Row(number, {}, fault, lines.written())
                    continue
            yield Row(number, {name: cell for name, cell in zip(header, cells, strict=True) if cell})

    def _is_open(self, lines: _Lines, cells: int, width: int) -> bool:
        """Whether a quote of the record is left open: it ends with the file, or took in what are rows by themselves."""
        if lines.ended:
            return True
        if len(lines.held) == 1 or (cells == width and self._strictly(lines.held)):
            return False
        return any(len(self._strictly([line])) == width for line in lines.held[1:_LOOK])

    def _strictly(self, lines: list[str]) -> list[str]:
        """The cells of one record; none if what follows a quote is no delimiter."""
        try:
            return next(csv.reader(lines, delimiter=self._delimiter, strict=True), list[str]())
        except csv.Error:
            return []

    def _header(self, reader: Any) -> list[str]:
        try:
            cells: list[str] = next(reader, list[str]())
        except csv.Error as error:
            raise UnreadableFile(f"the header is not CSV: {error}", hint="check the delimiter and the quotes") from None
        names = [name.strip() or f"column {place}" for place, name in enumerate(cells, 1)]
        if fault := _unfit("".join(names)):
            raise UnreadableFile(f"the header holds {fault}", hint="declare the file's encoding")
        for name in names:
            if names.count(name) > 1:
                raise UnreadableFile(f"the header names `{name}` twice", hint="rename one of the columns")
        return names


class JsonRows(_TextRows):
    """One JSON object a line; null is absent, numbers stay exact."""

    def _rows(self, text: io.TextIOBase) -> Iterator[Row]:
        number = 0
        while line := text.readline(_LONGEST_ROW):
            if line.isspace():
                continue
            number += 1
            if number == 1 and line.lstrip().startswith("["):
                raise UnreadableFile(
                    "one JSON list instead of one object a line", hint="turn it into lines, as with jq -c '.[]'"
                )
            value, fault = _read_object(line)
            if fault:
                yield Row(number, {}, fault, line.encode("utf-8", "surrogateescape"))
            else:
                yield Row(number, {name: item for name, item in value.items() if item is not None})


def _read_object(line: str) -> tuple[dict[str, Any], str]:
    """The object that a line holds, or what is wrong with it."""
    if len(line) >= _LONGEST_ROW:
        return {}, f"longer than {_LONGEST_ROW >> 20} MB"
    if fault := _unfit(line):
        return {}, fault
    try:
        value = from_json(line)
    except (msgspec.DecodeError, RecursionError) as error:
        return {}, f"not JSON: {error}"
    if not isinstance(value, dict):
        return {}, "not a JSON object"
    if r"\u0000" in line and holds_nul(value):
        return {}, NUL_FAULT
    return cast("dict[str, Any]", fitting(value) if _LONG_NUMBER.search(line) else value), ""


def _unfit(text: str) -> str:
    """What the text holds that no event may hold; empty if nothing."""
    if NUL in text:
        return NUL_FAULT
    return "bytes that are not of the file's encoding" if not text.isascii() and _BAD_BYTES.search(text) else ""
