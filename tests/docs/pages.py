"""Reading a page as a script: the files that it shows and the commands that it runs, in order.

The convention, for writers: every `console` block of a page runs, one after another, in one empty folder, with `clew`
on the path. `$ ` begins a command, `> ` continues it; the other lines are its output, line by line and in order, and
`…` stands for anything (alone on a line: for any lines). A command that ends in `&` is a server: it stays until the
page ends, and the next command waits until its `--port` answers. A `{code-block}` with a `:caption:` is a file of that
name, laid into the folder where it stands. Port 8787 is replaced by a free one. On a page that names CLEW_DATABASE_URL
this variable is set, to an empty PostgreSQL database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PORT = "8787"
"""The port that pages use; the runner puts a free one in its place."""

_FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<info>.*)")
_DIRECTIVE = re.compile(r"\{code-block\}\s*(?P<language>\S*)")
_CAPTION = re.compile(r":caption:\s*(?P<name>\S+)")


@dataclass(frozen=True)
class File:
    """A file that a page shows."""

    line: int
    name: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command of a page, and the output that the page shows for it."""

    line: int
    text: str
    output: list[str] = field(default_factory=list)

    @property
    def stays(self) -> bool:
        """Whether it is a server, which stays until the page ends."""
        return self.text.rstrip().endswith("&")


@dataclass(frozen=True)
class Block:
    """A fenced block: where it begins, what its fence says, its lines without indentation."""

    line: int
    info: str
    lines: list[str]


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a Markdown text, in order."""
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        opening = _FENCE.fullmatch(line)
        if not opening:
            continue
        body: list[str] = []
        for _, inner in lines:
            if inner.strip() == opening["ticks"]:
                break
            body.append(inner.removeprefix(opening["indent"]))
        yield Block(number, opening["info"].strip(), body)


def steps(text: str) -> list[File | Command]:
    """What a page does, in order."""
    found: list[File | Command] = []
    for block in blocks(text):
        if block.info == "console":
            found.extend(_commands(block))
        elif _DIRECTIVE.match(block.info) and block.lines and (caption := _CAPTION.fullmatch(block.lines[0])):
            content = block.lines[2:] if len(block.lines) > 1 and not block.lines[1] else block.lines[1:]
            found.append(File(block.line, caption["name"], "\n".join(content) + "\n"))
    return found


def _commands(block: Block) -> Iterator[Command]:
    current: Command | None = None
    for number, line in enumerate(block.lines, block.line + 1):
        if line.startswith("$ "):
            if current:
                yield current
            current = Command(number, line.removeprefix("$ "))
        elif current is None:
            raise ValueError(f"line {number}: a console block begins with a command, `$ `")
        elif line.startswith("> ") and not current.output:
            current = Command(current.line, f"{current.text}\n{line.removeprefix('> ')}")
        else:
            current.output.append(line)
    if current:
        yield current


def differs(shown: list[str], real: str) -> str | None:
    """The first shown line that the real output lacks at its place; None when the page is right.

    Blank lines don't count; `…` inside a line stands for any text, alone on a line for any lines.
    """
    left = [line.rstrip() for line in real.splitlines() if line.strip()]
    skipping = False
    for line in (line.rstrip() for line in shown if line.strip()):
        if line == "…":
            skipping = True
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        while left and skipping and not pattern.fullmatch(left[0]):
            left.pop(0)
        if not left or not pattern.fullmatch(left[0]):
            return line
        left.pop(0)
        skipping = False
    return None if skipping or not left or not shown else f"(nothing more; the real output goes on: {left[0]})"


def markdown(root: Path) -> list[Path]:
    """All pages: the README and everything under docs/."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
