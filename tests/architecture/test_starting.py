"""What each process and command loads, so that none pays for what it does not use.

A list names the libraries that a start may load, of those that take long; what is not listed must stay out.
"""

import subprocess
import sys

import pytest

from clew.runtime.cli.shelf import CATALOGUE, commands

HEAVY = {"fastapi", "pydantic", "uvicorn", "httpx", "pyarrow", "duckdb", "psycopg", "sqlglot", "rich", "typer"}
ARROW, WEB, TERMINAL = {"pyarrow"}, {"fastapi", "pydantic", "uvicorn"}, {"typer"}

ROLES = {
    # uvicorn and httpx bring rich along, if it is there, for their own command lines.
    "engine": set[str](),
    "keeper": set[str](),
    "sender": set[str](),
    "front": {"uvicorn", "httpx", "rich"},
    "web": WEB | {"rich"},
    "nursery": set[str](),
}
MODULES = {
    "admin": TERMINAL,
    "keys": TERMINAL,
    "journeys": TERMINAL | {"pydantic"},
    "load": TERMINAL | ARROW | {"rich"},
    "outbox": TERMINAL,
    "profiles": TERMINAL | {"pydantic"},
    "quarantine": TERMINAL,
    "query": TERMINAL | ARROW | {"duckdb"},
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_loads_what_it_needs_and_no_more(role: str) -> None:
    assert loaded(f"import clew.runtime.roles.{role}") <= ROLES[role]


def test_nothing_was_under_way_where_roles_are_forked() -> None:
    found = loaded(
        "import os, clew.runtime.roles.nursery as nursery; before = dict(os.environ)\n"
        "nursery.load()\n"
        "assert nursery.is_alone(), 'something that is loaded begins threads'\n"
        "assert len(os.listdir('/proc/self/fd')) == 4, 'the fourth lists them'\n"
        "assert dict(os.environ) == before"
    )
    assert found <= {"uvicorn", "httpx", "rich"}


@pytest.mark.parametrize("module", MODULES)
def test_a_command_loads_what_it_needs_and_no_more(module: str) -> None:
    assert loaded(f"import clew.runtime.cli.{module}") <= MODULES[module]


def test_the_help_and_the_replay_load_no_store() -> None:
    assert loaded("from clew.runtime.cli import app; app(['--help'], standalone_mode=False)") <= TERMINAL | {"rich"}
    assert loaded("import clew.runtime.demo.replay") <= {"httpx", "pyarrow", "rich"}


def test_what_the_help_lists_is_what_the_commands_say() -> None:
    for name, command in commands():
        summary = (command.help or "").partition("\n\n")[0].replace("\n", " ")
        assert summary == CATALOGUE[name].summary, name


def loaded(statement: str) -> set[str]:
    """The heavy libraries that an interpreter holds after a statement."""
    code = f"{statement}\nimport sys\nprint('loaded:', *sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return HEAVY & set(ran.stdout.rpartition("loaded:")[2].split())
