"""`clew conformance`: the semantics cases against the real engine."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clew.runtime.cli.output import JsonOption, print_json, say
from clew.runtime.conformance import MODES, Mode, Outcome, load_cases, run_cases


class ModeChoice(StrEnum):
    """What `--mode` takes."""

    STREAM = "stream"
    BATCH = "batch"
    RESTART = "restart"
    ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("conformance")(conformance)


def conformance(
    folder: Annotated[Path, typer.Argument(help="Folder of *.yaml files of cases.", exists=True, file_okay=False)],
    *,
    mode: Annotated[ModeChoice, typer.Option(help="How to run the cases.")] = ModeChoice.ALL,
    as_json: JsonOption = False,
) -> None:
    """Run a folder of semantics cases against the real engine under a virtual clock.

    Exits with 1 if a case failed; cases of a kind not built yet are counted apart, never hidden.
    """
    modes: list[Mode] = [name for name in MODES if mode in (ModeChoice.ALL, name)]
    outcomes = run_cases(load_cases(folder), modes, None if as_json else _show)
    passed, failed, unsupported = (
        [o.case.id for o in outcomes if o.status == status] for status in ("passed", "failed", "unsupported")
    )
    summary = f"{len(outcomes)} cases, {len(passed)} passed, {len(failed)} failed, {len(unsupported)} not yet supported"
    if as_json:
        print_json(
            {
                "cases": [
                    {"id": o.case.id, "file": o.case.file, "status": o.status, "reasons": list(o.reasons)}
                    for o in outcomes
                ],
                "modes": modes,
                "passed": passed,
                "failed": failed,
                "unsupported": unsupported,
                "summary": summary,
            }
        )
    else:
        if failed:
            say(f"failed: {' '.join(failed)}")
        if unsupported:
            say(f"not yet supported: {' '.join(unsupported)}")
        say(summary)
    if failed:
        raise typer.Exit(1)


def _show(outcome: Outcome) -> None:
    mark = {"passed": "ok  ", "failed": "FAIL", "unsupported": "-   "}[outcome.status]
    say(f"{mark} {outcome.case.id}")
    if outcome.status == "failed":
        for reason in outcome.reasons:
            say(f"       {reason}")
