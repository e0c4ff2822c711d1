"""Numbers and dates that a table writes in another way than ISO: found where a whole column is written so."""

from typing import Any

from clew.adapters.arrow import pa, pc

_MOSTLY, _WORDS = 0.95, 3
"""Of a column's texts: when so many are numbers, and the others so few words, these say that no number is known."""

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_GROUPED = r"^[+-]?\d{1,3}(,\d{3})*(\.\d+)?$"
_DECIMAL_COMMA = r"^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$"
_CURRENCY = r"^([+-]?)\s*[$€£¥]\s*|\s*[$€£¥]$"
_CLOCK = ("", " %H:%M", " %H:%M:%S")
_DATES = (
    (r"^\d{1,2}\.\d{1,2}\.\d{4}", ("%d.%m.%Y",)),
    (r"^\d{4}/\d{1,2}/\d{1,2}", ("%Y/%m/%d",)),
    (r"^\d{1,2}/\d{1,2}/\d{4}", ("%m/%d/%Y", "%d/%m/%Y")),
    (r"^\d{1,2}-\d{1,2}-\d{4}", ("%m-%d-%Y", "%d-%m-%Y")),
)


def unwritten(table: Any) -> Any:
    """The table with such columns as numbers and instants; a date that may be read in two ways stays a text."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if pa.types.is_string(column.type):
            table = table.set_column(place, name, _found(column))
    return table


def _found(column: Any) -> Any:
    texts = pc.utf8_trim_whitespace(column)
    texts = pc.if_else(pc.equal(texts, ""), None, texts)
    known = len(texts) - texts.null_count
    if not known:
        return texts
    as_dates = _dates(texts)
    if as_dates is not None:
        return as_dates
    as_numbers = _numbers(texts, known)
    return texts if as_numbers is None else as_numbers


def _numbers(texts: Any, known: int) -> Any:
    bare = pc.replace_substring_regex(texts, _CURRENCY, r"\1")
    forms = ((_NUMBER, ""), (_GROUPED, ","), (_DECIMAL_COMMA, "."))
    for form, between in forms:
        fits = pc.match_substring_regex(bare, form)
        if (pc.sum(fits).as_py() or 0) >= _MOSTLY * known and len(bare.filter(pc.invert(fits)).unique()) <= _WORDS:
            kept = pc.if_else(fits, bare, None)
            plain = pc.replace_substring(kept, between, "") if between else kept
            return pc.replace_substring(plain, ",", ".").cast(pa.float64())
    return None


def _dates(texts: Any) -> Any:
    for form, ways in _DATES:
        if not pc.all(pc.match_substring_regex(texts, form)).as_py():
            continue
        read = [found for way in ways for clock in _CLOCK if (found := _read(texts, way + clock)) is not None]
        return read[0] if len(read) == 1 else None
    return None


def _read(texts: Any, way: str) -> Any:
    found = pc.strptime(texts, format=way, unit="us", error_is_null=True)
    return found if found.null_count == texts.null_count else None
