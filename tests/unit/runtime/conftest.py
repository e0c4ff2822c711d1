"""Commands, run in this process as a shell would run them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clew.runtime.cli import main


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read."""
        return json.loads(self.out)


Clew = Callable[..., Ran]


@pytest.fixture
def clew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clew:
    """Runs `clew` with these words, in a folder of its own, on the workspace `shop` there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLEW_DATA", "shop")
    monkeypatch.delenv("CLEW_DATABASE_URL", raising=False)

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["clew", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        printed = capsys.readouterr()
        return Ran(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run
