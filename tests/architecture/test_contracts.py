"""The import contracts of pyproject.toml hold on a tree that obeys them, and each breaks on a planted fault."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAINS = [
    "runtime", "sdk", "api", "adapters", "assist", "learning", "voice", "insight", "access", "engine", "journeys",
    "actions", "decisions", "content", "profiles", "expressions", "identity", "events", "privacy", "catalog", "kernel",
]  # fmt: skip

PLANTED = {
    "layers: events looks up": ("clew/events/model.py", "import clew.engine\n", "Imports only look down"),
    "layers: api knows an adapter": ("clew/api/routes.py", "import clew.adapters.sqlite\n", "Imports only look down"),
    "layers: voice knows insight": ("clew/voice/cases.py", "import clew.insight\n", "Imports only look down"),
    "layers: a folder nobody placed": ("clew/misc/__init__.py", "", "Imports only look down"),
    "drivers: a domain opens a database": ("clew/profiles/fold.py", "import duckdb\n", "Drivers live in adapters"),
    "drivers: the wiring opens one": ("clew/runtime/wiring.py", "import sqlite3\n", "Drivers live in adapters"),
    "notebooks: the client knows a domain": ("clew/sdk/client.py", "import clew.engine\n", "The notebook client"),
    "frameworks: a domain speaks HTTP": ("clew/events/web.py", "import fastapi\n", "HTTP and terminal frameworks"),
    "frameworks: an adapter prints": ("clew/adapters/sqlite/log.py", "import rich\n", "HTTP and terminal frameworks"),
    "adapters: one knows another": (
        "clew/adapters/sqlite/log.py",
        "import clew.adapters.postgres\n",
        "Adapters know nothing of each other",
    ),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A package with every layer, all imports downward, drivers where they belong."""
    files = {f"clew/{domain}/__init__.py": "" for domain in DOMAINS} | {
        "clew/__init__.py": "",
        "clew/engine/loop.py": "import clew.events\nimport clew.kernel\n",
        "clew/adapters/sql/__init__.py": "import clew.engine\n",
        "clew/adapters/sqlite/__init__.py": "import sqlite3\nimport clew.adapters.sql\n",
        "clew/adapters/postgres/__init__.py": "import psycopg\nfrom clew.adapters.sql import tables\n",
        "clew/adapters/sql/tables.py": "",
        "clew/api/app.py": "import fastapi\n",
        "clew/runtime/cli.py": "import typer\nimport clew.api\nimport clew.adapters.sqlite\n",
    }
    for name, text in files.items():
        _write(tmp_path, name, text)
    config = (ROOT / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(config[config.index("[tool.importlinter]") :])
    return tmp_path


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def _broken(report: str) -> list[str]:
    return re.findall(r"^(.*) BROKEN\b", report, re.MULTILINE)


def test_an_obedient_tree_keeps_all_contracts(tree: Path) -> None:
    outcome = _lint(tree)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert outcome.returncode == 0, outcome.stdout
    assert f"{len(contracts)} kept, 0 broken" in outcome.stdout


@pytest.mark.parametrize(("name", "text", "contract"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_breaks_its_contract_alone(tree: Path, name: str, text: str, contract: str) -> None:
    _write(tree, name, text)
    outcome = _lint(tree)
    assert outcome.returncode == 1
    assert [broken.startswith(contract) for broken in _broken(outcome.stdout)] == [True], outcome.stdout
