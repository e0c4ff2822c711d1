"""The learner process: one training or scoring, told line by line as JSON; it ends when its parent does."""

import os
import sys
from collections.abc import Mapping

from clew.kernel.errors import ClewError
from clew.kernel.packing import to_json
from clew.runtime.clock import SystemClock
from clew.runtime.services.models import models_of
from clew.runtime.supervise import follow_parent, run_role
from clew.runtime.workspace import open_workspace

_NICE = 3


def main(data: str, model: str, kind: str) -> None:
    """Train a version or score everybody; the last line says how it ended."""
    follow_parent()
    os.nice(_NICE)  # who serves people goes first
    with open_workspace(data, SystemClock(), create=False) as workspace:
        models = models_of(workspace)
        try:
            if kind == "train":
                version = models.train(model, _tell)
                said = {"state": "done", "share": 1.0, "doing": "", "version": version.number}
            else:
                run = models.score(model, _tell)
                said = {"state": "done", "share": 1.0, "doing": "", "version": run.version}
        except ClewError as error:
            said = {"state": "failed", "doing": "", "error": error.message, "hint": error.hint or ""}
    _say(said)


def _tell(doing: str, share: float) -> None:
    _say({"doing": doing, "share": share})


def _say(said: Mapping[str, object]) -> None:
    sys.stdout.write(to_json(said).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run_role("learner", main)
