"""Tables of rows: Arrow inside, whatever a notebook likes outside."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from clew.sdk.arrow import Pandas, Polars, Table, loaded, pa

_SHOWN = 20
_STYLE = (
    "border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums",
    "padding:4px 12px 4px 0;border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent)",
)


class Frame:
    """A table.

    Attributes:
        arrow: As an Arrow table.
        truncated: Whether the server had more rows than were asked for.
    """

    def __init__(self, arrow: Table, *, truncated: bool = False) -> None:
        self.arrow = arrow
        self.truncated = truncated

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> "Frame":
        """A table of rows that are mappings; the columns are needed where there may be no rows."""
        names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
        return cls(pa.table({name: [row.get(name) for row in rows] for name in names}))

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return list(self.arrow.column_names)

    def __len__(self) -> int:
        """How many rows."""
        return self.arrow.num_rows

    def __getitem__(self, name: str) -> list[Any]:
        """The values of a column."""
        return self.arrow.column(name).to_pylist()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table for any library that reads Arrow (the PyCapsule interface)."""
        return self.arrow.__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Pandas:
        """As a pandas frame; pandas has to be installed."""
        return self.arrow.to_pandas()

    def to_polars(self) -> Polars:
        """As a Polars frame; Polars has to be installed."""
        return loaded("polars").from_arrow(self.arrow)

    def to_dicts(self) -> list[dict[str, Any]]:
        """As rows."""
        return self.arrow.to_pylist()

    def to_parquet(self, path: str | Path) -> Path:
        """Write it to a file, compressed; where it stands."""
        loaded("pyarrow.parquet").write_table(self.arrow, str(path), compression="zstd")
        return Path(path)

    def __repr__(self) -> str:
        """Its size and columns."""
        more = ", cut off" if self.truncated else ""
        return f"Frame({len(self):,} rows{more}: {', '.join(self.columns)})"

    def _repr_html_(self) -> str:
        rows = self.arrow.slice(0, _SHOWN).to_pylist()
        return table(self.columns, [[row[name] for name in row] for row in rows], self._caption())

    def _caption(self) -> str:
        said = f"{len(self):,} rows" + (" (the server has more)" if self.truncated else "")
        return said if len(self) <= _SHOWN else f"{said}, the first {_SHOWN} shown"


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], caption: str = "") -> str:
    """Rows as HTML, whatever they hold."""
    outer, inner = _STYLE
    numbers = [all(isinstance(row[place], int | float | None) for row in rows) for place in range(len(columns))]

    def cells(values: Sequence[Any], tag: str) -> str:
        aligned = (f"{inner};text-align:{'right' if number else 'left'}" for number in numbers)
        shown = zip(values, aligned, strict=True)
        return "".join(f'<{tag} style="{style}">{escape(text_of(value))}</{tag}>' for value, style in shown)

    head = f"<tr>{cells(columns, 'th')}</tr>"
    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    foot = (
        f'<caption style="caption-side:bottom;text-align:left;opacity:.7">{escape(caption)}</caption>'
        if caption
        else ""
    )
    return f'<table style="{outer}">{foot}<thead>{head}</thead><tbody>{body}</tbody></table>'


def text_of(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1 else f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)
