"""The journey cases of the semantics corpus, on the real step (not the engine: that is `clew conformance`)."""

from pathlib import Path

import pytest

from clew.events import Event, Fact
from clew.journeys import mark_of, read_journey
from clew.journeys.marks import BLOCKED, ENDED, GOAL, SUPPRESSED
from clew.kernel.instants import Instant, format_instant
from clew.runtime.conformance import Case, load_cases
from tests.unit.journeys.stage import Stage, policy_of

EXECUTABLE = [f"J{number:02d}" for number in (*range(1, 13), 14)]
"""J13 is about effects: its crash is between outbox and provider."""


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, Case]:
    return {case.id: case for case in load_cases(shared / "cases" / "semantics")}


@pytest.mark.parametrize("name", EXECUTABLE)
def test_case(cases: dict[str, Case], name: str) -> None:
    case = cases[name]
    assert case.journey is not None
    stage = _play(case)
    found = {
        "actions": sorted((e.at, e.profile, e.template) for e in stage.effects if e.kind == "send"),
        "ends": _lines(stage.facts, ENDED),
        "drops": _lines(stage.facts, BLOCKED, SUPPRESSED),
        "goals": _lines(stage.facts, GOAL),
    }
    said = case.journey
    wanted = {"actions": said.actions, "ends": said.ends, "drops": said.drops, "goals": said.goals}
    for what, lines in wanted.items():
        if lines is not None:
            assert _readable(found[what]) == _readable(lines), what


def test_every_journey_case_is_run(cases: dict[str, Case]) -> None:
    assert sorted(case.id for case in cases.values() if case.kind == "journey") == EXECUTABLE


def _play(case: Case) -> Stage:
    said = case.journey
    assert said is not None
    policy = policy_of("opt_out" if said.consent == "opt_out" else "opt_in", caps=list(said.caps))
    stage = Stage(segments=said.helpers, zone=said.zone, policy=policy)
    groups = {group.at: group for group in case.groups}
    for at in sorted({*groups, *(control.at for control in said.controls)}):
        for control in said.controls:
            if control.at == at:
                assert control.what == "publish"
                stage.journey(read_journey_body(control.definition), control.version, control.journey)
        if at in groups:
            stage.receive(at, [(_who(event), event) for event in groups[at].events])
    stage.advance(said.until)
    return stage


def read_journey_body(definition: object) -> dict[str, object]:
    assert isinstance(definition, dict)
    read_journey("j", 1, definition)
    return definition


def _who(event: Event) -> str:
    return event.identities[0].value if event.identities else ""


def _lines(facts: list[Fact], *kinds: str) -> list[tuple[Instant, str, str]]:
    marks = [(fact, mark_of(fact)) for fact in facts if fact.kind in kinds]
    return sorted((fact.at, fact.profile, _short(mark.detail)) for fact, mark in marks if mark is not None)


def _short(detail: str) -> str:
    """Reason and message, without the rule."""
    return ":".join(detail.split(":")[:2])


def _readable(lines: object) -> list[tuple[str, str, str]]:
    return [(format_instant(at), profile, what) for at, profile, what in lines]  # type: ignore[attr-defined]
