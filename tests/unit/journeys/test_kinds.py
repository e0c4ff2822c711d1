"""Journeys as documents: planned with the rest, their mentions checked, faults at their line."""

from pathlib import Path

import pytest

from clew.catalog import BASE_KINDS, InvalidDocuments, Kind, parse_folder, plan
from clew.journeys.kinds import conditions_in, register_journeys

KINDS = register_journeys(BASE_KINDS.register(Kind("template")))

WRITTEN = """\
kind: journey
id: hello
name: Hello
entry: {event: Signed Up}
exit:
  - {segment: staff}
start: hello
nodes:
  hello: {send: hello, next: wait}
  wait: {wait: 1d, next: chek}
  check:
    if: did visit in last 1d
    then: end
"""


def test_a_journey_is_planned_and_its_faults_are_placed(tmp_path: Path) -> None:
    (tmp_path / "hello.yaml").write_text(WRITTEN)
    with pytest.raises(InvalidDocuments) as raised:
        plan(parse_folder(tmp_path).checked(), [], KINDS)
    assert [str(placed) for placed in raised.value.faults] == [
        "hello.yaml:10:20: there is no step `chek` (did you mean `check`?)"
    ]
    (tmp_path / "hello.yaml").write_text(WRITTEN.replace("chek", "check"))
    with pytest.raises(InvalidDocuments) as raised:
        plan(parse_folder(tmp_path).checked(), [], KINDS)
    assert sorted(placed.where for placed in raised.value.faults) == ["hello.yaml:6:6", "hello.yaml:9:11"]


def test_conditions_are_given_to_be_checked(tmp_path: Path) -> None:
    (tmp_path / "hello.yaml").write_text(WRITTEN)
    (authored,) = parse_folder(tmp_path).checked()
    assert [(place, text) for place, text, _ in conditions_in(authored.document)] == [
        ("/exit/0/segment", "staff"),
        ("/nodes/check/if", "did visit in last 1d"),
    ]


def test_an_action_that_nobody_does_is_refused_before_anybody_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "vip.yaml").write_text(
        "kind: journey\nid: vip\nname: Vip\nentry: {event: Signed Up}\nnodes:\n"
        "  mark: {do: update, data: {tier: gold}, next: case}\n  case: {do: open_case, next: end}\n"
    )
    with pytest.raises(InvalidDocuments) as raised:
        plan(parse_folder(tmp_path).checked(), [], KINDS)
    (fault,) = map(str, raised.value.faults)
    hint = "known: add_to, remove_from, update; `webhook` has another system do it"
    assert fault == f"vip.yaml:7:10: nobody here does `open_case` ({hint})"
    able = register_journeys(BASE_KINDS, {"update", "open_case"})
    assert len(plan(parse_folder(tmp_path).checked(), [], able).changes) == 1
