"""YAML text to documents, with the place of every value, so that every error can say file:line:col.

YAML 1.2 scalars (`yes` and `on` are text; `true` is a boolean), no tags, no aliases, no duplicate keys: what a
reader sees is what the machine reads, and no small file can unfold into a big one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isinf
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import msgspec
import yaml

from clew.catalog.errors import Fault, InvalidDocuments, Placed
from clew.catalog.model import Document
from clew.catalog.read import pointer, read_document
from clew.kernel.packing import from_json

MAX_DEPTH = 64
MAX_CHARACTERS = 4_000_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ODD_FLOAT = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_TEXT_TAG = "tag:yaml.org,2002:str"

Event: TypeAlias = Any
"""A parser event of PyYAML, which has no types of its own."""


class Place(NamedTuple):
    """Where a value stands in its file: of its key if it has one; lines and columns count from 1.

    Attributes:
        line: Of the key, or of the value when it has no key.
        column: Likewise.
        columns: For a text whose characters stand one to one in the file: (line, column, length) of each of its
            lines, so that a fault inside an expression can be placed exactly.
    """

    line: int
    column: int
    columns: tuple[tuple[int, int, int], ...] = ()


class Authored(msgspec.Struct, frozen=True):
    """A document and where its values stand.

    Attributes:
        document: What was written.
        file: Name of the file; empty for a document that came as JSON.
        places: JSON Pointer to place.
    """

    document: Document
    file: str = ""
    places: Mapping[str, Place] = {}

    def place(self, fault: Fault) -> Placed:
        """The fault with its place: the nearest one that the file has."""
        file = self.file or str(self.document.key)
        if fault.offset is not None and not _exactly(self.places, fault):
            # The text does not stand in the file letter by letter: count within the text instead.
            said = f"at character {fault.offset + 1}: {fault.message}"
            fault = msgspec.structs.replace(fault, message=said, offset=None)
        return Placed(_where(file, self.places, fault), fault)


class Parsed(NamedTuple):
    """What a text held: its documents, and what is wrong with the rest."""

    documents: tuple[Authored, ...]
    faults: tuple[Placed, ...]

    def checked(self) -> tuple[Authored, ...]:
        """The documents.

        Raises:
            InvalidDocuments: if anything was wrong.
        """
        if self.faults:
            raise InvalidDocuments(self.faults)
        return self.documents


class _Wrong(Exception):
    """A fault at a mark of the file."""

    def __init__(self, mark: Event, message: str, hint: str) -> None:
        super().__init__(message)
        self.mark = mark
        self.fault = Fault("", message, hint)


def parse(text: str, file: str = "<text>") -> Parsed:
    """Read all documents of a YAML text (`---` separates them).

    A fault of the YAML itself ends the reading of this text; faults of a document's header do not.
    """
    if len(text) > MAX_CHARACTERS:
        fault = Fault("", f"longer than {MAX_CHARACTERS:,} characters", "split it into several files")
        return Parsed((), (Placed(f"{file}:1:1", fault),))
    documents: list[Authored] = []
    faults: list[Placed] = []
    try:
        for data, places in _Reader(text).documents():
            document, found = read_document(data)
            if document is not None:
                documents.append(Authored(document, file, places))
            faults += [Placed(_where(file, places, fault), fault) for fault in found]
    except _Wrong as wrong:
        faults.append(Placed(f"{file}:{wrong.mark.line + 1}:{wrong.mark.column + 1}", wrong.fault))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else f"{file}:1:1"
        faults.append(Placed(where, Fault("", f"not YAML: {error.problem or error.context}", "check indentation")))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - (text.rfind("\n", 0, error.position) + 1) + 1
        faults.append(Placed(f"{file}:{line}:{column}", Fault("", "a character that YAML does not allow")))
    return Parsed(tuple(documents), tuple(faults))


def parse_folder(folder: Path) -> Parsed:
    """Read every `*.yaml` and `*.yml` file below a folder, in order of path: the desired set of `plan`."""
    if folder.is_file():
        return _together([_parse_file(folder, folder.name)])
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"} and path.is_file())
    return _together(_parse_file(path, path.relative_to(folder).as_posix()) for path in paths)


def _parse_file(path: Path, name: str) -> Parsed:
    try:
        return parse(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        fault = Fault("", f"not UTF-8 (byte {error.start})", "save the file as UTF-8")
        return Parsed((), (Placed(f"{name}:1:1", fault),))


def _together(parts: Iterable[Parsed]) -> Parsed:
    documents: list[Authored] = []
    faults: list[Placed] = []
    first: dict[tuple[str, str], str] = {}
    for part in parts:
        faults += part.faults
        for authored in part.documents:
            where = authored.place(Fault("/id", "")).where
            known = first.setdefault(authored.document.key, where)
            if known == where:
                documents.append(authored)
            else:
                message = f"{authored.document.key} is written twice, first at {known}"
                faults.append(Placed(where, Fault("/id", message, "keep one of them")))
    return Parsed(tuple(documents), tuple(faults))


def _where(file: str, places: Mapping[str, Place], fault: Fault) -> str:
    if not places:
        return file + fault.pointer
    path = fault.pointer
    while path and path not in places:
        path = path.rpartition("/")[0]
    place = _exactly(places, fault) or places.get(path, Place(1, 1))
    return f"{file}:{place.line}:{place.column}"


def _exactly(places: Mapping[str, Place], fault: Fault) -> Place | None:
    """Where the very letter of the fault stands, if the file shows it."""
    remaining, place = fault.offset, places.get(fault.pointer)
    if remaining is None or place is None or not place.columns:
        return None
    for line, column, length in place.columns:
        if remaining <= length:
            return Place(line, column + remaining)
        remaining -= length + 1
    # After the last line: where the text ends.
    line, column, length = place.columns[-1]
    return Place(line, column + length)


class _Reader:
    """Builds values from the parser's flat events, noting the place of each."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = text.splitlines()
        self._events: Iterator[Event] = iter(yaml.parse(text, Loader=_LOADER))
        self._places: dict[str, Place] = {}

    def documents(self) -> Iterator[tuple[Any, Mapping[str, Place]]]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._places = {}
                value = self._value(next(self._events), (), None)
                if value is not None:
                    yield value, self._places

    def _value(self, event: Event, path: tuple[str | int, ...], key: Event | None) -> Any:
        mark = (key or event).start_mark
        if len(path) > MAX_DEPTH:
            raise _Wrong(mark, f"nested deeper than {MAX_DEPTH} levels", "flatten it")
        if isinstance(event, yaml.AliasEvent):
            raise _Wrong(event.start_mark, "aliases (*name) are not read here", "write the value out")
        if event.tag not in (None, "!", _TEXT_TAG):
            raise _Wrong(event.start_mark, "tags (!name) are not read here", "leave the tag out")
        columns = self._columns(event) if isinstance(event, yaml.ScalarEvent) else ()
        self._places[pointer(*path)] = Place(mark.line + 1, mark.column + 1, columns)
        match event:
            case yaml.MappingStartEvent():
                return self._mapping(path)
            case yaml.SequenceStartEvent():
                return self._sequence(path)
            case _:
                return _plain(event) if event.implicit[0] and event.tag is None else event.value

    def _mapping(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise _Wrong(event.start_mark, "a key must be text", "use a name")
            name: Any = event.value
            if event.implicit[0] and not isinstance(_plain(event), str):
                raise _Wrong(event.start_mark, "a key must be text", f'put it in quotes: "{name}"')
            if name in found:
                raise _Wrong(event.start_mark, f"`{name}` is written twice in one mapping", "keep one of them")
            found[name] = self._value(next(self._events), (*path, name), event)
        return found

    def _sequence(self, path: tuple[str | int, ...]) -> list[Any]:
        found: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._value(event, (*path, len(found)), None))
        return found

    def _columns(self, event: Event) -> tuple[tuple[int, int, int], ...]:
        line: int = event.start_mark.line
        column: int = event.start_mark.column
        value: str = event.value
        if event.style == "|":
            rows = value.rstrip("\n").split("\n")
            pairs = [*zip(self._lines[line + 1 :], rows, strict=False)]
            if len(pairs) < len(rows) or not all(source.endswith(row) for source, row in pairs):
                return ()
            return tuple(
                (line + 2 + index, len(source) - len(row) + 1, len(row)) for index, (source, row) in enumerate(pairs)
            )
        quote = 1 if event.style in ("'", '"') else 0
        written: str = self._lines[line][column + quote :] if line < len(self._lines) else ""
        return ((line + 1, column + quote + 1, len(value)),) if written.startswith(value) else ()


def _plain(event: Event) -> Any:
    text: str = event.value
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if _INTEGER.fullmatch(text):
        return _integer(event, text)
    if _BASED.fullmatch(text):
        return _bounded(event, int(text, 0))
    if _ODD_FLOAT.fullmatch(text):
        raise _Wrong(event.start_mark, "infinity and not-a-number are no values", "leave the field out")
    if _FLOAT.fullmatch(text):
        if isinf(float(text)):
            raise _Wrong(event.start_mark, "the number is too large", "put it in quotes")
        # JSON's way keeps digits that a float would lose.
        return from_json(text) if _JSON_NUMBER.fullmatch(text) else float(text)
    return text


def _integer(event: Event, text: str) -> int:
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0":
        raise _Wrong(event.start_mark, "a number does not begin with zero", "put it in quotes to keep the zeros")
    return _bounded(event, int(text) if len(digits) < 30 else 1 << 70)


def _bounded(event: Event, number: int) -> int:
    if not -(2**63) <= number < 2**64:
        raise _Wrong(event.start_mark, "the number is too large", "put it in quotes")
    return number
