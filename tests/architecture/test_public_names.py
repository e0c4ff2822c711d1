"""What each domain promises to the others, as a list under version control: a change of it is seen in review."""

import importlib
import os
import pkgutil
from pathlib import Path

import clew

SNAPSHOT = Path(__file__).with_name("public_names.txt")


def _promised() -> str:
    names = ["clew", *(f"clew.{module.name}" for module in pkgutil.iter_modules(clew.__path__) if module.ispkg)]
    exported = {name: getattr(importlib.import_module(name), "__all__", []) for name in names}
    return "".join(f"{name}\n" + "".join(f"  {item}\n" for item in sorted(items)) for name, items in exported.items())


def test_public_names_change_on_purpose_only() -> None:
    promised = _promised()
    if os.environ.get("CLEW_SNAPSHOT") == "write":
        SNAPSHOT.write_text(promised)
    assert promised == SNAPSHOT.read_text(), "if this is meant: CLEW_SNAPSHOT=write make test ONLY=tests/architecture"


def test_what_is_promised_exists() -> None:
    for name in (line for line in _promised().splitlines() if not line.startswith(" ")):
        module = importlib.import_module(name)
        missing = [item for item in getattr(module, "__all__", []) if not hasattr(module, item)]
        assert missing == [], name
