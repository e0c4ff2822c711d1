"""Documents to YAML text, as a person would write it; `parse` reads it back to equal documents."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import yaml

from clew.catalog.model import Document, to_data

_READ_AS_NUMBER = re.compile(r"^[-+]?(?:\.?[0-9]|\.(?:inf|nan))", re.IGNORECASE)


class _Dumper(yaml.SafeDumper):
    """Block style, long texts as literal blocks, and quotes wherever YAML 1.1 or 1.2 would read a text otherwise."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 (PyYAML's signature)
        super().increase_indent(flow, indentless=False)


def _scalar(dumper: yaml.SafeDumper, kind: str, text: str, style: str | None = None) -> yaml.ScalarNode:
    node: yaml.ScalarNode = dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text, style=style)  # pyright: ignore[reportUnknownMemberType]
    return node


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    lines = value.split("\n")
    if not all(line.isprintable() for line in lines):
        # PyYAML would fold the rarer line breaks into spaces.
        return _scalar(dumper, "str", value, '"')
    if "\n" in value.rstrip("\n") and all(line == line.rstrip() for line in lines):
        return _scalar(dumper, "str", value, "|")
    return _scalar(dumper, "str", value, "'" if _READ_AS_NUMBER.match(value) else None)


def _number(dumper: yaml.SafeDumper, value: float | Decimal) -> yaml.ScalarNode:
    mantissa, mark, exponent = str(value).partition("e" if isinstance(value, float) else "E")
    # YAML 1.1 knows a float by its point.
    return _scalar(dumper, "float", (mantissa if "." in mantissa or not mark else mantissa + ".0") + mark + exponent)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)
_Dumper.add_multi_representer(Decimal, _number)


def to_yaml(documents: Document | Iterable[Document]) -> str:
    """Write documents as YAML.

    Law: `parse(to_yaml(d))` yields `d`.
    """
    several = [documents] if isinstance(documents, Document) else list(documents)
    return yaml.dump_all(
        [to_data(document) for document in several],
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=120,
        explicit_start=len(several) > 1,
    )
