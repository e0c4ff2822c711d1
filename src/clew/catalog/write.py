"""Documents to YAML text, as a person would write it; `parse` reads it back to equal documents."""

import re
from collections.abc import Iterable
from decimal import Decimal
from math import inf
from typing import Any

import yaml

from clew.catalog.model import Document, to_data

_WIDTH = 96
"""What is short enough for one line. No text is broken by width, so that a fault in it has its letter in the file."""

# A length of time, such as `90d`, is read as a number by nobody.
_READ_AS_NUMBER = re.compile(r"^(?![0-9]+[smhdw]$)[-+]?(?:\.?[0-9]|\.(?:inf|nan))", re.IGNORECASE)


class _Dumper(yaml.SafeDumper):
    """Block style but for short steps, long texts as literal blocks, quotes wherever YAML 1.1 or 1.2 read otherwise."""

    def serialize(self, node: yaml.Node) -> None:
        """Below the top, what is short stands on one line."""
        for _, value in node.value if isinstance(node, yaml.MappingNode) else ():
            _shape(value, 2)
        super().serialize(node)  # pyright: ignore[reportUnknownMemberType]

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 (PyYAML's signature)
        super().increase_indent(flow, indentless=False)


def _shape(node: yaml.Node, indent: int) -> int | None:
    """Put a value on one line if it fits, with all that is in it; its length there, None where that can't be."""
    if isinstance(node, yaml.ScalarNode):
        # Quotes, if it takes any, are two more letters; signs that are written by their numbers are not for one line.
        return len(node.value) + 2 if node.style != "|" and str(node.value).isprintable() else None
    children: list[yaml.Node] = (
        [each for pair in node.value for each in pair] if isinstance(node, yaml.MappingNode) else list(node.value)
    )
    lengths = [_shape(each, indent + 2) for each in children]
    whole = sum(length + 2 for length in lengths if length is not None)
    node.flow_style = None not in lengths and indent + whole < _WIDTH  # pyright: ignore[reportAttributeAccessIssue]
    return whole if node.flow_style else None  # pyright: ignore[reportAttributeAccessIssue]


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
    """Write documents as YAML; that one is published goes without saying.

    Law: `parse(to_yaml(d))` yields `d`.
    """
    several = [documents] if isinstance(documents, Document) else list(documents)
    return yaml.dump_all(
        [_said(document) for document in several],
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=inf,
        explicit_start=len(several) > 1,
    )


def _said(document: Document) -> dict[str, Any]:
    data = to_data(document)
    return {name: value for name, value in data.items() if (name, value) != ("status", "published")}
