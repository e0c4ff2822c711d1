"""The house rules that no linter on the market knows, as small checks over the syntax tree.

A rule is a function from a module to its faults; its docstring says what goes wrong without it. One line may be
excused by name and reason, at its end: `# house: ambient: a key is drawn from chance, an id never is`. An excuse
without a reason, or one that excuses nothing, is a fault itself.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeAlias

LONGEST_FILE = 400
"""Lines; a file is as long as its one idea, and none that we know of needs more."""

_EXCUSE = re.compile(r"#\s*house:\s*(?P<rule>\w+)(?::\s*(?P<reason>\S.*))?$")


class Fault(NamedTuple):
    """What is wrong, and where."""

    rule: str
    place: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True, eq=False)
class Module:
    """One source file: its dotted name, text and syntax tree."""

    name: str
    path: Path
    text: str
    tree: "Tree"

    @cached_property
    def syntax(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    @property
    def is_package(self) -> bool:
        """Whether it is the root of a folder."""
        return self.path.name == "__init__.py"

    @property
    def domain(self) -> str:
        """The first folder under the root package: `events` of `clew.events.model`; `clew.__main__` is of `runtime`."""
        first = [*self.name.split("."), ""][1]
        return "runtime" if first == "__main__" else first

    @cached_property
    def bindings(self) -> Mapping[str, str]:
        """Names bound by imports anywhere in the file, to what they stand for."""
        bound: dict[str, str] = {}
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                for item in node.names:
                    bound[item.asname or item.name.split(".")[0]] = (
                        item.name if item.asname else item.name.split(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for item in node.names:
                    bound[item.asname or item.name] = f"{node.module}.{item.name}"
        return bound

    @cached_property
    def defined(self) -> frozenset[str]:
        """Names bound at its top: imported, defined or assigned."""
        names: set[str] = set()
        for node in self.syntax.body:
            if isinstance(node, ast.ImportFrom | ast.Import):
                names.update(item.asname or item.name for item in node.names)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names.update(target.id for target in targets if isinstance(target, ast.Name))
        return frozenset(names)

    def imports(self) -> Iterator[tuple[int, str, str]]:
        """Every import as `(line, module, name)`; the name is empty where a module itself is imported."""
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, item.name, "") for item in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for item in node.names:
                    inner = f"{node.module}.{item.name}"
                    # A folder that exports `parse` from its module `parse` gives the export.
                    exported = node.module in self.tree and item.name in self.tree[node.module].defined
                    is_module = inner in self.tree and not exported
                    yield (node.lineno, inner, "") if is_module else (node.lineno, node.module, item.name)


Tree: TypeAlias = dict[str, Module]
"""All modules of a source folder by dotted name."""

Rule: TypeAlias = Callable[[Module], Iterator[tuple[int, str]]]


def doors(module: Module) -> Iterator[tuple[int, str]]:
    """A domain is entered by its root, the root of one of its folders, or its `ports`, never through a window.

    Reason: the inner modules of a domain are its own to rename. A product of 48 packages that imported each other's
    insides could no longer be changed one package at a time. `kernel` has no inside; `runtime` and `api` wire, and
    may take a domain's `service`; `runtime` also fulfils what `api` shows, module by module, as nobody else does.
    """
    for line, target, _ in module.imports():
        parts = target.split(".")
        open_to_it = {module.domain, "kernel", "api"} if module.domain == "runtime" else {module.domain, "kernel"}
        if parts[0] != "clew" or len(parts) < 2 or parts[1] in open_to_it:
            continue
        is_root = target in module.tree and module.tree[target].is_package
        is_service = parts[2:] == ["service"] and module.domain in {"runtime", "api"}
        if not (is_root or is_service or parts[-1] == "ports"):
            door = ".".join(parts[:-1])
            yield line, f"imports {target} from outside; use what {door} or {door}.ports exports"


_AMBIENT = re.compile(
    r"time\.(time|time_ns|monotonic|monotonic_ns|perf_counter|perf_counter_ns|localtime|gmtime|ctime)"
    r"|datetime\.(datetime\.(now|utcnow|today)|date\.today)"
    r"|uuid\.uuid[1467]|os\.(urandom|getrandom)|(random|secrets|numpy\.random)\.\w+"
    r"|os\.(environ|getenv)"
)


def ambient(module: Module) -> Iterator[tuple[int, str]]:
    """Below `runtime` nothing asks the world for the time, for chance or for settings; they are passed in.

    Reason: replay, back-test, rebuild and the virtual clock of the tests give the same answer only if every instant
    and every id is a function of the log. One `now()` in a step and a rebuilt profile differs from the live one.
    """
    if module.domain == "runtime":
        return
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Attribute | ast.Name):
            name = _dotted(node, module.bindings)
            if name and _AMBIENT.fullmatch(name):
                yield node.lineno, f"{name} below runtime; take what it gives as an argument"


def private(module: Module) -> Iterator[tuple[int, str]]:
    """What begins with an underscore is used in its own module only.

    Reason: an underscore is the promise that a name may change without asking; an import from elsewhere breaks it
    silently. Ruff's rule does not look inside one root package.
    """
    for line, target, name in module.imports():
        hidden = name.startswith("_") or any(part.startswith("_") for part in target.split(".")[1:])
        if target.startswith("clew") and hidden and not name.startswith("__"):
            yield line, f"imports {target}.{name}".rstrip(".") + ", which is private; export it or move the caller"


def length(module: Module) -> Iterator[tuple[int, str]]:
    """A file has at most 400 lines.

    Reason: every code base that we learned from grew one file beyond a thousand lines that nobody dared to split;
    only a ceiling prevents it.
    """
    lines = module.text.count("\n")
    if lines > LONGEST_FILE:
        yield LONGEST_FILE, f"{lines} lines; split it where its second idea begins (at most {LONGEST_FILE})"


RULES: Mapping[str, Rule] = {rule.__name__: rule for rule in (doors, ambient, private, length)}


def inspect(source: Path) -> list[Fault]:
    """All faults of the package tree under a source folder, in order of place."""
    faults = [fault for module in _modules(source) for fault in _inspect_module(module, source)]
    return sorted(faults, key=lambda fault: (fault.place, fault.line))


def _inspect_module(module: Module, source: Path) -> Iterator[Fault]:
    place = module.path.relative_to(source).as_posix()
    excuses = dict(_excuses(module.text))
    used: set[int] = set()
    for name, rule in RULES.items():
        for line, message in dict.fromkeys(rule(module)):
            if excuses.get(line, ("", ""))[0] == name:
                used.add(line)
            else:
                yield Fault(name, place, line, message)
    for line, (name, reason) in excuses.items():
        if not reason:
            yield Fault("excuse", place, line, "an excuse needs a reason: `# house: rule: reason`")
        elif line not in used:
            yield Fault("excuse", place, line, f"excuses {name}, but there is nothing to excuse")


def _excuses(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := _EXCUSE.search(line):
            yield number, (found["rule"], found["reason"] or "")


def _modules(source: Path) -> list[Module]:
    tree: Tree = {}
    for path in sorted(source.rglob("*.py")):
        name = _module_name(path.relative_to(source))
        tree[name] = Module(name, path, path.read_text(), tree)
    return list(tree.values())


def _module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _dotted(node: ast.expr, bindings: Mapping[str, str]) -> str:
    """What an expression like `datetime.now` stands for (`datetime.datetime.now`); empty when it is none of ours."""
    if isinstance(node, ast.Name):
        return bindings.get(node.id, "")
    if isinstance(node, ast.Attribute) and (owner := _dotted(node.value, bindings)):
        return f"{owner}.{node.attr}"
    return ""
