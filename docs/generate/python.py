"""The reference page of the Python names, by Sphinx's own autodoc."""

import importlib
import importlib.util
import pkgutil

import clew


def page() -> str:
    """The public names of every domain, and its ports."""
    parts = ["# Python", "", _INTRODUCTION]
    for name in _domains():
        parts += ["", f"## {name}", "", _automodule(name)]
        if _has_ports(name):
            parts += ["", f"### {name}.ports", "", _automodule(f"{name}.ports")]
    return "\n".join(parts) + "\n"


_INTRODUCTION = """\
What a domain exports from its root, and what it needs of the world (its ports). Everything else in a folder may change
without notice."""


def _domains() -> list[str]:
    found = (f"clew.{module.name}" for module in pkgutil.iter_modules(clew.__path__) if module.ispkg)
    return [name for name in found if _exports(name) or _has_ports(name)]


def _exports(name: str) -> list[str]:
    return list(getattr(importlib.import_module(name), "__all__", []))


def _has_ports(name: str) -> bool:
    return importlib.util.find_spec(f"{name}.ports") is not None


def _automodule(name: str) -> str:
    return f"```{{eval-rst}}\n.. automodule:: {name}\n```"
