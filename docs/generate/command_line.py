"""The reference page of the command line, from the program's own definitions."""

import inspect
from collections.abc import Iterator
from typing import Any

from clew.runtime.cli import commands


def page() -> str:
    """One section for each command, in the order in which `--help` lists them."""
    lines = ["# Command line", "", _INTRODUCTION]
    for words, command in (leaf for name, listed in commands() for leaf in _commands(f"clew {name}", listed)):
        lines += ["", f"## {words}", "", inspect.cleandoc(command.help or ""), "", *_usage(words, command)]
        lines += ["", *_table(command)]
    return "\n".join(lines) + "\n"


_INTRODUCTION = """\
Commands print tables for people; with `--json` they print one JSON value. The exit code is 0 when all is well, 1 when
something is wrong (the message says what to do), 2 when the call itself is."""


def _commands(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words, command
        return
    for name, child in inner.items():
        if not child.hidden:
            yield from _commands(f"{words} {name}", child)


def _usage(words: str, command: Any) -> Iterator[str]:
    arguments = [parameter for parameter in _parameters(command) if parameter.param_type_name == "argument"]
    parts = [_name(argument) if argument.required else f"[{_name(argument)}]" for argument in arguments]
    yield "```text"
    yield " ".join([words, *parts, "[OPTIONS]"])
    yield "```"


def _table(command: Any) -> Iterator[str]:
    parameters = _parameters(command)
    if parameters:
        yield "| | meaning | default |"
        yield "|---|---|---|"
    for parameter in parameters:
        names = [_name(parameter)] if parameter.param_type_name == "argument" else parameter.opts
        shown = ", ".join(f"`{name}`" for name in names)
        yield f"| {shown} | {_meaning(parameter)} | {_default(parameter)} |"


def _parameters(command: Any) -> list[Any]:
    shown = [parameter for parameter in command.params if not parameter.hidden and parameter.name != "help"]
    return sorted(shown, key=lambda parameter: parameter.param_type_name)  # arguments first


def _name(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name).upper()


def _meaning(parameter: Any) -> str:
    text = (parameter.help or "").replace("|", "\\|").replace("\n", " ")
    return f"{text} Also from `{parameter.envvar}`." if parameter.envvar else text


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    if parameter.default in (None, False, ()) or callable(parameter.default):
        return ""
    return f"`{getattr(parameter.default, 'value', parameter.default)}`"
