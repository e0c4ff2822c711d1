"""The tree keeps the house rules, and each rule can fail."""

from pathlib import Path

import pytest

from tests.architecture.house import LONGEST_FILE, RULES, inspect
from tests.conftest import LONGEST, ROOT

SOURCE = Path(__file__).parents[2] / "src"

PLANTED = {
    "doors": [
        ("clew/engine/step.py", "from clew.events.model import Event\n"),
        ("clew/engine/step.py", "import clew.events.model\n"),
        ("clew/engine/step.py", "from clew.events import model\n"),
        ("clew/engine/step.py", "from clew.events.service import Collector\n"),
        ("clew/engine/step.py", "from clew.events.schemas.check import check\n"),
        ("clew/runtime/wiring.py", "from clew.events.model import Event\n"),
        ("clew/runtime/wiring.py", "from clew.adapters.sqlite.log import SqliteLog\n"),
    ],
    "ambient": [
        ("clew/engine/step.py", "import time\nstarted = time.time()\n"),
        ("clew/engine/step.py", "from time import monotonic as tick\nstarted = tick()\n"),
        ("clew/engine/step.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)\n"),
        ("clew/engine/step.py", "import datetime as dt\ntoday = dt.date.today\n"),
        ("clew/engine/step.py", "import random\nchosen = random.choice([1, 2])\n"),
        ("clew/engine/step.py", "from uuid import uuid4\nid = str(uuid4())\n"),
        ("clew/adapters/sqlite/log.py", "from os import environ\nurl = environ['URL']\n"),
        ("clew/adapters/sqlite/log.py", "import os\nsalt = os.urandom(16)\n"),
        ("clew/access/keys.py", "import secrets\nkey = secrets.token_urlsafe()\n"),
    ],
    "private": [
        ("clew/engine/step.py", "from clew.engine.fold import _fold\n"),
        ("clew/engine/step.py", "from clew.engine._fold import fold\n"),
    ],
    "length": [("clew/engine/step.py", "x = 1\n" * (LONGEST_FILE + 1))],
    "excuse": [
        ("clew/engine/step.py", "import time\nx = time.sleep  # house: ambient: sleeping reads no clock\n"),
        ("clew/events/model.py", "x = 1  # house: ambient\n"),
    ],
}

CLEAN = {
    "clew/events/__init__.py": "from clew.events.model import Event\n",
    "clew/events/model.py": "from datetime import datetime\n\nEvent = datetime\n",
    "clew/events/ports.py": "from clew.events import Event\nfrom clew.kernel.instants import Instant\n",
    "clew/events/schemas/__init__.py": "from clew.events.schemas.check import check\n",
    "clew/events/schemas/check.py": "def check(): ...\n",
    "clew/events/service.py": "from clew.events.ports import Event\n",
    "clew/kernel/instants.py": "Instant = int\n",
    "clew/api/__init__.py": "",
    "clew/api/views.py": "View = 1\n",
    "clew/engine/seen.py": "from clew.events.schemas import check\n",
    "clew/__main__.py": "from clew.runtime.cli import main\n",
    "clew/runtime/cli/__init__.py": "main = 1\n",
    "clew/engine/fold.py": "from clew.events import Event\nfrom clew.events.ports import Instant\n",
    "clew/adapters/sqlite/__init__.py": "from clew.adapters.sqlite.log import SqliteLog\n",
    "clew/adapters/sqlite/log.py": "import sqlite3\nfrom clew.events.ports import Instant\n\nSqliteLog = sqlite3\n",
    "clew/access/keys.py": "import secrets\nkey = secrets.token_urlsafe()  # house: ambient: nobody may guess a key\n",
    "clew/runtime/wiring.py": (
        "import time\n"
        "from clew.adapters.sqlite import SqliteLog\n"
        "from clew.api.views import View\n"
        "from clew.events.service import Event\n\n"
        "now = time.time\n"
    ),
}


def _lay(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_the_source_tree_keeps_the_house_rules() -> None:
    faults = inspect(SOURCE)
    assert not faults, "\n".join(map(str, faults))


def test_a_clean_tree_has_no_faults(tmp_path: Path) -> None:
    assert inspect(_lay(tmp_path, CLEAN)) == []


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [(rule, name, text) for rule, faults in PLANTED.items() for name, text in faults],
)
def test_a_planted_fault_is_found_and_named(tmp_path: Path, rule: str, name: str, text: str) -> None:
    faults = inspect(_lay(tmp_path, CLEAN | {name: text}))
    assert [(fault.rule, fault.place) for fault in faults] == [(rule, name)]


def test_every_rule_has_a_planted_fault_and_says_its_reason() -> None:
    assert set(RULES) <= set(PLANTED)
    assert all("Reason:" in (rule.__doc__ or "") for rule in RULES.values())


def test_the_files_to_begin_with_are_there() -> None:
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
